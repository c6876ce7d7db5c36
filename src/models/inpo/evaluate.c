#include "models/inpo/evaluate.h"

#include <math.h>

#include "models/inpo/opponent.h"
#include "numerics/preference_games/gaps.h"
#include "numerics/preference_games/policy.h"

/* Against the strong policy, and that against the reference. */
static void compare_with_opponent(const walras_block *block, const struct inpo_learning *l, const struct inpo_prompt *made,
                                  double weight, const double *policy, double *work) {
  const walras_preference_game *const game = &made->games.clean;
  const int64_t n = game->n;
  double *const p = work, *const reference = work + n, *const margins = work + 2 * n, *const opponent = work + 3 * n;
  walras_policy_probabilities(policy, n, p);
  walras_policy_probabilities(made->reference, n, reference);
  walras_preference_product(game, reference, margins);
  block->sums[SUM_REFERENCE_WINS] += weight * (0.5 + walras_policy_dot(p, margins, n));
  inpo_opponent_policy(made->reference, margins, l->sharpness, n, opponent);
  walras_policy_probabilities(opponent, n, opponent);
  block->sums[SUM_OPPONENT] += weight * (0.5 + walras_policy_dot(opponent, margins, n));
  walras_preference_product(game, opponent, margins);
  block->sums[SUM_SCORE] += weight * (0.5 + walras_policy_dot(p, margins, n));
  block->sums[SUM_LENGTH] += weight * walras_policy_dot(p, made->log_lengths, n);
}

/* Theorem 3 by way of lemma 2, which holds for any fixed step. */
static double regret_ratio(const struct inpo_learning *l, const double *kept, double gap_average) {
  const struct inpo_parameters *const p = l->p;
  const double tau = p->game.kl_coefficient, eta = inpo_eta(l, 1), b = fmax(p->log_ratio_bound, kept[KEPT_LOG_RATIO]);
  const double bound = 2.0 * (eta * kept[KEPT_DIVERGENCE] / (double)l->last + (4.0 * (tau * tau) * (b * b) + 1.0) / eta);
  return gap_average / bound;
}

static void offer(const walras_block *block, const double *kept, int64_t prompt) {
  static const struct {
    int most, kept;
  } pairs[] = {{MOST_LOG_RATIO, KEPT_LOG_RATIO}, {MOST_RESIDUAL, KEPT_RESIDUAL}, {MOST_SLACK, KEPT_SLACK},
               {MOST_RATE, KEPT_RATE},           {MOST_REGRET, KEPT_REGRET},     {MOST_SPREAD, KEPT_SPREAD},
               {MOST_DISTANCE, KEPT_DISTANCE}};
  for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++)
    walras_offer_maximum(&block->maxima[pairs[k].most], kept[pairs[k].kept], prompt);
}

void inpo_evaluate(const walras_block *block, const struct inpo_learning *l, int64_t prompt, const struct inpo_prompt *made,
                   const struct inpo_findings *f, double *work) {
  const struct inpo_parameters *const p = l->p;
  const int64_t n = p->game.actions;
  const double weight = preference_prompt_weight(&p->game, prompt);
  const struct preference_policies policies = {.reference = made->reference,
                                               .nash = f->nash,
                                               .last = f->policy,
                                               .average = f->mean,
                                               .residual = f->kept[KEPT_RESIDUAL],
                                               .regularisation = p->game.kl_coefficient};
  double own[PREFERENCE_SUMS] = {0.0};
  preference_evaluate(&p->game, &made->games, &policies, 1.0, own, work);
  for (int k = 0; k < PREFERENCE_SUMS; k++)
    block->sums[k] += weight * own[k];
  if (inpo_has_regret_bound(p))
    f->kept[KEPT_REGRET] = fmax(f->kept[KEPT_REGRET], regret_ratio(l, f->kept, own[PREFERENCE_SUM_GAP_AVERAGE]));
  compare_with_opponent(block, l, made, weight, f->policy, work);
  if (l->last == p->iterations && inpo_has_intransitivity(p))
    block->sums[SUM_CYCLIC] += weight * walras_preference_facts_of(made->games.clean.margins, n, work).intransitivity_index;
  block->sums[SUM_ERROR] += weight * f->kept[KEPT_ERROR];
  block->sums[SUM_EQ7] += weight * f->kept[KEPT_LOSSES];
  block->sums[SUM_EQ8] += weight * f->kept[KEPT_LOSSES + 1];
  offer(block, f->kept, prompt);
}
