/** Rank 0's hand on the store: batches in, rows out, in the order that keeps the store true at every instant. */
#ifndef WALRAS_ENGINE_RECORDER_H
#define WALRAS_ENGINE_RECORDER_H

#include "engine/batch.h"

typedef struct walras_recorder {
  walras_store_writer *writer;
  const walras_layout *layout;
  uint8_t *status; /* [trials] as in the store */
  double sync_seconds, last_sync;
  double seconds; /* spent here */
  int64_t done, failed, next_error;
} walras_recorder;

/** Writes the first `finished` trials of a batch: rows, CRCs, status; begins a sync where one is due. */
walras_status walras_recorder_write(walras_recorder *recorder, const char *batch, walras_error *error);

#endif
