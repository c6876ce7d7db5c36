/** How long the trials of a store took. */
#ifndef WALRAS_CLI_STORED_TIMES_H
#define WALRAS_CLI_STORED_TIMES_H

#include <stdint.h>

#include "walras/status.h"

/** The wall-clock seconds of the store's done trials, in their order: values [count <= most]; of more than `most`, evenly spread ones.
 *  WALRAS_ERROR_INPUT, naming the store, where it cannot be read or no trial is done. */
walras_status cli_stored_times(const char *path, double *values, int64_t most, int64_t *count, walras_error *error);

#endif
