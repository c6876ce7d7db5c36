/** Winner determination: exact optima, approximations and bounds, baselines. All fill `allocation` in rendering order, evaluated under the true user. */
#ifndef WALRAS_POSITION_WINNERS_H
#define WALRAS_POSITION_WINNERS_H

#include "models/position-auctions/auction.h"

enum { DINKELBACH_STEPS_MOST = 100 };

/**
 * Optimal welfare of the mnl user, a ratio of linear functions over matchings: Dinkelbach (Management Science 13, 1967) on best matchings of
 * w_ij (v_i - lambda), from the best single ad. Returns the steps, or -1 when DINKELBACH_STEPS_MOST are not enough.
 */
int32_t position_mnl_optimum(struct position_workspace *ws, const struct position_auction *a,
                             struct position_allocation *allocation);
/** The same from a better start: any allocation of the auction, evaluated, on entry. */
int32_t position_mnl_improve(struct position_workspace *ws, const struct position_auction *a,
                             struct position_allocation *allocation);

/** How many sets of fewer than `most` of `positions` <= POSITIONS_EXACT positions there are, and these as bits, ascending. */
int64_t position_count_sets(int64_t positions, int64_t most);
void position_list_sets(int64_t positions, int64_t most, uint32_t *sets);
/**
 * Optimal welfare of the cascade user: dynamic program over advertisers by falling value and sets of used positions.
 * An ad is shown only where that is better by more than 1e-15 of the largest value.
 */
void position_cascade_optimum(struct position_workspace *ws, const struct position_auction *a,
                              struct position_allocation *allocation);

/** The exact optimum of the user model. Returns Dinkelbach's steps (0 for cascade), or -1 as above. */
int32_t position_optimum(struct position_workspace *ws, const struct position_auction *a, struct position_allocation *allocation);

/** Adds the pair with the largest gain of welfare until there are K or none gains. For cascade at least 1/3 of the optimum (monotone
 *  submodular over two matroids: Fisher, Nemhauser, Wolsey 1978). */
void position_greedy(struct position_workspace *ws, const struct position_auction *a, struct position_allocation *allocation);

/**
 * Cascade: the better of the two matchings on both sides of the critical multiplier of "click probabilities sum to at most 1", and the bound
 * of that linear program, max sum v p x. The matching has at least (1 - 1/e)/2 of the bound, which is at least the optimum.
 */
double position_two_matching(struct position_workspace *ws, const struct position_auction *a,
                             struct position_allocation *allocation);

/** A best matching of v_i p_ij: as if ads did not compete for clicks. */
void position_additive(struct position_workspace *ws, const struct position_auction *a, struct position_allocation *allocation);

/** The best single ad. */
void position_single(const struct position_auction *a, struct position_allocation *allocation);

/** log p_ij fitted by a_i + b_j, by means of rows and columns over the pairs that can be placed; the ranking that follows. */
struct position_ranking {
  int32_t shown;   /**< pairs: at most K, of advertisers with a positive value and a pair at all */
  int32_t bidders; /**< how many of them there are: min(that, K + 1) are in `advertiser` */
  int32_t advertiser[POSITIONS_MOST + 1];
  double quality[POSITIONS_MOST + 1]; /**< alpha_i = e^a_i */
  double value[POSITIONS_MOST + 1];
  int32_t position[POSITIONS_MOST];  /**< by falling e^b_j */
  double prominence[POSITIONS_MOST]; /**< beta_j = e^b_j */
};

/** The ranking by v_i alpha_i, matched in order with the positions, and what it shows: a pair that cannot be placed is left out. */
void position_separable(struct position_workspace *ws, const struct position_auction *a, struct position_ranking *ranking,
                        struct position_allocation *allocation);

/** Largest welfare over all matchings with at most K pairs, each in every order of its ads; at most ENUMERATION_MOST of each. */
double position_enumerate(const struct position_auction *a);
/** Largest welfare of the allocation's own pairs over all their orders. */
double position_best_order(const struct position_auction *a, const struct position_allocation *allocation);

#endif
