/* walras check CONFIG...: every mistake, nothing started. */
#include <stdlib.h>

#include "cli/cli.h"
#include "cli/load.h"

/* False after a message for every number that does not say where it comes from. Claims cannot be without. */
static bool check_sources(const char *path, const walras_experiment *experiment) {
  bool good = true;
  for (int64_t i = 0; i < experiment->number_count; i++) {
    const walras_number *number = &experiment->numbers[i];
    const char *problem = walras_number_problem(number);
    const char *of = number->label != NULL ? " of grid " : "", *label = number->label != NULL ? number->label : "";
    if (problem != NULL)
      cli_complain("%s: '%s'%s%s %s", number->place, number->name, of, label, problem);
    good &= problem == NULL;
  }
  if (!good)
    cli_complain("%s: a group `sources` names a table, figure or theorem for each number, or \"own: \" and a word why", path);
  return good;
}

static void print_sources(const walras_experiment *experiment) {
  for (int64_t i = 0; i < experiment->number_count; i++) {
    const walras_number *number = &experiment->numbers[i];
    printf("  %-14s %-32s %s\n", number->label != NULL ? number->label : "", number->name, number->source);
  }
  for (int64_t i = 0; i < experiment->claim_count; i++) {
    const walras_claim *claim = &experiment->claims[i];
    printf("  %-14s %-32s %s; tolerance: %s\n", "claim", claim->id, claim->source, claim->reason);
  }
}

static bool check(const cli_line *line, const char *path, const walras_model_list *models) {
  walras_experiment *experiment = NULL;
  if (!cli_load_experiment(line, path, models, &experiment))
    return false;
  for (int64_t i = 0; i < experiment->warnings.count; i++)
    cli_complain("warning: %s", experiment->warnings.messages[i]);
  const bool sources = cli_has(line, "--sources"), good = !sources || check_sources(path, experiment);
  if (good && sources)
    print_sources(experiment);
  if (cli_has(line, "--resolved"))
    printf("%s", experiment->resolved_text);
  else if (good)
    printf("%s: ok: %s, %lld point%s x up to %lld replication%s%s, %lld claim%s\n", path, experiment->model->name,
           (long long)experiment->points, cli_plural(experiment->points), (long long)experiment->replications,
           cli_plural(experiment->replications), experiment->stopping != NULL ? " (sequential stopping)" : "",
           (long long)experiment->claim_count, cli_plural(experiment->claim_count));
  cli_say_design(path, experiment);
  walras_experiment_destroy(experiment);
  return good;
}

int cli_check(const cli_line *line) {
  cli_registry registry;
  if (!cli_registry_load(line, &registry))
    return CLI_USAGE;
  int code = CLI_OK;
  for (int i = 0; i < line->operand_count; i++)
    if (!check(line, line->operands[i], &registry.list))
      code = CLI_USAGE;
  cli_registry_free(&registry);
  return code;
}
