/* The group `replications`: sequential stopping. */
#include "experiment/stopping.h"

#include "laboratory.h"

#define OPEN "experiment: { name = \"test\"; model = \"toy-market\"; seed = 7; };\n"
#define AXIS "sweep: { design = \"grid\"; axes = ( { parameter = \"agents\"; values = [ 10, 20, 30 ]; } ); };\n"
#define RULE(more) "replications: { initial = 4; step = 2; maximum = 20; metric = \"welfare\"; half_width = 0.5; " more " };\n"

static void every_key_is_read(void) {
  walras_experiment *e = laboratory_good(
      OPEN AXIS "replications: { initial = 4; step = 2; maximum = 1e3; metric = \"lot_share[2]\"; relative_half_width = 1; "
                "confidence = 0.99; versus = { traders = 20; }; };");
  const walras_stopping *stopping = e->stopping;
  CU_ASSERT_PTR_NOT_NULL_FATAL(stopping);
  CU_ASSERT(stopping->rule.initial == 4 && stopping->rule.step == 2 && stopping->rule.maximum == 1000);
  CU_ASSERT(stopping->rule.relative && stopping->rule.half_width == 1.0 && stopping->rule.confidence == 0.99);
  CU_ASSERT_EQUAL(stopping->rule.baseline, 1);
  CU_ASSERT(strcmp(e->model->metrics[stopping->metric].name, "lot_share") == 0 && stopping->element == 1);
  CU_ASSERT(e->replications == 1000 && e->point_replications[2] == 1000); /* the store has room for the maximum */
  walras_experiment_destroy(e);
}

static void what_is_left_out_takes_its_default(void) {
  walras_experiment *e =
      laboratory_good(OPEN "replications: { initial = 4; maximum = 20; metric = \"welfare\"; half_width = 0.5; };");
  const walras_sequential_rule *rule = &e->stopping->rule;
  CU_ASSERT(rule->step == 4 && rule->confidence == 0.95 && !rule->relative && rule->baseline == -1);
  CU_ASSERT(e->stopping->element == 0 && e->points == 1);
  walras_experiment_destroy(e);
  e = laboratory_good(HEAD);
  CU_ASSERT_PTR_NULL(e->stopping);
  walras_experiment_destroy(e);
}

static void the_resolved_text_says_it_all_and_resolves_to_itself(void) {
  walras_experiment *e = laboratory_good(
      OPEN
      "sweep: { design = \"grids\"; grids = ( { label = \"a\"; parameters = { n = 10; }; }, { label = \"b\"; } ); };\n"
      "replications: { maximum = 20L; initial = 0x4; half_width = 1; metric = \"welfare\"; versus = { label = [\"b\"]; }; };");
  CU_ASSERT_PTR_NOT_NULL(
      strstr(e->resolved_text,
             "  seed = 7L;\n  random_numbers = \"common\";\n};\n"
             "replications: { initial = 4; step = 4; maximum = 20; metric = \"welfare\"; half_width = 1.0; confidence = 0.95; "
             "versus = { label = [\"b\"]; }; };\n"));
  CU_ASSERT_PTR_NULL(strstr(e->resolved_text, "replications = "));
  walras_experiment *again = laboratory_good(e->resolved_text);
  CU_ASSERT_STRING_EQUAL(again->resolved_text, e->resolved_text);
  CU_ASSERT(again->stopping->rule.baseline == 1 && again->replications == 20);
  walras_experiment_destroy(again);
  walras_experiment_destroy(e);
}

static walras_experiment *with_replications(const char *text, int64_t replications, walras_diagnostics *diagnostics) {
  const walras_overrides overrides = {.replications = replications, .threads = -1};
  return laboratory_parse(text, &overrides, diagnostics);
}

static void replications_of_the_command_line_are_the_maximum(void) {
  walras_diagnostics diagnostics;
  walras_experiment *e = with_replications(OPEN RULE(""), 50, &diagnostics);
  CU_ASSERT_PTR_NOT_NULL_FATAL(e);
  CU_ASSERT(e->stopping->rule.maximum == 50 && e->stopping->rule.initial == 4 && e->replications == 50);
  walras_experiment_destroy(e);
  e = with_replications(OPEN RULE(""), 3, &diagnostics);
  CU_ASSERT_PTR_NOT_NULL_FATAL(e);
  CU_ASSERT(e->stopping->rule.maximum == 3 && e->stopping->rule.initial == 3);
  walras_experiment_destroy(e);
  e = with_replications(OPEN RULE(""), 1, &diagnostics);
  CU_ASSERT_PTR_NULL(e);
  CU_ASSERT_EQUAL_FATAL(diagnostics.count, 1);
  CU_ASSERT_STRING_EQUAL(diagnostics.messages[0], "--replications 1: sequential stopping needs at least 2 replications");
  walras_diagnostics_clear(&diagnostics);
}

static void missing_keys_are_named(void) {
  laboratory_refuses(OPEN "replications = 4;", "test.cfg:2: replications: expected a group { }, found 4", NULL);
  laboratory_refuses(OPEN "replications: { };", "test.cfg:2: replications: 'initial' is missing",
                     "test.cfg:2: replications: 'maximum' is missing", "test.cfg:2: replications: 'metric' is missing",
                     "test.cfg:2: replications: 'half_width' (or 'relative_half_width') is missing", NULL);
  laboratory_refuses(OPEN "replications: { initial = 4; maximum = 20;\n metric = \"welfare\"; halfwidth = 0.5; };",
                     "test.cfg:3: unknown key 'halfwidth' in group 'replications'; did you mean 'half_width'?",
                     "test.cfg:2: replications: 'half_width' (or 'relative_half_width') is missing", NULL);
}

static void wrong_numbers_say_what_was_expected(void) {
  laboratory_refuses(OPEN "replications: { initial = 1; step = 0;\n maximum = \"x\"; metric = \"welfare\"; half_width = 0; "
                          "confidence = 1; };",
                     "test.cfg:2: replications.initial: expected an integer of at least 2, found 1",
                     "test.cfg:2: replications.step: expected an integer of at least 1, found 0",
                     "test.cfg:3: replications.maximum: expected an integer of at least 1, found the text \"x\"",
                     "test.cfg:3: replications.half_width: expected a finite number above 0, found 0",
                     "test.cfg:3: replications.confidence: expected a number between 0 and 1, found 1", NULL);
  laboratory_refuses(OPEN "replications: { initial = 8; maximum = 7; metric = \"welfare\"; half_width = 1; };",
                     "test.cfg:2: replications: 'maximum' is 7, less than 'initial', which is 8", NULL);
  laboratory_refuses(OPEN RULE("relative_half_width = -0.1; confidence = 95;"),
                     "test.cfg:2: replications.relative_half_width: expected a finite number above 0, found -0.1",
                     "test.cfg:2: replications: 'half_width' and 'relative_half_width' exclude each other",
                     "test.cfg:2: replications.confidence: expected a number between 0 and 1, found 95", NULL);
}

static void a_fixed_number_beside_the_group_is_refused(void) {
  laboratory_refuses(HEAD RULE(""),
                     "test.cfg:1: experiment.replications and the group 'replications' (sequential stopping) exclude each other",
                     NULL);
  laboratory_refuses(
      OPEN RULE("") "sweep: { design = \"grids\"; grids = ( { label = \"a\"; },\n { label = \"b\"; replications = 5; } ); };",
      "test.cfg:4: grid 2: replications and the group 'replications' (sequential stopping) exclude each other", NULL);
}

static void the_baseline_is_one_point_among_others(void) {
  laboratory_refuses(OPEN AXIS RULE("versus = { agents = [10, 30]; };"),
                     "test.cfg:3: replications.versus selects 2 design points; the baseline is one", NULL);
  laboratory_refuses(OPEN AXIS RULE("versus = { agents = 40; };"), "test.cfg:3: replications.versus selects no design point",
                     NULL);
  laboratory_refuses(OPEN AXIS RULE("versus = { agent = 10; };"),
                     "test.cfg:3: unknown parameter 'agent' of model 'toy-market'; did you mean 'agents'?", NULL);
  laboratory_refuses(OPEN RULE("versus = { };"),
                     "test.cfg:2: replications.versus: there is no other design point to compare with the baseline", NULL);
  laboratory_refuses(OPEN AXIS RULE("versus = 2;"), "test.cfg:3: replications.versus: expected a group { }, found 2", NULL);
}

/* ---- the metric ---- */

static int64_t two(const void *parameters) {
  (void)parameters;
  return 2;
}

static const walras_metric all_kinds[] = {
    {.name = "welfare", .unit = "USD", .doc = "scalar"},
    {.name = "lot_share", .kind = WALRAS_VECTOR, .unit = "1", .doc = "vector", .dimension = "lot", .length = market_lots},
    {.name = "bias", .unit = "1", .doc = "sometimes", .absent = "without noise", .present = market_has_noise},
    {.name = "price", .kind = WALRAS_SERIES, .unit = "USD", .doc = "series", .length = two},
    {.name = "seconds", .unit = "s", .doc = "time", .not_compared = true},
};

/* The message that a rule with this metric is refused with; "" when it is accepted. */
static const char *metric_message(const char *metric, const char *sweep) {
  static char message[256], text[1024];
  walras_model model = market_model;
  model.metrics = all_kinds;
  model.metric_count = sizeof all_kinds / sizeof *all_kinds;
  const walras_model *const models[] = {&model};
  const walras_model_list list = {.models = models, .count = 1};
  walras_diagnostics diagnostics = {0};
  walras_experiment *e = NULL;
  snprintf(text, sizeof text, OPEN "replications: { initial = 2; maximum = 4; half_width = 1; metric = \"%s\"; };\n%s", metric,
           sweep);
  (void)walras_experiment_parse(text, "test.cfg", "/data", &list, NULL, &e, &diagnostics);
  CU_ASSERT(diagnostics.count == (e == NULL));
  snprintf(message, sizeof message, "%s", diagnostics.count > 0 ? diagnostics.messages[0] : "");
  walras_diagnostics_clear(&diagnostics);
  walras_experiment_destroy(e);
  return message;
}

static void the_metric_is_one_number_of_every_trial(void) {
#define WRONG "test.cfg:2: replications.metric: "
  CU_ASSERT_STRING_EQUAL(metric_message("welfare", ""), "");
  CU_ASSERT_STRING_EQUAL(metric_message("lot_share[2]", ""), "");
  CU_ASSERT_STRING_EQUAL(metric_message("bias", ""), "");
  CU_ASSERT_STRING_EQUAL(metric_message("wellfare", ""),
                         WRONG "unknown metric 'wellfare' of model 'toy-market'; did you mean 'welfare'?");
  CU_ASSERT_STRING_EQUAL(metric_message("welfare[1]", ""), WRONG "'welfare' is one number and has no elements");
  CU_ASSERT_STRING_EQUAL(metric_message("lot_share", ""),
                         WRONG "'lot_share' has several elements: name one, as \"lot_share[1]\"");
  CU_ASSERT_STRING_EQUAL(metric_message("lot_share[x]", ""),
                         WRONG "'lot_share[x]' is not a metric's element, which looks as \"lot_share[1]\"");
  CU_ASSERT_STRING_EQUAL(metric_message("lot_share[2]]", ""),
                         WRONG "'lot_share[2]]' is not a metric's element, which looks as \"lot_share[1]\"");
  CU_ASSERT_STRING_EQUAL(metric_message("lot_share[0]", ""), WRONG "elements of 'lot_share' count from 1");
  CU_ASSERT_STRING_EQUAL(metric_message("lot_share[3]", ""), WRONG "'lot_share' has 2 elements at point 0, no element 3");
  CU_ASSERT_STRING_EQUAL(metric_message("price", ""),
                         WRONG "'price' is a series, which has no mean to wait for: name a scalar, or an element of a vector");
  CU_ASSERT_STRING_EQUAL(metric_message("seconds", ""),
                         WRONG "'seconds' is different in every run: the number of replications would be, too");
#define NOISE "sweep: { design = \"grid\"; axes = ( { parameter = \"noise\"; values = [ 0.5, 0.0 ]; } ); };"
  CU_ASSERT_STRING_EQUAL(metric_message("bias", NOISE), WRONG "'bias' is absent at point 1: without noise");
}

WALRAS_UNIT_TESTS(UNIT(every_key_is_read), UNIT(what_is_left_out_takes_its_default),
                  UNIT(the_resolved_text_says_it_all_and_resolves_to_itself),
                  UNIT(replications_of_the_command_line_are_the_maximum), UNIT(missing_keys_are_named),
                  UNIT(wrong_numbers_say_what_was_expected), UNIT(a_fixed_number_beside_the_group_is_refused),
                  UNIT(the_baseline_is_one_point_among_others), UNIT(the_metric_is_one_number_of_every_trial))
