/* walras resume STORE: finishes what is pending, from nothing but the store. */
#include <mpi.h>

#include "cli/execute.h"
#include "cli/load.h"
#include "cli/stored.h"

int cli_resume(const cli_line *line) {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  cli_registry registry;
  int code = cli_registry_load(line, &registry) ? CLI_OK : CLI_USAGE;
  MPI_Allreduce(MPI_IN_PLACE, &code, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
  if (code != CLI_OK)
    return code;
  walras_experiment *experiment = NULL;
  if (rank == 0 && !cli_load_stored(line, line->operands[0], &registry.list, &experiment))
    experiment = NULL;
  code = CLI_USAGE;
  if (cli_share_experiment(&experiment, &registry.list)) {
    const cli_execution execution = {
        .line = line, .store_path = line->operands[0], .retry_failed = cli_has(line, "--retry-failed"), .only = -1};
    code = cli_execute(&execution, experiment);
  }
  walras_experiment_destroy(experiment);
  cli_registry_free(&registry);
  return code;
}
