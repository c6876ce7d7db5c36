/** The run log of a store: one JSON object per run or resume. Never compared between stores. */
#ifndef WALRAS_CLI_RUN_LOG_H
#define WALRAS_CLI_RUN_LOG_H

#include "cli/cli.h"
#include "engine/layout.h"

/** Writes this session's entry: command line, time, host, ranks, threads, versions. A full log drops it silently. Rank 0. */
walras_status cli_run_log_start(walras_store_writer *writer, const walras_layout *layout, const cli_line *line, int ranks,
                                int threads, int ranks_per_trial, walras_error *error);
/** Adds to the session's entry how it ended: seconds, trials, time split. Errors are not worth failing a finished run for. */
void cli_run_log_end(walras_store_writer *writer, const walras_layout *layout, const walras_engine_result *result);

#endif
