/** What the theorems say about the worst case. */
#ifndef WALRAS_FACILITY_THEORY_H
#define WALRAS_FACILITY_THEORY_H

#include "models/facility-location/parameters.h"

/** uniform_phantom, constrained_median and median have closed forms. */
bool facility_has_theory_ratio(const struct facility_parameters *p);
/** The worst W* over W: max over k <= n/2 of n (n-k)/(k^2 + (n-k)^2); 1 + (n-2)/(n^2 - 2 n + 2); 1. */
double facility_theory_welfare_ratio(const struct facility_parameters *p);
/** The worst C over C*: n - 1 (1 for a single agent); n - 1; 1. */
double facility_theory_cost_ratio(const struct facility_parameters *p);

#endif
