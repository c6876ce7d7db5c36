/* walras resume STORE: finishes what is pending, from nothing but the store. */
#include <mpi.h>

#include "cli/execute.h"
#include "cli/load.h"
#include "cli/share.h"
#include "cli/stored.h"

int cli_resume(const cli_line *line) {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  cli_registry registry;
  if (!cli_share_registry(line, &registry))
    return CLI_USAGE;
  walras_experiment *experiment = NULL;
  if (rank == 0 && !cli_load_stored(line, line->operands[0], &registry.list, &experiment))
    experiment = NULL;
  int code = CLI_USAGE;
  if (cli_share_experiment(&experiment, &registry.list)) {
    const cli_execution execution = {.line = line,
                                     .store_path = line->operands[0],
                                     .retry_failed = cli_has(line, "--retry-failed"),
                                     .skip_crashed = cli_has(line, "--skip-crashed"),
                                     .only = -1};
    code = cli_execute(&execution, experiment);
  }
  walras_experiment_destroy(experiment);
  cli_registry_free(&registry);
  return code;
}
