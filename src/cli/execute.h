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
  bool retry_failed, skip_crashed;
  int64_t only; /**< one trial, or -1 for all */
} cli_execution;

/** Collective. `experiment` is equal on every rank. Returns an exit code, equal on every rank. */
int cli_execute(const cli_execution *execution, const walras_experiment *experiment);

#endif
