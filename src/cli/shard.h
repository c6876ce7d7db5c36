/** --shard k/K: one of several independent parts of an experiment, each with a store of its own. */
#ifndef WALRAS_CLI_SHARD_H
#define WALRAS_CLI_SHARD_H

#include "cli/cli.h"

/** As given on a line. */
typedef struct cli_shard {
  int64_t number, count; /**< count 0 = not given */
} cli_shard;

/** Reads --shard. False after a message. */
bool cli_shard_parse(const cli_line *line, cli_shard *shard);

/** Makes the experiment that shard of it, or leaves it whole. False after a message. */
bool cli_shard_take(const cli_shard *shard, walras_experiment *experiment);

/** Where a run of the experiment writes to, in new memory: --output, or else the config's store, with ".3-of-8" before its extension for a
 *  shard. NULL after a message. */
char *cli_shard_store(const cli_line *line, const walras_experiment *experiment);

#endif
