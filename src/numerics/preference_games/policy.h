/**
 * Policies as log-probabilities: l [n] holds log pi(y), normalised by log-sum-exp; -inf where a response is never chosen. Products of
 * probabilities are never formed, so that a policy may hold log-probabilities of -1e4.
 *
 * Every sum is taken in a fixed order, eight lanes in runs of 4096 terms and a binary tree over runs: the same bits everywhere.
 */
#ifndef WALRAS_NUMERICS_PREFERENCE_GAMES_POLICY_H
#define WALRAS_NUMERICS_PREFERENCE_GAMES_POLICY_H

#include <stdint.h>

/** Below this a KL divergence is rounding: claims on rates look only at divergences above it. */
#define WALRAS_KL_FLOOR 1e-13

double walras_policy_sum(const double *x, int64_t n);
double walras_policy_dot(const double *x, const double *y, int64_t n);

/** log sum exp(l); -inf for n = 0 or nothing but -inf. */
double walras_policy_log_sum(const double *l, int64_t n);
/** Takes the log-sum-exp away from l and returns it. At least one entry is finite. */
double walras_policy_normalise(double *l, int64_t n);
/** The same, and p [n] gets the probabilities, at one exponential a response in all: p and exp(l) agree to rounding. p is not l. */
double walras_policy_settle(double *l, int64_t n, double *p);
/** p[i] = exp(l[i]); p may be l. */
void walras_policy_probabilities(const double *l, int64_t n, double *p);
/** l[i] = log(p[i]), normalised; zeros become -inf. p [n] >= 0 with a positive sum. l may be p. */
void walras_policy_logarithms(const double *p, int64_t n, double *l);
void walras_policy_uniform(double *l, int64_t n);

/**
 * KL(p || q) in nats of two normalised log-policies; INFINITY where p has mass that q has not. Summed as p log(p/q) + q - p, whose terms are
 * never negative: the result is accurate also where it is far below the rounding of log p, and never negative.
 */
double walras_policy_kl(const double *p, const double *q, int64_t n);
/** -sum p log p in nats. */
double walras_policy_entropy(const double *p, int64_t n);
/** max - min of p - q over the responses to which both give mass (the span semi-norm). */
double walras_policy_span(const double *p, const double *q, int64_t n);
/** The first index of the largest entry. n >= 1. */
int64_t walras_policy_argmax(const double *x, int64_t n);

/**
 * Mirror descent's closed forms, l [n] in place: l = normalise(a l + b reference + c g). `reference` may be NULL (b is then not used). A
 * weight of 0 leaves its policy out, also where that is -inf.
 */
void walras_policy_combine(double *l, double a, const double *reference, double b, const double *g, double c, int64_t n);

/** Running mean of policies, as probabilities: mean [n] += (p - mean) / count, p = exp(l); count is that including this policy. */
void walras_policy_mean_add(double *mean, const double *l, int64_t n, int64_t count);

#endif
