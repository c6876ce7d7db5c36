#include "engine/planner.h"

#include <unistd.h>

#include "unit.h"

/* What a point asks of the machine. */
typedef struct demand {
  int64_t population, block;
  double bytes, replicated, seconds, fixed;
} demand;

static void footprint(const void *parameters, walras_footprint *f) {
  const demand *d = parameters;
  *f = (walras_footprint){d->population, d->block, d->bytes, d->replicated, d->seconds, d->fixed};
}

static const walras_model model = {.name = "demand", .footprint = footprint};
static const walras_store_dataset dataset = {.path = "/a", .type = WALRAS_STORE_REAL, .rank = 1, .extent = {100}};
static const walras_store_layout store = {.points = 1, .replications = 1, .datasets = &dataset, .dataset_count = 1};
/* Within a percent: the runner's own costs are less than that of a millisecond. */
#define ASSERT_ABOUT(actual, expected) CU_ASSERT_DOUBLE_EQUAL(actual, expected, 0.01 * (expected))

static const demand cheap = {.population = 1000, .block = 100, .bytes = 8, .replicated = 100, .seconds = 1e-6, .fixed = 1e-3};

/* A plan of one design point. */
static walras_plan_input input_of(const void *const *points, const int64_t *replications, int ranks, int threads) {
  return (walras_plan_input){.model = &model,
                             .points = 1,
                             .replications = *replications,
                             .parameters = points,
                             .point_replications = replications,
                             .ranks = ranks,
                             .threads = threads,
                             .store = &store};
}

static walras_status plan(const demand *d, int64_t replications, int ranks, int group, walras_plan_result *result,
                          walras_error *error) {
  const void *points[] = {d};
  walras_error_clear(error);
  walras_plan_input input = input_of(points, &replications, ranks, 2);
  input.ranks_per_trial = group;
  return walras_plan_make(&input, result, error);
}

static int group_of(const demand *d, int64_t replications, int ranks) {
  walras_plan_result result = {0};
  walras_error error;
  CU_ASSERT_EQUAL(plan(d, replications, ranks, 0, &result, &error), WALRAS_OK);
  CU_ASSERT_EQUAL(result.groups, (ranks + result.ranks_per_trial - 1) / result.ranks_per_trial);
  return result.ranks_per_trial;
}

static void figures_are_those_of_the_footprint(void) {
  walras_plan_result result;
  walras_error error;
  CU_ASSERT_EQUAL(plan(&cheap, 6, 3, 2, &result, &error), WALRAS_OK);
  CU_ASSERT(result.trials == 6 && result.ranks_per_trial == 2 && result.groups == 2);
  CU_ASSERT_DOUBLE_EQUAL(result.bytes_per_rank, 8000.0 / 2 + 100.0, 1e-9);
  /* A group shares the entities, not what a trial does alone; the third rank is a smaller group. */
  ASSERT_ABOUT(result.longest_trial_seconds, 1e-3 / (2 * 2) + 1e-3);
  ASSERT_ABOUT(result.seconds, 6 * (1e-3 / (2 * 2) + 1e-3) / 1.5);
  CU_ASSERT_EQUAL(result.store_bytes, (double)walras_store_size(&store));
  const double pages = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
  CU_ASSERT_DOUBLE_EQUAL(result.memory_bytes, 0.9 * pages / 3, 1.0);
}

static void many_trials_take_one_rank_each_and_a_single_one_takes_all(void) {
  CU_ASSERT_EQUAL(group_of(&cheap, 100, 4), 1);
  CU_ASSERT_EQUAL(group_of(&cheap, 8, 4), 1);
  CU_ASSERT_EQUAL(group_of(&cheap, 4, 4), 1); /* one each, none left over */
  CU_ASSERT_EQUAL(group_of(&cheap, 1, 4), 4);
  CU_ASSERT_EQUAL(group_of(&cheap, 5, 4), 4); /* four and then one alone would leave three idle for half of the time */
  CU_ASSERT_EQUAL(group_of(&cheap, 1, 1), 1);
  const demand one_block = {.population = 50, .block = 100};
  CU_ASSERT_EQUAL(group_of(&one_block, 1, 4), 1); /* nothing to share */
}

static int at_once(const demand *d, int64_t replications, int group, double *bytes) {
  walras_plan_result result = {0};
  walras_error error;
  CU_ASSERT_EQUAL(plan(d, replications, 2, group, &result, &error), WALRAS_OK);
  *bytes = result.bytes_per_rank;
  return result.trials_at_once;
}

/* Two ranks of two threads: 16 trials are four for each thread. */
static void threads_take_a_trial_each_where_there_are_many_or_small_ones_that_fit(void) {
  const demand one_block = {.population = 50, .block = 100, .bytes = 8};
  double bytes;
  CU_ASSERT_EQUAL(at_once(&cheap, 16, 0, &bytes), 2);
  CU_ASSERT_DOUBLE_EQUAL(bytes, 2 * (8000.0 + 100.0), 1e-9);
  CU_ASSERT_EQUAL(at_once(&cheap, 15, 1, &bytes), 1);
  CU_ASSERT_DOUBLE_EQUAL(bytes, 8000.0 + 100.0, 1e-9);
  CU_ASSERT_EQUAL(at_once(&one_block, 2, 1, &bytes), 2);
  CU_ASSERT_EQUAL(at_once(&cheap, 16, 2, &bytes), 1); /* the ranks share a trial */
  walras_plan_result result;
  walras_error error;
  CU_ASSERT_EQUAL(plan(&cheap, 1, 2, 1, &result, &error), WALRAS_OK);
  const demand large = {.population = 1000, .block = 100, .bytes = 0.3 * result.memory_bytes / 1000};
  CU_ASSERT_EQUAL(at_once(&large, 16, 1, &bytes), 1);
}

/* A thousand replications that are released one by one are not a thousand at the same time. */
static void with_sequential_stopping_a_wave_counts_for_the_layout_and_the_maximum_for_time(void) {
  walras_plan_result result = {0};
  const void *points[] = {&cheap};
  const int64_t replications = 1000;
  walras_plan_input input = input_of(points, &replications, 4, 2);
  input.wave = 1;
  CU_ASSERT_EQUAL(walras_plan_make(&input, &result, NULL), WALRAS_OK);
  CU_ASSERT(result.ranks_per_trial == 4 && result.trials == 1000);
  ASSERT_ABOUT(result.seconds, 1000 * (1e-3 / (4 * 2) + 1e-3));
  input.wave = 31;
  CU_ASSERT_EQUAL(walras_plan_make(&input, &result, NULL), WALRAS_OK);
  CU_ASSERT(result.ranks_per_trial == 1 && result.trials_at_once == 1); /* four for each thread would be 32 */
  input.wave = 0;
  CU_ASSERT_EQUAL(walras_plan_make(&input, &result, NULL), WALRAS_OK);
  CU_ASSERT(result.ranks_per_trial == 1 && result.trials_at_once == 2);
}

static walras_plan_result seconds_on(walras_plan_nodes nodes, int processors, int64_t replications) {
  walras_plan_result result = {0};
  const void *points[] = {&cheap};
  walras_plan_input input = input_of(points, &replications, 4, 2);
  input.nodes = nodes;
  input.processors = processors;
  CU_ASSERT_EQUAL(walras_plan_make(&input, &result, NULL), WALRAS_OK);
  return result;
}

static void threads_that_share_a_processor_take_that_much_longer(void) {
  const walras_plan_nodes none = {0}, two = {.count = 2, .tasks = 2, .processors = 2, .memory_bytes = 1e9};
  const double alone = seconds_on(none, 0, 1000).seconds;
  ASSERT_ABOUT(alone, 1000 * 2e-3 / 8);
  CU_ASSERT_EQUAL(seconds_on(none, 8, 1000).seconds, alone);
  CU_ASSERT_EQUAL(seconds_on(none, 100, 1000).seconds, alone);
  ASSERT_ABOUT(seconds_on(none, 2, 1000).seconds, 4.0 * alone);
  ASSERT_ABOUT(seconds_on(two, 1, 1000).seconds, 2.0 * alone);
}

/* Three times the entities' cost and half of what a trial does alone. */
static void factors_of_a_calibration_correct_the_rough_costs(void) {
  walras_plan_result result = {0};
  const void *points[] = {&cheap, &cheap};
  const int64_t replications[] = {500, 500};
  const walras_plan_factor factors[] = {{1.0, 1.0}, {0.5, 3.0}};
  walras_plan_input input = input_of(points, replications, 1, 1);
  input.points = 2;
  input.factors = factors;
  CU_ASSERT_EQUAL(walras_plan_make(&input, &result, NULL), WALRAS_OK);
  ASSERT_ABOUT(result.seconds, 500 * 2e-3 + 500 * (0.5e-3 + 3e-3));
  ASSERT_ABOUT(result.longest_trial_seconds, 3.5e-3);
}

/* A resume has its store already. */
static void a_store_to_be_created_takes_its_time(void) {
  walras_store_dataset many[300];
  for (int i = 0; i < 300; i++)
    many[i] = dataset;
  const walras_store_layout wide = {.points = 1, .replications = 1, .datasets = many, .dataset_count = 300};
  const void *points[] = {&cheap};
  const int64_t one = 1;
  walras_plan_result new = {0}, old = {0};
  walras_plan_input input = input_of(points, &one, 1, 1);
  input.store = &wide;
  input.store_path = "/tmp/wide.h5";
  CU_ASSERT_EQUAL(walras_plan_make(&input, &new, NULL), WALRAS_OK);
  input.store_path = NULL;
  CU_ASSERT_EQUAL(walras_plan_make(&input, &old, NULL), WALRAS_OK);
  CU_ASSERT(old.creation_seconds == 0.0 && new.creation_seconds > 0.0);
  CU_ASSERT_DOUBLE_EQUAL(new.seconds - old.seconds, new.creation_seconds, 1e-12);
}

/* Three trials on two ranks of one thread take two turns, not one and a half. */
static void few_trials_are_followed_to_their_ends(void) {
  walras_plan_result result = {0};
  const void *points[] = {&cheap};
  const int64_t three = 3, many = 3001;
  walras_plan_input input = input_of(points, &three, 2, 1);
  input.ranks_per_trial = 1;
  CU_ASSERT_EQUAL(walras_plan_make(&input, &result, NULL), WALRAS_OK);
  CU_ASSERT_DOUBLE_EQUAL(result.seconds, 2 * 2e-3, 4e-5);
  input.point_replications = &many;
  input.replications = many;
  CU_ASSERT_EQUAL(walras_plan_make(&input, &result, NULL), WALRAS_OK);
  CU_ASSERT_DOUBLE_EQUAL(result.seconds, 1500.5 * 2e-3, 3e-2);
}

static double bytes_with(walras_plan_memory memory, int ranks, int64_t replications) {
  walras_plan_result result = {0};
  const void *points[] = {&cheap};
  walras_plan_input input = input_of(points, &replications, ranks, 1);
  input.ranks_per_trial = 1;
  input.memory = memory;
  CU_ASSERT_EQUAL(walras_plan_make(&input, &result, NULL), WALRAS_OK);
  return result.bytes_per_rank;
}

/* The footprint of `cheap` is 8100 bytes. */
static void memory_is_that_of_the_process_and_its_trials(void) {
  const walras_plan_memory process = {.process = 3e7, .created = true}, creating = {.process = 3e7},
                           small = {.process = 3e7, .created = true, .trial = 5000.0, .trial_footprint = 8100.0},
                           part = {.process = 3e7, .created = true, .trial = 5000.0, .trial_footprint = 8000.0};
  const double bytes = bytes_with(process, 1, 10);
  CU_ASSERT(bytes > 3e7 + 8100.0 && bytes < 3.01e7);
  CU_ASSERT_DOUBLE_EQUAL(bytes_with(small, 1, 10), bytes - 8100.0 + 5000.0, 1e-6);
  CU_ASSERT_DOUBLE_EQUAL(bytes_with(part, 1, 10), bytes - 8100.0 + 5000.0 + 100.0, 1e-6);
  CU_ASSERT(bytes_with(creating, 1, 10) > bytes + 1e6);
  CU_ASSERT(bytes_with(process, 4, 10) > bytes);
  CU_ASSERT(bytes_with(process, 1, 1000000) > bytes + 1e6); /* rank 0 keeps the status of all */
}

static void no_run_is_shorter_than_its_longest_trial(void) {
  const walras_plan_nodes none = {0};
  const walras_plan_result result = seconds_on(none, 0, 1);
  CU_ASSERT(result.seconds >= result.longest_trial_seconds);
  ASSERT_ABOUT(result.seconds, 1e-3 / 8 + 1e-3);
}

static void a_nodes_memory_is_shared_by_its_tasks(void) {
  walras_plan_result result = {0};
  walras_error error = {0};
  const demand large = {.population = 1, .block = 1, .replicated = 4.0 * 1073741824.0};
  const void *points[] = {&large};
  const int64_t one = 1;
  walras_plan_input input = input_of(points, &one, 8, 1);
  input.nodes = (walras_plan_nodes){.count = 2, .tasks = 4, .processors = 4, .memory_bytes = 20.0 * 1073741824.0};
  CU_ASSERT_EQUAL(walras_plan_make(&input, &result, NULL), WALRAS_OK);
  CU_ASSERT_DOUBLE_EQUAL(result.memory_bytes, 0.9 * 5.0 * 1073741824.0, 1.0);
  input.nodes.memory_bytes = 16.0 * 1073741824.0;
  CU_ASSERT_EQUAL(walras_plan_make(&input, &result, &error), WALRAS_ERROR_INPUT);
  CU_ASSERT_STRING_EQUAL(
      error.message,
      "a trial needs 4.00 GiB of memory on each of 8 ranks, but with 4 on a node of 16.00 GiB a rank has 3.60 GiB: "
      "ask for more nodes, fewer tasks per node or more ranks per trial");
}

static void a_trial_too_large_for_one_rank_is_spread(void) {
  walras_plan_result result;
  walras_error error;
  CU_ASSERT_EQUAL(plan(&cheap, 1, 4, 1, &result, &error), WALRAS_OK);
  const demand spread = {.population = 1000, .block = 1, .bytes = 2.5 * result.memory_bytes / 1000};
  CU_ASSERT_EQUAL(group_of(&spread, 100, 4), 3);
}

static void what_does_not_fit_is_refused_with_the_numbers(void) {
  walras_plan_result result;
  walras_error error = {0};
  CU_ASSERT_EQUAL(plan(&cheap, 1, 2, 3, &result, &error), WALRAS_ERROR_INPUT);
  CU_ASSERT_STRING_EQUAL(error.message, "3 ranks per trial were asked for, but there are only 2 ranks (mpirun -n 3 ...)");
  CU_ASSERT_EQUAL(plan(&cheap, 1, 2, 1, &result, &error), WALRAS_OK);
  const demand large = {.population = 1, .block = 1, .replicated = 1024.0 * 1073741824.0 * 1024.0};
  char expected[256];
  snprintf(expected, sizeof expected,
           "a trial needs 1048576.0 GiB of memory on each of 2 ranks, but a rank has %.1f GiB here: use more ranks or nodes",
           result.memory_bytes / 1073741824.0);
  CU_ASSERT_EQUAL(plan(&large, 1, 2, 2, &result, &error), WALRAS_ERROR_INPUT);
  CU_ASSERT_STRING_EQUAL(error.message, expected);
}

static void a_store_larger_than_the_disk_is_refused_before_it_is_created(void) {
  walras_store_dataset huge = dataset;
  walras_store_layout layout = {.points = 3, .replications = 7, .datasets = &huge, .dataset_count = 1};
  const void *points[] = {&cheap};
  const int64_t one = 1;
  walras_plan_input input = input_of(points, &one, 1, 1);
  input.store = &layout;
  input.store_path = "/tmp/huge.h5";
  walras_plan_result result;
  walras_error error = {0};
  huge.extent[0] = INT64_C(1) << 57;
  CU_ASSERT_EQUAL(walras_plan_make(&input, &result, &error), WALRAS_ERROR_INPUT);
  CU_ASSERT_PTR_NOT_NULL(strstr(error.message, "the store /tmp/huge.h5 needs 1099511627776.0 MiB, but only "));
  walras_error_clear(&error);
  input.store_path = NULL; /* it exists already */
  CU_ASSERT_EQUAL(walras_plan_make(&input, &result, &error), WALRAS_OK);
  huge.extent[0] = INT64_MAX;
  CU_ASSERT_EQUAL(walras_plan_make(&input, &result, &error), WALRAS_ERROR_INPUT);
  CU_ASSERT_STRING_EQUAL(error.message, "the store of 1 x 1 trials would be larger than any file can be");
}

WALRAS_UNIT_TESTS(UNIT(threads_that_share_a_processor_take_that_much_longer), UNIT(few_trials_are_followed_to_their_ends),
                  UNIT(memory_is_that_of_the_process_and_its_trials), UNIT(no_run_is_shorter_than_its_longest_trial),
                  UNIT(factors_of_a_calibration_correct_the_rough_costs), UNIT(a_store_to_be_created_takes_its_time),
                  UNIT(a_nodes_memory_is_shared_by_its_tasks),
                  UNIT(with_sequential_stopping_a_wave_counts_for_the_layout_and_the_maximum_for_time),
                  UNIT(figures_are_those_of_the_footprint), UNIT(many_trials_take_one_rank_each_and_a_single_one_takes_all),
                  UNIT(threads_take_a_trial_each_where_there_are_many_or_small_ones_that_fit),
                  UNIT(a_trial_too_large_for_one_rank_is_spread), UNIT(what_does_not_fit_is_refused_with_the_numbers),
                  UNIT(a_store_larger_than_the_disk_is_refused_before_it_is_created))
