#include "engine/sequential.h"

#include <math.h>

#include "numerics/statistics/summary.h"
#include "unit.h"

enum { POINTS_MOST = 8, MAXIMUM = 64 };

/* ---- a run that records what is released at once, in order ---- */

typedef double (*value_function)(int64_t point, int64_t replication);

/* Plus and minus 1 in turn: of n of them, n even, the mean is 0 and the half-width t / sqrt(n - 1), with the quantile t of n - 1 degrees. */
static double alternating(int64_t point, int64_t replication) {
  (void)point;
  return replication % 2 == 0 ? 1.0 : -1.0;
}

static walras_sequential *create(const walras_sequential_rule *rule, int64_t points) {
  walras_sequential *s = NULL;
  CU_ASSERT_EQUAL_FATAL(walras_sequential_create(rule, points, &s, NULL), WALRAS_OK);
  return s;
}

/* Until every point has stopped; counts [points] of their replications. Returns how many were too wide still. */
static int64_t run(const walras_sequential_rule *rule, int64_t points, value_function value, int64_t *counts) {
  walras_sequential *s = create(rule, points);
  walras_sequential_change change;
  while (walras_sequential_next(s, &change)) {
    for (int64_t r = change.first; r < change.first + change.count; r++)
      CU_ASSERT(walras_sequential_record(s, change.point, r, value(change.point, r)));
    if (change.count == 0)
      CU_ASSERT_EQUAL(change.first, walras_sequential_released(s, change.point));
  }
  for (int64_t point = 0; point < points; point++) {
    CU_ASSERT(walras_sequential_stopped(s, point));
    counts[point] = walras_sequential_released(s, point);
  }
  CU_ASSERT_EQUAL(walras_sequential_running(s), 0);
  const int64_t too_wide = walras_sequential_short(s);
  walras_sequential_destroy(s);
  return too_wide;
}

static int64_t run_one(const walras_sequential_rule *rule, value_function value) {
  int64_t count = 0;
  run(rule, 1, value, &count);
  return count;
}

static const walras_sequential_rule plain = {
    .initial = 16, .step = 16, .maximum = MAXIMUM, .half_width = 0.5, .confidence = 0.95, .baseline = -1};

/* ---- closed forms ---- */

/* Quantiles of t at 0.975 from tables: 2.131450 (15 degrees), 2.039513 (31), 2.011741 (47). */
static void a_point_stops_at_the_first_wave_whose_interval_is_narrow_enough(void) {
  const double widths[] = {2.131450 / sqrt(15.0), 2.039513 / sqrt(31.0), 2.011741 / sqrt(47.0)};
  for (int wave = 0; wave < 3; wave++) {
    walras_sequential_rule rule = plain;
    rule.half_width = widths[wave] * (1.0 + 1e-6);
    CU_ASSERT_EQUAL(run_one(&rule, alternating), 16 * (wave + 1));
    rule.half_width = widths[wave] * (1.0 - 1e-6);
    CU_ASSERT_EQUAL(run_one(&rule, alternating), 16 * (wave + 2));
  }
}

/* t at 0.995 with 31 degrees: 2.744042. */
static void more_confidence_takes_more_replications(void) {
  walras_sequential_rule rule = plain;
  rule.half_width = 2.744042 / sqrt(31.0) * (1.0 + 1e-6);
  CU_ASSERT_EQUAL(run_one(&rule, alternating), 32); /* t at 0.975 asks for more than 16, too */
  rule.confidence = 0.99;
  CU_ASSERT_EQUAL(run_one(&rule, alternating), 32);
  rule.half_width = 2.744042 / sqrt(31.0) * (1.0 - 1e-6);
  rule.confidence = 0.95;
  CU_ASSERT_EQUAL(run_one(&rule, alternating), 32);
  rule.confidence = 0.99;
  CU_ASSERT_EQUAL(run_one(&rule, alternating), 48);
}

static double around_ten(int64_t point, int64_t replication) {
  return (point == 0 ? 10.0 : -10.0) + alternating(point, replication);
}

static void a_relative_width_is_that_over_the_means_absolute_value(void) {
  walras_sequential_rule rule = plain;
  int64_t counts[2];
  rule.relative = true;
  rule.half_width = 0.1 * 2.039513 / sqrt(31.0) * (1.0 + 1e-6);
  CU_ASSERT_EQUAL(run(&rule, 2, around_ten, counts), 0);
  CU_ASSERT(counts[0] == 32 && counts[1] == 32);
  CU_ASSERT_EQUAL(run(&rule, 2, alternating, counts), 2); /* a mean of 0 is never known well enough */
  CU_ASSERT(counts[0] == MAXIMUM && counts[1] == MAXIMUM);
}

static double constant(int64_t point, int64_t replication) {
  (void)replication;
  return 0.1 * (double)point;
}

static void constants_need_the_first_wave_alone(void) {
  int64_t counts[3];
  walras_sequential_rule rule = plain;
  CU_ASSERT_EQUAL(run(&rule, 3, constant, counts), 0);
  rule.relative = true;
  CU_ASSERT(counts[0] == 16 && counts[1] == 16 && counts[2] == 16);
  CU_ASSERT_EQUAL(run(&rule, 3, constant, counts), 0); /* also one that is 0 */
  CU_ASSERT(counts[0] == 16 && counts[1] == 16 && counts[2] == 16);
}

static void the_last_wave_ends_at_the_maximum(void) {
  walras_sequential_rule rule = {.initial = 10, .step = 7, .maximum = 26, .half_width = 1e-9, .confidence = 0.9, .baseline = -1};
  walras_sequential *s = create(&rule, 1);
  static const walras_sequential_change expected[] = {{0, 0, 10}, {0, 10, 7}, {0, 17, 7}, {0, 24, 2}, {0, 26, 0}};
  for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
    walras_sequential_change change = {-1, -1, -1};
    CU_ASSERT(walras_sequential_next(s, &change));
    CU_ASSERT_EQUAL(memcmp(&change, &expected[i], sizeof change), 0);
    for (int64_t r = change.first; r < change.first + change.count; r++)
      CU_ASSERT(walras_sequential_record(s, 0, r, alternating(0, r)));
  }
  CU_ASSERT(!walras_sequential_next(s, &(walras_sequential_change){0}) && walras_sequential_short(s) == 1);
  walras_sequential_destroy(s);
}

/* ---- trials without a value ---- */

static double every_fourth(int64_t point, int64_t replication) {
  return replication % 4 < 2 ? (double)NAN : alternating(point, replication);
}

/* Half of them: of 32 replications, 16 count. */
static void trials_without_a_value_are_left_out_of_the_interval(void) {
  walras_sequential_rule rule = plain;
  rule.half_width = 2.131450 / sqrt(15.0) * (1.0 + 1e-6);
  CU_ASSERT_EQUAL(run_one(&rule, every_fourth), 32);
}

static double nothing(int64_t point, int64_t replication) {
  (void)point;
  (void)replication;
  return (double)NAN;
}

static double one_value(int64_t point, int64_t replication) {
  (void)point;
  return replication == 5 ? 1.0 : (double)NAN;
}

static void a_point_with_fewer_than_two_values_goes_on_to_the_maximum(void) {
  CU_ASSERT_EQUAL(run_one(&plain, nothing), MAXIMUM);
  CU_ASSERT_EQUAL(run_one(&plain, one_value), MAXIMUM);
}

/* ---- the baseline ---- */

/* A large common part, which the pairs cancel, and a small one of the point's own. */
static double with_common_part(int64_t point, int64_t replication) {
  return 1000.0 * alternating(0, replication) + (double)point * alternating(0, replication / 2);
}

static void with_a_baseline_the_paired_difference_decides_and_the_baseline_runs_as_far_as_the_farthest(void) {
  walras_sequential_rule rule = plain;
  int64_t counts[4];
  rule.half_width = 2.131450 / sqrt(15.0) * (1.0 + 1e-6);
  CU_ASSERT_EQUAL(run(&rule, 4, with_common_part, counts), 4);
  CU_ASSERT_EQUAL(counts[1], MAXIMUM); /* unpaired, nobody comes near it */
  rule.baseline = 2;
  CU_ASSERT_EQUAL(run(&rule, 4, with_common_part, counts), 0);
  /* The differences are 2, 1 and 1 times alternating pairs; twice t / sqrt(n - 1) is small enough with 64 of them, not with 48. */
  CU_ASSERT(counts[0] == MAXIMUM && counts[1] == 16 && counts[2] == MAXIMUM && counts[3] == 16);
  rule.half_width *= 2.0;
  CU_ASSERT_EQUAL(run(&rule, 4, with_common_part, counts), 0);
  CU_ASSERT(counts[0] == 16 && counts[1] == 16 && counts[2] == 16 && counts[3] == 16);
}

static double holes_on_both_sides(int64_t point, int64_t replication) {
  return replication % 4 == point ? (double)NAN : (double)point * alternating(0, replication / 4);
}

static void a_pair_needs_both_values(void) {
  walras_sequential_rule rule = plain;
  int64_t counts[2];
  rule.initial = rule.step = 8;
  rule.baseline = 0;
  /* Of eight replications four are pairs, 1 1 -1 -1: the half-width is 3.182446 / sqrt(3) with three degrees. */
  rule.half_width = 3.182446 / sqrt(3.0) * (1.0 + 1e-6);
  run(&rule, 2, holes_on_both_sides, counts);
  CU_ASSERT_EQUAL(counts[1], 8);
  rule.half_width = 3.182446 / sqrt(3.0) * (1.0 - 1e-6);
  run(&rule, 2, holes_on_both_sides, counts);
  CU_ASSERT(counts[1] == 16 && counts[0] == 16);
}

static void nothing_follows_from_a_points_wave_before_the_baselines_is_complete(void) {
  walras_sequential_rule rule = {.initial = 2, .step = 2, .maximum = 8, .half_width = 1e-9, .confidence = 0.9, .baseline = 0};
  walras_sequential *s = create(&rule, 2);
  walras_sequential_change change;
  CU_ASSERT(walras_sequential_next(s, &change) && walras_sequential_next(s, &change) && !walras_sequential_next(s, &change));
  CU_ASSERT(walras_sequential_record(s, 1, 0, 1.0) && walras_sequential_record(s, 1, 1, 3.0));
  CU_ASSERT(walras_sequential_record(s, 0, 1, 0.0));
  CU_ASSERT_FALSE(walras_sequential_next(s, &change));
  CU_ASSERT(walras_sequential_record(s, 0, 0, 0.0));
  CU_ASSERT(walras_sequential_next(s, &change) && change.point == 1 && change.first == 2 && change.count == 2);
  CU_ASSERT(walras_sequential_next(s, &change) && change.point == 0 && change.first == 2 && change.count == 2);
  CU_ASSERT_FALSE(walras_sequential_next(s, &change));
  walras_sequential_destroy(s);
}

/* ---- whatever the order ---- */

static void trials_outside_the_current_wave_are_refused(void) {
  walras_sequential *s = create(&plain, 1);
  walras_sequential_change change;
  CU_ASSERT(walras_sequential_next(s, &change));
  CU_ASSERT_FALSE(walras_sequential_record(s, 0, 16, 1.0));
  for (int64_t r = 0; r < 16; r++)
    CU_ASSERT(walras_sequential_record(s, 0, r, alternating(0, r)));
  CU_ASSERT_FALSE(walras_sequential_record(s, 0, 3, 1.0));
  CU_ASSERT(walras_sequential_next(s, &change) && change.first == 16); /* a half-width of 0.55 asks for the next wave */
  CU_ASSERT(walras_sequential_record(s, 0, 16, 1.0));
  for (int64_t r = 17; r < 32; r++)
    CU_ASSERT(walras_sequential_record(s, 0, r, alternating(0, r)));
  CU_ASSERT(walras_sequential_stopped(s, 0));
  CU_ASSERT_FALSE(walras_sequential_record(s, 0, 31, 1.0));
  CU_ASSERT_FALSE(walras_sequential_record(s, 0, 32, 1.0));
  walras_sequential_destroy(s);
}

/* SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014). */
static uint64_t next_word(uint64_t *state) {
  uint64_t x = *state += UINT64_C(0x9E3779B97F4A7C15);
  x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
  return x ^ x >> 31;
}

static int64_t below(uint64_t *state, int64_t bound) {
  return (int64_t)(next_word(state) % (uint64_t)bound);
}

/* Uneven spreads, some values missing, a common part. */
static void draw_values(uint64_t *state, double values[POINTS_MOST][MAXIMUM]) {
  for (int64_t r = 0; r < MAXIMUM; r++) {
    const double common = (double)below(state, 1000);
    for (int64_t p = 0; p < POINTS_MOST; p++)
      values[p][r] = below(state, 20) == 0 ? (double)NAN : common + (double)((p + 1) * below(state, 300)) / 100.0;
  }
}

/* The rule as its description reads: replications of a point, from all its values. */
static int64_t count_of(const walras_sequential_rule *rule, const double *values, const double *baseline) {
  double kept[MAXIMUM];
  for (int64_t n = rule->initial;; n = n + rule->step < rule->maximum ? n + rule->step : rule->maximum) {
    for (int64_t r = 0; r < n; r++)
      kept[r] = baseline != NULL ? values[r] - baseline[r] : values[r];
    const walras_summary summary = walras_summarise(kept, n);
    const double half_width = walras_summary_half_width(&summary, rule->confidence);
    if (half_width <= (rule->relative ? rule->half_width * fabs(summary.mean) : rule->half_width) || n == rule->maximum)
      return n;
  }
}

/* Records what is released in an order drawn from `state`. */
static void run_shuffled(walras_sequential *s, double values[POINTS_MOST][MAXIMUM], uint64_t *state) {
  static struct { int64_t point, replication; } open[POINTS_MOST * MAXIMUM];
  int64_t count = 0;
  walras_sequential_change change;
  do {
    while (below(state, 3) > 0 && walras_sequential_next(s, &change)) {
      for (int64_t r = change.first; r < change.first + change.count; r++) {
        open[count].point = change.point;
        open[count++].replication = r;
      }
    }
    if (count > 0) {
      const int64_t at = below(state, count);
      CU_ASSERT(walras_sequential_record(s, open[at].point, open[at].replication, values[open[at].point][open[at].replication]));
      open[at] = open[--count];
    }
  } while (count > 0 || walras_sequential_running(s) > 0);
}

static void the_count_is_the_same_for_every_order_of_recording(void) {
  uint64_t state = 2024;
  int64_t stopped_early = 0, stopped_late = 0;
  for (int experiment = 0; experiment < 400; experiment++) {
    double values[POINTS_MOST][MAXIMUM];
    walras_sequential_rule rule = {.initial = 2 + below(&state, 12),
                                   .step = 1 + below(&state, 12),
                                   .relative = experiment % 4 == 3,
                                   .confidence = 0.8 + 0.01 * (double)below(&state, 20)};
    const int64_t points = 2 + below(&state, POINTS_MOST - 1);
    rule.maximum = rule.initial + below(&state, MAXIMUM - rule.initial + 1);
    rule.baseline = experiment % 2 == 0 ? -1 : below(&state, points);
    rule.half_width = rule.relative ? 0.01 * (double)(1 + below(&state, 30)) : 0.1 * (double)(1 + below(&state, 30));
    if (rule.baseline < 0 && !rule.relative)
      rule.half_width *= 100.0;
    draw_values(&state, values);
    walras_sequential *s = create(&rule, points);
    run_shuffled(s, values, &state);
    int64_t farthest = 0;
    for (int64_t p = 0; p < points; p++) {
      if (p == rule.baseline)
        continue;
      const int64_t expected = count_of(&rule, values[p], rule.baseline >= 0 ? values[rule.baseline] : NULL);
      CU_ASSERT_EQUAL(walras_sequential_released(s, p), expected);
      farthest = expected > farthest ? expected : farthest;
      stopped_early += expected < rule.maximum;
      stopped_late += expected > rule.initial;
    }
    CU_ASSERT(rule.baseline < 0 || walras_sequential_released(s, rule.baseline) == farthest);
    walras_sequential_destroy(s);
  }
  CU_ASSERT(stopped_early > 400 && stopped_late > 400); /* both happen all the time */
}

WALRAS_UNIT_TESTS(UNIT(a_point_stops_at_the_first_wave_whose_interval_is_narrow_enough),
                  UNIT(more_confidence_takes_more_replications), UNIT(a_relative_width_is_that_over_the_means_absolute_value),
                  UNIT(constants_need_the_first_wave_alone), UNIT(the_last_wave_ends_at_the_maximum),
                  UNIT(trials_without_a_value_are_left_out_of_the_interval),
                  UNIT(a_point_with_fewer_than_two_values_goes_on_to_the_maximum),
                  UNIT(with_a_baseline_the_paired_difference_decides_and_the_baseline_runs_as_far_as_the_farthest),
                  UNIT(a_pair_needs_both_values), UNIT(nothing_follows_from_a_points_wave_before_the_baselines_is_complete),
                  UNIT(trials_outside_the_current_wave_are_refused), UNIT(the_count_is_the_same_for_every_order_of_recording))
