/* Trials of the stag hunt: populations of policies (policy-space response oracles with a risk-averse meta-strategy), and one learner against itself. */
#include <math.h>
#include <string.h>

#include "models/risk-averse-equilibrium/evaluation.h"
#include "models/risk-averse-equilibrium/games.h"
#include "models/risk-averse-equilibrium/learner.h"
#include "models/risk-averse-equilibrium/metrics.h"
#include "models/risk-averse-equilibrium/trials.h"

/* The rounds of these streams are numbers of policies; those of a second population begin at APART, and what both do together at 2 APART. */
enum { STREAM_TRAINING = 17, STREAM_PARTNERS = 18, STREAM_WEIGHTS = 19 };
enum { META_ROUNDS = 10000, HELD_OUT = 2, APART = 1 << 16 };
#define META_TOLERANCE 1e-4

typedef struct population {
  const struct rae_parameters *p;
  walras_trial *trial;
  struct rae_hunt hunt;
  int64_t most;            /* population_size */
  uint32_t numbers;        /* 0, or APART: of the first policy's streams */
  rae_hunt_policy *policy; /* [most], and then the uniform and the stubborn one */
  rae_counts *counts;      /* [most][most]: of the first one against the second */
  rae_evaluation *evaluation;
  rae_pair *pairs;        /* [2 most] */
  rae_counts (*found)[2]; /* [2 most] */
  void *learner;          /* memory */
  double *meta;           /* [most] */
  double *cumulative;     /* [most] */
  double *payoffs, *cost; /* of the meta-game */
  int64_t *integers;
} population;

static walras_status open_population(walras_trial *trial, const struct rae_parameters *p, population *u) {
  const int64_t n = p->mode == MODE_PSRO ? p->population_size : 1;
  *u = (population){.p = p, .trial = trial, .hunt = rae_hunt_of(p), .most = n};
  u->policy = walras_trial_allocate(trial, n + HELD_OUT, sizeof *u->policy);
  u->counts = walras_trial_allocate_zero(trial, n * n, sizeof *u->counts);
  u->pairs = walras_trial_allocate(trial, HELD_OUT * n, sizeof *u->pairs);
  u->found = walras_trial_allocate(trial, HELD_OUT * n, sizeof *u->found);
  u->learner = walras_trial_allocate(trial, rae_learner_bytes(p), 1);
  u->meta = walras_trial_allocate(trial, n, sizeof *u->meta);
  u->cumulative = walras_trial_allocate(trial, n, sizeof *u->cumulative);
  u->payoffs = walras_trial_allocate(trial, rae_play_reals(n, n), sizeof *u->payoffs);
  u->cost = walras_trial_allocate(trial, n * n, sizeof *u->cost);
  u->integers = walras_trial_allocate(trial, rae_play_integers(n, n), sizeof *u->integers);
  if (u->policy == NULL || u->counts == NULL || u->pairs == NULL || u->found == NULL || u->learner == NULL || u->meta == NULL ||
      u->cumulative == NULL || u->payoffs == NULL || u->cost == NULL || u->integers == NULL)
    return walras_trial_status(trial);
  memset(u->policy, 0, (size_t)(n + HELD_OUT) * sizeof *u->policy);
  rae_hunt_uniform(&u->policy[0]);
  rae_hunt_uniform(&u->policy[n]);
  rae_hunt_stubborn(&u->policy[n + 1]);
  return rae_evaluation_create(trial, &u->hunt, HELD_OUT * n, p->n_eval, &u->evaluation);
}

/* Another population of the same trial, with draws of its own; working memory is shared. */
static walras_status open_second(const population *u, population *second) {
  *second = *u;
  second->numbers = APART;
  second->policy = walras_trial_allocate(u->trial, u->most, sizeof *second->policy);
  second->counts = walras_trial_allocate_zero(u->trial, u->most * u->most, sizeof *second->counts);
  second->meta = walras_trial_allocate(u->trial, u->most, sizeof *second->meta);
  if (second->policy == NULL || second->counts == NULL || second->meta == NULL)
    return walras_trial_status(u->trial);
  memset(second->policy, 0, (size_t)u->most * sizeof *second->policy);
  rae_hunt_uniform(&second->policy[0]);
  walras_status status = walras_trial_keep(u->trial, "second policies", second->policy, u->most, sizeof *second->policy);
  if (status == WALRAS_OK)
    status = walras_trial_keep(u->trial, "second counts", second->counts, u->most * u->most, sizeof *second->counts);
  return status;
}

/* Plays policy number `last` against all before it and itself. */
static walras_status evaluate_latest(population *u, int64_t last) {
  for (int64_t k = 0; k <= last; k++)
    u->pairs[k] = (rae_pair){{&u->policy[last], &u->policy[k]}};
  const walras_status status = rae_evaluation_run(u->evaluation, u->pairs, last + 1, u->numbers + (uint32_t)last, u->found);
  for (int64_t k = 0; status == WALRAS_OK && k <= last; k++) {
    u->counts[last * u->most + k] = u->found[k][0];
    if (k < last)
      u->counts[k * u->most + last] = u->found[k][1];
    else
      rae_counts_add(&u->counts[k * u->most + k], &u->found[k][1]);
  }
  return status;
}

/* The risk-averse equilibrium of the first n policies by fictitious play, to meta. */
static walras_status solve_meta_game(population *u, int64_t n) {
  const struct rae_attitude attitude = {.risk_aversion = u->p->risk_aversion, .tremble = u->p->tremble};
  struct rae_play play;
  rae_play_make(&play, n, n, &attitude, u->payoffs, u->integers);
  for (int64_t i = 0; i < n; i++)
    for (int64_t k = 0; k < n; k++) {
      const rae_counts *const counts = &u->counts[i * u->most + k];
      play.game.payoff[0][i * n + k] = play.game.payoff[1][i * n + k] = rae_counts_mean_return(counts, &u->hunt);
      u->cost[k * n + i] = u->p->risk_aversion * rae_counts_variance(counts, &u->hunt);
    }
  rae_play_transpose(&play);
  for (int k = 0; k < 2; k++) {
    play.player[k].cost = u->p->include_episode_variance ? u->cost : NULL;
    for (int64_t i = 0; i < n; i++)
      play.s[k][i] = play.warm[k][i] = 1.0 / (double)n;
  }
  rae_play_run(&play, 1, META_ROUNDS, META_TOLERANCE);
  if (play.failed)
    return WALRAS_TRIAL_FAIL(u->trial, WALRAS_ERROR_NUMERIC,
                             "the meta-game of %lld policies: a best reply was not found to rounding", (long long)n);
  memcpy(u->meta, play.s[0], (size_t)n * sizeof *u->meta);
  return WALRAS_OK;
}

static walras_status find_meta_strategy(population *u, int64_t n) {
  for (int64_t k = 0; k < n; k++)
    u->meta[k] = u->p->meta_strategy == META_UNIFORM ? 1.0 / (double)n : k == n - 1 ? 1.0 : 0.0;
  return u->p->meta_strategy == META_EQUILIBRIUM ? solve_meta_game(u, n) : WALRAS_OK;
}

/* A new policy against the meta-strategy of the first n; mistakes in the choice of a partner only where there is a meta-game. */
static void train(population *u, int64_t n) {
  const walras_stream episodes = walras_trial_stream(u->trial, STREAM_TRAINING, u->numbers + (uint32_t)n);
  const walras_stream draws = walras_trial_stream(u->trial, STREAM_PARTNERS, u->numbers + (uint32_t)n);
  const walras_stream weights = walras_trial_stream(u->trial, STREAM_WEIGHTS, 0);
  const double tremble = u->p->meta_strategy == META_EQUILIBRIUM ? u->p->tremble : 0.0;
  rae_learner learner;
  double sum = 0.0;
  for (int64_t k = 0; k < n; k++)
    u->cumulative[k] = sum += (1.0 - tremble) * u->meta[k] + tremble / (double)n;
  const rae_partners partners = {.count = n, .policy = u->policy, .cumulative = u->cumulative};
  rae_learner_make(&learner, u->p, &u->hunt, &weights, u->numbers + (uint64_t)n, u->learner);
  while (learner.updates < u->p->br_updates)
    rae_learner_update(&learner, &partners, &episodes, &draws);
  rae_learner_freeze(&learner, &u->policy[n]);
}

static double share_safe_of(const rae_counts *counts) {
  return rae_share_safe((double)counts->sum[2], (double)counts->sum[0]);
}

/* The meta-strategy over the first n policies against itself: mixtures of what pairs did. */
static void record_self(const population *u, int64_t n) {
  double mean = 0.0, square = 0.0, what[3] = {0.0};
  for (int64_t i = 0; i < n; i++)
    for (int64_t k = 0; k < n; k++) {
      const rae_counts *const counts = &u->counts[i * u->most + k];
      mean += u->meta[i] * u->meta[k] * rae_counts_mean_return(counts, &u->hunt);
      for (int w = 0; w < 3; w++)
        what[w] += u->meta[i] * u->meta[k] * rae_counts_mean(counts, w);
    }
  for (int64_t i = 0; i < n; i++)
    for (int64_t k = 0; k < n; k++) {
      const rae_counts *const counts = &u->counts[i * u->most + k];
      const double deviation = rae_counts_mean_return(counts, &u->hunt) - mean;
      square += u->meta[i] * u->meta[k] * (rae_counts_variance(counts, &u->hunt) + deviation * deviation);
    }
  walras_record_real(u->trial, METRIC_MEAN_SELF, mean);
  walras_record_real(u->trial, METRIC_VAR_SELF, square);
  walras_record_real(u->trial, METRIC_SHARE_SAFE, rae_share_safe(what[2], what[0]));
  walras_record_real(u->trial, METRIC_STAGS_SELF, what[0]);
  walras_record_real(u->trial, METRIC_MAULS_SELF, what[1]);
}

/* Against partners that no policy was trained with. */
static walras_status record_held_out(population *u, int64_t n) {
  double mean[HELD_OUT] = {0.0}, mauls[HELD_OUT] = {0.0};
  for (int64_t k = 0; k < n; k++)
    for (int64_t other = 0; other < HELD_OUT; other++)
      u->pairs[HELD_OUT * k + other] = (rae_pair){{&u->policy[k], &u->policy[u->most + other]}};
  const walras_status status = rae_evaluation_run(u->evaluation, u->pairs, HELD_OUT * n, (uint32_t)u->most, u->found);
  if (status != WALRAS_OK)
    return status;
  for (int64_t k = 0; k < n; k++)
    for (int64_t other = 0; other < HELD_OUT; other++) {
      const rae_counts *const counts = &u->found[HELD_OUT * k + other][0];
      mean[other] += u->meta[k] * rae_counts_mean_return(counts, &u->hunt);
      mauls[other] += u->meta[k] * rae_counts_mean(counts, 1);
    }
  walras_record_real(u->trial, METRIC_MEAN_VS_UNIFORM, mean[0]);
  walras_record_real(u->trial, METRIC_MEAN_VS_STUBBORN, mean[1]);
  walras_record_real(u->trial, METRIC_MAULS_VS_UNIFORM, mauls[0]);
  walras_record_real(u->trial, METRIC_MAULS_VS_STUBBORN, mauls[1]);
  return WALRAS_OK;
}

/* The meta-strategy against that of the second population. */
static walras_status record_second(population *u, const population *second) {
  double mean = 0.0, mauls = 0.0;
  for (int64_t k = 0; k < u->most; k++) {
    for (int64_t other = 0; other < u->most; other++)
      u->pairs[other] = (rae_pair){{&u->policy[k], &second->policy[other]}};
    const walras_status status = rae_evaluation_run(u->evaluation, u->pairs, u->most, 2 * APART + (uint32_t)k, u->found);
    if (status != WALRAS_OK)
      return status;
    for (int64_t other = 0; other < u->most; other++) {
      mean += u->meta[k] * second->meta[other] * rae_counts_mean_return(&u->found[other][0], &u->hunt);
      mauls += u->meta[k] * second->meta[other] * rae_counts_mean(&u->found[other][0], 1);
    }
  }
  walras_record_real(u->trial, METRIC_MEAN_VS_POPULATION, mean);
  walras_record_real(u->trial, METRIC_MAULS_VS_POPULATION, mauls);
  return WALRAS_OK;
}

static walras_status record_tables(population *u) {
  const int64_t n = u->most, rows = n * n;
  int64_t *const whole = walras_trial_allocate(u->trial, 2 * rows, sizeof *whole);
  double *const real = walras_trial_allocate(u->trial, 5 * rows, sizeof *real);
  if (whole == NULL || real == NULL)
    return walras_trial_status(u->trial);
  for (int64_t row = 0; row < rows; row++) {
    const rae_counts *const counts = &u->counts[row];
    const double safe = share_safe_of(counts);
    whole[row] = row / n;
    whole[rows + row] = row % n;
    real[row] = rae_counts_mean_return(counts, &u->hunt);
    real[rows + row] = rae_counts_variance(counts, &u->hunt);
    real[2 * rows + row] = rae_counts_mean(counts, 1);
    real[3 * rows + row] = isnan(safe) ? -1.0 : safe;
    real[4 * rows + row] = u->meta[row / n];
  }
  for (int k = 0; k < 2; k++)
    walras_record_column_integers(u->trial, METRIC_PAYOFFS, PAYOFFS_POLICY + k, whole + k * rows, rows);
  for (int k = 0; k < 5; k++)
    walras_record_column_reals(u->trial, METRIC_PAYOFFS, PAYOFFS_MEAN + k, real + k * rows, rows);
  for (int64_t k = 0; k < n; k++)
    whole[k] = k;
  walras_record_column_integers(u->trial, METRIC_STRATEGY1, STRATEGY_ACTION, whole, n);
  walras_record_column_reals(u->trial, METRIC_STRATEGY1, STRATEGY_PROBABILITY, u->meta, n);
  return WALRAS_OK;
}

/* Judges policy number `last`, and trains the next one. */
static walras_status grow(population *u, int64_t last) {
  walras_status status = evaluate_latest(u, last);
  if (status != WALRAS_OK || last + 1 == u->most)
    return status;
  status = find_meta_strategy(u, last + 1);
  if (status == WALRAS_OK)
    train(u, last + 1);
  return status;
}

/* A round a policy: the first population, and then the second one, if there is one. */
static walras_status grow_all(population *u, population *second) {
  const int64_t rounds = u->p->second_population ? 2 * u->most : u->most;
  for (int64_t round = walras_trial_first_round(u->trial); round < rounds; round++) {
    walras_status status = grow(round < u->most ? u : second, round % u->most);
    if (status != WALRAS_OK)
      return status;
    if (round < u->most)
      walras_record_round(u->trial, METRIC_SHARE_SAFE_SERIES, round, share_safe_of(&u->counts[round * u->most + round]));
    status = walras_trial_round_done(u->trial, round);
    if (status != WALRAS_OK)
      return status;
  }
  return WALRAS_OK;
}

static walras_status open_psro(walras_trial *trial, const struct rae_parameters *p, population *u, population *second) {
  walras_status status = open_population(trial, p, u);
  if (status == WALRAS_OK)
    status = walras_trial_keep(trial, "policies", u->policy, u->most, sizeof *u->policy);
  if (status == WALRAS_OK)
    status = walras_trial_keep(trial, "counts", u->counts, u->most * u->most, sizeof *u->counts);
  return status == WALRAS_OK && p->second_population ? open_second(u, second) : status;
}

walras_status rae_run_psro(walras_trial *trial, const struct rae_parameters *p) {
  population u, second;
  walras_status status = open_psro(trial, p, &u, &second);
  if (status == WALRAS_OK)
    status = grow_all(&u, &second);
  if (status == WALRAS_OK)
    status = find_meta_strategy(&u, u.most);
  if (status == WALRAS_OK && p->second_population)
    status = find_meta_strategy(&second, u.most);
  if (status != WALRAS_OK)
    return status;
  record_self(&u, u.most);
  status = record_held_out(&u, u.most);
  if (status == WALRAS_OK && p->second_population)
    status = record_second(&u, &second);
  return status == WALRAS_OK ? record_tables(&u) : status;
}

/* What of a learner lives over rounds, beside its vectors. */
typedef struct progress {
  int64_t updates;
  double baseline;
} progress;

static walras_status keep_learner(walras_trial *trial, rae_learner *l, progress *at) {
  walras_status status = walras_trial_keep(trial, "parameters", l->parameter, l->parameters, sizeof *l->parameter);
  if (status == WALRAS_OK)
    status = walras_trial_keep(trial, "first moments", l->first, l->parameters, sizeof *l->first);
  if (status == WALRAS_OK)
    status = walras_trial_keep(trial, "second moments", l->second, l->parameters, sizeof *l->second);
  return status == WALRAS_OK ? walras_trial_keep(trial, "progress", at, 1, sizeof *at) : status;
}

/* TRUST_INTERVAL updates a round. */
static walras_status learn(walras_trial *trial, const struct rae_parameters *p, rae_learner *l, progress *at) {
  const walras_stream episodes = walras_trial_stream(trial, STREAM_TRAINING, 0),
                      draws = walras_trial_stream(trial, STREAM_PARTNERS, 0);
  const rae_partners self = {.count = 0};
  const int64_t rounds = (p->br_updates + TRUST_INTERVAL - 1) / TRUST_INTERVAL;
  for (int64_t round = walras_trial_first_round(trial); round < rounds; round++) {
    const int64_t until = (round + 1) * TRUST_INTERVAL < p->br_updates ? (round + 1) * TRUST_INTERVAL : p->br_updates;
    l->updates = at->updates;
    l->baseline = at->baseline;
    l->tally = (struct rae_hunt_tally){{0}, {0}, {0}};
    while (l->updates < until)
      rae_learner_update(l, &self, &episodes, &draws);
    *at = (progress){.updates = l->updates, .baseline = l->baseline};
    walras_record_round(trial, METRIC_SHARE_SAFE_SERIES, round,
                        rae_share_safe((double)l->tally.plants[0], (double)l->tally.stags[0]));
    const walras_status status = walras_trial_round_done(trial, round);
    if (status != WALRAS_OK)
      return status;
  }
  l->updates = at->updates;
  return WALRAS_OK;
}

walras_status rae_run_trust_grid(walras_trial *trial, const struct rae_parameters *p) {
  const walras_stream weights = walras_trial_stream(trial, STREAM_WEIGHTS, 0);
  population u;
  rae_learner learner;
  progress at = {0};
  walras_status status = open_population(trial, p, &u);
  if (status != WALRAS_OK)
    return status;
  rae_learner_make(&learner, p, &u.hunt, &weights, 0, u.learner);
  status = keep_learner(trial, &learner, &at);
  if (status == WALRAS_OK)
    status = learn(trial, p, &learner, &at);
  if (status != WALRAS_OK)
    return status;
  rae_learner_freeze(&learner, &u.policy[0]);
  u.meta[0] = 1.0;
  status = evaluate_latest(&u, 0);
  if (status != WALRAS_OK)
    return status;
  record_self(&u, 1);
  return record_held_out(&u, 1);
}
