/** Which request each consumer has (specification 3.1). */
#ifndef WALRAS_MAGENTIC_DEMAND_H
#define WALRAS_MAGENTIC_DEMAND_H

#include "models/magentic-marketplace/journey.h"

/** Requests of consumers first..first+count-1 in this round: requests [count]. Under uniform demand the consumers of one request are
 *  neighbours, and the first ones have one consumer more where they cannot be shared out evenly; under Zipf's law each consumer draws. */
void magentic_find_requests(const struct magentic_round *round, int64_t first, int count, int64_t *requests);

#endif
