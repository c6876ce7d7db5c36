/** Self-play and dueling learners on games of responses, one game per prompt. */
#ifndef WALRAS_SPO_TABULAR_H
#define WALRAS_SPO_TABULAR_H

#include "models/spo/metrics.h"

walras_status spo_run_tabular(walras_trial *trial, const struct spo_parameters *p);

/** For the planner. */
void spo_tabular_footprint(const struct spo_parameters *p, walras_footprint *footprint);

#endif
