#include <math.h>

#include "models/ai-economist/one_step.h"
#include "numerics/taxes/response.h"

static walras_status check_skills(const struct ai_parameters *p, walras_error *error) {
  if (p->skill_dist == SKILL_LIST && (p->skill_list.count < 2 || p->skill_list.count > AI_LIST_MOST))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "skill_list: %lld skills, skill_dist = list needs 2 to %d",
                       (long long)p->skill_list.count, AI_LIST_MOST);
  if (p->skill_dist == SKILL_LIST && p->skill_list.count != p->n_agents)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "n_agents = %lld: skill_list has %lld skills", (long long)p->n_agents,
                       (long long)p->skill_list.count);
  if (p->skill_dist == SKILL_UNIFORM && !(p->skill_min < p->skill_max))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "skill_min = %.17g is not below skill_max = %.17g", p->skill_min,
                       p->skill_max);
  if (p->skill_dist == SKILL_GB2 && !(p->gb2_sigma * p->gb2_tau > 1.0))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "gb2_tau = %g: gb2_sigma gb2_tau = %g must be above 1, or skills have no mean", p->gb2_tau,
                       p->gb2_sigma * p->gb2_tau);
  if (p->skill_dist != SKILL_LIST && p->skill_sampling == SAMPLING_RANK_MEAN && p->n_agents > AI_LIST_MOST)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "n_agents = %lld: skill_sampling = rank_mean draws 1000 sets, of at most %d workers",
                       (long long)p->n_agents, AI_LIST_MOST);
  return WALRAS_OK;
}

static walras_status check_labor(const struct ai_parameters *p, walras_error *error) {
  if (p->worker_policy == WORKERS_MLP)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "worker_policy = mlp needs the training of a network, which is not there yet; best_response is exact");
  if (p->labor_mode == LABOR_CONTINUOUS)
    return WALRAS_OK;
  if (!p->labor_capped)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "labor_mode = integer: labor_capped = false leaves no most hours to try");
  if (p->labor_max != floor(p->labor_max) || p->labor_max > AI_HOURS_MOST)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "labor_max = %g: labor_mode = integer needs a whole number from 1 to %d",
                       p->labor_max, AI_HOURS_MOST);
  return WALRAS_OK;
}

static walras_status check_planner(const struct ai_parameters *p, walras_error *error) {
  if (p->tax_model == TAX_PLANNER && !(p->rate_min + p->rate_step <= p->rate_max))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "rate_step = %g: there is no second rate between rate_min = %g and rate_max = %g", p->rate_step,
                       p->rate_min, p->rate_max);
  if (p->tax_model == TAX_PLANNER && p->planner == PLANNER_CEM && p->cem_elite > p->cem_samples)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "cem_elite = %lld is above cem_samples = %lld", (long long)p->cem_elite,
                       (long long)p->cem_samples);
  if (p->elasticity_probe_rates.count > AI_PROBES_MOST)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "elasticity_probe_rates: %lld rates, at most %d are pooled",
                       (long long)p->elasticity_probe_rates.count, AI_PROBES_MOST);
  return WALRAS_OK;
}

static walras_status check_mirrlees(const struct ai_parameters *p, walras_error *error) {
  if (p->tax_model != TAX_MIRRLEES)
    return WALRAS_OK;
  if (!ai_skills_have_density(p))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "tax_model = mirrlees: skill_dist = %s has no density, which its formula needs",
                       ai_skill_laws[p->skill_dist]);
  if (p->labor_mode == LABOR_INTEGER || p->rebate_in_response)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "tax_model = mirrlees: its formula holds for %s only",
                       p->labor_mode == LABOR_INTEGER ? "labor_mode = continuous" : "rebate_in_response = false");
  if (p->n_agents > AI_LIST_MOST || p->worker_representation == REPRESENTATION_HISTOGRAM)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "tax_model = mirrlees finds the incomes of at most %d workers, one by one",
                       AI_LIST_MOST);
  if (p->skill_sampling != SAMPLING_QUANTILE)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "tax_model = mirrlees finds the incomes at quantiles: skill_sampling = quantile");
  return WALRAS_OK;
}

static walras_status check_weights(const struct ai_parameters *p, walras_error *error) {
  if (p->pareto_weight == WEIGHT_SKILL && p->skill_dist == SKILL_GB2 && !(p->pareto_weight_exponent < p->gb2_sigma * p->gb2_nu))
    return WALRAS_FAIL(
        error, WALRAS_ERROR_PARAMETER,
        "pareto_weight_exponent = %g: gb2's lower tail gives these weights a mean only below gb2_sigma gb2_nu = %g",
        p->pareto_weight_exponent, p->gb2_sigma * p->gb2_nu);
  if (p->bracket_spacing == SPACING_QUANTILE && p->worker_representation == REPRESENTATION_HISTOGRAM &&
      !ai_skills_have_density(p))
    return WALRAS_FAIL(
        error, WALRAS_ERROR_PARAMETER,
        "worker_representation = histogram: bracket_spacing = quantile needs workers one by one where skill_dist = %s",
        ai_skill_laws[p->skill_dist]);
  return WALRAS_OK;
}

walras_status one_step_check(const struct ai_parameters *p, walras_error *error) {
  walras_status status = check_skills(p, error);
  if (status == WALRAS_OK)
    status = check_labor(p, error);
  if (status == WALRAS_OK)
    status = check_planner(p, error);
  if (status == WALRAS_OK)
    status = check_weights(p, error);
  return status == WALRAS_OK ? check_mirrlees(p, error) : status;
}
