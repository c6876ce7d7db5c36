/** The experiment inside a store. */
#ifndef WALRAS_CLI_STORED_H
#define WALRAS_CLI_STORED_H

#include "cli/cli.h"
#include "store/read.h"

/** Parses the store's resolved experiment with its run settings and this line's overrides; of a shard's store, that shard is taken. False after
 *  a message. */
bool cli_load_stored(const cli_line *line, const char *path, const walras_model_list *models, walras_experiment **experiment);

/** Which shard's store it is, in `part`, which is returned; NULL for the store of a whole experiment, or one that does not say it in a way that fits. */
const walras_part *cli_stored_part(const walras_store_reader *reader, walras_part *part);

/** False after a message for a shard's experiment, which the command of this line cannot use for the reason given. */
bool cli_is_whole(const cli_line *line, const walras_experiment *experiment, const char *reason);

#endif
