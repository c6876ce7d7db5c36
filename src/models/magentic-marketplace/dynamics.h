/** How businesses choose speed and price (specification 3.10). */
#ifndef WALRAS_MAGENTIC_DYNAMICS_H
#define WALRAS_MAGENTIC_DYNAMICS_H

#include "models/magentic-marketplace/journey.h"

/** One gradient step of every business's effort from the counts of a round (A/B arms). effort [businesses]. */
void magentic_update_effort(const struct magentic_parameters *parameters, const struct magentic_market *market,
                            const struct magentic_counts *at, const int64_t *counts, int64_t round, double *effort);

#endif
