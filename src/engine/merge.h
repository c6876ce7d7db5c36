/** From the store of a shard into the store of the whole experiment. */
#ifndef WALRAS_ENGINE_MERGE_H
#define WALRAS_ENGINE_MERGE_H

#include "engine/layout.h"

/** A complete shard: nothing of it is pending. */
typedef struct walras_merge_source {
  walras_store_writer *reader; /**< walras_store_writer_open_to_read */
  const walras_layout *layout;
  const walras_part *part;
} walras_merge_source;

/** Copies all that the shard's store says of its trials, messages of failed ones as long as there is room for them, and the numbers of replications
 *  that sequential stopping has come to. Every trial is checked first: one that does not match its CRC is WALRAS_ERROR_INPUT.
 *  Memory: some MiB, whatever the size (at least one record), and a byte for each of the shard's trials. */
walras_status walras_merge_shard(walras_store_writer *writer, const walras_layout *layout, const walras_merge_source *source,
                                 walras_error *error);

#endif
