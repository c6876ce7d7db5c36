#include "numerics/statistics/morris_effects.h"

#include "coverage.h"
#include "numerics/designs/design_key.h"
#include "numerics/designs/morris_trajectory.h"

enum { FACTORS = 3, MOST_TRAJECTORIES = 400, MOST_REPLICATIONS = 4, LEVELS = 4 };

typedef double (*output)(const double *x, int64_t r, int64_t point);

typedef struct study {
  double values[MOST_TRAJECTORIES * (FACTORS + 1) * MOST_REPLICATIONS];
  int64_t moves[MOST_TRAJECTORIES * FACTORS], trajectories, replications;
} study;

static double normal(int64_t entity, int64_t draw) {
  static const uint32_t key[2] = {99, 1001};
  const walras_stream stream = walras_stream_make(key, 1, 0);
  return walras_normal(&stream, (uint64_t)entity, (uint32_t)draw);
}

static void run(study *s, output f, uint64_t seed, int64_t trajectories, int64_t replications) {
  uint32_t key[2];
  walras_design_key(seed, key);
  s->trajectories = trajectories;
  s->replications = replications;
  for (int64_t t = 0; t < trajectories; t++) {
    double points[FACTORS + 1][FACTORS];
    walras_morris_trajectory(key, t, FACTORS, LEVELS, &points[0][0], s->moves + t * FACTORS);
    for (int64_t i = 0; i <= FACTORS; i++)
      for (int64_t r = 0; r < replications; r++) {
        const int64_t point = t * (FACTORS + 1) + i;
        s->values[point * replications + r] = f(points[i], (int64_t)seed * 10 + r, (int64_t)seed * 10000 + point);
      }
  }
}

static void analyse(const study *s, walras_morris_effect effects[FACTORS]) {
  const walras_morris_input input = {.values = s->values,
                                     .moves = s->moves,
                                     .trajectories = s->trajectories,
                                     .factors = FACTORS,
                                     .replications = s->replications,
                                     .step = walras_morris_step(LEVELS),
                                     .confidence = 0.95};
  walras_error error = {0};
  CU_ASSERT_EQUAL_FATAL(walras_morris_effects_find(&input, effects, &error), WALRAS_OK);
}

static double linear(const double *x, int64_t r, int64_t point) {
  (void)r;
  (void)point;
  return 7 - 3 * x[0] + 0.5 * x[1];
}

static void a_linear_output_has_its_coefficients_and_no_spread(void) {
  static const double coefficients[FACTORS] = {-3, 0.5, 0};
  static study s;
  walras_morris_effect effects[FACTORS];
  run(&s, linear, 1, 10, 1);
  analyse(&s, effects);
  for (int i = 0; i < FACTORS; i++) {
    CU_ASSERT_DOUBLE_EQUAL(effects[i].mu.value, coefficients[i], 1e-13);
    CU_ASSERT_DOUBLE_EQUAL(effects[i].mu_star.value, fabs(coefficients[i]), 1e-13);
    CU_ASSERT_DOUBLE_EQUAL(effects[i].sigma.value, 0, 1e-13);
    CU_ASSERT_DOUBLE_EQUAL(effects[i].mu.interval.high - effects[i].mu.interval.low, 0, 1e-13);
    CU_ASSERT(effects[i].trajectories == 10 && effects[i].replications == 1 && isnan(effects[i].noise));
  }
}

/* A draw that moves all points alike falls out of every difference. */
static double linear_with_common_noise(const double *x, int64_t r, int64_t point) {
  return linear(x, r, point) + 100 * normal(r, 0);
}

static void noise_that_all_points_share_falls_out(void) {
  static study s;
  walras_morris_effect effects[FACTORS];
  run(&s, linear_with_common_noise, 2, 10, 4);
  analyse(&s, effects);
  CU_ASSERT_DOUBLE_EQUAL(effects[0].mu.value, -3, 1e-11);
  CU_ASSERT_DOUBLE_EQUAL(effects[0].sigma.value, 0, 1e-6);
  CU_ASSERT_DOUBLE_EQUAL(effects[0].noise, 0, 1e-11);
}

/* x1 x2: the effect of either is the other's level, which is uniform on 0, 1/3, 2/3, 1: mean 1/2, variance 5/36. (x3 - 1/2)^2: -1/3 between 0 and 2/3,
 * 1/3 between 1/3 and 1, equally often. */
static double curved(const double *x, int64_t r, int64_t point) {
  (void)r;
  (void)point;
  return x[0] * x[1] + (x[2] - 0.5) * (x[2] - 0.5);
}
static double curved_with_own_noise(const double *x, int64_t r, int64_t point) {
  return curved(x, r, point) + 0.5 * normal(point, 1 + r % 10);
}

/* Of 400 trajectories: mu has standard error sqrt(5/36/400) = 0.019 and 1/60, and sigma^2 0.0069 at most; bounds of 5 of them. */
static void interactions_and_curves_have_their_moments(void) {
  static study s;
  walras_morris_effect effects[FACTORS];
  run(&s, curved, 3, 400, 1);
  analyse(&s, effects);
  for (int i = 0; i < 2; i++) {
    CU_ASSERT_DOUBLE_EQUAL(effects[i].mu.value, 0.5, 5 * 0.019);
    CU_ASSERT_DOUBLE_EQUAL(effects[i].mu_star.value, effects[i].mu.value, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(effects[i].sigma.value * effects[i].sigma.value, 5.0 / 36, 5 * 0.0069);
  }
  CU_ASSERT_DOUBLE_EQUAL(effects[2].mu.value, 0, 5.0 / 60);
  CU_ASSERT_DOUBLE_EQUAL(effects[2].mu_star.value, 1.0 / 3, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(effects[2].sigma.value, 1.0 / 3, 1e-3);
}

/* An effect's noise in one replication is 0.5 sqrt(2) 3/2 = 1.06, three times the spread by x2. Mean of sigma^2 over 200 seeds of 20 trajectories: its
 * standard error is found from the seeds, the bound is 5 of them. With one replication sigma^2 has all of the noise. */
static void independent_noise_is_taken_out_of_sigma(void) {
  enum { SEEDS = 200 };
  static study s;
  double sum = 0, squares = 0, noise = 0, alone = 0;
  walras_morris_effect effects[FACTORS];
  for (uint64_t seed = 0; seed < SEEDS; seed++) {
    run(&s, curved_with_own_noise, seed, 20, 4);
    analyse(&s, effects);
    /* sigma is cut at 0: its square is biased up by what is cut off, so that the mean is taken of a factor whose spread is well above the noise */
    sum += effects[2].sigma.value * effects[2].sigma.value / SEEDS;
    squares += pow(effects[2].sigma.value, 4) / SEEDS;
    noise += effects[0].noise * effects[0].noise / SEEDS;
    run(&s, curved_with_own_noise, seed, 20, 1);
    analyse(&s, effects);
    alone += effects[2].sigma.value * effects[2].sigma.value / SEEDS;
  }
  const double error = sqrt((squares - sum * sum) / SEEDS);
  CU_ASSERT_DOUBLE_EQUAL(sum, 1.0 / 9, 5 * error);
  CU_ASSERT_DOUBLE_EQUAL(noise, 1.125 / 4, 0.01);
  CU_ASSERT_DOUBLE_EQUAL(alone, 1.0 / 9 + 1.125, 0.1);
}

static void moves_without_their_values_are_left_out(void) {
  static study s;
  walras_morris_effect effects[FACTORS];
  run(&s, linear_with_common_noise, 4, 5, 2);
  for (int i = 0; i < (FACTORS + 1) * 2; i++)
    s.values[i] = NAN;               /* trajectory 0 */
  s.values[(FACTORS + 1) * 2] = NAN; /* one replication of the first point of trajectory 1: its first factor has one left */
  analyse(&s, effects);
  for (int i = 0; i < FACTORS; i++)
    CU_ASSERT_EQUAL(effects[i].trajectories, llabs(s.moves[FACTORS]) - 1 == i ? 3 : 4);
  for (int i = 0; i < 5 * (FACTORS + 1) * 2; i++)
    s.values[i] = NAN;
  analyse(&s, effects);
  CU_ASSERT(effects[0].trajectories == 0 && isnan(effects[0].mu.value) && isnan(effects[0].sigma.interval.low));
}

/* Percentiles of so few trajectories are known to be short: 20 cover mu less often than they say. */
static void intervals_cover_the_mean_effect(void) {
  enum { SEEDS = 400 };
  static study s;
  int64_t covered = 0;
  for (uint64_t seed = 0; seed < SEEDS; seed++) {
    walras_morris_effect effects[FACTORS];
    run(&s, curved, seed, 20, 1);
    analyse(&s, effects);
    covered += coverage_holds(effects[0].mu.interval, 0.5);
  }
  printf(" (%.3f) ", (double)covered / SEEDS);
  coverage_lies_between(covered, SEEDS, 0.90, 0.96);
}

WALRAS_UNIT_TESTS(UNIT(a_linear_output_has_its_coefficients_and_no_spread), UNIT(noise_that_all_points_share_falls_out),
                  UNIT(interactions_and_curves_have_their_moments), UNIT(independent_noise_is_taken_out_of_sigma),
                  UNIT(moves_without_their_values_are_left_out), UNIT(intervals_cover_the_mean_effect))
