/* Where each number of a config comes from. */
#include "laboratory.h"

/* The number of that label and name; it must be there once. */
static const walras_number *number(const walras_experiment *e, const char *label, const char *name) {
  const walras_number *found = NULL;
  for (int64_t i = 0; i < e->number_count; i++) {
    const walras_number *n = &e->numbers[i];
    const bool same_label = label == NULL ? n->label == NULL : n->label != NULL && strcmp(n->label, label) == 0;
    if (!same_label || strcmp(n->name, name) != 0)
      continue;
    CU_ASSERT_PTR_NULL(found);
    found = n;
  }
  CU_ASSERT_PTR_NOT_NULL_FATAL(found);
  return found;
}

static void expect_source(const walras_experiment *e, const char *label, const char *name, const char *source) {
  const walras_number *n = number(e, label, name);
  CU_ASSERT((source == NULL) == (n->source == NULL));
  if (source != NULL && n->source != NULL)
    CU_ASSERT_STRING_EQUAL(n->source, source);
}

static const char grids[] = HEAD
    "parameters: { noise = 0.2; };\n"
    "sources: { seed = \"own: any\"; replications = \"section 5\"; noise = \"Table 2\"; buyers = \"appendix \\\"B\\\"\"; "
    "agents = \"Figure 1\"; };\n"
    "sweep: { design = \"grids\"; grids = (\n"
    "  { label = \"E1\"; replications = 8; parameters = { truthful = true; };\n"
    "    axes = ( { parameter = \"agents\"; values = [ 5, 6 ]; } ); sources = { n = \"Table 1\"; truthful = \"own: simple\"; "
    "}; },\n"
    "  { label = \"E 2\"; axes = ( { points = ( { agents = 1; buyers = 0; }, { agents = 2; title = \"t\"; } ); } ); } ); };\n";

static void every_number_is_listed_with_its_place(void) {
  walras_experiment *e = laboratory_good(grids);
  CU_ASSERT_EQUAL(e->number_count, 9);
  CU_ASSERT_STRING_EQUAL(number(e, NULL, "seed")->place, "test.cfg:1");
  CU_ASSERT_STRING_EQUAL(number(e, NULL, "noise")->place, "test.cfg:2");
  CU_ASSERT_STRING_EQUAL(number(e, "E1", "replications")->place, "test.cfg:5");
  CU_ASSERT_STRING_EQUAL(number(e, "E1", "agents")->place, "test.cfg:6");
  CU_ASSERT_STRING_EQUAL(number(e, "E 2", "title")->place, "test.cfg:7");
  walras_experiment_destroy(e);
}

static void a_grid_speaks_before_the_whole_config(void) {
  walras_experiment *e = laboratory_good(grids);
  expect_source(e, NULL, "seed", "own: any");
  expect_source(e, NULL, "replications", "section 5");
  expect_source(e, NULL, "noise", "Table 2");
  expect_source(e, "E1", "replications", "section 5");
  expect_source(e, "E1", "agents", "Table 1");
  expect_source(e, "E1", "truthful", "own: simple");
  expect_source(e, "E 2", "agents", "Figure 1");
  expect_source(e, "E 2", "buyers", "appendix \"B\"");
  expect_source(e, "E 2", "title", NULL);
  walras_experiment_destroy(e);
}

static void the_echo_names_each_source_once_and_reads_back_equal(void) {
  walras_experiment *first = laboratory_good(grids);
  CU_ASSERT_STRING_EQUAL(first->sources_text, "sources: {\n"
                                              "  noise = \"Table 2\";\n"
                                              "  replications = \"section 5\";\n"
                                              "  seed = \"own: any\";\n"
                                              "  grids = (\n"
                                              "    { label = \"E1\";\n"
                                              "      agents = \"Table 1\";\n"
                                              "      truthful = \"own: simple\"; },\n"
                                              "    { label = \"E 2\";\n"
                                              "      agents = \"Figure 1\";\n"
                                              "      buyers = \"appendix \\\"B\\\"\"; });\n"
                                              "};\n");
  char text[4096];
  snprintf(text, sizeof text, "%s\n%s", first->resolved_text, first->sources_text);
  walras_experiment *second = laboratory_good(text);
  CU_ASSERT_STRING_EQUAL(second->sources_text, first->sources_text);
  CU_ASSERT_STRING_EQUAL(second->resolved_text, first->resolved_text);
  walras_experiment_destroy(first);
  walras_experiment_destroy(second);
}

/* What --set adds comes last, in the resolved text in the schema's order. */
static void the_echo_does_not_depend_on_the_order_of_the_config(void) {
  static const char *const settings[] = {"noise=0.5", "truthful=false", "buyers=3"};
  const walras_overrides overrides = {.settings = settings, .setting_count = 3, .replications = -1, .threads = -1};
  walras_diagnostics diagnostics;
  walras_experiment *first =
      laboratory_parse("experiment: { replications = 3; seed = 7; name = \"test\"; model = \"toy-market\"; };\n"
                       "parameters: { title = \"t\"; agents = 9; };\nsources: { title = \"a\"; replications = \"b\"; seed = "
                       "\"c\"; agents = \"d\"; "
                       "};\n",
                       &overrides, &diagnostics);
  CU_ASSERT_PTR_NOT_NULL_FATAL(first);
  char text[4096];
  snprintf(text, sizeof text, "%s\n%s", first->resolved_text, first->sources_text);
  walras_experiment *second = laboratory_good(text);
  CU_ASSERT_STRING_EQUAL(second->sources_text, first->sources_text);
  walras_experiment_destroy(first);
  walras_experiment_destroy(second);
}

static void sources_are_no_part_of_the_resolved_experiment(void) {
  walras_experiment *with = laboratory_good(HEAD "parameters: { noise = 0.2; };\nsources: { noise = \"Table 2\"; };"),
                    *without = laboratory_good(HEAD "parameters: { noise = 0.2; };");
  CU_ASSERT_STRING_EQUAL(with->resolved_text, without->resolved_text);
  CU_ASSERT_STRING_EQUAL(without->sources_text, "");
  CU_ASSERT_STRING_NOT_EQUAL(with->sources_text, "");
  walras_experiment_destroy(with);
  walras_experiment_destroy(without);
}

static void a_swept_parameter_with_a_base_value_is_named_for_both(void) {
  walras_experiment *e = laboratory_good(HEAD "parameters: { noise = 0.2; };\nsweep: { design = \"grid\"; axes = ( { parameter = "
                                              "\"noise\"; values = [ 0.1, 0.3 ]; } ); };\nsources: { noise = \"Table 2\"; };");
  CU_ASSERT_EQUAL(e->number_count, 4);
  CU_ASSERT_STRING_EQUAL(e->sources_text, "sources: {\n  noise = \"Table 2\";\n};\n");
  walras_experiment_destroy(e);
}

/* A paper's source must not stand behind a number that the command line gave. */
static void what_the_command_line_gives_comes_from_there(void) {
  static const char *const settings[] = {"noise=0.5", "patience=3.0"};
  const walras_overrides overrides = {
      .settings = settings, .setting_count = 2, .replications = 5, .has_seed = true, .seed = 4, .threads = -1};
  walras_diagnostics diagnostics;
  walras_experiment *e = laboratory_parse(
      HEAD "parameters: { noise = 0.2; agents = 4; };\nsources: { seed = \"own: any\"; replications = \"section 5\"; noise = "
           "\"Table 2\"; agents = \"Table 2\"; };\nsweep: { design = \"grids\"; grids = ( { label = \"A\"; replications = 8; }, "
           "{ label = \"B\"; replications = 2; } ); };",
      &overrides, &diagnostics);
  CU_ASSERT_PTR_NOT_NULL_FATAL(e);
  expect_source(e, NULL, "seed", "own: --seed on the command line");
  expect_source(e, NULL, "replications", "own: --replications on the command line");
  expect_source(e, NULL, "noise", "own: --set on the command line");
  expect_source(e, NULL, "patience", "own: --set on the command line");
  expect_source(e, NULL, "agents", "Table 2");
  expect_source(e, "A", "replications", "own: --replications on the command line");
  expect_source(e, "B", "replications", "section 5");
  CU_ASSERT(e->point_replications[0] == 5 && e->point_replications[1] == 2);
  walras_experiment_destroy(e);
}

#define STOPPING                                                                                                                 \
  "experiment: { name = \"test\"; model = \"toy-market\"; };\n"                                                                  \
  "replications: { initial = 4; maximum = 64; metric = \"welfare\"; half_width = 0.1; };\n"

static void the_rule_of_sequential_stopping_has_one_source(void) {
  walras_experiment *e = laboratory_good(STOPPING "sources: { replications = \"section 6\"; };");
  CU_ASSERT_STRING_EQUAL(number(e, NULL, "replications")->place, "test.cfg:2");
  expect_source(e, NULL, "replications", "section 6");
  char text[4096];
  snprintf(text, sizeof text, "%s\n%s", e->resolved_text, e->sources_text);
  walras_experiment *again = laboratory_good(text);
  CU_ASSERT_STRING_EQUAL(again->sources_text, e->sources_text);
  walras_experiment_destroy(again);
  walras_experiment_destroy(e);
  const walras_overrides overrides = {.replications = 32, .threads = -1};
  walras_diagnostics diagnostics;
  e = laboratory_parse(STOPPING "sources: { replications = \"section 6\"; };", &overrides, &diagnostics);
  CU_ASSERT_PTR_NOT_NULL_FATAL(e);
  expect_source(e, NULL, "replications", "section 6; own: the maximum, --replications on the command line");
  walras_experiment_destroy(e);
}

static void a_sampled_design_names_its_axes_and_its_size(void) {
  walras_experiment *e = laboratory_good(
      HEAD "sweep: { design = \"sobol\"; points = 8; where = \"noise < 0.4\";\n"
           "axes = ( { parameter = \"noise\"; minimum = 0.1; maximum = 0.5; } ); };\n"
           "sources: { points = \"own: a power of two\"; noise = \"Table 3, its range\"; where = \"section 2\"; };");
  expect_source(e, NULL, "where", "section 2");
  expect_source(e, NULL, "points", "own: a power of two");
  expect_source(e, NULL, "noise", "Table 3, its range");
  expect_source(e, NULL, "seed", NULL);
  char text[4096];
  snprintf(text, sizeof text, "%s\n%s", e->resolved_text, e->sources_text);
  walras_experiment *again = laboratory_good(text);
  CU_ASSERT_STRING_EQUAL(again->sources_text, e->sources_text);
  walras_experiment_destroy(again);
  walras_experiment_destroy(e);
}

static void unknown_names_name_the_nearest(void) {
  laboratory_refuses(HEAD "sources: { sed = \"x\";\n agnets = \"y\"; };",
                     "test.cfg:2: sources: unknown name 'sed'; did you mean 'seed'?",
                     "test.cfg:3: sources: unknown name 'agnets'; did you mean 'agents'?", NULL);
  laboratory_refuses(HEAD
                     "sweep: { design = \"grids\"; grids = ( { label = \"E1\"; sources = {\n replication = \"x\"; }; } ); };",
                     "test.cfg:3: sources of grid 'E1': unknown name 'replication'; did you mean 'replications'?", NULL);
}

static void a_source_of_what_is_not_set_is_refused(void) {
  laboratory_refuses(HEAD "sources: { noise = \"Table 2\"; };", "test.cfg:2: sources: 'noise' is not set by this config", NULL);
  laboratory_refuses(
      HEAD "parameters: { noise = 0.2; };\nsweep: { design = \"grids\"; grids = ( { label = \"E1\"; sources = {\n noise "
           "= \"x\"; replications = \"y\"; }; } ); };",
      "test.cfg:4: sources of grid 'E1': 'noise' is not set in this grid",
      "test.cfg:4: sources of grid 'E1': 'replications' is not set in this grid", NULL);
}

static void sources_that_say_nothing_or_twice_are_refused(void) {
  laboratory_refuses(HEAD "sources: { seed = \" \";\n replications = 3; };", "test.cfg:2: sources: the source of 'seed' is empty",
                     "test.cfg:3: sources: replications: expected a text in quotes, found 3", NULL);
  laboratory_refuses(HEAD "parameters: { n = 5; };\nsources: { agents = \"a\";\n n = \"b\"; };",
                     "test.cfg:4: sources: 'agents' is named twice", NULL);
  laboratory_refuses(HEAD "sources = 3;", "test.cfg:2: sources: expected a group { }, found 3", NULL);
}

static void listed_grids_must_exist_and_be_named_once(void) {
  static const char sweep[] = HEAD
      "sweep: { design = \"grids\"; grids = ( { label = \"E1\"; replications = 2; sources = { replications = \"a\"; }; } ); };\n";
  char text[1024];
  snprintf(text, sizeof text,
           "%ssources: { grids = (\n { label = \"E1\"; replications = \"b\"; },\n { label = \"E9\"; },\n 3 ); };", sweep);
  laboratory_refuses(text, "test.cfg:4: sources of grid 'E1' are named already",
                     "test.cfg:5: sources.grids: entry 2: the sweep has no grid 'E9'",
                     "test.cfg:6: sources.grids: entry 3: expected a group { label; names }", NULL);
}

static void a_number_without_a_source_or_a_word_why_has_a_problem(void) {
  const walras_number none = {.name = "x"}, bare = {.name = "x", .source = "own"}, colon = {.name = "x", .source = "own: "},
                      owner = {.name = "x", .source = "owner's manual"}, why = {.name = "x", .source = "own: any"};
  CU_ASSERT_STRING_EQUAL(walras_number_problem(&none), "has no source");
  CU_ASSERT_STRING_EQUAL(walras_number_problem(&bare), "is \"own\" without a word why");
  CU_ASSERT_STRING_EQUAL(walras_number_problem(&colon), "is \"own\" without a word why");
  CU_ASSERT(walras_number_problem(&owner) == NULL && walras_number_problem(&why) == NULL);
}

WALRAS_UNIT_TESTS(UNIT(every_number_is_listed_with_its_place), UNIT(a_grid_speaks_before_the_whole_config),
                  UNIT(the_echo_names_each_source_once_and_reads_back_equal),
                  UNIT(the_echo_does_not_depend_on_the_order_of_the_config), UNIT(sources_are_no_part_of_the_resolved_experiment),
                  UNIT(a_swept_parameter_with_a_base_value_is_named_for_both), UNIT(what_the_command_line_gives_comes_from_there),
                  UNIT(the_rule_of_sequential_stopping_has_one_source), UNIT(a_sampled_design_names_its_axes_and_its_size),
                  UNIT(unknown_names_name_the_nearest), UNIT(a_source_of_what_is_not_set_is_refused),
                  UNIT(sources_that_say_nothing_or_twice_are_refused), UNIT(listed_grids_must_exist_and_be_named_once),
                  UNIT(a_number_without_a_source_or_a_word_why_has_a_problem))
