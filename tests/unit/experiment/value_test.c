/* Values of every parameter type. */
#include <math.h>

#include "laboratory.h"

static void every_type_is_read_into_its_field(void) {
  walras_experiment *e = laboratory_good(
      HEAD "parameters: { agents = 1e9; noise = 0; patience = \"inf\"; truthful = FALSE; mechanism = \"dictator\"; title = \"a\" "
           "\"b\"; data = \"v.csv\";"
           "sizes = ( 3, 4 ); weights = [ 1, 2 ]; rules = [ \"floor\", \"cap\" ]; table = ( [ 1, 2.5 ], ( ), [ ] ); };");
  const market *m = laboratory_point(e, 0);
  CU_ASSERT_EQUAL(m->agents, 1000000000);
  CU_ASSERT(m->noise == 0 && isinf(m->patience) && !m->truthful && m->mechanism == 2);
  CU_ASSERT_STRING_EQUAL(m->title, "ab");
  CU_ASSERT_STRING_EQUAL(m->data, "/data/v.csv");
  CU_ASSERT(m->sizes.count == 2 && m->sizes.values[1] == 4);
  CU_ASSERT(m->weights.count == 2 && m->weights.values[0] == 1.0);
  CU_ASSERT(m->rules.count == 2 && m->rules.words[0] == 1 && strcmp(m->rules.values[1], "cap") == 0);
  CU_ASSERT(m->table.count == 3 && m->table.lists[0].count == 2 && m->table.lists[0].values[1] == 2.5 &&
            m->table.lists[2].count == 0);
  walras_experiment_destroy(e);
}

static void defaults_fill_what_is_not_given(void) {
  walras_experiment *e = laboratory_good(HEAD);
  const market *m = laboratory_point(e, 0);
  CU_ASSERT(m->agents == 100 && m->buyers == 50 && m->fail_at == -1 && m->noise == 0.1 && isinf(m->patience) && m->truthful &&
            m->mechanism == 0);
  CU_ASSERT(strcmp(m->title, "") == 0 && strcmp(m->data, "") == 0);
  CU_ASSERT(m->rules.count == 1 && m->rules.words[0] == 0);
  CU_ASSERT(m->table.count == 2 && m->table.lists[1].values[0] == 3.0);
  walras_experiment_destroy(e);
}

static void an_alias_is_the_parameter_itself(void) {
  walras_experiment *e = laboratory_good(HEAD "parameters: { n = 8; };");
  CU_ASSERT_EQUAL(laboratory_point(e, 0)->agents, 8);
  CU_ASSERT_PTR_NOT_NULL(strstr(e->resolved_text, "  agents = 8;\n"));
  walras_experiment_destroy(e);
  laboratory_refuses(
      HEAD "parameters: { agents = 8;\n traders = 9; };",
      "test.cfg:3: duplicate key 'traders': it is another name of 'agents', which the group 'parameters' gives already", NULL);
}

static void wrong_types_are_named(void) {
  laboratory_refuses(HEAD "parameters: {\n agents = \"ten\";\n noise = true;\n truthful = 1;\n mechanism = 2;\n title = 3;\n "
                          "sizes = 4;\n table = [ 1.0 ];\n "
                          "weights = { };\n fail_at = 2.5; };",
                     "test.cfg:3: parameter 'agents': expected an integer in [1, 1e12], found the text \"ten\"",
                     "test.cfg:4: parameter 'noise': expected a real number in [0, 1), found true",
                     "test.cfg:5: parameter 'truthful': expected true or false, found 1",
                     "test.cfg:6: parameter 'mechanism': expected a text in quotes, found 2",
                     "test.cfg:7: parameter 'title': expected a text in quotes, found 3",
                     "test.cfg:8: parameter 'sizes': expected an array of integers in [1, 100], found 4",
                     "test.cfg:9: parameter 'table': row 1: expected a list of arrays of real numbers, found 1.0",
                     "test.cfg:10: parameter 'weights': expected an array of real numbers, found a group",
                     "test.cfg:11: parameter 'fail_at': expected an integer, found 2.5", NULL);
}

static void values_outside_their_range_are_refused(void) {
  laboratory_refuses(HEAD "parameters: { agents = 0; noise = 1; patience = 0; sizes = [ 1, 101 ]; };",
                     "test.cfg:2: parameter 'agents': expected an integer in [1, 1e12], found 0",
                     "test.cfg:2: parameter 'noise': expected a real number in [0, 1), found 1",
                     "test.cfg:2: parameter 'patience': expected a real number in (0, inf], found 0",
                     "test.cfg:2: parameter 'sizes': entry 2: expected an integer in [1, 100], found 101", NULL);
}

static void infinity_is_refused_where_the_range_is_finite(void) {
  laboratory_refuses(HEAD "parameters: { noise = \"inf\"; weights = [ 1.0, \"inf\" ]; };",
                     "test.cfg:2: parameter 'noise': expected a real number in [0, 1), found the text \"inf\"",
                     "test.cfg:2: parameter 'weights': entry 2: expected a real number, found the text \"inf\"", NULL);
}

static void integral_reals_are_integers_up_to_2_to_the_53(void) {
  walras_experiment *e = laboratory_good(HEAD "parameters: { fail_at = 9007199254740992.0; };");
  CU_ASSERT_EQUAL(laboratory_point(e, 0)->fail_at, INT64_C(9007199254740992));
  walras_experiment_destroy(e);
  laboratory_refuses(HEAD "parameters: { fail_at = 9007199254740994.0; };",
                     "test.cfg:2: parameter 'fail_at': expected an integer, found 9007199254740994.0", NULL);
  laboratory_refuses(HEAD "parameters: { weights = [ 9007199254740993L ]; };",
                     "test.cfg:2: parameter 'weights': entry 1: expected a real number, found 9007199254740993", NULL);
}

static void unknown_words_name_the_nearest(void) {
  laboratory_refuses(HEAD "parameters: { mechanism = \"zzz\"; rules = [ \"cap\", \"flor\" ]; };",
                     "test.cfg:2: parameter 'mechanism': unknown word 'zzz'; known words: median, uniform_phantom, dictator",
                     "test.cfg:2: parameter 'rules': entry 2: unknown word 'flor'; did you mean 'floor'?", NULL);
}

static walras_experiment *with_setting(const char *setting) {
  walras_diagnostics diagnostics;
  const walras_overrides overrides = {.settings = &setting, .setting_count = 1, .replications = -1, .threads = -1};
  walras_experiment *e = laboratory_parse(HEAD "parameters: { agents = 10; };", &overrides, &diagnostics);
  for (int64_t i = 0; i < diagnostics.count; i++)
    printf("\n  unexpected: %s", diagnostics.messages[i]);
  walras_diagnostics_clear(&diagnostics);
  CU_ASSERT_PTR_NOT_NULL_FATAL(e);
  return e;
}

static void settings_need_no_quotes_and_override_the_config(void) {
  walras_experiment *e = with_setting("agents=1e3");
  CU_ASSERT(laboratory_point(e, 0)->agents == 1000 && laboratory_point(e, 0)->buyers == 500);
  walras_experiment_destroy(e);
  e = with_setting("mechanism=uniform_phantom");
  CU_ASSERT_EQUAL(laboratory_point(e, 0)->mechanism, 1);
  walras_experiment_destroy(e);
  e = with_setting("title=two words; = {");
  CU_ASSERT_STRING_EQUAL(laboratory_point(e, 0)->title, "two words; = {");
  walras_experiment_destroy(e);
  e = with_setting("title=\"quoted\"");
  CU_ASSERT_STRING_EQUAL(laboratory_point(e, 0)->title, "quoted");
  walras_experiment_destroy(e);
  e = with_setting("rules=[floor, \"cap\"]");
  CU_ASSERT(laboratory_point(e, 0)->rules.count == 2 && laboratory_point(e, 0)->rules.words[0] == 1);
  walras_experiment_destroy(e);
  e = with_setting("patience=inf");
  CU_ASSERT(isinf(laboratory_point(e, 0)->patience));
  walras_experiment_destroy(e);
}

static void wrong_settings_are_named_as_they_were_typed(void) {
  laboratory_refuses_set(HEAD, "agnets=3",
                         "--set agnets=3: unknown parameter 'agnets' of model 'toy-market'; did you mean 'agents'?", NULL);
  laboratory_refuses_set(HEAD, "agents", "--set agents: expected NAME=VALUE", NULL);
  laboratory_refuses_set(HEAD, "agents=0", "--set agents=0: parameter 'agents': expected an integer in [1, 1e12], found 0", NULL);
  laboratory_refuses_set(
      HEAD, "agents=5000000000",
      "--set agents=5000000000: the integer 5000000000 does not fit 32 bits: write 5000000000L (the suffix L makes it 64 bits)",
      NULL);
  laboratory_refuses_set(HEAD, "agents=", "--set agents=: 'value' has no value", NULL);
  laboratory_refuses_set(HEAD, "agents=1; x = 2", "--set agents=1; x = 2: expected one value", NULL);
  laboratory_refuses_set(HEAD, "mechanism=medain",
                         "--set mechanism=medain: parameter 'mechanism': unknown word 'medain'; did you mean 'median'?", NULL);
}

static void parameter_text_reads_back(void) {
  walras_experiment *e =
      laboratory_good(HEAD "parameters: { agents = 5000000000L; sizes = [ 1, 2 ]; weights = [ 0.1, 1e-9 ]; };");
  static const char *const expected[] = {"5000000000L",        "2500000000L", "-1",   "0.1",    "\"inf\"",        "true",
                                         "\"median\"",         "\"\"",        "\"\"", "[1, 2]", "[0.1, 1.0e-09]", "[\"cap\"]",
                                         "([1.0, 2.0], [3.0])"};
  for (int64_t i = 0; i < market_model.parameter_count; i++) {
    char *text = walras_parameter_text(&market_parameters[i], e->parameters[0]);
    CU_ASSERT_STRING_EQUAL(text, expected[i]);
    free(text);
  }
  walras_experiment_destroy(e);
}

WALRAS_UNIT_TESTS(UNIT(every_type_is_read_into_its_field), UNIT(defaults_fill_what_is_not_given),
                  UNIT(an_alias_is_the_parameter_itself), UNIT(wrong_types_are_named),
                  UNIT(values_outside_their_range_are_refused), UNIT(infinity_is_refused_where_the_range_is_finite),
                  UNIT(integral_reals_are_integers_up_to_2_to_the_53), UNIT(unknown_words_name_the_nearest),
                  UNIT(settings_need_no_quotes_and_override_the_config), UNIT(wrong_settings_are_named_as_they_were_typed),
                  UNIT(parameter_text_reads_back))
