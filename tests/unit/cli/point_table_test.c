#include "cli/point_table.h"

#include "cli_store.h"

#define TWO_GRIDS                                                                                                                \
  "experiment: { name = \"g\"; model = \"noise\"; replications = 1; };\n"                                                        \
  "sweep: { design = \"grids\"; grids = (\n"                                                                                     \
  "  { label = \"wide\"; axes = ( { parameter = \"mean\"; values = [ 0.0, 1.0 ]; } ); },\n"                                      \
  "  { label = \"long\"; parameters = { mean = 3.0; }; axes = ( { parameter = \"rounds\"; values = [ 1, 2, 5 ]; } ); } ); };\n"

static void expect_cell(const cli_point_table *t, int64_t point, int64_t column, const char *expected) {
  config_text text = {0};
  cli_point_cell(t, point, column, &text);
  CU_ASSERT_STRING_EQUAL(text.bytes, expected);
  config_text_free(&text);
}

static void cells_are_the_swept_values_and_columns_vary_within_their_group(void) {
  small_experiment small = small_new(TWO_GRIDS);
  cli_point_table t;
  CU_ASSERT_FATAL(cli_point_table_make(small.experiment, &t));
  CU_ASSERT(t.points == 5 && t.columns == 2 && t.labelled);
  const int64_t mean = strcmp(t.parameters[0]->name, "mean") == 0 ? 0 : 1, rounds = 1 - mean;
  CU_ASSERT_STRING_EQUAL(t.parameters[rounds]->name, "rounds");
  CU_ASSERT_STRING_EQUAL(cli_point_label(&t, 1), "wide");
  CU_ASSERT_STRING_EQUAL(cli_point_label(&t, 4), "long");
  expect_cell(&t, 1, mean, "1.0");
  expect_cell(&t, 4, mean, "3.0");
  expect_cell(&t, 4, rounds, "5");
  CU_ASSERT(cli_point_varies(&t, 0, mean) && !cli_point_varies(&t, 0, rounds));
  CU_ASSERT(!cli_point_varies(&t, 1, mean) && cli_point_varies(&t, 1, rounds));
  CU_ASSERT(t.groups == 2 && t.first[0] == 0 && t.first[1] == 2 && t.first[2] == 5);
  for (int64_t point = 0; point < 5; point++)
    CU_ASSERT_EQUAL(cli_point_group(&t, point), point < 2 ? 0 : 1);
  cli_point_table_free(&t);
  CU_ASSERT_PTR_NULL(t.first);
  small_free(&small);
}

static void one_point_has_no_columns(void) {
  small_experiment small = small_new("experiment: { name = \"one\"; model = \"noise\"; };");
  cli_point_table t;
  CU_ASSERT_FATAL(cli_point_table_make(small.experiment, &t));
  CU_ASSERT(t.points == 1 && t.columns == 0 && !t.labelled && cli_point_label(&t, 0)[0] == '\0');
  cli_point_table_free(&t);
  small_free(&small);
}

/* As programs read them: no quotes, no suffix of libconfig's. */
static void words_and_wide_integers_are_plain(void) {
  small_experiment small =
      small_new("experiment: { name = \"p\"; model = \"noise\"; };\n"
                "sweep: { design = \"grid\"; axes = ( { parameter = \"fail_replication\"; values = [ -1L, 5000000000L ]; },\n"
                "                                   { parameter = \"exact_median\"; values = [ false, true ]; } ); };\n");
  cli_point_table t;
  CU_ASSERT_FATAL(cli_point_table_make(small.experiment, &t));
  const int64_t wide = strcmp(t.parameters[0]->name, "fail_replication") == 0 ? 0 : 1;
  expect_cell(&t, 2, wide, "5000000000");
  expect_cell(&t, 3, 1 - wide, "true");
  CU_ASSERT(!cli_point_is_text(&t, wide) && !cli_point_is_text(&t, 1 - wide));
  cli_point_table_free(&t);
  small_free(&small);
}

WALRAS_UNIT_TESTS(UNIT(cells_are_the_swept_values_and_columns_vary_within_their_group), UNIT(one_point_has_no_columns),
                  UNIT(words_and_wide_integers_are_plain))
