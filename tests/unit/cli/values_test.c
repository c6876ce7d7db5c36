#include "cli/values.h"

#include "cli_store.h"

static void trials_that_are_not_done_have_no_value(void) {
  cli_values_source source;
  double values[SMALL_REPLICATIONS];
  CU_ASSERT_FATAL(cli_values_open(cli_store("v.h5", SMALL_TRIALS - 1), &source));
  CU_ASSERT_EQUAL(cli_values_read(&source, "sample_mean", 0, 1, values, NULL), WALRAS_OK);
  CU_ASSERT(isfinite(values[0]) && isfinite(values[1]) && isnan(values[2]) && isnan(values[3]));
  /* Integers come as reals: entities 0..199. */
  CU_ASSERT_EQUAL(cli_values_read(&source, "largest_entity", 0, 0, values, NULL), WALRAS_OK);
  CU_ASSERT(values[0] >= 0.0 && values[0] < 200.0 && values[0] == floor(values[0]) && isnan(values[2]));
  cli_values_close(&source);
}

static void elements_and_metrics_that_do_not_exist_are_refused(void) {
  cli_values_source source;
  double values[SMALL_REPLICATIONS];
  walras_error error = {0};
  const char *path = cli_store("v.h5", SMALL_TRIALS);
  CU_ASSERT_FATAL(cli_values_open(path, &source));
  CU_ASSERT_EQUAL(cli_values_read(&source, "sample_mean", 1, 0, values, &error), WALRAS_ERROR_INPUT);
  CU_ASSERT_STRING_EQUAL(error.message, "sample_mean has 1 values, not 2");
  walras_error_clear(&error);
  CU_ASSERT_EQUAL(cli_values_read(&source, "nothing", 0, 0, values, &error), WALRAS_ERROR_INPUT);
  unit_expect_message(error.message, "%s has no dataset /metrics/nothing", path);
  cli_values_close(&source);
}

WALRAS_UNIT_TESTS(UNIT(trials_that_are_not_done_have_no_value), UNIT(elements_and_metrics_that_do_not_exist_are_refused))
