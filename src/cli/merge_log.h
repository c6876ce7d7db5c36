/** The run log of a store that shards were joined into: their sessions, and the joining itself. */
#ifndef WALRAS_CLI_MERGE_LOG_H
#define WALRAS_CLI_MERGE_LOG_H

#include "cli/cli.h"
#include "engine/layout.h"

/** Sessions of the shards so far. Zero is empty; free `entries`. */
typedef struct cli_merge_log {
  struct cli_merge_session *entries; /* [count] */
  int64_t count, capacity;
  double seconds;   /**< of those that came to their end */
  char program[96]; /**< version and commit of the first session; "" = none yet */
  char other[96];   /**< of one by another program; "" = there is none */
} cli_merge_log;

/** Adds the sessions of a shard's store. Errors: reading, WALRAS_ERROR_MEMORY. */
walras_status cli_merge_log_add(cli_merge_log *log, walras_store_writer *reader, const walras_layout *layout,
                                walras_error *error);

/** Writes them by their time, and an entry of the joining of `shards` shards that this line began at `started` (cli_now). Of more than there is
 *  room for, with some left for later sessions, the newest are written; the entry of the joining knows how many there were. */
walras_status cli_merge_log_write(cli_merge_log *log, walras_store_writer *writer, const walras_layout *layout,
                                  const cli_line *line, int64_t shards, double started, walras_error *error);

#endif
