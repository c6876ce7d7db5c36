/* walras check CONFIG...: every mistake, nothing started. */
#include <stdlib.h>

#include "cli/cli.h"
#include "cli/load.h"

int cli_check(const cli_line *line) {
  cli_registry registry;
  if (!cli_registry_load(line, &registry))
    return CLI_USAGE;
  int code = CLI_OK;
  for (int i = 0; i < line->operand_count; i++) {
    walras_experiment *experiment = NULL;
    if (!cli_load_experiment(line, line->operands[i], &registry.list, &experiment)) {
      code = CLI_USAGE;
      continue;
    }
    printf("%s: ok: %s, %lld point%s x up to %lld replication%s, %lld claim%s\n", line->operands[i], experiment->model->name,
           (long long)experiment->points, experiment->points == 1 ? "" : "s", (long long)experiment->replications,
           experiment->replications == 1 ? "" : "s", (long long)experiment->claim_count, experiment->claim_count == 1 ? "" : "s");
    walras_experiment_destroy(experiment);
  }
  cli_registry_free(&registry);
  return code;
}
