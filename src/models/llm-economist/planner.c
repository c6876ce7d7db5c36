/* Who sets the rates of a tax year. */
#include <math.h>
#include <string.h>

#include "models/llm-economist/course.h"
#include "models/llm-economist/elections.h"
#include "models/llm-economist/saez.h"
#include "models/llm-economist/search.h"

/* In whole steps of the grid: halves round to even, and rates stay the grid's decimals. */
void economist_apply_delta(const struct economist_parameters *p, const double *delta, double *rates) {
  const int64_t last = economist_grid_rates(p) - 1;
  for (int64_t j = 0; j < economist_brackets(p); j++) {
    const double most = 100.0 * p->delta_max, clipped = delta[j] > most ? most : delta[j] < -most ? -most : delta[j];
    const int64_t now = (int64_t)rint(rates[j] / p->rate_step), change = (int64_t)rint(clipped / (100.0 * p->rate_step));
    const bool outside = now + change < 0 || now + change > last;
    int64_t next = outside && p->delta_rule == DELTA_REFLECT ? now - change : now + change;
    next = next < 0 ? 0 : next > last ? last : next;
    rates[j] = economist_grid_rate(p, next);
  }
}

static void apply_script(const struct economist_parameters *p, int64_t year, double *rates) {
  if (year >= 1 && year <= p->raw_delta.count)
    economist_apply_delta(p, p->raw_delta.lists[year - 1].values, rates);
}

/* Beside the design itself, the rates of brackets that stand for it in the record. */
static walras_status design(economist_course *course, double *rates) {
  double *work = walras_trial_allocate(course->economy.trial, ECONOMIST_DESIGNED, sizeof *work);
  if (work == NULL)
    return walras_trial_status(course->economy.trial);
  economist_design_make(&course->economy, work, course->design);
  economist_design_brackets(course->design, &course->now->schedule, rates);
  return WALRAS_OK;
}

/* What the planner leaves as it is keeps its value: rates come in as those in force. */
static walras_status choose(economist_course *course, int64_t year, double *rates) {
  const struct economist_parameters *p = course->economy.p;
  const int64_t brackets = economist_brackets(p);
  double welfare = 0.0;
  switch (p->planner) {
  case PLANNER_US_FED_2024:
    memcpy(rates, walras_federal_rates_2024, sizeof walras_federal_rates_2024);
    return WALRAS_OK;
  case PLANNER_FIXED:
    memcpy(rates, p->fixed_rates.values, (size_t)brackets * sizeof *rates);
    return WALRAS_OK;
  case PLANNER_UNIFORM50:
    for (int64_t j = 0; j < brackets; j++)
      rates[j] = 0.5;
    return WALRAS_OK;
  case PLANNER_SAEZ:
    for (int64_t j = 0; j < brackets; j++)
      course->elasticity[j] = p->saez_elasticity.values[p->saez_elasticity.count == 1 ? 0 : j];
    return economist_saez(course, course->elasticity, rates);
  case PLANNER_SAEZ_EMPIRICAL: {
    const walras_status status = economist_measure_elasticities(course, course->elasticity);
    return status == WALRAS_OK ? economist_saez(course, course->elasticity, rates) : status;
  }
  case PLANNER_SAEZ_ITERATED:
    for (int64_t j = 0; j < brackets; j++)
      course->elasticity[j] = walras_labor_elasticity(&course->economy.labor);
    return economist_saez_iterated(course, rates);
  case PLANNER_MIRRLEES:
    return design(course, rates);
  case PLANNER_ENUMERATE:
    return economist_best_on_grid(course, rates, &welfare, &course->now->best);
  case PLANNER_CEM:
    return economist_cross_entropy(course, rates);
  case PLANNER_ICRL_SEARCH:
    if (year >= 1)
      economist_icrl_move(course, year, rates);
    return WALRAS_OK;
  case PLANNER_SCRIPT:
    apply_script(p, year, rates);
    return WALRAS_OK;
  default:
    return WALRAS_TRIAL_FAIL(course->economy.trial, WALRAS_ERROR_PARAMETER, "planner: not built in");
  }
}

walras_status economist_plan(economist_course *course, int64_t year) {
  double rates[WALRAS_TAX_BRACKETS_MOST];
  if (course->election != NULL)
    return economist_elect(course, year);
  memcpy(rates, course->now->schedule.rate, sizeof rates);
  const walras_status status = course->flat_vote != NULL ? economist_vote_flat(course, rates) : choose(course, year, rates);
  if (status == WALRAS_OK)
    walras_tax_set_rates(&course->now->schedule, rates);
  return status;
}
