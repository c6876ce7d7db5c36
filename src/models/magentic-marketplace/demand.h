/** Which request each consumer has. */
#ifndef WALRAS_MAGENTIC_DEMAND_H
#define WALRAS_MAGENTIC_DEMAND_H

#include "models/magentic-marketplace/journey.h"

/** Requests of consumers first..first+count-1 in this round: requests [count]. Under uniform demand the consumers of one request are
 *  neighbours, and the first ones have one consumer more where they cannot be shared out evenly; under Zipf's law each consumer draws. */
void magentic_find_requests(const struct magentic_round *round, int64_t first, int count, int64_t *requests);

/** Adds the consumers of a block to the counts [requests] of their requests. A walras_block_function; the context is a magentic_round. */
walras_status magentic_count_requests(const walras_block *block, void *context);

#endif
