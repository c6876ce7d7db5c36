/** Parameters of the position auction. */
#ifndef WALRAS_POSITION_PARAMETERS_H
#define WALRAS_POSITION_PARAMETERS_H

#include "walras/walras.h"

enum position_user { USER_MNL, USER_CASCADE };
enum position_mechanism { OPTIMAL_VCG, REVENUE_OPTIMAL, GREEDY, TWO_MATCHING, ADDITIVE_VCG, SEPARABLE_VCG, GSP, SINGLE_AD };
enum position_instance { INSTANCE_RANDOM, INSTANCE_LIST, INSTANCE_COSINE };
enum position_distribution { UNIFORM01, EXPONENTIAL1, LOGNORMAL, PARETO, EQUAL_REVENUE, NO_DISTRIBUTION };

/** Limits: positions, positions of the exact cascade, both sides of the enumeration, and a log-odds (a click is certain long before, and products of
 * e^100 with any value are safe). */
enum { POSITIONS_MOST = 64, POSITIONS_EXACT = 24, ENUMERATION_MOST = 6, LOGIT_MOST = 100, VECTOR_MOST = 1000 };

struct position_parameters {
  int user_model, mechanism, instance, value_distribution;
  int64_t auctions, advertisers, positions, max_ads, misreport_grid, audited_auctions, curve_advertiser, users;
  walras_real_lists ctr_logit;
  walras_reals values;
  const char *ctr_file;
  double logit_mean, ad_sd, position_sd, context_sd, logit_scale, value_scale, value_shape, value_cap, dinkelbach_tolerance;
  bool compare_optimum, compare_approximations, brute_force;
};

enum { POSITION_PARAMETERS = 27 };
extern const walras_parameter position_schema[POSITION_PARAMETERS];

walras_status position_resolve(void *parameters, const walras_given *given, walras_error *error);
walras_status position_check(const void *parameters, walras_error *error);

/** Draws rest on a random number: otherwise all auctions of a trial are the same one. */
bool position_is_random(const struct position_parameters *parameters);

/**
 * Reads a table of log-odds, CSV: a line of `positions` numbers for each advertiser, "-inf" where it cannot be placed; empty lines and those
 * that begin with # are skipped. `logits` (may be NULL: only counted) gets [advertisers][positions]. Errors name the file and line.
 */
walras_status position_read_table(const char *path, int64_t *advertisers, int64_t *positions, double *logits,
                                  walras_error *error);

#endif
