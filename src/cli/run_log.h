/** The run log of a store: one JSON object per run or resume. Never compared between stores. */
#ifndef WALRAS_CLI_RUN_LOG_H
#define WALRAS_CLI_RUN_LOG_H

#include "cli/cli.h"
#include "cli/usage.h"
#include "engine/layout.h"
#include "store/read.h"

/** What a session starts with. */
typedef struct cli_session_start {
  const cli_line *line;
  const struct cli_placement *placement;
  int ranks, threads, ranks_per_trial;
  int64_t finished; /**< trials done or failed before it */
} cli_session_start;

/** What a session's entry says at its start, as a new object; NULL without memory. */
struct cJSON *cli_run_log_describe(const cli_session_start *start);
void cli_run_log_add_now(struct cJSON *object, const char *name); /**< the time, UTC */
/** Writes this session's entry: command line, time, machine, ranks, threads, versions. A full log drops it silently. Rank 0. */
walras_status cli_run_log_start(walras_store_writer *writer, const walras_layout *layout, const cli_session_start *start,
                                walras_error *error);
/** What a session is expected to take. */
typedef struct cli_prediction {
  double seconds;      /**< from its first trial to its last */
  double seconds_most; /**< where sequential stopping may release more; else the same */
  double bytes_per_rank, store_bytes;
  double after_seconds; /**< when its own trials had told what they cost; 0 = before the first one, from rough costs */
} cli_prediction;

/** Adds it to the session's entry, in place of an earlier one. */
void cli_run_log_predict(walras_store_writer *writer, const walras_layout *layout, const cli_prediction *prediction);

/** Adds to the session's entry how it ended: seconds, trials, time split. Errors are not worth failing a finished run for. */
void cli_run_log_end(walras_store_writer *writer, const walras_layout *layout, const walras_engine_result *result);

/** Every session that can be read, oldest first, as the JSON objects of the log with printable texts; delete it. NULL: no memory. */
struct cJSON *cli_run_log_sessions(const walras_store_reader *reader);

double cli_now(void); /**< seconds since 1970, as in a session's start */

/** The sessions of a store so far; of one that was joined from shards, those of the shards too, but not the joining. */
typedef struct cli_history {
  int64_t sessions, shards;
  double seconds; /**< of the sessions that came to their end */
  /* The last session: */
  char started[32];  /**< UTC, "2026-01-31T12:00:00Z" */
  double started_at; /**< the same in seconds since 1970 */
  char host[64];     /**< of rank 0; "" = not recorded */
  int ranks, threads, machines;
  int64_t finished_before;
  bool ended;
  double last_seconds;            /**< once it has ended */
  cli_usage usage;                /**< once it has ended */
  cli_prediction predicted;       /**< all zero when the log says nothing of it */
  double peak_bytes, store_bytes; /**< once it has ended; of the most demanding rank; of the file */
} cli_history;
/** Reads the log; false when there is none to be read. */
bool cli_run_log_read(const walras_store_reader *reader, cli_history *history);

#endif
