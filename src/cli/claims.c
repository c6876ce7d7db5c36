/* walras claims STORE: each claim of the experiment, the paper's value, ours with its interval, and a verdict. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/stored.h"
#include "cli/values.h"
#include "experiment/evaluate.h"

static void band_text(const walras_evaluation *v, char *text, size_t size) {
  if (isfinite(v->minimum) && isfinite(v->maximum) && v->maximum > v->minimum)
    snprintf(text, size, "%.6g to %.6g", v->minimum, v->maximum);
  else if (isfinite(v->minimum) && isfinite(v->maximum))
    snprintf(text, size, "%.6g", v->minimum);
  else if (isfinite(v->minimum))
    snprintf(text, size, "at least %.6g", v->minimum);
  else
    snprintf(text, size, "at most %.6g", v->maximum);
}

static void print_claim(const walras_claim *claim, const walras_evaluation *v, bool json, bool first) {
  char band[64], ours[64];
  if (json) {
    printf("%s\n  {\"id\": \"%s\", \"kind\": \"%s\", \"verdict\": \"%s\"", first ? "" : ",", claim->id, claim->kind,
           walras_verdict_name(v->verdict));
    const double numbers[] = {v->estimate, v->low, v->high, v->minimum, v->maximum};
    static const char *const names[] = {"estimate", "low", "high", "minimum", "maximum"};
    for (int i = 0; i < 5; i++)
      printf(isfinite(numbers[i]) ? ", \"%s\": %.9g" : ", \"%s\": null", names[i], numbers[i]);
    printf(", \"method\": \"%s\"}", v->method);
    return;
  }
  band_text(v, band, sizeof band);
  if (v->high > v->low)
    snprintf(ours, sizeof ours, "%.6g [%.6g, %.6g]", v->estimate, v->low, v->high);
  else
    snprintf(ours, sizeof ours, "%.6g", v->estimate);
  printf("%-10s %-26s %-24s %-36s %s\n", walras_verdict_name(v->verdict), claim->id, band, ours, claim->statement);
}

static int evaluate_all(const walras_experiment *e, cli_values_source *source, bool json) {
  int64_t counts[3] = {0};
  int code = CLI_OK;
  if (json)
    putchar('[');
  else if (e->claim_count > 0)
    printf("%-10s %-26s %-24s %-36s %s\n", "verdict", "claim", "paper", "ours [95 %]", "statement");
  for (int64_t i = 0; i < e->claim_count; i++) {
    walras_evaluation evaluation;
    walras_error error = {0};
    if (walras_claim_evaluate(e, &e->claims[i], cli_values_read, source, &evaluation, &error) != WALRAS_OK) {
      cli_complain("claim %s: %s", e->claims[i].id, error.message);
      code = CLI_FAILED;
      continue;
    }
    print_claim(&e->claims[i], &evaluation, json, i == 0);
    counts[evaluation.verdict]++;
  }
  if (json)
    puts("\n]");
  else if (e->claim_count == 0)
    puts("the experiment states no claims");
  else
    printf("claims: %lld hold, %lld fail, %lld undecided\n", (long long)counts[WALRAS_CLAIM_HOLDS],
           (long long)counts[WALRAS_CLAIM_FAILS], (long long)counts[WALRAS_CLAIM_UNDECIDED]);
  return code != CLI_OK ? code : counts[WALRAS_CLAIM_FAILS] > 0 ? CLI_DIFFERENCE : CLI_OK;
}

int cli_claims(const cli_line *line) {
  cli_registry registry;
  walras_experiment *experiment = NULL;
  cli_values_source source;
  if (!cli_registry_load(line, &registry))
    return CLI_USAGE;
  int code = CLI_USAGE;
  if (cli_load_stored(line, line->operands[0], &registry.list, &experiment) &&
      cli_values_open(line->operands[0], experiment->points, experiment->replications, &source)) {
    code = evaluate_all(experiment, &source, cli_has(line, "--json"));
    cli_values_close(&source);
  }
  walras_experiment_destroy(experiment);
  cli_registry_free(&registry);
  return code;
}
