#include "cli/point_table.h"

#include "cli_store.h"

#define TWO_GRIDS                                                                                                                \
  "experiment: { name = \"g\"; model = \"noise\"; replications = 1; };\n"                                                        \
  "sweep: { design = \"grids\"; grids = (\n"                                                                                     \
  "  { label = \"wide\"; axes = ( { parameter = \"mean\"; values = [ 0.0, 1.0 ]; } ); },\n"                                      \
  "  { label = \"long\"; parameters = { mean = 3.0; }; axes = ( { parameter = \"rounds\"; values = [ 1, 2, 5 ]; } ); } ); };\n"

static void cells_are_the_swept_values_and_columns_vary_within_their_group(void) {
  small_experiment small = small_new(TWO_GRIDS);
  cli_point_table t;
  CU_ASSERT_FATAL(cli_point_table_make(small.experiment, &t));
  CU_ASSERT(t.points == 5 && t.columns == 2 && t.labelled);
  const int64_t mean = strcmp(t.names[0], "mean") == 0 ? 0 : 1, rounds = 1 - mean;
  CU_ASSERT_STRING_EQUAL(t.names[rounds], "rounds");
  CU_ASSERT_STRING_EQUAL(t.labels[1], "wide");
  CU_ASSERT_STRING_EQUAL(t.labels[4], "long");
  CU_ASSERT_STRING_EQUAL(cli_point_cell(&t, 1, mean), "1.0");
  CU_ASSERT_STRING_EQUAL(cli_point_cell(&t, 4, mean), "3.0");
  CU_ASSERT_STRING_EQUAL(cli_point_cell(&t, 4, rounds), "5");
  CU_ASSERT(cli_point_varies(&t, 0, mean) && !cli_point_varies(&t, 0, rounds));
  CU_ASSERT(!cli_point_varies(&t, 3, mean) && cli_point_varies(&t, 3, rounds));
  CU_ASSERT(t.first[1] == 0 && t.first[2] == 2 && t.first[4] == 2);
  cli_point_table_free(&t);
  CU_ASSERT_PTR_NULL(t.cells);
  small_free(&small);
}

static void one_point_has_no_columns(void) {
  small_experiment small = small_new("experiment: { name = \"one\"; model = \"noise\"; };");
  cli_point_table t;
  CU_ASSERT_FATAL(cli_point_table_make(small.experiment, &t));
  CU_ASSERT(t.points == 1 && t.columns == 0 && !t.labelled && t.labels[0][0] == '\0');
  cli_point_table_free(&t);
  small_free(&small);
}

WALRAS_UNIT_TESTS(UNIT(cells_are_the_swept_values_and_columns_vary_within_their_group), UNIT(one_point_has_no_columns))
