/* Whole runs on 1 to 4 ranks: trials whose cost jumps, so that batches come back in part; blocks during which rank 0 does not listen;
 * records too large to travel with their report; a store that is half done. Every trial is run once, and its record is right. */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "engine/engine.h"
#include "engine/layout.h"
#include "engine/record.h"
#include "walras/walras.h"

enum { TRIALS = 3000, COSTLY = 60, LENGTH = 40 };

static int rank, failures;
#define EXPECT(condition)                                                                                                        \
  do {                                                                                                                           \
    if (!(condition)) {                                                                                                          \
      failures++;                                                                                                                \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                                                            \
    }                                                                                                                            \
  } while (0)

static double value_of(int64_t trial, int64_t position) {
  return (double)(trial * 1000 + position);
}

static void work(double seconds) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  const double end = (double)time.tv_sec + 1e-9 * (double)time.tv_nsec + seconds;
  do
    clock_gettime(CLOCK_MONOTONIC, &time);
  while ((double)time.tv_sec + 1e-9 * (double)time.tv_nsec < end);
}

/* Cheap trials, then some that cost a thousand times as much; rank 0's are long from the start. */
static walras_status run(walras_trial *trial, const void *parameters) {
  (void)parameters;
  double values[LENGTH];
  const int64_t number = walras_trial_replication(trial);
  work(number >= TRIALS - COSTLY ? 0.02 : rank == 0 ? 3e-4 : 2e-5);
  for (int64_t i = 0; i < LENGTH; i++)
    values[i] = value_of(number, i);
  walras_record_reals(trial, 0, values, LENGTH);
  return WALRAS_OK;
}

static void footprint(const void *parameters, walras_footprint *out) {
  (void)parameters;
  *out = (walras_footprint){.population = 1};
}

static int64_t length(const void *parameters) {
  (void)parameters;
  return LENGTH;
}

static const walras_metric metrics[] = {{.name = "values",
                                         .kind = WALRAS_VECTOR,
                                         .unit = "1",
                                         .doc = "numbers of the trial",
                                         .dimension = "value",
                                         .length = length}};
static const walras_model model = {WALRAS_MODEL_HEADER, .name = "jump",         .metrics = metrics,
                                   .metric_count = 1,   .footprint = footprint, .run = run};

/* Every second stretch of the store is done already; what is there must stay. */
static bool was_done(int64_t trial) {
  return trial / 100 % 3 == 1;
}

static void check_rows(walras_store_writer *writer, const walras_layout *layout, const uint8_t *status_of) {
  const walras_record_layout *records = walras_layout_records(layout);
  for (int64_t trial = 0; trial < TRIALS; trial++) {
    double values[LENGTH];
    uint8_t stored = 0;
    EXPECT(walras_store_read_rows(writer, records->fields[0].dataset, trial, 1, values, NULL) == WALRAS_OK);
    EXPECT(walras_store_read_rows(writer, walras_layout_status_dataset(layout), trial, 1, &stored, NULL) == WALRAS_OK);
    EXPECT(status_of[trial] == WALRAS_TRIAL_DONE);
    EXPECT(stored == (was_done(trial) ? WALRAS_TRIAL_PENDING : WALRAS_TRIAL_DONE)); /* only what this run did was written */
    for (int64_t i = 0; i < LENGTH && !was_done(trial); i++)
      EXPECT(values[i] == value_of(trial, i));
  }
}

static void run_everything(const char *path, int threads) {
  static const char nothing[1] = "";
  const void *point = nothing;
  const int64_t trials = TRIALS;
  const walras_layout_input input = {.model = &model,
                                     .points = 1,
                                     .replications = TRIALS,
                                     .parameters = &point,
                                     .point_replications = &trials,
                                     .name = "jump",
                                     .description = "",
                                     .config_text = "",
                                     .resolved_text = "",
                                     .run_text = "",
                                     .config_folder = "/"};
  walras_engine_plan plan = {.model = &model,
                             .points = 1,
                             .replications = TRIALS,
                             .parameters = &point,
                             .ranks_per_trial = 1,
                             .threads = threads,
                             .trials_at_once = threads};
  walras_layout *layout = NULL;
  walras_store_writer *writer = NULL;
  walras_engine_result result = {0};
  walras_error error = {0};
  static uint8_t status_of[TRIALS];
  int64_t pending = 0;
  plan.sync_seconds = 0.01;
  for (int64_t trial = 0; trial < TRIALS; trial++) {
    status_of[trial] = was_done(trial) ? WALRAS_TRIAL_DONE : WALRAS_TRIAL_PENDING;
    pending += !was_done(trial);
  }
  EXPECT(walras_layout_build(&input, &layout, &error) == WALRAS_OK);
  if (rank == 0) {
    EXPECT(walras_store_create(path, walras_layout_store(layout), true, &error) == WALRAS_OK);
    EXPECT(walras_store_writer_open(path, walras_layout_store(layout), &writer, &error) == WALRAS_OK);
  }
  const walras_engine_output output = {.writer = writer, .layout = layout};
  EXPECT(walras_engine_run(&plan, rank == 0 ? &output : NULL, layout, status_of, &result, &error) == WALRAS_OK);
  EXPECT(result.done == TRIALS && result.failed == 0 && result.pending == 0 && result.run_now == pending && !result.stopped);
  if (rank == 0)
    check_rows(writer, layout, status_of);
  walras_store_writer_close(writer, NULL);
  walras_layout_destroy(layout);
}

int main(int argc, char **argv) {
  int provided;
  char path[] = "/tmp/walras-scheduling-XXXXXX";
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  if (rank == 0)
    EXPECT(close(mkstemp(path)) == 0);
  for (int threads = 1; threads <= 2; threads++)
    run_everything(path, threads);
  if (rank == 0)
    unlink(path);
  MPI_Allreduce(MPI_IN_PLACE, &failures, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
  if (rank == 0)
    printf("scheduling: %s\n", failures == 0 ? "all checks hold" : "FAILED");
  MPI_Finalize();
  return failures == 0 ? 0 : 1;
}
