/* What claims say, in words. */
#include "bench.h"

static void paper_is(bench *b, const char *claim, const char *words) {
  const walras_evaluation *e = bench_claim(b, claim);
  CU_ASSERT_STRING_EQUAL(e->paper, words);
  if (strcmp(e->paper, words) != 0)
    printf("\n  expected: %s\n  got:      %s", words, e->paper);
}

static void bands_are_said_in_words(void) {
  bench b = {.replications = 3};
  paper_is(&b, "check = \"mean\"; metric = \"welfare\"; expected = 1; tolerance = 0.005;", "1 +- 0.005");
  paper_is(&b, "check = \"mean\"; metric = \"welfare\"; expected = 1; relative_tolerance = 0.05;", "1 +- 5 %");
  paper_is(&b, "check = \"mean\"; metric = \"welfare\"; minimum = 0.6;", "at least 0.6");
  paper_is(&b, "check = \"mean\"; metric = \"welfare\"; maximum = 0.6;", "at most 0.6");
  paper_is(&b, "check = \"mean\"; metric = \"welfare\"; minimum = 10; maximum = 30;", "10 to 30");
  paper_is(&b, "check = \"equal\"; metric = \"welfare\"; reference_metric = \"optimum\"; tolerance = 0.25;", "optimum +- 0.25");
  paper_is(&b, "check = \"order\"; metric = \"welfare\"; along = \"agents\"; direction = \"increasing\";", "increasing");
  paper_is(&b,
           "check = \"order\"; metric = \"welfare\"; along = \"agents\"; direction = \"decreasing\"; relative_tolerance = 0.01;",
           "decreasing, to within 1 %");
  paper_is(&b,
           "check = \"table\"; metric = \"welfare\"; entries = ( { expected = 1; }, { where = { agents = 10; }; expected = 2; } "
           "); tolerance = 2;",
           "2 numbers +- 2");
}

static void selections_are_said_in_words(void) {
  bench b = {
      .replications = 3,
      .sweep =
          "sweep: { design = \"grids\"; grids = ( { label = \"E1\"; axes = ( { parameter = \"agents\"; values = [ 10, 20 ]; }, { "
          "parameter = \"mechanism\"; values = [ \"median\", \"dictator\" ]; } ); } ); };"};
  CU_ASSERT_STRING_EQUAL(bench_claim(&b, "check = \"mean\"; metric = \"welfare\"; minimum = 1;")->where, "");
  CU_ASSERT_STRING_EQUAL(
      bench_claim(&b, "check = \"mean\"; metric = \"welfare\"; where = { label = \"E1\"; agents = [10, 20]; mechanism = "
                      "\"dictator\"; truthful = true; }; minimum = 1;")
          ->where,
      "label = E1, agents = [10, 20], mechanism = dictator, truthful = true");
  CU_ASSERT_STRING_EQUAL(
      bench_claim(&b, "check = \"ratio\"; metric = \"welfare\"; versus = { agents = 20; }; minimum = 1;")->where,
      "versus agents = 20");
}

static void units_are_those_of_the_estimate(void) {
  bench b = {.replications = 3};
  CU_ASSERT_STRING_EQUAL(bench_claim(&b, "check = \"mean\"; metric = \"welfare\"; minimum = 1;")->unit, "USD");
  CU_ASSERT_STRING_EQUAL(bench_claim(&b, "check = \"mean\"; metric = \"lot_share[1]\"; minimum = 1;")->unit, "1");
  CU_ASSERT_STRING_EQUAL(
      bench_claim(&b, "check = \"share\"; metric = \"welfare\"; condition = { minimum = 1; }; minimum = 0.5;")->unit, "1");
  CU_ASSERT_STRING_EQUAL(
      bench_claim(&b, "check = \"slope\"; metric = \"welfare\"; along = \"agents\"; scale = \"linear\"; minimum = 1;")->unit,
      "USD/(1)");
}

WALRAS_UNIT_TESTS(UNIT(bands_are_said_in_words), UNIT(selections_are_said_in_words), UNIT(units_are_those_of_the_estimate))
