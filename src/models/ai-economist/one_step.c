/* The one-step economy: a schedule is set, workers choose their hours, and all revenue comes back to them in equal parts. */
#include "models/ai-economist/one_step.h"

#include <math.h>

#include "models/ai-economist/economies.h"
#include "models/ai-economist/metrics.h"
#include "models/ai-economist/planner.h"
#include "models/ai-economist/reference.h"
#include "models/ai-economist/saez.h"
#include "numerics/sums/accurate.h"

static void record_brackets(const one_step *e, const walras_tax_schedule *schedule, const one_step_detail *detail) {
  const double n = (double)e->p->n_agents;
  double share[WALRAS_TAX_BRACKETS_MOST], income[WALRAS_TAX_BRACKETS_MOST], tax[WALRAS_TAX_BRACKETS_MOST];
  for (int j = 0; j < schedule->brackets; j++) {
    share[j] = detail->workers[j] / n;
    income[j] = detail->income[j] / n;
    tax[j] = detail->tax[j] / n;
  }
  walras_record_column_reals(e->trial, AI_BRACKET, BRACKET_CUTOFF, schedule->cutoff, schedule->brackets);
  walras_record_column_reals(e->trial, AI_BRACKET, BRACKET_RATE, schedule->rate, schedule->brackets);
  walras_record_column_reals(e->trial, AI_BRACKET, BRACKET_OCCUPANCY, share, schedule->brackets);
  walras_record_column_reals(e->trial, AI_BRACKET, BRACKET_INCOME, income, schedule->brackets);
  walras_record_column_reals(e->trial, AI_BRACKET, BRACKET_TAX, tax, schedule->brackets);
  walras_record_real(e->trial, AI_MEAN_LABOR, detail->labor / n);
  walras_record_real(e->trial, AI_SHARE_AT_KINK, detail->at_kink / n);
}

static walras_status record_workers(const one_step *e, const one_step_choice *choices, double rebate) {
  const int64_t n = e->p->n_agents;
  double *column = walras_trial_allocate(e->trial, 6 * n, sizeof *column);
  if (column == NULL)
    return walras_trial_status(e->trial);
  for (int64_t i = 0; i < n; i++) {
    const one_step_choice *c = &choices[i];
    const double row[] = {[WORKER_SKILL] = c->skill,
                          [WORKER_LABOR] = c->labor,
                          [WORKER_INCOME] = c->income,
                          [WORKER_TAX] = c->tax,
                          [WORKER_COIN] = c->income - c->tax + rebate,
                          [WORKER_UTILITY] = c->worth + rebate};
    for (int k = 0; k < 6; k++)
      column[k * n + i] = row[k];
  }
  for (int k = 0; k < 6; k++)
    walras_record_column_reals(e->trial, AI_WORKER, k, column + k * n, n);
  return WALRAS_OK;
}

static void record_welfare(const one_step *e, const one_step_welfare *w) {
  walras_record_real(e->trial, AI_SWF, one_step_objective(e->p, w));
  walras_record_real(e->trial, AI_SWF_INV_INCOME, w->inverse_income_utility);
  walras_record_real(e->trial, AI_SWF_INV_INCOME_COIN, w->inverse_income_coin);
  walras_record_real(e->trial, AI_UTILITARIAN, w->utilitarian);
  walras_record_real(e->trial, AI_SWF_EQ_PROD, w->equality * w->productivity);
  walras_record_real(e->trial, AI_SWF_FIXED_WEIGHTS, w->fixed_weights);
  walras_record_real(e->trial, AI_PRODUCTIVITY, w->productivity);
  walras_record_real(e->trial, AI_EQUALITY, w->equality);
  walras_record_real(e->trial, AI_REBATE, w->rebate);
  walras_record_real(e->trial, AI_ELASTICITY_EXACT, walras_labor_elasticity(&e->workers.labor));
}

static void record_elasticity(const one_step *e, const walras_elasticity_line *line) {
  walras_record_real(e->trial, AI_ELASTICITY_OLS_RAW, line->slope);
  walras_record_real(e->trial, AI_ELASTICITY_LOG_Z0, line->log_base);
  if (e->p->tax_model != TAX_SAEZ)
    walras_record_real(e->trial, AI_ELASTICITY_USED, line->slope < 0.0 ? 0.0 : line->slope);
}

static walras_status record_schedule(one_step *e, const walras_tax_schedule *schedule) {
  one_step_moments moments;
  one_step_detail detail;
  walras_elasticity_line line;
  const one_step_choice *choices = NULL;
  walras_status status = one_step_evaluate(&e->evaluator, schedule, 1, &moments);
  const walras_elasticity_origin origin =
      one_step_origin(&e->workers, schedule, (moments.coin + moments.tax) / (double)e->p->n_agents);
  if (status == WALRAS_OK)
    status = one_step_look(&e->evaluator, schedule, &origin, &detail, e->evaluator.rows != NULL ? &choices : NULL);
  if (status != WALRAS_OK)
    return status;
  const one_step_welfare welfare = one_step_welfare_of(e->p, &moments, e->workers.total_weight);
  record_welfare(e, &welfare);
  record_brackets(e, schedule, &detail);
  if (choices != NULL)
    status = record_workers(e, choices, welfare.rebate);
  if (status == WALRAS_OK)
    status = one_step_measure_elasticity(&e->evaluator, &origin, &detail, &line);
  if (status == WALRAS_OK)
    record_elasticity(e, &line);
  return status;
}

/* ---- the Mirrlees schedule as the tax in force: incomes are the oracle's, one for each worker ---- */

static walras_status check_hours(const one_step *e) {
  const one_step_oracle *o = &e->oracle;
  for (int64_t i = 0; i < o->count; i++)
    if (o->income[i] > o->skill[i] * ai_labor_most(e->p))
      return WALRAS_TRIAL_FAIL(
          e->trial, WALRAS_ERROR_NUMERIC,
          "labor_max = %g: the Mirrlees schedule asks %g hours of the worker with skill %g; labor_capped = false "
          "or a larger one will do",
          e->p->labor_max, o->income[i] / o->skill[i], o->skill[i]);
  return WALRAS_OK;
}

static walras_status list_choices(const one_step *e, double rebate) {
  const one_step_oracle *o = &e->oracle;
  if (!ai_has_worker_table(e->p))
    return WALRAS_OK;
  one_step_choice *choices = walras_trial_allocate(e->trial, o->count, sizeof *choices);
  if (choices == NULL)
    return walras_trial_status(e->trial);
  for (int64_t i = 0; i < o->count; i++)
    choices[i] = (one_step_choice){o->skill[i], o->income[i] / o->skill[i], o->income[i], o->tax[i], o->worth[i]};
  return record_workers(e, choices, rebate);
}

/* The sums over the oracle's workers, each by itself. */
static walras_status sum_mirrlees(const one_step *e, one_step_moments *moments, double *weight, double *hours) {
  const one_step_oracle *o = &e->oracle;
  const double n = (double)o->count;
  walras_accurate all_hours = {0.0, 0.0}, all_weight = all_hours;
  double *ones = walras_trial_allocate(e->trial, 2 * o->count, sizeof *ones);
  if (ones == NULL)
    return walras_trial_status(e->trial);
  double *ranks = ones + o->count;
  for (int64_t i = 0; i < o->count; i++) {
    ones[i] = 1.0;
    ranks[i] = (2.0 * (double)i + 1.0 - n) / n;
    walras_accurate_add(&all_hours, o->income[i] / o->skill[i]);
    walras_accurate_add(&all_weight, o->weight[i]);
  }
  for (int64_t first = 0; first < o->count; first += AI_CHUNK)
    one_step_add_get()(&(one_step_chunk){.count = o->count - first < AI_CHUNK ? o->count - first : AI_CHUNK,
                                         .held = ones + first,
                                         .rank = ranks + first,
                                         .weight = o->weight + first,
                                         .income = o->income + first,
                                         .tax = o->tax + first,
                                         .worth = o->worth + first},
                       moments);
  *weight = walras_accurate_value(all_weight);
  *hours = walras_accurate_value(all_hours);
  return WALRAS_OK;
}

static walras_status record_mirrlees_tax(one_step *e) {
  static const walras_tax_schedule none = {.brackets = 1, .cutoff = {0.0, INFINITY}};
  one_step_moments moments = {.tax = 0.0};
  double weight = 0.0, hours = 0.0;
  walras_elasticity_line line;
  walras_status status = sum_mirrlees(e, &moments, &weight, &hours);
  if (status == WALRAS_OK)
    status = check_hours(e);
  if (status != WALRAS_OK)
    return status;
  const one_step_welfare welfare = one_step_welfare_of(e->p, &moments, weight);
  record_welfare(e, &welfare);
  walras_record_real(e->trial, AI_MEAN_LABOR, hours / (double)e->p->n_agents);
  status = list_choices(e, welfare.rebate);
  if (status != WALRAS_OK || e->p->elasticity_probe_rates.count == 0)
    return status;
  const walras_elasticity_origin origin = one_step_origin(&e->workers, &none, welfare.productivity);
  status = one_step_measure_elasticity(&e->evaluator, &origin, NULL, &line);
  if (status == WALRAS_OK)
    record_elasticity(e, &line);
  return status;
}

/* ---- one trial ---- */

static void record_oracle(const one_step *e) {
  double quantile[AI_RATE_QUANTILES], skill[AI_RATE_QUANTILES], income[AI_RATE_QUANTILES], rate[AI_RATE_QUANTILES];
  if (!ai_has_mirrlees(e->p))
    return;
  for (int k = 0; k < AI_RATE_QUANTILES; k++) {
    quantile[k] = ai_rate_quantiles[k];
    skill[k] = walras_law_quantile(&e->oracle.law, quantile[k]);
    rate[k] = one_step_oracle_rate(&e->oracle, skill[k], &income[k]);
  }
  double top_income;
  walras_record_real(e->trial, AI_MIRRLEES_TOP_RATE,
                     one_step_oracle_rate(&e->oracle, walras_law_quantile(&e->oracle.law, 1.0 - 1e-15), &top_income));
  walras_record_real(e->trial, AI_MIRRLEES_SWF, e->oracle.swf);
  walras_record_real(e->trial, AI_MIRRLEES_REBATE, e->oracle.rebate);
  walras_record_integer(e->trial, AI_MIRRLEES_IRONED, e->oracle.ironed);
  walras_record_column_reals(e->trial, AI_MIRRLEES_RATE, RATE_QUANTILE, quantile, AI_RATE_QUANTILES);
  walras_record_column_reals(e->trial, AI_MIRRLEES_RATE, RATE_SKILL, skill, AI_RATE_QUANTILES);
  walras_record_column_reals(e->trial, AI_MIRRLEES_RATE, RATE_INCOME, income, AI_RATE_QUANTILES);
  walras_record_column_reals(e->trial, AI_MIRRLEES_RATE, RATE_RATE, rate, AI_RATE_QUANTILES);
}

static walras_status consult_oracle(one_step *e) {
  const struct ai_parameters *p = e->p;
  const bool refers =
      one_step_has_quantile_cutoffs(p) || (p->planner_objective == OBJECTIVE_FIXED_WEIGHTS && p->pareto_weight == WEIGHT_INCOME);
  e->has_oracle = ai_skills_have_density(p) && (ai_has_mirrlees(p) || refers);
  if (!e->has_oracle)
    return WALRAS_OK;
  const int64_t count = p->tax_model == TAX_MIRRLEES || p->n_agents < AI_ORACLE_MOST ? p->n_agents : AI_ORACLE_MOST;
  const walras_status status = one_step_oracle_make(e->trial, p, count, &e->oracle);
  if (status == WALRAS_OK)
    record_oracle(e);
  return status;
}

static walras_status plan_rates(one_step *e, walras_tax_schedule *schedule) {
  one_step_plan plan = {.economy = e, .schedule = *schedule};
  const walras_status status = e->p->planner == PLANNER_SEARCH ? one_step_search(&plan)
                               : e->p->planner == PLANNER_CEM  ? one_step_cross_entropy(&plan)
                                                               : one_step_reinforce(&plan);
  walras_record_integer(e->trial, AI_SCHEDULES_TRIED, plan.tried);
  *schedule = plan.schedule;
  return status;
}

static walras_status solve_saez(one_step *e, walras_tax_schedule *schedule) {
  one_step_saez saez;
  const walras_status status = one_step_saez_solve(e, schedule, &saez);
  if (status != WALRAS_OK)
    return status;
  walras_record_real(e->trial, AI_SAEZ_RESIDUAL, saez.residual);
  walras_record_integer(e->trial, AI_SAEZ_TOP_EMPTY, saez.top_empty);
  walras_record_real(e->trial, AI_ELASTICITY_USED, saez.elasticity);
  return WALRAS_OK;
}

/* The schedule of the tax model, by whoever sets its rates. */
static walras_status set_tax(one_step *e, walras_tax_schedule *schedule) {
  double cutoffs[WALRAS_TAX_BRACKETS_MOST];
  walras_status status = WALRAS_OK;
  if (one_step_has_quantile_cutoffs(e->p))
    status = one_step_quantile_cutoffs(e, cutoffs);
  else
    ai_cutoffs(e->p, cutoffs);
  if (status == WALRAS_OK)
    status = ai_schedule(e->p, cutoffs, schedule, walras_trial_error(e->trial));
  if (status == WALRAS_OK && e->p->tax_model == TAX_SAEZ)
    status = solve_saez(e, schedule);
  if (status == WALRAS_OK && e->p->tax_model == TAX_PLANNER)
    status = plan_rates(e, schedule);
  return status;
}

static walras_status run(walras_trial *trial, const struct ai_parameters *p) {
  one_step e = {.p = p, .trial = trial};
  walras_tax_schedule schedule;
  walras_status status = one_step_workers_make(trial, p, &e.workers);
  if (status == WALRAS_OK)
    status = one_step_evaluator_make(&e.workers, &e.evaluator);
  if (status == WALRAS_OK)
    status = consult_oracle(&e);
  if (status == WALRAS_OK)
    status = one_step_weigh(&e);
  if (status == WALRAS_OK && p->tax_model == TAX_MIRRLEES)
    status = record_mirrlees_tax(&e);
  else if (status == WALRAS_OK) {
    status = set_tax(&e, &schedule);
    if (status == WALRAS_OK)
      status = record_schedule(&e, &schedule);
  }
  return status == WALRAS_OK ? walras_trial_status(trial) : status;
}

/* Schedules that are put to all workers, the formula's own included. */
static double evaluations(const struct ai_parameters *p) {
  const double brackets = (double)p->n_brackets, saez = (double)p->saez_iterations + 1.0;
  const double grid = (p->rate_max - p->rate_min) / p->rate_step + 1.0;
  if (p->tax_model == TAX_SAEZ)
    return saez;
  if (p->tax_model != TAX_PLANNER)
    return 0.0;
  return p->planner == PLANNER_RL    ? (double)(p->rl_batch * p->rl_updates)
         : p->planner == PLANNER_CEM ? (double)(p->cem_samples * p->cem_rounds)
                                     : saez + 12.0 * brackets * grid + (p->search_refine == 1 ? 40.0 * brackets : 0.0);
}

/* Nanoseconds of one worker, as measured on one core: to make its skill and powers, and to answer a schedule. */
static void footprint(const struct ai_parameters *p, walras_footprint *out) {
  const bool bins = p->worker_representation == REPRESENTATION_HISTOGRAM;
  const bool weighs = p->pareto_weight == WEIGHT_SKILL || p->planner_objective == OBJECTIVE_FIXED_WEIGHTS;
  const double answer = p->labor_mode == LABOR_INTEGER ? 2.5e-9 * p->labor_max : 4e-9 + 1.5e-9 * (double)ai_bracket_count(p);
  const double draw = p->skill_sampling == SAMPLING_RANK_MEAN ? 2.5e-5 : p->skill_sampling == SAMPLING_RANDOM ? 2e-8 : 5e-9;
  const double looks = 2.0 + (double)p->elasticity_probe_rates.count, times = (evaluations(p) + looks) * answer;
  *out = (walras_footprint){.population = p->n_agents,
                            .block = AI_BLOCK,
                            .bytes_per_entity = bins     ? 0.0
                                                : weighs ? 32.0
                                                         : 24.0,
                            .bytes_replicated = 2e6 + (p->tax_model == TAX_MIRRLEES ? 96.0 * (double)p->n_agents : 1e6) +
                                                (p->skill_dist == SKILL_LIST ? 8.0 * (double)p->n_agents : 0.0),
                            .seconds_per_entity = draw * (bins ? 2.0 : 1.0) + (bins ? 1e-8 : 6e-8 + times),
                            .seconds_fixed = 1e-4 + (bins ? 2048.0 * times : 0.0)};
}

const ai_economy one_step_economy = {.check = one_step_check, .footprint = footprint, .run = run};
