#include "engine/simulation/trial_times.h"

#include <math.h>

#include "unit.h"

static const double ONE[1] = {2.0}, THREE[3] = {1.0, 2.0, 6.0};

static walras_trial_times times_of(const double *values, int64_t count, int64_t trials, walras_noise noise, double variation) {
  walras_trial_times times;
  const walras_trial_times_input input = {
      .values = values, .value_count = count, .trials = trials, .noise = noise, .variation = variation, .seed = 7};
  CU_ASSERT_EQUAL_FATAL(walras_trial_times_open(&times, &input, NULL), WALRAS_OK);
  return times;
}

static void trials_share_the_values_evenly_in_their_order(void) {
  walras_trial_times times = times_of(THREE, 3, 6, WALRAS_NOISE_NONE, 0.0);
  static const double expected[6] = {1.0, 1.0, 2.0, 2.0, 6.0, 6.0};
  for (int64_t trial = 0; trial < 6; trial++)
    CU_ASSERT_EQUAL(walras_trial_times_of(&times, trial), expected[trial]);
  CU_ASSERT_EQUAL(walras_trial_times_sum(&times, 1, 4), 11.0);
  CU_ASSERT_EQUAL(times.mean, 3.0);
  walras_trial_times_close(&times);
}

/* Of 30,000 trials, the 20,000 in the middle: half of the first value's, all of the second's and half of the third's. */
static void sums_of_many_trials_equal_those_of_the_single_ones(void) {
  walras_trial_times times = times_of(THREE, 3, 30000, WALRAS_NOISE_NONE, 0.0);
  CU_ASSERT_DOUBLE_EQUAL(walras_trial_times_sum(&times, 5000, 20000), 5000 * 1.0 + 10000 * 2.0 + 5000 * 6.0, 1e-6);
  CU_ASSERT_DOUBLE_EQUAL(walras_trial_times_sum(&times, 0, 30000), 90000.0, 1e-6);
  walras_trial_times_close(&times);
}

/* Mean and coefficient of variation of 10^6 trials. The mean is off by five standard errors once in 10^6 seeds, and the seed is fixed; the
 * lognormal's fourth moment makes its variation the least certain: 3% are four of its standard errors (kurtosis 110). */
static void noise_has_mean_one_and_the_variation_that_was_asked_for(void) {
  enum { TRIALS = 1000000 };
  static const struct {
    walras_noise noise;
    double variation;
  } cases[] = {{WALRAS_NOISE_EXPONENTIAL, 1.0}, {WALRAS_NOISE_LOGNORMAL, 0.3}, {WALRAS_NOISE_LOGNORMAL, 1.0}};
  for (int i = 0; i < 3; i++) {
    walras_trial_times times = times_of(ONE, 1, TRIALS, cases[i].noise, cases[i].variation);
    double sum = 0.0, squares = 0.0;
    for (int64_t trial = 0; trial < TRIALS; trial++) {
      const double seconds = walras_trial_times_of(&times, trial);
      sum += seconds;
      squares += seconds * seconds;
    }
    const double mean = sum / TRIALS, deviation = sqrt(squares / TRIALS - mean * mean);
    CU_ASSERT_DOUBLE_EQUAL(mean, 2.0, 5.0 * 2.0 * cases[i].variation / sqrt(TRIALS));
    CU_ASSERT_DOUBLE_EQUAL(deviation / mean, cases[i].variation, 0.03 * cases[i].variation);
    walras_trial_times_close(&times);
  }
}

/* Sums of 10,000 trials drawn at once: 400 of them have the mean and the spread of sums of independent trials. The bounds are five standard
 * errors of each (once in 10^6 seeds; the seed is fixed). */
static void sums_drawn_at_once_spread_like_sums_of_single_trials(void) {
  enum { SUMS = 400, EACH = 10000 };
  walras_trial_times times = times_of(ONE, 1, SUMS * EACH, WALRAS_NOISE_LOGNORMAL, 1.5);
  double sum = 0.0, squares = 0.0;
  for (int64_t i = 0; i < SUMS; i++) {
    const double deviation = walras_trial_times_sum(&times, i * EACH, EACH) / (2.0 * EACH) - 1.0;
    sum += deviation;
    squares += deviation * deviation;
  }
  const double spread = 1.5 / sqrt(EACH);
  CU_ASSERT_DOUBLE_EQUAL(sum / SUMS, 0.0, 5.0 * spread / sqrt(SUMS));
  CU_ASSERT_DOUBLE_EQUAL(sqrt(squares / SUMS), spread, 5.0 * spread / sqrt(2.0 * SUMS));
  walras_trial_times_close(&times);
}

WALRAS_UNIT_TESTS(UNIT(trials_share_the_values_evenly_in_their_order), UNIT(sums_of_many_trials_equal_those_of_the_single_ones),
                  UNIT(noise_has_mean_one_and_the_variation_that_was_asked_for),
                  UNIT(sums_drawn_at_once_spread_like_sums_of_single_trials))
