/** Expectations of a robot over its belief about the utility U of acting, when it waits for its overseers. */
#ifndef WALRAS_OFF_SWITCH_BELIEF_H
#define WALRAS_OFF_SWITCH_BELIEF_H

#include <stdbool.h>

#include "models/off-switch/policy.h"

/** What is certain about a belief whoever oversees. */
struct off_switch_gains {
  double positive, negative; /**< A = E[U+] and B = E[U-], both >= 0 */
  double chance_negative;    /**< P(U < 0) */
};

/**
 * The parts of E[pi(U) U], all >= 0: right decisions on either sign of U and wrong ones. E[pi U] = passed - harm, and the incentive to defer is
 * caught - missed where E[U] >= 0 and passed - harm where it is below, each without a difference of large numbers.
 */
struct off_switch_moments {
  double passed;   /**< E[U+ pi]: good actions let through */
  double missed;   /**< E[U+ (1 - pi)]: good ones stopped */
  double caught;   /**< E[U- (1 - pi)]: bad ones stopped */
  double harm;     /**< E[U- pi]: bad ones let through */
  double approval; /**< E[pi] */
  double spread;   /**< E[pi (1 - pi)] */
};

/** A = sigma (phi(z) + z Phi(z)) and B = A - mu for U normal with mean mu and standard deviation sigma >= 0 (z = mu / sigma). */
struct off_switch_gains off_switch_gaussian_gains(double mu, double sigma);

/**
 * By quadrature for a normal U: Gauss-Legendre of 12 nodes on panels that grow from zero as the policy does, no wider than a standard deviation,
 * each cut in 2^level. Truncated beyond 13 standard deviations; level 0 is accurate to about 1e-14 (sigma + |mu|). sigma > 0.
 */
struct off_switch_moments off_switch_gaussian_moments(const struct off_switch_policy *policy, double mu, double sigma, int level);

/** The same, refined until two levels differ by at most `tolerance` (or by rounding: 1e-14 of the terms' size). Their difference is `error`;
 *  false when it is never small enough. */
bool off_switch_gaussian_refined(const struct off_switch_policy *policy, double mu, double sigma, double tolerance,
                                 struct off_switch_moments *moments, double *error);

/** A belief in `count` values with weights >= 0 that need not sum to 1. */
struct off_switch_gains off_switch_discrete_gains(const double *values, const double *weights, int64_t count);
struct off_switch_moments off_switch_discrete_moments(const struct off_switch_policy *policy, const double *values,
                                                      const double *weights, int64_t count);

/** The incentive to defer before its cost: E[pi U] - max(E[U], 0). */
double off_switch_incentive(const struct off_switch_moments *moments, double mean);

/* Closed forms for a normal U. */
/** min(A, B): the incentive towards rational overseers. */
double off_switch_rational_incentive(double mu, double sigma);
/** Where the policy has a closed form (rational, bernoulli_error; probit of one overseer): the incentive. False where it has none. */
bool off_switch_closed_incentive(const struct off_switch_policy *policy, double mu, double sigma, double *incentive);

#endif
