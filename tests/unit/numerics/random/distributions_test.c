#include <math.h>

#include "chance.h"
#include "unit.h"
#include "walras/elementary.h"
#include "walras/random.h"

static const uint32_t key[2] = {0x13198a2e, 0x03707344};

static void normals_are_box_muller_of_the_two_halves_of_a_block(void) {
  const walras_stream stream = walras_stream_make(key, 3, 1);
  for (uint64_t entity = 0; entity < 1000; entity++) {
    const double u1 = walras_uniform(&stream, entity, 8), u2 = walras_uniform(&stream, entity, 9);
    const double radius = sqrt(-2.0 * log(u1));
    CU_ASSERT_DOUBLE_EQUAL(walras_normal(&stream, entity, 8), radius * cos(2.0 * M_PI * u2), 1e-13);
    CU_ASSERT_DOUBLE_EQUAL(walras_normal(&stream, entity, 9), radius * sin(2.0 * M_PI * u2), 1e-13);
  }
}

static void exponentials_are_minus_the_logarithm_of_their_uniform(void) {
  const walras_stream stream = walras_stream_make(key, 3, 1);
  for (uint64_t entity = 0; entity < 1000; entity++)
    CU_ASSERT(walras_exponential(&stream, entity, 5) == -walras_log(walras_uniform(&stream, entity, 5)));
}

static double exponential_cdf(double x) {
  return -walras_expm1(-x);
}

enum { SAMPLE = 20000 };

static void normals_pass_kolmogorov_on_both_partners(void) {
  const walras_stream stream = walras_stream_make(key, 4, 0);
  static double x[SAMPLE];
  for (uint32_t draw = 0; draw < 2; draw++) {
    walras_fill_normal(&stream, 0, SAMPLE, draw, x);
    CU_ASSERT(chance_kolmogorov(x, SAMPLE, walras_normal_cdf) < CHANCE_KOLMOGOROV);
  }
}

static void exponentials_pass_kolmogorov(void) {
  const walras_stream stream = walras_stream_make(key, 5, 0);
  static double x[SAMPLE];
  walras_fill_exponential(&stream, 0, SAMPLE, 1, x);
  CU_ASSERT(chance_kolmogorov(x, SAMPLE, exponential_cdf) < CHANCE_KOLMOGOROV);
}

/* Raw moments 1 to 6 of 2^20 normals: means 0 1 0 3 0 15, variances of the powers 1 2 15 96 945 10170. */
static void normals_have_the_moments_of_the_normal_law(void) {
  static const double mean[] = {0, 1, 0, 3, 0, 15}, variance[] = {1, 2, 15, 96, 945, 10170};
  enum { COUNT = 1 << 20 };
  const walras_stream stream = walras_stream_make(key, 6, 0);
  double *x = malloc(COUNT * sizeof *x), sum[6] = {0};
  CU_ASSERT_PTR_NOT_NULL_FATAL(x);
  walras_fill_normal(&stream, UINT64_C(1) << 40, COUNT, 0, x);
  for (int64_t i = 0; i < COUNT; i++)
    for (int p = 0; p < 6; p++)
      sum[p] += pow(x[i], p + 1);
  for (int p = 0; p < 6; p++)
    CU_ASSERT(fabs(sum[p] / COUNT - mean[p]) < CHANCE_TWO_SIDED * sqrt(variance[p] / COUNT));
  free(x);
}

static void partners_of_one_block_are_uncorrelated_also_in_their_squares(void) {
  const walras_stream stream = walras_stream_make(key, 7, 0);
  static double cosine[SAMPLE], sine[SAMPLE];
  walras_fill_normal(&stream, 0, SAMPLE, 0, cosine);
  walras_fill_normal(&stream, 0, SAMPLE, 1, sine);
  CU_ASSERT(fabs(chance_correlation(cosine, sine, SAMPLE)) < CHANCE_TWO_SIDED);
  for (int i = 0; i < SAMPLE; i++) {
    cosine[i] *= cosine[i];
    sine[i] *= sine[i];
  }
  CU_ASSERT(fabs(chance_correlation(cosine, sine, SAMPLE)) < CHANCE_TWO_SIDED);
}

static void bounded_draws_are_the_high_word_of_the_product(void) {
  const walras_stream stream = walras_stream_make(key, 8, 0);
  for (uint32_t draw = 0; draw < 500; draw++) {
    const uint64_t bits = walras_bits(&stream, 1, draw);
    CU_ASSERT_EQUAL(walras_bounded(&stream, 1, draw, 1), 0);
    CU_ASSERT_EQUAL(walras_bounded(&stream, 1, draw, UINT64_C(1) << 63), bits >> 1);
    CU_ASSERT_EQUAL(walras_bounded(&stream, 1, draw, UINT64_MAX), bits - (bits != 0));
    CU_ASSERT_EQUAL(walras_bounded(&stream, 1, draw, 10), (uint64_t)floorl((long double)bits * 10.0L * 0x1p-64L));
  }
}

static void bounded_draws_pass_chi_square(void) {
  const walras_stream stream = walras_stream_make(key, 9, 0);
  const uint64_t bounds[] = {2, 6, 1000};
  for (int b = 0; b < 3; b++) {
    int64_t counts[1000] = {0};
    for (uint64_t entity = 0; entity < 200000; entity++)
      counts[walras_bounded(&stream, entity, (uint32_t)b, bounds[b])]++;
    CU_ASSERT(chance_chi_square_uniform(counts, (int64_t)bounds[b], 200000) < chance_chi_square_limit((int64_t)bounds[b] - 1));
  }
}

static void categories_come_with_their_weights_and_weightless_ones_never(void) {
  const walras_stream stream = walras_stream_make(key, 10, 0);
  const double cumulative[] = {0.0, 1.0, 1.0, 1.5, 4.0, 4.0}; /* weights 0 1 0 0.5 2.5 0 */
  int64_t counts[6] = {0};
  for (uint64_t entity = 0; entity < 100000; entity++)
    counts[walras_categorical(&stream, entity, 0, cumulative, 6)]++;
  CU_ASSERT_EQUAL(counts[0] + counts[2] + counts[5], 0);
  const int64_t drawn[] = {counts[1], counts[3], counts[4]};
  const double expected[] = {25000, 12500, 62500};
  CU_ASSERT(chance_chi_square(drawn, expected, 3) < chance_chi_square_limit(2));
}

static void a_category_is_the_first_whose_cumulative_weight_exceeds_the_target(void) {
  const walras_stream stream = walras_stream_make(key, 11, 0);
  double cumulative[100];
  for (int i = 0; i < 100; i++)
    cumulative[i] = sqrt(i + 1.0);
  for (uint64_t entity = 0; entity < 5000; entity++) {
    const double target = walras_uniform(&stream, entity, 3) * 10.0;
    int64_t expected = 0;
    while (cumulative[expected] <= target)
      expected++;
    CU_ASSERT_EQUAL(walras_categorical(&stream, entity, 3, cumulative, 100), expected);
  }
  CU_ASSERT_EQUAL(walras_cumulative_index(cumulative, 100, cumulative[41]), 42);
  CU_ASSERT_EQUAL(walras_cumulative_index(cumulative, 100, 10.5), 99); /* above all of them: the last */
}

static void permutations_hold_every_entry_once(void) {
  const walras_stream stream = walras_stream_make(key, 12, 0);
  int64_t order[1000];
  bool seen[1000] = {false};
  CU_ASSERT_EQUAL(walras_permutation(&stream, 17, 5, 1000, order, NULL), WALRAS_OK);
  for (int i = 0; i < 1000; i++) {
    CU_ASSERT_FATAL(order[i] >= 0 && order[i] < 1000);
    seen[order[i]] = true;
  }
  for (int i = 0; i < 1000; i++)
    CU_ASSERT(seen[i]);
}

static void permutations_are_fisher_yates_on_bounded_draws(void) {
  const walras_stream stream = walras_stream_make(key, 16, 2);
  for (uint32_t first = 0; first < 4; first++) {
    int64_t order[37], expected[37];
    CU_ASSERT_EQUAL(walras_permutation(&stream, 3, first, 37, order, NULL), WALRAS_OK);
    for (int i = 0; i < 37; i++)
      expected[i] = i;
    for (uint32_t i = 0; i < 36; i++) {
      const uint64_t j = i + walras_bounded(&stream, 3, first + i, 37 - i);
      const int64_t kept = expected[i];
      expected[i] = expected[j];
      expected[j] = kept;
    }
    CU_ASSERT_EQUAL(memcmp(order, expected, sizeof order), 0);
  }
}

static void the_24_orders_of_four_are_equally_likely(void) {
  const walras_stream stream = walras_stream_make(key, 13, 0);
  int64_t counts[256] = {0}, drawn[24], orders = 0;
  for (uint64_t entity = 0; entity < 240000; entity++) {
    int64_t order[4];
    CU_ASSERT_EQUAL_FATAL(walras_permutation(&stream, entity, 1, 4, order, NULL), WALRAS_OK);
    counts[order[0] * 64 + order[1] * 16 + order[2] * 4 + order[3]]++;
  }
  for (int code = 0; code < 256; code++)
    if (counts[code] > 0 && orders < 24)
      drawn[orders++] = counts[code];
  CU_ASSERT_EQUAL_FATAL(orders, 24);
  CU_ASSERT(chance_chi_square_uniform(drawn, 24, 240000) < chance_chi_square_limit(23));
}

static void permutations_use_exactly_the_draws_of_an_entity_and_refuse_more(void) {
  const walras_stream stream = walras_stream_make(key, 14, 0);
  const int64_t draws = 2 * (int64_t)WALRAS_DRAW_BLOCK_LIMIT;
  walras_error error = {0};
  int64_t *order = malloc((size_t)(draws + 1) * sizeof *order), small[2] = {-1, -1};
  CU_ASSERT_PTR_NOT_NULL_FATAL(order);
  CU_ASSERT_EQUAL(walras_permutation(&stream, 0, 0, draws + 1, order, &error), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_permutation(&stream, 0, (uint32_t)draws - 1, 2, order, &error), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_permutation(&stream, 0, (uint32_t)draws, 1, order, &error), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_permutation(&stream, 0, 7, 0, NULL, &error), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_permutation(&stream, 0, 0, draws + 2, order, NULL), WALRAS_ERROR_RANGE);
  CU_ASSERT_EQUAL(walras_permutation(&stream, 0, 0, INT64_MAX, order, NULL), WALRAS_ERROR_RANGE);
  CU_ASSERT_EQUAL(walras_permutation(&stream, 0, 0, -1, order, NULL), WALRAS_ERROR_RANGE);
  CU_ASSERT_EQUAL(walras_permutation(&stream, 0, (uint32_t)draws, 2, small, &error), WALRAS_ERROR_RANGE);
  CU_ASSERT_STRING_EQUAL(error.message, "a permutation of 2 entries from draw 2097152 on: an entity has 0 draws left");
  CU_ASSERT_EQUAL(small[0], -1);
  free(order);
}

WALRAS_UNIT_TESTS(UNIT(normals_are_box_muller_of_the_two_halves_of_a_block),
                  UNIT(exponentials_are_minus_the_logarithm_of_their_uniform), UNIT(normals_pass_kolmogorov_on_both_partners),
                  UNIT(exponentials_pass_kolmogorov), UNIT(normals_have_the_moments_of_the_normal_law),
                  UNIT(partners_of_one_block_are_uncorrelated_also_in_their_squares),
                  UNIT(bounded_draws_are_the_high_word_of_the_product), UNIT(bounded_draws_pass_chi_square),
                  UNIT(categories_come_with_their_weights_and_weightless_ones_never),
                  UNIT(a_category_is_the_first_whose_cumulative_weight_exceeds_the_target),
                  UNIT(permutations_hold_every_entry_once), UNIT(permutations_are_fisher_yates_on_bounded_draws),
                  UNIT(the_24_orders_of_four_are_equally_likely),
                  UNIT(permutations_use_exactly_the_draws_of_an_entity_and_refuse_more))
