/* Conditions that drop design points: what they say, which points stay, and how mistakes are told. */
#include "laboratory.h"

/* Noise takes 0.0, 0.1, ... 0.9; agents 100; buyers their half; mechanism median; truthful. How many of the ten points stay. */
static int64_t kept(const char *condition) {
  char text[2048];
  snprintf(text, sizeof text,
           HEAD
           "sweep: { design = \"grid\"; axes = ( { parameter = \"noise\"; minimum = 0.0; maximum = 0.9; count = 10; } ); where = "
           "\"%s\"; };",
           condition);
  walras_experiment *e = laboratory_good(text);
  const int64_t points = e->points;
  CU_ASSERT_EQUAL(e->candidates, 10);
  walras_experiment_destroy(e);
  return points;
}

static void expect_mistake(const char *condition, const char *message) {
  char text[10000], expected[10000];
  snprintf(text, sizeof text,
           HEAD "sweep: { design = \"grid\"; axes = ( { parameter = \"noise\"; values = [ 0.1 ]; } );\nwhere = \"%s\"; };",
           condition);
  snprintf(expected, sizeof expected, "test.cfg:3: %s", message);
  laboratory_refuses(text, expected, NULL);
}

static void comparisons_mean_what_they_say(void) {
  CU_ASSERT_EQUAL(kept("noise < 0.3"), 3);
  CU_ASSERT_EQUAL(kept("noise <= 0.3"), 4);
  CU_ASSERT_EQUAL(kept("noise > 0.3"), 6);
  CU_ASSERT_EQUAL(kept("noise >= 0.3"), 7);
  CU_ASSERT_EQUAL(kept("noise == 0.3"), 1);
  CU_ASSERT_EQUAL(kept("0.3 != noise"), 9);
}

static void products_bind_before_sums_before_comparisons_before_not_before_and_before_or(void) {
  CU_ASSERT_EQUAL(kept("1 + 2 * 3 == 7 and noise < 0.5"), 5);
  CU_ASSERT_EQUAL(kept("(1 + 2) * 3 == 9 and 8 / 4 / 2 == 1 and 5 - 2 - 1 == 2"), 10);
  CU_ASSERT_EQUAL(kept("-noise * 2 + 1 > 0.5"), 3);
  CU_ASSERT_EQUAL(kept("not noise < 0.3"), 7);
  CU_ASSERT_EQUAL(kept("not not noise < 0.3"), 3);
  CU_ASSERT_EQUAL(kept("noise < 0.1 or noise > 0.5 and noise < 0.7"), 2);
  CU_ASSERT_EQUAL(kept("(noise < 0.1 or noise > 0.5) and noise < 0.7"), 2);
  CU_ASSERT_EQUAL(kept("noise < 0.2 or noise > 0.1 and false"), 2);
  CU_ASSERT_EQUAL(kept("(noise < 0.2 or noise > 0.1) and false or noise == .5"), 1);
  CU_ASSERT_EQUAL(kept("noise * 1e1 == 2.0E+0"), 1);
}

static void words_truths_and_resolved_values_can_be_asked_for(void) {
  CU_ASSERT_EQUAL(kept("mechanism == 'median'"), 10);
  CU_ASSERT_EQUAL(kept("mechanism != \\\"median\\\" or noise < 0.2"), 2);
  CU_ASSERT_EQUAL(kept("truthful and noise < 0.2"), 2);
  CU_ASSERT_EQUAL(kept("truthful == (noise < 0.2)"), 2);
  CU_ASSERT_EQUAL(kept("buyers == 50 and n == 100 and noise < 0.2"), 2); /* a rule's outcome; an alias */
  CU_ASSERT_EQUAL(kept("title == '' and noise < 0.2"), 2);
  CU_ASSERT_EQUAL(kept("count(sizes) == 2 and count( weights ) == 2 and count(rules) == 1 and count(table) == 2 and noise < 0.2"),
                  2);
}

static void all_conditions_of_a_list_must_hold_and_the_rest_keeps_its_order(void) {
  walras_experiment *e = laboratory_good(
      HEAD
      "sweep: { design = \"grid\"; axes = ( { parameter = \"agents\"; values = [ 10, 20, 30 ]; }, { parameter = \"fail_at\"; "
      "values = [ 1, 2, 3 ]; } ); where = ( \"agents != 20\", \"fail_at + agents / 10 != 4\" ); };");
  static const int64_t expected[][2] = {{10, 1}, {10, 2}, {30, 2}, {30, 3}};
  CU_ASSERT_EQUAL_FATAL(e->points, 4);
  for (int64_t p = 0; p < 4; p++)
    CU_ASSERT(laboratory_point(e, p)->agents == expected[p][0] && laboratory_point(e, p)->fail_at == expected[p][1]);
  CU_ASSERT_EQUAL(e->candidates, 9);
  walras_experiment_destroy(e);
}

/* agents = 20 would be refused by the model, buyers > agents too: conditions come before such checks. */
static void dropped_points_are_not_held_against_the_config(void) {
  walras_experiment *e = laboratory_good(
      HEAD "parameters: { fail_at = 20; };\nsweep: { design = \"grid\"; axes = ( { parameter = \"agents\"; values = [ 10, 20, 30 "
           "]; }, "
           "{ parameter = \"buyers\"; values = [ 5, 25 ]; } ); where = ( \"agents != fail_at\", \"buyers <= agents\" ); };");
  CU_ASSERT_EQUAL(e->points, 3);
  walras_experiment_destroy(e);
  laboratory_refuses(HEAD "sweep: { design = \"grid\"; axes = (\n{ parameter = \"buyers\"; values = [ 5, 125 ]; } ); where = "
                          "\"buyers != 5\"; };",
                     "test.cfg:3: at buyers = 125: parameter 'buyers' is 125, more than the 100 agents", NULL);
}

static void lists_samples_and_each_grid_can_drop_points(void) {
  walras_experiment *e = laboratory_good(
      HEAD
      "sweep: { design = \"list\"; points = ( { agents = 1; }, { agents = 2; }, { agents = 3; } ); where = \"agents != 2\"; };");
  CU_ASSERT(e->points == 2 && laboratory_point(e, 1)->agents == 3);
  walras_experiment_destroy(e);
  e = laboratory_good(
      HEAD "sweep: { design = \"grids\"; grids = ( { label = \"a\"; axes = ( { parameter = \"agents\"; values = [ 1, 2, 3 ]; "
           "} ); where = \"agents < 3\"; }, { label = \"b\"; replications = 5; axes = ( { parameter = \"agents\"; values = [ 3, "
           "4 ]; } ); } ); };");
  CU_ASSERT_EQUAL_FATAL(e->points, 4);
  CU_ASSERT_EQUAL(e->candidates, 5);
  CU_ASSERT(laboratory_point(e, 2)->agents == 3 && e->point_replications[2] == 5 && e->point_replications[1] == 3);
  CU_ASSERT_STRING_EQUAL(e->point_labels[1], "a");
  CU_ASSERT_STRING_EQUAL(e->point_labels[2], "b");
  walras_experiment_destroy(e);
  e = laboratory_good(HEAD
                      "sweep: { design = \"latin_hypercube\"; points = 100; axes = ( { parameter = \"noise\"; minimum = 0.0; "
                      "maximum = 0.5; } ); where = \"noise < 0.25\"; };");
  CU_ASSERT_EQUAL(e->points, 50); /* the strata make it exact */
  walras_experiment_destroy(e);
}

static void an_empty_design_is_refused(void) {
  laboratory_refuses(HEAD
                     "sweep: { design = \"grid\";\naxes = ( { parameter = \"agents\"; values = [ 1, 2 ]; } ); where = \"agents > "
                     "2\"; };",
                     "test.cfg:2: 'where' drops all of the 2 points", NULL);
  laboratory_refuses(HEAD
                     "sweep: { design = \"grids\"; grids = ( { label = \"a\"; },\n{ label = \"b\"; where = \"false\"; } ); };",
                     "test.cfg:3: grid 'b': 'where' drops all of the 1 points", NULL);
}

static void mistakes_in_a_condition_are_named(void) {
  expect_mistake("agnets < 3", "unknown parameter 'agnets' of model 'toy-market'; did you mean 'agents'?");
  expect_mistake("agents <", "sweep.where: expected a parameter, a number or a word in quotes, found the end in \"agents <\"");
  expect_mistake("agents < 3 buyers",
                 "sweep.where: expected 'and', 'or', a comparison or the end, found 'buyers' in \"agents < 3 buyers\"");
  expect_mistake("(agents < 3", "sweep.where: expected ')', found the end in \"(agents < 3\"");
  expect_mistake("agents = 3", "sweep.where: '=' in \"agents = 3\" is written '==' here");
  expect_mistake("agents < 3 && truthful", "sweep.where: '&&' in \"agents < 3 && truthful\" is written 'and' here");
  expect_mistake("!truthful", "sweep.where: '!' in \"!truthful\" is written 'not' here");
  expect_mistake("1 < agents < 3", "sweep.where: comparisons do not chain in \"1 < agents < 3\": write a < b and b < c");
  expect_mistake("agents + 1", "sweep.where: \"agents + 1\" is a number, not a condition");
  expect_mistake("agents and truthful", "sweep.where: 'and' joins conditions, but agents is a number in \"agents and truthful\"");
  expect_mistake("mechanism < 'median'", "sweep.where: '<' takes numbers, but mechanism is a word in \"mechanism < 'median'\"");
  expect_mistake("mechanism == 3",
                 "sweep.where: '==' compares two of a kind, but mechanism is a word and 3 is a number in \"mechanism == 3\"");
  expect_mistake("mechanism == 'medain'", "sweep.where: unknown word 'medain' of parameter 'mechanism'; did you mean 'median'?");
  expect_mistake("weights == 3",
                 "sweep.where: parameter 'weights' in \"weights == 3\" is a list; a condition takes single values, or "
                 "count(weights)");
  expect_mistake("count(agents) == 3",
                 "sweep.where: parameter 'agents' in \"count(agents) == 3\" is a single value; count() takes a list");
  expect_mistake("count(weights == 3", "sweep.where: expected ')', found '==' in \"count(weights == 3\"");
  expect_mistake("count(3) == 3", "sweep.where: expected a parameter, found '3' in \"count(3) == 3\"");
  expect_mistake("title == 'x", "sweep.where: a quote is not closed in \"title == 'x\"");
  expect_mistake("agents < 3x", "sweep.where: expected a parameter, a number or a word in quotes, found '3x' in \"agents < 3x\"");
  expect_mistake("agents < 1e999", "sweep.where: the number 1e999 in \"agents < 1e999\" is too large for a real");
  expect_mistake("agents < 3 #", "sweep.where: expected 'and', 'or', a comparison or the end, found '#' in \"agents < 3 #\"");
  expect_mistake("", "sweep.where: expected a parameter, a number or a word in quotes, found the end in \"\"");
}

static void conditions_that_are_no_text_are_refused(void) {
  laboratory_refuses(
      HEAD "sweep: { design = \"grid\"; axes = ( { parameter = \"noise\"; values = [ 0.1 ]; } );\nwhere = ( \"true\", 3 ); };",
      "test.cfg:3: sweep.where: expected a text in quotes, found 3", NULL);
  laboratory_refuses(HEAD "sweep: { design = \"grids\"; grids = ( { label = \"a\";\nwhere = \"agents\"; } ); };",
                     "test.cfg:3: grid 1: where: \"agents\" is a number, not a condition", NULL);
}

static void endless_conditions_are_refused(void) {
  char condition[9000] = "", expected[64];
  for (int i = 0; i < 100; i++)
    strcat(condition, "(");
  expect_mistake(condition, "sweep.where: a condition is nested deeper than 64");
  condition[0] = '\0';
  for (int i = 0; i < 100; i++)
    strcat(condition, "not ");
  expect_mistake(condition, "sweep.where: a condition is nested deeper than 64");
  strcpy(condition, "0");
  for (int i = 0; i < 1000; i++)
    strcat(condition, " + 1");
  strcpy(expected, "sweep.where: a condition has more than 1000 parts");
  expect_mistake(condition, expected);
}

static void a_condition_without_a_value_is_a_mistake_unless_it_does_not_matter(void) {
  laboratory_refuses(
      HEAD "sweep: { design = \"grid\"; axes = (\n{ parameter = \"noise\"; values = [ 0.0, 0.1 ]; } ); where = \"1 / noise > "
           "2\"; };",
      "test.cfg:3: at noise = 0.0: the condition \"1 / noise > 2\" has no value: it divides by 0, or adds infinities", NULL);
  CU_ASSERT_EQUAL(kept("noise == 0 or 1 / noise > 2"), 5);
}

static void designs_of_fixed_sets_cannot_drop_points(void) {
  laboratory_refuses(
      HEAD "sweep: { design = \"saltelli\"; points = 4; axes = ( { parameter = \"noise\"; minimum = 0.0; maximum = 0.5; } "
           ");\nwhere = \"noise < 0.2\"; };",
      "test.cfg:3: sweep.where: the design 'saltelli' compares points in fixed sets, and none of them can be dropped", NULL);
  laboratory_refuses(
      HEAD "sweep: { design = \"morris\"; trajectories = 4; axes = ( { parameter = \"noise\"; minimum = 0.0; maximum = "
           "0.5; } );\nwhere = \"noise < 0.2\"; };",
      "test.cfg:3: sweep.where: the design 'morris' compares points in fixed sets, and none of them can be dropped", NULL);
}

WALRAS_UNIT_TESTS(UNIT(comparisons_mean_what_they_say),
                  UNIT(products_bind_before_sums_before_comparisons_before_not_before_and_before_or),
                  UNIT(words_truths_and_resolved_values_can_be_asked_for),
                  UNIT(all_conditions_of_a_list_must_hold_and_the_rest_keeps_its_order),
                  UNIT(dropped_points_are_not_held_against_the_config), UNIT(lists_samples_and_each_grid_can_drop_points),
                  UNIT(an_empty_design_is_refused), UNIT(mistakes_in_a_condition_are_named),
                  UNIT(conditions_that_are_no_text_are_refused), UNIT(endless_conditions_are_refused),
                  UNIT(a_condition_without_a_value_is_a_mistake_unless_it_does_not_matter),
                  UNIT(designs_of_fixed_sets_cannot_drop_points))
