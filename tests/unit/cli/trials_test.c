#include "cli/trials.h"

#include "cli_store.h"
#include "engine/crash.h"

/* A store under selection. */
typedef struct selection {
  small_experiment small;
  char path[160];
  cli_execution how;
  cli_trials trials;
  uint8_t status[SMALL_TRIALS], stored[SMALL_TRIALS]; /* in memory, and in the store afterwards */
} selection;

static selection open_store_of(const char *config, const char *name, int64_t finished) {
  selection s = {.small = small_new(config), .how = {.only = -1}};
  snprintf(s.path, sizeof s.path, "%s", small_store(&s.small, name, finished));
  return s;
}

static selection open_store(const char *name, int64_t finished) {
  return open_store_of(SMALL_CONFIG, name, finished);
}

static int call(void *context) {
  selection *s = context;
  walras_error error = {0};
  const walras_status status = cli_trials_select(&s->trials, &s->how, &error);
  CU_ASSERT_STRING_EQUAL(error.message, "");
  return (int)status;
}

/* Opens, selects, closes; standard error must be exactly this. */
static void select_trials(selection *s, const char *said) {
  walras_store_writer *writer = small_open(&s->small, s->path);
  s->trials = (cli_trials){.writer = writer,
                           .layout = s->small.layout,
                           .stopping = s->small.experiment->stopping,
                           .trials = SMALL_TRIALS,
                           .status = s->status};
  const terminal *t = terminal_catch(call, s);
  CU_ASSERT(t->code == WALRAS_OK && t->out[0] == '\0');
  CU_ASSERT_STRING_EQUAL(t->err, said);
  CU_ASSERT_EQUAL(walras_store_read_rows(writer, walras_layout_status_dataset(s->small.layout), 0, SMALL_TRIALS, s->stored, NULL),
                  WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
}

/* One letter a trial: p(ending), d(one), f(ailed), u(nused). */
static void expect_status(const uint8_t *status, const char *letters) {
  char found[SMALL_TRIALS + 1] = "";
  for (int i = 0; i < SMALL_TRIALS; i++)
    found[i] = status[i] == WALRAS_TRIAL_PENDING  ? 'p'
               : status[i] == WALRAS_TRIAL_DONE   ? 'd'
               : status[i] == WALRAS_TRIAL_FAILED ? 'f'
                                                  : 'u';
  CU_ASSERT_STRING_EQUAL(found, letters);
}

static void all_trials_of_a_new_store_are_taken_on(void) {
  selection s = open_store("new.h5", 0);
  s.how.create = true;
  select_trials(&s, "");
  expect_status(s.status, "pppppppp");
  CU_ASSERT(s.trials.set_aside == 0 && cli_trials_count(&s.trials, WALRAS_TRIAL_PENDING) == SMALL_TRIALS);
  small_free(&s.small);
}

static void only_what_is_pending_is_taken_on_again(void) {
  selection s = open_store("half.h5", 5);
  select_trials(&s, "");
  expect_status(s.status, "ddfddppp");
  expect_status(s.stored, "ddfddppp");
  CU_ASSERT(cli_trials_count(&s.trials, WALRAS_TRIAL_DONE) == 4 && cli_trials_count(&s.trials, WALRAS_TRIAL_FAILED) == 1);
  small_free(&s.small);
}

/* In the store too: what is about to be written of them may not be taken for what failed. */
static void failed_trials_are_taken_on_when_told(void) {
  selection s = open_store("retry.h5", SMALL_TRIALS);
  s.how.retry_failed = true;
  select_trials(&s, "");
  expect_status(s.status, "ddpdddpd");
  expect_status(s.stored, "ddpdddpd");
  small_free(&s.small);
}

static void one_trial_alone_sets_the_other_pending_ones_aside(void) {
  static const struct {
    int64_t only;
    bool retry_failed;
    const char *status;
    int64_t set_aside;
  } cases[] = {{6, false, "ddfddupu", 2},
               {3, false, "ddfdduuu", 3},
               {2, false, "ddfdduuu", 3},
               {2, true, "ddpdduuu", 3},
               {6, true, "dduddupu", 3}};
  selection s = open_store("only.h5", 5);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    s.how.only = cases[i].only;
    s.how.retry_failed = cases[i].retry_failed;
    select_trials(&s, "");
    expect_status(s.status, cases[i].status);
    expect_status(s.stored, cases[i].retry_failed ? "ddpddppp" : "ddfddppp"); /* all that are pending, aside or not */
    CU_ASSERT_EQUAL(s.trials.set_aside, cases[i].set_aside);
  }
  small_free(&s.small);
}

/* Turns a bit in the row of a trial. */
static void damage(const selection *s, int64_t trial) {
  const walras_record_field *field = &walras_layout_records(s->small.layout)->fields[0];
  double row[64];
  CU_ASSERT_FATAL(field->bytes <= sizeof row);
  walras_store_writer *writer = small_open(&s->small, s->path);
  CU_ASSERT_EQUAL(walras_store_read_rows(writer, field->dataset, trial, 1, row, NULL), WALRAS_OK);
  ((unsigned char *)row)[3] ^= 0x10;
  CU_ASSERT_EQUAL(walras_store_write_rows(writer, field->dataset, trial, 1, row, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
}

static void damaged_trials_are_named_and_pending_in_the_store_too(void) {
  selection s = open_store("damaged.h5", 7);
  damage(&s, 4);
  select_trials(&s, "walras: 1 finished trial (first: trial 4) did not match the CRC and will run again\n");
  expect_status(s.status, "ddfdpdfp");
  expect_status(s.stored, "ddfdpdfp");
  select_trials(&s, ""); /* it has been said */
  damage(&s, 1);
  damage(&s, 5);
  select_trials(&s, "walras: 2 finished trials (first: trial 1) did not match the CRC and will run again\n");
  expect_status(s.stored, "dpfdppfp");
  small_free(&s.small);
}

/* A run that was killed between the rows of trials 2 and 3 and their marks: the one is done, the one that failed runs again. */
static void what_was_finished_and_not_marked_counts(void) {
  static const uint8_t pending[2] = {WALRAS_TRIAL_PENDING, WALRAS_TRIAL_PENDING};
  selection s = open_store("unmarked.h5", 5);
  walras_store_writer *writer = small_open(&s.small, s.path);
  CU_ASSERT_EQUAL(walras_store_write_rows(writer, walras_layout_status_dataset(s.small.layout), 2, 2, pending, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  select_trials(&s, "");
  expect_status(s.status, "ddpddppp");
  expect_status(s.stored, "ddpddppp");
  small_free(&s.small);
}

/* ---- crashes ---- */

static void note_crash(const selection *s, int entry, const char *text) {
  char bytes[WALRAS_CRASH_BYTES] = "";
  strcpy(bytes, text);
  walras_store_writer *writer = small_open(&s->small, s->path);
  CU_ASSERT_EQUAL(walras_store_write_elements(writer, walras_layout_crashes_dataset(s->small.layout),
                                              (int64_t)entry * WALRAS_CRASH_BYTES, WALRAS_CRASH_BYTES, bytes, NULL),
                  WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
}

/* The message that the store has for a failed trial; "" when it has none. */
static void message_of(const selection *s, int64_t trial, char message[WALRAS_ERROR_TABLE_MESSAGE]) {
  walras_store_writer *writer = small_open(&s->small, s->path);
  message[0] = '\0';
  for (int64_t entry = 0; entry < 16; entry++) {
    int64_t owner = -1;
    CU_ASSERT_EQUAL(
        walras_store_read_elements(writer, walras_layout_error_trials_dataset(s->small.layout), entry, 1, &owner, NULL),
        WALRAS_OK);
    if (owner == trial)
      CU_ASSERT_EQUAL(walras_store_read_elements(writer, walras_layout_error_messages_dataset(s->small.layout),
                                                 entry * WALRAS_ERROR_TABLE_MESSAGE, WALRAS_ERROR_TABLE_MESSAGE, message, NULL),
                      WALRAS_OK);
  }
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
}

#define CRASHED_6 "trial 6 signal 11 rank 3 host node7"
#define SAID_6 "walras: trial 6 crashed the last run and is recorded as failed\n"

static void trials_that_crashed_run_again_unless_told(void) {
  selection s = open_store("crash.h5", 5);
  note_crash(&s, 0, CRASHED_6);
  select_trials(&s, "");
  expect_status(s.status, "ddfddppp");
  small_free(&s.small);
}

static void trials_that_crashed_are_recorded_as_failed_when_told(void) {
  char message[WALRAS_ERROR_TABLE_MESSAGE];
  selection s = open_store("skip.h5", 5);
  note_crash(&s, 2, CRASHED_6);
  s.how.skip_crashed = true;
  select_trials(&s, SAID_6);
  expect_status(s.status, "ddfddpfp");
  expect_status(s.stored, "ddfddpfp");
  message_of(&s, 6, message);
  CU_ASSERT_STRING_EQUAL(message, "crashed: Segmentation fault on rank 3 (node7)");
  select_trials(&s, ""); /* it is not pending any more; and what was written of it is whole */
  expect_status(s.status, "ddfddpfp");
  small_free(&s.small);
}

/* Empty, cut, outside any trial, of no trial of this store, of one that has finished since. */
static void notes_that_name_no_pending_trial_are_passed_over(void) {
  static const char *const notes[] = {"",
                                      "trial 6 signal",
                                      "trial -1 signal 11 rank 0 host a",
                                      "trial 8 signal 11 rank 0 host a",
                                      "trial 4 signal 6 rank 0 host a",
                                      "trial 2 signal 6 rank 0 host a"};
  selection s = open_store("notes.h5", 5);
  for (int i = 0; i < 6; i++)
    note_crash(&s, i, notes[i]);
  s.how.skip_crashed = true;
  select_trials(&s, "");
  expect_status(s.status, "ddfddppp");
  small_free(&s.small);
}

/* Told both, what failed runs again and what crashed does not: else it would crash this run too. */
static void what_crashed_is_skipped_also_where_failed_trials_run_again(void) {
  selection s = open_store("both.h5", 5);
  note_crash(&s, 0, CRASHED_6);
  s.how.skip_crashed = s.how.retry_failed = true;
  select_trials(&s, SAID_6);
  expect_status(s.status, "ddpddpfp");
  expect_status(s.stored, "ddpddpfp");
  small_free(&s.small);
}

/* Two points x two to four replications, never narrow enough; replication 1 fails. */
#define SEQUENTIAL                                                                                                               \
  "experiment: { name = \"small\"; model = \"noise\"; seed = 5; };\n"                                                            \
  "replications: { initial = 2; step = 1; maximum = 4; metric = \"sample_mean\"; half_width = 1e-9; };\n"                        \
  "parameters: { entities = 200; rounds = 3; fail_replication = 1; };\n"                                                         \
  "sweep: { design = \"grid\"; axes = ( { parameter = \"mean\"; values = [ 0.0, 1.0 ]; } ); };\n"

static void what_follows_from_finished_trials_is_taken_on_and_pending_in_the_store(void) {
  selection s = open_store_of(SEQUENTIAL, "waves.h5", 2);
  select_trials(&s, "");
  expect_status(s.status, "dfpuppuu");
  expect_status(s.stored, "dfpuppuu");
  CU_ASSERT_PTR_NOT_NULL_FATAL(s.trials.waves);
  CU_ASSERT_EQUAL(walras_sequential_released(walras_waves_rule(s.trials.waves), 0), 3);
  walras_waves_close(s.trials.waves);
  s.how.retry_failed = true;
  select_trials(&s, ""); /* and taken back where it does not follow any more */
  expect_status(s.status, "dpuuppuu");
  expect_status(s.stored, "dpuuppuu");
  walras_waves_close(s.trials.waves);
  small_free(&s.small);
}

static void a_crashed_trial_that_is_skipped_completes_its_wave(void) {
  selection s = open_store_of(SEQUENTIAL, "skipped.h5", 1);
  note_crash(&s, 0, "trial 1 signal 6 rank 3 host node8");
  s.how.skip_crashed = true;
  select_trials(&s, "walras: trial 1 crashed the last run and is recorded as failed\n");
  expect_status(s.status, "dfpuppuu");
  expect_status(s.stored, "dfpuppuu");
  walras_waves_close(s.trials.waves);
  small_free(&s.small);
}

static void notes_of_crashes_are_forgotten(void) {
  static char entries[WALRAS_CRASH_ENTRIES][WALRAS_CRASH_BYTES];
  selection s = open_store("forget.h5", 5);
  note_crash(&s, 0, CRASHED_6);
  note_crash(&s, WALRAS_CRASH_ENTRIES - 1, "trial 7 signal 6 rank 63 host node8");
  walras_store_writer *writer = small_open(&s.small, s.path);
  const cli_trials trials = {.writer = writer, .layout = s.small.layout, .trials = SMALL_TRIALS, .status = s.status};
  CU_ASSERT_EQUAL(cli_trials_forget_crashes(&trials, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_read_elements(writer, walras_layout_crashes_dataset(s.small.layout), 0, (int64_t)sizeof entries,
                                             entries, NULL),
                  WALRAS_OK);
  for (size_t i = 0; i < WALRAS_CRASH_ENTRIES; i++)
    CU_ASSERT_EQUAL(entries[i][0], '\0');
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  s.how.skip_crashed = true;
  select_trials(&s, "");
  expect_status(s.status, "ddfddppp");
  small_free(&s.small);
}

WALRAS_UNIT_TESTS(UNIT(what_follows_from_finished_trials_is_taken_on_and_pending_in_the_store),
                  UNIT(a_crashed_trial_that_is_skipped_completes_its_wave), UNIT(all_trials_of_a_new_store_are_taken_on),
                  UNIT(only_what_is_pending_is_taken_on_again), UNIT(failed_trials_are_taken_on_when_told),
                  UNIT(one_trial_alone_sets_the_other_pending_ones_aside),
                  UNIT(damaged_trials_are_named_and_pending_in_the_store_too), UNIT(what_was_finished_and_not_marked_counts),
                  UNIT(trials_that_crashed_run_again_unless_told), UNIT(trials_that_crashed_are_recorded_as_failed_when_told),
                  UNIT(notes_that_name_no_pending_trial_are_passed_over),
                  UNIT(what_crashed_is_skipped_also_where_failed_trials_run_again), UNIT(notes_of_crashes_are_forgotten))
