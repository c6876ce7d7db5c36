#include "models/ai-economist/welfare.h"

double ai_gini(bool authors, int64_t count, double total, double ranked) {
  static const double guard = 1e-10;
  const double n = (double)count;
  if (authors && count >= 30) /* sum_k S_k = ((n + 1) total - ranked)/2 */
    return 1.0 - 2.0 / (n + 1.0) * (0.5 * ((n + 1.0) * total - ranked) / (total + guard));
  if (authors)
    return 2.0 * ranked / (2.0 * n * total + guard) * (n / (n - 1.0));
  return total > 0.0 ? ranked / ((n - 1.0) * total) : 0.0;
}

one_step_welfare one_step_welfare_of(const struct ai_parameters *p, const one_step_moments *m, double total_weight) {
  const double n = (double)p->n_agents, rebate = m->tax / n, coin = m->coin + m->tax;
  return (one_step_welfare){.rebate = rebate,
                            .productivity = coin / n,
                            .equality = 1.0 - ai_gini(p->gini_formula == GINI_AUTHORS, p->n_agents, coin, n * m->ranked),
                            .inverse_income_utility = m->weighted_worth / m->weight + rebate,
                            .inverse_income_coin = m->weighted_coin / m->weight + rebate,
                            .utilitarian = m->worth / n + rebate,
                            .fixed_weights = m->fixed_worth / total_weight + rebate};
}

double one_step_objective(const struct ai_parameters *p, const one_step_welfare *w) {
  const double equality_share = 1.0 - p->mixing_weight;
  switch (p->planner_objective) {
  case OBJECTIVE_EQUALITY_PRODUCTIVITY:
    return (equality_share * w->equality + 1.0 - equality_share) * w->productivity;
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
