/* A trial of one rank: what is recorded, what is refused, what ends it. */
#include <math.h>

#include "engine/kept.h"
#include "engine/trial_internal.h"
#include "engine/trial_state.h"
#include "toy_model.h"
#include "unit/numerics/random/aborts.h"

typedef struct bench {
  walras_group group;
  walras_record_layout *records;
  walras_trial *trial;
} bench;

static const toy_parameters plain = {.lots = 2, .rounds = 3, .extra = true};
static const uint32_t key[2] = {1, 2};

static bench open_bench(walras_model *model, walras_status (*run)(walras_trial *, const void *)) {
  static const void *points[] = {&plain};
  bench b = {.group = {.size = 1}};
  *model = toy_model;
  model->run = run;
  CU_ASSERT_EQUAL_FATAL(walras_record_layout_create(model, 1, points, true, true, true, &b.records, NULL), WALRAS_OK);
  return b;
}

/* Runs once; the record is copied where the caller wants it. */
static walras_status execute(walras_status (*run)(walras_trial *, const void *), walras_error *error, double *record) {
  walras_model model;
  bench b = open_bench(&model, run);
  walras_error no_error = {0};
  const walras_trial_input input = {.model = &model, .records = b.records, .group = &b.group, .threads = 1};
  CU_ASSERT_EQUAL_FATAL(walras_trial_open(&input, &b.trial, &no_error), WALRAS_OK);
  const walras_status status = walras_trial_execute(b.trial, 4, 9, key, &plain);
  *error = *walras_trial_error(b.trial);
  if (record != NULL)
    memcpy(record, walras_trial_record(b.trial), b.records->bytes);
  walras_trial_close(b.trial);
  walras_record_layout_destroy(b.records);
  return status;
}

static void record_all(walras_trial *trial) {
  const double share[] = {0.25, 0.75}, price[] = {7.5, 8.5};
  const int64_t bids[] = {3, 4}, buyers[] = {11, 12}, rules[] = {0, 1};
  walras_record_real(trial, TOY_WELFARE, 1.5);
  walras_record_integer(trial, TOY_TRADES, -7);
  walras_record_reals(trial, TOY_SHARE, share, 2);
  walras_record_real(trial, TOY_EXTRA, (double)NAN); /* may be undefined */
  walras_record_round(trial, TOY_PRICE, 0, 10.0);
  walras_record_round(trial, TOY_PRICE, 2, 12.0);
  walras_record_round_integer(trial, TOY_VOLUME, 1, 5);
  walras_record_integers(trial, TOY_BIDS, bids, 2);
  walras_record_column_integers(trial, TOY_DEALS, 0, buyers, 2);
  walras_record_column_reals(trial, TOY_DEALS, 1, price, 2);
  walras_record_column_integers(trial, TOY_DEALS, 2, rules, 2);
}

static walras_status run_whole(walras_trial *trial, const void *parameters) {
  CU_ASSERT_PTR_EQUAL(parameters, &plain);
  CU_ASSERT(walras_trial_point(trial) == 4 && walras_trial_replication(trial) == 9 && walras_trial_threads(trial) == 1);
  CU_ASSERT(walras_trial_elapsed(trial) >= 0.0);
  CU_ASSERT_EQUAL(walras_trial_first_round(trial), 0);
  const walras_stream mine = walras_trial_stream(trial, 3, 2), expected = walras_stream_make(key, 3, 2);
  CU_ASSERT(memcmp(&mine, &expected, sizeof mine) == 0);
  record_all(trial);
  return WALRAS_OK;
}

static int64_t integer_at(const double *record, int position) {
  int64_t value;
  memcpy(&value, record + position, sizeof value);
  return value;
}

static void a_record_holds_what_was_recorded_and_nan_or_zero_elsewhere(void) {
  double r[32];
  walras_error error;
  CU_ASSERT_EQUAL(execute(run_whole, &error, r), WALRAS_OK);
  CU_ASSERT(r[0] == 1.5 && integer_at(r, 1) == -7 && r[2] == 0.25 && r[3] == 0.75 && isnan(r[4]));
  CU_ASSERT(r[5] == 10.0 && isnan(r[6]) && r[7] == 12.0);
  CU_ASSERT(integer_at(r, 8) == 0 && integer_at(r, 9) == 5 && integer_at(r, 10) == 0);
  CU_ASSERT(integer_at(r, 11) == 3 && integer_at(r, 12) == 4);
  CU_ASSERT(integer_at(r, 13) == 2 && integer_at(r, 14) == 11 && integer_at(r, 15) == 12 && integer_at(r, 16) == 0);
  CU_ASSERT(r[17] == 7.5 && r[18] == 8.5 && isnan(r[19]) && integer_at(r, 21) == 1);
}

static walras_status run_infinite(walras_trial *trial, const void *parameters) {
  (void)parameters;
  record_all(trial);
  walras_record_reals(trial, TOY_SHARE, (const double[]){1.0, INFINITY}, 2);
  return WALRAS_OK;
}

static walras_status run_undefined_round(walras_trial *trial, const void *parameters) {
  (void)parameters;
  record_all(trial);
  walras_record_round(trial, TOY_PRICE, 1, (double)NAN);
  return WALRAS_OK;
}

static walras_status run_infinite_round(walras_trial *trial, const void *parameters) {
  (void)parameters;
  record_all(trial);
  walras_record_reals(trial, TOY_PRICE, (const double[]){1.0, 2.0, -INFINITY}, 3);
  return WALRAS_OK;
}

/* Declared to be undefined at times: that is no infinity. */
static walras_status run_infinite_extra(walras_trial *trial, const void *parameters) {
  (void)parameters;
  record_all(trial);
  walras_record_real(trial, TOY_EXTRA, INFINITY);
  return WALRAS_OK;
}

static walras_status run_forgetful(walras_trial *trial, const void *parameters) {
  (void)parameters;
  walras_record_real(trial, TOY_WELFARE, 1.0);
  return WALRAS_OK;
}

static walras_status run_silent(walras_trial *trial, const void *parameters) {
  (void)trial, (void)parameters;
  return WALRAS_ERROR_MODEL;
}

static walras_status run_huge(walras_trial *trial, const void *parameters) {
  (void)parameters;
  CU_ASSERT_PTR_NULL(walras_trial_allocate_zero(trial, INT64_MAX, 16));
  return walras_trial_status(trial);
}

static walras_status run_keeping_nothing(walras_trial *trial, const void *parameters) {
  (void)parameters;
  return walras_trial_keep(trial, "price", NULL, 1, 8);
}

static walras_status run_keeping_twice(walras_trial *trial, const void *parameters) {
  static double price[3];
  (void)parameters;
  CU_ASSERT_EQUAL(walras_trial_keep(trial, "price", price, 3, 8), WALRAS_OK);
  return walras_trial_keep(trial, "price", price, 3, 8);
}

static walras_status run_keeping_too_much(walras_trial *trial, const void *parameters) {
  (void)parameters;
  return walras_trial_keep(trial, "price", &trial, INT64_MAX, 16);
}

static walras_status run_keeping(walras_trial *trial, const void *parameters) {
  static double price[3];
  char name[] = "price";
  walras_population *population;
  walras_state *state;
  CU_ASSERT_PTR_NULL(walras_trial_kept(trial)); /* nothing of the trial before */
  CU_ASSERT_EQUAL(walras_trial_keep(trial, name, price, 3, sizeof *price), WALRAS_OK);
  name[0] = 'x'; /* the name was copied */
  CU_ASSERT_EQUAL_FATAL(
      walras_population_create(trial, &(walras_population_input){.name = "lots", .entities = 5, .block_size = 2}, &population),
      WALRAS_OK);
  CU_ASSERT_EQUAL(walras_state_create(population, "stock", 12, &state), WALRAS_OK);
  const walras_kept *first = walras_trial_kept(trial), *second = first->next;
  CU_ASSERT(strcmp(first->name, "price") == 0 && first->data == price && first->bytes == sizeof price &&
            first->population == NULL);
  CU_ASSERT_FATAL(second != NULL && second->next == NULL);
  CU_ASSERT(strcmp(second->name, "stock") == 0 && second->bytes == 60 && second->population == population &&
            second->entity_bytes == 12);
  CU_ASSERT_EQUAL(walras_state_create(population, "price", 12, &state), WALRAS_ERROR_STATE);
  return toy_run(trial, parameters);
}

static void what_is_kept_can_be_walked_until_the_trial_ends(void) {
  walras_model model;
  bench b = open_bench(&model, run_keeping);
  const walras_trial_input input = {.model = &model, .records = b.records, .group = &b.group, .threads = 1};
  CU_ASSERT_EQUAL_FATAL(walras_trial_open(&input, &b.trial, NULL), WALRAS_OK);
  for (int repeat = 0; repeat < 2; repeat++) {
    CU_ASSERT_EQUAL(walras_trial_execute(b.trial, 0, repeat, key, &plain), WALRAS_ERROR_STATE);
    CU_ASSERT_STRING_EQUAL(walras_trial_error(b.trial)->message, "two kept states are called 'price'");
  }
  walras_trial_close(b.trial);
  walras_record_layout_destroy(b.records);
}

static walras_status run_twice_failing(walras_trial *trial, const void *parameters) {
  (void)parameters;
  WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_MODEL, "the first of %d", 2);
  return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_RANGE, "the second");
}

static void what_ends_a_trial_says_why(void) {
  const struct {
    walras_status (*run)(walras_trial *, const void *);
    walras_status status;
    const char *message;
  } cases[] = {
      {run_infinite, WALRAS_ERROR_NUMERIC, "metric 'share' is inf at position 1, which must be finite"},
      {run_undefined_round, WALRAS_ERROR_NUMERIC, "metric 'price' is nan at position 1, which must be finite"},
      {run_infinite_round, WALRAS_ERROR_NUMERIC, "metric 'price' is -inf at position 2, which must be finite"},
      {run_infinite_extra, WALRAS_ERROR_NUMERIC, "metric 'extra' is inf at position 0, which must be finite"},
      {run_forgetful, WALRAS_ERROR_STATE, "metric 'trades' was not recorded"},
      {run_silent, WALRAS_ERROR_MODEL, "the model ended with status 'model' and no message"},
      {run_huge, WALRAS_ERROR_MEMORY, "out of memory for 9223372036854775807 elements of 16 bytes"},
      {run_keeping_nothing, WALRAS_ERROR_STATE, "kept state 'price' has no data"},
      {run_keeping_twice, WALRAS_ERROR_STATE, "two kept states are called 'price'"},
      {run_keeping_too_much, WALRAS_ERROR_STATE, "kept state 'price' has 9223372036854775807 elements of 16 bytes"},
      {run_twice_failing, WALRAS_ERROR_MODEL, "the first of 2"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    walras_error error;
    CU_ASSERT_EQUAL(execute(cases[i].run, &error, NULL), cases[i].status);
    CU_ASSERT_STRING_EQUAL(error.message, cases[i].message);
  }
}

static int released;
static walras_status run_by_replication(walras_trial *trial, const void *parameters) {
  (void)parameters;
  unsigned char *zero = walras_trial_allocate_zero(trial, 1000, 1);
  CU_ASSERT_PTR_NOT_NULL_FATAL(zero);
  for (int i = 0; i < 1000; i++)
    CU_ASSERT_FATAL(zero[i] == 0);
  memset(zero, 0xAA, 1000);
  record_all(trial);
  released++;
  return walras_trial_replication(trial) == 1 ? WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_MODEL, "replication 1") : WALRAS_OK;
}

static void a_failed_trial_leaves_nothing_to_the_next_one(void) {
  walras_model model;
  bench b = open_bench(&model, run_by_replication);
  const walras_trial_input input = {.model = &model, .records = b.records, .group = &b.group, .threads = 1};
  double first[32], third[32];
  CU_ASSERT_EQUAL_FATAL(walras_trial_open(&input, &b.trial, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_trial_execute(b.trial, 0, 0, key, &plain), WALRAS_OK);
  memcpy(first, walras_trial_record(b.trial), b.records->bytes);
  CU_ASSERT_EQUAL(walras_trial_execute(b.trial, 0, 1, key, &plain), WALRAS_ERROR_MODEL);
  CU_ASSERT_EQUAL(walras_trial_execute(b.trial, 0, 2, key, &plain), WALRAS_OK);
  memcpy(third, walras_trial_record(b.trial), b.records->bytes);
  CU_ASSERT(memcmp(first, third, b.records->bytes) == 0 && released == 3);
  walras_trial_close(b.trial);
  walras_trial_close(NULL);
  walras_record_layout_destroy(b.records);
}

/* ---- wrong use is a bug: asserted ---- */

static void run_in_child(walras_status (*run)(walras_trial *, const void *)) {
  walras_error error;
  execute(run, &error, NULL);
}

#define WRONG(name, call)                                                                                                        \
  static walras_status run_##name(walras_trial *trial, const void *parameters) {                                                 \
    const double reals[9] = {0};                                                                                                 \
    const int64_t integers[9] = {0};                                                                                             \
    (void)parameters, (void)reals, (void)integers;                                                                               \
    call;                                                                                                                        \
    return WALRAS_OK;                                                                                                            \
  }                                                                                                                              \
  static void name(void) {                                                                                                       \
    run_in_child(run_##name);                                                                                                    \
  }

WRONG(number_past_the_table, walras_record_real(trial, TOY_METRICS, 1.0))
WRONG(integer_as_real, walras_record_real(trial, TOY_TRADES, 1.0))
WRONG(vector_as_scalar, walras_record_real(trial, TOY_SHARE, 1.0))
WRONG(reals_into_integers, walras_record_reals(trial, TOY_VOLUME, reals, 3))
WRONG(integers_into_reals, walras_record_integers(trial, TOY_SHARE, integers, 2))
WRONG(round_of_another_type, walras_record_round_integer(trial, TOY_PRICE, 0, 1))
WRONG(vector_too_long, walras_record_reals(trial, TOY_SHARE, reals, 3))
WRONG(vector_too_short, walras_record_reals(trial, TOY_SHARE, reals, 1))
WRONG(round_past_the_last, walras_record_round(trial, TOY_PRICE, 3, 1.0))
WRONG(column_of_another_type, walras_record_column_reals(trial, TOY_DEALS, 0, reals, 2))
WRONG(column_that_is_not_there, walras_record_column_reals(trial, TOY_DEALS, 7, reals, 2))

static void wrong_kinds_types_and_lengths_are_asserted_in_every_build(void) {
  CU_ASSERT(aborts(number_past_the_table));
  CU_ASSERT(aborts(integer_as_real));
  CU_ASSERT(aborts(vector_as_scalar));
  CU_ASSERT(aborts(reals_into_integers));
  CU_ASSERT(aborts(integers_into_reals));
  CU_ASSERT(aborts(round_of_another_type));
  CU_ASSERT(aborts(vector_too_long));
  CU_ASSERT(aborts(vector_too_short));
  CU_ASSERT(aborts(round_past_the_last));
  CU_ASSERT(aborts(column_of_another_type));
  CU_ASSERT(aborts(column_that_is_not_there));
}

static void count_up(void *object) {
  ++*(int *)object;
}

static int releases; /* of the run below */

static walras_status run_with_a_release(walras_trial *trial, const void *values) {
  (void)values;
  CU_ASSERT(walras_trial_at_end(trial, count_up, &releases));
  return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_MODEL, "ends at once");
}

/* What a run has registered is released at its end; what is registered between runs, when the trial is closed. */
static void what_a_trial_holds_is_released_once(void) {
  walras_model model;
  bench b = open_bench(&model, run_with_a_release);
  int later = 0;
  releases = 0;
  const walras_trial_input input = {.model = &model, .records = b.records, .group = &b.group, .threads = 1};
  CU_ASSERT_EQUAL_FATAL(walras_trial_open(&input, &b.trial, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_trial_execute(b.trial, 4, 9, key, &plain), WALRAS_ERROR_MODEL);
  CU_ASSERT_EQUAL(releases, 1);
  CU_ASSERT(walras_trial_at_end(b.trial, count_up, &later) && later == 0);
  walras_trial_close(b.trial);
  CU_ASSERT(releases == 1 && later == 1);
  walras_record_layout_destroy(b.records);
}

WALRAS_UNIT_TESTS(UNIT(what_a_trial_holds_is_released_once), UNIT(a_record_holds_what_was_recorded_and_nan_or_zero_elsewhere),
                  UNIT(what_ends_a_trial_says_why), UNIT(what_is_kept_can_be_walked_until_the_trial_ends),
                  UNIT(a_failed_trial_leaves_nothing_to_the_next_one),
                  UNIT(wrong_kinds_types_and_lengths_are_asserted_in_every_build))
