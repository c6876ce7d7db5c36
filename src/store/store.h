/**
 * The store: one HDF5 file per experiment, created whole before the first trial, then written in place.
 *
 * This folder knows nothing of models or experiments: a layout says which datasets exist, with their shapes, attributes
 * and initial contents; trial data is addressed as rows. Row t of a trial dataset is trial t = point * replications + replication.
 */
#ifndef WALRAS_STORE_STORE_H
#define WALRAS_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "walras/status.h"

/** Raised when the layout of stores changes in a way that older programs would misread. */
enum { WALRAS_STORE_FORMAT = 2 };

typedef enum walras_store_type {
  WALRAS_STORE_REAL,    /**< IEEE double, little endian */
  WALRAS_STORE_INTEGER, /**< int64 */
  WALRAS_STORE_CODE,    /**< int32, with flag_values / flag_meanings */
  WALRAS_STORE_BYTE,    /**< uint8 */
  WALRAS_STORE_WORD32,  /**< uint32 */
  WALRAS_STORE_TEXT     /**< variable-length UTF-8; only as initial contents, never as rows */
} walras_store_type;

size_t walras_store_type_size(walras_store_type type); /**< bytes; 0 for text */

typedef enum walras_attribute_type {
  WALRAS_ATTRIBUTE_TEXT,
  WALRAS_ATTRIBUTE_INTEGER,
  WALRAS_ATTRIBUTE_REAL,
  WALRAS_ATTRIBUTE_BYTES
} walras_attribute_type;

/** An attribute: UTF-8 text, or an array of numbers (length 1 = scalar). BYTES: uint8 array (flag_values of uint8 data). */
typedef struct walras_store_attribute {
  const char *name;
  walras_attribute_type type;
  const char *text;
  const int64_t *integers;
  const double *reals;
  const uint8_t *bytes;
  int64_t count; /**< of integers, reals or bytes */
} walras_store_attribute;

enum { WALRAS_STORE_RANK_MAX = 4 };

/** Initial contents too long to be kept: fills `values` with elements first..first+count-1 of row `row` (0 for rank 1). */
typedef void (*walras_store_generator)(const void *context, int64_t row, int64_t first, int64_t count, void *values);

/** One dataset. Paths are absolute ("/metrics/welfare"); groups on the way are created. */
typedef struct walras_store_dataset {
  const char *path;
  walras_store_type type;
  int rank; /**< 1..WALRAS_STORE_RANK_MAX */
  int64_t extent[WALRAS_STORE_RANK_MAX];
  const char *dimension[WALRAS_STORE_RANK_MAX]; /**< path of the scale of each axis ("/point"), or NULL for none */
  bool is_scale;                                /**< this dataset is itself a dimension scale (rank 1) */
  const char *const *companions;   /**< paths of earlier datasets, NULL-terminated, that its group gets links to; or NULL */
  const void *contents;            /**< initial contents (text: const char *const *), or NULL */
  walras_store_generator generate; /**< instead of contents, for numbers of rank 1 or 2; or NULL */
  const void *generate_context;
  bool reserve; /**< no contents: allocate by fallocate and read as zero; false: NaN-fill reals, zero others */
  const walras_store_attribute *attributes;
  int64_t attribute_count;
  bool per_trial;    /**< first two axes are [point, replication]: addressed by trial rows */
  bool rewritten;    /**< not per trial, and written after creation all the same (the error table, the run log) */
  bool in_crc;       /**< per_trial data that the trial's CRC covers, in the order of this list */
  bool not_compared; /**< outside the digest (everything under /run) */
} walras_store_dataset;

/** Everything a new store contains. */
typedef struct walras_store_layout {
  int64_t points, replications;
  const walras_store_dataset *datasets; /**< [dataset_count]; scales before their users */
  int64_t dataset_count;
  const walras_store_attribute *attributes; /**< of the root group */
  int64_t attribute_count;
} walras_store_layout;

/** Bytes the file will take, roughly (data plus a bound on metadata and seal). -1 on overflow. */
int64_t walras_store_size(const walras_store_layout *layout);

/** Bytes the file will take, exactly, found by creating it in memory but for its bulk. Costs what creating the metadata costs. */
walras_status walras_store_rehearse(const walras_store_layout *layout, int64_t *bytes, walras_error *error);

/** Creates the file whole and seals it (seal.h): under a temporary name beside `path`, synced, then renamed, so that a kill leaves either
 *  nothing at `path` or a complete store. Errors: exists (without overwrite), directory missing or not writable, disk full, not a
 *  regular file. An existing store that a live process holds is never overwritten. */
walras_status walras_store_create(const char *path, const walras_store_layout *layout, bool overwrite, walras_error *error);

/* ---- Writing: rank 0 only, no HDF5 handle open. ---- */

typedef struct walras_store_writer walras_store_writer;

/** Opens for in-place writing: takes the lock (STORE.lock with host, pid, boot id; stale locks recognised), checks the format
 *  version, the layout (every dataset of `layout` is there with its type and shape) and the file's size, reads the offsets with HDF5 and
 *  closes HDF5 again. Errors name the dataset. */
walras_status walras_store_writer_open(const char *path, const walras_store_layout *layout, walras_store_writer **writer,
                                       walras_error *error);
/** The same where this process holds the lock of the store already, under the name that the file will have. */
walras_status walras_store_writer_open_held(const char *path, const walras_store_layout *layout, walras_store_writer **writer,
                                            walras_error *error);
/** The same without the lock, for reading rows only: also of a store that is being written or may not be written. */
walras_status walras_store_writer_open_to_read(const char *path, const walras_store_layout *layout, walras_store_writer **writer,
                                               walras_error *error);
/** Writes `count` rows of dataset number `dataset` of the layout from trial `first`: one pwrite (short writes continued). */
walras_status walras_store_write_rows(walras_store_writer *writer, int64_t dataset, int64_t first, int64_t count,
                                      const void *rows, walras_error *error);
/** Makes such rows what they are in a new store. Not for data with initial contents. */
walras_status walras_store_clear_rows(walras_store_writer *writer, int64_t dataset, int64_t first, int64_t count,
                                      walras_error *error);
/** Writes elements of a dataset that is `rewritten` (the error table, the run log): `count` elements from flat index `first`. Other
 *  data is sealed. */
walras_status walras_store_write_elements(walras_store_writer *writer, int64_t dataset, int64_t first, int64_t count,
                                          const void *elements, walras_error *error);
walras_status walras_store_read_rows(walras_store_writer *writer, int64_t dataset, int64_t first, int64_t count, void *rows,
                                     walras_error *error);
walras_status walras_store_read_elements(walras_store_writer *writer, int64_t dataset, int64_t first, int64_t count,
                                         void *elements, walras_error *error);
/** Where in the file a dataset's first element stands. */
int64_t walras_store_offset(const walras_store_writer *writer, int64_t dataset);
/** Of the whole file. -1 when the system does not tell. */
int64_t walras_store_bytes(const walras_store_writer *writer);
/** Begins to bring what was written so far to the disk, and returns at once; none may be under way. */
walras_status walras_store_sync_begin(walras_store_writer *writer, walras_error *error);
/** Whether the sync that was begun last has ended; returns its error once, if it had one. After an error nobody knows what is on the disk. */
walras_status walras_store_sync_ended(walras_store_writer *writer, bool *ended, walras_error *error);
walras_status walras_store_sync(walras_store_writer *writer,
                                walras_error *error); /**< fdatasync: waits until all is on the disk */
/** Syncs what no walras_store_sync has covered, closes and releases the lock. NULL is fine. */
walras_status walras_store_writer_close(walras_store_writer *writer, walras_error *error);

/** Writes into a store that has no name of its own yet. */
typedef walras_status (*walras_store_fill)(void *context, walras_store_writer *writer, walras_error *error);
/** walras_store_create, and what `fill` writes stands in the store before it gets its name: a kill, or an error of `fill`, leaves at `path` what was
 *  there before. */
walras_status walras_store_create_filled(const char *path, const walras_store_layout *layout, bool overwrite,
                                         walras_store_fill fill, void *context, walras_error *error);

/** CRC-32 (zlib's) continued over more bytes; start from 0. */
uint32_t walras_store_crc(uint32_t crc, const void *data, size_t bytes);

/** /trials/status */
enum { WALRAS_TRIAL_PENDING = 0, WALRAS_TRIAL_DONE = 1, WALRAS_TRIAL_FAILED = 2, WALRAS_TRIAL_UNUSED = 3 };

/* ---- Reading (src/store/read.h), digest (digest.h), diff (diff.h) have their own headers. ---- */

#endif
