#include "numerics/distributions/order_uniform.h"

#include <math.h>

#include "../random/chance.h"
#include "numerics/distributions/beta.h"
#include "unit.h"
#include "walras/elementary.h"

static walras_stream test_stream(uint32_t number) {
  const uint32_t key[2] = {0x452821e6, 0x38d01377};
  return walras_stream_make(key, number, 0);
}

static void values_descend_inside_the_unit_interval(void) {
  const walras_stream stream = test_stream(0);
  double u[500];
  for (uint64_t entity = 0; entity < 200; entity++) {
    walras_order_uniform_largest(&stream, entity, 3, 500, 500, u);
    int64_t wrong = u[0] > 1.0 || u[499] <= 0.0;
    for (int i = 1; i < 500; i++)
      wrong += u[i] >= u[i - 1];
    CU_ASSERT_EQUAL(wrong, 0);
  }
}

/* The i-th largest of n uniforms is beta distributed with shapes n + 1 - i, i. 60 comparisons: a perfect source fails one in 6e-5. */
static void means_and_variances_are_those_of_the_beta_law(void) {
  static const int64_t sizes[] = {10, 1000, 1000000000};
  enum { KEPT = 10, SAMPLES = 20000 };
  for (uint32_t s = 0; s < 3; s++) {
    const walras_stream stream = test_stream(1 + s);
    double sum[KEPT] = {0}, squares[KEPT] = {0}, distance[KEPT];
    const double n = (double)sizes[s];
    for (uint64_t entity = 0; entity < SAMPLES; entity++) {
      walras_order_uniform_distances(&stream, entity, 0, sizes[s], KEPT, distance);
      for (int i = 0; i < KEPT; i++) {
        const double mean = (i + 1.0) / (n + 1.0);
        sum[i] += distance[i];
        squares[i] += (distance[i] - mean) * (distance[i] - mean);
      }
    }
    for (int i = 0; i < KEPT; i++) {
      const double mean = (i + 1.0) / (n + 1.0), variance = mean * (1.0 - mean) / (n + 2.0);
      CU_ASSERT(fabs(sum[i] / SAMPLES - mean) < CHANCE_TWO_SIDED * sqrt(variance / SAMPLES));
      /* the kurtosis of these laws is at most 9: a squared deviation has a variance of at most 8 squared variances */
      CU_ASSERT(fabs(squares[i] / SAMPLES - variance) < CHANCE_TWO_SIDED * variance * sqrt(8.0 / SAMPLES));
    }
  }
}

static double third_of_twenty(double x) {
  const walras_beta law = walras_beta_make(18.0, 3.0);
  return walras_beta_cdf(&law, x);
}

static void the_third_largest_of_twenty_passes_kolmogorov(void) {
  enum { SAMPLES = 20000 };
  static double third[SAMPLES];
  const walras_stream stream = test_stream(5);
  for (uint64_t entity = 0; entity < SAMPLES; entity++) {
    double u[3];
    walras_order_uniform_largest(&stream, entity, 2, 20, 3, u);
    third[entity] = u[2];
  }
  CU_ASSERT(chance_kolmogorov(third, SAMPLES, third_of_twenty) < CHANCE_KOLMOGOROV);
}

/* All n kept and pooled: again n independent uniforms, up to their order. */
static void a_whole_sample_is_uniform(void) {
  enum { SAMPLES = 5000, SIZE = 8 };
  static int64_t counts[64];
  const walras_stream stream = test_stream(6);
  memset(counts, 0, sizeof counts);
  for (uint64_t entity = 0; entity < SAMPLES; entity++) {
    double u[SIZE];
    walras_order_uniform_largest(&stream, entity, 0, SIZE, SIZE, u);
    for (int i = 0; i < SIZE; i++)
      counts[(int)fmin(u[i] * 64.0, 63.0)]++;
  }
  CU_ASSERT(chance_chi_square_uniform(counts, 64, SAMPLES * SIZE) < chance_chi_square_limit(63));
}

static void distances_are_the_complement_and_keep_their_digits(void) {
  const walras_stream stream = test_stream(7);
  double u[5], distance[5], draws[5];
  for (uint64_t entity = 0; entity < 100; entity++) {
    walras_order_uniform_largest(&stream, entity, 4, 50, 5, u);
    walras_order_uniform_distances(&stream, entity, 4, 50, 5, distance);
    for (int i = 0; i < 5; i++)
      CU_ASSERT_DOUBLE_EQUAL(u[i] + distance[i], 1.0, 3e-16);
    walras_order_uniform_distances(&stream, entity, 4, INT64_C(1) << 52, 5, distance);
    walras_fill_uniform_draws(&stream, entity, 4, 5, draws);
    CU_ASSERT(fabs(distance[0] / (-log(draws[0]) * 0x1p-52) - 1.0) < 1e-14);
  }
}

static void shorter_requests_are_prefixes_and_leave_the_rest_alone(void) {
  const walras_stream stream = test_stream(8);
  double all[40], some[41];
  walras_order_uniform_largest(&stream, 1, 0, 1000, 40, all);
  for (int64_t kept = 0; kept <= 40; kept++) {
    for (int i = 0; i <= 40; i++)
      some[i] = -1.0;
    walras_order_uniform_largest(&stream, 1, 0, 1000, kept, some);
    CU_ASSERT_EQUAL(memcmp(all, some, (size_t)kept * sizeof *all), 0);
    CU_ASSERT(some[kept] == -1.0);
  }
}

WALRAS_UNIT_TESTS(UNIT(values_descend_inside_the_unit_interval), UNIT(means_and_variances_are_those_of_the_beta_law),
                  UNIT(the_third_largest_of_twenty_passes_kolmogorov), UNIT(a_whole_sample_is_uniform),
                  UNIT(distances_are_the_complement_and_keep_their_digits),
                  UNIT(shorter_requests_are_prefixes_and_leave_the_rest_alone))
