#include "numerics/distributions/zipf.h"

#include <math.h>

#include "../random/chance.h"
#include "unit.h"

static walras_stream test_stream(uint32_t number) {
  const uint32_t key[2] = {0x082efa98, 0xec4e6c89};
  return walras_stream_make(key, number, 0);
}

/* Bins: each rank of 1..32 alone, then doubling ranges up to `count`; expected shares by direct summation, smallest terms first. */
static int64_t expected_shares(double exponent, int64_t count, double *share) {
  int64_t bins = 0;
  double total = 0.0;
  for (int bin = 0; bin < 64; bin++)
    share[bin] = 0.0;
  for (int64_t rank = count; rank >= 1; rank--) {
    const int bin = rank <= 32 ? (int)rank - 1 : 27 + ilogb((double)rank);
    const double weight = pow((double)rank, -exponent);
    bins = bin + 1 > bins ? bin + 1 : bins;
    share[bin] += weight;
    total += weight;
  }
  for (int bin = 0; bin < bins; bin++)
    share[bin] /= total;
  return bins;
}

static int bin_of(int64_t rank) {
  return rank <= 32 ? (int)rank - 1 : 27 + ilogb((double)rank);
}

/* Bins that expect fewer than 10 draws are counted together. */
static void draws_follow_exact_probabilities_in_head_and_tail(void) {
  static const double exponents[] = {0.0, 0.5, 0.999999, 1.0, 1.3, 2.0, 4.0};
  static const int64_t counts[] = {1, 2, 50, 1000, 65536, 65537, 3000000};
  enum { DRAWS = 100000 };
  for (uint32_t e = 0; e < 7; e++)
    for (uint32_t c = 0; c < 7; c++) {
      const walras_stream stream = test_stream(e * 7 + c);
      walras_zipf *zipf = NULL;
      double share[64], expected[65] = {0};
      int64_t drawn[64] = {0}, observed[65] = {0}, pooled = 0, outside = 0;
      CU_ASSERT_EQUAL_FATAL(walras_zipf_create(exponents[e], counts[c], &zipf, NULL), WALRAS_OK);
      const int64_t bins = expected_shares(exponents[e], counts[c], share);
      for (uint64_t entity = 0; entity < DRAWS; entity++) {
        const int64_t rank = walras_zipf_draw(zipf, &stream, entity, 0);
        outside += rank < 1 || rank > counts[c];
        drawn[rank < 1 || rank > counts[c] ? 0 : bin_of(rank)]++;
      }
      CU_ASSERT_EQUAL(outside, 0);
      for (int64_t bin = 0; bin < bins; bin++) {
        const int64_t to = share[bin] * DRAWS < 10.0 ? 64 : pooled++;
        expected[to] += DRAWS * share[bin];
        observed[to] += drawn[bin];
      }
      if (pooled > 1)
        CU_ASSERT(chance_chi_square(observed, expected, pooled) < chance_chi_square_limit(pooled));
      /* The pooled rest: at most a Poisson excess of false-alarm rate far below 10^-6 beyond 8 standard errors and 8 draws. */
      CU_ASSERT((double)observed[64] < expected[64] + 8.0 * sqrt(expected[64]) + 8.0);
      walras_zipf_destroy(zipf);
    }
}

/* The cdf by direct summation; uniforms within rounding of a step may fall on either side. */
static void a_rank_is_the_smallest_whose_cdf_exceeds_the_uniform(void) {
  static const double exponents[] = {0.3, 1.0, 1.7};
  enum { RANKS = 70000 };
  static double cdf[RANKS + 1];
  for (int e = 0; e < 3; e++) {
    walras_zipf *zipf = NULL;
    int64_t wrong = 0;
    CU_ASSERT_EQUAL_FATAL(walras_zipf_create(exponents[e], RANKS, &zipf, NULL), WALRAS_OK);
    cdf[0] = 0.0;
    for (int rank = 1; rank <= RANKS; rank++)
      cdf[rank] = cdf[rank - 1] + pow(rank, -exponents[e]);
    for (int rank = 1; rank <= RANKS; rank++) {
      const double below = cdf[rank - 1] / cdf[RANKS], above = cdf[rank] / cdf[RANKS];
      wrong += walras_zipf_rank(zipf, below + 1e-3 * (above - below) + 1e-300) != rank;
      wrong += walras_zipf_rank(zipf, above - 1e-3 * (above - below)) != rank;
    }
    CU_ASSERT_EQUAL(wrong, 0);
    walras_zipf_destroy(zipf);
  }
}

/* 10^8 ranks: the share of the tail by Euler and Maclaurin's formula, H(n) = zeta-like sum to 10^4 plus integral and corrections. */
static double generalised_harmonic(double exponent, int64_t count) {
  double sum = 0.0;
  const double from = 10000.0, to = (double)count, s = exponent;
  for (int rank = 10000 - 1; rank >= 1; rank--)
    sum += pow(rank, -s);
  const double integral = s == 1.0 ? log(to / from) : (pow(to, 1.0 - s) - pow(from, 1.0 - s)) / (1.0 - s);
  return sum + integral + 0.5 * (pow(from, -s) + pow(to, -s)) + s / 12.0 * (pow(from, -s - 1.0) - pow(to, -s - 1.0));
}

static void quantiles_of_a_hundred_million_ranks_are_where_euler_and_maclaurin_put_them(void) {
  static const double exponents[] = {0.0, 0.7, 1.0, 1.2};
  const int64_t count = 100000000, ranks[] = {20000, 65536, 65537, 100000, 3000000, 99999999};
  for (int e = 0; e < 4; e++) {
    walras_zipf *zipf = NULL;
    CU_ASSERT_EQUAL_FATAL(walras_zipf_create(exponents[e], count, &zipf, NULL), WALRAS_OK);
    const double total = generalised_harmonic(exponents[e], count);
    for (int r = 0; r < 6; r++) {
      /* the middle of the rank's step */
      const double cdf = (generalised_harmonic(exponents[e], ranks[r]) - 0.5 * pow((double)ranks[r], -exponents[e])) / total;
      CU_ASSERT_EQUAL(walras_zipf_rank(zipf, cdf), ranks[r]);
    }
    CU_ASSERT_EQUAL(walras_zipf_rank(zipf, 0x1p-53), 1);
    CU_ASSERT_EQUAL(walras_zipf_rank(zipf, 1.0 - 0x1p-53), count);
    walras_zipf_destroy(zipf);
  }
}

static void ranks_fall_as_the_exponent_grows(void) {
  walras_zipf *flat = NULL, *steep = NULL;
  CU_ASSERT_EQUAL_FATAL(walras_zipf_create(0.8, 1000000, &flat, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL_FATAL(walras_zipf_create(1.1, 1000000, &steep, NULL), WALRAS_OK);
  int64_t rising = 0;
  for (int i = 1; i < 10000; i++)
    rising += walras_zipf_rank(steep, i / 10000.0) > walras_zipf_rank(flat, i / 10000.0);
  CU_ASSERT_EQUAL(rising, 0);
  walras_zipf_destroy(flat);
  walras_zipf_destroy(steep);
}

static void impossible_laws_are_refused(void) {
  walras_zipf *zipf = NULL;
  walras_error error = {0};
  CU_ASSERT_EQUAL(walras_zipf_create(-0.1, 10, &zipf, &error), WALRAS_ERROR_PARAMETER);
  CU_ASSERT_STRING_EQUAL(error.message, "Zipf's law needs an exponent in 0..8 and 1..2^40 ranks, not -0.1 and 10");
  CU_ASSERT_EQUAL(walras_zipf_create(NAN, 10, &zipf, NULL), WALRAS_ERROR_PARAMETER);
  CU_ASSERT_EQUAL(walras_zipf_create(1.0, 0, &zipf, NULL), WALRAS_ERROR_PARAMETER);
  CU_ASSERT_EQUAL(walras_zipf_create(1.0, INT64_MAX, &zipf, NULL), WALRAS_ERROR_PARAMETER);
  CU_ASSERT_PTR_NULL(zipf);
  walras_zipf_destroy(NULL);
}

WALRAS_UNIT_TESTS(UNIT(draws_follow_exact_probabilities_in_head_and_tail),
                  UNIT(a_rank_is_the_smallest_whose_cdf_exceeds_the_uniform),
                  UNIT(quantiles_of_a_hundred_million_ranks_are_where_euler_and_maclaurin_put_them),
                  UNIT(ranks_fall_as_the_exponent_grows), UNIT(impossible_laws_are_refused))
