#include "cli/values.h"

#include <hdf5.h>
#include <inttypes.h>

#include "cli_store.h"
#include "store/seal.h"

static void trials_that_are_not_done_have_no_value(void) {
  cli_values_source source;
  double values[SMALL_REPLICATIONS];
  CU_ASSERT_FATAL(cli_values_open(cli_store("v.h5", SMALL_TRIALS - 1), SMALL_POINTS, SMALL_REPLICATIONS, &source));
  CU_ASSERT_EQUAL(cli_values_read(&source, "sample_mean", 0, 1, values, NULL), WALRAS_OK);
  CU_ASSERT(isfinite(values[0]) && isfinite(values[1]) && isnan(values[2]) && isnan(values[3]));
  /* Integers come as reals: entities 0..199. */
  CU_ASSERT_EQUAL(cli_values_read(&source, "largest_entity", 0, 0, values, NULL), WALRAS_OK);
  CU_ASSERT(values[0] >= 0.0 && values[0] < 200.0 && values[0] == floor(values[0]) && isnan(values[2]));
  cli_values_close(&source);
}

/* Integers have no value of their own for it: a metric is absent where the store's flags say so, whatever stands in its place. */
static void absent_metrics_have_no_value(void) {
  small_experiment small =
      small_new("experiment: { name = \"a\"; model = \"noise\"; replications = 1; };\n"
                "sweep: { design = \"grid\"; axes = ( { parameter = \"exact_median\"; values = [ true, false ]; } ); };");
  const char *path = small_store(&small, "absent.h5", 2);
  const double seven = 7.0;
  double value = 0.0;
  walras_store_writer *writer = small_open(&small, path);
  for (int64_t d = 0; d < walras_layout_store(small.layout)->dataset_count; d++)
    if (strcmp(walras_layout_store(small.layout)->datasets[d].path, "/metrics/median") == 0)
      CU_ASSERT_EQUAL(walras_store_write_rows(writer, d, 1, 1, &seven, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  cli_values_source source;
  CU_ASSERT_FATAL(cli_values_open(path, 2, 1, &source));
  CU_ASSERT(cli_values_read(&source, "median", 0, 0, &value, NULL) == WALRAS_OK && fabs(value) < 1.0);
  CU_ASSERT(cli_values_read(&source, "median", 0, 1, &value, NULL) == WALRAS_OK && isnan(value));
  CU_ASSERT(cli_values_read(&source, "sample_mean", 0, 1, &value, NULL) == WALRAS_OK && fabs(value) < 1.0);
  cli_values_close(&source);
  const terminal *t = WALRAS("show", path, "median", "largest_entity", "--csv");
  const char *second = strstr(t->out, "\n1,0,false,"); /* largest_entity, then no median */
  int64_t entity = -1;
  char rest[8] = "";
  CU_ASSERT(second != NULL && sscanf(second, "\n1,0,false,%" SCNd64 "%7s", &entity, rest) == 2);
  CU_ASSERT(entity >= 0 && strcmp(rest, ",") == 0);
  small_free(&small);
}

static void elements_and_metrics_that_do_not_exist_are_refused(void) {
  cli_values_source source;
  double values[SMALL_REPLICATIONS];
  walras_error error = {0};
  const char *path = cli_store("v.h5", SMALL_TRIALS);
  CU_ASSERT_FATAL(cli_values_open(path, SMALL_POINTS, SMALL_REPLICATIONS, &source));
  CU_ASSERT_EQUAL(cli_values_read(&source, "sample_mean", 1, 0, values, &error), WALRAS_ERROR_INPUT);
  CU_ASSERT_STRING_EQUAL(error.message, "sample_mean has 1 values, not 2");
  walras_error_clear(&error);
  CU_ASSERT_EQUAL(cli_values_read(&source, "nothing", 0, 0, values, &error), WALRAS_ERROR_INPUT);
  unit_expect_message(error.message, "%s has no dataset /metrics/nothing", path);
  cli_values_close(&source);
}

/* Four metrics in turn are read once each; a fifth takes the place of the one that was not used for the longest time. */
static void what_was_read_last_stays_in_memory(void) {
  static const char *const metrics[] = {"sample_mean", "largest_entity", "sample_variance", "largest", "smallest"};
  cli_values_source source;
  double values[SMALL_REPLICATIONS], first[4];
  CU_ASSERT_FATAL(cli_values_open(cli_store("v.h5", SMALL_TRIALS), SMALL_POINTS, SMALL_REPLICATIONS, &source));
  for (int pass = 0; pass < 2; pass++)
    for (int i = 0; i < 4; i++) {
      CU_ASSERT_EQUAL(cli_values_read(&source, metrics[i], 0, pass, values, NULL), WALRAS_OK);
      CU_ASSERT(source.chunks[i].metric != NULL && strcmp(source.chunks[i].metric, metrics[i]) == 0);
      CU_ASSERT(pass == 0 || source.chunks[i].values[0] == first[i]);
      first[i] = values[0];
    }
  CU_ASSERT_EQUAL(cli_values_read(&source, metrics[1], 0, 0, values, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(cli_values_read(&source, metrics[4], 0, 0, values, NULL), WALRAS_OK);
  CU_ASSERT_STRING_EQUAL(source.chunks[0].metric, metrics[4]);
  CU_ASSERT_STRING_EQUAL(source.chunks[1].metric, metrics[1]);
  cli_values_close(&source);
}

/* Sealed, but not written by walras: the rows would not fit the caller's room. */
static void data_of_another_shape_is_refused(void) {
  cli_values_source source;
  double values[SMALL_REPLICATIONS];
  walras_error error = {0};
  const char *path = cli_store("shape.h5", SMALL_TRIALS);
  const hsize_t extent[2] = {SMALL_POINTS, SMALL_REPLICATIONS + 1};
  const hid_t file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT), space = H5Screate_simple(2, extent, NULL);
  CU_ASSERT(H5Ldelete(file, "/metrics/sample_mean", H5P_DEFAULT) >= 0);
  H5Dclose(H5Dcreate2(file, "/metrics/sample_mean", H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  H5Sclose(space);
  CU_ASSERT(H5Fclose(file) >= 0 && walras_store_seal(path, path, NULL, 0, NULL) == WALRAS_OK);
  CU_ASSERT_FATAL(cli_values_open(path, SMALL_POINTS, SMALL_REPLICATIONS, &source));
  CU_ASSERT_EQUAL(cli_values_read(&source, "sample_mean", 0, 0, values, &error), WALRAS_ERROR_INPUT);
  CU_ASSERT_STRING_EQUAL(error.message, "sample_mean has no value for each trial");
  cli_values_close(&source);
}

static int open_with_more_replications(void *path) {
  cli_values_source source;
  return cli_values_open(path, SMALL_POINTS, SMALL_REPLICATIONS + 1, &source) ? CLI_OK : CLI_USAGE;
}

static void a_store_of_other_trials_than_its_experiments_is_refused(void) {
  char path[200], message[300];
  strcpy(path, cli_store("trials.h5", SMALL_TRIALS));
  snprintf(message, sizeof message, "%s has 2 x 4 trials, its experiment 2 x 5", path);
  terminal_refuses(terminal_catch(open_with_more_replications, path), CLI_USAGE, message);
}

/* Five hundred points of a thousand replications are several chunks: whatever the order of the questions, each answer is the store's. */
static void points_in_any_order_and_of_any_metric_have_the_values_of_the_store(void) {
  enum { POINTS = 500, REPLICATIONS = 1000 };
  static double values[REPLICATIONS], expected[REPLICATIONS];
  char config[8192];
  int length = snprintf(config, sizeof config,
                        "experiment: { name = \"c\"; model = \"noise\"; replications = %d; };\n"
                        "sweep: { design = \"grid\"; axes = ( { parameter = \"mean\"; values = [",
                        REPLICATIONS);
  for (int i = 0; i < POINTS; i++)
    length += snprintf(config + length, sizeof config - (size_t)length, "%s%d", i > 0 ? ", " : " ", i);
  snprintf(config + length, sizeof config - (size_t)length, " ]; } ); };\noutput: { histograms = \"none\"; };");
  small_experiment small = small_new(config);
  const char *path = small_store(&small, "chunks.h5", 0);
  static uint8_t done[POINTS * REPLICATIONS];
  memset(done, WALRAS_TRIAL_DONE, sizeof done);
  walras_store_writer *writer = small_open(&small, path);
  for (int64_t d = 0; d < walras_layout_store(small.layout)->dataset_count; d++) {
    const char *name = walras_layout_store(small.layout)->datasets[d].path;
    for (int64_t point = 0; point < POINTS; point++) {
      for (int i = 0; i < REPLICATIONS; i++)
        values[i] = (strcmp(name, "/metrics/largest") == 0 ? -1.0 : 1.0) * (double)(point * REPLICATIONS + i);
      if (strcmp(name, "/metrics/largest") == 0 || strcmp(name, "/metrics/smallest") == 0)
        CU_ASSERT_EQUAL(walras_store_write_rows(writer, d, point * REPLICATIONS, REPLICATIONS, values, NULL), WALRAS_OK);
    }
  }
  CU_ASSERT_EQUAL(
      walras_store_write_rows(writer, walras_layout_status_dataset(small.layout), 0, POINTS * REPLICATIONS, done, NULL),
      WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  cli_values_source source;
  CU_ASSERT_FATAL(cli_values_open(path, POINTS, REPLICATIONS, &source));
  for (int64_t step = 0; step < 3 * POINTS; step++) {
    const int64_t point = step < POINTS ? step : step * 263 % POINTS;
    const bool largest = step >= 2 * POINTS && step % 2 == 0;
    CU_ASSERT_EQUAL(cli_values_read(&source, largest ? "largest" : "smallest", 0, point, values, NULL), WALRAS_OK);
    for (int i = 0; i < REPLICATIONS; i++)
      expected[i] = (largest ? -1.0 : 1.0) * (double)(point * REPLICATIONS + i);
    CU_ASSERT_EQUAL(memcmp(values, expected, sizeof values), 0);
  }
  cli_values_close(&source);
  small_free(&small);
}

WALRAS_UNIT_TESTS(UNIT(trials_that_are_not_done_have_no_value), UNIT(what_was_read_last_stays_in_memory),
                  UNIT(absent_metrics_have_no_value), UNIT(elements_and_metrics_that_do_not_exist_are_refused),
                  UNIT(points_in_any_order_and_of_any_metric_have_the_values_of_the_store),
                  UNIT(data_of_another_shape_is_refused), UNIT(a_store_of_other_trials_than_its_experiments_is_refused))
