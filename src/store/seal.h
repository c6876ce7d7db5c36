/**
 * The seal: a CRC over everything in a store that never changes after its creation, checked before HDF5 opens the file.
 *
 * A store is created whole: only the trials' rows, their messages and the log of runs change later. All other bytes (HDF5's
 * metadata, attributes, scales, design columns, gaps) are covered by one CRC-32, kept with the ranges that it leaves out
 * behind HDF5's last byte, where other readers do not look (for HDF5 it is space that nothing uses). HDF5 1.10 crashes on some damaged metadata; behind an intact seal there are none.
 * It guards against damage, not against forgery.
 */
#ifndef WALRAS_STORE_SEAL_H
#define WALRAS_STORE_SEAL_H

#include <stdint.h>

#include "walras/status.h"

/** Bytes of a file. */
typedef struct walras_store_range {
  int64_t offset, length;
} walras_store_range;

/** Bytes that the seal of a store with `count` ranges takes. */
int64_t walras_store_seal_size(int64_t count);

/** Appends the seal to a closed file. `open` [count]: the ranges that may change later; they are sorted here. `name` is what messages
 *  call the file. Syncing is the caller's. */
walras_status walras_store_seal(const char *path, const char *name, walras_store_range *open, int64_t count, walras_error *error);

/** Reads everything that is sealed. Errors (WALRAS_ERROR_INPUT), one clear line each: not HDF5, truncated, without a seal, another format
 *  version, damaged. A file that cannot be read is WALRAS_ERROR_IO. */
walras_status walras_store_seal_check(const char *path, walras_error *error);

#endif
