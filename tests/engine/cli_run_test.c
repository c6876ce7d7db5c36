/* walras run, on 1 to 4 ranks: the same store as one process fills without MPI, and every way to be refused. */
#include "command.h"

#define WHOLE                                                                                                                    \
  "experiment: { name = \"whole\"; model = \"noise\"; seed = 5; replications = 4; };\n"                                          \
  "parameters: { entities = 200; rounds = 3; };\n"                                                                               \
  "sweep: { design = \"grid\"; axes = ( { parameter = \"mean\"; values = [ 0.0, 1.0 ]; } ); };\n"

static void a_run_fills_a_new_store(void) {
  const char *config = command_config("whole.cfg", WHOLE), *store = command_path("whole.h5");
  const char *reference = command_store("reference.h5", WHOLE, SMALL_TRIALS);
  command_says(WALRAS("run", config, "--output", store, "--progress=never"), CLI_OK, "walras: 8 of 8 trials done in ", ": ",
               store, "\n", NULL);
  command_same(store, reference);
}

/* The layout is announced unless the run is to be quiet. */
static void the_layout_stands_in_front(void) {
  const char *config = command_config("layout.cfg", WHOLE), *store = command_path("layout.h5");
  char layout[128];
  int ranks;
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  snprintf(layout, sizeof layout, "walras: 8 trials of noise on %d rank%s x 1 thread, 1 rank a trial\n", ranks,
           ranks == 1 ? "" : "s");
  command_says(WALRAS("run", config, "--output", store, "--threads", "1", "--ranks-per-trial", "1"), CLI_OK, layout,
               "walras: 8 of 8 trials done in ", store, "\n", NULL);
}

static void failed_trials_make_a_run_fail_and_are_counted(void) {
  const char *config = command_config("fails.cfg", SMALL_CONFIG), *store = command_path("fails.h5");
  const char *reference = command_store("fails-reference.h5", SMALL_CONFIG, SMALL_TRIALS);
  command_says(WALRAS("run", config, "--output", store, "--progress=never"), CLI_FAILED,
               "walras: 6 of 8 trials done, some failed in ", store, "\nwalras: 2 trials failed; walras status ", store,
               " lists them, walras resume --retry-failed runs them again\n", NULL);
  command_same(store, reference);
}

static void the_store_may_be_named_by_the_config_beside_it(void) {
  const char *config = command_config("named.cfg", WHOLE "output: { store = \"results/named.h5\"; };\n");
  const char *folder = command_path("results"), *store = command_path("results/named.h5");
  if (command_rank() == 0)
    CU_ASSERT_EQUAL(mkdir(folder, 0700), 0);
  MPI_Barrier(MPI_COMM_WORLD);
  command_says(WALRAS("run", config, "--progress=never"), CLI_OK, "walras: 8 of 8 trials done in ", store, "\n", NULL);
  CU_ASSERT(command_exists(store));
  const char *other = command_path("other.h5"); /* the command line comes first */
  command_says(WALRAS("run", config, "--output", other, "--progress=never"), CLI_OK, "8 of 8", other, "\n", NULL);
}

static void an_existing_store_is_replaced_only_when_told(void) {
  const char *config = command_config("again.cfg", WHOLE), *store = command_path("again.h5");
  CU_ASSERT_EQUAL(WALRAS("run", config, "--output", store, "--progress=never")->code, CLI_OK);
  command_refuses(WALRAS("run", config, "--output", store, "--progress=never"), CLI_USAGE,
                  "%s exists; --overwrite replaces it, walras resume goes on with it", store);
  CU_ASSERT_EQUAL(WALRAS("run", config, "--output", store, "--overwrite", "--seed", "6", "--progress=never")->code, CLI_OK);
  command_same(store,
               command_store("six.h5",
                             "experiment: { name = \"whole\"; model = \"noise\"; seed = 6; replications = 4; };\n"
                             "parameters: { entities = 200; rounds = 3; };\n"
                             "sweep: { design = \"grid\"; axes = ( { parameter = \"mean\"; values = [ 0.0, 1.0 ]; } ); };\n",
                             SMALL_TRIALS));
}

static void one_trial_alone_leaves_the_others_pending(void) {
  const char *config = command_config("only.cfg", WHOLE), *store = command_path("only.h5");
  command_says(WALRAS("run", config, "--output", store, "--only", "5", "--progress=never"), CLI_OK,
               "walras: 1 of 8 trials done in ", store, "\nwalras: 7 trials are pending; go on with: walras resume ", store, "\n",
               NULL);
  uint8_t status[SMALL_TRIALS];
  walras_store_reader *reader = NULL;
  if (command_rank() != 0)
    return;
  CU_ASSERT_EQUAL(walras_store_reader_open(store, &reader, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_read_bytes(reader, "/trials/status", 0, SMALL_POINTS, status, NULL), WALRAS_OK);
  for (int trial = 0; trial < SMALL_TRIALS; trial++)
    CU_ASSERT_EQUAL(status[trial], trial == 5 ? WALRAS_TRIAL_DONE : WALRAS_TRIAL_PENDING);
  walras_store_reader_close(reader);
}

static void a_trial_that_does_not_exist_is_refused_before_anything_is_created(void) {
  const char *config = command_config("none.cfg", WHOLE), *store = command_path("none.h5");
  command_refuses(WALRAS("run", config, "--output", store, "--only", "8"), CLI_USAGE,
                  "--only 8: the experiment's trials are 0 to 7", store);
  command_refuses(WALRAS("run", config, "--output", store, "--only", "-1"), CLI_USAGE,
                  "run: option --only must be an integer from 0 to 9223372036854775807, but is '-1'", store);
  command_refuses(WALRAS("run", config, "--output", store, "--only", "five"), CLI_USAGE,
                  "run: option --only must be an integer from 0 to 9223372036854775807, but is 'five'", store);
  CU_ASSERT(!command_exists(store));
}

static void a_stored_experiment_runs_again_into_a_new_store(void) {
  const char *source = command_store("source.h5", WHOLE, 3), *store = command_path("copy.h5");
  command_refuses(WALRAS("run", "--from", source), CLI_USAGE, "--from needs --output STORE for the new store", source);
  command_says(WALRAS("run", "--from", source, "--output", store, "--progress=never"), CLI_OK, "walras: 8 of 8 trials done in ",
               store, "\n", NULL);
  command_same(store, command_store("source-whole.h5", WHOLE, SMALL_TRIALS));
  const char *config = command_config("no-store.cfg", WHOLE);
  command_refuses(WALRAS("run", "--from", config, "--output", store), CLI_USAGE, "%s is not an HDF5 file", config);
}

static void overrides_are_as_good_as_the_config(void) {
  const char *config = command_config("over.cfg", WHOLE), *store = command_path("over.h5");
  CU_ASSERT_EQUAL(
      WALRAS("run", config, "--output", store, "--set", "entities=50", "--replications", "2", "--seed", "9", "--progress=never")
          ->code,
      CLI_OK);
  command_same(store,
               command_store("over-reference.h5",
                             "experiment: { name = \"whole\"; model = \"noise\"; seed = 9; replications = 2; };\n"
                             "parameters: { entities = 50; rounds = 3; };\n"
                             "sweep: { design = \"grid\"; axes = ( { parameter = \"mean\"; values = [ 0.0, 1.0 ]; } ); };\n",
                             4));
}

/* Every mistake of a config is told once, by rank 0. */
static void a_wrong_config_is_refused_with_all_its_mistakes(void) {
  const char *config = command_config(
      "wrong.cfg", "experiment: { name = \"w\"; model = \"noise\"; };\nparameters: { entitis = 5;\n rounds = 0; };\n");
  const char *store = command_path("wrong.h5");
  command_says(WALRAS("run", config, "--output", store), CLI_USAGE, config,
               ":2: unknown parameter 'entitis' of model 'noise'; did you mean 'entities'?\n", config,
               ":3: parameter 'rounds': expected an integer in [1, 1e6], found 0\n", NULL);
  CU_ASSERT(!command_exists(store));
  const char *missing = command_path("missing.cfg");
  const terminal *t = WALRAS("run", missing, "--output", store);
  command_says(t, CLI_USAGE, missing, ": ", "No such file or directory\n", NULL);
}

static void a_store_that_cannot_be_created_is_a_matter_of_the_command_line(void) {
  const char *config = command_config("nowhere.cfg", WHOLE), *folder = command_path("");
  command_refuses(WALRAS("run", config, "--output", "/nowhere/s.h5", "--progress=never"), CLI_USAGE,
                  "/nowhere/s.h5: the folder /nowhere cannot be written: No such file or directory", folder);
  command_refuses(WALRAS("run", config, "--output", folder, "--overwrite", "--progress=never"), CLI_USAGE,
                  "%s is a folder; a store is a file", folder);
}

COMMAND_TESTS(UNIT(a_run_fills_a_new_store), UNIT(the_layout_stands_in_front),
              UNIT(failed_trials_make_a_run_fail_and_are_counted), UNIT(the_store_may_be_named_by_the_config_beside_it),
              UNIT(an_existing_store_is_replaced_only_when_told), UNIT(one_trial_alone_leaves_the_others_pending),
              UNIT(a_trial_that_does_not_exist_is_refused_before_anything_is_created),
              UNIT(a_stored_experiment_runs_again_into_a_new_store), UNIT(overrides_are_as_good_as_the_config),
              UNIT(a_wrong_config_is_refused_with_all_its_mistakes),
              UNIT(a_store_that_cannot_be_created_is_a_matter_of_the_command_line))
