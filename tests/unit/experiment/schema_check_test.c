/* Declarations that are wrong in themselves. */
#include "laboratory.h"

static walras_parameter parameters[sizeof market_parameters / sizeof *market_parameters];
static walras_metric metrics[sizeof market_metrics / sizeof *market_metrics];

/* A fresh copy of the good model, to be broken. */
static walras_model copy(void) {
  memcpy(parameters, market_parameters, sizeof parameters);
  memcpy(metrics, market_metrics, sizeof metrics);
  walras_model model = market_model;
  model.parameters = parameters;
  model.metrics = metrics;
  return model;
}

static void refused(const walras_model *model, const char *message) {
  walras_error error = {0};
  CU_ASSERT_EQUAL(walras_model_is_sound(model, &error), WALRAS_ERROR_MODEL);
  CU_ASSERT_STRING_EQUAL(error.message, message);
  if (strcmp(error.message, message) != 0)
    printf("\n  expected: %s\n  got:      %s", message, error.message);
}

static void a_good_declaration_is_sound(void) {
  walras_error error = {0};
  const walras_model model = copy();
  CU_ASSERT_EQUAL(walras_model_is_sound(&model, &error), WALRAS_OK);
  if (error.status != WALRAS_OK)
    printf("\n  unexpected: %s", error.message);
}

static void the_model_itself_is_checked(void) {
  refused(NULL, "there is no model");
  walras_model model = copy();
  model.api_version = 99;
  char message[256];
  snprintf(message, sizeof message,
           "a model was built for API version 99 with a declaration of %zu bytes; this program has version 2 and %zu bytes",
           sizeof model, sizeof model);
  refused(&model, message);
  model = copy();
  model.name = "Toy Market";
  refused(&model, "a model's name is 'Toy Market': it takes lower-case letters, digits and '-'");
  model = copy();
  model.title = "two\nlines";
  refused(&model, "model 'toy-market': title, family and reference are one line each");
  model = copy();
  model.run = NULL;
  refused(&model, "model 'toy-market': run and footprint must be there");
  model = copy();
  model.population = "noise";
  refused(&model, "model 'toy-market': the population 'noise' is not an integer parameter");
}

static void parameters_are_checked(void) {
  walras_model model = copy();
  parameters[0].name = "Agents";
  refused(&model, "model 'toy-market': a parameter's name is 'Agents': it takes lower-case letters, digits and '_'");
  model = copy();
  parameters[1].name = "agents";
  refused(&model, "model 'toy-market': two parameters are called 'agents'");
  model = copy();
  parameters[1].aliases = "half n";
  refused(&model, "model 'toy-market': two parameters are called 'n'");
  model = copy();
  parameters[1].name = "label";
  refused(&model, "model 'toy-market': parameter 'label' has the name that claims use for grids");
  model = copy();
  parameters[0].doc = "";
  refused(&model, "model 'toy-market': parameter 'agents' needs one line of doc");
  model = copy();
  parameters[0].unit = NULL;
  refused(&model, "model 'toy-market': parameter 'agents' needs a unit (\"1\" for pure numbers)");
  model = copy();
  parameters[4].unit = "seconds";
  refused(&model,
          "model 'toy-market': parameter 'patience' has the unit 'seconds', which readers turn into dates: write \"s\" or \"d\"");
  model = copy();
  parameters[0].range = "1 to 10";
  refused(&model, "model 'toy-market': parameter 'agents' has the range '1 to 10', which is none");
  model = copy();
  parameters[0].offset = sizeof(market) - 4;
  char message[256];
  snprintf(message, sizeof message, "model 'toy-market': parameter 'agents' lies at byte %zu of a struct of %zu",
           sizeof(market) - 4, sizeof(market));
  refused(&model, message);
}

static void defaults_are_checked(void) {
  walras_model model = copy();
  parameters[0].standard = "0";
  refused(&model,
          "model 'toy-market': parameter 'agents': its default: parameter 'agents': expected an integer in [1, 1e12], found 0");
  model = copy();
  parameters[0].standard = NULL;
  refused(&model, "model 'toy-market': parameter 'agents' has neither default nor rule, and is not required");
  model = copy();
  parameters[0].required = true;
  refused(&model, "model 'toy-market': parameter 'agents' is required and has a default");
  model = copy();
  parameters[6].standard = "medain";
  refused(&model, "model 'toy-market': parameter 'mechanism': its default: parameter 'mechanism': unknown word 'medain'; did you "
                  "mean 'median'?");
  model = copy();
  parameters[6].words = NULL;
  refused(&model, "model 'toy-market': parameter 'mechanism' is an enumeration without words");
}

static void conditions_of_reading_are_checked(void) {
  walras_error error = {0};
  walras_model model = copy();
  parameters[1].read_when = "mechanism == 'median' and noise > 0";
  CU_ASSERT_EQUAL(walras_model_is_sound(&model, &error), WALRAS_OK);
  model = copy();
  parameters[1].read_when = "mechanism == 'medain'";
  refused(&model, "model 'toy-market': parameter 'buyers': read_when: the condition: unknown word 'medain' of parameter "
                  "'mechanism'; did you mean "
                  "'median'?");
  model = copy();
  parameters[1].read_when = "nosie > 0";
  refused(&model, "model 'toy-market': parameter 'buyers': read_when: unknown parameter 'nosie' of model 'toy-market'; did you "
                  "mean 'noise'?");
}

static void metrics_are_checked(void) {
  walras_model model = copy();
  metrics[0].name = "agents";
  refused(&model, "model 'toy-market': metric 'agents' has the name of a parameter");
  model = copy();
  metrics[1].name = "welfare";
  refused(&model, "model 'toy-market': two metrics are called 'welfare'");
  model = copy();
  metrics[0].doc = NULL;
  refused(&model, "model 'toy-market': metric 'welfare' needs one line of doc");
  model = copy();
  metrics[0].unit = NULL;
  refused(&model, "model 'toy-market': metric 'welfare' needs a unit (\"1\" for pure numbers)");
  model = copy();
  metrics[0].unit = "days";
  refused(&model,
          "model 'toy-market': metric 'welfare' has the unit 'days', which readers turn into dates: write \"s\" or \"d\"");
  model = copy();
  metrics[2].dimension = NULL;
  refused(&model, "model 'toy-market': vector 'lot_share' needs a dimension's name of lower-case letters");
  model = copy();
  metrics[2].length = NULL;
  refused(&model, "model 'toy-market': metric 'lot_share': a length function goes with vectors, series, histograms and tables, "
                  "and only with them");
  model = copy();
  metrics[3].absent = NULL;
  refused(&model, "model 'toy-market': metric 'bias': 'absent' (words) and 'present' (function) go together");
  model = copy();
  metrics[2].kind = WALRAS_HISTOGRAM;
  refused(&model, "model 'toy-market': histogram 'lot_share' needs its edges");
  model = copy();
  metrics[2].kind = WALRAS_TABLE;
  refused(&model, "model 'toy-market': table 'lot_share' has no columns");
}

WALRAS_UNIT_TESTS(UNIT(a_good_declaration_is_sound), UNIT(the_model_itself_is_checked), UNIT(parameters_are_checked),
                  UNIT(defaults_are_checked), UNIT(conditions_of_reading_are_checked), UNIT(metrics_are_checked))
