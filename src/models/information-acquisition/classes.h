/** The six classes of mechanisms, from hiring nobody to observing effort. */
#ifndef ACQUISITION_CLASSES_H
#define ACQUISITION_CLASSES_H

#include "models/information-acquisition/programs.h"

typedef struct acquisition_classes {
  double no_hire, single_agent, uncorrelated, deterministic_joint, correlated, first_best; /* NaN where it does not exist */
  acquisition_by_effort price;   /* p_i(b_i) of the uncorrelated class, INFINITY: not to be had */
  acquisition_mechanism optimal; /* one optimal correlated mechanism */
  unsigned char *basis;          /* of it */
} acquisition_classes;

/** Payments depend on others' reports and efforts. */
bool acquisition_has_joint(const struct acquisition_parameters *p);
/** Payments depend on own signals only. */
bool acquisition_has_uncorrelated(const struct acquisition_parameters *p);
/** Preset monitoring with entirely common noise. */
bool acquisition_has_closed_form(const struct acquisition_parameters *p);

walras_status acquisition_solve_classes(walras_trial *trial, const acquisition_structure *s, acquisition_classes *out);

/** max(1/2, a - the smallest feasible loss): see the README. */
double acquisition_closed_form(double accuracy, double cost, double cap);

/** The profile that maximises V(b) less prices; -1 where every one has an infinite price. */
int64_t acquisition_best_profile(const acquisition_structure *s, const double *value, const acquisition_by_effort *price,
                                 double *best);

#endif
