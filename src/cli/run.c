/* walras run CONFIG: a new store from a config. */
#include <mpi.h>
#include <stdlib.h>
#include <string.h>

#include "cli/execute.h"
#include "cli/load.h"
#include "cli/share.h"
#include "cli/stored.h"

/* Rank 0: the config, or with --from the resolved experiment of a store. */
static walras_experiment *load(const cli_line *line, const walras_model_list *models) {
  walras_experiment *experiment = NULL;
  if (cli_has(line, "--from"))
    return cli_load_stored(line, line->operands[0], models, &experiment) ? experiment : NULL;
  return cli_load_experiment(line, line->operands[0], models, &experiment) ? experiment : NULL;
}

static const char *store_path_of(const cli_line *line, const walras_experiment *experiment) {
  const char *output = cli_value(line, "--output");
  return output != NULL ? output : experiment->store_path;
}

int cli_run(const cli_line *line) {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  cli_registry registry;
  int64_t only = -1;
  if (!cli_share_registry(line, &registry))
    return CLI_USAGE;
  walras_experiment *experiment =
      rank == 0 && cli_integer(line, "--only", 0, INT64_MAX, -1, &only) ? load(line, &registry.list) : NULL;
  if (experiment != NULL && only >= experiment->points * experiment->replications) {
    cli_complain("--only %lld: the experiment's trials are 0 to %lld", (long long)only,
                 (long long)(experiment->points * experiment->replications - 1));
    walras_experiment_destroy(experiment);
    experiment = NULL;
  }
  if (experiment != NULL && only >= 0 && experiment->stopping != NULL &&
      only % experiment->replications >= experiment->stopping->rule.initial) {
    cli_complain("--only %lld: that is replication %lld, which runs only after the first %lld of its point ask for it",
                 (long long)only, (long long)(only % experiment->replications), (long long)experiment->stopping->rule.initial);
    walras_experiment_destroy(experiment);
    experiment = NULL;
  }
  if (experiment != NULL && cli_has(line, "--from") && !cli_has(line, "--output")) {
    cli_complain("--from needs --output STORE for the new store");
    walras_experiment_destroy(experiment);
    experiment = NULL;
  }
  if (experiment != NULL)
    cli_say_design(line->operands[0], experiment);
  int code = CLI_USAGE;
  if (cli_share_experiment(&experiment, &registry.list)) {
    const cli_execution execution = {.line = line,
                                     .store_path = store_path_of(line, experiment),
                                     .create = true,
                                     .overwrite = cli_has(line, "--overwrite"),
                                     .only = only};
    code = cli_execute(&execution, experiment);
  }
  walras_experiment_destroy(experiment);
  cli_registry_free(&registry);
  return code;
}
