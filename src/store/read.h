/** Reading a store, also while it is being written: no lock, no environment variable. */
#ifndef WALRAS_STORE_READ_H
#define WALRAS_STORE_READ_H

#include <hdf5.h>
#include <stdbool.h>
#include <stdint.h>

#include "walras/status.h"

typedef struct walras_store_reader walras_store_reader;

/** Opens for reading, once the seal says that HDF5 may open it. Errors, one clear line each: missing, not HDF5, truncated, not a store of
 *  walras, another format version, damaged. */
walras_status walras_store_reader_open(const char *path, walras_store_reader **reader, walras_error *error);
void walras_store_reader_close(walras_store_reader *reader); /**< NULL is fine */
hid_t walras_store_reader_file(const walras_store_reader *reader);
int64_t walras_store_points(const walras_store_reader *reader);
int64_t walras_store_replications(const walras_store_reader *reader);

/** A text attribute of the root group as a new string; NULL when it is not there. */
char *walras_store_text(const walras_store_reader *reader, const char *attribute);

/** A dataset's shape. */
typedef struct walras_store_shape {
  int rank;
  int64_t extent[4];
  bool real; /**< doubles; otherwise integers */
} walras_store_shape;
walras_status walras_store_shape_of(const walras_store_reader *reader, const char *path, walras_store_shape *shape,
                                    walras_error *error);
bool walras_store_has(const walras_store_reader *reader, const char *path);
/** Whether the dataset is there with rows x columns values (columns 1: also of one dimension). Readers with room for just those ask first. */
bool walras_store_has_table(const walras_store_reader *reader, const char *path, int64_t rows, int64_t columns);

/** A whole 1-D or 2-D dataset, or with `first`/`count` a range of its first axis, converted to the C type. The caller gives the room. */
walras_status walras_store_read_bytes(const walras_store_reader *reader, const char *path, int64_t first, int64_t count,
                                      uint8_t *values, walras_error *error);
walras_status walras_store_read_integers(const walras_store_reader *reader, const char *path, int64_t first, int64_t count,
                                         int64_t *values, walras_error *error);
walras_status walras_store_read_reals(const walras_store_reader *reader, const char *path, int64_t first, int64_t count,
                                      double *values, walras_error *error);

/** A rectangle of a dataset [point, replication, ...]. */
typedef struct walras_store_block {
  int64_t point, points, replication, replications; /**< first, and how many */
} walras_store_block;
/** The values of the block's trials, all those of a trial together. */
walras_status walras_store_read_block_integers(const walras_store_reader *reader, const char *path,
                                               const walras_store_block *block, int64_t *values, walras_error *error);
walras_status walras_store_read_block_reals(const walras_store_reader *reader, const char *path, const walras_store_block *block,
                                            double *values, walras_error *error);

/** Names of the datasets of a group, sorted; the caller frees each and the array. */
walras_status walras_store_names(const walras_store_reader *reader, const char *group, char ***names, int64_t *count,
                                 walras_error *error);

#endif
