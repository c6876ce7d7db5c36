/** Decisions and incentives of many robots at once, each with a normal belief. */
#ifndef WALRAS_OFF_SWITCH_DECISIONS_H
#define WALRAS_OFF_SWITCH_DECISIONS_H

#include "models/off-switch/delta_table.h"
#include "models/off-switch/kernels.h"

enum { PRODUCT_NODES = 513 };

/** How Delta is found, or its sign, for overseers of one policy. */
struct off_switch_decider {
  struct off_switch_policy policy; /* its scale is not read: each robot has its own */
  double wait_cost, tolerance;
  bool by_temperature;                 /* logistic without cost: 2 |mu| beta against g sigma^2 */
  bool tabulated;                      /* Delta has no closed form */
  const double *products;              /* [PRODUCT_NODES] g over t = |mu| / (|mu| + sigma), NULL = 1 everywhere */
  struct off_switch_delta_table table; /* where made */
  double table_error;                  /* largest seen, per sigma + |mu|; 0 without tables */
  const off_switch_kernels *kernels;
};

/** Collective. `wants_delta`: off_switch_deltas is going to be called, not only off_switch_waits. */
walras_status off_switch_decider_make(walras_trial *trial, const struct off_switch_policy *policy, double wait_cost,
                                      double tolerance, bool wants_delta, struct off_switch_decider *decider);

/** Masks of the robots that wait; all arrays are [count], count <= PLAY_CHUNK. `scale`: beta or tau of each. */
void off_switch_waits(const struct off_switch_decider *decider, const double *mu, const double *sigma, const double *scale,
                      int64_t count, double *waits);

/** Delta of each, cost included. */
void off_switch_deltas(const struct off_switch_decider *decider, const double *mu, const double *sigma, const double *scale,
                       int64_t count, double *delta);

#endif
