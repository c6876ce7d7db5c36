#include "experiment/template.h"

#include "laboratory.h"

static void the_template_runs_the_defaults(void) {
  char *text = walras_experiment_template(&market_model);
  CU_ASSERT_PTR_NOT_NULL_FATAL(text);
  walras_experiment *from_template = laboratory_good(text), *plain = laboratory_good(HEAD);
  for (int64_t i = 0; i < market_model.parameter_count; i++) {
    char *a = walras_parameter_text(&market_parameters[i], from_template->parameters[0]);
    char *b = walras_parameter_text(&market_parameters[i], plain->parameters[0]);
    CU_ASSERT_STRING_EQUAL(a, b);
    free(a);
    free(b);
  }
  walras_experiment_destroy(plain);
  walras_experiment_destroy(from_template);
  free(text);
}

static void every_line_of_the_template_holds_when_its_mark_is_taken_away(void) {
  char *text = walras_experiment_template(&market_model);
  CU_ASSERT_PTR_NOT_NULL_FATAL(text);
  int64_t active = 0;
  for (int64_t i = 0; i < market_model.parameter_count; i++) {
    char line[64];
    snprintf(line, sizeof line, "  # %s = ", market_parameters[i].name);
    char *at = strstr(text, line);
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    at[2] = ' ';
    active++;
  }
  walras_experiment *e = laboratory_good(text);
  CU_ASSERT_EQUAL(active, market_model.parameter_count);
  CU_ASSERT_PTR_NOT_NULL(strstr(e->resolved_text, "resolved: {\n};"));
  walras_experiment_destroy(e);
  free(text);
}

static void the_sweep_of_the_template_holds_when_its_marks_are_taken_away(void) {
  char *text = walras_experiment_template(&market_model);
  CU_ASSERT_PTR_NOT_NULL_FATAL(text);
  char *at = strstr(text, "# sweep: {\n");
  CU_ASSERT_PTR_NOT_NULL_FATAL(at);
  for (int line = 0; line < 4; line++) {
    CU_ASSERT_EQUAL(*at, '#');
    *at = ' ';
    at = strchr(at, '\n') + 1;
  }
  walras_experiment *e = laboratory_good(text);
  CU_ASSERT_PTR_NOT_NULL(strstr(e->resolved_text, "sweep: {\n  design = \"grid\";"));
  walras_experiment_destroy(e);
  free(text);
}

static void sequential_stopping_holds_instead_of_the_fixed_number(void) {
  char *text = walras_experiment_template(&market_model);
  CU_ASSERT_PTR_NOT_NULL_FATAL(text);
  char *group = strstr(text, "# replications: {"), *fixed = strstr(text, "  replications = 10;");
  CU_ASSERT_FATAL(group != NULL && fixed != NULL);
  *group = ' ';
  *fixed = '#';
  walras_experiment *e = laboratory_good(text);
  CU_ASSERT_PTR_NOT_NULL_FATAL(e->stopping);
  CU_ASSERT(e->replications == 1000 && strcmp(e->stopping->metric_text, "welfare") == 0 && e->stopping->rule.relative);
  walras_experiment_destroy(e);
  free(text);
}

static void each_parameter_stands_with_its_facts(void) {
  char *text = walras_experiment_template(&market_model);
  CU_ASSERT_PTR_NOT_NULL_FATAL(text);
  CU_ASSERT_PTR_NOT_NULL(
      strstr(text, "  # time before a trader leaves\n  # real in (0, inf], unit s\n  # patience = \"inf\";\n"));
  CU_ASSERT_PTR_NOT_NULL(strstr(
      text, "  # how the price is set\n  # one of \"median\", \"uniform_phantom\", \"dictator\"\n  # mechanism = \"median\";\n"));
  CU_ASSERT_PTR_NOT_NULL(strstr(text, "  # integer in [0, inf); default: half of the agents\n  # buyers = 1;\n"));
  free(text);
}

static void required_parameters_get_a_value_inside_their_range(void) {
  walras_parameter parameters[sizeof market_parameters / sizeof *market_parameters];
  memcpy(parameters, market_parameters, sizeof parameters);
  static const int numbers[] = {0, 3, 5, 6, 7, 9, 10, 11, 12};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    parameters[numbers[i]].required = true;
    parameters[numbers[i]].standard = NULL;
  }
  parameters[0].range = "[5, 9]";
  parameters[3].range = "(0.2, 0.4)";
  walras_model model = market_model;
  model.parameters = parameters;
  char *text = walras_experiment_template(&model);
  CU_ASSERT_PTR_NOT_NULL_FATAL(text);
  const walras_model *const models[] = {&model};
  const walras_model_list list = {.models = models, .count = 1};
  walras_diagnostics diagnostics = {0};
  walras_experiment *e = NULL;
  CU_ASSERT_EQUAL(walras_experiment_parse(text, "template", "/data", &list, NULL, &e, &diagnostics), WALRAS_OK);
  for (int64_t i = 0; i < diagnostics.count; i++)
    printf("\n  unexpected: %s", diagnostics.messages[i]);
  CU_ASSERT_PTR_NOT_NULL_FATAL(e);
  CU_ASSERT(laboratory_point(e, 0)->agents == 5 && laboratory_point(e, 0)->noise > 0.2 && laboratory_point(e, 0)->noise < 0.4);
  walras_experiment_destroy(e);
  free(text);
}

WALRAS_UNIT_TESTS(UNIT(sequential_stopping_holds_instead_of_the_fixed_number), UNIT(the_template_runs_the_defaults),
                  UNIT(every_line_of_the_template_holds_when_its_mark_is_taken_away),
                  UNIT(the_sweep_of_the_template_holds_when_its_marks_are_taken_away), UNIT(each_parameter_stands_with_its_facts),
                  UNIT(required_parameters_get_a_value_inside_their_range))
