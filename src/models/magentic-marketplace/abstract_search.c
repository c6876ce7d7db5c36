#include "models/magentic-marketplace/abstract_search.h"

#include <math.h>
#include <stdlib.h>

#include "numerics/statistics/summary.h"

static const double MATCH_MEAN = 0.977, MATCH_SD = 0.022, BACKGROUND_MEAN = 0.35, BACKGROUND_SD = 0.185;

struct magentic_score_law magentic_score_law_make(void) {
  const double common = BACKGROUND_MEAN * (1.0 - BACKGROUND_MEAN) / (BACKGROUND_SD * BACKGROUND_SD) - 1.0;
  struct magentic_score_law law = {.a = BACKGROUND_MEAN * common, .b = (1.0 - BACKGROUND_MEAN) * common};
  law.log_beta = walras_lgamma(law.a) + walras_lgamma(law.b) - walras_lgamma(law.a + law.b);
  return law;
}

/* x with P(score > x) = tail, by Newton steps on y = 1 - x in logarithms: the upper tail is y^b / (b B(a, b)) to first order. */
static double upper_quantile(const struct magentic_score_law *law, double tail) {
  if (tail >= 1.0)
    return 0.0;
  double log_y = (walras_log(tail) + walras_log(law->b) + law->log_beta) / law->b;
  log_y = log_y < -1e-12 ? log_y : -1e-12;
  for (int i = 0; i < 50; i++) {
    const double y = walras_exp(log_y), cdf = walras_incomplete_beta_with(y, law->b, law->a, law->log_beta);
    const double density = walras_exp((law->b - 1.0) * log_y + (law->a - 1.0) * walras_log1p(-y) - law->log_beta);
    const double step = (cdf - tail) / (density * y) * (tail / cdf < 4.0 && cdf / tail < 4.0 ? 1.0 : 0.5);
    double next = log_y - step;
    next = next < -1e-15 ? next : 0.5 * log_y;
    const double moved = fabs(next - log_y);
    log_y = next;
    if (moved < 1e-12)
      break;
  }
  return 1.0 - walras_exp(log_y);
}

static int by_score(const void *left, const void *right) {
  const struct magentic_scored *a = left, *b = right;
  if (a->score != b->score)
    return a->score > b->score ? -1 : 1;
  return a->business < b->business ? -1 : 1;
}

static bool is_taken(const struct magentic_scored *scored, int64_t count, int64_t business) {
  for (int64_t i = 0; i < count; i++)
    if (scored[i].business == business)
      return true;
  return false;
}

int64_t magentic_abstract_search(walras_trial *trial, const struct magentic_market *m, const struct magentic_score_law *law,
                                 int64_t request, int64_t depth, struct magentic_scored *scored) {
  const walras_stream match = walras_trial_stream(trial, STREAM_ABSTRACT_MATCH, 0),
                      other = walras_trial_stream(trial, STREAM_ABSTRACT_OTHER, 0),
                      identity = walras_trial_stream(trial, STREAM_ABSTRACT_IDENTITY, 0);
  int64_t count = 0;
  for (int64_t pair = m->complete_start[request]; pair < m->complete_start[request + 1]; pair++, count++)
    scored[count] = (struct magentic_scored){MATCH_MEAN + MATCH_SD * walras_normal(&match, (uint64_t)request, (uint32_t)count),
                                             m->complete_business[pair]};
  /* Largest order statistics of n uniforms: U_(n) = V^(1/n), then downwards (exponential spacings); as tails 1 - U. */
  const int64_t rest = m->businesses - count;
  double log_u = 0.0;
  uint32_t draw = 0;
  for (int64_t i = 0; i < depth && i < rest; i++) {
    log_u -= walras_exponential(&other, (uint64_t)request, (uint32_t)i) / (double)(rest - i);
    int64_t business;
    do
      business = (int64_t)walras_bounded(&identity, (uint64_t)request, draw++, (uint64_t)m->businesses);
    while (is_taken(scored, count, business));
    scored[count++] = (struct magentic_scored){upper_quantile(law, -walras_expm1(log_u)), business};
  }
  qsort(scored, (size_t)count, sizeof *scored, by_score);
  return count < depth ? count : depth;
}
