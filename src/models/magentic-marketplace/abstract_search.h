/** A lexical search without strings, for any number of businesses: scores from their law, the best by order statistics (specification 3.6). */
#ifndef WALRAS_MAGENTIC_ABSTRACT_SEARCH_H
#define WALRAS_MAGENTIC_ABSTRACT_SEARCH_H

#include "models/magentic-marketplace/market.h"

struct magentic_scored {
  double score;
  int64_t business;
};

/** Constants of the background's beta law, mean 0.35 and standard deviation 0.185. */
struct magentic_score_law {
  double a, b, log_beta;
};
struct magentic_score_law magentic_score_law_make(void);

/** The best `depth` businesses of a request, best first: scored [depth + complete businesses]; returns how many there are. O(depth). */
int64_t magentic_abstract_search(walras_trial *trial, const struct magentic_market *market, const struct magentic_score_law *law,
                                 int64_t request, int64_t depth, struct magentic_scored *scored);

#endif
