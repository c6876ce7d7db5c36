#include "experiment/evaluation/measures.h"

#include "numerics/statistics/quantile.h"
#include "numerics/statistics/student.h"
#include "numerics/statistics/summary.h"
#include "unit/numerics/statistics/coverage.h"

/* p is 5 % just at the ends of the interval, whatever the measure. */
static void tests_agree_with_the_interval(const measurement *m, double tolerance) {
  const walras_interval w = m->interval(m->data, m->replications);
  CU_ASSERT(w.low < m->estimate && m->estimate < w.high);
  CU_ASSERT_DOUBLE_EQUAL(m->p_value(m->data, w.low), 0.05, tolerance);
  CU_ASSERT_DOUBLE_EQUAL(m->p_value(m->data, w.high), 0.05, tolerance);
  CU_ASSERT(m->p_value(m->data, w.low - 1e-3) < 0.05 && m->p_value(m->data, w.low + 1e-3) > 0.05);
}

/* With four times the replications an interval is half as wide, and narrower still for its degrees of freedom. */
static void more_replications_narrow_it(const measurement *m, double most) {
  const walras_interval now = m->interval(m->data, m->replications), then = m->interval(m->data, 4.0 * m->replications);
  const double ratio = (then.high - then.low) / (now.high - now.low);
  CU_ASSERT(ratio < most && ratio > 0.3);
}

static void every_measure_tests_what_its_interval_says(void) {
  const t_measure t = {2.0, 0.1, 7.0, 8.0};
  const share_measure share = {0.3, 40.0, 20.0};
  const ratio_measure ratio = {{2.0, 5.0, 0.04, 0.001, 0.01, 9.0}, 10.0};
  const correlation_measure correlation = {{0.6, 0.2, 9.0}, 10.0};
  const measurement all[] = {measure_t(&t), measure_share(&share), measure_ratio(&ratio), measure_correlation(&correlation)};
  for (int i = 0; i < 4; i++) {
    tests_agree_with_the_interval(&all[i], 1e-9);
    more_replications_narrow_it(&all[i], 0.56);
  }
  CU_ASSERT_DOUBLE_EQUAL(all[0].interval(&t, 8.0).high, 2.0 + 0.1 * walras_student_quantile(0.975, 7.0), 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(all[0].interval(&t, 32.0).high, 2.0 + 0.05 * walras_student_quantile(0.975, 31.0), 1e-12);
}

/* Of a quantile the test is discrete: where the interval misses a value, p is at most 5 %, and at its ends above. */
static void the_test_of_a_quantile_agrees_with_its_ranks(void) {
  double sorted[60];
  for (int i = 0; i < 60; i++)
    sorted[i] = i;
  for (int q = 1; q < 4; q++) {
    const quantile_measure quantile = {sorted, 60, q / 4.0, 60.0, 60.0};
    const measurement m = measure_quantile(&quantile);
    const walras_interval w = m.interval(m.data, 60.0);
    CU_ASSERT(m.p_value(m.data, w.low - 0.5) <= 0.05 && m.p_value(m.data, w.low + 0.5) > 0.05);
    CU_ASSERT(m.p_value(m.data, w.high + 0.5) <= 0.05 && m.p_value(m.data, w.high - 0.5) > 0.05);
    more_replications_narrow_it(&m, 0.6);
  }
}

/* Values that are worth fewer trials have a wider interval: that of so few, at the same places of the sample. */
static void an_effective_number_of_trials_widens_the_interval(void) {
  double sorted[400];
  for (int i = 0; i < 400; i++)
    sorted[i] = i + 1;
  const quantile_measure all = {sorted, 400, 0.5, 400.0, 100.0}, shared = {sorted, 400, 0.5, 100.9, 100.0};
  const walras_interval narrow = measure_quantile(&all).interval(&all, 100.0),
                        wide = measure_quantile(&shared).interval(&shared, 100.0);
  CU_ASSERT_DOUBLE_EQUAL(wide.low, 1.0 + 39.0 / 99.0 * 399.0, 1e-9); /* ranks 40 and 61 of 100 */
  CU_ASSERT_DOUBLE_EQUAL(wide.high, 1.0 + 60.0 / 99.0 * 399.0, 1e-9);
  CU_ASSERT(narrow.low > 175.0 && narrow.high < 226.0);
}

static void nothing_is_known_without_degrees_or_values(void) {
  const t_measure single = {2.0, NAN, 0.0, 0.0};
  const quantile_measure none = {NULL, 0, 0.5, 0.0, 0.0};
  CU_ASSERT(isnan(measure_t(&single).interval(&single, 0.0).low));
  CU_ASSERT(isnan(measure_quantile(&none).interval(&none, 0.0).low) && isnan(measure_quantile(&none).estimate));
}

/*
 * What more_replications promises: were the truth as estimated, with so many more the claim is decided with even chances, with twice as many nearly
 * always. Normal values, half of a standard deviation from the edge; the estimate moves as replications come.
 */
static void so_many_more_replications_decide_with_even_chances(void) {
  enum { FIRST = 8, SAMPLES = 4000, MOST = 4096 };
  static double values[MOST];
  int64_t asked = 0, decided = 0, decided_by_twice = 0;
  for (int64_t sample = 0; sample < SAMPLES; sample++) {
    for (int64_t i = 0; i < FIRST; i++)
      values[i] = 0.5 + coverage_normal(sample, i);
    walras_summary s = walras_summarise(values, FIRST);
    t_measure t = {s.mean, s.standard_deviation / sqrt(FIRST), FIRST - 1.0, FIRST};
    measurement m = measure_t(&t);
    const finding first = judge(&m, 0.0, INFINITY);
    if (first.verdict != WALRAS_CLAIM_UNDECIDED || first.more < 0 || FIRST + 2 * first.more > MOST)
      continue;
    const int64_t enough = FIRST + first.more, twice = FIRST + 2 * first.more;
    for (int64_t i = FIRST; i < twice; i++) /* from the law that the first ones let expect */
      values[i] = s.mean + s.standard_deviation * coverage_normal(SAMPLES + sample, i);
    asked++;
    for (int64_t n = enough, k = 0; k < 2; n = twice, k++) {
      s = walras_summarise(values, n);
      t = (t_measure){s.mean, s.standard_deviation / sqrt((double)n), (double)n - 1.0, (double)n};
      m = measure_t(&t);
      *(k == 0 ? &decided : &decided_by_twice) += judge(&m, 0.0, INFINITY).verdict != WALRAS_CLAIM_UNDECIDED;
    }
  }
  CU_ASSERT(asked > SAMPLES / 3);
  coverage_lies_between(decided, asked, 0.45, 0.60);
  coverage_lies_between(decided_by_twice, asked, 0.75, 1.0 - 1e-9);
}

WALRAS_UNIT_TESTS(UNIT(every_measure_tests_what_its_interval_says), UNIT(the_test_of_a_quantile_agrees_with_its_ranks),
                  UNIT(an_effective_number_of_trials_widens_the_interval), UNIT(nothing_is_known_without_degrees_or_values),
                  UNIT(so_many_more_replications_decide_with_even_chances))
