/* Exact selection over ranks and threads, against a sort. */
#include "ranks.h"

enum { ENTITIES = 10007, BLOCK = 64, RANKS = 5, TOP = 9 };

static walras_status many_values(const walras_block *block, double *values, void *context) {
  (void)context;
  for (int64_t i = 0; i < block->count; i++)
    values[i] = ranks_value(block->first + i);
  return WALRAS_OK;
}

static walras_status ties_only(const walras_block *block, double *values, void *context) {
  (void)context;
  for (int64_t i = 0; i < block->count; i++)
    values[i] = block->index % 2 == 0 ? 0.0 : -0.0;
  return WALRAS_OK;
}

static walras_status one_nan(const walras_block *block, double *values, void *context) {
  (void)context;
  for (int64_t i = 0; i < block->count; i++)
    values[i] = block->first + i == 777 ? (double)NAN : 1.0;
  return WALRAS_OK;
}

static int ascending(const void *left, const void *right) {
  const double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

static walras_status selection_equals_a_sort(walras_trial *trial, const void *parameters) {
  static const int64_t ranks[RANKS] = {0, 1, ENTITIES / 2, ENTITIES - 2, ENTITIES - 1};
  double out[RANKS], sorted[ENTITIES];
  walras_extremum top[TOP];
  walras_population *population;
  int64_t found = 0;
  (void)parameters;
  RANKS_TRY(ranks_population(trial, ENTITIES, BLOCK, false, &population));
  for (int64_t entity = 0; entity < ENTITIES; entity++)
    sorted[entity] = ranks_value(entity);
  qsort(sorted, ENTITIES, sizeof *sorted, ascending);
  RANKS_TRY(walras_order_statistics(population, many_values, NULL, ranks, RANKS, out));
  for (int i = 0; i < RANKS; i++)
    EXPECT(out[i] == sorted[ranks[i]]);
  RANKS_TRY(walras_top_k(population, many_values, NULL, TOP, top, &found));
  EXPECT(found == TOP);
  for (int i = 0; i < TOP; i++) {
    EXPECT(top[i].value == sorted[ENTITIES - 1 - i] && ranks_value(top[i].id) == top[i].value);
    EXPECT(i == 0 || top[i].value < top[i - 1].value || top[i].id > top[i - 1].id);
  }
  return WALRAS_OK;
}

static walras_status ties_go_to_the_lowest_entity_and_zero_has_no_sign(walras_trial *trial, const void *parameters) {
  const int64_t middle = 250;
  double median = 1.0;
  walras_extremum top[TOP], all[3];
  walras_population *population, *few;
  int64_t found = 0;
  (void)parameters;
  RANKS_TRY(ranks_population(trial, 500, BLOCK, false, &population));
  RANKS_TRY(walras_order_statistics(population, ties_only, NULL, &middle, 1, &median));
  EXPECT(median == 0.0 && !signbit(median));
  RANKS_TRY(walras_top_k(population, ties_only, NULL, TOP, top, &found));
  for (int i = 0; i < TOP; i++)
    EXPECT(top[i].id == i && top[i].value == 0.0);
  RANKS_TRY(ranks_population(trial, 3, 1, false, &few));
  RANKS_TRY(walras_top_k(few, many_values, NULL, 3, all, &found));
  EXPECT(found == 3);
  RANKS_TRY(walras_top_k(few, many_values, NULL, INT64_MAX, all, &found));
  EXPECT(found == 3 && all[0].value == 1e16 && all[0].id == 0);
  RANKS_TRY(walras_top_k(few, many_values, NULL, 0, all, &found));
  EXPECT(found == 0);
  return WALRAS_OK;
}

static walras_status nothing_has_no_order_statistic(walras_trial *trial, const void *parameters) {
  const int64_t rank = *(const int64_t *)parameters;
  double out;
  walras_population *population;
  RANKS_TRY(ranks_population(trial, 10, BLOCK, false, &population));
  return walras_order_statistics(population, many_values, NULL, &rank, 1, &out);
}

static walras_status a_nan_is_an_error(walras_trial *trial, const void *parameters) {
  walras_extremum top;
  int64_t found;
  walras_population *population;
  (void)parameters;
  RANKS_TRY(ranks_population(trial, ENTITIES, BLOCK, false, &population));
  return walras_top_k(population, one_nan, NULL, 1, &top, &found);
}

static void check(int threads) {
  static const int64_t below = -1, above = 10;
  ranks_run(selection_equals_a_sort, NULL, threads, WALRAS_OK, NULL);
  ranks_run(ties_go_to_the_lowest_entity_and_zero_has_no_sign, NULL, threads, WALRAS_OK, NULL);
  ranks_run(nothing_has_no_order_statistic, &below, threads, WALRAS_ERROR_RANGE,
            "order statistic -1 of population 'entities' with 10 entities");
  ranks_run(nothing_has_no_order_statistic, &above, threads, WALRAS_ERROR_RANGE,
            "order statistic 10 of population 'entities' with 10 entities");
  ranks_run(a_nan_is_an_error, NULL, threads, WALRAS_ERROR_NUMERIC, "the value of entity 777 is not a number");
}

RANKS_TEST(check)
