#include "cli/value_cache.h"

#include "unit.h"

enum { POINTS = 3, REPLICATIONS = 2 };

typedef struct counted {
  int64_t reads;
  bool broken;
} counted;

static walras_status count_reads(void *context, const char *metric, int64_t element, int64_t point, double *values,
                                 walras_error *error) {
  counted *c = context;
  if (c->broken)
    return WALRAS_FAIL(error, WALRAS_ERROR_IO, "gone");
  c->reads++;
  for (int k = 0; k < REPLICATIONS; k++)
    values[k] = metric[0] * 1000.0 + (double)(element * 100 + point * 10 + k);
  return WALRAS_OK;
}

static void read_column(cli_value_cache *cache, const char *metric, int64_t element) {
  for (int64_t point = 0; point < POINTS; point++) {
    double values[REPLICATIONS];
    CU_ASSERT_EQUAL(cli_value_cache_read(cache, metric, element, point, values, NULL), WALRAS_OK);
    CU_ASSERT(values[1] == metric[0] * 1000.0 + (double)(element * 100 + point * 10 + 1));
  }
}

static void a_metric_is_read_once(void) {
  counted c = {0};
  cli_value_cache cache = cli_value_cache_make(count_reads, &c, POINTS, REPLICATIONS);
  read_column(&cache, "a", 0);
  read_column(&cache, "a", 0);
  CU_ASSERT_EQUAL(c.reads, POINTS);
  read_column(&cache, "b", 1);
  read_column(&cache, "a", 0);
  CU_ASSERT_EQUAL(c.reads, 2 * POINTS);
  read_column(&cache, "b", 0); /* another element; of the two columns kept b[1] was not used for longer */
  read_column(&cache, "a", 0);
  CU_ASSERT_EQUAL(c.reads, 3 * POINTS);
  read_column(&cache, "b", 1);
  CU_ASSERT_EQUAL(c.reads, 4 * POINTS);
  cli_value_cache_free(&cache);
}

static void columns_too_large_to_keep_pass_through(void) {
  counted c = {0};
  cli_value_cache cache = cli_value_cache_make(count_reads, &c, CLI_CACHE_BYTES / 8 / REPLICATIONS + 1, REPLICATIONS);
  read_column(&cache, "a", 0);
  read_column(&cache, "a", 0);
  CU_ASSERT(c.reads == 2 * POINTS && cache.columns[0].values == NULL);
  cli_value_cache_free(&cache);
}

static void what_could_not_be_read_is_asked_for_again(void) {
  counted c = {.broken = true};
  double values[REPLICATIONS];
  cli_value_cache cache = cli_value_cache_make(count_reads, &c, POINTS, REPLICATIONS);
  CU_ASSERT_EQUAL(cli_value_cache_read(&cache, "a", 0, 1, values, NULL), WALRAS_ERROR_IO);
  c.broken = false;
  read_column(&cache, "a", 0);
  CU_ASSERT_EQUAL(c.reads, POINTS);
  cli_value_cache_free(&cache);
}

WALRAS_UNIT_TESTS(UNIT(a_metric_is_read_once), UNIT(columns_too_large_to_keep_pass_through),
                  UNIT(what_could_not_be_read_is_asked_for_again))
