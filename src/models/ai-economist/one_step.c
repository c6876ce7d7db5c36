/* The one-step economy: a schedule is set, workers choose their hours, and all revenue comes back to them in equal parts. */
#include "models/ai-economist/one_step.h"

#include <math.h>

#include "models/ai-economist/economies.h"
#include "models/ai-economist/metrics.h"

static void record_brackets(const one_step *e, const walras_tax_schedule *schedule, const one_step_detail *detail) {
  const double n = (double)e->p->n_agents;
  double share[AI_GROUPS_MOST], income[AI_GROUPS_MOST], tax[AI_GROUPS_MOST];
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
}

static walras_status record_schedule(one_step *e, const walras_tax_schedule *schedule) {
  one_step_moments moments;
  one_step_detail detail;
  one_step_elasticity elasticity;
  const one_step_choice *choices = NULL;
  walras_status status = one_step_evaluate(&e->evaluator, schedule, 1, &moments);
  if (status == WALRAS_OK)
    status = one_step_look(&e->evaluator, schedule, &detail, e->evaluator.rows != NULL ? &choices : NULL);
  if (status != WALRAS_OK)
    return status;
  const one_step_welfare welfare = one_step_welfare_of(e->p, &moments, e->workers.total_weight);
  record_welfare(e, &welfare);
  record_brackets(e, schedule, &detail);
  if (choices != NULL)
    status = record_workers(e, choices, welfare.rebate);
  if (status == WALRAS_OK)
    status = one_step_measure_elasticity(&e->evaluator, schedule, &detail, &elasticity);
  if (status != WALRAS_OK)
    return status;
  walras_record_real(e->trial, AI_ELASTICITY_OLS_RAW, elasticity.known ? elasticity.slope : (double)NAN);
  walras_record_real(e->trial, AI_ELASTICITY_LOG_Z0, elasticity.known ? elasticity.intercept : (double)NAN);
  walras_record_real(e->trial, AI_ELASTICITY_USED,
                     elasticity.known ? (elasticity.slope > 0.0 ? elasticity.slope : 0.0) : (double)NAN);
  return WALRAS_OK;
}

static walras_status run(walras_trial *trial, const struct ai_parameters *p) {
  one_step e = {.p = p, .trial = trial};
  double cutoffs[WALRAS_TAX_BRACKETS_MOST];
  walras_tax_schedule schedule;
  walras_status status = one_step_workers_make(trial, p, &e.workers);
  if (status == WALRAS_OK)
    status = one_step_evaluator_make(&e.workers, &e.evaluator);
  if (status != WALRAS_OK)
    return status;
  ai_cutoffs(p, cutoffs);
  status = ai_schedule(p, cutoffs, &schedule, walras_trial_error(trial));
  if (status == WALRAS_OK)
    status = record_schedule(&e, &schedule);
  return status == WALRAS_OK ? walras_trial_status(trial) : status;
}

static void footprint(const struct ai_parameters *p, walras_footprint *out) {
  *out = (walras_footprint){.population = p->n_agents, .block = AI_BLOCK, .bytes_per_entity = 24.0, .seconds_per_entity = 3e-7};
}

const ai_economy one_step_economy = {.check = one_step_check, .footprint = footprint, .run = run};
