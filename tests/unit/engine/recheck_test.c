#include "engine/recheck.h"

#include "unit/small_experiment.h"

/* What a recheck of the store finds. */
typedef struct finding {
  uint8_t status[SMALL_TRIALS];
  int64_t damaged, first;
} finding;

static finding recheck(const small_experiment *small, const char *path) {
  finding f = {.damaged = -9};
  walras_error error = {0};
  walras_store_writer *writer = small_open(small, path);
  CU_ASSERT_EQUAL(walras_store_read_rows(writer, walras_layout_status_dataset(small->layout), 0, SMALL_TRIALS, f.status, &error),
                  WALRAS_OK);
  CU_ASSERT_EQUAL(walras_recheck(writer, small->layout, f.status, &f.damaged, &f.first, &error), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  return f;
}

/* Turns one bit of a trial's row of a field. */
static void damage(const small_experiment *small, const char *path, int64_t field, int64_t trial) {
  const walras_record_field *f = &walras_layout_records(small->layout)->fields[field];
  unsigned char *row = malloc(f->bytes);
  CU_ASSERT_PTR_NOT_NULL_FATAL(row);
  walras_store_writer *writer = small_open(small, path);
  CU_ASSERT_EQUAL(walras_store_read_rows(writer, f->dataset, trial, 1, row, NULL), WALRAS_OK);
  row[f->bytes - 1] ^= 0x10;
  CU_ASSERT_EQUAL(walras_store_write_rows(writer, f->dataset, trial, 1, row, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  free(row);
}

static void a_whole_store_has_no_damage(void) {
  small_experiment small = small_new(SMALL_CONFIG);
  const finding all = recheck(&small, small_store(&small, "whole.h5", SMALL_TRIALS)),
                none = recheck(&small, small_store(&small, "new.h5", 0));
  CU_ASSERT(all.damaged == 0 && all.first == -1 && none.damaged == 0 && none.first == -1);
  small_free(&small);
}

static void one_bit_in_any_field_is_found_and_its_trial_runs_again(void) {
  small_experiment small = small_new(SMALL_CONFIG);
  for (int64_t field = 0; field < walras_layout_records(small.layout)->field_count; field++) {
    const char *path = small_store(&small, "bit.h5", SMALL_TRIALS);
    damage(&small, path, field, 5);
    const finding f = recheck(&small, path);
    CU_ASSERT(f.damaged == 1 && f.first == 5);
    for (int64_t t = 0; t < SMALL_TRIALS; t++)
      CU_ASSERT_EQUAL(f.status[t], t == 5                                               ? WALRAS_TRIAL_PENDING
                                   : t % SMALL_REPLICATIONS == SMALL_FAILED_REPLICATION ? WALRAS_TRIAL_FAILED
                                                                                        : WALRAS_TRIAL_DONE);
  }
  small_free(&small);
}

static void all_damaged_trials_are_counted_and_only_done_ones(void) {
  small_experiment small = small_new(SMALL_CONFIG);
  const char *path = small_store(&small, "many.h5", SMALL_TRIALS - 1);
  damage(&small, path, 0, 7); /* pending */
  damage(&small, path, 0, 2); /* failed */
  damage(&small, path, 1, 3);
  damage(&small, path, 0, 6);
  damage(&small, path, 0, 4);
  const finding f = recheck(&small, path);
  CU_ASSERT(f.damaged == 2 && f.first == 3);
  small_free(&small);
}

WALRAS_UNIT_TESTS(UNIT(a_whole_store_has_no_damage), UNIT(one_bit_in_any_field_is_found_and_its_trial_runs_again),
                  UNIT(all_damaged_trials_are_counted_and_only_done_ones))
