#include "engine/recheck.h"

#include "unit/small_experiment.h"

/* What a recheck of the store finds. */
typedef struct finding {
  uint8_t status[SMALL_TRIALS];
  walras_recheck_result result;
} finding;

static finding recheck(const small_experiment *small, const char *path) {
  finding f = {.result.damaged = -9};
  walras_error error = {0};
  walras_store_writer *writer = small_open(small, path);
  CU_ASSERT_EQUAL(walras_store_read_rows(writer, walras_layout_status_dataset(small->layout), 0, SMALL_TRIALS, f.status, &error),
                  WALRAS_OK);
  CU_ASSERT_EQUAL(walras_recheck(writer, small->layout, f.status, &f.result, &error), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  return f;
}

/* Turns bits of the last byte of a trial's row. */
static void damage_row(const small_experiment *small, const char *path, int64_t dataset, size_t bytes, int64_t trial,
                       unsigned char bits) {
  unsigned char *row = malloc(bytes);
  CU_ASSERT_PTR_NOT_NULL_FATAL(row);
  walras_store_writer *writer = small_open(small, path);
  CU_ASSERT_EQUAL(walras_store_read_rows(writer, dataset, trial, 1, row, NULL), WALRAS_OK);
  row[bytes - 1] ^= bits;
  CU_ASSERT_EQUAL(walras_store_write_rows(writer, dataset, trial, 1, row, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  free(row);
}

static void damage(const small_experiment *small, const char *path, int64_t field, int64_t trial) {
  const walras_record_field *f = &walras_layout_records(small->layout)->fields[field];
  damage_row(small, path, f->dataset, f->bytes, trial, 0x10);
}

static void a_whole_store_has_no_damage(void) {
  small_experiment small = small_new(SMALL_CONFIG);
  const finding all = recheck(&small, small_store(&small, "whole.h5", SMALL_TRIALS)),
                none = recheck(&small, small_store(&small, "new.h5", 0));
  CU_ASSERT(all.result.damaged == 0 && all.result.first_damaged == -1 && none.result.damaged == 0 &&
            none.result.first_damaged == -1);
  small_free(&small);
}

static void one_bit_in_any_field_is_found_and_its_trial_runs_again(void) {
  small_experiment small = small_new(SMALL_CONFIG);
  for (int64_t field = 0; field < walras_layout_records(small.layout)->field_count; field++) {
    const char *path = small_store(&small, "bit.h5", SMALL_TRIALS);
    damage(&small, path, field, 5);
    const finding f = recheck(&small, path);
    CU_ASSERT(f.result.damaged == 1 && f.result.first_damaged == 5);
    for (int64_t t = 0; t < SMALL_TRIALS; t++)
      CU_ASSERT_EQUAL(f.status[t], t == 5                                               ? WALRAS_TRIAL_PENDING
                                   : t % SMALL_REPLICATIONS == SMALL_FAILED_REPLICATION ? WALRAS_TRIAL_FAILED
                                                                                        : WALRAS_TRIAL_DONE);
  }
  small_free(&small);
}

static void all_damaged_trials_are_counted_and_only_finished_ones(void) {
  small_experiment small = small_new(SMALL_CONFIG);
  const char *path = small_store(&small, "many.h5", SMALL_TRIALS - 1);
  damage(&small, path, 0, 7); /* pending */
  damage(&small, path, 0, 2); /* failed */
  damage(&small, path, 1, 3);
  damage(&small, path, 0, 6);
  damage(&small, path, 0, 4);
  const finding f = recheck(&small, path);
  CU_ASSERT(f.result.damaged == 4 && f.result.first_damaged == 2);
  CU_ASSERT(f.status[2] == WALRAS_TRIAL_PENDING && f.status[5] == WALRAS_TRIAL_DONE);
  small_free(&small);
}

static void what_the_store_says_beside_the_rows_is_checked_too(void) {
  small_experiment small = small_new(SMALL_CONFIG);
  const struct {
    int64_t dataset;
    size_t bytes;
  } cases[] = {{walras_layout_crc_dataset(small.layout), 4},
               {walras_layout_error_code_dataset(small.layout), 4},
               {walras_layout_wall_seconds_dataset(small.layout), 8}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    for (int64_t trial = 1; trial <= SMALL_FAILED_REPLICATION; trial++) {
      const char *path = small_store(&small, "beside.h5", SMALL_TRIALS);
      damage_row(&small, path, cases[i].dataset, cases[i].bytes, trial, 1);
      const finding f = recheck(&small, path);
      CU_ASSERT(f.result.damaged == 1 && f.result.first_damaged == trial && f.status[trial] == WALRAS_TRIAL_PENDING);
    }
  small_free(&small);
}

/* Every bit of the status of a done, a failed and a pending trial, and of one that the experiment does not use. */
static void a_status_that_cannot_be_true_is_found(void) {
  small_experiment small =
      small_new("experiment: { name = \"small\"; model = \"noise\"; seed = 5; };\n"
                "parameters: { entities = 200; rounds = 3; fail_replication = 2; };\n"
                "sweep: { design = \"grids\"; grids = ( { label = \"a\"; replications = 4; axes = ( ); },\n"
                "                                     { label = \"b\"; replications = 3; axes = ( ); } ); };\n");
  const uint8_t before[SMALL_TRIALS] = {1, 1, 2, 1, 1, 1, 0, 3};
  const char *path = small_store(&small, "status.h5", 6);
  const int64_t status = walras_layout_status_dataset(small.layout);
  const finding whole = recheck(&small, path);
  CU_ASSERT(whole.result.damaged == 0 && memcmp(whole.status, before, sizeof before) == 0);
  for (int64_t trial = 0; trial < SMALL_TRIALS; trial++)
    for (int bit = 0; bit < 8; bit++) {
      damage_row(&small, path, status, 1, trial, (unsigned char)(1 << bit));
      const finding f = recheck(&small, path);
      const uint8_t now = before[trial] ^ (uint8_t)(1 << bit);
      const bool just_runs_again = now == WALRAS_TRIAL_PENDING && before[trial] != WALRAS_TRIAL_UNUSED;
      CU_ASSERT(just_runs_again ? f.result.damaged == 0 : f.result.damaged == 1 && f.result.first_damaged == trial);
      /* A done trial that is called pending is like one that a kill left unmarked. */
      const bool complete = before[trial] == WALRAS_TRIAL_DONE && now == WALRAS_TRIAL_PENDING;
      CU_ASSERT_EQUAL(f.result.complete, complete);
      CU_ASSERT_EQUAL(f.status[trial], complete                               ? WALRAS_TRIAL_DONE
                                       : before[trial] == WALRAS_TRIAL_UNUSED ? WALRAS_TRIAL_UNUSED
                                                                              : WALRAS_TRIAL_PENDING);
      damage_row(&small, path, status, 1, trial, (unsigned char)(1 << bit));
    }
  small_free(&small);
}

#define SEQUENTIAL                                                                                                               \
  "experiment: { name = \"small\"; model = \"noise\"; seed = 5; };\n"                                                            \
  "replications: { initial = 2; maximum = 4; metric = \"sample_mean\"; half_width = 0.1; };\n"                                   \
  "parameters: { entities = 200; rounds = 3; };\n"                                                                               \
  "sweep: { design = \"grid\"; axes = ( { parameter = \"mean\"; values = [ 0.0, 1.0 ]; } ); };\n"

/* Every bit of the status of a done and a pending trial, and of one that is not released. */
static void a_trial_that_is_not_released_may_come_into_use_and_has_no_other_status_or_crc(void) {
  small_experiment small = small_new(SEQUENTIAL);
  const uint8_t before[SMALL_TRIALS] = {1, 1, 3, 3, 0, 0, 3, 3};
  const char *path = small_store(&small, "sequential.h5", 2);
  const int64_t status = walras_layout_status_dataset(small.layout);
  const finding whole = recheck(&small, path);
  CU_ASSERT(whole.result.damaged == 0 && memcmp(whole.status, before, sizeof before) == 0);
  for (int64_t trial = 1; trial < 5; trial++)
    for (int bit = 0; bit < 8; bit++) {
      damage_row(&small, path, status, 1, trial, (unsigned char)(1 << bit));
      const finding f = recheck(&small, path);
      const bool complete = before[trial] == WALRAS_TRIAL_DONE && bit == 0;
      CU_ASSERT(complete ? f.result.damaged == 0 : f.result.damaged == 1 && f.result.first_damaged == trial);
      CU_ASSERT_EQUAL(f.status[trial], complete ? WALRAS_TRIAL_DONE : WALRAS_TRIAL_PENDING);
      damage_row(&small, path, status, 1, trial, (unsigned char)(1 << bit));
    }
  damage_row(&small, path, walras_layout_crc_dataset(small.layout), 4, 3, 0x10);
  const finding f = recheck(&small, path);
  CU_ASSERT(f.result.damaged == 1 && f.result.first_damaged == 3 && f.status[3] == WALRAS_TRIAL_PENDING);
  small_free(&small);
}

static void a_released_trial_is_in_use(void) {
  small_experiment small = small_new(SEQUENTIAL);
  const char *path = small_store(&small, "released.h5", 4);
  const uint8_t released[2] = {WALRAS_TRIAL_PENDING, WALRAS_TRIAL_PENDING};
  walras_store_writer *writer = small_open(&small, path);
  CU_ASSERT_EQUAL(walras_store_write_rows(writer, walras_layout_status_dataset(small.layout), 6, 2, released, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  damage(&small, path, 0, 3);
  const finding f = recheck(&small, path);
  CU_ASSERT(f.result.damaged == 1 && f.result.first_damaged == 3);
  CU_ASSERT(f.status[2] == WALRAS_TRIAL_DONE && f.status[6] == WALRAS_TRIAL_PENDING);
  small_free(&small);
}

/* As a kill leaves them: written, but not marked. */
static void unmark(const small_experiment *small, const char *path) {
  const uint8_t pending[SMALL_TRIALS] = {0};
  walras_store_writer *writer = small_open(small, path);
  CU_ASSERT_EQUAL(walras_store_write_rows(writer, walras_layout_status_dataset(small->layout), 0, SMALL_TRIALS, pending, NULL),
                  WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
}

static void trials_that_are_written_whole_but_not_marked_count_as_done(void) {
  small_experiment small = small_new(SMALL_CONFIG);
  const char *path = small_store(&small, "unmarked.h5", SMALL_TRIALS - 1);
  unmark(&small, path);
  damage(&small, path, 0, 4);
  const finding f = recheck(&small, path);
  CU_ASSERT(f.result.complete == 4 && f.result.damaged == 0 && f.result.first_damaged == -1);
  for (int64_t t = 0; t < SMALL_TRIALS; t++) { /* the failed ones run again: their rows say nothing */
    const bool complete = t != 4 && t != SMALL_TRIALS - 1 && t % SMALL_REPLICATIONS != SMALL_FAILED_REPLICATION;
    CU_ASSERT_EQUAL(f.status[t], complete ? WALRAS_TRIAL_DONE : WALRAS_TRIAL_PENDING);
  }
  small_free(&small);
}

static void a_whole_trial_with_the_code_of_a_failure_runs_again(void) {
  small_experiment small = small_new(SMALL_CONFIG);
  const char *path = small_store(&small, "code.h5", SMALL_TRIALS);
  const int32_t code = WALRAS_ERROR_MEMORY;
  unmark(&small, path);
  walras_store_writer *writer = small_open(&small, path);
  CU_ASSERT_EQUAL(walras_store_write_rows(writer, walras_layout_error_code_dataset(small.layout), 5, 1, &code, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  const finding f = recheck(&small, path);
  CU_ASSERT(f.result.complete == SMALL_TRIALS - SMALL_POINTS - 1 && f.status[5] == WALRAS_TRIAL_PENDING);
  small_free(&small);
}

WALRAS_UNIT_TESTS(UNIT(a_trial_that_is_not_released_may_come_into_use_and_has_no_other_status_or_crc),
                  UNIT(a_released_trial_is_in_use), UNIT(a_whole_store_has_no_damage),
                  UNIT(one_bit_in_any_field_is_found_and_its_trial_runs_again),
                  UNIT(all_damaged_trials_are_counted_and_only_finished_ones),
                  UNIT(what_the_store_says_beside_the_rows_is_checked_too), UNIT(a_status_that_cannot_be_true_is_found),
                  UNIT(trials_that_are_written_whole_but_not_marked_count_as_done),
                  UNIT(a_whole_trial_with_the_code_of_a_failure_runs_again))
