/* The design as datasets, through the layout that they belong to. */
#include "engine/design_columns.h"

#include "datasets.h"
#include "toy_model.h"

static const int64_t sizes[] = {3, -4};
static const double weights[] = {0.5, 0.1}, row_a[] = {1.0}, row_b[] = {2.0, 0.1};
static const char *const rules[] = {"cap", "floor"};
static const walras_reals rows[] = {{1, row_a}, {2, row_b}, {0, NULL}};
static const toy_parameters first = {.lots = 2,
                                     .rounds = 3,
                                     .noise = 0.25,
                                     .title = "a \"b\"",
                                     .data = "/home/x/sub/v.csv",
                                     .sizes = {2, sizes},
                                     .weights = {2, weights},
                                     .rules = {2, rules},
                                     .table = {3, rows}},
                            second = {
                                .lots = 2, .rounds = 4, .noise = 0.25, .mechanism = 1, .title = "", .data = "/home/xy/v.csv"};
static const void *const points[] = {&first, &second};
static const int64_t used[] = {1, 1};
static const char *const labels[] = {"E1", "E2"};

static walras_layout *build(const char *const *point_labels, int64_t count) {
  walras_layout *layout = NULL;
  const walras_layout_input input = {.model = &toy_model,
                                     .points = count,
                                     .replications = 1,
                                     .parameters = points,
                                     .point_replications = used,
                                     .point_labels = point_labels,
                                     .name = "toy",
                                     .config_folder = "/home/x"};
  CU_ASSERT_EQUAL_FATAL(walras_layout_build(&input, &layout, NULL), WALRAS_OK);
  return layout;
}

static const char *word(const walras_layout *layout, const char *path, int64_t point) {
  const walras_store_dataset *dataset = dataset_at(layout, path);
  CU_ASSERT_PTR_NOT_NULL_FATAL(dataset);
  CU_ASSERT_EQUAL(dataset->type, WALRAS_STORE_TEXT);
  return ((const char *const *)dataset->contents)[point];
}

static void numbers_are_columns_of_their_type(void) {
  walras_layout *layout = build(NULL, 2);
  const walras_store_dataset *rounds = dataset_at(layout, "/design/rounds"), *noise = dataset_at(layout, "/design/noise"),
                             *extra = dataset_at(layout, "/design/extra");
  CU_ASSERT_FATAL(rounds != NULL && noise != NULL && extra != NULL);
  CU_ASSERT(rounds->type == WALRAS_STORE_INTEGER && ((const int64_t *)rounds->contents)[1] == 4);
  CU_ASSERT(noise->type == WALRAS_STORE_REAL && ((const double *)noise->contents)[0] == 0.25);
  CU_ASSERT(extra->type == WALRAS_STORE_BYTE && ((const uint8_t *)extra->contents)[0] == 0);
  CU_ASSERT(rounds->extent[0] == 2 && strcmp(rounds->dimension[0], "/point") == 0);
  walras_layout_destroy(layout);
}

static void words_texts_and_lists_are_text(void) {
  walras_layout *layout = build(NULL, 2);
  CU_ASSERT_STRING_EQUAL(word(layout, "/design/mechanism", 0), "median");
  CU_ASSERT_STRING_EQUAL(word(layout, "/design/mechanism", 1), "mean");
  CU_ASSERT_STRING_EQUAL(word(layout, "/design/title", 0), "a \"b\"");
  CU_ASSERT_STRING_EQUAL(word(layout, "/design/sizes", 0), "[3, -4]");
  CU_ASSERT_STRING_EQUAL(word(layout, "/design/sizes", 1), "[]");
  CU_ASSERT_STRING_EQUAL(word(layout, "/design/weights", 0), "[0.5, 0.10000000000000001]");
  CU_ASSERT_STRING_EQUAL(word(layout, "/design/rules", 0), "[cap, floor]");
  CU_ASSERT_STRING_EQUAL(word(layout, "/design/table", 0), "[1; 2, 0.10000000000000001; ]");
  walras_layout_destroy(layout);
}

/* A store does not depend on where its config lay; a folder whose name only begins alike is another one. */
static void paths_below_the_configs_folder_are_relative(void) {
  walras_layout *layout = build(NULL, 2);
  CU_ASSERT_STRING_EQUAL(word(layout, "/design/data", 0), "sub/v.csv");
  CU_ASSERT_STRING_EQUAL(word(layout, "/design/data", 1), "/home/xy/v.csv");
  walras_layout_destroy(layout);
}

static void labels_are_a_column_where_points_have_them(void) {
  walras_layout *layout = build(labels, 2);
  CU_ASSERT_STRING_EQUAL(word(layout, "/design/label", 1), "E2");
  walras_layout_destroy(layout);
  layout = build(NULL, 2);
  CU_ASSERT_PTR_NULL(dataset_at(layout, "/design/label"));
  walras_layout_destroy(layout);
}

static const char *coordinates(const walras_layout *layout) {
  const walras_store_attribute *attribute = attribute_of(dataset_at(layout, "/metrics/welfare"), "coordinates");
  return attribute != NULL ? attribute->text : NULL;
}

static void parameters_that_differ_are_the_metrics_coordinates(void) {
  walras_layout *layout = build(NULL, 2);
  CU_ASSERT_STRING_EQUAL(coordinates(layout), "rounds mechanism title data sizes weights rules table");
  walras_layout_destroy(layout);
  layout = build(NULL, 1);
  CU_ASSERT_PTR_NULL(coordinates(layout));
  walras_layout_destroy(layout);
}

/* As long a list as a config can hold, in memory that grows with it and not with its square. */
static void long_lists_become_text_too(void) {
  enum { LONG = 200000 };
  double *values = malloc(LONG * sizeof *values);
  CU_ASSERT_PTR_NOT_NULL_FATAL(values);
  for (int i = 0; i < LONG; i++)
    values[i] = i;
  const toy_parameters p = {.lots = 1, .rounds = 1, .title = "", .data = "", .weights = {LONG, values}};
  const void *const one[] = {&p};
  walras_layout *layout = NULL;
  CU_ASSERT_EQUAL_FATAL(
      walras_layout_build(
          &(walras_layout_input){
              .model = &toy_model, .points = 1, .replications = 1, .parameters = one, .point_replications = used, .name = "long"},
          &layout, NULL),
      WALRAS_OK);
  const char *text = word(layout, "/design/weights", 0);
  CU_ASSERT_EQUAL(strncmp(text, "[0, 1, 2, ", 10), 0);
  CU_ASSERT_STRING_EQUAL(text + strlen(text) - 8, " 199999]");
  walras_layout_destroy(layout);
  free(values);
}

WALRAS_UNIT_TESTS(UNIT(numbers_are_columns_of_their_type), UNIT(words_texts_and_lists_are_text),
                  UNIT(paths_below_the_configs_folder_are_relative), UNIT(labels_are_a_column_where_points_have_them),
                  UNIT(parameters_that_differ_are_the_metrics_coordinates), UNIT(long_lists_become_text_too))
