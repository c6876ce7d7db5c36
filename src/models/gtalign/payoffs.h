/** Payoff matrices of the six cells: which cell an assistant picks, and what prices do to them. */
#ifndef WALRAS_GTALIGN_PAYOFFS_H
#define WALRAS_GTALIGN_PAYOFFS_H

#include "models/gtalign/parameters.h"

/** One cell's payoffs. */
struct gtalign_cell {
  double user, llm;
};
struct gtalign_matrix {
  struct gtalign_cell cell[CELLS];
};

/** Bit k is set where cell first + k of `count` <= 6 cells is on their Pareto frontier; equal cells are all on it. */
unsigned gtalign_frontier(const struct gtalign_cell *cells, int count);

/** Cells to choose among: bit k of the mask is cell k. */
enum { MASK_ALL = 63, MASK_DEFINITE = 7, MASK_VAGUE = 56 };

/**
 * The cell that a rule (not RULE_BELIEF_WEIGHTED) picks among those of `mask`, by a frontier of all `count` cells. `alpha`: exponent of
 * cobb_douglas_safe.
 */
int gtalign_choose(int rule, double alpha, const struct gtalign_cell *cells, int count, unsigned mask);

/** Share of distinct and of clearly distinct payoffs: what the public code's payoff score rewards. In [0, 1]. */
double gtalign_payoff_score(const struct gtalign_matrix *matrix);

/** To one decimal, halves to even as the nearest doubles lie. */
double gtalign_round(double payoff);
/** Shifts the payoffs by prices and rounds them to one decimal; STEERING_NONE or shift 0 leaves the matrix as it is. */
void gtalign_steer(int steering, double shift, struct gtalign_matrix *matrix);
/** What pricing adds to a mode's payoffs; zero for shift 0. */
struct gtalign_cell gtalign_price(int steering, double shift, int answer);

#endif
