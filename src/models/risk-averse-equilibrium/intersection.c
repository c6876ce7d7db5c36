/* Trials at the intersection: fictitious play of exact replies, two fixed drivers, and drawn episodes as a check. */
#include <string.h>

#include "models/risk-averse-equilibrium/episodes.h"
#include "models/risk-averse-equilibrium/metrics.h"
#include "models/risk-averse-equilibrium/trials.h"

enum { STREAM_EPISODES = 8 };
/* Drawn episodes of one policy against another. */
typedef struct episodes {
  const struct rae_crossing *c;
  uint64_t *policy, *opponent; /* [H][D+2][D+2] */
  walras_stream stream;
  walras_scratch *scratch;
} episodes;

typedef struct batch {
  struct rae_cars cars;
  int32_t outcome[BATCH];
} batch;

/* One step of all cars that still drive; how many episodes go on. */
static int64_t drive(const episodes *e, int64_t step, int64_t count, batch *b) {
  const int32_t conflict = (int32_t)e->c->cells, cleared = conflict + 1, width = conflict + 2, horizon = (int32_t)e->c->horizon;
  const uint64_t *const policy = e->policy + step * width * width, *const opponent = e->opponent + step * width * width;
  struct rae_cars *const cars = &b->cars;
  int64_t going = 0;
  for (int64_t i = 0; i < count; i++) {
    const int32_t own = cars->own[i], other = cars->other[i];
    const int32_t go = cars->words[0][i] < policy[own * width + other],
                  other_goes = cars->words[1][i] < opponent[other * width + own];
    const int32_t to = own + go, other_to = other + other_goes;
    const bool crash = to == conflict && other_to == conflict, clears = go != 0 && to == cleared;
    b->outcome[i] = crash ? horizon + (int32_t)step : clears ? (int32_t)step : b->outcome[i];
    cars->own[i] = crash ? cleared : to;
    cars->other[i] = crash ? cleared : other_to;
    going += cars->own[i] != cleared || cars->other[i] != cleared;
  }
  return going;
}

static walras_status run_block(const walras_block *block, void *context) {
  const episodes *const e = context;
  batch *const b = walras_block_scratch(block, e->scratch);
  for (int64_t done = 0; done < block->count; done += BATCH) {
    const int64_t first = block->first + done, count = block->count - done < BATCH ? block->count - done : BATCH;
    int64_t going = count;
    rae_cars_place(&e->stream, e->c->cells, first, count, &b->cars);
    for (int64_t i = 0; i < count; i++)
      b->outcome[i] = (int32_t)(2 * e->c->horizon);
    for (int64_t step = 0; step < e->c->horizon && going > 0; step++) {
      rae_cars_draw(&e->stream, first, count, (uint32_t)(FIRST_STEP + step), &b->cars);
      going = drive(e, step, count, b);
    }
    for (int64_t i = 0; i < count; i++)
      block->counts[b->outcome[i]]++;
  }
  return WALRAS_OK;
}

static walras_status open_episodes(walras_trial *trial, const struct rae_crossing *c, const double *policy,
                                   const double *opponent, episodes *e) {
  const int64_t places = (c->cells + 2) * (c->cells + 2), states = c->horizon * places;
  *e = (episodes){.c = c, .stream = walras_trial_stream(trial, STREAM_EPISODES, 0)};
  e->policy = walras_trial_allocate(trial, 2 * states, sizeof *e->policy);
  if (e->policy == NULL)
    return walras_trial_status(trial);
  e->opponent = e->policy + states;
  for (int64_t step = 0; step < c->horizon; step++) {
    rae_fill_table(c, policy, step, e->policy + step * places);
    rae_fill_table(c, opponent, step, e->opponent + step * places);
  }
  return walras_scratch_create(trial, sizeof(batch), &e->scratch);
}

static walras_status draw_episodes(walras_trial *trial, const struct rae_parameters *p, const struct rae_crossing *c,
                                   const double *policy, const double *opponent) {
  const int64_t outcomes = rae_crossing_outcomes(c);
  episodes e;
  walras_population *population = NULL;
  walras_reduction *counts = NULL;
  double *const law = walras_trial_allocate(trial, outcomes, sizeof *law);
  walras_status status = law == NULL ? walras_trial_status(trial) : open_episodes(trial, c, policy, opponent, &e);
  if (status == WALRAS_OK)
    status = walras_population_create(
        trial, &(walras_population_input){.name = "episodes", .entities = p->n_episodes, .block_size = EPISODES_BLOCK},
        &population);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.counts = outcomes}, &counts);
  if (status == WALRAS_OK)
    status = walras_for_each_block(population, run_block, &e, counts);
  if (status != WALRAS_OK)
    return status;
  for (int64_t k = 0; k < outcomes; k++)
    law[k] = (double)walras_reduction_counts(counts)[k] / (double)p->n_episodes;
  const struct rae_crossing_value value = rae_crossing_moments(c, law);
  walras_record_real(trial, METRIC_DRAWN_MEAN, value.mean);
  walras_record_real(trial, METRIC_DRAWN_VARIANCE, value.variance);
  walras_record_real(trial, METRIC_DRAWN_CRASH, value.crash);
  return WALRAS_OK;
}

static void fill(double *policy, int64_t size, double advance) {
  for (int64_t state = 0; state < size; state++)
    policy[state] = advance;
}

static walras_status record_policy(walras_trial *trial, const struct rae_crossing *c, const double *policy) {
  const int64_t size = rae_crossing_policy_size(c);
  int64_t *const columns = walras_trial_allocate(trial, 3 * size, sizeof *columns);
  if (columns == NULL)
    return walras_trial_status(trial);
  for (int64_t state = 0; state < size; state++) {
    columns[state] = state / (c->cells + 2) / (c->cells + 1);
    columns[size + state] = state / (c->cells + 2) % (c->cells + 1);
    columns[2 * size + state] = state % (c->cells + 2);
  }
  for (int k = 0; k < 3; k++)
    walras_record_column_integers(trial, METRIC_POLICY, POLICY_STEP + k, columns + k * size, size);
  walras_record_column_reals(trial, METRIC_POLICY, POLICY_ADVANCE, policy, size);
  return WALRAS_OK;
}

/* Fictitious play from even chances, in `policy`. */
static void play(walras_trial *trial, const struct rae_parameters *p, const struct rae_crossing *c, double *policy, double *reply,
                 double *reals) {
  fill(policy, rae_crossing_policy_size(c), 0.5);
  for (int64_t round = 0; round < p->fp_iterations; round++) {
    rae_crossing_round(c, round, policy, reply, reals);
    walras_record_round(trial, METRIC_CRASH_SERIES, round, rae_crossing_evaluate(c, policy, policy, reals).crash);
  }
}

static walras_status run_play(walras_trial *trial, const struct rae_parameters *p, const struct rae_crossing *c, double *policy,
                              double *other, double *reals) {
  const int64_t size = rae_crossing_policy_size(c);
  play(trial, p, c, policy, other, reals);
  const struct rae_crossing_value self = rae_crossing_evaluate(c, policy, policy, reals);
  fill(other, size, 0.5);
  const struct rae_crossing_value uniform = rae_crossing_evaluate(c, policy, other, reals);
  fill(other, size, 1.0);
  const struct rae_crossing_value aggressive = rae_crossing_evaluate(c, policy, other, reals);
  walras_record_real(trial, METRIC_MEAN_SELF, self.mean);
  walras_record_real(trial, METRIC_VAR_SELF, self.variance);
  walras_record_real(trial, METRIC_CRASH_SELF, self.crash);
  walras_record_real(trial, METRIC_MEAN_VS_UNIFORM, uniform.mean);
  walras_record_real(trial, METRIC_CRASH_VS_UNIFORM, uniform.crash);
  walras_record_real(trial, METRIC_MEAN_VS_AGGRESSIVE, aggressive.mean);
  walras_record_real(trial, METRIC_CRASH_VS_AGGRESSIVE, aggressive.crash);
  memcpy(other, policy, (size_t)size * sizeof *policy);
  return record_policy(trial, c, policy);
}

static void run_fixed(walras_trial *trial, const struct rae_parameters *p, const struct rae_crossing *c, double *policy,
                      double *other, double *reals) {
  fill(policy, rae_crossing_policy_size(c), p->fixed_advance_prob);
  fill(other, rae_crossing_policy_size(c), p->fixed_opponent_advance_prob);
  const struct rae_crossing_value value = rae_crossing_evaluate(c, policy, other, reals);
  walras_record_real(trial, METRIC_UTILITY, value.mean - p->risk_aversion * value.variance);
  walras_record_real(trial, METRIC_MEAN, value.mean);
  walras_record_real(trial, METRIC_VARIANCE, value.variance);
  walras_record_real(trial, METRIC_CRASH, value.crash);
}

walras_status rae_run_intersection(walras_trial *trial, const struct rae_parameters *p) {
  const struct rae_crossing c = rae_crossing_of(p);
  const int64_t size = rae_crossing_policy_size(&c);
  double *const policy = walras_trial_allocate(trial, 2 * size + rae_crossing_reals(&c), sizeof *policy);
  if (policy == NULL)
    return walras_trial_status(trial);
  double *const other = policy + size, *const reals = other + size;
  walras_status status = WALRAS_OK;
  if (p->mode == MODE_INTERSECTION)
    status = run_play(trial, p, &c, policy, other, reals);
  else
    run_fixed(trial, p, &c, policy, other, reals);
  return status == WALRAS_OK && p->n_episodes > 0 ? draw_episodes(trial, p, &c, policy, other) : status;
}
