/** How overseers decide: one human's chance of being right, and a committee's. All of them err alike on both signs of the utility. */
#ifndef WALRAS_OFF_SWITCH_POLICY_H
#define WALRAS_OFF_SWITCH_POLICY_H

#include <stdint.h>

enum off_switch_family { FAMILY_RATIONAL, FAMILY_LOGISTIC, FAMILY_BERNOULLI, FAMILY_PROBIT, FAMILY_LANGUAGE_MODEL };

/** Most overseers, and of them the most that a strict majority leaves over. */
enum { OVERSEERS_MOST = 99, MINORITY_MOST = (OVERSEERS_MOST - 1) / 2 };

/** A committee of equal humans. */
struct off_switch_policy {
  int family;
  int64_t minority;                    /**< m of the 2 m + 1 humans that decide as the committee does */
  double error;                        /**< p_err of bernoulli_error; 0 for rational */
  double scale;                        /**< beta of logistic, tau of probit, in the unit of the utility; infinity = coins */
  double binomials[MINORITY_MOST + 1]; /**< C(m + i, i) */
};

/**
 * `overseers` in 1..99 humans of the family; one of `scale` (logistic, probit; >= 0) and `error` (bernoulli_error; in [0, 1]) is read. An even
 * number with a fair coin on ties decides as one human fewer does, exactly: the last human's vote and the coin matter in ties only, alike.
 */
struct off_switch_policy off_switch_policy_make(int family, double scale, double error, int64_t overseers);

/** The family of which every human is rational: logistic and probit of scale 0 and bernoulli_error without errors included. */
int off_switch_is_rational(const struct off_switch_policy *policy);

/**
 * Chances that the committee decides against the sign of the utility (`wrong`) and with it (`right`), each to a relative 1e-13, at distances |u| > 0
 * [count] from zero. `scale` stands for the policy's own, so that the caller may change the unit. Outputs [count] may not overlap the input.
 */
void off_switch_chances(const struct off_switch_policy *policy, double scale, const double *distance, int64_t count,
                        double *wrong, double *right);

/** The committee's two chances from a human's, in place. */
void off_switch_committee(const struct off_switch_policy *policy, int64_t count, double *wrong, double *right);

/** P(the action goes ahead) at one utility; 1/2 at 0. */
double off_switch_approval(const struct off_switch_policy *policy, double utility);

#endif
