#include "cli_store.h"

static void verdicts_stand_beside_the_papers_value_and_a_failing_claim_is_a_difference(void) {
  const terminal *t = WALRAS("claims", cli_store("c.h5", SMALL_TRIALS));
  CU_ASSERT_EQUAL(t->code, CLI_DIFFERENCE);
  const char *holds = strstr(t->out, "\nholds      A "), *fails = strstr(t->out, "\nFAILS      B ");
  CU_ASSERT(holds != NULL && fails != NULL && holds < fails);
  CU_ASSERT(terminal_says(t, "0.5 to 1.5") && terminal_says(t, "4.5 to 5.5") && terminal_says(t, "it is five"));
  CU_ASSERT(terminal_says(t, "claims: 1 hold, 1 fail, 0 undecided\n"));
}

static void json_has_the_same_verdicts(void) {
  const terminal *t = WALRAS("claims", cli_store("c.h5", SMALL_TRIALS), "--json");
  CU_ASSERT_EQUAL(t->code, CLI_DIFFERENCE);
  CU_ASSERT(t->out[0] == '[' &&
            terminal_says(t, "{\"id\": \"A\", \"kind\": \"theorem\", \"verdict\": \"holds\", \"estimate\": "));
  CU_ASSERT(terminal_says(t, "\"verdict\": \"FAILS\"") && terminal_says(t, "\"maximum\": 5.5"));
}

static void without_claims_there_is_nothing_to_fail(void) {
  small_experiment small = small_new(SMALL_CONFIG);
  const char *path = small_store(&small, "none.h5", SMALL_TRIALS);
  small_free(&small);
  const terminal *t = WALRAS("claims", path);
  CU_ASSERT_EQUAL(t->code, CLI_OK);
  CU_ASSERT_STRING_EQUAL(t->out, "the experiment states no claims\n");
}

WALRAS_UNIT_TESTS(UNIT(verdicts_stand_beside_the_papers_value_and_a_failing_claim_is_a_difference),
                  UNIT(json_has_the_same_verdicts), UNIT(without_claims_there_is_nothing_to_fail))
