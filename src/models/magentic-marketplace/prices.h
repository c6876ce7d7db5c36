/** Prices by damped best responses on expected demand. */
#ifndef WALRAS_MAGENTIC_PRICES_H
#define WALRAS_MAGENTIC_PRICES_H

#include "models/magentic-marketplace/market.h"

/** What the best responses in prices ended with, in units of T. */
struct magentic_prices {
  double mean;      /**< of the firms' last prices */
  double amplitude; /**< largest change of the last sweep: 0 when they settled */
  bool interior;    /**< the first-order price is an equilibrium */
};

/** The price in [unit_cost_rate, value_multiplier] that earns firm `firm` most against the others' prices [firms], in units of T. */
double magentic_best_response(const struct magentic_parameters *parameters, int64_t firms, const double *prices, int64_t firm);

/** Damped best responses of `firms` fitting firms; prices [firms] in units of T. */
struct magentic_prices magentic_best_responses(const struct magentic_parameters *parameters, int64_t firms, double *prices);

/** Sets the bundle price of every fitting business to its best response among its request's fitting businesses; the others keep
 *  their posted prices. An error when no business fits any request. */
walras_status magentic_set_best_prices(walras_trial *trial, const struct magentic_parameters *parameters,
                                       struct magentic_market *market, struct magentic_prices *prices);

/** Whether the first-order price is an equilibrium for every number of fitting firms that a request has. */
bool magentic_interior_everywhere(const struct magentic_parameters *parameters, const struct magentic_market *market);

#endif
