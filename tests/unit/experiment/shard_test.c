#include "experiment/shard.h"

#include "unit/small_experiment.h"

#define GRID(replications, entities)                                                                                             \
  "experiment: { name = \"grid\"; model = \"noise\"; replications = " replications "; };\n"                                      \
  "sweep: { design = \"grid\"; axes = ( { parameter = \"entities\"; values = " entities "; } ); };\n"
#define SEQUENTIAL(more)                                                                                                         \
  "experiment: { name = \"sequential\"; model = \"noise\"; };\n"                                                                 \
  "replications: { initial = 4; maximum = 20; metric = \"sample_mean\"; half_width = 0.1; " more " };\n"                         \
  "sweep: { design = \"grid\"; axes = ( { parameter = \"mean\"; values = [ 0.0, 1.0, 2.0 ]; } ); };\n"

static walras_experiment *experiment_of(const char *text) {
  small_experiment small = small_new(text);
  walras_layout_destroy(small.layout);
  return small.experiment;
}

static walras_part cut(const walras_experiment *e, int64_t number, int64_t count) {
  walras_part part = {0};
  CU_ASSERT_EQUAL_FATAL(walras_shard_cut(e, number, count, &part, NULL), WALRAS_OK);
  return part;
}

/* How many trials a shard has; they follow those of the shards before it. */
static int64_t next_shard(const walras_experiment *e, int64_t number, int64_t count, int64_t *next) {
  const walras_part part = cut(e, number, count);
  CU_ASSERT(part.number == number && part.count == count);
  CU_ASSERT(part.points == e->points && part.replications == e->replications);
  if (part.first == part.end)
    return 0;
  CU_ASSERT_EQUAL(part.first, *next);
  *next = part.end;
  return part.end - part.first;
}

static void trials_of_one_cost_are_cut_evenly_and_none_is_left_out(void) {
  walras_experiment *e = experiment_of(GRID("10", "[ 300, 300, 300 ]"));
  for (int64_t count = 1; count <= 40; count++) {
    int64_t next = 0, least = 30, most = 0;
    for (int64_t number = 1; number <= count; number++) {
      const int64_t trials = next_shard(e, number, count, &next);
      least = trials < least ? trials : least;
      most = trials > most ? trials : most;
    }
    CU_ASSERT_EQUAL(next, 30);
    CU_ASSERT(most - least <= 1);
  }
  walras_experiment_destroy(e);
}

/* The second point's trials cost about three times as much. */
static void costly_trials_are_spread_over_more_shards(void) {
  walras_experiment *e = experiment_of(GRID("100", "[ 1000000, 3000000 ]"));
  CU_ASSERT_EQUAL(cut(e, 1, 4).end, 100);
  CU_ASSERT_EQUAL(cut(e, 1, 2).end, 133);
  CU_ASSERT(cut(e, 3, 4).first == 133 && cut(e, 3, 4).end == 167);
  walras_experiment_destroy(e);
}

/* The last trials of a row that its point does not use are no trials. */
static void points_with_replications_of_their_own_are_cut_where_these_end(void) {
  walras_experiment *e = experiment_of("experiment: { name = \"grids\"; model = \"noise\"; };\n"
                                       "sweep: { design = \"grids\"; grids = ( { label = \"a\"; replications = 2; }, { label = "
                                       "\"b\"; replications = 10; } ); };\n");
  const walras_part part = cut(e, 1, 6);
  CU_ASSERT(e->replications == 10 && part.first == 0 && part.end == 10);
  CU_ASSERT_EQUAL_FATAL(walras_shard_take(e, &part, NULL), WALRAS_OK);
  CU_ASSERT(e->points == 1 && e->point_replications[0] == 2 && strcmp(e->point_labels[0], "a") == 0);
  walras_shard_give_back(e);
  CU_ASSERT(cut(e, 2, 6).first == 10 && cut(e, 2, 6).end == 12);
  walras_experiment_destroy(e);
}

static void sequential_stopping_keeps_points_whole(void) {
  walras_experiment *e = experiment_of(SEQUENTIAL(""));
  CU_ASSERT(cut(e, 1, 2).end == 40 && cut(e, 2, 2).first == 40);
  int64_t next = 0;
  for (int64_t number = 1; number <= 7; number++)
    CU_ASSERT(next_shard(e, number, 7, &next) % 20 == 0);
  CU_ASSERT_EQUAL(next, 60);
  walras_experiment_destroy(e);
}

static void points_that_wait_for_a_baseline_cannot_be_split(void) {
  walras_experiment *e = experiment_of(SEQUENTIAL("versus = { mean = 0.0; };"));
  walras_part part;
  walras_error error = {0};
  CU_ASSERT_EQUAL(walras_shard_cut(e, 1, 2, &part, &error), WALRAS_ERROR_INPUT);
  CU_ASSERT_STRING_EQUAL(error.message,
                         "sequential cannot be split into shards: with replications.versus each design point waits "
                         "for the trials of the baseline, which one shard alone would have");
  walras_experiment_destroy(e);
}

static void a_shard_has_its_points_and_their_replications_in_it(void) {
  walras_experiment *e = experiment_of(GRID("4", "[ 10, 20, 30 ]"));
  const walras_part part = {.number = 1, .count = 2, .points = 3, .replications = 4, .first = 6, .end = 9},
                    other = {.number = 2, .count = 2, .points = 3, .replications = 4, .first = 9, .end = 11};
  const void *const *parameters = e->parameters;
  CU_ASSERT_EQUAL_FATAL(walras_shard_take(e, &part, NULL), WALRAS_OK);
  CU_ASSERT(e->points == 2 && e->replications == 4 && e->parameters[0] == parameters[1]);
  CU_ASSERT(e->point_replications[0] == 2 && e->point_replications[1] == 1);
  /* Another one is taken of the whole. */
  CU_ASSERT_EQUAL_FATAL(walras_shard_take(e, &other, NULL), WALRAS_OK);
  CU_ASSERT(e->points == 1 && e->replications == 2 && e->point_replications[0] == 2);
  CU_ASSERT_PTR_EQUAL(e->parameters[0], parameters[2]);
  walras_shard_give_back(e);
  CU_ASSERT(e->points == 3 && e->replications == 4 && e->part.count == 0);
  CU_ASSERT(memcmp(e->parameters, parameters, 3 * sizeof *parameters) == 0);
  walras_experiment_destroy(e);
}

/* Else its one point would come into use. */
static void a_shard_without_trials_stops_nothing(void) {
  walras_experiment *e = experiment_of(SEQUENTIAL(""));
  const walras_part part = {.number = 7, .count = 7, .points = 3, .replications = 20};
  CU_ASSERT_EQUAL_FATAL(walras_shard_take(e, &part, NULL), WALRAS_OK);
  CU_ASSERT(e->stopping == NULL && e->points == 1 && e->replications == 1 && e->point_replications[0] == 0);
  walras_shard_give_back(e);
  CU_ASSERT_PTR_NOT_NULL(e->stopping);
  walras_experiment_destroy(e);
}

static void a_shard_of_another_experiment_is_not_taken(void) {
  walras_experiment *e = experiment_of(GRID("4", "[ 10, 20, 30 ]"));
  const walras_part part = {.number = 1, .count = 2, .points = 3, .replications = 5, .first = 0, .end = 7};
  walras_error error = {0};
  CU_ASSERT_EQUAL(walras_shard_take(e, &part, &error), WALRAS_ERROR_INPUT);
  CU_ASSERT_STRING_EQUAL(error.message, "a shard of 3 x 5 trials is not of this experiment, which has 3 x 4");
  CU_ASSERT(e->points == 3 && e->part.count == 0);
  walras_experiment_destroy(e);
}

static void a_part_of_a_point_is_not_taken_where_all_of_it_decides(void) {
  walras_experiment *e = experiment_of(SEQUENTIAL(""));
  const walras_part part = {.number = 1, .count = 2, .points = 3, .replications = 20, .first = 0, .end = 30};
  walras_error error = {0};
  CU_ASSERT_EQUAL(walras_shard_take(e, &part, &error), WALRAS_ERROR_INPUT);
  CU_ASSERT_STRING_EQUAL(error.message,
                         "a shard of trials 0 to 29 is not one of whole design points, as sequential stopping needs them");
  walras_experiment_destroy(e);
  e = experiment_of(SEQUENTIAL("versus = { mean = 0.0; };"));
  const walras_part whole = {.number = 1, .count = 1, .points = 3, .replications = 20, .first = 0, .end = 60};
  CU_ASSERT_EQUAL(walras_shard_take(e, &whole, NULL), WALRAS_ERROR_INPUT);
  walras_experiment_destroy(e);
}

WALRAS_UNIT_TESTS(UNIT(trials_of_one_cost_are_cut_evenly_and_none_is_left_out), UNIT(costly_trials_are_spread_over_more_shards),
                  UNIT(points_with_replications_of_their_own_are_cut_where_these_end),
                  UNIT(sequential_stopping_keeps_points_whole), UNIT(points_that_wait_for_a_baseline_cannot_be_split),
                  UNIT(a_shard_has_its_points_and_their_replications_in_it), UNIT(a_shard_without_trials_stops_nothing),
                  UNIT(a_shard_of_another_experiment_is_not_taken), UNIT(a_part_of_a_point_is_not_taken_where_all_of_it_decides))
