#include "experiment/evaluation/judge.h"

#include <math.h>

#include "unit.h"

static void verdicts_are_those_of_the_whole_interval(void) {
  CU_ASSERT_EQUAL(judge_interval((walras_interval){1, 3}, 1, 3), WALRAS_CLAIM_HOLDS);
  CU_ASSERT_EQUAL(judge_interval((walras_interval){1, 3.1}, 1, 3), WALRAS_CLAIM_UNDECIDED);
  CU_ASSERT_EQUAL(judge_interval((walras_interval){0.9, 3}, 1, 3), WALRAS_CLAIM_UNDECIDED);
  CU_ASSERT_EQUAL(judge_interval((walras_interval){0, 0.9}, 1, 3), WALRAS_CLAIM_FAILS);
  CU_ASSERT_EQUAL(judge_interval((walras_interval){0, 1}, 1, 3), WALRAS_CLAIM_UNDECIDED);
  CU_ASSERT_EQUAL(judge_interval((walras_interval){1, INFINITY}, 0, INFINITY), WALRAS_CLAIM_HOLDS);
  CU_ASSERT_EQUAL(judge_interval((walras_interval){-INFINITY, INFINITY}, 0, INFINITY), WALRAS_CLAIM_UNDECIDED);
  CU_ASSERT_EQUAL(judge_interval((walras_interval){NAN, 2}, 1, 3), WALRAS_CLAIM_UNDECIDED);
}

/* An interval of half-width 1 / sqrt(n) about the estimate. */
static walras_interval root_interval(const void *data, double n) {
  const double estimate = *(const double *)data;
  return (walras_interval){estimate - 1.0 / sqrt(n), estimate + 1.0 / sqrt(n)};
}
static double no_p_value(const void *data, double value) {
  return fabs(*(const double *)data - value);
}
static finding judged(double estimate, double n, double minimum, double maximum) {
  const measurement m = {estimate, n, root_interval, no_p_value, &estimate};
  return judge(&m, minimum, maximum);
}

static void more_replications_are_the_fewest_that_decide(void) {
  CU_ASSERT_EQUAL(judged(0.1, 10, 0.0, INFINITY).more, 90);    /* half-width .1 at n = 100 */
  CU_ASSERT_EQUAL(judged(0.125, 10, 0.0, 0.1875).more, 246);   /* 1/16 at n = 256: the nearer end decides */
  CU_ASSERT_EQUAL(judged(-0.125, 10, 0.0, INFINITY).more, 55); /* below the band, the interval must miss it: n > 64 */
  CU_ASSERT_EQUAL(judged(0.1, 100, 0.0, INFINITY).more, -1);   /* holds already */
  CU_ASSERT_EQUAL(judged(1e-4, 10, 0.0, INFINITY).more, 99999990);
  CU_ASSERT_EQUAL(judged(1e-5, 10, 0.0, INFINITY).more, -1); /* 10^10 */
  CU_ASSERT_EQUAL(judged(0.0, 10, 0.0, INFINITY).more, -1);  /* on the edge: never */
  CU_ASSERT_EQUAL(judged(0.1, 0, 0.0, INFINITY).more, -1);   /* more of them tell no more */
}

static void p_values_are_those_of_the_nearest_end(void) {
  CU_ASSERT_EQUAL(judged(0.5, 10, 0.0, 1.0).p, 1.0);
  CU_ASSERT_EQUAL(judged(-0.25, 10, 0.0, 1.0).p, 0.25);
  CU_ASSERT_EQUAL(judged(1.125, 10, 0.0, 1.0).p, 0.125);
  CU_ASSERT(isnan(judged(NAN, 10, 0.0, 1.0).p));
}

static finding made(walras_verdict verdict, double low, double high, double p, int64_t more) {
  return (finding){.estimate = 0.5 * (low + high),
                   .low = low,
                   .high = high,
                   .minimum = 0,
                   .maximum = 10,
                   .p = p,
                   .replications = 8,
                   .more = more,
                   .verdict = verdict};
}

static void of_several_findings_each_must_hold(void) {
  const finding a = made(WALRAS_CLAIM_HOLDS, 2, 4, 1, -1), b = made(WALRAS_CLAIM_HOLDS, 8, 9.5, 1, -1);
  const finding open = made(WALRAS_CLAIM_UNDECIDED, -1, 4, 1, 7), wider = made(WALRAS_CLAIM_UNDECIDED, -2, 4, 1, 30);
  int64_t at = 0;
  findings all = {0};
  CU_ASSERT(findings_joint(&all, &at).verdict == WALRAS_CLAIM_UNDECIDED && at == -1);
  findings_add(&all, &a);
  findings_add(&all, &b);
  finding joint = findings_joint(&all, &at);
  CU_ASSERT(joint.verdict == WALRAS_CLAIM_HOLDS && at == 1 && joint.low == 8 && joint.p == 1.0);
  findings_add(&all, &open);
  findings_add(&all, &wider);
  joint = findings_joint(&all, &at);
  CU_ASSERT(joint.verdict == WALRAS_CLAIM_UNDECIDED && at == 3 && joint.more == 30);
  const finding hopeless = made(WALRAS_CLAIM_UNDECIDED, -0.5, 4, 1, -1);
  findings_add(&all, &hopeless);
  CU_ASSERT_EQUAL(findings_joint(&all, &at).more, -1);
}

static void one_failure_decides_when_it_is_no_chance_among_so_many(void) {
  const finding holds = made(WALRAS_CLAIM_HOLDS, 2, 4, 1, -1);
  const finding weak = made(WALRAS_CLAIM_FAILS, -3, -1, 0.02, -1), strong = made(WALRAS_CLAIM_FAILS, -2, -1.5, 0.01, -1);
  findings all = {0};
  int64_t at = 0;
  findings_add(&all, &holds);
  findings_add(&all, &holds);
  findings_add(&all, &weak);
  finding joint = findings_joint(&all, &at);
  CU_ASSERT(joint.verdict == WALRAS_CLAIM_UNDECIDED && joint.p == 3 * 0.02 && at == 2);
  CU_ASSERT_EQUAL(joint.more, judge_more_to_reject(0.02, 8, (1.0 - WALRAS_CLAIM_CONFIDENCE) / 3.0));
  findings_add(&all, &strong);
  joint = findings_joint(&all, &at);
  CU_ASSERT(joint.verdict == WALRAS_CLAIM_FAILS && joint.p == 0.04 && at == 3 && joint.low == -2);
}

static void an_unknown_interval_is_worse_than_any(void) {
  const finding unknown = made(WALRAS_CLAIM_UNDECIDED, NAN, NAN, NAN, -1), open = made(WALRAS_CLAIM_UNDECIDED, -9, 4, 1, 7);
  findings all = {0};
  int64_t at = 0;
  findings_add(&all, &unknown);
  findings_add(&all, &open);
  CU_ASSERT(isnan(findings_joint(&all, &at).low) && at == 0);
}

/* z = 1.96 must become 2.576, at n = 100: (2.576 / 1.96)^2 - 1 = .7272. */
static void more_to_reject_grows_with_the_square_of_the_quantiles(void) {
  CU_ASSERT_EQUAL(judge_more_to_reject(0.05, 100, 0.01), 73);
  CU_ASSERT_EQUAL(judge_more_to_reject(0.01, 100, 0.05), -1);
  CU_ASSERT_EQUAL(judge_more_to_reject(1.0, 100, 0.05), -1);
}

WALRAS_UNIT_TESTS(UNIT(verdicts_are_those_of_the_whole_interval), UNIT(more_replications_are_the_fewest_that_decide),
                  UNIT(p_values_are_those_of_the_nearest_end), UNIT(of_several_findings_each_must_hold),
                  UNIT(one_failure_decides_when_it_is_no_chance_among_so_many), UNIT(an_unknown_interval_is_worse_than_any),
                  UNIT(more_to_reject_grows_with_the_square_of_the_quantiles))
