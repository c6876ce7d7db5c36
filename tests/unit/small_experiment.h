/** A small experiment of the model `noise`, its layout, and its store filled by one rank without MPI. */
#ifndef WALRAS_TESTS_SMALL_EXPERIMENT_H
#define WALRAS_TESTS_SMALL_EXPERIMENT_H

#include "cli/load.h"
#include "engine/recorder.h"
#include "engine/trial_internal.h"
#include "experiment/shard.h"
#include "models/models.h"
#include "unit/folder.h"
#include "walras/random.h"

/** Two points x four replications, unless `more` says otherwise; replication 2 fails. */
#define SMALL_CONFIG                                                                                                             \
  "experiment: { name = \"small\"; model = \"noise\"; seed = 5; replications = 4; };\n"                                          \
  "parameters: { entities = 200; rounds = 3; fail_replication = 2; };\n"                                                         \
  "sweep: { design = \"grid\"; axes = ( { parameter = \"mean\"; values = [ 0.0, 1.0 ]; } ); };\n"

/** Where its numbers come from. */
#define SMALL_SOURCES                                                                                                            \
  "sources: { seed = \"own: any\"; replications = \"own: few\"; entities = \"Table 1\"; rounds = \"Table 1\";\n"                 \
  "           fail_replication = \"own: to see a failure\"; mean = \"Table 1\"; };\n"

enum { SMALL_POINTS = 2, SMALL_REPLICATIONS = 4, SMALL_TRIALS = 8, SMALL_FAILED_REPLICATION = 2 };

typedef struct small_experiment {
  walras_experiment *experiment;
  walras_layout *layout;
} small_experiment;

static const walras_model *const small_models[] = {&walras_model_noise};
static const walras_model_list small_list = {.models = small_models, .count = 1};

/** The layout that follows from the experiment as it is. */
static inline void small_layout(small_experiment *small) {
  walras_error error = {0};
  const walras_layout_input input = cli_layout_input(small->experiment);
  CU_ASSERT_EQUAL_FATAL(walras_layout_build(&input, &small->layout, &error), WALRAS_OK);
}

static inline small_experiment small_new(const char *config) {
  small_experiment small = {0};
  walras_diagnostics diagnostics = {0};
  (void)walras_experiment_parse(config, "small.cfg", "/tmp", &small_list, NULL, &small.experiment, &diagnostics);
  for (int64_t i = 0; i < diagnostics.count; i++)
    printf("\n  unexpected: %s", diagnostics.messages[i]);
  walras_diagnostics_clear(&diagnostics);
  CU_ASSERT_PTR_NOT_NULL_FATAL(small.experiment);
  small_layout(&small);
  return small;
}

/** A shard of it. */
static inline small_experiment small_shard(const char *config, int64_t number, int64_t count) {
  small_experiment small = small_new(config);
  walras_part part;
  walras_layout_destroy(small.layout);
  CU_ASSERT_EQUAL_FATAL(walras_shard_cut(small.experiment, number, count, &part, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL_FATAL(walras_shard_take(small.experiment, &part, NULL), WALRAS_OK);
  small_layout(&small);
  return small;
}

static inline void small_free(small_experiment *small) {
  walras_layout_destroy(small->layout);
  walras_experiment_destroy(small->experiment);
}

/** Runs the trial of a place in the store into its place in the batch. */
static inline void small_run_trial(const small_experiment *small, walras_trial *trial, walras_batch_buffer *buffer, int64_t place,
                                   int64_t index) {
  const walras_experiment *e = small->experiment;
  const int64_t number = walras_part_trial(cli_part(e), place);
  const int64_t replications = e->part.count > 0 ? e->part.replications : e->replications;
  uint32_t key[2];
  walras_random_key((uint64_t)e->seed, (uint64_t)(number % replications), 0, key);
  const walras_status status =
      walras_trial_execute(trial, number / replications, number % replications, key, e->parameters[place / e->replications]);
  if (status == WALRAS_OK)
    walras_batch_put(buffer, index, walras_trial_record(trial), 0.5 + (double)number);
  else
    walras_batch_put_failed(buffer, index, walras_trial_error(trial), 0.5 + (double)number);
}

/** A batch of trials first..first+count-1, all of them run. Its memory is the caller's to free. */
static inline walras_batch_buffer small_batch(const small_experiment *small, int64_t first, int64_t count) {
  walras_group group = {.size = 1};
  walras_trial *trial = NULL;
  const walras_record_layout *records = walras_layout_records(small->layout);
  walras_batch_buffer buffer = {.records = records};
  CU_ASSERT_EQUAL_FATAL(
      walras_trial_open(
          &(walras_trial_input){.model = small->experiment->model, .records = records, .group = &group, .threads = 1}, &trial,
          NULL),
      WALRAS_OK);
  CU_ASSERT_EQUAL_FATAL(walras_batch_start(&buffer, first, count, NULL), WALRAS_OK);
  for (int64_t i = 0; i < count; i++)
    small_run_trial(small, trial, &buffer, first + i, i);
  walras_batch_header_of(&buffer)->finished = count;
  walras_trial_close(trial);
  return buffer;
}

static inline walras_store_writer *small_open(const small_experiment *small, const char *path) {
  walras_store_writer *writer = NULL;
  walras_error error = {0};
  CU_ASSERT_EQUAL_FATAL(walras_store_writer_open(path, walras_layout_store(small->layout), &writer, &error), WALRAS_OK);
  return writer;
}

/** Writes a batch of trials into an open store; `status` [trials] as in the store. */
static inline void small_record(const small_experiment *small, walras_store_writer *writer, uint8_t *status, int64_t first,
                                int64_t count) {
  walras_error error = {0};
  walras_batch_buffer batch = small_batch(small, first, count);
  walras_recorder recorder;
  CU_ASSERT_EQUAL_FATAL(walras_recorder_open(&recorder, writer, small->layout, status, 1e9, &error), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_recorder_write(&recorder, batch.memory, &error), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_recorder_flush(&recorder, &error), WALRAS_OK);
  walras_recorder_close(&recorder);
  free(batch.memory);
}

/** The store of a shard, with all of its trials run. */
static inline const char *small_shard_store(const small_experiment *small, const char *name) {
  const char *path = unit_path(name);
  const int64_t replications = small->experiment->replications;
  uint8_t status[64];
  walras_error error = {0};
  CU_ASSERT_EQUAL_FATAL(walras_store_create(path, walras_layout_store(small->layout), true, &error), WALRAS_OK);
  walras_store_writer *writer = small_open(small, path);
  memset(status, WALRAS_TRIAL_UNUSED, sizeof status);
  for (int64_t point = 0; point < small->experiment->points; point++) {
    int64_t from, to;
    walras_part_row(&small->experiment->part, point, &from, &to);
    if (to > from)
      small_record(small, writer, status, point * replications + from, to - from);
  }
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  return path;
}

/** A new store with the first `count` trials run. */
static inline const char *small_store(const small_experiment *small, const char *name, int64_t count) {
  const char *path = unit_path(name);
  uint8_t status[64] = {0};
  walras_error error = {0};
  CU_ASSERT_EQUAL_FATAL(walras_store_create(path, walras_layout_store(small->layout), true, &error), WALRAS_OK);
  walras_store_writer *writer = small_open(small, path);
  if (count > 0)
    small_record(small, writer, status, 0, count);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  return path;
}

#endif
