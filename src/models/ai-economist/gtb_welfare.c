#include "models/ai-economist/gtb_welfare.h"

#include <math.h>
#include <string.h>

#include "numerics/inequality/gini.h"

static double equality_of(const struct ai_parameters *p, const double *coin, int32_t count) {
  double sorted[GTB_AGENTS_MOST];
  for (int32_t i = 0; i < count; i++) {
    int32_t place = i;
    for (; place > 0 && sorted[place - 1] > coin[i]; place--)
      sorted[place] = sorted[place - 1];
    sorted[place] = coin[i];
  }
  const walras_inequality inequality = walras_inequality_of_sorted(sorted, count);
  if (p->gini_formula == GINI_AUTHORS)
    return 1.0 - walras_gini(&inequality, WALRAS_GINI_AUTHORS);
  return inequality.total > 0.0 ? 1.0 - walras_gini(&inequality, WALRAS_GINI_CORRECTED) : 1.0;
}

static double fixed_weights_utility(const struct ai_parameters *p, const gtb_world *w) {
  double weights = 0.0, sum = 0.0;
  for (int32_t i = 0; i < w->setting->agents; i++) {
    const double weight = p->pareto_weight == WEIGHT_SKILL ? walras_pow(w->agents[i].payment, -p->pareto_weight_exponent) : 1.0;
    weights += weight;
    sum += weight * w->agents[i].utility;
  }
  return sum / weights;
}

static double objective_of(const struct ai_parameters *p, const gtb_world *w, const gtb_welfare *welfare) {
  switch (p->planner_objective) {
  case OBJECTIVE_EQUALITY_PRODUCTIVITY:
    return ((1.0 - p->mixing_weight) * welfare->equality + p->mixing_weight) * welfare->productivity;
  case OBJECTIVE_INCOME_COIN:
    return welfare->income_coin;
  case OBJECTIVE_UTILITARIAN:
    return welfare->utilitarian;
  case OBJECTIVE_FIXED_WEIGHTS:
    return fixed_weights_utility(p, w);
  default:
    return welfare->income_utility;
  }
}

gtb_welfare gtb_welfare_of(const struct ai_parameters *p, const gtb_world *w) {
  const int32_t n = w->setting->agents;
  double coin[GTB_AGENTS_MOST], weights = 0.0;
  gtb_welfare welfare = {0};
  for (int32_t i = 0; i < n; i++) {
    coin[i] = gtb_coin(&w->agents[i]);
    const double weight = 1.0 / fmax(coin[i], 1.0);
    weights += weight;
    welfare.productivity += coin[i] / n;
    welfare.utilitarian += w->agents[i].utility / n;
    welfare.income_utility += weight * w->agents[i].utility;
    welfare.income_coin += weight * coin[i];
  }
  welfare.income_utility /= weights;
  welfare.income_coin /= weights;
  welfare.equality = equality_of(p, coin, n);
  welfare.equality_productivity = welfare.equality * welfare.productivity;
  welfare.objective = objective_of(p, w, &welfare);
  return welfare;
}

gtb_gaming gtb_gaming_of(const gtb_world *w, int32_t agent, int32_t periods) {
  const gtb_setting *s = w->setting;
  walras_tax_schedule schedule = s->taxes;
  gtb_gaming gaming = {0};
  double mean = 0.0;
  for (int32_t period = 0; period < periods; period++)
    mean += w->incomes[(int64_t)period * s->agents + agent] / periods;
  for (int32_t period = 0; period < periods; period++) {
    walras_tax_set_rates(&schedule, w->past_rates + (int64_t)period * s->taxes.brackets);
    gaming.on_path += walras_tax(&schedule, w->incomes[(int64_t)period * s->agents + agent]);
    gaming.on_mean += walras_tax(&schedule, mean);
  }
  return gaming;
}
