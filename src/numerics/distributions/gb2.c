#include "numerics/distributions/gb2.h"

#include <math.h>

#include "walras/elementary.h"

static const double pieces_from = -0.5 * WALRAS_GB2_PIECES;

walras_gb2 walras_gb2_make(double mu, double sigma, double nu, double tau) {
  walras_gb2 law = {.mu = NAN, .sigma = sigma, .nu = nu, .tau = tau, .log_beta = NAN};
  law.lower = walras_beta_make(nu, tau);
  law.upper = walras_beta_make(tau, nu);
  if (!(mu > 0.0 && sigma > 0.0 && isfinite(mu) && isfinite(sigma)) || isnan(law.lower.a))
    return law;
  law.mu = mu;
  law.log_beta = walras_lgamma(nu) + walras_lgamma(tau) - walras_lgamma(nu + tau);
  return law;
}

/* log y. */
static double log_odds(const walras_gb2 *law, double x) {
  return law->sigma * walras_log(x / law->mu);
}

/* y / (1 + y) from log y. */
static double share(double log_y) {
  return 1.0 / (1.0 + walras_exp(-log_y));
}

/* The tail asked for from `near`, the law of w, and the other from `far`, the law of 1 - w, where that one keeps the digits. */
static double tail(const walras_beta *near, const walras_beta *far, double log_y) {
  if (log_y <= 0.0)
    return walras_beta_cdf(near, share(log_y));
  const double rest = walras_beta_cdf(far, share(-log_y));
  return rest < 0.5 ? 1.0 - rest : walras_beta_cdf(near, share(log_y));
}

double walras_gb2_cdf(const walras_gb2 *law, double x) {
  if (isnan(law->mu) || isnan(x))
    return NAN;
  return x <= 0.0 ? 0.0 : tail(&law->lower, &law->upper, log_odds(law, x));
}

double walras_gb2_survival(const walras_gb2 *law, double x) {
  if (isnan(law->mu) || isnan(x))
    return NAN;
  return x <= 0.0 ? 1.0 : tail(&law->upper, &law->lower, -log_odds(law, x));
}

double walras_gb2_density(const walras_gb2 *law, double x) {
  if (isnan(law->mu) || isnan(x))
    return NAN;
  if (x <= 0.0)
    return 0.0;
  const double log_y = log_odds(law, x);
  const double log_whole = log_y > 0.0 ? log_y + walras_log1p(walras_exp(-log_y)) : walras_log1p(walras_exp(log_y));
  return law->sigma / x * walras_exp(law->nu * log_y - (law->nu + law->tau) * log_whole - law->log_beta);
}

/* log x of the quantile with P(X <= x) = below, P(X > x) = above; from the end of the beta law where the distance keeps its digits. */
static double log_quantile(const walras_gb2 *law, double below, double above) {
  const int low = below <= law->lower.below_middle;
  const double w = low ? walras_beta_quantile(&law->lower, below) : walras_beta_quantile(&law->upper, above);
  const double log_y = walras_log(w) - walras_log1p(-w);
  return walras_log(law->mu) + (low ? log_y : -log_y) / law->sigma;
}

double walras_gb2_quantile(const walras_gb2 *law, double p) {
  if (isnan(law->mu) || !(p >= 0.0 && p <= 1.0))
    return NAN;
  return p == 0.0 ? 0.0 : p == 1.0 ? INFINITY : walras_exp(log_quantile(law, p, 1.0 - p));
}

double walras_gb2_upper_moment(const walras_gb2 *law, double h, double x) {
  const double a = law->nu + h / law->sigma, b = law->tau - h / law->sigma;
  if (isnan(law->mu) || !(a > 0.0 && b > 0.0))
    return NAN;
  const double whole = walras_exp(h * walras_log(law->mu) + walras_lgamma(a) + walras_lgamma(b) -
                                  walras_lgamma(law->nu + law->tau) - law->log_beta);
  if (x <= 0.0)
    return whole;
  const walras_beta lower = walras_beta_make(a, b), upper = walras_beta_make(b, a);
  return whole * tail(&upper, &lower, -log_odds(law, x));
}

/*
 * One piece: `terms` values at Chebyshev's points of [-1, 1] to the coefficients of powers. The sums of cosines give Chebyshev's coefficients
 * c_k; then T_k = 2 t T_{k-1} - T_{k-2} is unrolled by Clenshaw's recurrence on polynomials.
 */
static void powers_of_piece(const double *values, double *out) {
  enum { TERMS = WALRAS_GB2_TERMS };
  double ahead[TERMS] = {0.0}, ahead2[TERMS] = {0.0};
  for (int k = TERMS - 1; k >= 0; k--) {
    double c = 0.0;
    for (int i = 0; i < TERMS; i++) {
      double sine, cosine;
      const int quarter_steps = (k * (2 * i + 1)) % (4 * TERMS); /* a turn has 4 TERMS of them */
      walras_sincos_turn((double)quarter_steps / (4 * TERMS), &sine, &cosine);
      c += values[i] * cosine;
    }
    c *= (k == 0 ? 1.0 : 2.0) / TERMS;
    /* b_k = c_k + 2 t b_{k+1} - b_{k+2}, the last one with t in place of 2 t */
    double now[TERMS];
    for (int power = TERMS - 1; power >= 0; power--)
      now[power] = (power == 0 ? c : (k == 0 ? 1.0 : 2.0) * ahead[power - 1]) - ahead2[power];
    for (int power = 0; power < TERMS; power++) {
      ahead2[power] = ahead[power];
      ahead[power] = now[power];
    }
  }
  for (int power = 0; power < TERMS; power++)
    out[power] = ahead[power];
}

/* log x for s = log(p / (1 - p)) inside the table. */
static double table_log_quantile(const walras_gb2_table *table, double s) {
  int piece = (int)(s - pieces_from);
  piece = piece < WALRAS_GB2_PIECES ? piece : WALRAS_GB2_PIECES - 1;
  const double t = 2.0 * (s - (pieces_from + piece + 0.5));
  const double *c = table->coefficient[piece];
  double value = c[WALRAS_GB2_TERMS - 1];
  for (int power = WALRAS_GB2_TERMS - 2; power >= 0; power--)
    value = c[power] + t * value;
  return value;
}

static void fit_piece(const walras_gb2 *law, int piece, double *coefficients) {
  double values[WALRAS_GB2_TERMS];
  for (int i = 0; i < WALRAS_GB2_TERMS; i++) {
    double sine, point;
    walras_sincos_turn((2.0 * i + 1.0) / (4.0 * WALRAS_GB2_TERMS), &sine, &point);
    const double s = pieces_from + piece + 0.5 + 0.5 * point;
    values[i] = log_quantile(law, share(s), share(-s));
  }
  powers_of_piece(values, coefficients);
}

/* In the middle and at the end of the piece the error of interpolation at Chebyshev's points is at its largest. */
static bool piece_is_good(const walras_gb2_table *table, int piece) {
  const double most = 5e-13, middle = pieces_from + piece + 0.5, end = middle + 0.4999999;
  return fabs(table_log_quantile(table, middle) - log_quantile(&table->law, share(middle), share(-middle))) <= most &&
         fabs(table_log_quantile(table, end) - log_quantile(&table->law, share(end), share(-end))) <= most;
}

void walras_gb2_table_make(const walras_gb2 *law, walras_gb2_table *table) {
  table->law = *law;
  table->usable = !isnan(law->mu);
  for (int piece = 0; piece < WALRAS_GB2_PIECES && table->usable; piece++) {
    fit_piece(law, piece, table->coefficient[piece]);
    table->usable = piece_is_good(table, piece);
  }
}

enum { BATCH = 256 };

/* values [count]: work. */
static void batch_quantiles(const walras_gb2_table *table, const double *p, int64_t count, double *values, double *out) {
  for (int64_t i = 0; i < count; i++)
    values[i] = p[i] / (1.0 - p[i]);
  walras_log_batch(values, values, count);
  for (int64_t i = 0; i < count; i++) {
    const int inside = table->usable && values[i] >= pieces_from && values[i] <= -pieces_from;
    values[i] = inside ? table_log_quantile(table, values[i]) : walras_log(walras_gb2_quantile(&table->law, p[i]));
  }
  walras_exp_batch(values, out, count);
}

void walras_gb2_quantiles(const walras_gb2_table *table, const double *p, int64_t count, double *out) {
  double values[BATCH];
  for (int64_t first = 0; first < count; first += BATCH)
    batch_quantiles(table, p + first, count - first < BATCH ? count - first : BATCH, values, out + first);
}
