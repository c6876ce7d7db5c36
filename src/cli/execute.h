/** What run and resume share: from a loaded experiment and a store to finished trials, on every rank. */
#ifndef WALRAS_CLI_EXECUTE_H
#define WALRAS_CLI_EXECUTE_H

#include "cli/cli.h"

/** How a store is to be used. */
typedef struct cli_execution {
  const cli_line *line;
  const char *store_path; /**< rank 0 only */
  bool create;            /**< create it first (run), else it exists (resume) */
  bool overwrite;
  bool retry_failed;
  int64_t only; /**< one trial, or -1 for all */
} cli_execution;

/** Collective. `experiment` is equal on every rank. Returns an exit code, equal on every rank. */
int cli_execute(const cli_execution *execution, const walras_experiment *experiment);

/** Collective. Rank 0 has loaded `experiment` (NULL after an error it has printed); the others get the same experiment from its
 *  resolved text. False on every rank when there is none. */
bool cli_share_experiment(walras_experiment **experiment, const walras_model_list *models);

/** Collective. The models of this line on every rank. False on every rank when one has none, after one message, of the first such rank. */
bool cli_share_registry(const cli_line *line, cli_registry *registry);

/** Collective: rank 0's exit code on every rank. */
int cli_agree_code(int code);

#endif
