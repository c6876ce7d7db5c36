#include "cli_store.h"
#include "store/read.h"

static void a_table_has_a_line_per_point_with_mean_and_count(void) {
  const terminal *t = WALRAS("show", cli_store("s.h5", SMALL_TRIALS), "sample_mean");
  CU_ASSERT_EQUAL(t->code, CLI_OK);
  CU_ASSERT(terminal_says(t, "sample_mean: ") && terminal_says(t, "\n   0.0 ") && terminal_says(t, "\n   1.0 "));
  CU_ASSERT(terminal_says(t, "       3\n")); /* of four replications one failed */
}

/* The figures of the CSV are those of the store: mean, minimum and maximum of the trials that are done. */
static void csv_has_the_stores_figures(void) {
  char path[200];
  strcpy(path, cli_store("s.h5", SMALL_TRIALS));
  walras_store_reader *reader = NULL;
  double values[SMALL_TRIALS], mean = 0.0, swept, got[5];
  int trials = 0;
  CU_ASSERT_EQUAL_FATAL(walras_store_reader_open(path, &reader, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_read_reals(reader, "/metrics/sample_mean", 0, SMALL_POINTS, values, NULL), WALRAS_OK);
  walras_store_reader_close(reader);
  for (int i = 0; i < SMALL_REPLICATIONS; i++)
    mean += i == SMALL_FAILED_REPLICATION ? 0.0 : values[SMALL_REPLICATIONS + i] / 3.0;
  const terminal *t = WALRAS("show", path, "sample_mean", "--csv", "--summary");
  static const char heading[] =
      "# confidence: 0.95\npoint,mean_parameter,metric,unit,mean,low,high,method,minimum,maximum,trials\n";
  CU_ASSERT_EQUAL(strncmp(t->out, heading, strlen(heading)), 0);
  const char *second = strstr(t->out, "\n1,");
  CU_ASSERT_PTR_NOT_NULL_FATAL(second);
  CU_ASSERT_EQUAL_FATAL(sscanf(second, "\n1,%lf,sample_mean,1,%lf,%lf,%lf,t interval of the mean,%lf,%lf,%d", &swept, &got[0],
                               &got[1], &got[2], &got[3], &got[4], &trials),
                        7);
  CU_ASSERT(swept == 1.0 && trials == 3);
  CU_ASSERT_DOUBLE_EQUAL(got[0], mean, 1e-8);
  CU_ASSERT(got[1] < got[3] && got[3] < got[0] && got[0] < got[4] && got[4] < got[2]); /* three values: a wide interval */
}

static void names_are_checked_and_what_is_no_number_is_placed(void) {
  char path[200], message[300];
  strcpy(path, cli_store("s.h5", SMALL_TRIALS));
  terminal_refuses(WALRAS("show", path, "smple_mean"), CLI_USAGE,
                   "the model noise has no metric 'smple_mean'; did you mean 'sample_mean'?");
  terminal_refuses(WALRAS("show", path, "draws"), CLI_USAGE,
                   "draws is not a number or vector per trial; read it from the store: /histograms/draws");
  terminal_refuses(WALRAS("show", path, "--json", "--csv"), CLI_USAGE, "show: --json and --csv exclude each other");
  snprintf(message, sizeof message, "no finished trial has a value to show; walras status %s says what is done",
           cli_store("new.h5", 0));
  const terminal *t = WALRAS("show", unit_path("new.h5"));
  CU_ASSERT_PTR_NOT_NULL(strstr(t->err, message));
}

WALRAS_UNIT_TESTS(UNIT(a_table_has_a_line_per_point_with_mean_and_count), UNIT(csv_has_the_stores_figures),
                  UNIT(names_are_checked_and_what_is_no_number_is_placed))
