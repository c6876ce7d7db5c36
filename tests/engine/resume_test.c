/* walras resume, on 1 to 4 ranks: from any state of a store to the one that a run at one go leaves. */
#include "command.h"

static void what_is_pending_is_finished_from_nothing_but_the_store(void) {
  const char *whole = command_store("whole.h5", SMALL_CONFIG, SMALL_TRIALS);
  for (int64_t done = 0; done < SMALL_TRIALS; done += 3) {
    const char *store = command_store("part.h5", SMALL_CONFIG, done);
    command_says(WALRAS("resume", store, "--progress=never"), CLI_FAILED, "walras: 6 of 8 trials done, some failed in ", store,
                 "\nwalras: 2 trials failed; walras status ", store,
                 " lists them, walras resume --retry-failed runs them again\n", NULL);
    command_same(store, whole);
  }
}

/* What this run takes on is said beforehand, as this machine does it and not as the config asked. */
static void only_pending_trials_are_announced(void) {
  const char *store = command_store("announced.h5", SMALL_CONFIG "run: { threads = 2; };\n", 7);
  char layout[128];
  int ranks;
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  snprintf(layout, sizeof layout, "walras: 1 trial of noise on %d rank%s x 1 thread, ", ranks, ranks == 1 ? "" : "s");
  command_says(WALRAS("resume", store, "--threads", "1"), CLI_FAILED, layout, "6 of 8 trials done", "runs them again\n", NULL);
}

static void a_finished_store_is_left_alone(void) {
  const char *store = command_store("finished.h5", SMALL_CONFIG, SMALL_TRIALS);
  command_refuses(WALRAS("resume", store), CLI_FAILED, "nothing is pending in %s (6 trials done, 2 failed)", store);
  const char *good = command_store("good.h5",
                                   "experiment: { name = \"good\"; model = \"noise\"; replications = 3; };\n"
                                   "parameters: { entities = 20; };\n",
                                   3);
  command_refuses(WALRAS("resume", good), CLI_OK, "nothing is pending in %s (3 trials done, 0 failed)", good);
  command_refuses(WALRAS("resume", good, "--retry-failed"), CLI_OK, "nothing is pending in %s (3 trials done, 0 failed)", good);
}

/* A trial that fails by itself fails again; the store stays what it was. */
static void failed_trials_run_again_when_told(void) {
  const char *store = command_store("retry.h5", SMALL_CONFIG, SMALL_TRIALS);
  command_says(WALRAS("resume", store, "--retry-failed", "--ranks-per-trial", "1"), CLI_FAILED, "walras: 2 trials of noise on ",
               "walras: 6 of 8 trials done, some failed in ", store, "runs them again\n", NULL);
  command_same(store, command_store("retry-reference.h5", SMALL_CONFIG, SMALL_TRIALS));
}

static void damaged_trials_run_again(void) {
  const char *store = command_store("damaged.h5", SMALL_CONFIG, SMALL_TRIALS);
  if (command_rank() == 0) {
    small_experiment small = small_new(SMALL_CONFIG);
    walras_store_writer *writer = small_open(&small, store);
    const double wrong[2] = {7.0, 8.0};
    const int64_t dataset = walras_layout_records(small.layout)->fields[0].dataset;
    CU_ASSERT_EQUAL(walras_store_write_rows(writer, dataset, 4, 2, wrong, NULL), WALRAS_OK);
    CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
    small_free(&small);
  }
  MPI_Barrier(MPI_COMM_WORLD);
  command_says(WALRAS("resume", store, "--progress=never"), CLI_FAILED,
               "walras: 2 finished trials (first: trial 4) did not match the CRC and will run again\n",
               "walras: 6 of 8 trials done, some failed in ", store, "runs them again\n", NULL);
  command_same(store, command_store("damaged-reference.h5", SMALL_CONFIG, SMALL_TRIALS));
}

static void what_is_no_store_is_refused(void) {
  const char *missing = command_path("missing.h5"), *text = command_config("text.h5", "no store at all\n");
  command_refuses(WALRAS("resume", missing), CLI_USAGE, "%s cannot be read: No such file or directory", missing);
  command_refuses(WALRAS("resume", text), CLI_USAGE, "%s is not an HDF5 file", text);
  const char *store = command_store("option.h5", SMALL_CONFIG, 0);
  command_refuses(WALRAS("resume", store, "--threads", "-1"), CLI_USAGE,
                  "resume: option --threads must be an integer from 0 to 4096, but is '-1'", store);
}

COMMAND_TESTS(UNIT(what_is_pending_is_finished_from_nothing_but_the_store), UNIT(only_pending_trials_are_announced),
              UNIT(a_finished_store_is_left_alone), UNIT(failed_trials_run_again_when_told), UNIT(damaged_trials_run_again),
              UNIT(what_is_no_store_is_refused))
