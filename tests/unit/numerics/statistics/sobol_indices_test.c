#include "numerics/statistics/sobol_indices.h"

#include "coverage.h"
#include "numerics/designs/design_key.h"
#include "numerics/designs/sobol_sequence.h"

enum { MOST_FACTORS = 6 };

/* What replication `r` of the output at x is; `point` counts all points of all seeds, for noise of its own. */
typedef double (*output)(const double *x, int64_t r, int64_t point);

typedef struct study {
  output output;
  int64_t rows, factors, replications;
} study;

static double normal(uint32_t stream, int64_t entity, int64_t draw) {
  static const uint32_t key[2] = {4711, 815};
  const walras_stream s = walras_stream_make(key, stream, 0);
  return walras_normal(&s, (uint64_t)entity, (uint32_t)draw);
}

/* The outputs of a Saltelli design whose rows are a scrambled Sobol' sequence, or independent. */
static double *run(const study *s, uint64_t seed, bool independent_rows) {
  const int64_t k = s->factors, points = s->rows * (k + 2);
  double *base = malloc((size_t)(s->rows * 2 * k) * sizeof *base),
         *values = malloc((size_t)(points * s->replications) * sizeof *values);
  CU_ASSERT_FATAL(base != NULL && values != NULL);
  uint32_t key[2];
  walras_design_key(seed, key);
  const walras_stream uniform = walras_stream_make(key, 77, 0);
  for (int64_t i = 0; i < 2 * k; i++)
    walras_sobol_coordinates(i, key, s->rows, 2 * k, base + i);
  for (int64_t i = 0; independent_rows && i < s->rows * 2 * k; i++)
    base[i] = walras_uniform(&uniform, (uint64_t)i, 0);
  for (int64_t j = 0; j < s->rows; j++)
    for (int64_t p = 0; p < k + 2; p++) {
      double x[MOST_FACTORS];
      const double *a = base + j * 2 * k, *b = a + k;
      for (int64_t i = 0; i < k; i++)
        x[i] = p == k + 1 || p == i + 1 ? b[i] : a[i];
      for (int64_t r = 0; r < s->replications; r++)
        values[(j * (k + 2) + p) * s->replications + r] =
            s->output(x, (int64_t)seed * 1000 + r, (int64_t)seed * points + j * (k + 2) + p);
    }
  free(base);
  return values;
}

typedef struct result {
  walras_sobol_indices indices;
  walras_estimate first[MOST_FACTORS], total[MOST_FACTORS];
} result;

static void analyse(const study *s, const double *values, result *out) {
  const walras_sobol_input input = {
      .values = values, .rows = s->rows, .factors = s->factors, .replications = s->replications, .confidence = 0.95};
  walras_error error = {0};
  out->indices = (walras_sobol_indices){.first = out->first, .total = out->total};
  CU_ASSERT_EQUAL_FATAL(walras_sobol_indices_find(&input, &out->indices, &error), WALRAS_OK);
}

/* Mean and standard error over seeds. */
typedef struct tally {
  int64_t count, covered;
  double sum, squares;
} tally;

static void count(tally *t, const walras_estimate *e, double truth) {
  t->count++;
  t->covered += coverage_holds(e->interval, truth);
  t->sum += e->value;
  t->squares += e->value * e->value;
}

/* Missed by chance in one of 10^6 tests. */
static void expect_unbiased(const tally *t, double truth, const char *name, int64_t factor) {
  const double n = (double)t->count, mean = t->sum / n, error = sqrt((t->squares / n - mean * mean) / (n - 1));
  const bool good = fabs(mean - truth) < CHANCE_TWO_SIDED * error + 1e-12;
  CU_ASSERT(good);
  if (!good)
    printf("\n  %s of factor %d: %.5f, not %.5f (standard error %.5f)", name, (int)factor + 1, mean, truth, error);
}

/* At least as often as `share`, less what chance allows in one of 10^6 tests. */
static bool covers(const tally *t, double share) {
  const double n = (double)t->count;
  return (double)t->covered > share * n - CHANCE_ONE_SIDED * sqrt(n * share * (1 - share));
}

/* Studies with seeds 0, 1, ...: means at the closed forms, and intervals that hold them at least as often as they say (less what chance allows). */
static void expect_closed_forms(const study *s, int64_t seeds, const double *first, const double *total, double noise) {
  tally firsts[MOST_FACTORS] = {{0}}, totals[MOST_FACTORS] = {{0}}, noises = {0};
  for (int64_t seed = 0; seed < seeds; seed++) {
    double *values = run(s, (uint64_t)seed, false);
    result r;
    analyse(s, values, &r);
    for (int64_t i = 0; i < s->factors; i++) {
      count(&firsts[i], &r.first[i], first[i]);
      count(&totals[i], &r.total[i], total[i]);
    }
    if (s->replications > 1)
      count(&noises, &r.indices.noise, noise);
    free(values);
  }
  for (int64_t i = 0; i < s->factors; i++) {
    expect_unbiased(&firsts[i], first[i], "first order", i);
    expect_unbiased(&totals[i], total[i], "total", i);
    CU_ASSERT(covers(&firsts[i], 0.92) && covers(&totals[i], 0.92));
  }
  if (s->replications > 1)
    expect_unbiased(&noises, noise, "share of the noise", -1);
}

/* Ishigami's function with a = 7, b = 0.1 on [-pi, pi]^3. Variance a^2/8 + b pi^4/5 + b^2 pi^8/18 + 1/2; parts of factor 1: (1 + b pi^4/5)^2/2, of 2:
 * a^2/8, of 1 and 3 together: 8 b^2 pi^8/225 (Ishigami and Homma 1990). */
static const double pi = 3.14159265358979323846;
static double ishigami(const double *x) {
  const double a = pi * (2 * x[0] - 1), b = pi * (2 * x[1] - 1), c = pi * (2 * x[2] - 1);
  return sin(a) + 7 * sin(b) * sin(b) + 0.1 * c * c * c * c * sin(a);
}
static double ishigami_variance(void) {
  return 49.0 / 8 + 0.1 * pow(pi, 4) / 5 + 0.01 * pow(pi, 8) / 18 + 0.5;
}
static void ishigami_indices(double first[3], double total[3]) {
  const double one = 0.5 * pow(1 + 0.1 * pow(pi, 4) / 5, 2), both = 8 * 0.01 * pow(pi, 8) / 225, variance = ishigami_variance();
  const double parts[3] = {one, 49.0 / 8, 0}, joint[3] = {both, 0, both};
  for (int i = 0; i < 3; i++) {
    first[i] = parts[i] / variance;
    total[i] = (parts[i] + joint[i]) / variance;
  }
}
static double ishigami_plain(const double *x, int64_t r, int64_t point) {
  (void)r;
  (void)point;
  return ishigami(x);
}

static void ishigami_has_its_closed_forms(void) {
  double first[3], total[3];
  ishigami_indices(first, total);
  expect_closed_forms(&(study){ishigami_plain, 256, 3, 1}, 100, first, total, 0);
}

/* Sobol's g function, product of (|4 x_i - 2| + a_i) / (1 + a_i): part i has variance 1 / (3 (1 + a_i)^2), the whole the product of 1 + those, less 1. */
static const double g_weights[6] = {0, 1, 4.5, 9, 99, 99};
static double g_function(const double *x, int64_t r, int64_t point) {
  double product = 1;
  (void)r;
  (void)point;
  for (int i = 0; i < 6; i++)
    product *= (fabs(4 * x[i] - 2) + g_weights[i]) / (1 + g_weights[i]);
  return product;
}

static void the_g_function_has_its_closed_forms(void) {
  double parts[6], first[6], total[6], all = 1;
  for (int i = 0; i < 6; i++) {
    parts[i] = 1 / (3 * (1 + g_weights[i]) * (1 + g_weights[i]));
    all *= 1 + parts[i];
  }
  for (int i = 0; i < 6; i++) {
    first[i] = parts[i] / (all - 1);
    total[i] = parts[i] * all / (1 + parts[i]) / (all - 1);
  }
  expect_closed_forms(&(study){g_function, 256, 6, 1}, 60, first, total, 0);
}

/* Noise as large as the output itself, its own at each point. */
static double ishigami_with_own_noise(const double *x, int64_t r, int64_t point) {
  return ishigami(x) + sqrt(ishigami_variance()) * normal(1, point, r % 1000);
}

static void independent_noise_is_separated(void) {
  double first[3], total[3];
  ishigami_indices(first, total);
  expect_closed_forms(&(study){ishigami_with_own_noise, 256, 3, 2}, 100, first, total, 0.5);
  expect_closed_forms(&(study){ishigami_with_own_noise, 128, 3, 5}, 60, first, total, 0.5);
}

/* Common random numbers: one draw of a replication moves all points, another one tilts them along the first factor. */
static double ishigami_with_common_noise(const double *x, int64_t r, int64_t point) {
  (void)point;
  return ishigami(x) + 5 * normal(2, r, 0) + 2 * normal(2, r, 2) * (2 * x[0] - 1);
}

static void common_noise_is_separated_although_it_is_shared_by_all_points(void) {
  double first[3], total[3];
  ishigami_indices(first, total);
  const double noise = 25 + 4.0 / 3;
  const study s = {ishigami_with_common_noise, 128, 3, 6};
  tally firsts[3] = {{0}}, totals[3] = {{0}}, shares = {0};
  for (uint64_t seed = 0; seed < 100; seed++) {
    double *values = run(&s, seed, false);
    result r;
    analyse(&s, values, &r);
    /* Numerators, whose expectation noise leaves alone; the share's estimate is of six draws only. */
    for (int i = 0; i < 3; i++) {
      const walras_estimate f = {.value = r.first[i].value * r.indices.variance},
                            t = {.value = r.total[i].value * r.indices.variance};
      count(&firsts[i], &f, 0);
      count(&totals[i], &t, 0);
    }
    const double share = r.indices.noise.value;
    count(&shares, &(walras_estimate){.value = share / (1 - share) * r.indices.variance}, 0);
    free(values);
  }
  for (int i = 0; i < 3; i++) {
    expect_unbiased(&firsts[i], first[i] * ishigami_variance(), "part", i);
    expect_unbiased(&totals[i], total[i] * ishigami_variance(), "total part", i);
  }
  expect_unbiased(&shares, noise, "noise", -1);
}

/* A factor that does nothing has no index, however noisy the output is; with one replication it seems to have all of the noise. */
static double only_noise(const double *x, int64_t r, int64_t point) {
  return x[0] + normal(3, point, r % 1000);
}

static void an_inert_factor_has_no_index_once_noise_is_separated(void) {
  const double share = 1.0 / (1 + 1.0 / 12), first[2] = {1, 0};
  expect_closed_forms(&(study){only_noise, 4096, 2, 2}, 20, first, first, share);
  const study alone = {only_noise, 2048, 2, 1};
  double *values = run(&alone, 0, false);
  result r;
  analyse(&alone, values, &r);
  CU_ASSERT_EQUAL(r.indices.replications, 1);
  CU_ASSERT(isnan(r.indices.noise.value));
  CU_ASSERT_DOUBLE_EQUAL(r.total[1].value, share, 0.1);
  free(values);
}

/* The definition once more, pair by pair of replications. */
static double pairs(const double *x, const double *y, int64_t n) {
  double sum = 0;
  for (int64_t r = 0; r < n; r++)
    for (int64_t s = 0; s < n; s++)
      sum += r != s ? x[r] * y[s] : 0;
  return sum / (double)(n * (n - 1));
}

static void estimates_are_the_sums_of_their_definition(void) {
  enum { N = 50, R = 4, K = 2 };
  const study s = {only_noise, N, K, R};
  double *values = run(&s, 5, false), centre[R] = {0}, variance = 0, first = 0, total = 0;
  for (int p = 0; p < N * (K + 2); p++)
    for (int r = 0; r < R; r++)
      centre[r] += values[p * R + r] / (N * (K + 2));
  for (int j = 0; j < N; j++) {
    const double *a = values + j * (K + 2) * R, *mixed = a + 2 * R, *b = a + 3 * R;
    double apart[R], change[R], from_mean[R];
    for (int r = 0; r < R; r++) {
      apart[r] = a[r] - b[r];
      change[r] = mixed[r] - a[r];
      from_mean[r] = b[r] - centre[r];
    }
    variance += pairs(apart, apart, R) / 2 / N;
    first += pairs(from_mean, change, R) / N;
    total += pairs(change, change, R) / 2 / N;
  }
  result r;
  analyse(&s, values, &r);
  CU_ASSERT_DOUBLE_EQUAL(r.indices.variance, variance, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(r.first[1].value, first / variance, 1e-9);
  CU_ASSERT_DOUBLE_EQUAL(r.total[1].value, total / variance, 1e-9);
  CU_ASSERT(r.indices.rows == N && r.indices.replications == R);
  free(values);
}

static void rows_without_all_their_values_are_left_out(void) {
  enum { N = 64, R = 3, K = 3 };
  const study s = {ishigami_with_own_noise, N, K, R}, fewer = {ishigami_with_own_noise, N - 1, K, R};
  double *values = run(&s, 9, false);
  result whole, cut, partly;
  /* The last row has no value at one point: it is as if it had none at all. */
  for (int i = 0; i < (K + 2) * R; i++)
    values[(N - 1) * (K + 2) * R + i] = NAN;
  analyse(&fewer, values, &cut);
  analyse(&s, values, &whole);
  CU_ASSERT_EQUAL(whole.indices.rows, N - 1);
  CU_ASSERT(unit_same_bits(whole.first[0].value, cut.first[0].value) &&
            unit_same_bits(whole.total[2].interval.high, cut.total[2].interval.high));
  /* Row 0 keeps two replications and counts, row 1 keeps one and does not. */
  values[0] = NAN;
  values[(K + 2) * R] = values[(K + 3) * R + 1] = NAN;
  analyse(&s, values, &partly);
  CU_ASSERT_EQUAL(partly.indices.rows, N - 2);
  CU_ASSERT_EQUAL(partly.indices.replications, R);
  for (int i = 0; i < N * (K + 2) * R; i++)
    values[i] = NAN;
  analyse(&s, values, &partly);
  CU_ASSERT(partly.indices.rows == 0 && isnan(partly.indices.variance) && isnan(partly.first[0].value));
  free(values);
}

static double constant(const double *x, int64_t r, int64_t point) {
  (void)x;
  (void)r;
  (void)point;
  return 3.25;
}

static void an_output_that_never_varies_has_no_indices(void) {
  const study s = {constant, 32, 2, 2};
  double *values = run(&s, 1, false);
  result r;
  analyse(&s, values, &r);
  CU_ASSERT_EQUAL(r.indices.variance, 0);
  CU_ASSERT(isnan(r.first[0].value) && isnan(r.total[0].interval.low));
  free(values);
}

/* What the bootstrap supposes: then it covers what it says, but for the skewness of 128 rows. */
static void intervals_of_independent_rows_cover_the_truth(void) {
  enum { SEEDS = 400 };
  double first[3], total[3];
  ishigami_indices(first, total);
  const study s = {ishigami_with_own_noise, 128, 3, 2};
  tally firsts[3] = {{0}}, totals[3] = {{0}};
  for (uint64_t seed = 0; seed < SEEDS; seed++) {
    double *values = run(&s, seed, true);
    result r;
    analyse(&s, values, &r);
    for (int i = 0; i < 3; i++) {
      count(&firsts[i], &r.first[i], first[i]);
      count(&totals[i], &r.total[i], total[i]);
    }
    free(values);
  }
  for (int i = 0; i < 3; i++) {
    printf(" (%.3f %.3f) ", (double)firsts[i].covered / SEEDS, (double)totals[i].covered / SEEDS);
    coverage_lies_between(firsts[i].covered, SEEDS, 0.92, 0.97);
    coverage_lies_between(totals[i].covered, SEEDS, 0.92, 0.97);
  }
}

static double width(const walras_estimate *e) {
  return e->interval.high - e->interval.low;
}

/* Independent rows, eight times as many: groups of four rows stand for themselves when they are resampled. */
static void intervals_of_very_many_rows_narrow_with_their_root(void) {
  const study few = {ishigami_plain, 1024, 3, 1}, many = {ishigami_plain, 8192, 3, 1};
  double *values = run(&few, 2, true), *more = run(&many, 3, true);
  result r, s;
  analyse(&few, values, &r);
  analyse(&many, more, &s);
  for (int i = 0; i < 3; i++) {
    CU_ASSERT_DOUBLE_EQUAL(width(&r.first[i]) / width(&s.first[i]), sqrt(8), 0.5);
    CU_ASSERT_DOUBLE_EQUAL(width(&r.total[i]) / width(&s.total[i]), sqrt(8), 0.5);
  }
  free(values);
  free(more);
}

WALRAS_UNIT_TESTS(UNIT(ishigami_has_its_closed_forms), UNIT(the_g_function_has_its_closed_forms),
                  UNIT(independent_noise_is_separated), UNIT(common_noise_is_separated_although_it_is_shared_by_all_points),
                  UNIT(an_inert_factor_has_no_index_once_noise_is_separated), UNIT(estimates_are_the_sums_of_their_definition),
                  UNIT(rows_without_all_their_values_are_left_out), UNIT(an_output_that_never_varies_has_no_indices),
                  UNIT(intervals_of_independent_rows_cover_the_truth), UNIT(intervals_of_very_many_rows_narrow_with_their_root))
