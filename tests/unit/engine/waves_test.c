#include "engine/waves.h"

#include "numerics/statistics/summary.h"

#include "store/read.h"
#include "unit/small_experiment.h"

/* Two points: half-widths of one trial's mean are some 0.3 and 0.9. Replication 5 fails. */
#define WAVES_THAT_FAIL(replication)                                                                                             \
  "experiment: { name = \"waves\"; model = \"noise\"; seed = 5; };\n"                                                            \
  "replications: { initial = 4; step = 3; maximum = 20; metric = \"sample_mean\"; half_width = 0.1; };\n"                        \
  "parameters: { entities = 50; rounds = 3; fail_replication = " #replication "; };\n"                                           \
  "sweep: { design = \"grid\"; axes = ( { parameter = \"standard_deviation\"; values = [ 1.0, 3.0 ]; } ); };\n"

#define WAVES WAVES_THAT_FAIL(5)

enum { POINTS = 2, MOST = 20, TRIALS = POINTS * MOST };

/* A store that is open for a run. */
typedef struct sitting {
  small_experiment *small;
  walras_store_writer *writer;
  walras_recorder recorder;
  walras_waves *waves;
  uint8_t status[TRIALS];
  int64_t released; /* trials that the waves have told of */
} sitting;

static walras_status count_released(void *context, walras_batch range, walras_error *error) {
  sitting *s = context;
  (void)error;
  CU_ASSERT(range.count > 0 && range.first / MOST == (range.first + range.count - 1) / MOST);
  for (int64_t trial = range.first; trial < range.first + range.count; trial++)
    CU_ASSERT_EQUAL(s->status[trial], WALRAS_TRIAL_PENDING);
  s->released += range.count;
  return WALRAS_OK;
}

/* `status` replaces what the store says, as a resume may find it; NULL = the store's word. Settled. */
static void sit_down(sitting *s, small_experiment *small, const char *path, double half_width, double sync_seconds,
                     const uint8_t *status) {
  const walras_stopping *stopping = small->experiment->stopping;
  walras_waves_input input = {
      .rule = stopping->rule, .metric = stopping->metric, .element = stopping->element, .layout = small->layout};
  *s = (sitting){.small = small, .writer = small_open(small, path)};
  input.rule.half_width = half_width;
  if (status != NULL)
    memcpy(s->status, status, sizeof s->status);
  else
    CU_ASSERT_EQUAL(walras_store_read_rows(s->writer, walras_layout_status_dataset(small->layout), 0, TRIALS, s->status, NULL),
                    WALRAS_OK);
  CU_ASSERT_EQUAL_FATAL(walras_recorder_open(&s->recorder, s->writer, small->layout, s->status, sync_seconds, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL_FATAL(walras_waves_open(&input, &s->waves, NULL), WALRAS_OK);
  walras_waves_attach(s->waves, &s->recorder, NULL, NULL);
  CU_ASSERT_EQUAL(walras_waves_settle(s->waves, NULL), WALRAS_OK);
  walras_waves_attach(s->waves, &s->recorder, count_released, s);
}

static void get_up(sitting *s) {
  CU_ASSERT_EQUAL(walras_recorder_flush(&s->recorder, NULL), WALRAS_OK);
  walras_waves_close(s->waves);
  walras_recorder_close(&s->recorder);
  CU_ASSERT_EQUAL(walras_store_writer_close(s->writer, NULL), WALRAS_OK);
}

static void record(sitting *s, int64_t first, int64_t count) {
  walras_error error = {0};
  walras_batch_buffer batch = small_batch(s->small, first, count);
  CU_ASSERT_EQUAL(walras_recorder_write(&s->recorder, batch.memory, &error), WALRAS_OK);
  CU_ASSERT_STRING_EQUAL(error.message, "");
  free(batch.memory);
}

/* Runs what is pending, at most so many trials a batch; from the last trial to the first when `backwards`. Returns how many. */
static int64_t run_all(sitting *s, int64_t most, bool backwards) {
  int64_t run = 0;
  for (int64_t trial = 0; trial < TRIALS;) {
    const int64_t at = backwards ? TRIALS - 1 - trial : trial;
    trial++;
    if (s->status[at] != WALRAS_TRIAL_PENDING)
      continue;
    int64_t count = 1;
    while (!backwards && count < most && at + count < TRIALS && s->status[at + count] == WALRAS_TRIAL_PENDING)
      count++;
    record(s, at, count);
    run += count;
    trial = 0;
  }
  return run;
}

static const char *new_store(small_experiment *small, const char *name) {
  const char *path = unit_path(name);
  CU_ASSERT_EQUAL_FATAL(walras_store_create(path, walras_layout_store(small->layout), true, NULL), WALRAS_OK);
  return path;
}

/* From a new store to a finished one. */
static const char *finished_store(small_experiment *small, const char *name, double half_width, int64_t most, bool backwards) {
  const char *path = new_store(small, name);
  sitting s;
  sit_down(&s, small, path, half_width, 1e9, NULL);
  run_all(&s, most, backwards);
  CU_ASSERT_EQUAL(walras_sequential_running(walras_waves_rule(s.waves)), 0);
  get_up(&s);
  return path;
}

static char *bytes_of(const char *path, size_t *count) {
  FILE *file = fopen(path, "rb");
  CU_ASSERT_PTR_NOT_NULL_FATAL(file);
  CU_ASSERT_EQUAL_FATAL(fseek(file, 0, SEEK_END), 0);
  *count = (size_t)ftell(file);
  rewind(file);
  char *bytes = malloc(*count);
  CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
  CU_ASSERT_EQUAL(fread(bytes, 1, *count, file), *count);
  fclose(file);
  return bytes;
}

static bool same_bytes(const char *a, const char *b) {
  size_t counts[2];
  char *left = bytes_of(a, &counts[0]), *right = bytes_of(b, &counts[1]);
  const bool same = counts[0] == counts[1] && memcmp(left, right, counts[0]) == 0;
  free(left);
  free(right);
  return same;
}

static void numbers_of(const small_experiment *small, const char *path, int64_t numbers[POINTS], uint8_t status[TRIALS]) {
  walras_store_writer *writer = small_open(small, path);
  CU_ASSERT_EQUAL(walras_store_read_elements(writer, walras_layout_replications_dataset(small->layout), 0, POINTS, numbers, NULL),
                  WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_read_rows(writer, walras_layout_status_dataset(small->layout), 0, TRIALS, status, NULL),
                  WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
}

/* ---- a run without disturbance ---- */

static void a_store_begins_with_the_first_wave_of_every_point(void) {
  small_experiment small = small_new(WAVES);
  const char *path = new_store(&small, "new.h5");
  int64_t numbers[POINTS];
  uint8_t status[TRIALS];
  numbers_of(&small, path, numbers, status);
  CU_ASSERT(numbers[0] == 4 && numbers[1] == 4);
  for (int64_t trial = 0; trial < TRIALS; trial++)
    CU_ASSERT_EQUAL(status[trial], trial % MOST < 4 ? WALRAS_TRIAL_PENDING : WALRAS_TRIAL_UNUSED);
  small_free(&small);
}

static void points_run_until_the_rule_stops_them_and_the_rest_of_their_rows_stays_as_it_was(void) {
  small_experiment small = small_new(WAVES);
  const char *path = finished_store(&small, "plain.h5", 0.1, 100, false);
  int64_t numbers[POINTS];
  uint8_t status[TRIALS];
  double means[TRIALS], seconds[TRIALS];
  int64_t crcs[TRIALS];
  walras_store_reader *reader = NULL;
  numbers_of(&small, path, numbers, status);
  CU_ASSERT(numbers[0] > 4 && numbers[0] < MOST && (numbers[0] - 4) % 3 == 0);
  CU_ASSERT_EQUAL(numbers[1], MOST);
  CU_ASSERT_EQUAL_FATAL(walras_store_reader_open(path, &reader, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_read_reals(reader, "/metrics/sample_mean", 0, POINTS, means, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_read_reals(reader, "/run/wall_seconds", 0, POINTS, seconds, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_read_integers(reader, "/trials/crc", 0, POINTS, crcs, NULL), WALRAS_OK);
  walras_store_reader_close(reader);
  for (int64_t trial = 0; trial < TRIALS; trial++) {
    const bool used = trial % MOST < numbers[trial / MOST], fails = trial % MOST == 5;
    CU_ASSERT_EQUAL(status[trial], !used ? WALRAS_TRIAL_UNUSED : fails ? WALRAS_TRIAL_FAILED : WALRAS_TRIAL_DONE);
    CU_ASSERT(isnan(means[trial]) == (!used || fails) && isnan(seconds[trial]) == !used && (crcs[trial] == 0) == !used);
  }
  /* The rule in one line: the first wave whose interval is narrow enough. */
  for (int64_t n = 4; n <= numbers[0]; n += 3) {
    const walras_summary summary = walras_summarise(means, n);
    CU_ASSERT_EQUAL(walras_summary_half_width(&summary, 0.95) <= 0.1, n == numbers[0]);
  }
  small_free(&small);
}

static void stores_do_not_depend_on_batches_and_order(void) {
  small_experiment small = small_new(WAVES);
  const char *whole = finished_store(&small, "whole.h5", 0.1, 100, false);
  CU_ASSERT(same_bytes(whole, finished_store(&small, "single.h5", 0.1, 1, false)));
  /* The table of messages is in the order of failing, so the one message of each point would be, too. */
  const char *backwards = finished_store(&small, "backwards.h5", 0.1, 1, true);
  int64_t numbers[2][POINTS];
  uint8_t status[2][TRIALS];
  numbers_of(&small, whole, numbers[0], status[0]);
  numbers_of(&small, backwards, numbers[1], status[1]);
  CU_ASSERT(memcmp(numbers[0], numbers[1], sizeof numbers[0]) == 0 && memcmp(status[0], status[1], sizeof status[0]) == 0);
  small_free(&small);
}

static void a_wave_is_pending_in_the_store_before_what_it_follows_from_is_marked(void) {
  small_experiment small = small_new(WAVES);
  const char *path = new_store(&small, "held.h5");
  sitting s;
  uint8_t status[TRIALS];
  sit_down(&s, &small, path, 0.1, 1e9, NULL);
  s.recorder.start = s.recorder.last_sync = 1e9; /* no sync is due for long */
  record(&s, 0, 4);
  CU_ASSERT(s.released == 3 && s.recorder.held_count == 1);
  CU_ASSERT_EQUAL(walras_store_read_rows(s.writer, walras_layout_status_dataset(small.layout), 0, TRIALS, status, NULL),
                  WALRAS_OK);
  for (int64_t trial = 0; trial < MOST; trial++)
    CU_ASSERT_EQUAL(status[trial], trial < 7 ? WALRAS_TRIAL_PENDING : WALRAS_TRIAL_UNUSED);
  int64_t number = 0;
  CU_ASSERT_EQUAL(walras_store_read_elements(s.writer, walras_layout_replications_dataset(small.layout), 0, 1, &number, NULL),
                  WALRAS_OK);
  CU_ASSERT_EQUAL(number, 7);
  get_up(&s);
  small_free(&small);
}

/* ---- a store that other runs have left ---- */

static void a_settled_store_stays_as_it_is(void) {
  small_experiment small = small_new(WAVES);
  const char *path = finished_store(&small, "still.h5", 0.1, 100, false);
  const char *again = finished_store(&small, "again.h5", 0.1, 100, false);
  sitting s;
  sit_down(&s, &small, again, 0.1, 1e9, NULL);
  CU_ASSERT(run_all(&s, 100, false) == 0 && s.released == 0);
  get_up(&s);
  CU_ASSERT(same_bytes(path, again));
  small_free(&small);
}

static void a_run_goes_on_from_any_number_of_trials(void) {
  small_experiment small = small_new(WAVES);
  const char *path = finished_store(&small, "reference.h5", 0.1, 100, false);
  for (int64_t stop = 0; stop < 30; stop++) {
    const char *pieces = new_store(&small, "pieces.h5");
    sitting s;
    sit_down(&s, &small, pieces, 0.1, 1e9, NULL);
    for (int64_t left = stop, trial = 0; left > 0 && trial < TRIALS; trial++)
      if (s.status[trial] == WALRAS_TRIAL_PENDING) {
        record(&s, trial, 1);
        left--;
      }
    get_up(&s);
    sit_down(&s, &small, pieces, 0.1, 1e9, NULL);
    CU_ASSERT(run_all(&s, 2, false) > 0);
    get_up(&s);
    CU_ASSERT(same_bytes(path, pieces));
  }
  small_free(&small);
}

/* One trial of the second wave is to run again; those behind it wait for it, and are not run again. */
static void what_stands_behind_a_trial_that_runs_again_is_kept_until_the_rule_comes_to_it(void) {
  small_experiment small = small_new(WAVES);
  const char *path = finished_store(&small, "kept.h5", 0.1, 100, false);
  const char *again = finished_store(&small, "rerun.h5", 0.1, 100, false);
  uint8_t status[TRIALS];
  int64_t numbers[POINTS];
  numbers_of(&small, path, numbers, status);
  status[MOST + 6] = WALRAS_TRIAL_PENDING;
  sitting s;
  sit_down(&s, &small, again, 0.1, 1e9, status);
  CU_ASSERT_EQUAL(walras_sequential_released(walras_waves_rule(s.waves), 1), 7);
  CU_ASSERT_EQUAL(s.status[MOST + 7], WALRAS_TRIAL_DONE);
  CU_ASSERT_EQUAL(run_all(&s, 100, false), 1);
  CU_ASSERT_EQUAL(s.released, 0);
  get_up(&s);
  CU_ASSERT(same_bytes(path, again));
  small_free(&small);
}

/* And one behind it, too: it is not to run before the rule comes to it. */
static void what_is_to_run_again_behind_an_open_wave_waits_for_its_release(void) {
  small_experiment small = small_new(WAVES);
  const char *path = finished_store(&small, "two.h5", 0.1, 100, false);
  const char *again = finished_store(&small, "two-again.h5", 0.1, 100, false);
  uint8_t status[TRIALS];
  int64_t numbers[POINTS];
  numbers_of(&small, path, numbers, status);
  status[MOST + 2] = status[MOST + 11] = WALRAS_TRIAL_PENDING;
  sitting s;
  sit_down(&s, &small, again, 0.1, 1e9, status);
  CU_ASSERT(s.status[MOST + 11] == WALRAS_TRIAL_UNUSED && s.status[MOST + 12] == WALRAS_TRIAL_DONE);
  record(&s, MOST + 2, 1);
  CU_ASSERT(s.released == 1 && s.status[MOST + 11] == WALRAS_TRIAL_PENDING);
  CU_ASSERT_EQUAL(run_all(&s, 100, false), 1);
  get_up(&s);
  CU_ASSERT(same_bytes(path, again));
  small_free(&small);
}

/* A rule that is content with less stands for whatever makes an earlier wave good enough after all. */
static void trials_beyond_a_stop_are_discarded_and_leave_no_trace(void) {
  small_experiment small = small_new(WAVES_THAT_FAIL(-1));
  const char *content = finished_store(&small, "content.h5", 0.5, 100, false);
  const char *path = finished_store(&small, "more.h5", 0.1, 100, false);
  int64_t numbers[POINTS], before[POINTS];
  uint8_t status[TRIALS];
  numbers_of(&small, content, numbers, status);
  numbers_of(&small, path, before, status);
  CU_ASSERT(numbers[0] == 4 && before[0] > 7 && before[1] == MOST);
  CU_ASSERT_FALSE(same_bytes(content, path));
  sitting s;
  sit_down(&s, &small, path, 0.5, 1e9, NULL);
  CU_ASSERT(s.recorder.done == numbers[0] + numbers[1] && s.recorder.failed == 0);
  CU_ASSERT_EQUAL(run_all(&s, 100, false), 0);
  get_up(&s);
  CU_ASSERT(same_bytes(content, path));
  small_free(&small);
}

static void the_message_of_a_discarded_trial_goes(void) {
  small_experiment small = small_new(WAVES);
  const char *path = finished_store(&small, "message.h5", 0.1, 100, false);
  sitting s;
  sit_down(&s, &small, path, 0.5, 1e9, NULL);
  int64_t trials[3], number = walras_sequential_released(walras_waves_rule(s.waves), 0);
  int32_t code = 1;
  CU_ASSERT_EQUAL(number, 4); /* replication 5 has failed at both points, and is of use at the second one alone */
  CU_ASSERT_EQUAL(walras_store_read_elements(s.writer, walras_layout_error_trials_dataset(small.layout), 0, 3, trials, NULL),
                  WALRAS_OK);
  CU_ASSERT(trials[0] == -1 && trials[1] == MOST + 5 && trials[2] == -1 && s.recorder.failed == 1);
  CU_ASSERT_EQUAL(walras_store_read_rows(s.writer, walras_layout_error_code_dataset(small.layout), 5, 1, &code, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(code, 0);
  get_up(&s);
  small_free(&small);
}

/* A kill may strike between the steps of a discard: the trials are pending, their rows as they were. */
static void a_discard_that_was_broken_off_is_done_again(void) {
  small_experiment small = small_new(WAVES);
  const char *path = finished_store(&small, "once.h5", 0.5, 100, false);
  const char *again = finished_store(&small, "broken.h5", 0.1, 100, false),
             *discarded = finished_store(&small, "at-once.h5", 0.1, 100, false);
  int64_t numbers[POINTS];
  uint8_t status[TRIALS];
  numbers_of(&small, path, numbers, status);
  sitting s;
  sit_down(&s, &small, discarded, 0.5, 1e9, NULL);
  get_up(&s);
  uint8_t broken[TRIALS];
  int64_t before[POINTS];
  numbers_of(&small, again, before, broken);
  for (int64_t trial = numbers[0]; trial < before[0]; trial++)
    broken[trial] = WALRAS_TRIAL_PENDING;
  sit_down(&s, &small, again, 0.5, 1e9, broken);
  CU_ASSERT_EQUAL(run_all(&s, 100, false), 0);
  get_up(&s);
  CU_ASSERT(same_bytes(discarded, again));
  small_free(&small);
}

static void wrong_numbers_of_replications_are_found_and_corrected(void) {
  small_experiment small = small_new(WAVES);
  const char *path = finished_store(&small, "right.h5", 0.1, 100, false);
  const char *wrong = finished_store(&small, "wrong.h5", 0.1, 100, false);
  int64_t numbers[POINTS], count = 0;
  uint8_t status[TRIALS];
  numbers_of(&small, wrong, numbers, status);
  walras_store_writer *writer = small_open(&small, wrong);
  CU_ASSERT_EQUAL(walras_waves_check_numbers(writer, small.layout, status, &count, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(count, 0);
  numbers[1] ^= 1 << 20;
  CU_ASSERT_EQUAL(walras_store_write_elements(writer, walras_layout_replications_dataset(small.layout), 0, POINTS, numbers, NULL),
                  WALRAS_OK);
  CU_ASSERT_EQUAL(walras_waves_check_numbers(writer, small.layout, status, &count, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(count, 1);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  sitting s;
  sit_down(&s, &small, wrong, 0.1, 1e9, NULL);
  get_up(&s);
  CU_ASSERT(same_bytes(path, wrong));
  small_free(&small);
}

WALRAS_UNIT_TESTS(UNIT(a_store_begins_with_the_first_wave_of_every_point),
                  UNIT(points_run_until_the_rule_stops_them_and_the_rest_of_their_rows_stays_as_it_was),
                  UNIT(stores_do_not_depend_on_batches_and_order),
                  UNIT(a_wave_is_pending_in_the_store_before_what_it_follows_from_is_marked),
                  UNIT(a_settled_store_stays_as_it_is), UNIT(a_run_goes_on_from_any_number_of_trials),
                  UNIT(what_stands_behind_a_trial_that_runs_again_is_kept_until_the_rule_comes_to_it),
                  UNIT(what_is_to_run_again_behind_an_open_wave_waits_for_its_release),
                  UNIT(trials_beyond_a_stop_are_discarded_and_leave_no_trace), UNIT(the_message_of_a_discarded_trial_goes),
                  UNIT(a_discard_that_was_broken_off_is_done_again), UNIT(wrong_numbers_of_replications_are_found_and_corrected))
