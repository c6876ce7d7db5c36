#include "models/ai-economist/welfare.h"

#include "numerics/inequality/gini.h"

/* Everybody has nothing: equal, whatever the formula divides by. */
static double gini(const struct ai_parameters *p, double total, double spread) {
  const walras_inequality coin = {.count = p->n_agents, .total = total, .spread = spread};
  if (p->gini_formula == GINI_AUTHORS)
    return walras_gini(&coin, WALRAS_GINI_AUTHORS);
  return total > 0.0 ? walras_gini(&coin, WALRAS_GINI_CORRECTED) : 0.0;
}

one_step_welfare one_step_welfare_of(const struct ai_parameters *p, const one_step_moments *m, double total_weight) {
  const double n = (double)p->n_agents, rebate = m->tax / n, coin = m->coin + m->tax;
  return (one_step_welfare){.rebate = rebate,
                            .productivity = coin / n,
                            .equality = 1.0 - gini(p, coin, n * m->ranked),
                            .inverse_income_utility = m->weighted_worth / m->weight + rebate,
                            .inverse_income_coin = m->weighted_coin / m->weight + rebate,
                            .utilitarian = m->worth / n + rebate,
                            .fixed_weights = m->fixed_worth / total_weight + rebate};
}

double one_step_objective(const struct ai_parameters *p, const one_step_welfare *w) {
  switch (p->planner_objective) {
  case OBJECTIVE_EQUALITY_PRODUCTIVITY:
    return ((1.0 - p->mixing_weight) * w->equality + p->mixing_weight) * w->productivity;
  case OBJECTIVE_INCOME_COIN:
    return w->inverse_income_coin;
  case OBJECTIVE_UTILITARIAN:
    return w->utilitarian;
  case OBJECTIVE_FIXED_WEIGHTS:
    return w->fixed_weights;
  default:
    return w->inverse_income_utility;
  }
}
