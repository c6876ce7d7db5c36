/** Parameters of the off-switch game. */
#ifndef WALRAS_OFF_SWITCH_PARAMETERS_H
#define WALRAS_OFF_SWITCH_PARAMETERS_H

#include "models/off-switch/point.h"
#include "walras/walras.h"

enum off_switch_mode { MODE_ANALYTIC, MODE_GAME, MODE_POPULATION, MODE_DESIGNER };
enum off_switch_belief { BELIEF_GAUSSIAN, BELIEF_TWO_POINT, BELIEF_DISCRETE };

struct off_switch_parameters {
  int mode, belief_family, human_policy, assumed_human_policy;
  int64_t n_overseers, n_instances, n_actions, ladder_steps;
  double mu, sigma, beta, error_prob, probit_tau, assumed_beta, assumed_error_prob, assumed_probit_tau, wait_cost;
  double prior_sd, measurement_sd, assumed_measurement_sd;
  double pop_mu_mean, pop_mu_sd, pop_sigma_median, pop_sigma_logsd, pop_beta_median, pop_beta_logsd, beta_bias, beta_noise;
  double quad_tol, delta_low, delta_high;
  bool delta_distribution;
  walras_reals belief_values, belief_weights;
};

enum { OFF_SWITCH_PARAMETERS = 34 };
extern const walras_parameter off_switch_schema[OFF_SWITCH_PARAMETERS];

walras_status off_switch_resolve(void *parameters, const walras_given *given, walras_error *error);
walras_status off_switch_check(const void *parameters, walras_error *error);

/** The overseers as they are, and as they are in R's head, with the temperature that the parameters state (population draws others). */
struct off_switch_policy off_switch_true_policy(const struct off_switch_parameters *parameters);
struct off_switch_policy off_switch_assumed_policy(const struct off_switch_parameters *parameters);

/** The belief that analytic and game share; it borrows the parameters' lists. */
struct off_switch_point off_switch_point_of(const struct off_switch_parameters *parameters);

#endif
