/* Designs: which points a sweep has, and in which order. */
#include "laboratory.h"

static void expect_points(const walras_experiment *e, const int64_t (*expected)[2], int64_t count) {
  CU_ASSERT_EQUAL_FATAL(e->points, count);
  for (int64_t p = 0; p < count; p++) {
    CU_ASSERT_EQUAL(laboratory_point(e, p)->agents, expected[p][0]);
    CU_ASSERT_EQUAL(laboratory_point(e, p)->mechanism, expected[p][1]);
  }
}

static void a_grid_runs_its_last_axis_fastest(void) {
  walras_experiment *e =
      laboratory_good(HEAD "parameters: { agents = 5; noise = 0.3; };"
                           "sweep: { design = \"grid\"; axes = ( { parameter = \"agents\"; values = [ 10, 20, 30 ]; },"
                           "{ parameter = \"mechanism\"; values = [ \"median\", \"dictator\" ]; } ); };");
  expect_points(e, (const int64_t[][2]){{10, 0}, {10, 2}, {20, 0}, {20, 2}, {30, 0}, {30, 2}}, 6);
  CU_ASSERT_EQUAL(laboratory_point(e, 5)->noise, 0.3);
  CU_ASSERT_EQUAL(laboratory_point(e, 4)->buyers, 15);
  CU_ASSERT_PTR_NULL(e->point_labels);
  CU_ASSERT_EQUAL_FATAL(e->swept_count, 2); /* not the buyers, which follow from the agents */
  CU_ASSERT_STRING_EQUAL(e->swept[0], "agents");
  CU_ASSERT_STRING_EQUAL(e->swept[1], "mechanism");
  for (int64_t p = 0; p < e->points; p++)
    CU_ASSERT_EQUAL(e->point_replications[p], 3);
  walras_experiment_destroy(e);
}

static void a_list_keeps_its_order_and_its_own_keys(void) {
  walras_experiment *e = laboratory_good(
      HEAD
      "sweep: { design = \"list\"; points = ( { agents = 9; mechanism = \"dictator\"; }, { agents = 7; }, { buyers = 1; } ); };");
  expect_points(e, (const int64_t[][2]){{9, 2}, {7, 0}, {100, 0}}, 3);
  CU_ASSERT(laboratory_point(e, 1)->buyers == 3 && laboratory_point(e, 2)->buyers == 1);
  walras_experiment_destroy(e);
}

static void a_tied_axis_moves_its_parameters_together(void) {
  walras_experiment *e = laboratory_good(
      HEAD "sweep: { design = \"grid\"; axes = ( { points = ( { agents = 1; noise = 0.1; }, { agents = 2; noise = 0.2; } ); },"
           "{ parameter = \"mechanism\"; values = [ \"dictator\", \"median\" ]; } ); };");
  expect_points(e, (const int64_t[][2]){{1, 2}, {1, 0}, {2, 2}, {2, 0}}, 4);
  CU_ASSERT(laboratory_point(e, 1)->noise == 0.1 && laboratory_point(e, 2)->noise == 0.2);
  walras_experiment_destroy(e);
}

static void grids_are_a_union_with_labels_and_counts_of_their_own(void) {
  walras_experiment *e = laboratory_good(
      HEAD
      "parameters: { agents = 4; };"
      "sweep: { design = \"grids\"; grids = ( { label = \"E1\"; replications = 8; parameters = { mechanism = \"dictator\"; };"
      "axes = ( { parameter = \"agents\"; values = [ 5, 6 ]; } ); }, { label = \"E2\"; }, { label = \"E3\"; parameters = { "
      "agents = 9; }; } ); };");
  expect_points(e, (const int64_t[][2]){{5, 2}, {6, 2}, {4, 0}, {9, 0}}, 4);
  static const char *const labels[] = {"E1", "E1", "E2", "E3"};
  static const int64_t replications[] = {8, 8, 3, 3};
  for (int64_t p = 0; p < 4; p++) {
    CU_ASSERT_STRING_EQUAL(e->point_labels[p], labels[p]);
    CU_ASSERT_EQUAL(e->point_replications[p], replications[p]);
  }
  CU_ASSERT_EQUAL(e->replications, 8);
  walras_experiment_destroy(e);
}

static void arrays_and_lists_can_be_swept(void) {
  walras_experiment *e =
      laboratory_good(HEAD "sweep: { design = \"grid\"; axes = ( { parameter = \"weights\"; values = ( [ 1.0 ], [ 2.0, 3 ] ); },"
                           "{ parameter = \"table\"; values = ( ( [ 1.0 ] ), ( ) ); } ); };");
  CU_ASSERT_EQUAL_FATAL(e->points, 4);
  CU_ASSERT(laboratory_point(e, 3)->weights.count == 2 && laboratory_point(e, 3)->table.count == 0);
  walras_experiment_destroy(e);
}

static void mistakes_of_an_axis_are_named(void) {
  laboratory_refuses(
      HEAD "sweep: { design = \"grid\"; axes = (\n { parameter = \"agnets\"; values = [ 1 ]; },\n { parameter = \"noise\"; "
           "values = [ ]; },\n"
           " { parameter = \"agents\"; values = [ 1,\n 0 ]; },\n { values = [ 1 ]; },\n { parameter = \"buyers\"; },\n { "
           "parameter = \"noise\"; valus = [ 0.1 ]; },\n 3 ); };",
      "test.cfg:3: unknown parameter 'agnets' of model 'toy-market'; did you mean 'agents'?",
      "test.cfg:4: axis 2: 'noise' has no values", "test.cfg:6: parameter 'agents': expected an integer in [1, 1e12], found 0",
      "test.cfg:7: axis 4: 'parameter' is missing (or 'points' for parameters that vary together)",
      "test.cfg:8: axis 5: 'buyers' has no values", "test.cfg:9: unknown key 'valus' in axis 6; did you mean 'values'?",
      "test.cfg:9: axis 6: 'noise' has no values", "test.cfg:10: axis 7: expected a group { }, found 3", NULL);
}

static void an_empty_sweep_is_refused(void) {
  laboratory_refuses(
      HEAD "sweep: { };",
      "test.cfg:2: the sweep has no design; known designs: grid, list, grids, latin_hypercube, sobol, saltelli, morris", NULL);
  laboratory_refuses(HEAD "sweep: { design = \"grid\"; };", "test.cfg:2: the sweep has no axes", NULL);
  laboratory_refuses(HEAD "sweep: { design = \"grid\"; axes = ( ); };", "test.cfg:2: the sweep has no axes", NULL);
  laboratory_refuses(HEAD "sweep: { design = \"list\"; };", "test.cfg:2: the sweep has no points", NULL);
  laboratory_refuses(HEAD "sweep: { design = \"list\"; points = ( ); };", "test.cfg:2: sweep: 'points' is empty", NULL);
  laboratory_refuses(HEAD "sweep: { design = \"grids\"; };", "test.cfg:2: the sweep has no grids", NULL);
}

static void unknown_designs_are_refused_with_the_nearest(void) {
  laboratory_refuses(HEAD "sweep: { design = \"gird\"; };", "test.cfg:2: sweep.design: unknown word 'gird'; did you mean 'grid'?",
                     NULL);
  laboratory_refuses(HEAD "sweep: { design = \"sobel\"; points = 256; };",
                     "test.cfg:2: sweep.design: unknown word 'sobel'; did you mean 'sobol'?", NULL);
}

static void a_parameter_has_one_source_in_a_grid(void) {
  laboratory_refuses(
      HEAD
      "sweep: { design = \"grid\"; axes = ( { parameter = \"agents\"; values = [ 1, 2 ]; },\n{ points = ( { n = 1; } ); } ); };",
      "test.cfg:3: axis 2: 'agents' is swept by an earlier axis too", NULL);
  laboratory_refuses(HEAD "sweep: { design = \"grids\"; grids = ( { label = \"a\"; parameters = { agents = 3; };\naxes = ( { "
                          "parameter = \"agents\"; values = [ 1 ]; } ); } ); };",
                     "test.cfg:3: axis 1: 'agents' is among the grid's fixed parameters too", NULL);
}

static void grids_need_labels_of_their_own(void) {
  laboratory_refuses(HEAD "sweep: { design = \"grids\"; grids = (\n{ },\n{ label = \"\"; }, 3 ); };",
                     "test.cfg:3: grid 1: 'label' is missing", "test.cfg:4: grid 2: the label is empty",
                     "test.cfg:4: grid 3: expected a group { }, found 3", NULL);
  laboratory_refuses(HEAD
                     "sweep: { design = \"grids\"; grids = ( { label = \"a\"; },\n{ label = \"a\"; replications = 0; } ); };",
                     "test.cfg:3: grid 2: replications: expected an integer of at least 1, found 0", NULL);
  laboratory_refuses(HEAD "sweep: { design = \"grids\"; grids = ( { label = \"a\"; },\n{ label = \"a\"; } ); };",
                     "test.cfg:3: grid 2: the label 'a' is taken by grid 1", NULL);
}

static void a_swept_parameter_cannot_be_set(void) {
  laboratory_refuses_set(HEAD "sweep: { design = \"grid\";\naxes = ( { parameter = \"agents\"; values = [ 1, 2 ]; } ); };",
                         "agents=3", "--set agents=3: parameter 'agents' is set by axis 1 (test.cfg:3)", NULL);
  laboratory_refuses_set(HEAD "sweep: { design = \"grids\"; grids = ( { label = \"E1\";\nparameters = { agents = 3; }; } ); };",
                         "n=3", "--set n=3: parameter 'agents' is set by the fixed parameters of grid 'E1' (test.cfg:3)", NULL);
  laboratory_refuses_set(HEAD "sweep: { design = \"list\";\npoints = ( { agents = 3; } ); };", "agents=3",
                         "--set agents=3: parameter 'agents' is set by the points of the sweep (test.cfg:3)", NULL);
}

static void a_sweep_beyond_all_memory_is_refused(void) {
  char text[8192] = HEAD "sweep: { design = \"grid\"; axes = (";
  static const char *const names[] = {"agents", "buyers", "fail_at"};
  for (int a = 0; a < 3; a++) {
    sprintf(text + strlen(text), "%s { parameter = \"%s\"; values = [ 1", a > 0 ? "," : "", names[a]);
    for (int i = 2; i <= 300; i++)
      sprintf(text + strlen(text), ",%d", i);
    strcat(text, " ]; }");
  }
  strcat(text, " ); };");
  laboratory_refuses(text, "test.cfg:2: the sweep has more than 10000000 design points", NULL);
}

WALRAS_UNIT_TESTS(UNIT(a_grid_runs_its_last_axis_fastest), UNIT(a_list_keeps_its_order_and_its_own_keys),
                  UNIT(a_tied_axis_moves_its_parameters_together), UNIT(grids_are_a_union_with_labels_and_counts_of_their_own),
                  UNIT(arrays_and_lists_can_be_swept), UNIT(mistakes_of_an_axis_are_named), UNIT(an_empty_sweep_is_refused),
                  UNIT(unknown_designs_are_refused_with_the_nearest), UNIT(a_parameter_has_one_source_in_a_grid),
                  UNIT(grids_need_labels_of_their_own), UNIT(a_swept_parameter_cannot_be_set),
                  UNIT(a_sweep_beyond_all_memory_is_refused))
