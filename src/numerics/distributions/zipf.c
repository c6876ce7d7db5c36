/*
 * The first ranks by a table of their cdf with a guide to it (Chen and Asau 1974); the ranks beyond by inverting the integral
 *   sum over rank = m+1..k of rank^-s  ~  integral of x^-s over m + 1/2 .. k + 1/2,
 * the midpoint rule, which gives rank k its probability up to a relative s (s + 1) / (24 k^2): below 2e-10 for s <= 4 and k > 2^16, out of
 * reach of any sample.
 */
#include "numerics/distributions/zipf.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "walras/elementary.h"

enum { HEAD_RANKS = 1 << 16, GUIDE = 1 << 16 };

struct walras_zipf {
  double exponent;
  int64_t count;
  int64_t head;   /* ranks 1..head are in the table */
  double base;    /* head + 1/2: where the tail's integral begins */
  double span;    /* integral of (x / base)^-s over the tail, in units of base */
  double *cdf;    /* [head]; the last entry is 1 when there is no tail */
  int32_t *guide; /* [GUIDE + 1]: first index whose cdf exceeds g / GUIDE (head if none) */
};

/* Integral of y^-s over 1..ratio. */
static double power_integral(double s, double ratio) {
  const double q = 1.0 - s, log_ratio = walras_log(ratio);
  return q == 0.0 ? log_ratio : walras_expm1(q * log_ratio) / q;
}

/* Its inverse: the ratio whose integral is `area`. */
static double power_integral_inverse(double s, double area) {
  const double q = 1.0 - s;
  return walras_exp(q == 0.0 ? area : walras_log1p(q * area) / q);
}

/* cdf of the head, with Neumaier's (1974) compensation. */
static void fill_cdf(walras_zipf *zipf) {
  double sum = 0.0, lost = 0.0;
  for (int64_t i = 0; i < zipf->head; i++) {
    const double weight = walras_pow((double)(i + 1), -zipf->exponent), next = sum + weight;
    lost += sum >= weight ? (sum - next) + weight : (weight - next) + sum;
    sum = next;
    zipf->cdf[i] = sum + lost;
  }
  const double tail = zipf->span * zipf->base * walras_pow(zipf->base, -zipf->exponent);
  const double total = zipf->cdf[zipf->head - 1] + tail;
  for (int64_t i = 0; i < zipf->head; i++)
    zipf->cdf[i] /= total;
}

static void fill_guide(walras_zipf *zipf) {
  int32_t index = 0;
  for (int32_t g = 0; g <= GUIDE; g++) {
    while (index < zipf->head && zipf->cdf[index] <= (double)g / GUIDE)
      index++;
    zipf->guide[g] = index;
  }
}

walras_status walras_zipf_create(double exponent, int64_t count, walras_zipf **result, walras_error *error) {
  *result = NULL;
  if (!(exponent >= 0.0 && exponent <= 8.0) || count < 1 || count > INT64_C(1) << 40)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "Zipf's law needs an exponent in 0..8 and 1..2^40 ranks, not %g and %lld",
                       exponent, (long long)count);
  walras_zipf *zipf = calloc(1, sizeof *zipf);
  if (zipf != NULL) {
    zipf->exponent = exponent;
    zipf->count = count;
    zipf->head = count < HEAD_RANKS ? count : HEAD_RANKS;
    zipf->base = (double)zipf->head + 0.5;
    zipf->span = power_integral(exponent, ((double)count + 0.5) / zipf->base);
    zipf->cdf = malloc((size_t)zipf->head * sizeof *zipf->cdf);
    zipf->guide = malloc((GUIDE + 1) * sizeof *zipf->guide);
  }
  if (zipf == NULL || zipf->cdf == NULL || zipf->guide == NULL) {
    walras_zipf_destroy(zipf);
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for Zipf's law on %lld ranks", (long long)count);
  }
  fill_cdf(zipf);
  fill_guide(zipf);
  *result = zipf;
  return WALRAS_OK;
}

void walras_zipf_destroy(walras_zipf *zipf) {
  if (zipf == NULL)
    return;
  free(zipf->cdf);
  free(zipf->guide);
  free(zipf);
}

static int64_t tail_rank(const walras_zipf *zipf, double uniform) {
  const double before = zipf->cdf[zipf->head - 1];
  const double share = (uniform - before) / (1.0 - before);
  const double x = zipf->base * power_integral_inverse(zipf->exponent, share * zipf->span);
  const double nearest = floor(x + 0.5), first = (double)zipf->head + 1.0, last = (double)zipf->count;
  return (int64_t)(nearest < first ? first : nearest > last ? last : nearest);
}

int64_t walras_zipf_rank(const walras_zipf *zipf, double uniform) {
  assert(uniform > 0.0 && uniform < 1.0);
  const int32_t g = (int32_t)(uniform * GUIDE);
  int32_t low = zipf->guide[g], high = zipf->guide[g + 1];
  while (low < high) {
    const int32_t middle = low + (high - low) / 2;
    if (zipf->cdf[middle] > uniform)
      high = middle;
    else
      low = middle + 1;
  }
  if (low < zipf->head)
    return low + 1;
  return zipf->count > zipf->head ? tail_rank(zipf, uniform) : zipf->count;
}

int64_t walras_zipf_draw(const walras_zipf *zipf, const walras_stream *stream, uint64_t entity, uint32_t draw) {
  return walras_zipf_rank(zipf, walras_uniform(stream, entity, draw));
}
