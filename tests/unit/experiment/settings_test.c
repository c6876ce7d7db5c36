/* The groups experiment, output and run. */
#include "laboratory.h"

static void what_is_left_out_takes_its_default(void) {
  walras_experiment *e = laboratory_good("experiment: { name = \"my test\"; model = \"toy-market\"; };");
  CU_ASSERT_STRING_EQUAL(e->name, "my test");
  CU_ASSERT_STRING_EQUAL(e->description, "");
  CU_ASSERT_PTR_EQUAL(e->model, &market_model);
  CU_ASSERT(e->seed == 0 && e->replications == 1 && !e->independent);
  CU_ASSERT(e->series && e->histograms && e->tables);
  CU_ASSERT(e->ranks_per_trial == 0 && e->threads == 0);
  CU_ASSERT(e->checkpoint_seconds == 600 && e->sync_seconds == 5 && e->wall_time_margin_seconds == 120);
  CU_ASSERT_STRING_EQUAL(e->store_path, "/data/my-test.h5");
  CU_ASSERT_STRING_EQUAL(e->config_folder, "/data");
  CU_ASSERT(e->claim_count == 0 && e->swept_count == 0 && e->points == 1);
  walras_experiment_destroy(e);
}

static void every_setting_is_read(void) {
  walras_experiment *e = laboratory_good(
      "experiment: { name = \"x\"; model = \"toy-market\"; description = \"d\"; seed = 9000000000000000000L; replications = 1e3; "
      "random_numbers = \"independent\"; };"
      "output: { store = \"/tmp/s.h5\"; series = \"none\"; histograms = \"none\"; tables = \"none\"; snapshots = []; };"
      "run: { ranks_per_trial = 4; threads = 2; checkpoint_seconds = 1.5; sync_seconds = 0; wall_time_margin_seconds = 60; "
      "checkpoint_rounds = 7; };");
  CU_ASSERT(e->seed == INT64_C(9000000000000000000) && e->replications == 1000 && e->independent);
  CU_ASSERT(!e->series && !e->histograms && !e->tables);
  CU_ASSERT(e->ranks_per_trial == 4 && e->threads == 2);
  CU_ASSERT(e->checkpoint_seconds == 1.5 && e->sync_seconds == 0 && e->wall_time_margin_seconds == 60);
  CU_ASSERT_EQUAL(e->checkpoint_rounds, 7);
  CU_ASSERT_STRING_EQUAL(e->store_path, "/tmp/s.h5");
  CU_ASSERT_STRING_EQUAL(e->run_text, "run: { ranks_per_trial = 4; threads = 2; checkpoint_seconds = 1.5; sync_seconds = 0.0; "
                                      "wall_time_margin_seconds = 60.0; checkpoint_rounds = 7L; };\n");
  walras_experiment_destroy(e);
}

static void a_missing_group_or_key_is_named(void) {
  laboratory_refuses("", "test.cfg:1: the group 'experiment' is missing", NULL);
  laboratory_refuses("experiment: { };", "test.cfg:1: experiment.name is missing", "test.cfg:1: experiment.model is missing",
                     NULL);
  laboratory_refuses("experiment: { name = \"\"; model = \"toy-market\"; };", "test.cfg:1: experiment.name is empty", NULL);
  laboratory_refuses("experiment = 3;", "test.cfg:1: experiment: expected a group { }, found 3", NULL);
}

static void an_unknown_model_names_the_nearest(void) {
  laboratory_refuses("experiment: {\n name = \"x\";\n model = \"toymarket\"; };",
                     "test.cfg:3: unknown model 'toymarket'; did you mean 'toy-market'?", NULL);
  laboratory_refuses("experiment: {\n name = \"x\";\n model = \"fishery\"; };",
                     "test.cfg:3: unknown model 'fishery'; known models (others with --plugin FILE.so): toy-market", NULL);
}

static void unknown_keys_name_the_nearest_or_all(void) {
  laboratory_refuses(
      "experiment: { name = \"x\"; model = \"toy-market\"; replication = 3; };\noutput: { stor = \"a\"; };\nrun: { zzz = 1; };",
      "test.cfg:1: unknown key 'replication' in group 'experiment'; did you mean 'replications'?",
      "test.cfg:2: unknown key 'stor' in group 'output'; did you mean 'store'?",
      "test.cfg:3: unknown key 'zzz' in group 'run'; known keys: ranks_per_trial, threads, checkpoint_seconds, sync_seconds, "
      "wall_time_margin_seconds, checkpoint_rounds",
      NULL);
}

static void wrong_values_say_what_was_expected(void) {
  laboratory_refuses("experiment: { name = 3; model = \"toy-market\"; seed = -1; replications = 0;\n random_numbers = \"comon\"; "
                     "description = true; };",
                     "test.cfg:1: experiment.name: expected a text in quotes, found 3",
                     "test.cfg:2: experiment.description: expected a text in quotes, found true",
                     "test.cfg:1: experiment.seed: expected an integer of at least 0, found -1",
                     "test.cfg:1: experiment.replications: expected an integer of at least 1, found 0",
                     "test.cfg:2: experiment.random_numbers: unknown word 'comon'; did you mean 'common'?", NULL);
  laboratory_refuses(HEAD "output: { store = \"\"; series = \"some\"; snapshots = [ \"agents\" ]; };",
                     "test.cfg:2: output.store is empty", "test.cfg:2: output.series: unknown word 'some'; did you mean 'none'?",
                     "test.cfg:2: output.snapshots: this version does not have snapshots; leave the list empty", NULL);
  laboratory_refuses(HEAD "run: { ranks_per_trial = 0; threads = 1.5; sync_seconds = -1; };",
                     "test.cfg:2: run.ranks_per_trial: expected \"auto\" or an integer in [1, 2147483647], found 0",
                     "test.cfg:2: run.threads: expected \"auto\" or an integer in [0, 4096], found 1.5",
                     "test.cfg:2: run.sync_seconds: expected a number of at least 0, found -1", NULL);
}

WALRAS_UNIT_TESTS(UNIT(what_is_left_out_takes_its_default), UNIT(every_setting_is_read), UNIT(a_missing_group_or_key_is_named),
                  UNIT(an_unknown_model_names_the_nearest), UNIT(unknown_keys_name_the_nearest_or_all),
                  UNIT(wrong_values_say_what_was_expected))
