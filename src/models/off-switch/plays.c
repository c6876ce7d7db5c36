#include "models/off-switch/plays.h"

#include <math.h>

#include "walras/elementary.h"

enum { SUM_SQUARES = MEANS, SUMS = 2 * MEANS };
enum { COUNT_BINS = SHARES, COUNTS = SHARES + DELTA_BINS };

walras_status off_switch_stage_set(walras_trial *trial, const struct off_switch_parameters *p, double centre,
                                   off_switch_stage *stage) {
  *stage = (off_switch_stage){.p = p, .kernels = off_switch_kernels_get(), .coins = walras_trial_stream(trial, STREAM_COIN, 0)};
  static const int centred[] = {VALUE_MEAN, VALUE_NO_SWITCH, VALUE_ALWAYS_WAIT, VALUE_RATIONAL_ASSUMPTION, VALUE_OMNISCIENT};
  for (size_t i = 0; i < sizeof centred / sizeof *centred; i++)
    stage->shift[centred[i]] = fmax(centre, 0.0);
  const walras_population_input input = {.name = "plays", .entities = p->n_instances, .block_size = PLAY_BLOCK};
  const walras_reduction_shape shape = {.counts = COUNTS, .sums = SUMS, .maxima = 1};
  walras_status status = walras_population_create(trial, &input, &stage->population);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &shape, &stage->sums);
  return status == WALRAS_OK ? walras_scratch_create(trial, sizeof(off_switch_chunk), &stage->scratch) : status;
}

/* ---- what overseers say ---- */

/* One logistic human: exp(-u / beta) are the odds against. */
static void toss_logistic(const off_switch_stage *stage, const double *scales, off_switch_chunk *chunk) {
  double *odds = chunk->draw[0];
  stage->kernels->minus_ratio(chunk->utility, scales, chunk->count, odds);
  walras_exp_batch(odds, odds, chunk->count);
  stage->kernels->approve(odds, chunk->coin, chunk->count, chunk->approved);
}

static void toss_any(const struct off_switch_policy *policy, const double *scales, off_switch_chunk *chunk) {
  double *distance = chunk->draw[0], *wrong = chunk->draw[1], *right = chunk->draw[2];
  for (int64_t i = 0; i < chunk->count; i++)
    distance[i] = scales != NULL ? fabs(chunk->utility[i]) / scales[i] : fabs(chunk->utility[i]);
  off_switch_chances(policy, scales != NULL ? 1.0 : policy->scale, distance, chunk->count, wrong, right);
  for (int64_t i = 0; i < chunk->count; i++) {
    const double u = chunk->utility[i], chance = u > 0.0 ? right[i] : u < 0.0 ? wrong[i] : 0.5;
    chunk->approved[i] = chunk->coin[i] < chance ? 1.0 : 0.0;
  }
}

void off_switch_toss(const off_switch_stage *stage, const struct off_switch_policy *policy, const double *scales,
                     off_switch_chunk *chunk) {
  walras_fill_uniform(&stage->coins, (uint64_t)chunk->first, chunk->count, 0, chunk->coin);
  if (policy->family == FAMILY_LOGISTIC && policy->minority == 0 && scales != NULL)
    toss_logistic(stage, scales, chunk);
  else
    toss_any(policy, scales, chunk);
}

/* ---- sums ---- */

static double lane_sum(const double lanes[PLAY_LANES]) {
  return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}

static void add_mean(const off_switch_stage *stage, const walras_block *block, const double *x, int64_t count, int mean) {
  off_switch_moment_lanes lanes = {{0}, {0}};
  stage->kernels->add_moments(x, count, stage->shift[mean], &lanes);
  block->sums[mean] += lane_sum(lanes.sum);
  block->sums[SUM_SQUARES + mean] += lane_sum(lanes.square);
}

static void add_means(const off_switch_stage *stage, const walras_block *block, const off_switch_chunk *chunk) {
  const double *const of[] = {[VALUE_MEAN] = chunk->value,
                              [REGRET_MEAN] = chunk->regret,
                              [HARM_MEAN] = chunk->harm,
                              [IGNORED_HARM_MEAN] = chunk->ignored_harm,
                              [DEFERENCE_GAIN] = chunk->gain,
                              [VALUE_NO_SWITCH] = chunk->no_switch,
                              [VALUE_ALWAYS_WAIT] = chunk->always_wait,
                              [VALUE_RATIONAL_ASSUMPTION] = chunk->rational,
                              [VALUE_OMNISCIENT] = chunk->omniscient};
  for (int mean = 0; mean < DELTA_MEAN; mean++)
    add_mean(stage, block, of[mean], chunk->count, mean);
}

static void add_shares(const off_switch_stage *stage, const walras_block *block, const off_switch_chunk *chunk) {
  int64_t (*const ones)(const double *, int64_t) = stage->kernels->count_ones;
  const int64_t waits = ones(chunk->waits, chunk->count), acts = ones(chunk->acted, chunk->count);
  block->counts[FRAC_WAIT] += waits;
  block->counts[FRAC_ACT] += acts;
  block->counts[FRAC_OFF] += chunk->count - waits - acts;
  block->counts[FRAC_DEFER] += ones(chunk->defers, chunk->count);
  block->counts[PRESS_RATE] += ones(chunk->pressed, chunk->count);
  block->counts[IGNORED_RATE] += ones(chunk->ignored, chunk->count);
}

/* The quotient finds the bin or a neighbour; the edges decide. */
static int64_t bin_of(const struct off_switch_parameters *p, double delta) {
  const double guess = (delta - p->delta_low) / (p->delta_high - p->delta_low) * DELTA_BINS;
  int64_t bin = guess <= 0.0 ? 0 : guess >= DELTA_BINS ? DELTA_BINS - 1 : (int64_t)guess;
  if (bin > 0 && delta < off_switch_delta_edge(p, bin))
    bin--;
  else if (bin < DELTA_BINS - 1 && delta >= off_switch_delta_edge(p, bin + 1))
    bin++;
  return bin;
}

void off_switch_score(const off_switch_stage *stage, const walras_block *block, off_switch_chunk *chunk, bool has_delta) {
  stage->kernels->outcomes(chunk, stage->p->wait_cost);
  add_means(stage, block, chunk);
  add_shares(stage, block, chunk);
  walras_offer_maximum(&block->maxima[0], stage->kernels->largest(chunk->harm, chunk->count), chunk->first);
  if (!has_delta)
    return;
  add_mean(stage, block, chunk->delta, chunk->count, DELTA_MEAN);
  for (int64_t i = 0; stage->p->delta_distribution && i < chunk->count; i++)
    block->counts[COUNT_BINS + bin_of(stage->p, chunk->delta[i])]++;
}

walras_status off_switch_play(off_switch_stage *stage, walras_block_function function, void *context,
                              struct off_switch_tally *tally) {
  const walras_status status = walras_for_each_block(stage->population, function, context, stage->sums);
  if (status != WALRAS_OK)
    return status;
  const int64_t *counts = walras_reduction_counts(stage->sums);
  const double *sums = walras_reduction_sums(stage->sums);
  *tally = (struct off_switch_tally){
      .plays = stage->p->n_instances, .harm_max = walras_reduction_maximum(stage->sums, 0).value, .bins = counts + COUNT_BINS};
  for (int share = 0; share < SHARES; share++)
    tally->count[share] = counts[share];
  for (int mean = 0; mean < MEANS; mean++) {
    tally->shift[mean] = stage->shift[mean];
    tally->sum[mean] = sums[mean];
    tally->square[mean] = sums[SUM_SQUARES + mean];
  }
  return WALRAS_OK;
}
