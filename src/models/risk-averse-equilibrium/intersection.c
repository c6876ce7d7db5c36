/* Trials at the intersection: fictitious play of exact replies, two fixed drivers, and drawn episodes as a check. */
#include <string.h>

#include "models/risk-averse-equilibrium/crossing.h"
#include "models/risk-averse-equilibrium/metrics.h"
#include "models/risk-averse-equilibrium/trials.h"

enum { STREAM_EPISODES = 8 };
enum { BATCH = 512, STARTS = 0, FIRST_STEP = 1 }; /* draw blocks of an episode: its starts, then one a step */

__extension__ typedef unsigned __int128 wide;

/* Drawn episodes. Tables hold, for own and other's cell in 0..D+1, the number of 2^32 below which a word means to advance. */
typedef struct episodes {
  const struct rae_crossing *c;
  uint64_t *policy, *opponent; /* [H][D+2][D+2] */
  walras_stream stream;
  walras_scratch *scratch;
} episodes;

typedef struct batch {
  uint32_t words[4][BATCH];
  int32_t own[BATCH], other[BATCH], outcome[BATCH];
} batch;

static void fill_table(const struct rae_crossing *c, const double *policy, uint64_t *table) {
  const int64_t width = c->cells + 2;
  for (int64_t step = 0; step < c->horizon; step++)
    for (int64_t own = 0; own < width; own++)
      for (int64_t other = 0; other < width; other++) {
        const double chosen = own < width - 1 ? policy[rae_crossing_state(c, step, own, other)] : 0.0;
        const double done = own < width - 1 ? (1.0 - c->tremble) * chosen + 0.5 * c->tremble : 0.0;
        table[(step * width + own) * width + other] = (uint64_t)(done * 0x1p32);
      }
}

static void draw_words(const episodes *e, int64_t first, int64_t count, uint32_t block, batch *b) {
  uint32_t *const words[4] = {b->words[0], b->words[1], b->words[2], b->words[3]};
  walras_fill_words(&e->stream, (uint64_t)first, count, block, words);
}

static void place_cars(const episodes *e, int64_t first, int64_t count, batch *b) {
  const uint64_t cells = (uint64_t)e->c->cells;
  draw_words(e, first, count, STARTS, b);
  for (int64_t i = 0; i < count; i++) {
    const uint64_t one = (uint64_t)b->words[1][i] << 32 | b->words[0][i], two = (uint64_t)b->words[3][i] << 32 | b->words[2][i];
    b->own[i] = (int32_t)((wide)one * cells >> 64);
    b->other[i] = (int32_t)((wide)two * cells >> 64);
    b->outcome[i] = (int32_t)(2 * e->c->horizon);
  }
}

/* One step of all cars that still drive; how many episodes go on. */
static int64_t drive(const episodes *e, int64_t step, int64_t count, batch *b) {
  const int32_t conflict = (int32_t)e->c->cells, cleared = conflict + 1, width = conflict + 2, horizon = (int32_t)e->c->horizon;
  const uint64_t *const policy = e->policy + step * width * width, *const opponent = e->opponent + step * width * width;
  int64_t going = 0;
  for (int64_t i = 0; i < count; i++) {
    const int32_t own = b->own[i], other = b->other[i];
    const int32_t go = b->words[0][i] < policy[own * width + other], other_goes = b->words[1][i] < opponent[other * width + own];
    const int32_t to = own + go, other_to = other + other_goes;
    const bool crash = to == conflict && other_to == conflict, clears = go != 0 && to == cleared;
    b->outcome[i] = crash ? horizon + (int32_t)step : clears ? (int32_t)step : b->outcome[i];
    b->own[i] = crash ? cleared : to;
    b->other[i] = crash ? cleared : other_to;
    going += b->own[i] != cleared || b->other[i] != cleared;
  }
  return going;
}

static walras_status run_block(const walras_block *block, void *context) {
  const episodes *const e = context;
  batch *const b = walras_block_scratch(block, e->scratch);
  for (int64_t done = 0; done < block->count; done += BATCH) {
    const int64_t first = block->first + done, count = block->count - done < BATCH ? block->count - done : BATCH;
    int64_t going = count;
    place_cars(e, first, count, b);
    for (int64_t step = 0; step < e->c->horizon && going > 0; step++) {
      draw_words(e, first, count, (uint32_t)(FIRST_STEP + step), b);
      going = drive(e, step, count, b);
    }
    for (int64_t i = 0; i < count; i++)
      block->counts[b->outcome[i]]++;
  }
  return WALRAS_OK;
}

static walras_status open_episodes(walras_trial *trial, const struct rae_crossing *c, const double *policy,
                                   const double *opponent, episodes *e) {
  const int64_t states = c->horizon * (c->cells + 2) * (c->cells + 2);
  *e = (episodes){.c = c, .stream = walras_trial_stream(trial, STREAM_EPISODES, 0)};
  e->policy = walras_trial_allocate(trial, 2 * states, sizeof *e->policy);
  if (e->policy == NULL)
    return walras_trial_status(trial);
  e->opponent = e->policy + states;
  fill_table(c, policy, e->policy);
  fill_table(c, opponent, e->opponent);
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
  const int64_t size = rae_crossing_policy_size(c);
  fill(policy, size, 0.5);
  for (int64_t round = 0; round < p->fp_iterations; round++) {
    rae_crossing_reply(c, policy, reply, reals);
    for (int64_t state = 0; state < size; state++)
      policy[state] += (reply[state] - policy[state]) / (double)(round + 2);
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
