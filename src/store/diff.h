/** Where two stores differ. */
#ifndef WALRAS_STORE_DIFF_H
#define WALRAS_STORE_DIFF_H

#include <stdint.h>
#include <stdio.h>

#include "walras/status.h"

/** Prints where compared data differ: the first line of the resolved experiments that does, then of each dataset the first `most` values
 *  (path, position, both values) and how many there are. `differences` counts all of them. */
walras_status walras_store_diff(const char *a, const char *b, FILE *stream, int64_t most, int64_t *differences,
                                walras_error *error);

#endif
