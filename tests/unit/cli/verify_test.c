#include <cjson/cJSON.h>

#include "cli_store.h"
#include "store/digest.h"

static void verdicts_stand_beside_the_papers_value_and_a_failing_claim_is_a_difference(void) {
  const terminal *t = WALRAS("verify", cli_store("c.h5", SMALL_TRIALS));
  CU_ASSERT_EQUAL(t->code, CLI_DIFFERENCE);
  CU_ASSERT_STRING_EQUAL(t->err, "");
  const char *holds = strstr(t->out, "\nholds    A "), *fails = strstr(t->out, "\nFAILS    B ");
  CU_ASSERT(holds != NULL && fails != NULL && holds < fails);
  CU_ASSERT(terminal_says(t, "verdict  claim  paper     ours [95 %]"));
  CU_ASSERT(terminal_says(t, "1 +- 0.5") && terminal_says(t, "5 +- 0.5") && terminal_says(t, "t interval of the mean  own\n"));
  CU_ASSERT(terminal_says(t, "            it is five\n            mean of sample_mean where mean = 1.0; 3 values; p = "));
  CU_ASSERT(strstr(t->out, "it is one") == NULL); /* what holds needs no explanation */
  CU_ASSERT(terminal_says(t, "claims: 1 hold, 1 fail, 0 undecided\n"));
}

static double number_of(const cJSON *object, const char *name) {
  const cJSON *number = cJSON_GetObjectItem(object, name);
  CU_ASSERT(cJSON_IsNumber(number));
  return cJSON_IsNumber(number) ? number->valuedouble : -1.0;
}
static const char *text_of(const cJSON *object, const char *name) {
  const char *text = cJSON_GetStringValue(cJSON_GetObjectItem(object, name));
  CU_ASSERT_PTR_NOT_NULL_FATAL(text);
  return text;
}

static void json_tells_all_that_the_table_does(void) {
  const char *path = cli_store("c.h5", SMALL_TRIALS);
  const terminal *t = WALRAS("verify", path, "--json");
  CU_ASSERT_EQUAL(t->code, CLI_DIFFERENCE);
  cJSON *root = cJSON_Parse(t->out);
  CU_ASSERT_PTR_NOT_NULL_FATAL(root);
  char digest[WALRAS_DIGEST_SIZE];
  CU_ASSERT_EQUAL(walras_store_digest(path, digest, NULL), WALRAS_OK);
  CU_ASSERT_STRING_EQUAL(text_of(root, "store"), path);
  CU_ASSERT_STRING_EQUAL(text_of(root, "experiment"), "small");
  CU_ASSERT_STRING_EQUAL(text_of(root, "model"), "noise");
  CU_ASSERT_STRING_EQUAL(text_of(root, "digest"), digest);
  CU_ASSERT(number_of(root, "confidence") == 0.95 && cJSON_IsTrue(cJSON_GetObjectItem(root, "complete")));
  const cJSON *counts = cJSON_GetObjectItem(root, "counts"), *claims = cJSON_GetObjectItem(root, "claims");
  CU_ASSERT(number_of(counts, "holds") == 1 && number_of(counts, "fails") == 1 && number_of(counts, "undecided") == 0 &&
            number_of(counts, "informative") == 0);
  CU_ASSERT_EQUAL_FATAL(cJSON_GetArraySize(claims), 2);
  const cJSON *b = cJSON_GetArrayItem(claims, 1);
  CU_ASSERT_STRING_EQUAL(text_of(b, "id"), "B");
  CU_ASSERT_STRING_EQUAL(text_of(b, "statement"), "it is five");
  CU_ASSERT_STRING_EQUAL(text_of(b, "source"), "own");
  CU_ASSERT_STRING_EQUAL(text_of(b, "kind"), "theorem");
  CU_ASSERT_STRING_EQUAL(text_of(b, "check"), "mean");
  CU_ASSERT_STRING_EQUAL(text_of(b, "metric"), "sample_mean");
  CU_ASSERT_STRING_EQUAL(text_of(b, "unit"), "1");
  CU_ASSERT_STRING_EQUAL(text_of(b, "reason"), "noise");
  CU_ASSERT_STRING_EQUAL(text_of(b, "where"), "mean = 1.0");
  CU_ASSERT_STRING_EQUAL(text_of(b, "verdict"), "fails");
  CU_ASSERT_STRING_EQUAL(text_of(b, "paper"), "5 +- 0.5");
  CU_ASSERT_STRING_EQUAL(text_of(b, "method"), "t interval of the mean");
  CU_ASSERT_STRING_EQUAL(text_of(b, "worst"), "");
  CU_ASSERT(cJSON_IsFalse(cJSON_GetObjectItem(b, "informative")) && cJSON_IsNull(cJSON_GetObjectItem(b, "more_replications")));
  CU_ASSERT(number_of(b, "expected") == 5.0 && number_of(b, "minimum") == 4.5 && number_of(b, "maximum") == 5.5);
  CU_ASSERT(number_of(b, "low") < number_of(b, "estimate") && number_of(b, "estimate") < number_of(b, "high"));
  CU_ASSERT(number_of(b, "points") == 1 && number_of(b, "values") == 3);
  CU_ASSERT(number_of(b, "adjusted_p") < 0.05 && number_of(cJSON_GetArrayItem(claims, 0), "adjusted_p") == 1.0);
  CU_ASSERT_PTR_NULL(cJSON_GetObjectItem(b, "entries"));
  cJSON_Delete(root);
}

static void claims_can_be_picked_out(void) {
  const char *path = cli_store("c.h5", SMALL_TRIALS);
  const terminal *t = WALRAS("verify", path, "--claim", "A");
  CU_ASSERT_EQUAL(t->code, CLI_OK);
  CU_ASSERT(terminal_says(t, "claims: 1 hold, 0 fail, 0 undecided\n") && strstr(t->out, "FAILS") == NULL);
  t = WALRAS("verify", path, "--claim", "B", "--claim=A");
  CU_ASSERT_EQUAL(t->code, CLI_DIFFERENCE);
  CU_ASSERT(terminal_says(t, "claims: 1 hold, 1 fail, 0 undecided\n"));
  char message[512];
  snprintf(message, sizeof message, "%s has no claim 'C'; did you mean 'A'?", path);
  t = WALRAS("verify", path, "--claim", "C");
  CU_ASSERT(t->code == CLI_USAGE && t->out[0] == '\0' && strstr(t->err, "has no claim 'C'") != NULL);
}

/* Five of eight trials, one at the point that the claims are about. */
/* One replication of the first grid, three of the second: places that no trial has are neither done nor pending. */
static void only_trials_of_the_experiment_are_pending(void) {
  small_experiment small = small_new(
      "experiment: { name = \"two\"; model = \"noise\"; replications = 1; };\n"
      "sweep: { design = \"grids\"; grids = ( { label = \"once\"; axes = ( { parameter = \"mean\"; values = [ 0.0 ]; } ); },\n"
      "  { label = \"thrice\"; replications = 3; axes = ( { parameter = \"mean\"; values = [ 1.0 ]; } ); } ); };\n" CLI_CLAIMS);
  const char *path = small_store(&small, "grids.h5", 1);
  small_free(&small);
  const terminal *t = WALRAS("verify", path);
  unit_expect_message(t->err, "walras: %s is incomplete: 3 of 4 trials are pending; the verdicts rest on those that are done\n",
                      path);
}

static void an_incomplete_store_is_judged_by_what_is_there(void) {
  const char *path = cli_store("half.h5", 5);
  char message[512];
  const terminal *t = WALRAS("verify", path);
  snprintf(message, sizeof message,
           "walras: %s is incomplete: 3 of 8 trials are pending; the verdicts rest on those that are done\n", path);
  CU_ASSERT_STRING_EQUAL(t->err, message);
  CU_ASSERT_EQUAL(t->code, CLI_OK);
  CU_ASSERT(terminal_says(t, "claims: 0 hold, 0 fail, 2 undecided\n") && terminal_says(t, "1 value; there is no interval"));
  t = WALRAS("verify", path, "--json");
  CU_ASSERT(terminal_says(t, "\"complete\":\tfalse"));
}

static void a_store_without_a_finished_trial_has_nothing_to_verify(void) {
  const char *path = cli_store("empty.h5", 0);
  char message[512];
  snprintf(message, sizeof message, "%s has no finished trial: nothing to verify", path);
  terminal_refuses(WALRAS("verify", path), CLI_STOPPED, message);
}

static void without_claims_there_is_nothing_to_fail(void) {
  small_experiment small = small_new(SMALL_CONFIG);
  const char *path = small_store(&small, "none.h5", SMALL_TRIALS);
  small_free(&small);
  const terminal *t = WALRAS("verify", path);
  CU_ASSERT_EQUAL(t->code, CLI_OK);
  CU_ASSERT_STRING_EQUAL(t->out, "the experiment states no claims\n");
  t = WALRAS("verify", path, "--json");
  CU_ASSERT_EQUAL(t->code, CLI_OK);
  CU_ASSERT(terminal_says(t, "\"claims\":\t[]"));
}

/* Informative claims are shown in brackets, counted apart, and fail nothing; an element of a series is read like a vector's. */
static void informative_claims_and_series_are_shown(void) {
  small_experiment small = small_new(
      SMALL_CONFIG
      "claims: ( { id = \"I\"; statement = \"s\"; source = \"own\"; kind = \"informative\"; check = \"bounds\"; metric = "
      "\"round_mean[3]\"; minimum = 100; reason = \"r\"; }, { id = \"J\"; statement = \"s\"; source = \"own\"; kind = \"own\"; "
      "check = \"equal\"; metric = \"round_mean[3]\"; reference_metric = \"sample_mean\"; tolerance = 1e-12; reason = \"r\"; } "
      ");");
  const char *path = small_store(&small, "informative.h5", SMALL_TRIALS);
  small_free(&small);
  const terminal *t = WALRAS("verify", path);
  CU_ASSERT_EQUAL(t->code, CLI_OK);
  CU_ASSERT(terminal_says(t, "\n(fails)  I ") && terminal_says(t, "\nholds    J "));
  CU_ASSERT(terminal_says(t, "claims: 1 hold, 0 fail, 0 undecided, 1 informative\n"));
}

WALRAS_UNIT_TESTS(UNIT(verdicts_stand_beside_the_papers_value_and_a_failing_claim_is_a_difference),
                  UNIT(json_tells_all_that_the_table_does), UNIT(claims_can_be_picked_out),
                  UNIT(only_trials_of_the_experiment_are_pending), UNIT(an_incomplete_store_is_judged_by_what_is_there),
                  UNIT(a_store_without_a_finished_trial_has_nothing_to_verify), UNIT(without_claims_there_is_nothing_to_fail),
                  UNIT(informative_claims_and_series_are_shown))
