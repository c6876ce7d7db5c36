/**
 * The generalised beta law of the second kind (McDonald 1984), the usual fit to incomes: for x > 0 and y = (x / mu)^sigma,
 * P(X <= x) = I_{y/(1+y)}(nu, tau). Its upper tail is Pareto's with index sigma tau; the mean needs sigma tau > 1.
 * Microseconds a call; for many quantiles of one law make the table below.
 */
#ifndef WALRAS_NUMERICS_DISTRIBUTIONS_GB2_H
#define WALRAS_NUMERICS_DISTRIBUTIONS_GB2_H

#include <stdbool.h>
#include <stdint.h>

#include "numerics/distributions/beta.h"

/** A law made ready; a small value to be copied freely. */
typedef struct walras_gb2 {
  double mu;             /**< scale, in the unit of x; NaN for parameters that are not positive and finite */
  double sigma, nu, tau; /**< shapes */
  double log_beta;       /**< log B(nu, tau) */
  walras_beta lower;     /**< of y/(1+y) */
  walras_beta upper;     /**< of 1/(1+y), so that neither tail is the complement of the other */
} walras_gb2;

walras_gb2 walras_gb2_make(double mu, double sigma, double nu, double tau);

double walras_gb2_cdf(const walras_gb2 *law, double x);
double walras_gb2_survival(const walras_gb2 *law, double x); /**< P(X > x), accurate far out */
double walras_gb2_density(const walras_gb2 *law, double x);
/** The x with P(X <= x) = p; NaN outside [0, 1]. Relative error about 1e-12. */
double walras_gb2_quantile(const walras_gb2 *law, double p);
/** E[X^h; X > x]: mu^h B(nu + h/sigma, tau - h/sigma) / B(nu, tau) times a tail of beta. NaN unless -sigma nu < h < sigma tau. */
double walras_gb2_upper_moment(const walras_gb2 *law, double h, double x);

enum { WALRAS_GB2_PIECES = 76, WALRAS_GB2_TERMS = 12 };

/**
 * Quantiles by table: log x as a function of s = log(p / (1 - p)) is smooth with straight ends, and is kept as one polynomial for each unit of
 * s in [-38, 38] (every double p of walras_uniform lies there). A plain value of 7 kB.
 */
typedef struct walras_gb2_table {
  walras_gb2 law;
  bool usable; /**< the polynomials met all checks; else quantiles take the single calls */
  double coefficient[WALRAS_GB2_PIECES][WALRAS_GB2_TERMS]; /**< of powers of 2 (s - middle) */
} walras_gb2_table;

/**
 * Some thousand quantiles of work. Compares each polynomial with the law where its error peaks, and counts as usable with 12 right digits:
 * so it is for nu and tau from about 0.4 to 8, which holds every fit to incomes we know of.
 */
void walras_gb2_table_make(const walras_gb2 *law, walras_gb2_table *table);

/**
 * out[i] = quantile of p[i], i < count, to the same relative 1e-12 as the single calls, about 30 ns each where the table is usable. A p with
 * |s| > 38 takes the single call. `out` may be `p`. The same bits for any count.
 */
void walras_gb2_quantiles(const walras_gb2_table *table, const double *p, int64_t count, double *out);

#endif
