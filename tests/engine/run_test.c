/* A whole run over ranks, groups and threads: every trial once, the same records, failures and stops. */
#include <unistd.h>

#include "engine/layout.h"
#include "engine/record.h"
#include "ranks.h"

enum { POINTS = 3, REPLICATIONS = 40, TRIALS = POINTS * REPLICATIONS };

/* Point p; `blocks` of a population; the replication that fails. */
typedef struct parameters {
  int64_t point, blocks, fails;
} parameters;

enum { SUM, WHERE };
static const walras_metric metrics[] = {
    {.name = "sum", .unit = "1", .doc = "sum of draws"},
    {.name = "where", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "1000 point + replication"},
};

static walras_status draw(const walras_block *block, void *context) {
  const walras_stream *stream = context;
  for (int64_t i = 0; i < block->count; i++)
    block->sums[0] += walras_uniform(stream, (uint64_t)(block->first + i), 0);
  return WALRAS_OK;
}

static walras_status run_trial(walras_trial *trial, const void *values) {
  const parameters *p = values;
  walras_population *population;
  walras_reduction *reduction;
  walras_stream stream = walras_trial_stream(trial, 1, 0);
  if (walras_trial_replication(trial) == p->fails)
    return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_MODEL, "replication %lld fails", (long long)p->fails);
  RANKS_TRY(ranks_population(trial, 10 * p->blocks, 10, false, &population));
  RANKS_TRY(walras_reduction_create(trial, &(walras_reduction_shape){.sums = 1}, &reduction));
  RANKS_TRY(walras_for_each_block(population, draw, &stream, reduction));
  walras_record_real(trial, SUM, walras_reduction_sum(reduction, 0));
  walras_record_integer(trial, WHERE, 1000 * walras_trial_point(trial) + walras_trial_replication(trial));
  return WALRAS_OK;
}

static void footprint(const void *values, walras_footprint *f) {
  *f = (walras_footprint){.population = 10 * ((const parameters *)values)->blocks, .block = 10};
}

static const walras_model model = {WALRAS_MODEL_HEADER, .name = "run-test",     .reference = "none", .metrics = metrics,
                                   .metric_count = 2,   .footprint = footprint, .run = run_trial};

/* What the definition says about a trial, without any runner. */
static double expected_sum(const parameters *p, int64_t replication, bool independent) {
  uint32_t key[2];
  double leaves[64] = {0};
  walras_random_key(7, (uint64_t)replication, independent ? (uint64_t)p->point + 1 : 0, key);
  const walras_stream stream = walras_stream_make(key, 1, 0);
  for (int64_t i = 0; i < 10 * p->blocks; i++)
    leaves[i / 10] += walras_uniform(&stream, (uint64_t)i, 0);
  for (int64_t width = 1; width < p->blocks; width *= 2)
    for (int64_t block = 0; block + width < p->blocks; block += 2 * width)
      leaves[block] += leaves[block + width];
  return leaves[0];
}

typedef struct setting {
  int group, threads;
  bool independent, uneven; /* uneven: every other rank has a thread more */
  int64_t blocks, fails;
  int64_t skip; /* every skip-th trial is done already; 0: none */
} setting;

static void expect_store(walras_store_writer *writer, const walras_layout *layout, const parameters *points, const setting *s) {
  const walras_record_layout *records = walras_layout_records(layout);
  for (int64_t trial = 0; trial < TRIALS; trial++) {
    const int64_t replication = trial % REPLICATIONS;
    uint8_t status;
    double sum;
    int64_t where;
    EXPECT(walras_store_read_rows(writer, walras_layout_status_dataset(layout), trial, 1, &status, NULL) == WALRAS_OK);
    EXPECT(walras_store_read_rows(writer, records->fields[SUM].dataset, trial, 1, &sum, NULL) == WALRAS_OK);
    EXPECT(walras_store_read_rows(writer, records->fields[WHERE].dataset, trial, 1, &where, NULL) == WALRAS_OK);
    if (s->skip > 0 && trial % s->skip == 0) {
      EXPECT(isnan(sum) && where == 0); /* not run again */
    } else if (replication == s->fails) {
      EXPECT(status == WALRAS_TRIAL_FAILED && isnan(sum));
    } else {
      const double expected = expected_sum(&points[trial / REPLICATIONS], replication, s->independent);
      EXPECT(status == WALRAS_TRIAL_DONE && memcmp(&sum, &expected, sizeof sum) == 0);
      EXPECT(where == 1000 * (trial / REPLICATIONS) + replication);
    }
  }
}

static int64_t count_failures(const setting *s) {
  int64_t failures = 0;
  for (int64_t trial = 0; trial < TRIALS; trial++)
    failures += trial % REPLICATIONS == s->fails && (s->skip == 0 || trial % s->skip != 0);
  return failures;
}

/* What a group of 2^k ranks, or another number, sends for joining once: see walras_group_combine. */
static int64_t messages_to_combine(int size) {
  int64_t whole = 1, log = 0;
  for (; 2 * whole <= size; log++)
    whole *= 2;
  return whole * log + 2 * (size - whole);
}

/* At every instant a rank does one thing; what it sends is known from the protocol. A trial joins thrice: to agree that its blocks are done,
 * to add them up, and to agree that it ends. One that fails at once does the last of these. */
static void expect_usage(const walras_engine_result *result, const setting *s, int ranks) {
  double sum = 0.0;
  for (int activity = 0; activity < WALRAS_ACTIVITIES; activity++) {
    EXPECT(result->time[activity] >= 0.0);
    sum += result->time[activity];
  }
  EXPECT(result->seconds > 0.0 && fabs(sum - ranks * result->seconds) <= 1e-9 * sum);
  EXPECT(result->time[WALRAS_COMPUTE] > 0.0 && result->time[WALRAS_STORE] > 0.0 && result->time[WALRAS_CHECKPOINT] == 0.0);
  EXPECT(result->busy_seconds >= result->time[WALRAS_COMPUTE]);
  EXPECT(result->busy_seconds <= ranks * (s->threads + s->uneven) * result->seconds);
  EXPECT((result->time[WALRAS_REDUCE] > 0.0) == (s->group > 1));
  const int64_t *messages = result->traffic.messages, groups = (ranks + s->group - 1) / s->group;
  EXPECT(messages[WALRAS_FOR_EXCHANGE] == 0);
  if (ranks % s->group == 0)
    EXPECT(messages[WALRAS_FOR_REDUCTIONS] ==
           (3 * (result->run_now - result->failed) + result->failed) * messages_to_combine(s->group));
  /* Each other group's leader: two answers more than reports, and a word at the end. */
  if (s->group == 1)
    EXPECT(messages[WALRAS_FOR_COORDINATION] == 2 * messages[WALRAS_FOR_RECORDS] + 3 * (groups - 1));
  EXPECT((messages[WALRAS_FOR_RECORDS] > 0) == (result->traffic.bytes[WALRAS_FOR_RECORDS] > 0));
}

static void run_with(const setting *s) {
  parameters points[POINTS];
  const void *pointers[POINTS];
  int64_t replications[POINTS];
  uint8_t status[TRIALS] = {0};
  char path[64];
  walras_layout *layout = NULL;
  walras_store_writer *writer = NULL;
  walras_error error = {0};
  const int rank = ranks_group().rank;
  for (int64_t i = 0; i < POINTS; i++) {
    points[i] = (parameters){.point = i, .blocks = s->blocks + i, .fails = s->fails};
    pointers[i] = &points[i];
    replications[i] = REPLICATIONS;
  }
  const walras_layout_input input = {.model = &model,
                                     .points = POINTS,
                                     .replications = REPLICATIONS,
                                     .parameters = pointers,
                                     .point_replications = replications,
                                     .name = "run"};
  EXPECT(walras_layout_build(&input, &layout, &error) == WALRAS_OK);
  snprintf(path, sizeof path, "/tmp/walras-run-%ld.h5", (long)getpid());
  if (rank == 0) {
    EXPECT(walras_store_create(path, walras_layout_store(layout), true, &error) == WALRAS_OK);
    EXPECT(walras_store_writer_open(path, walras_layout_store(layout), &writer, &error) == WALRAS_OK);
    for (int64_t trial = 0; s->skip > 0 && trial < TRIALS; trial += s->skip)
      status[trial] = WALRAS_TRIAL_DONE;
  }
  const int threads = s->threads + (s->uneven ? rank % 2 : 0);
  const walras_engine_plan plan = {.model = &model,
                                   .points = POINTS,
                                   .replications = REPLICATIONS,
                                   .parameters = pointers,
                                   .seed = 7,
                                   .independent = s->independent,
                                   .ranks_per_trial = s->group,
                                   .threads = threads,
                                   .trials_at_once = s->group == 1 && s->blocks < s->threads ? threads : 1,
                                   .sync_seconds = 1e9};
  const walras_engine_output output = {.writer = writer, .layout = layout};
  walras_engine_result result = {0};
  EXPECT(walras_engine_run(&plan, rank == 0 ? &output : NULL, layout, rank == 0 ? status : NULL, &result, &error) == WALRAS_OK);
  const int64_t skipped = s->skip > 0 ? (TRIALS + s->skip - 1) / s->skip : 0;
  EXPECT(result.failed == count_failures(s) && result.done == TRIALS - result.failed && result.pending == 0);
  EXPECT(result.run_now == TRIALS - skipped && !result.stopped);
  expect_usage(&result, s, ranks_group().size);
  if (rank == 0) {
    expect_store(writer, layout, points, s);
    EXPECT(walras_store_writer_close(writer, NULL) == WALRAS_OK);
    EXPECT(unlink(path) == 0);
  }
  walras_layout_destroy(layout);
}

static void check(int threads) {
  const int size = ranks_group().size;
  for (int group = 1; group <= size; group++) {
    run_with(&(setting){.group = group, .threads = threads, .blocks = 20, .fails = -1});
    run_with(&(setting){.group = group, .threads = threads, .blocks = 1, .fails = 3, .independent = true}); /* side by side */
    run_with(&(setting){.group = group, .threads = threads, .uneven = true, .blocks = 1, .fails = 3});
    run_with(&(setting){.group = group, .threads = threads, .uneven = true, .blocks = 9, .fails = -1});
    run_with(&(setting){.group = group, .threads = threads, .blocks = 9, .fails = 7, .skip = 7});
  }
}

RANKS_TEST(check)
