/** Instances: what is drawn, given or computed for each auction of a trial. */
#ifndef WALRAS_POSITION_INSTANCE_H
#define WALRAS_POSITION_INSTANCE_H

#include "models/position-auctions/law.h"

/** Where instances come from; read-only once made. */
struct position_source {
  const struct position_parameters *p;
  const struct position_law *law;
  walras_stream ads, places, contexts, values; /**< contexts: their round is the advertiser, set for each */
  const double *odds, *ctr;                    /**< [n][m] of instances that are not drawn, else NULL */
  const double *value;                         /**< [n] of values that are not drawn, else NULL */
};

/** A few auctions at a time, so that draws and exponentials run at vector speed. */
struct position_batch {
  int64_t most;  /**< auctions that fit */
  double *odds;  /**< [most][n][m] */
  double *ctr;   /**< [most][n][m] */
  double *value; /**< [most][n] */
  double *draws; /**< [4][most] */
};

/** Auctions of a batch: as many as fit into a few hundred KiB, from 1 to 64. A function of the parameters alone. */
int64_t position_batch_size(const struct position_parameters *p);
size_t position_batch_bytes(const struct position_parameters *p);
/** `memory` is 64-byte aligned. */
void position_batch_lay_out(const struct position_parameters *p, void *memory, struct position_batch *batch);

/** Makes the source of a trial: reads the table, computes the formula. */
walras_status position_source_make(walras_trial *trial, const struct position_parameters *p, const struct position_law *law,
                                   struct position_source *source);

/**
 * Fills a batch with auctions first..first+count-1 (count <= batch->most). Draws have the addresses of their auction, advertiser and position:
 * more advertisers or positions leave those of the others as they are. Returns the largest log-odds: above LOGIT_MOST they are too large.
 */
double position_draw_batch(const struct position_source *source, int64_t first, int64_t count, struct position_batch *batch);

/** The odds and stand-alone click-through rates of auction number `slot` of the batch, and its values. */
const double *position_odds(const struct position_source *source, const struct position_batch *batch, int64_t slot);
const double *position_ctr(const struct position_source *source, const struct position_batch *batch, int64_t slot);
const double *position_values(const struct position_source *source, const struct position_batch *batch, int64_t slot);

#endif
