/* Normal draws with known moments: to try out the runner, and for its tests and benchmarks. */
#include <math.h>
#include <stdlib.h>

#include "walras/walras.h"

typedef struct noise_parameters {
  int64_t entities, rounds, block, work, fail_replication;
  double mean, standard_deviation, threshold;
  bool exact_median;
} noise_parameters;

#define INTEGER(field, ...) WALRAS_INTEGER(noise_parameters, field, __VA_ARGS__)
#define REAL(field, ...) WALRAS_REAL(noise_parameters, field, __VA_ARGS__)

static const walras_parameter parameters[] = {
    INTEGER(entities, .range = "[1, 1e12]", .standard = "1000", .unit = "entities", .doc = "draws per round"),
    INTEGER(rounds, .range = "[1, 1e6]", .standard = "1", .unit = "rounds", .doc = "rounds, each with fresh draws"),
    REAL(mean, .standard = "0.0", .unit = "1", .doc = "mean of the draws"),
    REAL(standard_deviation, .range = "[0, inf)", .standard = "1.0", .unit = "1", .doc = "standard deviation of the draws"),
    REAL(threshold, .standard = "1.0", .unit = "1", .doc = "draws above it are counted in share_above"),
    WALRAS_BOOLEAN(noise_parameters, exact_median, .standard = "false", .doc = "also find the median of the last round, exactly"),
    INTEGER(block, .range = "[1, 1e9]", .standard = "65536", .unit = "entities", .doc = "entities per block"),
    INTEGER(work, .range = "[0, 1e12]", .standard = "0", .unit = "iterations",
            .doc = "further generator iterations per block, to make blocks costly"),
    INTEGER(fail_replication, .range = "[-1, 1e18]", .standard = "-1", .unit = "replication",
            .doc = "this replication fails on purpose; -1: none"),
};

enum {
  SAMPLE_MEAN,
  SAMPLE_VARIANCE,
  SMALLEST,
  LARGEST,
  LARGEST_ENTITY,
  SHARE_ABOVE,
  MEDIAN,
  ABSOLUTE_ERROR,
  WORK_DONE,
  ROUND_MEAN,
  DRAWS
};

static bool has_median(const void *p) {
  return ((const noise_parameters *)p)->exact_median;
}
static int64_t round_count(const void *p) {
  return ((const noise_parameters *)p)->rounds;
}

enum { BINS = 32 };
static int64_t bin_count(const void *p) {
  (void)p;
  return BINS;
}

static double edge(int64_t bin) {
  return -4.0 + 8.0 * (double)bin / BINS;
}

static void bin_edges(const void *p, double *edges) {
  (void)p;
  for (int64_t bin = 0; bin <= BINS; bin++)
    edges[bin] = edge(bin);
}

static const walras_metric metrics[] = {
    [SAMPLE_MEAN] = {.name = "sample_mean", .unit = "1", .doc = "mean of all draws of the last round"},
    [SAMPLE_VARIANCE] = {.name = "sample_variance",
                         .unit = "1",
                         .doc = "variance of the last round's draws (over n - 1)",
                         .undefined = "for a single entity"},
    [SMALLEST] = {.name = "smallest", .unit = "1", .doc = "smallest draw of the last round"},
    [LARGEST] = {.name = "largest", .unit = "1", .doc = "largest draw of the last round"},
    [LARGEST_ENTITY] = {.name = "largest_entity", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "entity of the largest draw"},
    [SHARE_ABOVE] = {.name = "share_above", .unit = "1", .doc = "share of draws above the threshold"},
    [MEDIAN] = {.name = "median",
                .unit = "1",
                .doc = "lower median of the last round's draws",
                .absent = "unless exact_median",
                .present = has_median},
    [ABSOLUTE_ERROR] = {.name = "absolute_error", .unit = "1", .doc = "distance of the sample mean from the mean"},
    [WORK_DONE] = {.name = "work_done",
                   .type = WALRAS_VALUE_INTEGER,
                   .unit = "1",
                   .doc = "sum of the words of the further iterations, modulo 2^31"},
    [ROUND_MEAN] =
        {.name = "round_mean", .kind = WALRAS_SERIES, .unit = "1", .doc = "mean of each round's draws", .length = round_count},
    [DRAWS] = {.name = "draws",
               .kind = WALRAS_HISTOGRAM,
               .unit = "standard deviations",
               .doc = "standardised draws of the last round, outer bins open",
               .length = bin_count,
               .edges = bin_edges},
};

enum { CHUNK = 512 };
enum { STREAM_DRAWS = 0, STREAM_WORK = 1 };
enum { TOTAL_WORK, TOTALS };
enum { COUNT_ABOVE, COUNT_BINS, COUNTS = COUNT_BINS + BINS };
enum { SUM_VALUES, SUM_SQUARES, SUMS };

typedef struct round_context {
  const noise_parameters *p;
  walras_stream draws, work;
} round_context;

static void count_bins(const double *z, int64_t n, int64_t *bins) {
  for (int64_t i = 0; i < n; i++) {
    const double scaled = (z[i] + 4.0) * (BINS / 8.0);
    bins[scaled < 0.0 ? 0 : scaled >= BINS ? BINS - 1 : (int64_t)scaled]++;
  }
}

static walras_status draw_block(const walras_block *block, void *context) {
  const round_context *c = context;
  double z[CHUNK];
  for (int64_t first = 0; first < block->count; first += CHUNK) {
    const int64_t n = block->count - first < CHUNK ? block->count - first : CHUNK;
    walras_fill_normal(&c->draws, (uint64_t)(block->first + first), n, 0, z);
    count_bins(z, n, block->counts + COUNT_BINS);
    for (int64_t i = 0; i < n; i++) {
      const double deviation = c->p->standard_deviation * z[i], value = c->p->mean + deviation;
      block->sums[SUM_VALUES] += deviation;
      block->sums[SUM_SQUARES] += deviation * deviation;
      block->counts[COUNT_ABOVE] += value > c->p->threshold;
      walras_offer_minimum(&block->minima[0], value, block->first + first + i);
      walras_offer_maximum(&block->maxima[0], value, block->first + first + i);
    }
  }
  uint32_t word = 0;
  for (int64_t i = 0; i < c->p->work; i++)
    word = walras_draw(&c->work, (uint64_t)block->index ^ (uint64_t)word << 32, 0).word[0];
  block->totals[TOTAL_WORK] += word;
  return WALRAS_OK;
}

static walras_status block_values(const walras_block *block, double *values, void *context) {
  const round_context *c = context;
  walras_fill_normal(&c->draws, (uint64_t)block->first, block->count, 0, values);
  for (int64_t i = 0; i < block->count; i++)
    values[i] = c->p->mean + c->p->standard_deviation * values[i];
  return WALRAS_OK;
}

/* Sums are taken around the mean: no cancellation in the variance. */
static void record(walras_trial *trial, const noise_parameters *p, const walras_reduction *sums) {
  const double n = (double)p->entities;
  const double offset = walras_reduction_sum(sums, SUM_VALUES) / n;
  const int64_t *counts = walras_reduction_counts(sums);
  walras_record_real(trial, SAMPLE_MEAN, p->mean + offset);
  walras_record_real(trial, SAMPLE_VARIANCE,
                     p->entities > 1 ? (walras_reduction_sum(sums, SUM_SQUARES) - n * offset * offset) / (n - 1.0) : (double)NAN);
  walras_record_real(trial, SMALLEST, walras_reduction_minimum(sums, 0).value);
  walras_record_real(trial, LARGEST, walras_reduction_maximum(sums, 0).value);
  walras_record_integer(trial, LARGEST_ENTITY, walras_reduction_maximum(sums, 0).id);
  walras_record_real(trial, SHARE_ABOVE, (double)counts[COUNT_ABOVE] / n);
  walras_record_real(trial, ABSOLUTE_ERROR, fabs(offset));
  walras_record_integer(trial, WORK_DONE, (int64_t)(walras_reduction_total(sums, TOTAL_WORK) % (INT64_C(1) << 31)));
  walras_record_integers(trial, DRAWS, counts + COUNT_BINS, BINS);
}

static walras_status record_median(walras_trial *trial, const noise_parameters *p, walras_population *population,
                                   round_context *c) {
  const int64_t rank = (p->entities - 1) / 2;
  double median;
  const walras_status status = walras_order_statistics(population, block_values, c, &rank, 1, &median);
  if (status == WALRAS_OK)
    walras_record_real(trial, MEDIAN, median);
  return status;
}

/* The results are those of the last round, and recorded in it: nothing is left to do once it is done. */
static walras_status play_round(walras_trial *trial, const noise_parameters *p, walras_population *population,
                                walras_reduction *sums, int64_t round) {
  round_context c = {.p = p,
                     .draws = walras_trial_stream(trial, STREAM_DRAWS, (uint32_t)round),
                     .work = walras_trial_stream(trial, STREAM_WORK, (uint32_t)round)};
  const walras_status status = walras_for_each_block(population, draw_block, &c, sums);
  if (status != WALRAS_OK)
    return status;
  walras_record_round(trial, ROUND_MEAN, round, p->mean + walras_reduction_sum(sums, SUM_VALUES) / (double)p->entities);
  if (round < p->rounds - 1)
    return WALRAS_OK;
  record(trial, p, sums);
  return p->exact_median ? record_median(trial, p, population, &c) : WALRAS_OK;
}

static walras_status run(walras_trial *trial, const void *values) {
  const noise_parameters *p = values;
  walras_population *population = NULL;
  walras_reduction *sums = NULL;
  if (walras_trial_replication(trial) == p->fail_replication)
    return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_MODEL, "replication %lld fails because fail_replication says so",
                             (long long)p->fail_replication);
  walras_status status = walras_population_create(
      trial, &(walras_population_input){.name = "entities", .entities = p->entities, .block_size = p->block}, &population);
  if (status == WALRAS_OK)
    status = walras_reduction_create(
        trial, &(walras_reduction_shape){.totals = TOTALS, .counts = COUNTS, .sums = SUMS, .minima = 1, .maxima = 1}, &sums);
  for (int64_t round = walras_trial_first_round(trial); status == WALRAS_OK && round < p->rounds; round++) {
    status = play_round(trial, p, population, sums, round);
    if (status == WALRAS_OK)
      status = walras_trial_round_done(trial, round);
  }
  return status;
}

static void footprint(const void *values, walras_footprint *out) {
  const noise_parameters *p = values;
  *out = (walras_footprint){.population = p->entities,
                            .block = p->block,
                            .seconds_per_entity = 8e-9 * (double)p->rounds,
                            .seconds_fixed = 1e-6 + 1e-8 * (double)p->work * (double)p->rounds};
}

const walras_model walras_model_noise = {WALRAS_MODEL_HEADER,
                                         .name = "noise",
                                         .title = "Normal draws with known moments, to try out the runner",
                                         .family = "test bench",
                                         .reference =
                                             "law of large numbers; Box and Muller, Annals of Mathematical Statistics 29, 1958",
                                         .population = "entities",
                                         .parameters_size = sizeof(noise_parameters),
                                         .parameters = parameters,
                                         .parameter_count = sizeof parameters / sizeof *parameters,
                                         .metrics = metrics,
                                         .metric_count = sizeof metrics / sizeof *metrics,
                                         .footprint = footprint,
                                         .run = run};
