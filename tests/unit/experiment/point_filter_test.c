#include "experiment/point_filter.h"

#include "unit/small_experiment.h"

#define GRIDS                                                                                                                    \
  "experiment: { name = \"g\"; model = \"noise\"; replications = 1; };\n"                                                        \
  "sweep: { design = \"grids\"; grids = (\n"                                                                                     \
  "  { label = \"wide range\"; axes = ( { parameter = \"mean\"; values = [ 0.0, 1.0, 2.0 ]; },\n"                                \
  "                                  { parameter = \"exact_median\"; values = [ false, true ]; } ); },\n"                        \
  "  { label = \"long\"; axes = ( { parameter = \"rounds\"; values = [ 1, 2 ]; } ); } ); };\n"

static small_experiment small;

/* The numbers of the marked points, as text. */
static const char *marked(const char *first, const char *second) {
  static char text[64];
  bool selected[8];
  walras_error error = {0};
  const char *const conditions[] = {first, second};
  text[0] = '\0';
  CU_ASSERT_EQUAL(walras_points_filter(small.experiment, "--where", conditions,
                                       second != NULL  ? 2
                                       : first != NULL ? 1
                                                       : 0,
                                       selected, &error),
                  WALRAS_OK);
  for (int point = 0; point < 8; point++)
    if (selected[point])
      sprintf(text + strlen(text), "%d", point);
  return text;
}

static void conditions_narrow_down_the_points(void) {
  small = small_new(GRIDS);
  CU_ASSERT_STRING_EQUAL(marked(NULL, NULL), "01234567");
  CU_ASSERT_STRING_EQUAL(marked("mean=1", NULL), "23");
  CU_ASSERT_STRING_EQUAL(marked("mean=(1.0, 2.0)", "exact_median=true"), "35");
  CU_ASSERT_STRING_EQUAL(marked("label=wide range", "mean=0"), "01");
  CU_ASSERT_STRING_EQUAL(marked("label=(\"long\", \"wide range\")", "rounds=2"), "7");
  CU_ASSERT_STRING_EQUAL(marked("label=\"long\"", NULL), "67");
  small_free(&small);
}

static void refuses(const char *first, const char *second, const char *message) {
  bool selected[8];
  walras_error error = {0};
  const char *const conditions[] = {first, second};
  CU_ASSERT_EQUAL(walras_points_filter(small.experiment, "--where", conditions, second != NULL ? 2 : 1, selected, &error),
                  WALRAS_ERROR_INPUT);
  unit_expect_message(error.message, "%s", message);
}

static void what_is_no_condition_or_selects_nothing_is_refused_in_words(void) {
  small = small_new(GRIDS);
  refuses("mena=1", NULL, "--where mena=1: unknown parameter 'mena' of model 'noise'; did you mean 'mean'?");
  refuses("mean", NULL, "--where mean: expected NAME=VALUE");
  refuses("=1", NULL, "--where =1: expected NAME=VALUE");
  refuses("mean=x", NULL, "--where mean=x: the condition: parameter 'mean': expected a real number, found the text \"x\"");
  refuses("rounds=0", NULL, "--where rounds=0: the condition: parameter 'rounds': expected an integer in [1, 1e6], found 0");
  refuses("mean=7", NULL, "--where mean=7: the condition selects no design point");
  refuses("mean=1; rounds = 2", NULL, "--where mean=1; rounds = 2: expected one value");
  refuses("label=none", NULL, "--where label=none: the condition selects no design point");
  refuses("label=long", "mean=1", "--where: no design point meets all 2 conditions");
  small_free(&small);
}

WALRAS_UNIT_TESTS(UNIT(conditions_narrow_down_the_points), UNIT(what_is_no_condition_or_selects_nothing_is_refused_in_words))
