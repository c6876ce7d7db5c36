#include "models/nash-mirror-prox/direction.h"

#include <stddef.h>

#include "numerics/preference_games/oracle.h"
#include "numerics/preference_games/policy.h"

/* sum_k weight_k (l - anchor_k) */
static void penalise(const struct nmp_objective *o, double *penalty) {
  for (int64_t i = 0; i < o->n; i++)
    penalty[i] = 0.0;
  for (int k = 0; k < 2; k++)
    for (int64_t i = 0; o->anchor[k] != NULL && i < o->n; i++)
      penalty[i] += o->weight[k] * (o->policy[i] - o->anchor[k][i]);
}

/* Weights of the score function's or the regression's terms, response by response: exact. */
static void weigh_exactly(const struct nmp_objective *o, const struct nmp_batch *b, double *out) {
  for (int64_t i = 0; i < o->n; i++)
    out[i] = b->probabilities[i] * (o->margins[i] - b->penalty[i]);
}

static double baseline_of(const struct nmp_objective *o, const struct nmp_batch *b, int64_t samples) {
  if (o->pairs || o->baseline == NMP_BASELINE_HALF)
    return 0.5;
  if (o->baseline == NMP_BASELINE_NONE)
    return 0.0;
  int64_t wins = 0;
  for (int64_t i = 0; i < o->n; i++)
    wins += b->wins[i];
  return (double)wins / (double)samples;
}

static void weigh_samples(const struct nmp_objective *o, const struct nmp_batch *b, int64_t samples, const walras_stream *stream,
                          uint64_t entity, double *out) {
  walras_preference_tally(b->probabilities, o->margins, o->n, samples, stream, entity, b->counts, b->wins, b->work);
  const double baseline = baseline_of(o, b, samples);
  for (int64_t i = 0; i < o->n; i++)
    out[i] = ((double)b->wins[i] - (double)b->counts[i] * (baseline + b->penalty[i])) / (double)samples;
}

void nmp_direction(const struct nmp_objective *o, int64_t samples, const walras_stream *stream, uint64_t entity,
                   const struct nmp_batch *b, double *direction) {
  const int64_t n = o->n;
  walras_policy_probabilities(o->policy, n, b->probabilities);
  penalise(o, b->penalty);
  if (o->pairs) {
    const double mean = walras_policy_dot(b->probabilities, b->penalty, n);
    for (int64_t i = 0; i < n; i++)
      b->penalty[i] -= mean;
  }
  if (samples == 0)
    weigh_exactly(o, b, direction);
  else
    weigh_samples(o, b, samples, stream, entity, direction);
  if (o->pairs)
    return;
  const double total = walras_policy_sum(direction, n);
  for (int64_t i = 0; i < n; i++)
    direction[i] -= b->probabilities[i] * total;
}

void nmp_direction_of_all_pairs(const double *policy, const double *reference, double beta, const double *margins, int64_t n,
                                double *direction) {
  for (int64_t i = 0; i < n; i++)
    direction[i] = margins[i] - beta * (policy[i] - reference[i]);
  const double mean = walras_policy_sum(direction, n) / (double)n;
  for (int64_t i = 0; i < n; i++)
    direction[i] -= mean;
}
