/** A lexical search without strings, for any number of businesses: scores from their law, the best by order statistics. */
#ifndef WALRAS_MAGENTIC_ABSTRACT_SEARCH_H
#define WALRAS_MAGENTIC_ABSTRACT_SEARCH_H

#include "models/magentic-marketplace/market.h"
#include "numerics/distributions/beta.h"

struct magentic_scored {
  double score;
  int64_t business;
};

/** The background's beta law, mean 0.35 and standard deviation 0.185. */
walras_beta magentic_score_law(void);

/** The best `depth` businesses of a request, best first: scored [depth + complete businesses], tails [depth] is working
 *  memory; returns how many there are. O(depth). */
int64_t magentic_abstract_search(walras_trial *trial, const struct magentic_market *market, const walras_beta *law,
                                 int64_t request, int64_t depth, double *tails, struct magentic_scored *scored);

#endif
