/**
 * Workers with personas say after each step whether the tax policy satisfies them: burden b = (T - rebate) / max(z, 1), and yes with probability
 * 1 / (1 + exp((b - tolerance) / slope)), for slope 0 exactly up to the tolerance. Tolerances are normal over workers and fixed in a trial.
 * Altruists and adversaries have no persona and are always satisfied.
 */
#ifndef WALRAS_ECONOMIST_SATISFACTION_H
#define WALRAS_ECONOMIST_SATISFACTION_H

#include "models/llm-economist/course.h"

/** The answers of one step; a small value. */
typedef struct economist_satisfaction {
  const struct economist_parameters *p;
  const economist_types *types;
  walras_stream persona, answer;
} economist_satisfaction;

economist_satisfaction economist_satisfaction_make(const economist_course *course, int64_t step);

/** satisfied[i] = 1 or 0 for the workers first..first+count-1 (at most ECONOMIST_CHUNK) who made these choices. */
void economist_satisfy(const economist_satisfaction *satisfaction, int64_t first, int64_t count,
                       const walras_tax_choices *choices, double rebate, double *satisfied);

#endif
