/* Command-line overrides, and failures of memory. */
#include "laboratory.h"

static walras_experiment *with(const char *text, const walras_overrides *overrides) {
  walras_diagnostics diagnostics;
  walras_experiment *e = laboratory_parse(text, overrides, &diagnostics);
  walras_diagnostics_clear(&diagnostics);
  CU_ASSERT_PTR_NOT_NULL_FATAL(e);
  return e;
}

static void overrides_replace_what_the_config_says(void) {
  const walras_overrides overrides = {
      .replications = 9, .has_seed = true, .seed = 77, .threads = 5, .ranks_per_trial = "3", .output = "elsewhere.h5"};
  walras_experiment *e = with(HEAD "run: { threads = 1; };", &overrides);
  CU_ASSERT(e->replications == 9 && e->point_replications[0] == 9 && e->seed == 77 && e->threads == 5 && e->ranks_per_trial == 3);
  CU_ASSERT_STRING_EQUAL(e->store_path, "elsewhere.h5");
  CU_ASSERT_PTR_NOT_NULL(strstr(e->resolved_text, "seed = 77L;\n  replications = 9;"));
  walras_experiment_destroy(e);
  const walras_overrides automatic = {.replications = -1, .threads = -1, .ranks_per_trial = "auto"};
  e = with(HEAD "run: { ranks_per_trial = 2; };", &automatic);
  CU_ASSERT_EQUAL(e->ranks_per_trial, 0);
  walras_experiment_destroy(e);
}

static void fewer_replications_cap_the_counts_of_grids_and_more_leave_them(void) {
  static const char text[] = HEAD "sweep: { design = \"grids\"; grids = ( { label = \"a\"; replications = 20; }, { label = "
                                  "\"b\"; }, { label = \"c\"; replications = 1; } ); };";
  walras_overrides overrides = {.replications = 2, .threads = -1};
  walras_experiment *e = with(text, &overrides);
  CU_ASSERT(e->point_replications[0] == 2 && e->point_replications[1] == 2 && e->point_replications[2] == 1 &&
            e->replications == 2);
  walras_experiment_destroy(e);
  overrides.replications = 50;
  e = with(text, &overrides);
  CU_ASSERT(e->point_replications[0] == 20 && e->point_replications[1] == 50 && e->point_replications[2] == 1 &&
            e->replications == 50);
  walras_experiment_destroy(e);
}

static void wrong_overrides_are_named(void) {
  walras_diagnostics diagnostics;
  const walras_overrides overrides = {.replications = 0, .threads = -1, .ranks_per_trial = "many"};
  CU_ASSERT_PTR_NULL(laboratory_parse(HEAD, &overrides, &diagnostics));
  CU_ASSERT_EQUAL_FATAL(diagnostics.count, 2);
  CU_ASSERT_STRING_EQUAL(diagnostics.messages[0], "--replications 0: expected an integer of at least 1");
  CU_ASSERT_STRING_EQUAL(diagnostics.messages[1], "--ranks-per-trial many: expected 'auto' or a positive integer");
  walras_diagnostics_clear(&diagnostics);
}

static void more_trials_than_can_be_counted_are_refused(void) {
  laboratory_refuses("\nexperiment: { name = \"x\"; model = \"toy-market\"; replications = 9000000000000000000L; };\n"
                     "sweep: { design = \"grid\"; axes = ( { parameter = \"agents\"; values = [ 1, 2 ]; } ); };",
                     "test.cfg:2: 2 points x 9000000000000000000 replications are more trials than 64 bits count", NULL);
}

static void a_missing_folder_is_no_mistake_of_a_stored_experiment(void) {
  walras_diagnostics diagnostics = {0};
  walras_experiment *e = NULL;
  CU_ASSERT_EQUAL(walras_experiment_parse(HEAD "parameters: { data = \"v.csv\"; };", "store", "/nowhere/at/all", &market_list,
                                          NULL, &e, &diagnostics),
                  WALRAS_OK);
  CU_ASSERT_PTR_NOT_NULL_FATAL(e);
  CU_ASSERT_STRING_EQUAL(laboratory_point(e, 0)->data, "/nowhere/at/all/v.csv");
  walras_experiment_destroy(e);
}

static void folders_are_joined_in_the_root_too(void) {
  walras_diagnostics diagnostics = {0};
  walras_experiment *e = NULL;
  CU_ASSERT_EQUAL(
      walras_experiment_parse(HEAD "parameters: { data = \"v.csv\"; };", "store", "/", &market_list, NULL, &e, &diagnostics),
      WALRAS_OK);
  CU_ASSERT_PTR_NOT_NULL_FATAL(e);
  CU_ASSERT_STRING_EQUAL(laboratory_point(e, 0)->data, "/v.csv");
  CU_ASSERT_PTR_NOT_NULL(strstr(e->resolved_text, "data = \"v.csv\";"));
  walras_experiment_destroy(e);
}

static void nothing_is_released_for_no_experiment(void) {
  walras_experiment_destroy(NULL);
  walras_parameters_destroy(NULL);
  walras_diagnostics diagnostics = {0};
  walras_diagnostics_clear(&diagnostics);
  CU_ASSERT(diagnostics.messages == NULL && diagnostics.count == 0);
}

WALRAS_UNIT_TESTS(UNIT(overrides_replace_what_the_config_says),
                  UNIT(fewer_replications_cap_the_counts_of_grids_and_more_leave_them), UNIT(wrong_overrides_are_named),
                  UNIT(more_trials_than_can_be_counted_are_refused), UNIT(a_missing_folder_is_no_mistake_of_a_stored_experiment),
                  UNIT(folders_are_joined_in_the_root_too), UNIT(nothing_is_released_for_no_experiment))
