#include "numerics/distributions/law.h"

#include <assert.h>
#include <math.h>

#include "walras/elementary.h"

static walras_law make(walras_law_kind kind, double first, double second, bool valid) {
  return (walras_law){.kind = kind, .first = valid ? first : NAN, .second = second};
}

walras_law walras_law_uniform(double low, double high) {
  return make(WALRAS_LAW_UNIFORM, low, high, low >= 0.0 && high > low && isfinite(high));
}

walras_law walras_law_pareto(double scale, double index) {
  return make(WALRAS_LAW_PARETO, scale, index, scale > 0.0 && isfinite(scale) && index > 0.0 && isfinite(index));
}

walras_law walras_law_clipped_lomax(double most, double index) {
  return make(WALRAS_LAW_CLIPPED_LOMAX, most, index, most >= 1.0 && isfinite(most) && index > 0.0 && isfinite(index));
}

walras_law walras_law_lognormal(double mu, double sigma) {
  return make(WALRAS_LAW_LOGNORMAL, mu, sigma, isfinite(mu) && sigma > 0.0 && isfinite(sigma));
}

walras_law walras_law_gb2(double mu, double sigma, double nu, double tau) {
  walras_law law = {.kind = WALRAS_LAW_GB2, .gb2 = walras_gb2_make(mu, sigma, nu, tau)};
  law.first = law.gb2.mu;
  return law;
}

bool walras_law_has_density(const walras_law *law) {
  return law->kind != WALRAS_LAW_CLIPPED_LOMAX && !isnan(law->first);
}

double walras_law_tail_index(const walras_law *law) {
  if (isnan(law->first))
    return NAN;
  if (law->kind == WALRAS_LAW_PARETO)
    return law->second;
  return law->kind == WALRAS_LAW_GB2 ? law->gb2.sigma * law->gb2.tau : INFINITY;
}

double walras_law_mean(const walras_law *law) {
  return walras_law_tail_index(law) <= 1.0 ? INFINITY : walras_law_upper_moment(law, 1.0, 0.0);
}

/* Of the clipped law: y with x = 1 + (most - 1) y. */
static double lomax_argument(const walras_law *law, double x) {
  return (x - 1.0) / (law->first - 1.0);
}

static double lognormal_score(const walras_law *law, double x) {
  return (walras_log(x) - law->first) / law->second;
}

static double clamp_unit(double x) {
  return x < 0.0 ? 0.0 : x > 1.0 ? 1.0 : x;
}

/* P(X > x) of the laws on the whole line of x; NaN passes through. */
double walras_law_survival(const walras_law *law, double x) {
  if (isnan(law->first) || isnan(x))
    return NAN;
  switch (law->kind) {
  case WALRAS_LAW_UNIFORM:
    return clamp_unit((law->second - x) / (law->second - law->first));
  case WALRAS_LAW_PARETO:
    return x <= law->first ? 1.0 : walras_pow(law->first / x, law->second);
  case WALRAS_LAW_CLIPPED_LOMAX:
    return x >= law->first ? 0.0 : x < 1.0 ? 1.0 : walras_pow(1.0 + lomax_argument(law, x), -law->second);
  case WALRAS_LAW_LOGNORMAL:
    return x <= 0.0 ? 1.0 : walras_normal_cdf(-lognormal_score(law, x));
  case WALRAS_LAW_GB2:
    return walras_gb2_survival(&law->gb2, x);
  }
  return NAN;
}

double walras_law_cdf(const walras_law *law, double x) {
  if (isnan(law->first) || isnan(x))
    return NAN;
  switch (law->kind) {
  case WALRAS_LAW_UNIFORM:
    return clamp_unit((x - law->first) / (law->second - law->first));
  case WALRAS_LAW_PARETO:
    return x <= law->first ? 0.0 : -walras_expm1(-law->second * walras_log(x / law->first));
  case WALRAS_LAW_CLIPPED_LOMAX:
    return x >= law->first ? 1.0 : x < 1.0 ? 0.0 : -walras_expm1(-law->second * walras_log1p(lomax_argument(law, x)));
  case WALRAS_LAW_LOGNORMAL:
    return x <= 0.0 ? 0.0 : walras_normal_cdf(lognormal_score(law, x));
  case WALRAS_LAW_GB2:
    return walras_gb2_cdf(&law->gb2, x);
  }
  return NAN;
}

static double lognormal_density(const walras_law *law, double x) {
  const double score = lognormal_score(law, x);
  return walras_exp(-0.5 * score * score) / (x * law->second * sqrt(6.283185307179586));
}

double walras_law_density(const walras_law *law, double x) {
  if (isnan(law->first) || isnan(x))
    return NAN;
  switch (law->kind) {
  case WALRAS_LAW_UNIFORM:
    return x < law->first || x > law->second ? 0.0 : 1.0 / (law->second - law->first);
  case WALRAS_LAW_PARETO:
    return x < law->first ? 0.0 : law->second / x * walras_pow(law->first / x, law->second);
  case WALRAS_LAW_CLIPPED_LOMAX:
    if (x < 1.0 || x >= law->first)
      return 0.0;
    return law->second / (law->first - 1.0) * walras_pow(1.0 + lomax_argument(law, x), -law->second - 1.0);
  case WALRAS_LAW_LOGNORMAL:
    return x <= 0.0 ? 0.0 : lognormal_density(law, x);
  case WALRAS_LAW_GB2:
    return walras_gb2_density(&law->gb2, x);
  }
  return NAN;
}

static double clipped_quantile(const walras_law *law, double p) {
  /* in this order, so that the atom is met exactly and an infinite y stays harmless */
  const double y = walras_expm1(-walras_log1p(-p) / law->second);
  return y >= 1.0 ? law->first : 1.0 + (law->first - 1.0) * y;
}

double walras_law_quantile(const walras_law *law, double p) {
  if (isnan(law->first) || !(p >= 0.0 && p <= 1.0))
    return NAN;
  switch (law->kind) {
  case WALRAS_LAW_UNIFORM:
    return p == 1.0 ? law->second : law->first + p * (law->second - law->first);
  case WALRAS_LAW_PARETO:
    return law->first * walras_exp(-walras_log1p(-p) / law->second);
  case WALRAS_LAW_CLIPPED_LOMAX:
    return clipped_quantile(law, p);
  case WALRAS_LAW_LOGNORMAL:
    return walras_exp(law->first + law->second * walras_normal_quantile(p));
  case WALRAS_LAW_GB2:
    return walras_gb2_quantile(&law->gb2, p);
  }
  return NAN;
}

static double uniform_moment(const walras_law *law, double h, double x) {
  const double low = x > law->first ? x : law->first, high = law->second;
  if (low >= high)
    return 0.0;
  const double ratio = walras_log(high / low);
  if (h == -1.0)
    return ratio / (high - law->first);
  if (h == 0.0)
    return (high - low) / (high - law->first);
  const double power = h + 1.0;
  if (low == 0.0)
    return power > 0.0 ? walras_pow(high, power) / (power * (high - law->first)) : INFINITY;
  return -walras_pow(high, power) * walras_expm1(-power * ratio) / (power * (high - law->first));
}

static double pareto_moment(const walras_law *law, double h, double x) {
  if (h >= law->second)
    return INFINITY;
  const double from = x > law->first ? x : law->first;
  return law->second / (law->second - h) * walras_pow(from, h) * walras_pow(law->first / from, law->second);
}

/* E[X; X > x] = x S(x) + the integral of S from there to the atom. */
static double clipped_moment(const walras_law *law, double h, double x) {
  const double survival = walras_law_survival(law, x);
  if (h != 1.0)
    return h == 0.0 ? survival : NAN;
  if (x >= law->first)
    return 0.0;
  const double from = x > 1.0 ? x : 1.0, base = from > 1.0 ? 1.0 + lomax_argument(law, from) : 1.0,
               width = walras_log(2.0 / base);
  const double power = 1.0 - law->second;
  const double integral = law->second == 1.0 ? width : walras_pow(base, power) * walras_expm1(power * width) / power;
  return from * survival + (law->first - 1.0) * integral;
}

static double lognormal_moment(const walras_law *law, double h, double x) {
  const double spread = h * law->second, whole = walras_exp(h * law->first + 0.5 * spread * spread);
  return x <= 0.0 ? whole : whole * walras_normal_cdf(spread - lognormal_score(law, x));
}

double walras_law_upper_moment(const walras_law *law, double h, double x) {
  if (isnan(law->first) || isnan(x) || isnan(h))
    return NAN;
  switch (law->kind) {
  case WALRAS_LAW_UNIFORM:
    return uniform_moment(law, h, x);
  case WALRAS_LAW_PARETO:
    return pareto_moment(law, h, x);
  case WALRAS_LAW_CLIPPED_LOMAX:
    return clipped_moment(law, h, x);
  case WALRAS_LAW_LOGNORMAL:
    return lognormal_moment(law, h, x);
  case WALRAS_LAW_GB2:
    return walras_gb2_upper_moment(&law->gb2, h, x);
  }
  return NAN;
}

enum { BATCH = 256 };

/* -log(1 - p) / index, of Pareto's law and of the clipped one. */
static void exponent_batch(const walras_law *law, const double *p, int64_t count, double *out) {
  for (int64_t i = 0; i < count; i++)
    out[i] = -p[i];
  walras_log1p_batch(out, out, count);
  for (int64_t i = 0; i < count; i++)
    out[i] = -out[i] / law->second;
}

static void batch_quantiles(const walras_law *law, const double *p, int64_t count, double *out) {
  double work[BATCH];
  switch (law->kind) {
  case WALRAS_LAW_PARETO:
    exponent_batch(law, p, count, work);
    walras_exp_batch(work, out, count);
    for (int64_t i = 0; i < count; i++)
      out[i] *= law->first;
    return;
  case WALRAS_LAW_CLIPPED_LOMAX:
    exponent_batch(law, p, count, work);
    walras_expm1_batch(work, work, count);
    for (int64_t i = 0; i < count; i++)
      out[i] = work[i] >= 1.0 ? law->first : 1.0 + (law->first - 1.0) * work[i];
    return;
  case WALRAS_LAW_LOGNORMAL:
    walras_normal_quantile_batch(p, work, count);
    for (int64_t i = 0; i < count; i++)
      work[i] = law->first + law->second * work[i];
    walras_exp_batch(work, out, count);
    return;
  default:
    for (int64_t i = 0; i < count; i++)
      out[i] = walras_law_quantile(law, p[i]);
  }
}

void walras_law_quantiles(const walras_law *law, const walras_gb2_table *table, const double *p, int64_t count, double *out) {
  assert(count >= 0);
  if (law->kind == WALRAS_LAW_GB2 && table) {
    walras_gb2_quantiles(table, p, count, out);
    return;
  }
  for (int64_t first = 0; first < count; first += BATCH)
    batch_quantiles(law, p + first, count - first < BATCH ? count - first : BATCH, out + first);
}
