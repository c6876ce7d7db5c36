/**
 * Laws of skills and incomes behind one set of functions: everything a population and an optimal-tax formula ask of a law of x > 0.
 * Plain values; nothing is allocated. Parameters outside their ranges give a law whose functions are all NaN.
 */
#ifndef WALRAS_NUMERICS_DISTRIBUTIONS_LAW_H
#define WALRAS_NUMERICS_DISTRIBUTIONS_LAW_H

#include <stdbool.h>
#include <stdint.h>

#include "numerics/distributions/gb2.h"

typedef enum walras_law_kind {
  WALRAS_LAW_UNIFORM,
  WALRAS_LAW_PARETO,
  WALRAS_LAW_CLIPPED_LOMAX,
  WALRAS_LAW_LOGNORMAL,
  WALRAS_LAW_GB2
} walras_law_kind;

typedef struct walras_law {
  walras_law_kind kind;
  double first, second; /**< as given to the makers below */
  walras_gb2 gb2;
} walras_law;

/** On [low, high], 0 <= low < high. */
walras_law walras_law_uniform(double low, double high);
/** P(X > x) = (scale / x)^index for x >= scale > 0; index > 0. */
walras_law walras_law_pareto(double scale, double index);
/** min(most, 1 + (most - 1) Y) with P(Y > y) = (1 + y)^-index: an atom of 2^-index at `most` > 1 (at 1 alone for most = 1). */
walras_law walras_law_clipped_lomax(double most, double index);
/** log X normal with mean mu and standard deviation sigma > 0. */
walras_law walras_law_lognormal(double mu, double sigma);
/** See gb2.h. */
walras_law walras_law_gb2(double mu, double sigma, double nu, double tau);

/** False for a law with an atom: it has no density everywhere, and no Mirrlees schedule. */
bool walras_law_has_density(const walras_law *law);
/** a with P(X > x) ~ C x^-a far out; infinity for thinner tails. */
double walras_law_tail_index(const walras_law *law);
/** Infinite where the tail index is at most 1. */
double walras_law_mean(const walras_law *law);

double walras_law_cdf(const walras_law *law, double x);
double walras_law_survival(const walras_law *law, double x); /**< P(X > x) */
double walras_law_density(const walras_law *law, double x);
/** The least x with P(X <= x) >= p, p in [0, 1], else NaN. */
double walras_law_quantile(const walras_law *law, double p);
/**
 * E[X^h; X > x] in closed form. NaN where there is none: the clipped law for h other than 0 and 1, GB2 unless -sigma nu < h < sigma tau.
 * Infinite for Pareto's law with h >= index.
 */
double walras_law_upper_moment(const walras_law *law, double h, double x);

/**
 * out[i] = quantile of p[i], each p in (0, 1), i < count, vectorised where the law allows. For GB2 a `table` of the law makes it fast; NULL
 * takes the single calls, microseconds each. `out` may be `p`. The same bits for any count and processor.
 */
void walras_law_quantiles(const walras_law *law, const walras_gb2_table *table, const double *p, int64_t count, double *out);

#endif
