#include "experiment/evaluation/judge.h"

#include <math.h>

#include "walras/elementary.h"

static const double LEVEL = 1.0 - WALRAS_CLAIM_CONFIDENCE;
static const double MOST_REPLICATIONS = 1e9;

walras_verdict judge_interval(walras_interval interval, double minimum, double maximum) {
  if (isnan(interval.low) || isnan(interval.high))
    return WALRAS_CLAIM_UNDECIDED;
  if (interval.high < minimum || interval.low > maximum)
    return WALRAS_CLAIM_FAILS;
  return interval.low >= minimum && interval.high <= maximum ? WALRAS_CLAIM_HOLDS : WALRAS_CLAIM_UNDECIDED;
}

static bool decides(const measurement *m, double replications, double minimum, double maximum) {
  return judge_interval(m->interval(m->data, replications), minimum, maximum) != WALRAS_CLAIM_UNDECIDED;
}

/* The smallest number of replications that decides: doubled until one does, then halved down to it. */
static int64_t more_replications(const measurement *m, double minimum, double maximum) {
  double low = m->replications, high = 2.0 * low;
  if (!(low > 0.0))
    return -1;
  while (!decides(m, high, minimum, maximum)) {
    if (high - m->replications > MOST_REPLICATIONS)
      return -1;
    low = high;
    high *= 2.0;
  }
  while (high - low > 1.0) {
    const double middle = floor(0.5 * (low + high));
    if (decides(m, middle, minimum, maximum))
      high = middle;
    else
      low = middle;
  }
  const double more = ceil(high - m->replications);
  return more <= MOST_REPLICATIONS ? (int64_t)more : -1;
}

/* Of the hypothesis that the truth lies anywhere in the band: that of its nearest end. */
static double p_value(const measurement *m, double minimum, double maximum) {
  if (isnan(m->estimate))
    return (double)NAN;
  if (m->estimate >= minimum && m->estimate <= maximum)
    return 1.0;
  return m->p_value(m->data, m->estimate < minimum ? minimum : maximum);
}

finding judge(const measurement *m, double minimum, double maximum) {
  const walras_interval interval = m->interval(m->data, m->replications);
  finding found = {.estimate = m->estimate,
                   .low = interval.low,
                   .high = interval.high,
                   .minimum = minimum,
                   .maximum = maximum,
                   .p = NAN,
                   .replications = m->replications,
                   .more = -1,
                   .verdict = judge_interval(interval, minimum, maximum)};
  if (isnan(m->estimate) || isnan(interval.low) || isnan(interval.high))
    return found;
  found.p = p_value(m, minimum, maximum);
  if (found.verdict == WALRAS_CLAIM_UNDECIDED)
    found.more = more_replications(m, minimum, maximum);
  return found;
}

/* How far inside of the band the interval stays; negative when it reaches out. */
static double room(const finding *f) {
  const double below = f->low - f->minimum, above = f->maximum - f->high;
  return below < above ? below : above;
}

static bool is_worse(const finding *one, const finding *other) {
  if (one->verdict == WALRAS_CLAIM_FAILS && one->p != other->p)
    return one->p < other->p;
  if (isnan(room(one)) != isnan(room(other))) /* an unknown interval is worse than any known one */
    return isnan(room(one));
  return room(one) < room(other);
}

void findings_add(findings *all, const finding *one) {
  const walras_verdict v = one->verdict;
  if (all->number[v] == 0 || is_worse(one, &all->shown[v])) {
    all->shown[v] = *one;
    all->at[v] = all->count;
  }
  if (v == WALRAS_CLAIM_UNDECIDED)
    all->more = all->more < 0 || one->more < 0 ? -1 : one->more > all->more ? one->more : all->more;
  if (!isnan(one->p)) {
    all->least_p = all->tests == 0 || one->p < all->least_p ? one->p : all->least_p;
    all->tests++;
  }
  all->number[v]++;
  all->count++;
}

finding findings_joint(const findings *all, int64_t *at) {
  *at = -1;
  if (all->count == 0)
    return (finding){.estimate = NAN,
                     .low = NAN,
                     .high = NAN,
                     .minimum = NAN,
                     .maximum = NAN,
                     .p = NAN,
                     .more = -1,
                     .verdict = WALRAS_CLAIM_UNDECIDED};
  const walras_verdict verdict = all->number[WALRAS_CLAIM_FAILS] > 0       ? WALRAS_CLAIM_FAILS
                                 : all->number[WALRAS_CLAIM_UNDECIDED] > 0 ? WALRAS_CLAIM_UNDECIDED
                                                                           : WALRAS_CLAIM_HOLDS;
  finding joint = all->shown[verdict];
  *at = all->at[verdict];
  const double tests = (double)all->tests, p = all->tests > 0 ? all->least_p * tests : (double)NAN;
  if (verdict == WALRAS_CLAIM_UNDECIDED)
    joint.more = all->more;
  if (verdict == WALRAS_CLAIM_FAILS && p > LEVEL) {
    joint.verdict = WALRAS_CLAIM_UNDECIDED;
    joint.more = judge_more_to_reject(joint.p, joint.replications, LEVEL / tests);
  }
  joint.p = p > 1.0 ? 1.0 : p;
  return joint;
}

int64_t judge_more_to_reject(double p, double replications, double level) {
  const double ratio = walras_normal_quantile(0.5 * level) / walras_normal_quantile(0.5 * p);
  const double more = ceil(replications * (ratio * ratio - 1.0));
  return more > 0.0 && more <= MOST_REPLICATIONS ? (int64_t)more : -1;
}

void judge_record(walras_evaluation *out, const finding *f) {
  out->estimate = f->estimate;
  out->low = f->low;
  out->high = f->high;
  out->minimum = f->minimum;
  out->maximum = f->maximum;
  out->p = f->p;
  out->replications = f->replications;
  out->more_replications = f->more;
  out->verdict = f->verdict;
}
