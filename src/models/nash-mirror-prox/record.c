#include "models/nash-mirror-prox/record.h"

#include <math.h>
#include <stdlib.h>

#include "numerics/preference_games/policy.h"

/* What the mean evaluations of a run, in `sums`, stand for. */
struct course {
  const struct nmp_parameters *p;
  const double *sums;
  int64_t evaluations, iterations;
};

static int64_t iteration_of(const struct course *c, int64_t evaluation) {
  const int64_t iteration = evaluation * c->p->game.evaluate_every;
  return iteration < c->iterations ? iteration : c->iterations;
}

static int64_t queries_of(const struct course *c, int64_t evaluation) {
  return (int64_t)fmin((double)iteration_of(c, evaluation) * nmp_queries_per_iteration(c->p, c->p->algorithm), 9e18);
}

static double mean_of(const struct course *c, int64_t evaluation, int sum) {
  const double *const sums = c->sums + evaluation * PREFERENCE_SUMS;
  return sums[sum] / sums[PREFERENCE_SUM_WEIGHT];
}

static double queries_to(const struct course *c, double kl) {
  for (int64_t e = 0; e < c->evaluations; e++)
    if (mean_of(c, e, PREFERENCE_SUM_KL_TO_NASH) < kl)
      return (double)queries_of(c, e);
  return (double)NAN;
}

static int by_value(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static walras_status record_nearness(walras_trial *trial, const struct course *c) {
  const int64_t tenth = (c->evaluations + 9) / 10;
  double *const kl = walras_trial_allocate(trial, tenth, sizeof *kl);
  if (kl == NULL)
    return walras_trial_status(trial);
  for (int64_t i = 0; i < tenth; i++)
    kl[i] = mean_of(c, c->evaluations - tenth + i, PREFERENCE_SUM_KL_TO_NASH);
  qsort(kl, (size_t)tenth, sizeof *kl, by_value);
  walras_record_real(trial, NMP_PLATEAU_KL, 0.5 * (kl[(tenth - 1) / 2] + kl[tenth / 2]));
  const double first = mean_of(c, 0, PREFERENCE_SUM_KL_TO_NASH), last = mean_of(c, c->evaluations - 1, PREFERENCE_SUM_KL_TO_NASH);
  walras_record_real(trial, NMP_KL_RATIO, first > 0.0 ? last / first : (double)NAN);
  walras_record_real(trial, NMP_QUERIES_1E3, queries_to(c, 1e-3));
  walras_record_real(trial, NMP_QUERIES_1E6, queries_to(c, 1e-6));
  walras_record_real(trial, NMP_QUERIES_1E9, queries_to(c, 1e-9));
  return WALRAS_OK;
}

static void record_path(walras_trial *trial, const struct course *c) {
  for (int64_t e = 0; e < c->evaluations; e++) {
    preference_record_path(trial, e, iteration_of(c, e), c->sums + e * PREFERENCE_SUMS, queries_of(c, e));
    walras_record_round(trial, NMP_SUBOPT_PATH, e, 0.5 * mean_of(c, e, PREFERENCE_SUM_GAP_LAST));
  }
}

/* 0 / 0 where no prompt has a rate: undefined. */
static void record_rates(walras_trial *trial, const struct nmp_parameters *p, const double *sums,
                         const struct nmp_totals *totals) {
  const double unit = walras_log1p(p->prox_step * p->game.kl_coefficient),
               bound = 1.0 / (1.0 + p->prox_step * p->game.kl_coefficient);
  const double worst = totals->maxima[NMP_MOST_CONTRACTION];
  walras_record_real(trial, NMP_EFFECTIVE_CONTRACTION, sums[NMP_SUM_CONTRACTION] / sums[NMP_SUM_CONTRACTION_WEIGHT]);
  walras_record_integers(trial, NMP_CONTRACTION_HISTOGRAM, totals->counts + NMP_COUNT_BINS, NMP_BINS);
  if (!nmp_has_bounds(p))
    return;
  walras_record_real(trial, NMP_CONTRACTION_BOUND, bound);
  walras_record_real(trial, NMP_WORST_CONTRACTION, worst);
  walras_record_real(trial, NMP_CONTRACTION_OVER_BOUND, worst / bound);
  walras_record_real(trial, NMP_RATE_OVER_BOUND, sums[NMP_SUM_RATE] / sums[NMP_SUM_CONTRACTION_WEIGHT] / unit);
  walras_record_real(trial, NMP_SUBOPT_RATE_OVER_BOUND, sums[NMP_SUM_SUBOPT_RATE] / sums[NMP_SUM_SUBOPT_WEIGHT] / unit);
  walras_record_real(trial, NMP_SPAN_RATE_OVER_BOUND, sums[NMP_SUM_SPAN_RATE] / sums[NMP_SUM_SPAN_WEIGHT] / unit);
  walras_record_real(trial, NMP_MAX_BOUND_RATIO, totals->maxima[NMP_MOST_BOUND_RATIO]);
  walras_record_real(trial, NMP_SUBOPT_BOUND_RATIO, totals->maxima[NMP_MOST_SUBOPT_RATIO]);
  walras_record_integer(trial, NMP_BOUND_VIOLATIONS, totals->counts[NMP_COUNT_VIOLATIONS]);
}

static walras_status record_tournament(walras_trial *trial, const struct nmp_parameters *p, const double *wins, double weight) {
  const int64_t contestants = nmp_contestants(p), pairs = contestants * contestants;
  int64_t *const names = walras_trial_allocate(trial, 2 * pairs, sizeof *names);
  double *const rates = walras_trial_allocate(trial, pairs, sizeof *rates);
  if (names == NULL || rates == NULL)
    return walras_trial_status(trial);
  for (int64_t pair = 0; pair < pairs; pair++) {
    const int64_t a = pair / contestants, b = pair % contestants;
    names[pair] = a == 0 ? p->algorithm : p->tournament.words[a - 1];
    names[pairs + pair] = b == 0 ? p->algorithm : p->tournament.words[b - 1];
    rates[pair] = wins[pair] / weight;
  }
  walras_record_column_integers(trial, NMP_WIN_RATES, 0, names, pairs);
  walras_record_column_integers(trial, NMP_WIN_RATES, 1, names + pairs, pairs);
  walras_record_column_reals(trial, NMP_WIN_RATES, 2, rates, pairs);
  return WALRAS_OK;
}

walras_status nmp_record(walras_trial *trial, const struct nmp_parameters *p, const struct nmp_totals *totals) {
  const double *const sums = totals->sums, weight = sums[PREFERENCE_SUM_WEIGHT];
  const struct course c = {
      .p = p, .sums = sums, .evaluations = nmp_evaluations(p), .iterations = nmp_iterations(p, p->algorithm)};
  /* With a tolerance, the queries of the prompt that was asked longest. */
  const double longest = totals->maxima[NMP_MOST_ITERATIONS] * nmp_queries_per_iteration(p, p->algorithm);
  preference_record_means(trial, sums + (c.evaluations - 1) * PREFERENCE_SUMS, (int64_t)fmin(longest, 9e18));
  record_path(trial, &c);
  walras_record_integer(trial, NMP_REGULARISED, nmp_is_regularised(p));
  walras_record_integer(trial, NMP_GUARANTEE, nmp_is_guaranteed(p));
  walras_record_real(trial, NMP_STOPPED_SHARE, sums[nmp_first_sum(p) + NMP_SUM_STOPPED] / weight);
  walras_record_real(trial, NMP_PREDICTED_CONTRACTION, sums[nmp_first_sum(p) + NMP_SUM_PREDICTED] / weight);
  walras_record_real(trial, NMP_SPECTRAL_NORM, sums[nmp_first_sum(p) + NMP_SUM_SPECTRAL] / weight);
  walras_status status = WALRAS_OK;
  if (nmp_is_regularised(p)) {
    walras_record_real(trial, NMP_WORST_RESIDUAL, totals->maxima[NMP_MOST_RESIDUAL]);
    if (p->policy_class == NMP_TABULAR)
      record_rates(trial, p, sums + nmp_first_sum(p), totals);
    status = record_nearness(trial, &c);
  }
  if (status == WALRAS_OK && nmp_has_tournament(p))
    status = record_tournament(trial, p, sums + nmp_first_win(p), weight);
  return status;
}

static walras_status record_policy_path(walras_trial *trial, const struct nmp_parameters *p, const double *path) {
  const int64_t count = nmp_evaluations(p);
  const struct course c = {.p = p, .evaluations = count, .iterations = nmp_iterations(p, p->algorithm)};
  int64_t *const iteration = walras_trial_allocate(trial, count, sizeof *iteration);
  double *const mass = walras_trial_allocate(trial, count, sizeof *mass);
  if (iteration == NULL || mass == NULL)
    return walras_trial_status(trial);
  for (int64_t e = 0; e < count; e++)
    iteration[e] = iteration_of(&c, e);
  walras_record_column_integers(trial, NMP_POLICY_PATH, 0, iteration, count);
  for (int response = 0; response < 3; response++) {
    for (int64_t e = 0; e < count; e++)
      mass[e] = path[3 * e + response];
    walras_record_column_reals(trial, NMP_POLICY_PATH, 1 + response, mass, count);
  }
  return WALRAS_OK;
}

walras_status nmp_record_only_prompt(walras_trial *trial, const struct nmp_parameters *p, const struct nmp_keepsakes *keepsakes) {
  if (p->game.prompts != 1)
    return WALRAS_OK;
  walras_status status = preference_record_policy(trial, &p->game, PREFERENCE_TABLE_LAST, keepsakes->last);
  if (status == WALRAS_OK)
    status = preference_record_policy(trial, &p->game, PREFERENCE_TABLE_AVERAGE, keepsakes->average);
  if (status == WALRAS_OK && nmp_is_regularised(p))
    status = preference_record_policy(trial, &p->game, PREFERENCE_TABLE_NASH, keepsakes->nash);
  if (status == WALRAS_OK && keepsakes->path != NULL)
    status = record_policy_path(trial, p, keepsakes->path);
  if (status != WALRAS_OK || !preference_has_facts(p))
    return status;
  double *const memory = walras_trial_allocate(trial, preference_prompt_reals(&p->game), sizeof *memory);
  if (memory == NULL)
    return walras_trial_status(trial);
  struct preference_prompt prompt;
  preference_prompt_make(trial, &p->game, 0, memory, &prompt);
  return preference_record_facts(trial, &p->game, &prompt, keepsakes->average);
}
