/** What a response is worth to the user and to the assistant: the reward formulas of the authors' public code. */
#ifndef WALRAS_GTALIGN_WELFARE_H
#define WALRAS_GTALIGN_WELFARE_H

#include "models/gtalign/parameters.h"

/** Least welfare of a well-formed response, e. */
#define GTALIGN_FLOOR 1e-4

struct gtalign_response {
  double answer;          /* in [0, 1] */
  double words;           /* n_r, of the response */
  double total_words;     /* n_t */
  double reasoning_chars; /* c_r */
  double format, pareto, payoff;
  double time_cost; /* of the user; 1 = that of the public code */
};

struct gtalign_welfare {
  double user, llm;
};

/** 1 / ((1 + exp(0.005 (low - n))) (1 + exp(0.005 (n - high)))). */
double gtalign_length_score(double words, double low, double high);
/** U and L; both 0 for a malformed response. */
struct gtalign_welfare gtalign_welfare_of(int variant, const struct gtalign_response *response);
/** U^alpha L^(1-alpha), (U + L)/2, U or L. */
double gtalign_reward(int training_reward, double alpha, struct gtalign_welfare w);
/** sqrt(U L), by which every policy is judged. */
double gtalign_mutual(struct gtalign_welfare w);

#endif
