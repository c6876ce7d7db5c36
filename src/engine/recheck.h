/** Trials whose stored state can no longer be true. */
#ifndef WALRAS_ENGINE_RECHECK_H
#define WALRAS_ENGINE_RECHECK_H

#include "engine/layout.h"

/** Reads all that the store says of every done or failed trial and compares its CRC with the stored one; a status that the trial cannot
 *  have is damage too. Such trials become pending in `status` [points * replications] (unused where the experiment does not use them), in
 *  memory only, and are counted in `damaged`; `first` is the first of them, -1 without one.
 *  Memory: a few MiB whatever the store's size (at least one record). */
walras_status walras_recheck(walras_store_writer *writer, const walras_layout *layout, uint8_t *status, int64_t *damaged,
                             int64_t *first, walras_error *error);

#endif
