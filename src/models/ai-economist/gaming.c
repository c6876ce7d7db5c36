/* Tax gaming: what agents save on a schedule by alternating their incomes instead of smoothing them. */
#include "models/ai-economist/brackets.h"
#include "models/ai-economist/economies.h"
#include "models/ai-economist/metrics.h"

static walras_status check(const struct ai_parameters *p, walras_error *error) {
  const walras_real_lists *paths = &p->income_paths;
  if (p->tax_model > TAX_FIXED)
    return WALRAS_FAIL(
        error, WALRAS_ERROR_PARAMETER,
        "tax_model = %s: with economy = gaming incomes are given and answer nothing; none, us_federal_2018 or fixed",
        ai_tax_models[p->tax_model]);
  if (paths->count < 2)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "income_paths: %lld rows, economy = gaming needs 2 agents or more",
                       (long long)paths->count);
  if (p->n_agents != paths->count)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "n_agents = %lld: income_paths has %lld rows", (long long)p->n_agents,
                       (long long)paths->count);
  for (int64_t agent = 0; agent < paths->count; agent++)
    if (paths->lists[agent].count < 1 || paths->lists[agent].count != paths->lists[0].count)
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                         "income_paths: row %lld has %lld incomes, row 1 has %lld: all need the same number, at least 1",
                         (long long)(agent + 1), (long long)paths->lists[agent].count, (long long)paths->lists[0].count);
  return WALRAS_OK;
}

static void footprint(const struct ai_parameters *p, walras_footprint *out) {
  *out = (walras_footprint){.population = p->n_agents, .block = p->n_agents, .bytes_per_entity = 40.0, .seconds_fixed = 1e-5};
}

static void tax_path(const walras_tax_schedule *schedule, const walras_reals *path, double *paid, double *smooth) {
  const double periods = (double)path->count;
  double total = 0.0;
  *paid = 0.0;
  for (int64_t period = 0; period < path->count; period++) {
    total += path->values[period];
    *paid += walras_tax(schedule, path->values[period]);
  }
  *smooth = periods * walras_tax(schedule, total / periods);
}

/* Of every agent; arrays [n_agents]. */
typedef struct gaming_gains {
  int64_t *agent;
  double *gain, *paid, *smooth;
} gaming_gains;

static void record(walras_trial *trial, const struct ai_parameters *p, const gaming_gains *gains) {
  walras_extremum least = {.id = -1}, most = {.id = -1};
  double sum = 0.0;
  for (int64_t agent = 0; agent < p->n_agents; agent++) {
    sum += gains->gain[agent];
    walras_offer_minimum(&least, gains->gain[agent], agent);
    walras_offer_maximum(&most, gains->gain[agent], agent);
  }
  walras_record_real(trial, AI_GAMING_GAIN_LEAST, least.value);
  walras_record_real(trial, AI_GAMING_GAIN_MEAN, sum / (double)p->n_agents);
  walras_record_real(trial, AI_GAMING_GAIN_MOST, most.value);
  walras_record_column_integers(trial, AI_TAX_GAMING_GAIN, GAIN_AGENT, gains->agent, p->n_agents);
  walras_record_column_reals(trial, AI_TAX_GAMING_GAIN, GAIN_GAIN, gains->gain, p->n_agents);
  walras_record_column_reals(trial, AI_TAX_GAMING_GAIN, GAIN_PAID, gains->paid, p->n_agents);
  walras_record_column_reals(trial, AI_TAX_GAMING_GAIN, GAIN_SMOOTH, gains->smooth, p->n_agents);
}

static walras_status run(walras_trial *trial, const struct ai_parameters *p) {
  double cutoffs[WALRAS_TAX_BRACKETS_MOST];
  walras_tax_schedule schedule;
  ai_cutoffs(p, cutoffs);
  const walras_status status = ai_schedule(p, cutoffs, &schedule, walras_trial_error(trial));
  const gaming_gains gains = {.agent = walras_trial_allocate(trial, p->n_agents, sizeof *gains.agent),
                              .gain = walras_trial_allocate(trial, p->n_agents, sizeof *gains.gain),
                              .paid = walras_trial_allocate(trial, p->n_agents, sizeof *gains.paid),
                              .smooth = walras_trial_allocate(trial, p->n_agents, sizeof *gains.smooth)};
  if (status != WALRAS_OK || walras_trial_status(trial) != WALRAS_OK)
    return walras_trial_status(trial);
  for (int64_t agent = 0; agent < p->n_agents; agent++) {
    tax_path(&schedule, &p->income_paths.lists[agent], &gains.paid[agent], &gains.smooth[agent]);
    gains.gain[agent] = gains.smooth[agent] - gains.paid[agent];
    gains.agent[agent] = agent + 1;
  }
  record(trial, p, &gains);
  return walras_trial_status(trial);
}

const ai_economy gaming_economy = {.check = check, .footprint = footprint, .run = run};
