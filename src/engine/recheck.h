/** What a store that other runs have left can still be true of: all that it says of a trial against its CRC. */
#ifndef WALRAS_ENGINE_RECHECK_H
#define WALRAS_ENGINE_RECHECK_H

#include "engine/layout.h"

/** What was found; -1 = no such trial. */
typedef struct walras_recheck_result {
  int64_t damaged, first_damaged; /**< finished, but they do not match their CRC, or have a status that they cannot have */
  int64_t complete;               /**< pending, but written whole by a run that ended before it could mark them done */
} walras_recheck_result;

/** Reads all that the store says of every done or failed trial, and of those that may be done, and compares its CRC with the stored one. In
 *  `status` [points * replications], in memory only, a damaged trial becomes pending (unused where the experiment does not use it and never
 *  may) and a complete one done. Memory: a few MiB whatever the store's size (at least one record). */
walras_status walras_recheck(walras_store_writer *writer, const walras_layout *layout, uint8_t *status,
                             walras_recheck_result *result, walras_error *error);

#endif
