/* The resolved experiment: same points, same text, every time. */
#include "laboratory.h"

/* Parses text and its own echo: points and echo must be equal. */
static void expect_stable(const char *text) {
  walras_experiment *first = laboratory_good(text);
  walras_experiment *second = laboratory_good(first->resolved_text);
  CU_ASSERT_STRING_EQUAL(second->resolved_text, first->resolved_text);
  if (strcmp(second->resolved_text, first->resolved_text) != 0)
    printf("\n--- first\n%s--- second\n%s", first->resolved_text, second->resolved_text);
  CU_ASSERT_EQUAL_FATAL(second->points, first->points);
  CU_ASSERT(second->replications == first->replications && second->seed == first->seed &&
            second->independent == first->independent);
  CU_ASSERT(second->claim_count == first->claim_count && second->swept_count == first->swept_count);
  for (int64_t p = 0; p < first->points; p++) {
    CU_ASSERT_EQUAL(second->point_replications[p], first->point_replications[p]);
    CU_ASSERT(first->point_labels == NULL || strcmp(first->point_labels[p], second->point_labels[p]) == 0);
    for (int64_t i = 0; i < market_model.parameter_count; i++) {
      char *a = walras_parameter_text(&market_parameters[i], first->parameters[p]);
      char *b = walras_parameter_text(&market_parameters[i], second->parameters[p]);
      CU_ASSERT_STRING_EQUAL(a, b);
      free(a);
      free(b);
    }
  }
  for (int64_t c = 0; c < first->claim_count; c++)
    CU_ASSERT_STRING_EQUAL(second->claims[c].text, first->claims[c].text);
  walras_experiment_destroy(second);
  walras_experiment_destroy(first);
}

static void the_echo_is_written_word_for_word(void) {
  walras_experiment *e = laboratory_good("experiment: { model = \"toy-market\"; name = \"a\\\"b\"; };\nparameters: { noise = "
                                         "1e-3; n = 10; data = \"d/v.csv\"; };\nrun: { threads = 2; };\n"
                                         "output: { store = \"x.h5\"; tables = \"none\"; };\n"
                                         "sweep: { axes = ( { values = [ true, false ]; parameter = \"truthful\"; }, { points = "
                                         "( { title = \"t\"; fail_at = 5000000000L; } ); } ); design = \"grid\"; };");
  CU_ASSERT_STRING_EQUAL(e->resolved_text, "experiment: {\n"
                                           "  name = \"a\\\"b\";\n"
                                           "  model = \"toy-market\";\n"
                                           "  description = \"\";\n"
                                           "  seed = 0L;\n"
                                           "  replications = 1;\n"
                                           "  random_numbers = \"common\";\n"
                                           "};\n"
                                           "parameters: {\n"
                                           "  agents = 10;\n"
                                           "  noise = 0.001;\n"
                                           "  data = \"d/v.csv\";\n"
                                           "};\n"
                                           "resolved: {\n"
                                           "  buyers = 5;\n"
                                           "  patience = \"inf\";\n"
                                           "  mechanism = \"median\";\n"
                                           "  sizes = [1, 2];\n"
                                           "  weights = [0.5, 0.5];\n"
                                           "  rules = [\"cap\"];\n"
                                           "  table = ([1.0, 2.0], [3.0]);\n"
                                           "};\n"
                                           "sweep: {\n"
                                           "  design = \"grid\";\n"
                                           "  axes = (\n"
                                           "    { parameter = \"truthful\"; values = [true, false]; },\n"
                                           "    { points = (\n"
                                           "      { fail_at = 5000000000L; title = \"t\"; }); });\n"
                                           "};\n"
                                           "output: { series = \"all\"; histograms = \"all\"; tables = \"none\"; };\n");
  walras_experiment_destroy(e);
}

static void echoes_of_every_design_are_stable(void) {
  expect_stable(HEAD);
  expect_stable(HEAD
                "parameters: { agents = 1e12; noise = 0.1; patience = \"inf\"; truthful = false; mechanism = \"dictator\"; title "
                "= \"x\\n\\\"\\\\\\t\\x07\"; "
                "data = \"a.csv\"; sizes = [ 1, 100 ]; weights = [ 1, 0.3333333333333333, -0.0 ]; rules = [ ]; table = ( ); };");
  expect_stable(HEAD "sweep: { design = \"grid\"; axes = ( { parameter = \"agents\"; values = [ 1, 5000000000L ]; }, { parameter "
                     "= \"patience\"; values = [ 1, \"inf\" ]; } ); };");
  expect_stable(HEAD "sweep: { design = \"grid\"; axes = ( { parameter = \"weights\"; values = ( [ 1 ], [ 2, 3 ] ); }, { points "
                     "= ( { noise = 0.1; data = \"x\"; }, { noise = 0.2; data = \"\"; } ); } ); };");
  expect_stable(HEAD "sweep: { design = \"list\"; points = ( { agents = 4; }, { agents = 4; buyers = 1; }, { } ); };");
  expect_stable(HEAD
                "parameters: { title = \"base\"; };\nsweep: { design = \"grids\"; grids = ( { label = \"E 1\"; replications = 2; "
                "parameters = { buyers = 3; }; "
                "axes = ( { parameter = \"agents\"; values = [ 5, 6 ]; } ); }, { label = \"E2\"; } ); };\n"
                "claims: ( { id = \"c\"; statement = \"s\"; source = \"t\"; kind = \"own\"; reason = \"r\"; check = \"mean\"; "
                "metric = \"lot_share[2]\"; expected = 1; "
                "tolerance = 1e-9; where = { label = [ \"E2\", \"E 1\" ]; agents = ( 5, 100 ); weights = [ 0.5, 0.5 ]; }; } );");
}

static void a_rule_is_not_given_when_the_echo_is_read(void) {
  walras_experiment *first =
      laboratory_good(HEAD "sweep: { design = \"grid\"; axes = ( { parameter = \"agents\"; values = [ 10, 20 ]; } ); };");
  walras_experiment *second = laboratory_good(first->resolved_text);
  CU_ASSERT(laboratory_point(second, 0)->buyers == 5 && laboratory_point(second, 1)->buyers == 10);
  walras_experiment_destroy(second);
  walras_experiment_destroy(first);
}

static void defaults_that_changed_since_are_named(void) {
  laboratory_refuses(HEAD "resolved: { noise = 0.1;\n buyers = 7; };",
                     "test.cfg:3: resolved: parameter 'buyers' was 7 when this text was written, and works out as 50 now: the "
                     "model's defaults have changed",
                     NULL);
}

static void a_new_setting_may_move_what_follows(void) {
  const char *setting = "agents=20";
  walras_diagnostics diagnostics;
  const walras_overrides overrides = {.settings = &setting, .setting_count = 1, .replications = -1, .threads = -1};
  walras_experiment *e =
      laboratory_parse(HEAD "parameters: { agents = 10; };\nresolved: { buyers = 5; };", &overrides, &diagnostics);
  CU_ASSERT_PTR_NOT_NULL_FATAL(e);
  CU_ASSERT_EQUAL(laboratory_point(e, 0)->buyers, 10);
  walras_experiment_destroy(e);
}

static void run_settings_stand_behind_the_echo(void) {
  walras_experiment *first = laboratory_good(HEAD "run: { threads = 3; ranks_per_trial = 2; checkpoint_seconds = 0.1; };");
  char text[4096];
  snprintf(text, sizeof text, "%s\n%s", first->resolved_text, first->run_text);
  walras_experiment *second = laboratory_good(text);
  CU_ASSERT(second->threads == 3 && second->ranks_per_trial == 2 && second->checkpoint_seconds == 0.1);
  CU_ASSERT_STRING_EQUAL(second->run_text, first->run_text);
  CU_ASSERT_STRING_EQUAL(second->resolved_text, first->resolved_text);
  walras_experiment_destroy(second);
  walras_experiment_destroy(first);
}

static void the_echo_leaves_out_where_and_how_it_runs(void) {
  walras_experiment *first = laboratory_good(HEAD "output: { store = \"a.h5\"; };\nrun: { threads = 3; };");
  walras_experiment *second = laboratory_good(HEAD "output: { store = \"b.h5\"; };\nrun: { threads = 1; };");
  CU_ASSERT_STRING_EQUAL(first->resolved_text, second->resolved_text);
  walras_experiment_destroy(second);
  walras_experiment_destroy(first);
}

WALRAS_UNIT_TESTS(UNIT(the_echo_is_written_word_for_word), UNIT(echoes_of_every_design_are_stable),
                  UNIT(a_rule_is_not_given_when_the_echo_is_read), UNIT(defaults_that_changed_since_are_named),
                  UNIT(a_new_setting_may_move_what_follows), UNIT(run_settings_stand_behind_the_echo),
                  UNIT(the_echo_leaves_out_where_and_how_it_runs))
