/**
 * Axioms of fairness in violation form: v <= 0 (up to rounding) means satisfied; the largest v over agents and groups.
 *
 * Under random_rank and lrm distances are expectations, and the outcome of proportionality, Pareto and anonymity is the expected one.
 */
#ifndef WALRAS_FACILITY_AXIOMS_H
#define WALRAS_FACILITY_AXIOMS_H

#include "models/facility-location/rules.h"

enum facility_axiom {
  AXIOM_UNANIMITY,       /**< all at one place: the facility is there */
  AXIOM_IFS,             /**< individual fair share: |x_i - y| <= L (1 - 1/n) */
  AXIOM_UFS,             /**< unanimous fair share: |a - y| <= L (1 - s/n) for the s agents at a */
  AXIOM_PROPORTIONALITY, /**< all at 0 or L: y = share at L times L */
  AXIOM_PF,              /**< proportional fairness: |x_i - y| <= L (1 - |S|/n) + range of S for all groups S and i in S */
  AXIOM_PARETO,          /**< y between the least and the greatest location */
  AXIOM_ANONYMITY,       /**< the same y when agents change places */
  AXIOM_MONOTONICITY,    /**< y does not fall when an agent moves right */
  FACILITY_AXIOMS
};

/** violation [FACILITY_AXIOMS]: what an updated profile shows; `derived` [n] is working memory, without clips. Unanimity is tried at the profile's own places, proportionality with
 *  k agents at L for every k, both at no more than 64 of them, evenly spread. `shuffle` draws the order of anonymity. */
void facility_violations(const facility_profile *profile, facility_profile *derived, const walras_stream *shuffle,
                         double *violation);

/** PF of sorted locations [n] and facility y in O(n): for an agent left of y the range of its best group [1, j] cancels. */
double facility_pf_violation(const double *sorted, int64_t n, double length, double y);

#endif
