/** Parameters of information acquisition, as a config gives them. */
#ifndef ACQUISITION_PARAMETERS_H
#define ACQUISITION_PARAMETERS_H

#include "walras/walras.h"

enum acquisition_utility { UTILITY_IDENTITY, UTILITY_MATRIX };
enum acquisition_preset { PRESET_NONE, PRESET_MONITORING, PRESET_RANDOM };
enum acquisition_algorithm { ONLINE_NONE, ONLINE_ROBUST, ONLINE_PLUGIN, ONLINE_UNCORRELATED, ONLINE_ORACLE };

enum {
  ACQUISITION_AGENTS_MOST = 10, /* with one-agent payments */
  ACQUISITION_AGENTS_JOINT = 6, /* with payments that depend on others: linear programs over all profiles */
  ACQUISITION_STATES_MOST = 10,
  ACQUISITION_EFFORTS_MOST = 16,
  ACQUISITION_CELLS_MOST = 1 << 27 /* of the joint law: 1 GiB */
};

struct acquisition_parameters {
  int64_t agents, states, horizon;
  walras_reals prior;
  walras_real_lists accuracy, cost, utility_matrix, joint_table;
  int utility, preset, online_algorithm;
  double common_noise, payment_cap, preset_accuracy, preset_cost;
  double random_accuracy_min, random_accuracy_max, random_cost_min, random_cost_max;
  double explore_coeff, explore_exponent, failure_probability, confidence_scale, tie_tolerance, lp_tolerance;
  bool costs_known, simulate_rounds;
};

enum { ACQUISITION_PARAMETERS = 27 };
extern const walras_parameter acquisition_schema[ACQUISITION_PARAMETERS];

walras_status acquisition_resolve(void *parameters, const walras_given *given, walras_error *error);
walras_status acquisition_check(const void *parameters, walras_error *error);

/** Effort levels of an agent, profiles of efforts, and cells (reports and state) of one profile's law. */
int64_t acquisition_efforts(const struct acquisition_parameters *p, int64_t agent);
int64_t acquisition_profiles(const struct acquisition_parameters *p);
int64_t acquisition_cells(const struct acquisition_parameters *p);

/** Whether, in joint_table, some agent's signals depend on others' efforts by more than 1e-9: then no payment to one agent alone is defined. */
bool acquisition_marginals_depend_on_others(const struct acquisition_parameters *p);

/** Rounds that every profile is explored: ceil(explore_coeff T^explore_exponent / profiles), T^(2/3) as the square of the cube root. */
int64_t acquisition_rounds_per_profile(const struct acquisition_parameters *p);
/** Bisection steps of one switch point where costs are learnt: ceil(log2 T). */
int64_t acquisition_bisection_steps(const struct acquisition_parameters *p);

#endif
