#include "experiment/claim_points.h"

#include <math.h>

#include "laboratory.h"

/* Nine points: 0-5 in a grid of their own, then one of each kind of value. */
#define GRIDS                                                                                                                    \
  "sweep: { design = \"grids\"; grids = (\n"                                                                                     \
  "  { label = \"E1\"; axes = ( { parameter = \"agents\"; values = [ 10, 20, 30 ]; },\n"                                         \
  "                             { parameter = \"noise\"; values = [ 0.0, 0.25 ]; } ); },\n"                                      \
  "  { label = \"größe\"; parameters = { agents = 900719925474L; patience = 2.5; truthful = false; mechanism = \"dictator\"; " \
  "title = \"5\"; data = \"sub/values.csv\"; }; },\n"                                                                            \
  "  { label = \"E3\"; parameters = { agents = 40; sizes = [ 1, 2, 3 ]; weights = [ 1.0, 0.5 ]; rules = [ \"floor\" ]; "         \
  "table = ( [ 7.0 ] ); data = \"/data/sub/values.csv\"; }; },\n"                                                                \
  "  { label = \"E4\"; parameters = { agents = 41; fail_at = 9007199254740993L; }; } ); };\n"

enum { POINTS = 9 };

static walras_status select_with(const walras_experiment *experiment, const char *where, int64_t **points, int64_t *count,
                                 walras_error *error) {
  char text[256];
  config_t config;
  snprintf(text, sizeof text, "where = %s;", where);
  config_init(&config);
  CU_ASSERT_FATAL(config_read_string(&config, text));
  const walras_status status = walras_points_select(experiment, config_lookup(&config, "where"), NULL, points, count, error);
  config_destroy(&config);
  return status;
}

/* The selected points as a number in binary, point 0 the lowest bit. */
static void selects(const walras_experiment *experiment, const char *where, unsigned expected) {
  int64_t *points = NULL, count = 0;
  unsigned mask = 0;
  walras_error error = {0};
  CU_ASSERT_EQUAL(select_with(experiment, where, &points, &count, &error), WALRAS_OK);
  for (int64_t i = 0; i < count; i++) {
    CU_ASSERT(i == 0 || points[i] > points[i - 1]);
    mask |= 1u << points[i];
  }
  CU_ASSERT_EQUAL(mask, expected);
  if (mask != expected || error.status != WALRAS_OK)
    printf("\n  %s selects %x, not %x %s", where, mask, expected, error.message);
  free(points);
}

static void refuses(const walras_experiment *experiment, const char *where, const char *message) {
  int64_t *points = NULL, count = 77;
  walras_error error = {0};
  CU_ASSERT_EQUAL(select_with(experiment, where, &points, &count, &error), WALRAS_ERROR_INPUT);
  CU_ASSERT(points == NULL && count == 0);
  CU_ASSERT_STRING_EQUAL(error.message, message);
}

static void without_conditions_all_points_are_selected(void) {
  walras_experiment *e = laboratory_good(HEAD GRIDS);
  int64_t *points = NULL, count = 0;
  CU_ASSERT_EQUAL_FATAL(e->points, POINTS);
  CU_ASSERT_EQUAL_FATAL(walras_points_select(e, NULL, NULL, &points, &count, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(count, POINTS);
  for (int64_t i = 0; i < count; i++)
    CU_ASSERT_EQUAL(points[i], i);
  free(points);
  selects(e, "{ }", 0x1FF);
  walras_experiment_destroy(e);
}

static void every_type_of_value_selects(void) {
  walras_experiment *e = laboratory_good(HEAD GRIDS);
  selects(e, "{ agents = 20; }", 0x00C);
  selects(e, "{ agents = 20.0; }", 0x00C);
  selects(e, "{ agents = 900719925474L; }", 0x040);
  selects(e, "{ noise = 0.25; }", 0x02A);
  selects(e, "{ noise = 0; }", 0x015);
  selects(e, "{ patience = \"inf\"; }", 0x1BF);
  selects(e, "{ patience = 2.5; }", 0x040);
  selects(e, "{ truthful = false; }", 0x040);
  selects(e, "{ mechanism = \"median\"; }", 0x1BF);
  selects(e, "{ title = \"5\"; }", 0x040);
  selects(e, "{ title = \"\"; }", 0x1BF);
  selects(e, "{ sizes = [ 1, 2, 3 ]; }", 0x080);
  selects(e, "{ weights = [ 1.0, 0.5 ]; }", 0x080);
  selects(e, "{ rules = [ \"floor\" ]; }", 0x080);
  selects(e, "{ table = ( [ 7.0 ] ); }", 0x080);
  walras_experiment_destroy(e);
}

/* However it is written, a path is the file it leads to. */
static void paths_are_compared_where_they_lead(void) {
  walras_experiment *e = laboratory_good(HEAD GRIDS);
  selects(e, "{ data = \"sub/values.csv\"; }", 0x0C0);
  selects(e, "{ data = \"/data/sub/values.csv\"; }", 0x0C0);
  selects(e, "{ data = \"\"; }", 0x13F);
  refuses(e, "{ data = \"values.csv\"; }", "selection: where selects no design point");
  walras_experiment_destroy(e);
}

static void conditions_are_met_together(void) {
  walras_experiment *e = laboratory_good(HEAD GRIDS);
  selects(e, "{ agents = 20; noise = 0.25; }", 0x008);
  selects(e, "{ label = \"E1\"; noise = 0.25; }", 0x02A);
  selects(e, "{ label = \"größe\"; }", 0x040);
  refuses(e, "{ label = \"größe\"; agents = 20; }", "selection: where selects no design point");
  walras_experiment_destroy(e);
}

/* What the grammar of claims accepts selects: lists of values and other names of a parameter. */
static void a_list_selects_any_of_its_values(void) {
  walras_experiment *e = laboratory_good(HEAD GRIDS);
  selects(e, "{ agents = [ 10, 30, 99 ]; }", 0x033);
  selects(e, "{ agents = ( 40, 41.0 ); noise = [ 0.1 ]; }", 0x180);
  selects(e, "{ label = [ \"E4\", \"E1\" ]; noise = 0.25; }", 0x02A);
  selects(e, "{ mechanism = [ \"dictator\", \"uniform_phantom\" ]; }", 0x040);
  selects(e, "{ n = 10; }", 0x003);
  selects(e, "{ traders = [ 40 ]; }", 0x080);
  walras_experiment_destroy(e);
}

/* 2^53 + 1 is no real, and no neighbour of it is equal to it. */
static void large_integers_are_compared_exactly(void) {
  walras_experiment *e = laboratory_good(HEAD GRIDS);
  selects(e, "{ fail_at = 9007199254740993L; }", 0x100);
  refuses(e, "{ fail_at = 9007199254740992L; }", "selection: where selects no design point");
  refuses(e, "{ fail_at = 9007199254740994L; }", "selection: where selects no design point");
  walras_experiment_destroy(e);
}

static void what_cannot_select_is_named(void) {
  walras_experiment *e = laboratory_good(HEAD GRIDS);
  refuses(e, "{ agnets = 10; }", "selection: unknown parameter 'agnets' of model 'toy-market'; did you mean 'agents'?");
  refuses(e, "{ title = 5; }", "selection: where: parameter 'title': expected a text in quotes, found 5");
  refuses(e, "{ truthful = 1; }", "selection: where: parameter 'truthful': expected true or false, found 1");
  refuses(e, "{ label = 1; }", "selection: where: label: expected a text in quotes, found 1");
  refuses(e, "5", "selection: where: expected a group { }, found 5");
  refuses(e, "{ agents = [ ]; }", "selection: where selects no design point");
  walras_experiment_destroy(e);
  e = laboratory_good(HEAD "sweep: { design = \"grid\"; axes = ( { parameter = \"agents\"; values = [ 10, 20 ]; } ); };");
  refuses(e, "{ label = \"E1\"; }", "selection: where selects no design point"); /* a single grid has no label */
  walras_experiment_destroy(e);
}

static void numbers_of_points_are_found_by_name_and_alias(void) {
  walras_experiment *e = laboratory_good(HEAD GRIDS);
  CU_ASSERT(walras_point_number(e, 2, "agents") == 20.0 && walras_point_number(e, 2, "n") == 20.0 &&
            walras_point_number(e, 2, "traders") == 20.0);
  CU_ASSERT(walras_point_number(e, 3, "noise") == 0.25 && walras_point_number(e, 6, "patience") == 2.5);
  CU_ASSERT(isinf(walras_point_number(e, 0, "patience")) && walras_point_number(e, 2, "buyers") == 10.0);
  CU_ASSERT(walras_point_number(e, 0, "truthful") == 1.0 && walras_point_number(e, 6, "truthful") == 0.0);
  CU_ASSERT(isnan(walras_point_number(e, 0, "mechanism")) && isnan(walras_point_number(e, 0, "sizes")) &&
            isnan(walras_point_number(e, 0, "title")) && isnan(walras_point_number(e, 0, "no such")) &&
            isnan(walras_point_number(e, 0, "")));
  walras_experiment_destroy(e);
}

WALRAS_UNIT_TESTS(UNIT(without_conditions_all_points_are_selected), UNIT(every_type_of_value_selects),
                  UNIT(paths_are_compared_where_they_lead), UNIT(conditions_are_met_together),
                  UNIT(a_list_selects_any_of_its_values), UNIT(large_integers_are_compared_exactly),
                  UNIT(what_cannot_select_is_named), UNIT(numbers_of_points_are_found_by_name_and_alias))
