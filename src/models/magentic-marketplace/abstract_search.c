#include "models/magentic-marketplace/abstract_search.h"

#include <stdlib.h>

#include "numerics/distributions/order_uniform.h"

static const double MATCH_MEAN = 0.977, MATCH_SD = 0.022, BACKGROUND_MEAN = 0.35, BACKGROUND_SD = 0.185;

walras_beta magentic_score_law(void) {
  const double common = BACKGROUND_MEAN * (1.0 - BACKGROUND_MEAN) / (BACKGROUND_SD * BACKGROUND_SD) - 1.0;
  return walras_beta_make(BACKGROUND_MEAN * common, (1.0 - BACKGROUND_MEAN) * common);
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

int64_t magentic_abstract_search(walras_trial *trial, const struct magentic_market *m, const walras_beta *law, int64_t request,
                                 int64_t depth, double *tails, struct magentic_scored *scored) {
  const walras_stream match = walras_trial_stream(trial, STREAM_ABSTRACT_MATCH, 0),
                      other = walras_trial_stream(trial, STREAM_ABSTRACT_OTHER, 0),
                      identity = walras_trial_stream(trial, STREAM_ABSTRACT_IDENTITY, 0);
  int64_t count = 0;
  for (int64_t pair = m->complete_start[request]; pair < m->complete_start[request + 1]; pair++, count++)
    scored[count] = (struct magentic_scored){MATCH_MEAN + MATCH_SD * walras_normal(&match, (uint64_t)request, (uint32_t)count),
                                             m->complete_business[pair]};
  /* The best of the others: order statistics of uniforms, as tails of the background's law. */
  const int64_t rest = m->businesses - count, kept = depth < rest ? depth : rest;
  walras_order_uniform_distances(&other, (uint64_t)request, 0, rest, kept, tails);
  uint32_t draw = 0;
  for (int64_t i = 0; i < kept; i++) {
    int64_t business;
    do
      business = (int64_t)walras_bounded(&identity, (uint64_t)request, draw++, (uint64_t)m->businesses);
    while (is_taken(scored, count, business));
    scored[count++] = (struct magentic_scored){walras_beta_upper_quantile(law, tails[i]), business};
  }
  qsort(scored, (size_t)count, sizeof *scored, by_score);
  return count < depth ? count : depth;
}
