#include "experiment/evaluation/contrast.h"

#include "bench.h"
#include "numerics/statistics/student.h"
#include "unit/numerics/statistics/coverage.h"

enum { POINTS = 3, REPLICATIONS = 6 };

/* A sample over memory of the test's own. */
typedef struct made_sample {
  double values[POINTS * REPLICATIONS], means[POINTS];
  int64_t points[POINTS], counts[POINTS];
  claim_sample sample;
} made_sample;

static claim_sample *make(made_sample *m) {
  m->sample = (claim_sample){m->points, POINTS, REPLICATIONS, m->values, m->means, m->counts, 0};
  claim_sample_summarise(&m->sample);
  return &m->sample;
}

static t_measure contrast(bool independent, const claim_sample *sample, const double *weights) {
  const walras_experiment x = {.independent = independent};
  const evaluator e = {.experiment = &x};
  t_measure measure;
  CU_ASSERT(claim_contrast(&e, sample, weights, &measure));
  return measure;
}

/* Welch's own rule for two means, as in textbooks: 27 values of mean 20.82 and deviation 2.804 against 27 of 22.98 and 1.953 give 46.4 degrees. */
static void welchs_degrees_match_a_worked_example(void) {
  const t_measure a = {20.82, 2.804 / sqrt(27), 26, 27}, b = {22.98, 1.953 / sqrt(27), 26, 27};
  const t_measure d = claim_welch(&a, &b, -1.0);
  CU_ASSERT(fabs(d.degrees - 46.4) < 0.05 && near(d.estimate, -2.16) &&
            near(d.error, sqrt((2.804 * 2.804 + 1.953 * 1.953) / 27)));
}

/* Shared numbers: the contrast of each replication's values is one draw, so its error is that of a plain mean of six. */
static void shared_points_are_seen_replication_by_replication(void) {
  made_sample m = {0};
  const double weights[POINTS] = {1.0, -2.0, 0.5};
  double d[REPLICATIONS], mean = 0.0, squares = 0.0;
  for (int64_t k = 0; k < REPLICATIONS; k++) {
    d[k] = 0.0;
    for (int64_t p = 0; p < POINTS; p++) {
      m.values[p * REPLICATIONS + k] = coverage_normal(p, k) + 3.0 * coverage_normal(9, k);
      d[k] += weights[p] * m.values[p * REPLICATIONS + k];
    }
    mean += d[k] / REPLICATIONS;
  }
  for (int64_t k = 0; k < REPLICATIONS; k++)
    squares += (d[k] - mean) * (d[k] - mean);
  const t_measure c = contrast(false, make(&m), weights);
  CU_ASSERT(near(c.estimate, mean) && near(c.error, sqrt(squares / 5.0 / 6.0)) && c.degrees == 5.0 && c.replications == 6.0);
}

/* Independent points: variances add up, with Satterthwaite's degrees of freedom. */
static void independent_points_add_their_variances(void) {
  made_sample m = {0};
  const double weights[POINTS] = {1.0, -2.0, 0.5};
  double variance = 0.0, quartics = 0.0;
  for (int64_t p = 0; p < POINTS; p++) {
    double own = 0.0;
    for (int64_t k = 0; k < REPLICATIONS; k++)
      m.values[p * REPLICATIONS + k] = (double)((k * k + p * k) % 7);
    (void)make(&m);
    for (int64_t k = 0; k < REPLICATIONS; k++)
      own += pow(m.values[p * REPLICATIONS + k] - m.means[p], 2) / 5.0 / 6.0 * weights[p] * weights[p];
    variance += own;
    quartics += own * own / 5.0;
  }
  const t_measure c = contrast(true, make(&m), weights);
  CU_ASSERT(near(c.error, sqrt(variance)) && near(c.degrees, variance * variance / quartics));
}

static void missing_values_leave_their_point_with_fewer(void) {
  made_sample m = {0};
  const double weights[POINTS] = {1.0, 1.0, 1.0};
  for (int i = 0; i < POINTS * REPLICATIONS; i++)
    m.values[i] = i < REPLICATIONS ? (double)NAN : (double)i;
  m.values[REPLICATIONS] = NAN;
  const t_measure c = contrast(false, make(&m), weights);
  CU_ASSERT(c.degrees == 4.0 && c.replications == 5.0 && near(c.estimate, 9.0 + 14.5));
  for (int i = REPLICATIONS; i < 2 * REPLICATIONS - 1; i++)
    m.values[i] = NAN;
  const t_measure one = contrast(false, make(&m), weights);
  CU_ASSERT(isnan(one.error) && near(one.estimate, 11.0 + 14.5));
}

/* Half of the noise is shared. The average of three points is covered by the rule for its numbers, and not by the other one. */
static void averages_are_covered_whether_points_share_numbers_or_not(void) {
  enum { SAMPLES = 20000 };
  const double weights[POINTS] = {1.0 / 3, 1.0 / 3, 1.0 / 3};
  int64_t covered[2][2] = {{0}};
  for (int64_t sample = 0; sample < SAMPLES; sample++)
    for (int shared = 0; shared < 2; shared++) {
      made_sample m = {0};
      for (int64_t i = 0; i < POINTS * REPLICATIONS; i++)
        m.values[i] = coverage_normal(sample, i) + coverage_normal(sample, 100 + (shared ? i % REPLICATIONS : i));
      (void)make(&m);
      for (int rule = 0; rule < 2; rule++) {
        const t_measure c = contrast(rule == 0, &m.sample, weights);
        covered[shared][rule] += fabs(c.estimate) <= walras_student_quantile(0.975, c.degrees) * c.error;
      }
    }
  coverage_is(covered[1][1], SAMPLES, 0.95);                  /* shared, replications as units: exact */
  coverage_lies_between(covered[0][0], SAMPLES, 0.945, 0.96); /* independent, Satterthwaite: approximate */
  coverage_lies_between(covered[1][0], SAMPLES, 0.70, 0.90);  /* shared numbers taken for independent ones */
}

WALRAS_UNIT_TESTS(UNIT(welchs_degrees_match_a_worked_example), UNIT(shared_points_are_seen_replication_by_replication),
                  UNIT(independent_points_add_their_variances), UNIT(missing_values_leave_their_point_with_fewer),
                  UNIT(averages_are_covered_whether_points_share_numbers_or_not))
