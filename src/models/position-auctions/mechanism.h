/** Mechanisms: from reports to who is shown and what it costs. */
#ifndef WALRAS_POSITION_MECHANISM_H
#define WALRAS_POSITION_MECHANISM_H

#include "models/position-auctions/winners.h"

struct position_outcome {
  struct position_allocation shown; /**< its welfare is that of the reports, or of their virtual values under revenue_optimal */
  double payment[POSITIONS_MOST];   /**< [shown.count] expected, money per auction; only of those that were asked for */
  int32_t steps;                    /**< of Dinkelbach's method, 0 without it */
};

enum { EVERYBODY = -1, NOBODY_PAYS = -2 };

/**
 * Runs the mechanism of the parameters on an auction whose values are reports. `payer` is the advertiser whose payment is wanted, EVERYBODY, or
 * NOBODY_PAYS. False when Dinkelbach's method does not converge.
 */
bool position_run_mechanism(struct position_workspace *ws, const struct position_auction *reports, int32_t payer,
                            struct position_outcome *outcome);

/** The auction with the reports' virtual values, floored at 0, in ws->virtual_value. */
struct position_auction position_virtual_auction(struct position_workspace *ws, const struct position_auction *reports);

/* Payments, each for the pair number `rank` of the outcome. False as above. */

/** W*(without i) - (W* - v_i pi_i) (Vickrey, Clarke, Groves). */
bool position_pay_vcg(struct position_workspace *ws, const struct position_auction *a, struct position_outcome *outcome,
                      int32_t rank);
/**
 * Myerson's threshold payment where the allocation is the optimum of a's values, and these are virtual values of `law` (NULL: the reports
 * themselves): the optimum as a function of one's own value is convex and piecewise linear, and its slopes are the click probabilities.
 */
bool position_pay_threshold(struct position_workspace *ws, const struct position_auction *a, const struct position_law *law,
                            struct position_outcome *outcome, int32_t rank);
/** v pi(v) less the integral of pi from 0 to v, for rules that do not maximise over a fixed range; its jumps are looked for on the grid of
 *  reports and pinned down by bisection. */
bool position_pay_integral(struct position_workspace *ws, const struct position_auction *a, struct position_outcome *outcome,
                           int32_t rank);

#endif
