/** How businesses learn speed and price from their experiments. */
#ifndef WALRAS_MAGENTIC_DYNAMICS_H
#define WALRAS_MAGENTIC_DYNAMICS_H

#include "models/magentic-marketplace/journey.h"

/** One gradient step of every business's effort from the counts of a round (A/B arms). effort [businesses]. */
void magentic_update_effort(const struct magentic_parameters *parameters, const struct magentic_market *market,
                            const struct magentic_counts *at, const int64_t *counts, int64_t round, double *effort);

/** The same of its price in units of T. rates [businesses], NaN stays. Returns the largest change. */
double magentic_update_prices(const struct magentic_parameters *parameters, const struct magentic_market *market,
                              const struct magentic_counts *at, const int64_t *counts, int64_t round, double *rates);

/** Prices in T that businesses begin with: the posted ones at the first request they are complete for; NaN for
 *  those complete for none: 0 is a price like any other. */
void magentic_posted_rates(const struct magentic_market *market, double *rates);

/** Makes the market's bundle prices those of the rates, in whole units. */
void magentic_post_rates(struct magentic_market *market, const double *rates);

/** Mean over the businesses that are complete for some request. */
double magentic_mean_rate(const struct magentic_market *market, const double *rates);

#endif
