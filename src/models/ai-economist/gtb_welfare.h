/** Welfare in one environment at a moment, and what uneven incomes saved its agents. */
#ifndef WALRAS_MODELS_AI_ECONOMIST_GTB_WELFARE_H
#define WALRAS_MODELS_AI_ECONOMIST_GTB_WELFARE_H

#include "models/ai-economist/gtb_world.h"
#include "models/ai-economist/parameters.h"

typedef struct gtb_welfare {
  double productivity;                /**< mean coin */
  double equality;                    /**< 1 - Gini's index of coin; 1 where nobody has any (authors, 30 agents or more: 0) */
  double income_utility, income_coin; /**< means with weights 1 / max(coin, 1) */
  double utilitarian;                 /**< mean utility */
  double equality_productivity;
  double objective; /**< of the planner, whose reward for a step is its change */
} gtb_welfare;

/** By planner_objective, mixing_weight, gini_formula and, for fixed_weights, pareto_weight (uniform, or payment^-k). */
gtb_welfare gtb_welfare_of(const struct ai_parameters *p, const gtb_world *world);

/** Tax on an agent's incomes of `periods` full periods under their own schedules, and on their mean in each of them. */
typedef struct gtb_gaming {
  double on_path, on_mean;
} gtb_gaming;
gtb_gaming gtb_gaming_of(const gtb_world *world, int32_t agent, int32_t periods);

#endif
