#include "models/spo/learner.h"

#include <math.h>
#include <string.h>

#include "models/shared/preference_games/prompt.h"
#include "numerics/preference_games/policy.h"

static bool remembers(const struct spo_parameters *p) {
  return p->no_regret == LEARNER_OPTIMISTIC_HEDGE || p->no_regret == LEARNER_REGRET_MATCHING;
}

int64_t spo_learner_reals(const struct spo_parameters *p) {
  return (remembers(p) ? 4 : 3) * p->game.actions;
}

void spo_learner_start(const struct spo_parameters *p, double *memory, struct spo_learner *learner) {
  const int64_t n = p->game.actions;
  *learner = (struct spo_learner){
      .policy = memory, .average = memory + n, .p = memory + 2 * n, .memory = remembers(p) ? memory + 3 * n : NULL};
  memset(memory, 0, (size_t)spo_learner_reals(p) * sizeof *memory);
  preference_start(&p->game, true, NULL, learner->policy);
  walras_policy_probabilities(learner->policy, n, learner->p);
}

/* Positive parts of the sums of regrets (Hart and Mas-Colell 2000); uniform where nothing is regretted. */
static void match_regrets(struct spo_learner *learner, const double *r, int64_t n) {
  const double mean = walras_policy_dot(learner->p, r, n);
  double *const next = learner->policy;
  for (int64_t i = 0; i < n; i++) {
    learner->memory[i] += r[i] - mean;
    next[i] = fmax(learner->memory[i], 0.0);
  }
  if (walras_policy_sum(next, n) > 0.0)
    walras_policy_logarithms(next, n, next);
  else
    walras_policy_uniform(next, n);
}

void spo_learner_step(const struct spo_parameters *p, struct spo_learner *learner, const double *r) {
  const int64_t n = p->game.actions;
  double *const l = learner->policy;
  switch (p->no_regret) {
  case LEARNER_REGRET_MATCHING:
    match_regrets(learner, r, n);
    break;
  case LEARNER_OPTIMISTIC_HEDGE:
    /* The last payoffs stand for the next ones, and are taken back one step later. */
    for (int64_t i = 0; i < n; i++) {
      l[i] += p->learning_rate * (2.0 * r[i] - learner->memory[i]);
      learner->memory[i] = r[i];
    }
    walras_policy_normalise(l, n);
    break;
  default:
    walras_policy_combine(l, 1.0, NULL, 0.0, r, p->learning_rate, n);
  }
  walras_policy_probabilities(l, n, learner->p);
}
