/* walras run CONFIG: a new store from a config. */
#include <mpi.h>
#include <stdlib.h>
#include <string.h>

#include "cli/execute.h"
#include "cli/load.h"
#include "cli/shard.h"
#include "cli/share.h"
#include "cli/stored.h"
#include "experiment/shard.h"

/* --only: a trial that is there from the start. */
static bool can_run_only(const walras_experiment *e, int64_t only) {
  if (only >= e->points * e->replications) {
    cli_complain("--only %lld: the experiment's trials are 0 to %lld", (long long)only,
                 (long long)(e->points * e->replications - 1));
    return false;
  }
  if (only >= 0 && e->stopping != NULL && only % e->replications >= e->stopping->rule.initial) {
    cli_complain("--only %lld: that is replication %lld, which runs only after the first %lld of its point ask for it",
                 (long long)only, (long long)(only % e->replications), (long long)e->stopping->rule.initial);
    return false;
  }
  return true;
}

/* The config, or with --from the resolved experiment of a store, which may be a shard's: it is run whole. */
static bool load(const cli_line *line, const walras_model_list *models, walras_experiment **experiment) {
  if (!cli_has(line, "--from"))
    return cli_load_experiment(line, line->operands[0], models, experiment);
  if (!cli_load_stored(line, line->operands[0], models, experiment))
    return false;
  walras_shard_give_back(*experiment);
  if (!cli_has(line, "--output"))
    cli_complain("--from needs --output STORE for the new store");
  return cli_has(line, "--output");
}

/* Rank 0: what is to be run, as the line has it; NULL after a message. `store`: where to, in new memory. */
static walras_experiment *prepare(const cli_line *line, const walras_model_list *models, int64_t *only, char **store) {
  walras_experiment *experiment = NULL;
  cli_shard shard;
  if (cli_integer(line, "--only", 0, INT64_MAX, -1, only) && cli_shard_parse(line, &shard) && load(line, models, &experiment) &&
      can_run_only(experiment, *only) && cli_shard_take(&shard, experiment) &&
      (*store = cli_shard_store(line, experiment)) != NULL) {
    cli_say_design(line->operands[0], experiment);
    return experiment;
  }
  walras_experiment_destroy(experiment);
  return NULL;
}

int cli_run(const cli_line *line) {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  cli_registry registry;
  int64_t only = -1;
  char *store = NULL;
  if (!cli_share_registry(line, &registry))
    return CLI_USAGE;
  walras_experiment *experiment = rank == 0 ? prepare(line, &registry.list, &only, &store) : NULL;
  int code = CLI_USAGE;
  if (cli_share_experiment(&experiment, &registry.list)) {
    const cli_execution execution = {
        .line = line, .store_path = store, .create = true, .overwrite = cli_has(line, "--overwrite"), .only = only};
    code = cli_execute(&execution, experiment);
  }
  walras_experiment_destroy(experiment);
  free(store);
  cli_registry_free(&registry);
  return code;
}
