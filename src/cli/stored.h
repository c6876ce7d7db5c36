/** The experiment inside a store. */
#ifndef WALRAS_CLI_STORED_H
#define WALRAS_CLI_STORED_H

#include "cli/cli.h"

/** Parses the store's resolved experiment with its run settings and this line's overrides. False after a message. */
bool cli_load_stored(const cli_line *line, const char *path, const walras_model_list *models, walras_experiment **experiment);

#endif
