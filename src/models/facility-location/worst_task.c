/* The task worst_case: the search that the parameters name, its profiles and the formulas. */
#include "models/facility-location/metrics.h"
#include "models/facility-location/outcome.h"
#include "models/facility-location/theory.h"
#include "models/facility-location/worst_case.h"

/* Phantom rules: {0, L} and the phantoms. Other rules: an even grid of n + 1 places, on which camps of any share can stand. */
static walras_status find_places(walras_trial *trial, const struct facility_parameters *p, const facility_rule *rule,
                                 double **places, int64_t *count) {
  const bool phantoms = facility_is_phantom_rule(p->mechanism);
  const facility_phantoms uniform = {.agents = p->agents, .length = p->domain_length, .uniform = true};
  *count = phantoms ? facility_place_count(p) : p->agents + 1;
  *places = walras_trial_allocate(trial, *count, sizeof **places);
  if (*places == NULL)
    return walras_trial_status(trial);
  facility_places(phantoms ? &rule->phantoms : &uniform, *places);
  return WALRAS_OK;
}

static walras_status record_worst(walras_trial *trial, const struct facility_parameters *p, const facility_worst *worst) {
  int64_t *agents = walras_trial_allocate(trial, p->agents, sizeof *agents);
  if (agents == NULL)
    return walras_trial_status(trial);
  for (int64_t i = 0; i < p->agents; i++)
    agents[i] = i;
  facility_record_ratio(trial, METRIC_WORST_WELFARE, METRIC_WORST_WELFARE_UNBOUNDED, worst->ratio.welfare);
  facility_record_ratio(trial, METRIC_WORST_COST, METRIC_WORST_COST_UNBOUNDED, worst->ratio.cost);
  if (facility_has_theory_ratio(p)) {
    walras_record_real(trial, METRIC_THEORY_WELFARE, facility_theory_welfare_ratio(p));
    walras_record_real(trial, METRIC_THEORY_COST, facility_theory_cost_ratio(p));
  }
  walras_record_column_integers(trial, TABLE_WORST, 0, agents, p->agents);
  walras_record_column_reals(trial, TABLE_WORST, 1, worst->welfare_profile, p->agents);
  walras_record_column_reals(trial, TABLE_WORST, 2, worst->cost_profile, p->agents);
  return WALRAS_OK;
}

walras_status facility_run_worst_case(walras_trial *trial, const struct facility_parameters *p) {
  facility_rule rule;
  facility_worst worst;
  double *places;
  int64_t count;
  walras_status status = facility_rule_prepare(trial, p, &rule);
  if (status == WALRAS_OK)
    status = find_places(trial, p, &rule, &places, &count);
  if (status == WALRAS_OK)
    status = facility_worst_create(trial, p->agents, &worst);
  if (status != WALRAS_OK)
    return status;
  if (p->worst_case_method == METHOD_VERTEX)
    status = facility_worst_vertex(trial, &rule, places, count, &worst);
  else if (p->worst_case_method == METHOD_REGION)
    status = facility_worst_region(trial, &rule, places, count, &worst);
  else
    status = facility_worst_random(trial, &rule, places, count, p->worst_case_samples, &worst);
  return status == WALRAS_OK ? record_worst(trial, p, &worst) : status;
}
