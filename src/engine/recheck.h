/** Finished trials whose stored rows no longer match their CRC. */
#ifndef WALRAS_ENGINE_RECHECK_H
#define WALRAS_ENGINE_RECHECK_H

#include "engine/layout.h"

/** Reads the rows of every done trial and compares their CRC with the stored one. Trials that do not match become pending in
 *  `status` [points * replications] (in memory only) and are counted in `damaged`; `first` is the first of them, -1 without one.
 *  Memory: a few MiB whatever the store's size (at least one record). */
walras_status walras_recheck(walras_store_writer *writer, const walras_layout *layout, uint8_t *status, int64_t *damaged,
                             int64_t *first, walras_error *error);

#endif
