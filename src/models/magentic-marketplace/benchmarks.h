/** What consumers could get: the benchmarks, and how well the search finds who can serve them. */
#ifndef WALRAS_MAGENTIC_BENCHMARKS_H
#define WALRAS_MAGENTIC_BENCHMARKS_H

#include "models/magentic-marketplace/listing.h"

/** Totals over one round's consumers, in USD where they are money: sums all of them, so that their means over rounds are sums too. */
struct magentic_benchmarks {
  double optimal, cheapest, random_items, random_fit;
  double random_listed;    /**< a random business of the first page */
  double optimal_capacity; /**< the most that capacities allow; NaN where a business fits two requests */
  double reference;        /**< sum of T */
  double theory_optimal, theory_cheapest;
  double page_complete, page_fit; /**< shares of the complete and of the fitting businesses that are on the first page */
  double with_complete, with_fit; /**< consumers that have such businesses */
  double ranks, ranked;           /**< ranks in the full order of the complete businesses, and how many these are */
};

/** demand [requests]: consumers of each request in this round; NULL for uniform demand. */
walras_status magentic_benchmarks_of(walras_trial *trial, const struct magentic_parameters *parameters,
                                     const struct magentic_market *market, const struct magentic_listing *listing,
                                     const int64_t *demand, struct magentic_benchmarks *benchmarks);

/** Adds the benchmarks of one round, weighted, to their mean over rounds. */
void magentic_benchmarks_average(struct magentic_benchmarks *mean, const struct magentic_benchmarks *one, double weight);

#endif
