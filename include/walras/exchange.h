/** Exchange by owner: entities of any block send small items to entities of (another) population, wherever those live. */
#ifndef WALRAS_EXCHANGE_H
#define WALRAS_EXCHANGE_H

#include <stdint.h>

#include "walras/population.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct walras_exchange walras_exchange; /* freed with the trial; reusable round after round */

/** Items of `bytes` bytes each, sent to entities of `receivers`. */
walras_status walras_exchange_create(walras_population *receivers, size_t bytes, walras_exchange **exchange);

/** Inside a block function of the sending population: copies one item from entity `sender`, of this block, to entity `receiver`. */
walras_status walras_exchange_send(const walras_block *block, walras_exchange *exchange, int64_t sender, int64_t receiver,
                                   const void *item);

/** Collective. Moves what was sent to its owners (in chunks; counts past 2^31 are safe). */
walras_status walras_exchange_deliver(walras_exchange *exchange);

/** One entity's mail. Items stand in the order of their senders, and for one sender in the order sent. */
typedef struct walras_mail {
  int64_t count;
  const int64_t *senders; /**< [count] */
  const void *items;      /**< [count] items of `bytes` bytes */
} walras_mail;

/** After delivery, inside a block function over the receivers: the mail of one entity of the block. */
walras_mail walras_block_mail(const walras_block *block, const walras_exchange *exchange, int64_t receiver);

/** Empties the exchange for the next round. Local, but every rank must do it. */
void walras_exchange_clear(walras_exchange *exchange);

#ifdef __cplusplus
}
#endif
#endif
