/** The record of a trial: its last step seen worker by worker (satisfaction, regret, order statistics), its totals and its tax years. */
#ifndef WALRAS_ECONOMIST_OUTCOME_H
#define WALRAS_ECONOMIST_OUTCOME_H

#include "models/llm-economist/course.h"

/** Collective. Records everything that is not recorded step by step. */
walras_status economist_record(economist_course *course);

#endif
