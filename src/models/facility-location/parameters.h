/** Parameters of facility location, as the schema fills them. */
#ifndef WALRAS_FACILITY_PARAMETERS_H
#define WALRAS_FACILITY_PARAMETERS_H

#include "walras/model.h"

enum facility_mechanism {
  MECHANISM_UNIFORM_PHANTOM,
  MECHANISM_CONSTRAINED_MEDIAN,
  MECHANISM_MEDIAN,
  MECHANISM_PHANTOM,
  MECHANISM_MEAN,
  MECHANISM_MIDPOINT,
  MECHANISM_LEFTMOST,
  MECHANISM_RIGHTMOST,
  MECHANISM_NASH,
  MECHANISM_RANDOM_RANK,
  MECHANISM_DICTATOR,
  MECHANISM_LRM
};

enum facility_task { TASK_OUTCOME, TASK_AXIOMS, TASK_MISREPORT, TASK_EQUILIBRIUM, TASK_WORST_CASE, TASK_SCALE };

enum facility_distribution {
  DISTRIBUTION_UNIFORM,
  DISTRIBUTION_BETA,
  DISTRIBUTION_TWO_POINT,
  DISTRIBUTION_TRUNCATED_NORMAL,
  DISTRIBUTION_MIXTURE,
  DISTRIBUTION_ATOMS,
  DISTRIBUTION_LIST
};

enum facility_method { METHOD_VERTEX, METHOD_REGION, METHOD_RANDOM };

/** Streams of random numbers: one for each purpose. */
enum { FACILITY_STREAM_LOCATIONS, FACILITY_STREAM_LOTTERY, FACILITY_STREAM_SEARCH, FACILITY_STREAM_SHUFFLE };

enum {
  FACILITY_PROFILE_MOST = 10000000,   /**< agents of the tasks that hold a whole profile in memory */
  FACILITY_TABLE_MOST = 1000000,      /**< agents whose reports or worst places are recorded one by one */
  FACILITY_SEARCH_MOST = 10000,       /**< agents where the work grows with their square: lotteries, and misreports by search */
  FACILITY_EXPECTATION_MOST = 65536,  /**< agents up to which random_rank's expected cost is found */
  FACILITY_VERTICES_MOST = 100000000, /**< profiles that the search "vertex" and `exhaustive` enumerate at most */
  FACILITY_SWEEPS_RECORDED = 1000,    /**< length of the best-reply path in the store */
  FACILITY_MIXTURE_MOST = 16
};

struct facility_parameters {
  int64_t agents;       /**< n */
  double domain_length; /**< L */
  int mechanism, task, distribution, worst_case_method;
  walras_reals custom_phantoms; /**< [n - 1] or [n + 1], in any order */
  double beta_a, beta_b, normal_mean, normal_sd, share_right;
  walras_reals mixture_weights, mixture_a, mixture_b; /**< [components] */
  walras_reals atom_positions, atom_weights;          /**< [atoms] */
  walras_reals locations;                             /**< [n] of distribution = list */
  int64_t atom_grid, phantom_grid, profiles, misreport_grid, best_reply_max_sweeps, worst_case_samples;
  double best_reply_tol;
  bool exhaustive;
};

enum { FACILITY_PARAMETERS = 26 };
extern const walras_parameter facility_schema[FACILITY_PARAMETERS];

walras_status facility_resolve(void *parameters, const walras_given *given, walras_error *error);
walras_status facility_check(const void *parameters, walras_error *error);

/** A median of the reports and of fixed phantoms: what the exact searches of the worst case are for. */
bool facility_is_phantom_rule(int mechanism);
/** A draw decides: random_rank and lrm. */
bool facility_is_lottery(int mechanism);
/** Gains from misreports are searched for: other rules are continuous and monotone in each report, with known ends. */
bool facility_needs_search(int mechanism);
/** The law of locations has point masses, so that neither a density nor a normal limit exists. */
bool facility_has_atoms(const struct facility_parameters *p);
/** Number of multisets of size n from `kinds`, or of tuples with `ordered`; a number above FACILITY_VERTICES_MOST when there are more. */
double facility_profile_count(double kinds, double n, bool ordered);
/** Rounding that counts as "satisfied": 1e-12 L n. */
double facility_tolerance(const struct facility_parameters *p);

#endif
