#include "models/spo/payoffs.h"

#include "models/shared/preference_games/prompt.h"
#include "numerics/preference_games/oracle.h"

int64_t spo_learners(const struct spo_parameters *p) {
  return p->algorithm == ALGORITHM_DUELING ? 2 : 1;
}

/* Importance-weighted payoffs of pairs: (wins - losses) / (B pi_i). */
static void sample_pairs(const struct spo_parameters *p, const struct spo_round *round, const walras_stream *stream, double *r) {
  const int64_t n = p->game.actions, pairs = p->game.comparisons_per_iteration;
  int64_t *const counts = round->counts, *const wins = counts + n;
  const uint64_t entities = (uint64_t)walras_preference_tally_entities(n, pairs);
  walras_preference_tally(round->policy, r, n, pairs, stream, (uint64_t)(2 * round->prompt + round->learner) * entities, counts,
                          wins, round->work);
  for (int64_t i = 0; i < n; i++)
    r[i] = counts[i] == 0 ? 0.0 : (double)(2 * wins[i] - counts[i]) / ((double)pairs * round->policy[i]);
}

void spo_payoffs(const walras_trial *trial, const struct spo_parameters *p, const struct spo_round *round, double *r) {
  const int64_t n = p->game.actions;
  if (p->game.oracle == ORACLE_EXACT) {
    for (int64_t i = 0; i < n; i++)
      r[i] *= 2.0;
    return;
  }
  const walras_stream stream = walras_trial_stream(trial, PREFERENCE_STREAM_ORACLE, (uint32_t)round->iteration);
  if (p->no_regret == LEARNER_EXP3) {
    sample_pairs(p, round, &stream, r);
    return;
  }
  const uint64_t first = (uint64_t)((2 * round->prompt + round->learner) * n);
  walras_preference_estimate(r, n, p->game.comparisons_per_iteration, &stream, first, r);
  for (int64_t i = 0; i < n; i++)
    r[i] = 2.0 * r[i] - 1.0;
}

int64_t spo_queries(const struct spo_parameters *p, int64_t iterations) {
  const int64_t vectors = iterations * spo_learners(p) * p->game.prompts;
  if (p->game.oracle == ORACLE_EXACT)
    return vectors;
  return vectors * p->game.comparisons_per_iteration * (p->no_regret == LEARNER_EXP3 ? 1 : p->game.actions);
}
