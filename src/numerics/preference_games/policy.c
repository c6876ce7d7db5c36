#include "numerics/preference_games/policy.h"

#include <math.h>
#include <stddef.h>

#include "walras/elementary.h"

enum { RUN = 4096, LANES = 8, PIECE = 256 };

static double lanes_sum(const double lane[LANES]) {
  return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

static double run_sum(const double *x, int64_t n) {
  double lane[LANES] = {0.0};
  int64_t i = 0;
  for (; i + LANES <= n; i += LANES)
    for (int k = 0; k < LANES; k++)
      lane[k] += x[i + k];
  for (int k = 0; i < n; i++, k++)
    lane[k] += x[i];
  return lanes_sum(lane);
}

static double run_dot(const double *x, const double *y, int64_t n) {
  double lane[LANES] = {0.0};
  int64_t i = 0;
  for (; i + LANES <= n; i += LANES)
    for (int k = 0; k < LANES; k++)
      lane[k] += x[i + k] * y[i + k];
  for (int k = 0; i < n; i++, k++)
    lane[k] += x[i] * y[i];
  return lanes_sum(lane);
}

/* Where a range of more than one run is cut: the largest power of two of runs that leaves something on the right. */
static int64_t cut(int64_t n) {
  int64_t left = RUN;
  while (2 * left < n)
    left *= 2;
  return left;
}

double walras_policy_sum(const double *x, int64_t n) {
  if (n <= RUN)
    return run_sum(x, n);
  const int64_t left = cut(n);
  return walras_policy_sum(x, left) + walras_policy_sum(x + left, n - left);
}

double walras_policy_dot(const double *x, const double *y, int64_t n) {
  if (n <= RUN)
    return run_dot(x, y, n);
  const int64_t left = cut(n);
  return walras_policy_dot(x, y, left) + walras_policy_dot(x + left, y + left, n - left);
}

/* One term of a sum, for the entries of a piece [count <= PIECE]; context is what the sum is over. */
typedef void piece_terms(const void *context, int64_t first, int64_t count, double *terms);

static double terms_sum(piece_terms *terms, const void *context, int64_t first, int64_t n) {
  if (n > RUN) {
    const int64_t left = cut(n);
    return terms_sum(terms, context, first, left) + terms_sum(terms, context, first + left, n - left);
  }
  double sum = 0.0, piece[PIECE];
  for (int64_t i = 0; i < n; i += PIECE) {
    const int64_t count = n - i < PIECE ? n - i : PIECE;
    terms(context, first + i, count, piece);
    sum += run_sum(piece, count);
  }
  return sum;
}

static double largest(const double *x, int64_t n) {
  double most = -INFINITY;
  for (int64_t i = 0; i < n; i++)
    most = x[i] > most ? x[i] : most;
  return most;
}

typedef struct shifted {
  const double *l;
  double shift;
} shifted;

static void exponentials(const void *context, int64_t first, int64_t count, double *terms) {
  const shifted *const s = context;
  for (int64_t i = 0; i < count; i++)
    terms[i] = s->l[first + i] - s->shift;
  walras_exp_batch(terms, terms, count);
}

double walras_policy_log_sum(const double *l, int64_t n) {
  const double most = largest(l, n);
  if (!(fabs(most) < INFINITY))
    return most;
  return most + walras_log(terms_sum(exponentials, &(shifted){l, most}, 0, n));
}

double walras_policy_normalise(double *l, int64_t n) {
  const double log_sum = walras_policy_log_sum(l, n);
  for (int64_t i = 0; i < n; i++)
    l[i] -= log_sum;
  return log_sum;
}

double walras_policy_settle(double *l, int64_t n, double *p) {
  const double most = largest(l, n);
  for (int64_t i = 0; i < n; i++)
    p[i] = l[i] - most;
  walras_exp_batch(p, p, n);
  const double sum = walras_policy_sum(p, n), scale = 1.0 / sum, log_sum = most + walras_log(sum);
  for (int64_t i = 0; i < n; i++) {
    p[i] *= scale;
    l[i] -= log_sum;
  }
  return log_sum;
}

void walras_policy_probabilities(const double *l, int64_t n, double *p) {
  walras_exp_batch(l, p, n);
}

void walras_policy_logarithms(const double *p, int64_t n, double *l) {
  walras_log_batch(p, l, n);
  walras_policy_normalise(l, n);
}

void walras_policy_uniform(double *l, int64_t n) {
  const double log_n = walras_log((double)n);
  for (int64_t i = 0; i < n; i++)
    l[i] = -log_n;
}

typedef struct pair {
  const double *p, *q;
} pair;

/* p log(p/q) + q - p. For near policies by expm1, whose rounding is relative to the log-ratio, not to 1. */
static void divergences(const void *context, int64_t first, int64_t count, double *terms) {
  const pair *const both = context;
  const double *const lp = both->p + first, *const lq = both->q + first;
  double p[PIECE], q[PIECE], less[PIECE];
  walras_exp_batch(lp, p, count);
  walras_exp_batch(lq, q, count);
  for (int64_t i = 0; i < count; i++)
    less[i] = p[i] > 0.0 && fabs(lp[i] - lq[i]) < 1.0 ? lq[i] - lp[i] : 0.0;
  walras_expm1_batch(less, terms, count);
  for (int64_t i = 0; i < count; i++)
    if (!(p[i] > 0.0))
      terms[i] = q[i];
    else if (fabs(lp[i] - lq[i]) < 1.0)
      terms[i] = p[i] * fmax(terms[i] - less[i], 0.0);
    else
      terms[i] = fmax(p[i] * (lp[i] - lq[i] - 1.0) + q[i], 0.0);
}

double walras_policy_kl(const double *p, const double *q, int64_t n) {
  return terms_sum(divergences, &(pair){p, q}, 0, n);
}

static void surprises(const void *context, int64_t first, int64_t count, double *terms) {
  const double *const l = (const double *)context + first;
  walras_exp_batch(l, terms, count);
  for (int64_t i = 0; i < count; i++)
    terms[i] = terms[i] > 0.0 ? -terms[i] * l[i] : 0.0;
}

double walras_policy_entropy(const double *p, int64_t n) {
  return terms_sum(surprises, p, 0, n);
}

double walras_policy_span(const double *p, const double *q, int64_t n) {
  double least = INFINITY, most = -INFINITY;
  for (int64_t i = 0; i < n; i++)
    if (p[i] > -INFINITY && q[i] > -INFINITY) {
      const double ratio = p[i] - q[i];
      least = ratio < least ? ratio : least;
      most = ratio > most ? ratio : most;
    }
  return most >= least ? most - least : 0.0;
}

int64_t walras_policy_argmax(const double *x, int64_t n) {
  int64_t best = 0;
  for (int64_t i = 1; i < n; i++)
    if (x[i] > x[best])
      best = i;
  return best;
}

static double weighted(double weight, double value) {
  return weight == 0.0 ? 0.0 : weight * value;
}

void walras_policy_combine(double *l, double a, const double *reference, double b, const double *g, double c, int64_t n) {
  for (int64_t i = 0; i < n; i++)
    l[i] = weighted(a, l[i]) + (reference != NULL ? weighted(b, reference[i]) : 0.0) + c * g[i];
  walras_policy_normalise(l, n);
}

void walras_policy_mean_add(double *mean, const double *l, int64_t n, int64_t count) {
  const double weight = 1.0 / (double)count;
  double p[PIECE];
  for (int64_t first = 0; first < n; first += PIECE) {
    const int64_t size = n - first < PIECE ? n - first : PIECE;
    walras_exp_batch(l + first, p, size);
    for (int64_t i = 0; i < size; i++)
      mean[first + i] += weight * (p[i] - mean[first + i]);
  }
}
