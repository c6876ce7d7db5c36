/** A batch of finished trials as it travels from a group to the coordinator: one flat piece of memory. */
#ifndef WALRAS_ENGINE_BATCH_H
#define WALRAS_ENGINE_BATCH_H

#include <stddef.h>
#include <stdint.h>

#include "engine/layout.h"
#include "engine/record.h"

/** In front of every message of a group's leader. */
typedef struct walras_batch_header {
  int64_t first, count; /**< the batch; count 0 = nothing to report, only a request */
  int64_t finished;     /**< how many of its first trials ran */
  int64_t stop;         /**< this rank was asked to stop */
  double seconds;       /**< the batch took */
} walras_batch_header;

/** Beside a trial's record a batch is written to so many datasets, and travels with so many bytes a trial: its CRC, seconds and error code. */
enum { WALRAS_BATCH_DATASETS = 3, WALRAS_BATCH_TRIAL_BYTES = 16 };

/** A batch's memory: header, then rows field by field (each [count] rows), then CRCs, seconds, error codes and messages. */
typedef struct walras_batch_buffer {
  const walras_record_layout *records;
  char *memory;
  size_t capacity;
} walras_batch_buffer;

/** Bytes of a batch of `count` trials. */
size_t walras_batch_bytes(const walras_record_layout *records, int64_t count);
/** Makes room for `count` trials and starts an empty batch; WALRAS_ERROR_MEMORY without room. */
walras_status walras_batch_start(walras_batch_buffer *buffer, int64_t first, int64_t count, walras_error *error);
walras_batch_header *walras_batch_header_of(const walras_batch_buffer *buffer);

/** Trial number `index` of the batch is done. May be called by several threads for different trials. */
void walras_batch_put(walras_batch_buffer *buffer, int64_t index, const void *record, double seconds);
/** Trial number `index` has failed. */
void walras_batch_put_failed(walras_batch_buffer *buffer, int64_t index, const walras_error *error, double seconds);

/* Parts of a batch, in memory of batch count `count`. */
const char *walras_batch_rows(const walras_record_layout *records, const char *memory, int64_t count, int64_t field);
const uint32_t *walras_batch_crcs(const walras_record_layout *records, const char *memory, int64_t count);
const double *walras_batch_seconds(const walras_record_layout *records, const char *memory, int64_t count);
const int32_t *walras_batch_codes(const walras_record_layout *records, const char *memory, int64_t count);
const char *walras_batch_message(const walras_record_layout *records, const char *memory, int64_t count, int64_t index);

/** Bytes of a batch that need to travel: the messages only where a trial failed. */
size_t walras_batch_used(const walras_record_layout *records, const char *memory);

#endif
