/**
 * The best tax of all, without brackets: Mirrlees's schedule for the law of skills and the fixed weights of pareto_weight, on equally likely
 * skills Q((i + 1/2)/count). With fixed weights its welfare bounds that of every bracket schedule on the same skills, up to the grid's error.
 * inverse_income takes the weights 1/max(z, 1) as given at the incomes that they make: the fixed point. Hours have no cap.
 */
#ifndef WALRAS_AI_ECONOMIST_ORACLE_H
#define WALRAS_AI_ECONOMIST_ORACLE_H

#include "models/ai-economist/skills.h"
#include "numerics/taxes/mirrlees.h"

enum { AI_ORACLE_MOST = 16384 }; /**< grid points where it stands beside another tax */

typedef struct one_step_oracle {
  const struct ai_parameters *p;
  walras_law law;
  walras_labor labor;
  int64_t count;
  double *skill, *rate, *weight, *above; /**< [count] v, t(v), g(v) and Gbar(v) */
  double *income, *tax, *worth;          /**< [count] z, T(z), and z - T(z) - c l^delta */
  double rebate, swf;                    /**< mean tax; mean of g u over that of g */
  bool ironed;
} one_step_oracle;

/** Local, and the same on every rank. The law of skills has a density. */
walras_status one_step_oracle_make(walras_trial *trial, const struct ai_parameters *p, int64_t count, one_step_oracle *oracle);

/** Rate and income at any skill of the law. */
double one_step_oracle_rate(const one_step_oracle *oracle, double skill, double *income);

/** g at any skill: between those of the grid, level beyond its ends. */
double one_step_oracle_weight(const one_step_oracle *oracle, double skill);

#endif
