#include "models/ai-economist/oracle.h"

#include <math.h>

#include "numerics/sums/accurate.h"

static walras_status allocate(walras_trial *trial, one_step_oracle *o) {
  enum { ARRAYS = 7 };
  double *memory = walras_trial_allocate(trial, ARRAYS * o->count, sizeof *memory);
  if (memory == NULL)
    return walras_trial_status(trial);
  double **const arrays[ARRAYS] = {&o->skill, &o->rate, &o->weight, &o->above, &o->income, &o->tax, &o->worth};
  for (int k = 0; k < ARRAYS; k++)
    *arrays[k] = memory + k * o->count;
  return WALRAS_OK;
}

static walras_status place_skills(walras_trial *trial, one_step_oracle *o) {
  walras_gb2_table *table = NULL;
  if (o->p->skill_dist == SKILL_GB2) {
    table = walras_trial_allocate(trial, 1, sizeof *table);
    if (table == NULL)
      return walras_trial_status(trial);
    walras_gb2_table_make(&o->law.gb2, table);
  }
  for (int64_t i = 0; i < o->count; i++)
    o->skill[i] = ((double)i + 0.5) / (double)o->count;
  walras_law_quantiles(&o->law, table, o->skill, o->count, o->skill);
  return WALRAS_OK;
}

static double exponent_of(const struct ai_parameters *p) {
  return p->pareto_weight == WEIGHT_SKILL ? p->pareto_weight_exponent : 0.0;
}

/* Weights that are a power of skill have everything in closed form. */
static void solve_powers(one_step_oracle *o, walras_mirrlees_allocation *allocation) {
  const double k = exponent_of(o->p), e = walras_labor_elasticity(&o->labor);
  for (int64_t i = 0; i < o->count; i++) {
    o->weight[i] = k > 0.0 ? walras_pow(o->skill[i], -k) : 1.0;
    o->above[i] = k > 0.0 ? walras_mirrlees_power_weight(&o->law, k, o->skill[i]) : 1.0;
    o->rate[i] = walras_mirrlees_rate(&o->law, e, o->above[i], o->skill[i]);
  }
  walras_mirrlees_allocate(&o->labor, o->count, o->skill, o->rate, allocation);
}

static void sum_welfare(one_step_oracle *o) {
  walras_accurate tax = {0.0, 0.0}, weight = tax, worth = tax;
  for (int64_t i = 0; i < o->count; i++) {
    const double hours = o->income[i] / o->skill[i];
    o->worth[i] = o->income[i] - o->tax[i] - o->labor.cost * walras_pow(hours, o->labor.exponent);
    walras_accurate_add(&tax, o->tax[i]);
    walras_accurate_add(&weight, o->weight[i]);
    walras_accurate_add(&worth, o->weight[i] * o->worth[i]);
  }
  o->rebate = walras_accurate_value(tax) / (double)o->count;
  o->swf = walras_accurate_value(worth) / walras_accurate_value(weight) + o->rebate;
}

walras_status one_step_oracle_make(walras_trial *trial, const struct ai_parameters *p, int64_t count, one_step_oracle *o) {
  static const double tolerance = 1e-8;
  *o = (one_step_oracle){.p = p,
                         .law = one_step_law(p),
                         .labor = {.cost = p->labor_cost, .exponent = p->labor_exponent, .most = INFINITY},
                         .count = count};
  walras_status status = allocate(trial, o);
  if (status == WALRAS_OK)
    status = place_skills(trial, o);
  if (status != WALRAS_OK)
    return status;
  walras_mirrlees_allocation allocation = {.income = o->income, .tax = o->tax};
  if (p->pareto_weight == WEIGHT_INCOME) {
    const double moved =
        walras_mirrlees_fixed_point(&o->law, &o->labor, count, o->skill, tolerance, o->rate, o->weight, o->worth, &allocation);
    if (!(moved <= tolerance))
      return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_NUMERIC,
                               "pareto_weight = inverse_income: rates and weights of the Mirrlees schedule still move by %g",
                               moved);
    walras_mirrlees_weights_on_grid(count, o->weight, o->above);
  } else {
    solve_powers(o, &allocation);
  }
  o->ironed = allocation.ironed;
  sum_welfare(o);
  return WALRAS_OK;
}

static double between(const one_step_oracle *o, const double *values, double skill) {
  int64_t low = 0, high = o->count - 1;
  if (skill <= o->skill[low])
    return values[low];
  if (skill >= o->skill[high])
    return values[high];
  while (high - low > 1) {
    const int64_t middle = low + (high - low) / 2;
    if (o->skill[middle] <= skill)
      low = middle;
    else
      high = middle;
  }
  const double share = (skill - o->skill[low]) / (o->skill[high] - o->skill[low]);
  return values[low] + share * (values[high] - values[low]);
}

double one_step_oracle_weight(const one_step_oracle *o, double skill) {
  return between(o, o->weight, skill);
}

double one_step_oracle_rate(const one_step_oracle *o, double skill, double *income) {
  const double k = exponent_of(o->p), e = walras_labor_elasticity(&o->labor);
  const double above = o->p->pareto_weight == WEIGHT_INCOME ? between(o, o->above, skill)
                       : k > 0.0                            ? walras_mirrlees_power_weight(&o->law, k, skill)
                                                            : 1.0;
  const double rate = walras_mirrlees_rate(&o->law, e, above, skill);
  *income = skill * walras_pow(skill * (1.0 - rate) / (o->labor.cost * o->labor.exponent), e);
  return rate;
}
