/** Incentives of one auction: every advertiser tries every report of a grid and both sides of each jump of its click probability. */
#ifndef WALRAS_POSITION_AUDIT_H
#define WALRAS_POSITION_AUDIT_H

#include "models/position-auctions/mechanism.h"

struct position_audit {
  double gain; /**< largest gain of a misreport, money per auction; >= 0, since the truth is among the reports */
  double
      envelope; /**< optimal_vcg: largest amount by which the optimum's change between two reports leaves the click probabilities' bounds */
  double second_difference; /**< optimal_vcg: smallest second difference of the optimum over the even grid of reports */
  int64_t violations;       /**< steps to a higher report that lower the click probability */
};

/** What one report earns an advertiser. */
struct position_trial_report {
  double report, click, payment, welfare;
};

/** Adds an auction to an audit (its extremes and counts). The values are the true ones. False when Dinkelbach's method does not converge. */
bool position_audit_auction(struct position_workspace *ws, const struct position_auction *a, struct position_audit *audit);

/** The grid of reports of one advertiser: number k of misreport_grid. */
double position_grid_report(const struct position_auction *a, int64_t k);
bool position_try_report(struct position_workspace *ws, const struct position_auction *a, int32_t advertiser, double report,
                         struct position_trial_report *result);

#endif
