/** Rank 0's hand on the store: batches in, rows out, in the order that keeps the store true at every instant.
 *
 *  Rows, CRCs, codes and messages are written when a batch comes. The status that makes them count follows when a sync that began behind them
 *  has ended: a trial that is marked done is on the disk, also after a power cut. What a kill finds written but not marked, resume takes up. */
#ifndef WALRAS_ENGINE_RECORDER_H
#define WALRAS_ENGINE_RECORDER_H

#include "engine/batch.h"
#include "engine/coordinator.h"
#include "engine/meter.h"

/** Told when the rows and the status of trials are known and none of them is marked yet: what it writes is on the disk before they are. */
typedef walras_status (*walras_recorded_function)(void *context, walras_batch range, walras_error *error);

typedef struct walras_recorder {
  walras_store_writer *writer;
  const walras_layout *layout;
  uint8_t *status; /* [trials] of each trial, whether marked in the store by now or not */
  double sync_seconds, start, last_sync;
  walras_meter *meter; /* time here is the store's; NULL = nobody counts */
  int64_t done, failed;
  walras_batch *held; /* [held_count] trials that are written, but not marked */
  int64_t held_count, held_capacity;
  int64_t covered; /* of them, the first ones: the sync that is under way began behind their rows */
  int64_t error_trials[WALRAS_ERROR_TABLE_ENTRIES]; /* as in the store: -1 = free */
  walras_recorded_function recorded;                /* NULL = nobody needs to know */
  void *recorded_context;
} walras_recorder;

/** Counts what `status` [trials] says and reads the table of messages. `status` is kept up to date. */
walras_status walras_recorder_open(walras_recorder *recorder, walras_store_writer *writer, const walras_layout *layout,
                                   uint8_t *status, double sync_seconds, walras_error *error);
void walras_recorder_close(walras_recorder *recorder);

/** Writes the first `finished` trials of a batch, and does what walras_recorder_poll does. After an error, here or there, nothing more may be
 *  written or marked but by walras_recorder_flush. */
walras_status walras_recorder_write(walras_recorder *recorder, const char *batch, walras_error *error);

/** Trials of the range that were unused are pending from now on. */
walras_status walras_recorder_release(walras_recorder *recorder, walras_batch range, walras_error *error);

/** Trials of the range, none of them held, are unused from now on, whatever was recorded of them, and their rows as in a new store. Waits for
 *  the disk, if there is anything to discard; after a kill in between the trials are pending, and may be discarded again. */
walras_status walras_recorder_discard(walras_recorder *recorder, walras_batch range, walras_error *error);

/** Marks what a sync has covered, and begins the next one where it is due: `sync_seconds` after the last one, in the first seconds of a run
 *  earlier. Waits for no disk, unless `sync_seconds` is 0. Cheap; to be called often. */
walras_status walras_recorder_poll(walras_recorder *recorder, walras_error *error);

/** Brings everything to the disk and marks it. Nothing is marked after a sync that failed. */
walras_status walras_recorder_flush(walras_recorder *recorder, walras_error *error);

#endif
