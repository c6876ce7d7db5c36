/** What consumers could get: the benchmarks of specification 4.1, and how well the search finds who can serve them. */
#ifndef WALRAS_MAGENTIC_BENCHMARKS_H
#define WALRAS_MAGENTIC_BENCHMARKS_H

#include "models/magentic-marketplace/listing.h"

/** Totals over one round's consumers in USD (uniform demand: exact; zipf: of the expected demand). NaN where undefined. */
struct magentic_benchmarks {
  double optimal, cheapest, random_items, random_fit;
  double random_listed;    /**< a random business of the first page */
  double optimal_capacity; /**< the most that capacities allow; NaN where a business fits two requests or demand is drawn */
  double reference;        /**< sum of T */
  double theory_optimal, theory_cheapest;
  double recall_complete, recall_fit; /**< mean shares on the first page */
  double rank_mean;                   /**< of the complete businesses in the full order */
};

/** demand [requests]: shares of the requests under zipf, NULL for uniform demand. */
walras_status magentic_benchmarks_of(walras_trial *trial, const struct magentic_parameters *parameters,
                                     const struct magentic_market *market, const struct magentic_listing *listing,
                                     const double *demand, struct magentic_benchmarks *benchmarks);

/** Clears the benchmarks that follow the prices. */
void magentic_benchmarks_clear_totals(struct magentic_benchmarks *benchmarks);
/** Adds the benchmarks that follow the prices, weighted, to a mean over rounds. */
void magentic_benchmarks_average(struct magentic_benchmarks *mean, const struct magentic_benchmarks *one, double weight);

#endif
