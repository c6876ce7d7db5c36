/* Sums over the sorted order, over ranks and threads, against a sort. All values are whole numbers, whose sums are exact: equality is of bits. */
#include "ranks.h"

enum { ENTITIES = 10007, BLOCK = 64, POINTS = 6 };

static const int64_t points[POINTS] = {0, 1, 2500, 5003, 10006, ENTITIES};

typedef double (*value_of_entity)(int64_t entity);

/* Over ten orders of magnitude, of both signs. */
static double wide(int64_t entity) {
  const double size = (double)((entity * 7919) % 1009 + 1) * ldexp(1.0, (int)(entity % 34));
  return entity % 11 == 0 ? -size : size;
}

/* Two thirds nothing, -0 among it, and half of the rest one value: ties that fill many bins. */
static double tied(int64_t entity) {
  if (entity % 3 != 0)
    return entity % 2 == 0 ? 0.0 : -0.0;
  return entity % 2 == 0 ? 77.0 : (double)(entity % 500);
}

/* All alike in their first 38 bits. */
static double close_together(int64_t entity) {
  return 0x1p38 + (double)((entity * 31) % 4096);
}

static double all_alike(int64_t entity) {
  (void)entity;
  return 5.0;
}

static walras_status fill(const walras_block *block, double *values, void *context) {
  const value_of_entity *value = context;
  for (int64_t i = 0; i < block->count; i++)
    values[i] = (*value)(block->first + i);
  return WALRAS_OK;
}

static int ascending(const void *left, const void *right) {
  const double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

static void check_sums(const walras_order_sums *sums, const double *sorted, int64_t n, int64_t count, const int64_t *ranks) {
  long double total = 0, spread = 0, sizes = 0; /* 64 bits hold these whole numbers */
  int64_t next = 0;
  for (int64_t k = 0; k <= count; k++) {
    for (; next < (k < count ? ranks[k] : n); next++) {
      total += (long double)sorted[next];
      const long double term = (long double)(2 * next + 1 - n) * (long double)sorted[next];
      spread += term;
      sizes += term < 0 ? -term : term;
    }
    if (k < count)
      EXPECT(sums->lowest[k] == (double)total);
  }
  EXPECT(sums->total == (double)total);
  EXPECT(fabs((double)((long double)sums->spread - spread)) <= 1e-15 * (double)sizes);
}

static walras_status sums_equal_those_of_a_sort(walras_trial *trial, const void *parameters) {
  static const value_of_entity kinds[] = {wide, tied, close_together, all_alike};
  static double sorted[ENTITIES];
  walras_population *population;
  walras_sorter *sorter;
  (void)parameters;
  RANKS_TRY(ranks_population(trial, ENTITIES, BLOCK, false, &population));
  RANKS_TRY(walras_sorter_create(population, points, POINTS, &sorter));
  for (int kind = 0; kind < 4; kind++) {
    value_of_entity value = kinds[kind];
    walras_order_sums sums;
    for (int64_t entity = 0; entity < ENTITIES; entity++)
      sorted[entity] = value(entity);
    qsort(sorted, ENTITIES, sizeof *sorted, ascending);
    RANKS_TRY(walras_order_sums_find(sorter, fill, &value, &sums));
    check_sums(&sums, sorted, ENTITIES, POINTS, points);
  }
  return WALRAS_OK;
}

static walras_status one_block_sorts_at_home_and_nobody_has_no_sums(walras_trial *trial, const void *parameters) {
  static const int64_t all = 50;
  value_of_entity value = wide;
  double sorted[50];
  walras_population *few, *nobody;
  walras_sorter *sorter, *empty;
  walras_order_sums sums;
  (void)parameters;
  RANKS_TRY(ranks_population(trial, 50, BLOCK, false, &few));
  RANKS_TRY(ranks_population(trial, 0, BLOCK, false, &nobody));
  RANKS_TRY(walras_sorter_create(few, &all, 1, &sorter));
  RANKS_TRY(walras_sorter_create(nobody, NULL, 0, &empty));
  for (int64_t entity = 0; entity < 50; entity++)
    sorted[entity] = wide(entity);
  qsort(sorted, 50, sizeof *sorted, ascending);
  RANKS_TRY(walras_order_sums_find(sorter, fill, &value, &sums));
  check_sums(&sums, sorted, 50, 1, &all);
  RANKS_TRY(walras_order_sums_find(empty, fill, &value, &sums));
  EXPECT(sums.total == 0.0 && sums.spread == 0.0);
  return WALRAS_OK;
}

static double not_a_number(int64_t entity) {
  return entity == 777 ? (double)NAN : 1.0;
}

static walras_status a_nan_is_an_error(walras_trial *trial, const void *parameters) {
  value_of_entity value = not_a_number;
  walras_population *population;
  walras_sorter *sorter;
  walras_order_sums sums;
  (void)parameters;
  RANKS_TRY(ranks_population(trial, ENTITIES, BLOCK, false, &population));
  RANKS_TRY(walras_sorter_create(population, NULL, 0, &sorter));
  return walras_order_sums_find(sorter, fill, &value, &sums);
}

static walras_status ranks_must_ascend_within_the_population(walras_trial *trial, const void *parameters) {
  walras_population *population;
  walras_sorter *sorter;
  RANKS_TRY(ranks_population(trial, 10, BLOCK, false, &population));
  return walras_sorter_create(population, parameters, 2, &sorter);
}

static void check(int threads) {
  static const int64_t beyond[] = {3, 11}, falling[] = {3, 2};
  ranks_run(sums_equal_those_of_a_sort, NULL, threads, WALRAS_OK, NULL);
  ranks_run(one_block_sorts_at_home_and_nobody_has_no_sums, NULL, threads, WALRAS_OK, NULL);
  ranks_run(a_nan_is_an_error, NULL, threads, WALRAS_ERROR_NUMERIC, "the value of entity 777 is not a number");
  ranks_run(ranks_must_ascend_within_the_population, beyond, threads, WALRAS_ERROR_RANGE,
            "sum of the 11 lowest of population 'entities' with 10 entities: such ranks ascend from 0 to their number");
  ranks_run(ranks_must_ascend_within_the_population, falling, threads, WALRAS_ERROR_RANGE,
            "sum of the 2 lowest of population 'entities' with 10 entities: such ranks ascend from 0 to their number");
}

RANKS_TEST(check)
