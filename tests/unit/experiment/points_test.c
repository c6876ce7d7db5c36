/* Resolving and checking the parameters of every design point. */
#include "laboratory.h"

static void rules_see_what_each_point_gives(void) {
  walras_experiment *e = laboratory_good(
      HEAD "sweep: { design = \"list\"; points = ( { agents = 10; }, { agents = 10; buyers = 1; }, { agents = 20; } ); };");
  CU_ASSERT_EQUAL(laboratory_point(e, 0)->buyers, 5);
  CU_ASSERT_EQUAL(laboratory_point(e, 1)->buyers, 1);
  CU_ASSERT_EQUAL(laboratory_point(e, 2)->buyers, 10);
  walras_experiment_destroy(e);
}

static void a_constraint_that_breaks_without_a_sweep_names_the_parameters(void) {
  laboratory_refuses(HEAD "\nparameters: { agents = 3; buyers = 4; };",
                     "test.cfg:3: parameter 'buyers' is 4, more than the 3 agents", NULL);
}

static void a_constraint_that_breaks_at_a_point_names_its_values_and_axis(void) {
  laboratory_refuses(
      HEAD
      "parameters: { fail_at = 20; };\nsweep: { design = \"grid\"; axes = (\n{ parameter = \"agents\"; values = [ 10, 20 ]; },\n"
      "{ parameter = \"mechanism\"; values = [ \"median\", \"dictator\" ]; } ); };",
      "test.cfg:4: at agents = 20, mechanism = \"median\" (and 1 more point): parameter 'agents' hits fail_at", NULL);
  laboratory_refuses(
      HEAD
      "sweep: { design = \"grids\"; grids = ( { label = \"ok\"; },\n{ label = \"bad\"; parameters = { buyers = 500; }; } ); };",
      "test.cfg:3: at grid 'bad': parameter 'buyers' is 500, more than the 100 agents", NULL);
}

static void a_mistake_of_many_points_is_told_once_and_of_many_kinds_sixteen_times(void) {
  char text[65536] =
      HEAD "parameters: { agents = 3; };\nsweep: { design = \"grid\"; axes = ( { parameter = \"buyers\"; values = [ 100";
  for (int i = 101; i < 120; i++)
    sprintf(text + strlen(text), ", %d", i);
  strcat(text, " ]; } ); };");
  walras_diagnostics diagnostics;
  CU_ASSERT_PTR_NULL(laboratory_parse(text, NULL, &diagnostics));
  CU_ASSERT_EQUAL_FATAL(diagnostics.count, 17);
  CU_ASSERT_STRING_EQUAL(diagnostics.messages[0],
                         "test.cfg:3: at buyers = 100: parameter 'buyers' is 100, more than the 3 agents");
  CU_ASSERT_STRING_EQUAL(diagnostics.messages[16], "test.cfg:2: 4 more points have mistakes");
  walras_diagnostics_clear(&diagnostics);
}

/* The toy market with a parameter that only one mechanism reads. */
static void parse_selective(const char *text, const char *message) {
  walras_parameter parameters[sizeof market_parameters / sizeof *market_parameters];
  memcpy(parameters, market_parameters, sizeof parameters);
  parameters[3].read_when = "mechanism == 'dictator' and buyers > 10";
  walras_model model = market_model;
  model.parameters = parameters;
  const walras_model *const models[] = {&model};
  const walras_model_list list = {.models = models, .count = 1};
  walras_diagnostics diagnostics = {0};
  walras_experiment *e = NULL;
  const walras_status status = walras_experiment_parse(text, "test.cfg", "/data", &list, NULL, &e, &diagnostics);
  CU_ASSERT_EQUAL(status, message == NULL ? WALRAS_OK : WALRAS_ERROR_INPUT);
  CU_ASSERT_EQUAL_FATAL(diagnostics.count, message == NULL ? 0 : 1);
  if (message != NULL)
    CU_ASSERT_STRING_EQUAL(diagnostics.messages[0], message);
  walras_diagnostics_clear(&diagnostics);
  walras_experiment_destroy(e);
}

static void what_a_point_gives_without_effect_is_refused(void) {
  parse_selective(HEAD "parameters: { noise = 0.2; mechanism = \"dictator\"; };", NULL);
  parse_selective(HEAD "\nparameters: { noise = 0.2; };",
                  "test.cfg:3: noise has no effect here: it is read when mechanism == 'dictator' and buyers > 10");
  parse_selective(
      HEAD "parameters: { noise = 0.2; mechanism = \"dictator\"; };\nsweep: { design = \"grid\"; axes = (\n"
           "{ parameter = \"buyers\"; values = [ 10, 20 ]; } ); };",
      "test.cfg:4: at buyers = 10: noise has no effect here: it is read when mechanism == 'dictator' and buyers > 10");
  /* Defaults may be without effect. */
  parse_selective(HEAD "parameters: { buyers = 3; };", NULL);
}

/* Without noise, patience has no effect; a point that is dropped does not count. */
static void parameters_that_no_point_heeds_are_warned_of(void) {
  walras_experiment *e = laboratory_good(HEAD "parameters: { noise = 0.0; patience = 3.0; };");
  CU_ASSERT_EQUAL_FATAL(e->warnings.count, 1);
  CU_ASSERT_STRING_EQUAL(e->warnings.messages[0], "test.cfg:2: parameter 'patience' is given and has no effect with noise = 0");
  walras_experiment_destroy(e);
  e = laboratory_good(HEAD "parameters: { patience = 3.0; };\nsweep: { design = \"grid\"; axes = ( { parameter = \"noise\"; "
                           "values = [ 0.0, 0.5 ]; } ); };");
  CU_ASSERT_EQUAL(e->warnings.count, 0);
  walras_experiment_destroy(e);
  e = laboratory_good(HEAD "parameters: { noise = 0.0; };");
  CU_ASSERT_EQUAL(e->warnings.count, 0);
  walras_experiment_destroy(e);
}

/* A model whose parameter must be given, and whose rule leaves its range. */
typedef struct strict {
  int64_t size, half;
} strict;

static const walras_parameter strict_parameters[] = {
    WALRAS_INTEGER(strict, size, .range = "[1, 10]", .unit = "1", .doc = "size", .required = true),
    WALRAS_INTEGER(strict, half, .range = "[1, 5]", .rule = "half of the size", .unit = "1", .doc = "half"),
};

static walras_status strict_resolve(void *parameters, const walras_given *given, walras_error *error) {
  strict *s = parameters;
  (void)error;
  if (!walras_is_given(given, "half"))
    s->half = s->size / 2;
  CU_ASSERT(walras_is_given(given, "size") && !walras_is_given(given, "nothing"));
  int64_t *memory = walras_given_allocate(given, 3, sizeof *memory);
  CU_ASSERT_PTR_NOT_NULL(memory);
  CU_ASSERT_PTR_NULL(walras_given_allocate(given, -1, 1));
  return WALRAS_OK;
}

static walras_model strict_model(void) {
  walras_model model = market_model;
  model.name = "strict";
  model.population = NULL;
  model.parameters = strict_parameters;
  model.parameter_count = 2;
  model.parameters_size = sizeof(strict);
  model.resolve = strict_resolve;
  model.check = NULL;
  return model;
}

static void parse_strict(const char *text, const char *message) {
  const walras_model model = strict_model();
  const walras_model *const models[] = {&model};
  const walras_model_list list = {.models = models, .count = 1};
  walras_diagnostics diagnostics = {0};
  walras_experiment *e = NULL;
  CU_ASSERT_EQUAL(walras_experiment_parse(text, "test.cfg", "/data", &list, NULL, &e, &diagnostics), WALRAS_ERROR_INPUT);
  CU_ASSERT_PTR_NULL(e);
  CU_ASSERT_EQUAL_FATAL(diagnostics.count, 1);
  CU_ASSERT_STRING_EQUAL(diagnostics.messages[0], message);
  walras_diagnostics_clear(&diagnostics);
}

static void a_required_parameter_must_be_given(void) {
  parse_strict("experiment: { name = \"x\"; model = \"strict\"; };",
               "test.cfg:1: parameter 'size' has no default and must be given");
}

static void what_follows_must_lie_in_its_range_too(void) {
  parse_strict("experiment: { name = \"x\"; model = \"strict\"; };\nparameters: { size = 1; };",
               "test.cfg:2: parameter 'half' works out as 0, outside [1, 5]");
}

static void default_parameters_are_resolved_and_checked(void) {
  const walras_model model = strict_model();
  walras_parameters *owned = NULL;
  const void *parameters = NULL;
  walras_error error = {0};
  const char *settings[] = {"size=8"};
  CU_ASSERT_EQUAL_FATAL(walras_parameters_default(&model, settings, 1, &owned, &parameters, &error), WALRAS_OK);
  CU_ASSERT_EQUAL(((const strict *)parameters)->half, 4);
  walras_parameters_destroy(owned);
  CU_ASSERT_EQUAL(walras_parameters_default(&model, NULL, 0, &owned, &parameters, &error), WALRAS_ERROR_PARAMETER);
  CU_ASSERT_STRING_EQUAL(error.message, "strict: parameter 'size' has no default and must be given");
  CU_ASSERT(owned == NULL && parameters == NULL);
  walras_error_clear(&error);
  settings[0] = "seize=8";
  CU_ASSERT_EQUAL(walras_parameters_default(&model, settings, 1, &owned, &parameters, &error), WALRAS_ERROR_PARAMETER);
  CU_ASSERT_STRING_EQUAL(error.message, "seize=8: unknown parameter 'seize' of model 'strict'; did you mean 'size'?");
}

static void a_hundred_thousand_points_are_no_burden(void) {
  const size_t size = 1 << 16;
  char *text = malloc(size);
  CU_ASSERT_PTR_NOT_NULL_FATAL(text);
  strcpy(text, HEAD "sweep: { design = \"grid\"; axes = ( { parameter = \"agents\"; values = [ 1000");
  size_t length = strlen(text);
  for (int i = 1001; i < 1400; i++)
    length += (size_t)sprintf(text + length, ", %d", i);
  length += (size_t)sprintf(text + length, " ]; }, { parameter = \"buyers\"; values = [ 0");
  for (int i = 1; i < 250; i++)
    length += (size_t)sprintf(text + length, ", %d", i);
  strcpy(text + length, " ]; } ); };\nclaims: ( { id = \"a\"; statement = \"b\"; source = \"c\"; kind = \"own\"; reason = \"d\"; "
                        "check = \"equal\"; metric = \"welfare\"; "
                        "expected = 1; tolerance = 0; where = { buyers = 249; agents = 1399; }; } );");
  walras_experiment *e = laboratory_good(text);
  CU_ASSERT_EQUAL_FATAL(e->points, 100000);
  CU_ASSERT(laboratory_point(e, 99999)->agents == 1399 && laboratory_point(e, 99999)->buyers == 249);
  CU_ASSERT(laboratory_point(e, 251)->agents == 1001 && laboratory_point(e, 251)->buyers == 1);
  walras_experiment_destroy(e);
  free(text);
}

WALRAS_UNIT_TESTS(UNIT(parameters_that_no_point_heeds_are_warned_of), UNIT(rules_see_what_each_point_gives),
                  UNIT(a_constraint_that_breaks_without_a_sweep_names_the_parameters),
                  UNIT(a_constraint_that_breaks_at_a_point_names_its_values_and_axis),
                  UNIT(a_mistake_of_many_points_is_told_once_and_of_many_kinds_sixteen_times),
                  UNIT(what_a_point_gives_without_effect_is_refused), UNIT(a_required_parameter_must_be_given),
                  UNIT(what_follows_must_lie_in_its_range_too), UNIT(default_parameters_are_resolved_and_checked),
                  UNIT(a_hundred_thousand_points_are_no_burden))
