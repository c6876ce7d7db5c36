/** The stores given to walras merge, and whether they are together a whole experiment. */
#ifndef WALRAS_CLI_MERGE_INPUTS_H
#define WALRAS_CLI_MERGE_INPUTS_H

#include "cli/cli.h"

typedef struct cli_merge_input {
  const char *path;
  walras_part part;
} cli_merge_input;

/** Looks at each operand of the line; `inputs` [operand_count] come out in the order of the experiment's trials. A message for each thing that is wrong:
 *  what is no shard, in use, of another experiment, there twice or not at all, cut differently, or not finished. Returns CLI_OK, CLI_STOPPED
 *  where nothing but unfinished trials is in the way, else CLI_USAGE or CLI_FAILED. */
int cli_merge_inputs_check(const cli_line *line, cli_merge_input *inputs);

#endif
