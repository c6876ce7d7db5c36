#include "evaluation/bench.h"

static void elements_of_metrics_are_counted_from_one(void) {
  bench b = {.replications = 3, .welfare = {{1, 2, 3}, {1, 2, 3}, {1, 2, 3}}};
  (void)bench_claim(&b, "check = \"mean\"; metric = \"lot_share[2]\"; minimum = 0;");
  CU_ASSERT_STRING_EQUAL(b.asked, "lot_share 1");
  (void)bench_claim(&b, "check = \"ratio\"; metric = \"welfare\"; versus_metric = \"lot_share[1]\"; minimum = 0;");
  CU_ASSERT_STRING_EQUAL(b.asked, "lot_share 0");
}

static void fails_with(const walras_claim *claim, bench *b, walras_status status, const char *message) {
  walras_experiment *e = bench_experiment(b, "");
  walras_evaluation evaluation;
  walras_error error = {0};
  CU_ASSERT_EQUAL(walras_claim_evaluate(e, claim, bench_read, b, &evaluation, &error), status);
  CU_ASSERT_STRING_EQUAL(error.message, message);
  CU_ASSERT(evaluation.verdict == WALRAS_CLAIM_UNDECIDED && isnan(evaluation.estimate));
  walras_evaluation_clear(&evaluation);
  walras_experiment_destroy(e);
}

static void errors_say_what_is_wrong(void) {
  char long_name[200];
  bench b = {.replications = 3};
  memset(long_name, 'm', sizeof long_name);
  long_name[sizeof long_name - 1] = '\0';
  char message[300];
  snprintf(message, sizeof message, "metric name '%s' is too long", long_name);
  fails_with(&(walras_claim){.check = "mean", .metric = long_name, .text = "{ }"}, &b, WALRAS_ERROR_INPUT, message);
  fails_with(&(walras_claim){.check = "means", .metric = "welfare", .text = "{ }"}, &b, WALRAS_ERROR_INPUT,
             "there is no check 'means'");
  fails_with(&(walras_claim){.check = "mean", .metric = "welfare", .text = "{ where = { agents = 11; }; }"}, &b,
             WALRAS_ERROR_INPUT, "selection: where selects no design point");
  fails_with(&(walras_claim){.check = "ratio", .metric = "welfare", .text = "{ versus = { agents = 11; }; }"}, &b,
             WALRAS_ERROR_INPUT, "selection: versus selects no design point");
  fails_with(&(walras_claim){.check = "table",
                             .metric = "welfare",
                             .text = "{ where = { agents = 10; }; entries = ( { where = { agents = 20; }; expected = 1; } ); }"},
             &b, WALRAS_ERROR_INPUT, "its two selections have no design point in common");
  fails_with(&(walras_claim){.check = "mean", .metric = "welfare", .text = "{ expected = "}, &b, WALRAS_ERROR_INPUT,
             "its text cannot be read: syntax error");
}

/* Every check passes on what its reader says, from each metric that it reads. */
static void a_reader_that_fails_is_heard(void) {
  static const char *const first[] = {"equal", "bounds", "mean", "median", "ratio", "slope", "order", "share", "correlation"};
  bench b = {.replications = 3, .failing = "optimum"};
  for (int i = 0; i < 9; i++)
    fails_with(
        &(walras_claim){.check = first[i], .metric = "optimum", .text = "{ along = \"agents\"; condition = { minimum = 1; }; }"},
        &b, WALRAS_ERROR_IO, "the disk is gone");
  fails_with(&(walras_claim){.check = "bounds", .metric = "optimum", .text = "{ of = \"mean\"; }"}, &b, WALRAS_ERROR_IO,
             "the disk is gone");
  fails_with(&(walras_claim){.check = "table", .metric = "optimum", .text = "{ entries = ( { expected = 1; } ); }"}, &b,
             WALRAS_ERROR_IO, "the disk is gone");
  fails_with(&(walras_claim){.check = "difference", .metric = "welfare", .text = "{ versus_metric = \"optimum\"; }"}, &b,
             WALRAS_ERROR_IO, "the disk is gone");
  fails_with(&(walras_claim){.check = "correlation", .metric = "welfare", .text = "{ versus_metric = \"optimum\"; }"}, &b,
             WALRAS_ERROR_IO, "the disk is gone");
  fails_with(&(walras_claim){.check = "equal", .metric = "welfare", .text = "{ reference_metric = \"optimum\"; }"}, &b,
             WALRAS_ERROR_IO, "the disk is gone");
}

static void informative_claims_are_told_apart(void) {
  bench b = {.replications = 3};
  walras_experiment *e =
      bench_experiment(&b, "{ id = \"c\"; statement = \"s\"; source = \"own\"; kind = \"informative\"; reason = \"r\"; "
                           "check = \"bounds\"; metric = \"welfare\"; minimum = 1; }");
  walras_evaluation evaluation;
  CU_ASSERT_EQUAL(walras_claim_evaluate(e, &e->claims[0], bench_read, &b, &evaluation, NULL), WALRAS_OK);
  CU_ASSERT(evaluation.informative && evaluation.verdict == WALRAS_CLAIM_FAILS);
  walras_evaluation_clear(&evaluation);
  walras_experiment_destroy(e);
}

static void verdicts_have_names(void) {
  CU_ASSERT_STRING_EQUAL(walras_verdict_name(WALRAS_CLAIM_HOLDS), "holds");
  CU_ASSERT_STRING_EQUAL(walras_verdict_name(WALRAS_CLAIM_FAILS), "fails");
  CU_ASSERT_STRING_EQUAL(walras_verdict_name(WALRAS_CLAIM_UNDECIDED), "undecided");
}

WALRAS_UNIT_TESTS(UNIT(elements_of_metrics_are_counted_from_one), UNIT(errors_say_what_is_wrong),
                  UNIT(a_reader_that_fails_is_heard), UNIT(informative_claims_are_told_apart), UNIT(verdicts_have_names))
