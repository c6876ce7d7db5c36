#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "experiment/evaluation/judge.h"
#include "numerics/statistics/benjamini_hochberg.h"

static const double LEVEL = 1.0 - WALRAS_CLAIM_CONFIDENCE;

/* A failure that would be expected among so many tests of true claims is none. */
static void take_back(walras_evaluation *v) {
  if (v->verdict != WALRAS_CLAIM_FAILS || !(v->adjusted_p > LEVEL))
    return;
  v->verdict = WALRAS_CLAIM_UNDECIDED;
  v->more_replications = judge_more_to_reject(v->p, v->replications, LEVEL * v->p / v->adjusted_p);
}

bool walras_evaluations_adjust(const walras_experiment *x, walras_evaluation *evaluations) {
  const size_t count = (size_t)x->claim_count + 1;
  double *p = malloc(count * sizeof *p), *adjusted = malloc(count * sizeof *adjusted);
  int64_t *order = malloc(count * sizeof *order);
  const bool room = p != NULL && adjusted != NULL && order != NULL;
  for (int64_t first = 0; room && first < x->claim_count; first++) {
    bool seen = false;
    for (int64_t i = 0; i < first && !seen; i++)
      seen = strcmp(x->claims[i].kind, x->claims[first].kind) == 0;
    if (seen)
      continue;
    for (int64_t i = 0; i < x->claim_count; i++)
      p[i] = strcmp(x->claims[i].kind, x->claims[first].kind) == 0 ? evaluations[i].p : (double)NAN;
    walras_benjamini_hochberg(p, x->claim_count, order, adjusted);
    for (int64_t i = 0; i < x->claim_count; i++) {
      if (isnan(adjusted[i]))
        continue;
      evaluations[i].adjusted_p = adjusted[i];
      take_back(&evaluations[i]);
    }
  }
  free(p);
  free(adjusted);
  free(order);
  return room;
}
