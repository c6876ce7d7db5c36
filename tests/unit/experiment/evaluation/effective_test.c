#include "experiment/evaluation/effective.h"

#include "numerics/statistics/proportion.h"
#include "unit/numerics/statistics/coverage.h"

enum { POINTS = 4, REPLICATIONS = 50 };

typedef struct marked_sample {
  double values[POINTS * REPLICATIONS], means[POINTS];
  int64_t points[POINTS], counts[POINTS];
} marked_sample;

static effective_trials effective(marked_sample *m, int64_t points, bool independent) {
  const walras_experiment x = {.independent = independent};
  const evaluator e = {.experiment = &x};
  claim_sample sample = {m->points, points, REPLICATIONS, m->values, m->means, m->counts, 0};
  claim_sample_summarise(&sample);
  effective_trials result;
  CU_ASSERT(claim_effective_trials(&e, &sample, &result));
  return result;
}

static void trials_that_agree_at_all_points_are_worth_those_of_one(void) {
  marked_sample m;
  for (int i = 0; i < POINTS * REPLICATIONS; i++)
    m.values[i] = i % REPLICATIONS < 10;
  CU_ASSERT_DOUBLE_EQUAL(effective(&m, POINTS, false).trials, 50.0, 1e-9);
  CU_ASSERT_EQUAL(effective(&m, POINTS, true).trials, 200.0);
  CU_ASSERT_EQUAL(effective(&m, 1, false).trials, 50.0);
  CU_ASSERT_DOUBLE_EQUAL(effective(&m, POINTS, false).share, 0.2, 1e-15);
}

static void trials_that_all_agree_tell_as_much_as_one_point(void) {
  marked_sample m;
  for (int i = 0; i < POINTS * REPLICATIONS; i++)
    m.values[i] = 1.0;
  CU_ASSERT_EQUAL(effective(&m, POINTS, false).trials, 50.0);
  for (int i = 0; i < POINTS * REPLICATIONS; i++)
    m.values[i] = NAN;
  CU_ASSERT(isnan(effective(&m, POINTS, false).trials));
}

static void trials_are_never_worth_more_than_they_are(void) {
  marked_sample m; /* each replication has the property at half of its points: the share is known without error */
  for (int i = 0; i < POINTS * REPLICATIONS; i++)
    m.values[i] = (i / REPLICATIONS + i) % 2;
  CU_ASSERT_EQUAL(effective(&m, POINTS, false).trials, 200.0);
}

/* What the points share: a replication's uniform number counts at each of them with a chance of a half. */
static void shares_over_points_are_covered(void) {
  enum { SAMPLES = 8000 };
  int64_t covered = 0, taken_for_independent = 0;
  for (int64_t sample = 0; sample < SAMPLES; sample++) {
    marked_sample m;
    for (int64_t i = 0; i < POINTS * REPLICATIONS; i++) {
      const bool shared = coverage_uniform(sample, 1000 + i) < 0.7;
      m.values[i] = coverage_uniform(sample, shared ? i % REPLICATIONS : 100 + i) < 0.3;
    }
    const effective_trials few = effective(&m, POINTS, false), all = effective(&m, POINTS, true);
    covered += coverage_holds(walras_wilson_interval(few.share, few.trials, 0.95), 0.3);
    taken_for_independent += coverage_holds(walras_wilson_interval(all.share, all.trials, 0.95), 0.3);
  }
  coverage_lies_between(covered, SAMPLES, 0.93, 0.965);
  coverage_lies_between(taken_for_independent, SAMPLES, 0.5, 0.88);
}

WALRAS_UNIT_TESTS(UNIT(trials_that_agree_at_all_points_are_worth_those_of_one),
                  UNIT(trials_that_all_agree_tell_as_much_as_one_point), UNIT(trials_are_never_worth_more_than_they_are),
                  UNIT(shares_over_points_are_covered))
