/** Lotteries over norms: the largest least expected gain, and Nash's bargaining solution over expected gains. Shapes as in voting.h. */
#ifndef WALRAS_NUMERICS_VOTING_LOTTERY_H
#define WALRAS_NUMERICS_VOTING_LOTTERY_H

#include <stdbool.h>

#include "numerics/voting/voting.h"
#include "walras/status.h"

/**
 * The lottery [norms] with the largest least gain over the rows given, by linear programming; `value` is that gain, by our own sums. Where several
 * lotteries are as good it is one of them. With many stakeholders: solve for a few rows, add those that the lottery treats worst, and again.
 * `shares` are not read. Errors: WALRAS_ERROR_MEMORY, WALRAS_ERROR_NUMERIC when the program is not solved.
 */
walras_status walras_lottery_egalitarian(const walras_ballots *ballots, double *lottery, double *value, walras_error *error);

/** Doubles that a pass of the Nash lottery adds up: mean log gain, its gradient [norms], and the packed lower triangle of minus its Hessian. */
static inline int64_t walras_nash_sums(int64_t norms) {
  return 1 + norms + norms * (norms + 1) / 2;
}
/** Doubles of memory of one search. */
static inline int64_t walras_nash_memory(int64_t norms) {
  return norms * (norms + 1) / 2 + 7 * norms;
}

/**
 * Search for the lottery with the largest mean of share * log(expected gain) (Nash 1950), by a primal-dual interior point method: a pass over the
 * stakeholders at `lottery`, then a step. Optimal when the gradient nowhere exceeds 1, as its mean under the lottery is 1.
 */
typedef struct walras_nash_search {
  int64_t norms, passes;
  double *lottery; /**< [norms] where the next pass is to be made; the result once done */
  double *accepted, *step, *dual, *direction, *ones, *gradient, *factor;
  double length; /**< share of the step that leads from `accepted` to `lottery` */
  double value;  /**< mean log gain at the last accepted lottery */
  double excess; /**< largest gradient less 1 there */
  bool done, converged;
} walras_nash_search;

/** `memory` [walras_nash_memory(norms)]; `start` [norms] is a lottery in which every stakeholder gains and every norm has some chance. */
void walras_nash_begin(walras_nash_search *search, double *memory, const double *start, int64_t norms);
/** Adds the rows' part at search->lottery to `sums` [walras_nash_sums(norms)]; returns the rows' least gain. Where it is not positive the part is void. */
double walras_nash_accumulate(const walras_ballots *ballots, const double *lottery, double *sums);
/** Takes the sums of a pass and the least gain of all stakeholders, and moves on. `done` and `converged` when excess <= 1e-9, or what rounding
 *  makes of it where somebody hardly gains: 2^-51 of the Hessian's trace; `done` alone after
 *  `most_passes` passes or where the arithmetic gives no further step; `lottery` is then the last accepted. */
void walras_nash_update(walras_nash_search *search, const double *sums, double least, int64_t most_passes);

#endif
