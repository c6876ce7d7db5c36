/** The compiled paths of the vectorised steps. */
#ifndef WALRAS_MAGENTIC_STEPS_H
#define WALRAS_MAGENTIC_STEPS_H

#include "models/magentic-marketplace/cohort.h"

typedef void magentic_step(struct magentic_cohort *cohort, int rows);

magentic_step magentic_judge_baseline, magentic_judge_avx2, magentic_judge_avx512;
magentic_step magentic_find_first_baseline, magentic_find_first_avx2, magentic_find_first_avx512;

#endif
