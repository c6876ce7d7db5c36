#include "experiment/evaluate.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "experiment/evaluation/checks.h"
#include "experiment/evaluation/words.h"

const char *walras_verdict_name(walras_verdict verdict) {
  static const char *const names[] = {"holds", "fails", "undecided"};
  return names[verdict];
}

static walras_status run_check(evaluator *e) {
  static const struct {
    const char *check;
    walras_status (*run)(evaluator *e);
  } checks[] = {{"equal", claim_check_trials},    {"mean", claim_check_mean},
                {"median", claim_check_quantile}, {"quantile", claim_check_quantile},
                {"ratio", claim_check_pair},      {"difference", claim_check_pair},
                {"slope", claim_check_slope},     {"order", claim_check_order},
                {"share", claim_check_share},     {"correlation", claim_check_correlation},
                {"table", claim_check_table}};
  const char *of = evaluator_word(e, "of");
  if (strcmp(e->claim->check, "bounds") == 0)
    return of != NULL && strcmp(of, "mean") == 0 ? claim_check_each_mean(e) : claim_check_trials(e);
  for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
    if (strcmp(e->claim->check, checks[i].check) == 0)
      return checks[i].run(e);
  return WALRAS_FAIL(e->error, WALRAS_ERROR_INPUT, "there is no check '%s'", e->claim->check);
}

/* The claim's text as a tree again. */
static walras_status read_text(const walras_claim *claim, config_t *config, walras_error *error) {
  const size_t bytes = strlen(claim->text) + 16;
  char *text = malloc(bytes);
  if (text == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for a claim");
  snprintf(text, bytes, "claim: %s;", claim->text);
  const bool read = config_read_string(config, text);
  free(text);
  return read ? WALRAS_OK : WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "its text cannot be read: %s", config_error_text(config));
}

walras_status walras_claim_evaluate(const walras_experiment *experiment, const walras_claim *claim, walras_values_reader read,
                                    void *context, walras_evaluation *evaluation, walras_error *error) {
  config_t config;
  config_init(&config);
  *evaluation = (walras_evaluation){.verdict = WALRAS_CLAIM_UNDECIDED,
                                    .estimate = NAN,
                                    .low = NAN,
                                    .high = NAN,
                                    .expected = NAN,
                                    .p = NAN,
                                    .adjusted_p = NAN,
                                    .more_replications = -1,
                                    .informative = claim->kind != NULL && strcmp(claim->kind, "informative") == 0};
  walras_status status = read_text(claim, &config, error);
  if (status == WALRAS_OK) {
    evaluator e = {.experiment = experiment,
                   .claim = claim,
                   .group = config_lookup(&config, "claim"),
                   .read = read,
                   .context = context,
                   .out = evaluation,
                   .error = error};
    evaluator_set_band(&e);
    status = claim_describe(&e) ? run_check(&e) : evaluator_no_memory(&e);
  }
  config_destroy(&config);
  return status;
}

void walras_evaluation_clear(walras_evaluation *evaluation) {
  for (int64_t i = 0; i < evaluation->entry_count; i++)
    free(evaluation->entries[i].where);
  free(evaluation->entries);
  free(evaluation->where);
  *evaluation = (walras_evaluation){0};
}
