#include "models/nash-mirror-prox/play.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "models/nash-mirror-prox/solver.h"
#include "models/nash-mirror-prox/spectrum.h"
#include "numerics/preference_games/equilibrium.h"
#include "numerics/preference_games/gaps.h"
#include "numerics/preference_games/policy.h"

enum { SWEEPS_MOST = 1000000 };
#define SUBOPT_FLOOR 1e-12
#define SPAN_FLOOR 1e-9
#define VIOLATION 1e-9

/* One prompt's run. */
struct play {
  const walras_block *block;
  const struct nmp_parameters *p;
  struct preference_prompt prompt;
  struct preference_policies policies;
  struct nmp_solver solver;
  double weight;
  double *reference, *nash, *average, *work;
  double *log_kl, *log_subopt, *log_span; /* [evaluations] */
  double *wins;                           /* [contestants][n] final policies */
  double *path;                           /* [evaluations][3] or NULL */
  int64_t evaluations, iterations;        /* done so far */
  bool stopped;
};

static int64_t larger(int64_t a, int64_t b) {
  return a > b ? a : b;
}

/* What the equilibrium's search, evaluations and the spectrum work in, one after the other. */
static int64_t work_reals(const struct nmp_parameters *p) {
  const int64_t n = p->game.actions;
  const walras_preference_game game = {.n = n};
  const int64_t search = nmp_is_regularised(p) ? walras_preference_equilibrium_reals(&game) : 0;
  return larger(larger(3 * n, search), p->report_spectrum ? 2 * n * n + 2 * n : 0);
}

int64_t nmp_play_reals(const struct nmp_parameters *p) {
  const int64_t n = p->game.actions, contestants = nmp_has_tournament(p) ? nmp_contestants(p) : 0;
  return preference_prompt_reals(&p->game) + (4 + contestants) * n + nmp_solver_reals(n) + work_reals(p) + 3 * nmp_evaluations(p);
}

static double *lay_out(struct play *play, double *memory) {
  const int64_t n = play->p->game.actions, evaluations = nmp_evaluations(play->p);
  play->reference = memory + preference_prompt_reals(&play->p->game);
  play->nash = play->reference + n;
  play->average = play->nash + n;
  play->log_kl = play->average + 2 * n; /* the start policy stands behind the average */
  play->log_subopt = play->log_kl + evaluations;
  play->log_span = play->log_subopt + evaluations;
  play->work = play->log_span + evaluations;
  play->wins = play->work + work_reals(play->p);
  return play->wins + (nmp_has_tournament(play->p) ? nmp_contestants(play->p) * n : 0);
}

static void find_equilibrium(struct play *play) {
  if (!nmp_is_regularised(play->p))
    return;
  const walras_preference_equilibrium found = walras_preference_equilibrium_find(
      &play->prompt.played, play->reference, play->p->game.kl_coefficient, SWEEPS_MOST, play->nash, play->work);
  play->policies.nash = play->nash;
  play->policies.residual = found.residual;
}

double nmp_fitted_slope(const double *y, int64_t count, int64_t every, int64_t last, double floor) {
  int64_t above = 0;
  while (above < count && y[above] >= floor)
    above++;
  const int64_t first = above / 2, points = above - first;
  if (points < 3)
    return (double)NAN;
  double mean_x = 0.0, mean_y = 0.0, xx = 0.0, xy = 0.0;
  for (int64_t i = first; i < above; i++) {
    mean_x += (double)(i * every < last ? i * every : last) / (double)points;
    mean_y += y[i] / (double)points;
  }
  for (int64_t i = first; i < above; i++) {
    const double x = (double)(i * every < last ? i * every : last) - mean_x;
    xx += x * x;
    xy += x * (y[i] - mean_y);
  }
  return xy / xx;
}

static int64_t iteration_of(const struct play *play, int64_t evaluation) {
  const int64_t iteration = evaluation * play->p->game.evaluate_every, last = nmp_iterations(play->p, play->p->algorithm);
  return iteration < last ? iteration : last;
}

/* The theorem's inequalities at an evaluation that stands above rounding; the first one is the start, where they say nothing. */
static void check_bounds(struct play *play, const double *values) {
  const struct nmp_parameters *const p = play->p;
  const walras_block *const block = play->block;
  const int64_t e = play->evaluations, n = p->game.actions;
  const double kl = values[PREFERENCE_SUM_KL_TO_NASH], beta = p->game.kl_coefficient;
  if (!(kl >= WALRAS_KL_FLOOR))
    return;
  const double back = walras_policy_kl(play->solver.policy, play->nash, n), most = beta * back + kl / (4.0 * beta);
  walras_offer_maximum(&block->maxima[NMP_MOST_SUBOPT_RATIO], values[PREFERENCE_SUM_REGULARISED] / most, block->first);
  if (e == 0)
    return;
  const double growth = (double)play->iterations * walras_log1p(p->prox_step * beta),
               ratio = walras_exp(play->log_kl[e] - play->log_kl[0] + growth),
               steps = (double)(play->iterations - iteration_of(play, e - 1));
  block->counts[NMP_COUNT_VIOLATIONS] += ratio > 1.0 + VIOLATION;
  walras_offer_maximum(&block->maxima[NMP_MOST_BOUND_RATIO], fmin(ratio, DBL_MAX), block->first);
  walras_offer_maximum(&block->maxima[NMP_MOST_CONTRACTION], walras_exp((play->log_kl[e] - play->log_kl[e - 1]) / steps),
                       block->first);
}

static void add_evaluation(const struct play *play, int64_t evaluation, const double *values) {
  double *const sums = play->block->sums + evaluation * PREFERENCE_SUMS;
  sums[PREFERENCE_SUM_WEIGHT] += play->weight;
  for (int i = 1; i < PREFERENCE_SUMS; i++)
    sums[i] += play->weight * values[i];
}

/* Evaluates the current policy; a prompt that stops here keeps its values. */
static void evaluate(struct play *play) {
  double values[PREFERENCE_SUMS] = {0.0};
  const int64_t e = play->evaluations, all = nmp_evaluations(play->p);
  play->policies.last = play->solver.policy;
  preference_evaluate(&play->p->game, &play->prompt, &play->policies, 1.0, values, play->work);
  if (!nmp_is_regularised(play->p))
    values[PREFERENCE_SUM_REGULARISED] = 0.5 * values[PREFERENCE_SUM_GAP_LAST];
  play->log_kl[e] = walras_log(values[PREFERENCE_SUM_KL_TO_NASH]);
  play->log_subopt[e] = walras_log(values[PREFERENCE_SUM_REGULARISED]);
  play->log_span[e] = walras_log(values[PREFERENCE_SUM_SPAN]);
  if (nmp_has_bounds(play->p))
    check_bounds(play, values);
  add_evaluation(play, e, values);
  if (play->path != NULL)
    walras_policy_probabilities(play->solver.policy, 3, play->path + 3 * e);
  play->evaluations++;
  play->stopped = play->p->subopt_tolerance > 0.0 && values[PREFERENCE_SUM_REGULARISED] < play->p->subopt_tolerance;
  for (int64_t rest = play->evaluations; play->stopped && rest < all; rest++)
    add_evaluation(play, rest, values);
  for (int64_t rest = play->evaluations; play->stopped && play->path != NULL && rest < all; rest++)
    memcpy(play->path + 3 * rest, play->path + 3 * e, 3 * sizeof *play->path);
}

static void add_to_average(struct play *play, int64_t count) {
  const double *const p = nmp_solver_probabilities(&play->solver), weight = 1.0 / (double)count;
  for (int64_t i = 0; i < play->p->game.actions; i++)
    play->average[i] += weight * (p[i] - play->average[i]);
}

/* The average is of the policies that iterations begin with; before the first it is that policy. */
static void run(struct play *play) {
  const int64_t n = play->p->game.actions, every = play->p->game.evaluate_every,
                iterations = nmp_iterations(play->p, play->p->algorithm);
  walras_policy_probabilities(play->solver.policy, n, play->average);
  play->policies.average = play->average;
  evaluate(play);
  while (play->iterations < iterations && !play->stopped) {
    add_to_average(play, play->iterations + 1);
    nmp_solver_iterate(&play->solver, play->iterations++);
    if (play->iterations % every == 0 || play->iterations == iterations)
      evaluate(play);
  }
}

static void add_rate(const struct play *play, double slope, int sum, int weight, double value) {
  double *const sums = play->block->sums + nmp_first_sum(play->p);
  if (isnan(slope))
    return;
  sums[sum] += play->weight * value;
  sums[weight] += play->weight;
}

static void add_rates(const struct play *play) {
  const struct nmp_parameters *const p = play->p;
  double *const sums = play->block->sums + nmp_first_sum(p);
  const int64_t every = p->game.evaluate_every, count = play->evaluations, last = play->iterations;
  const double kl = nmp_fitted_slope(play->log_kl, count, every, last, walras_log(WALRAS_KL_FLOOR)), contraction = walras_exp(kl),
               subopt = nmp_fitted_slope(play->log_subopt, count, every, last, walras_log(SUBOPT_FLOOR)),
               span = nmp_fitted_slope(play->log_span, count, every, last, walras_log(SPAN_FLOOR));
  add_rate(play, kl, NMP_SUM_CONTRACTION, NMP_SUM_CONTRACTION_WEIGHT, contraction);
  if (!isnan(kl)) {
    const int bin = contraction < 1.0 ? (int)(contraction * NMP_BINS) : NMP_BINS - 1;
    sums[NMP_SUM_RATE] -= play->weight * kl;
    play->block->counts[NMP_COUNT_BINS + bin]++;
  }
  add_rate(play, subopt, NMP_SUM_SUBOPT_RATE, NMP_SUM_SUBOPT_WEIGHT, -subopt);
  add_rate(play, span, NMP_SUM_SPAN_RATE, NMP_SUM_SPAN_WEIGHT, -span);
}

static void add_spectrum(const struct play *play) {
  if (!nmp_has_spectrum(play->p))
    return;
  double *const sums = play->block->sums + nmp_first_sum(play->p);
  const struct nmp_spectrum found =
      nmp_spectrum_find(&play->prompt.played, play->nash, play->p->prox_step, play->p->game.kl_coefficient, play->work);
  sums[NMP_SUM_PREDICTED] += play->weight * found.contraction;
  sums[NMP_SUM_SPECTRAL] += play->weight * found.largest;
}

/* Runs the other algorithms as well and lets the final policies meet. The solver's own policy stands first. */
static void hold_tournament(struct play *play, const double *start, double *solver_memory) {
  const struct nmp_parameters *const p = play->p;
  const int64_t n = p->game.actions, contestants = nmp_contestants(p);
  walras_policy_probabilities(play->solver.policy, n, play->wins);
  for (int64_t c = 1; c < contestants; c++) {
    const int algorithm = p->tournament.words[c - 1];
    struct nmp_solver other = play->solver;
    nmp_solver_begin(&other, p, algorithm, &play->prompt.played, play->reference, start, solver_memory);
    for (int64_t k = 0; k < nmp_iterations(p, algorithm); k++)
      nmp_solver_iterate(&other, k);
    walras_policy_probabilities(other.policy, n, play->wins + c * n);
  }
  double *const sums = play->block->sums + nmp_first_win(p);
  for (int64_t a = 0; a < contestants; a++)
    for (int64_t b = 0; b < contestants; b++)
      sums[a * contestants + b] +=
          play->weight * walras_preference_value(&play->prompt.played, play->wins + a * n, play->wins + b * n, play->work);
}

static void keep(const struct play *play, const struct nmp_keepsakes *keepsakes) {
  const int64_t n = play->p->game.actions;
  walras_policy_probabilities(play->solver.policy, n, keepsakes->last);
  memcpy(keepsakes->average, play->average, (size_t)n * sizeof *play->average);
  if (play->policies.nash != NULL)
    walras_policy_probabilities(play->nash, n, keepsakes->nash);
}

void nmp_play(const walras_block *block, const struct nmp_parameters *p, int64_t prompt, double *memory,
              const struct nmp_keepsakes *keepsakes) {
  struct play play = {.block = block, .p = p, .weight = preference_prompt_weight(&p->game, prompt)};
  play.path = keepsakes->path;
  double *const solver_memory = lay_out(&play, memory), *const start = play.average + p->game.actions;
  preference_prompt_make(block->trial, &p->game, prompt, memory, &play.prompt);
  preference_reference(block->trial, &p->game, prompt, play.reference);
  preference_start(&p->game, false, play.reference, start);
  play.policies.reference = play.reference;
  play.solver.samples = walras_trial_stream(block->trial, NMP_STREAM_SAMPLES, (uint32_t)prompt);
  play.solver.noise = walras_trial_stream(block->trial, NMP_STREAM_NOISE, (uint32_t)prompt);
  find_equilibrium(&play);
  nmp_solver_begin(&play.solver, p, p->algorithm, &play.prompt.played, play.reference, start, solver_memory);
  run(&play);
  if (nmp_is_regularised(p))
    add_rates(&play);
  add_spectrum(&play);
  double *const sums = block->sums + nmp_first_sum(p);
  sums[NMP_SUM_STOPPED] += play.stopped ? play.weight : 0.0;
  walras_offer_maximum(&block->maxima[NMP_MOST_RESIDUAL], play.policies.residual, prompt);
  walras_offer_maximum(&block->maxima[NMP_MOST_ITERATIONS], (double)play.iterations, prompt);
  if (keepsakes->reals > 0)
    keep(&play, keepsakes);
  if (nmp_has_tournament(p))
    hold_tournament(&play, start, solver_memory);
}
