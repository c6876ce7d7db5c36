#include <cjson/cJSON.h>

#include "cli_store.h"

/* Eight equal trials of a tenth of a second or so, by the model's rough costs. */
#define EIGHT_TRIALS                                                                                                             \
  "experiment: { name = \"eight\"; model = \"noise\"; replications = 8; };\nparameters: { entities = 10000000L; };\n"

/* The rows of the JSON that a line prints. */
static cJSON *rows_of(const terminal *t) {
  CU_ASSERT_EQUAL_FATAL(t->code, CLI_OK);
  cJSON *root = cJSON_Parse(t->out);
  CU_ASSERT_PTR_NOT_NULL_FATAL(root);
  return root;
}

static double value(const cJSON *root, int row, const char *name) {
  const cJSON *item =
      cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(root, "scaling"), row), name);
  CU_ASSERT_FATAL(cJSON_IsNumber(item));
  return item->valuedouble;
}

static void equal_trials_are_spread_evenly_until_there_are_too_few(void) {
  const char *config = cli_config("eight.cfg", EIGHT_TRIALS);
  const int files = unit_file_count();
  cJSON *root = rows_of(WALRAS("plan", config, "--scaling", "--ranks-list", "1,2,4,5,16", "--threads", "1", "--ranks-per-trial",
                               "1", "--calibrate", "0", "--json"));
  static const double ranks[] = {1, 2, 4, 5, 16}, rounds[] = {8, 4, 2, 2, 1};
  const double trial = value(root, 0, "seconds") / 8.0;
  CU_ASSERT(trial > 0.01);
  for (int row = 0; row < 5; row++) {
    CU_ASSERT_EQUAL(value(root, row, "ranks"), ranks[row]);
    CU_ASSERT_EQUAL(value(root, row, "groups"), ranks[row]);
    CU_ASSERT_EQUAL(value(root, row, "threads"), 1);
    CU_ASSERT_DOUBLE_EQUAL(value(root, row, "seconds"), rounds[row] * trial, 0.02 * trial);
    CU_ASSERT_DOUBLE_EQUAL(value(root, row, "efficiency"), 8.0 / (rounds[row] * ranks[row]), 0.02);
    CU_ASSERT_DOUBLE_EQUAL(value(root, row, "utilisation"), 8.0 / (rounds[row] * ranks[row]), 0.02);
    CU_ASSERT(value(root, row, "coordinator_busy") >= 0.0 && value(root, row, "coordinator_busy") < 0.02);
  }
  CU_ASSERT(value(root, 0, "messages") == 0 && value(root, 0, "bytes") == 0);
  CU_ASSERT(value(root, 1, "messages") > 0 && value(root, 1, "bytes") > 0);
  CU_ASSERT_EQUAL(unit_file_count(), files);
  cJSON_Delete(root);
}

/* With a variation of 1 the last trials end one after the other: 64 trials on 16 ranks are not done in four mean times. */
static void uneven_trials_cost_utilisation(void) {
  const char *config = cli_config("eight.cfg", EIGHT_TRIALS);
  const char *sizes = "16";
  cJSON *even = rows_of(WALRAS("plan", config, "--scaling", "--ranks-list", sizes, "--replications", "64", "--threads", "1",
                               "--calibrate", "0", "--json"));
  cJSON *uneven = rows_of(WALRAS("plan", config, "--scaling", "--ranks-list", sizes, "--replications", "64", "--threads", "1",
                                 "--calibrate", "0", "--json", "--trial-variation", "1"));
  CU_ASSERT(value(even, 0, "utilisation") > 0.97);
  CU_ASSERT(value(uneven, 0, "utilisation") < 0.9);
  cJSON_Delete(even);
  cJSON_Delete(uneven);
}

/* The store of eight short trials that took so many seconds. */
static const char *store_of_eight(const char *name, const double seconds[8]) {
  small_experiment small = small_new("experiment: { name = \"eight\"; model = \"noise\"; replications = 8; };\n");
  const char *path = small_store(&small, name, 8);
  walras_store_writer *writer = small_open(&small, path);
  CU_ASSERT_EQUAL(walras_store_write_rows(writer, walras_layout_wall_seconds_dataset(small.layout), 0, 8, seconds, NULL),
                  WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  small_free(&small);
  return path;
}

/* The longest trial decides on eight ranks, and on two when it comes last. */
static void a_stores_times_stand_for_the_trials(void) {
  const char *config = cli_config("eight.cfg", EIGHT_TRIALS);
  const char *path = store_of_eight("times.h5", (const double[8]){0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 2.0});
  cJSON *root = rows_of(WALRAS("plan", config, "--scaling", "--ranks-list", "1,2,8", "--threads", "1", "--ranks-per-trial", "1",
                               "--calibrate", "0", "--json", "--trial-times", path));
  static const double seconds[] = {5.5, 3.5, 2.0}; /* on two ranks: four short ones, three short ones and the long one */
  for (int row = 0; row < 3; row++)
    CU_ASSERT_DOUBLE_EQUAL(value(root, row, "seconds"), seconds[row], 0.01);
  cJSON_Delete(root);
  const terminal *t = WALRAS("plan", config, "--scaling", "--calibrate", "0", "--trial-times", path);
  CU_ASSERT(strncmp(t->out, "by the times of 8 trials of ", 28) == 0);
}

static void a_store_that_tells_no_times_is_refused(void) {
  const char *config = cli_config("small.cfg", SMALL_CONFIG);
  const char *path = cli_store("none.h5", 0);
  const terminal *t = WALRAS("plan", config, "--scaling", "--calibrate", "0", "--trial-times", path);
  CU_ASSERT(t->code == CLI_USAGE && strstr(t->err, "none.h5: no trial is done: it tells no times") != NULL);
  t = WALRAS("plan", config, "--scaling", "--calibrate", "0", "--trial-times", "missing.h5");
  CU_ASSERT(t->code == CLI_USAGE && strstr(t->err, "missing.h5") != NULL);
}

static void the_table_has_a_line_for_each_number_of_ranks(void) {
  const terminal *t = WALRAS("plan", cli_config("eight.cfg", EIGHT_TRIALS), "--scaling", "--calibrate", "0");
  CU_ASSERT_EQUAL(t->code, CLI_OK);
  CU_ASSERT(terminal_says(t, "utilisation") && terminal_says(t, "\n   100000 "));
}

static void what_makes_no_sense_is_refused(void) {
  const char *config = cli_config("p.cfg", SMALL_CONFIG);
  terminal_refuses(WALRAS("plan", config, "--ranks-list", "1"), CLI_USAGE, "plan: --ranks-list needs --scaling");
  terminal_refuses(WALRAS("plan", config, "--trial-variation", "1"), CLI_USAGE, "plan: --trial-variation needs --scaling");
  terminal_refuses(WALRAS("plan", config, "--trial-times", "s.h5"), CLI_USAGE, "plan: --trial-times needs --scaling");
  terminal_refuses(WALRAS("plan", config, "--scaling", "--trial-times", "s.h5", "--trial-variation", "1"), CLI_USAGE,
                   "plan: --trial-variation and --trial-times are two accounts of the same: give one of them");
  static const char *const wrong[] = {"", "0", "1,", ",1", "1,,2", "1 2", "1000001", "-1", "many"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    const terminal *t = WALRAS("plan", config, "--scaling", "--ranks-list", wrong[i]);
    CU_ASSERT(t->code == CLI_USAGE && strstr(t->err, "option --ranks-list must be up to 32 numbers of ranks") != NULL);
  }
  terminal_refuses(WALRAS("plan", cli_config("p.cfg", SMALL_CONFIG), "--scaling", "--trial-variation", "-1"), CLI_USAGE,
                   "plan: option --trial-variation must be a number from 0 to 100, but is '-1'");
  terminal_refuses(WALRAS("plan", cli_config("p.cfg", SMALL_CONFIG), "--scaling", "--ranks-list", "2", "--ranks-per-trial", "3",
                          "--ranks", "3", "--calibrate", "0"),
                   CLI_USAGE, "3 ranks per trial were asked for, but there are only 2 ranks (mpirun -n 3 ...)");
}

WALRAS_UNIT_TESTS(UNIT(equal_trials_are_spread_evenly_until_there_are_too_few), UNIT(uneven_trials_cost_utilisation),
                  UNIT(a_stores_times_stand_for_the_trials), UNIT(a_store_that_tells_no_times_is_refused),
                  UNIT(the_table_has_a_line_for_each_number_of_ranks), UNIT(what_makes_no_sense_is_refused))
