#include "models/inpo/exact.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "models/inpo/parameters.h"
#include "numerics/logistic/bradley_terry.h"
#include "numerics/preference_games/equilibrium.h"
#include "numerics/preference_games/policy.h"

int64_t inpo_exact_work(int algorithm, int64_t n) {
  const bool fits = algorithm == ALGORITHM_ITERATIVE_DPO || algorithm == ALGORITHM_DNO_PRCT;
  return fits ? n * n + 2 * n + walras_bradley_terry_work(n) : 4 * n;
}

void inpo_anchor(const struct inpo_step *step, const double *reference, const double *policy, double *anchor, int64_t n) {
  const double share = step->tau / step->eta;
  for (int64_t i = 0; i < n; i++)
    anchor[i] = (share == 0.0 ? 0.0 : share * reference[i]) + (share == 1.0 ? 0.0 : (1.0 - share) * policy[i]);
}

void inpo_opponent(const struct inpo_step *step, const double *reference, const double *policy, double *opponent, int64_t n) {
  if (step->algorithm == ALGORITHM_NASH_MD) {
    inpo_anchor(step, reference, policy, opponent, n);
    walras_policy_normalise(opponent, n);
  } else {
    memcpy(opponent, policy, (size_t)n * sizeof *opponent);
  }
}

/* Gradient of the on-policy IPO loss on logits, times step tau / 4: pi (tau (d - mean d) - margin), d = log pi / ref. */
static void online_ipo(const struct inpo_step *step, const double *reference, const double *margins, double *policy, double *work,
                       int64_t n) {
  double *const p = work, *const d = work + n;
  walras_policy_probabilities(policy, n, p);
  for (int64_t i = 0; i < n; i++)
    d[i] = policy[i] - reference[i];
  const double mean = walras_policy_dot(p, d, n);
  for (int64_t i = 0; i < n; i++)
    policy[i] -= p[i] * (step->tau * (d[i] - mean) - margins[i]) / step->eta;
  walras_policy_normalise(policy, n);
}

void inpo_move(const struct inpo_step *step, const double *reference, const double *margins, double *policy, double *work,
               int64_t n) {
  const double rate = 1.0 / step->eta, share = step->tau * rate;
  switch (step->algorithm) {
  case ALGORITHM_SPPO:
    walras_policy_combine(policy, 1.0, NULL, 0.0, margins, step->sppo_eta, n);
    break;
  case ALGORITHM_ONLINE_IPO:
    online_ipo(step, reference, margins, policy, work, n);
    break;
  case ALGORITHM_NASH_MP:
    walras_preference_prox(policy, reference, step->tau, rate, margins, n);
    break;
  default:
    walras_policy_combine(policy, 1.0 - share, reference, share, margins, rate, n);
  }
}

/* Both proximal steps start from the round's policy. */
static void mirror_prox(const struct inpo_step *step, const walras_preference_game *game, const double *reference, double *policy,
                        double *work) {
  const int64_t n = game->n;
  double *const half = work, *const p = work + n, *const margins = work + 2 * n;
  memcpy(half, policy, (size_t)n * sizeof *half);
  walras_policy_probabilities(half, n, p);
  walras_preference_product(game, p, margins);
  inpo_move(step, reference, margins, half, NULL, n);
  walras_policy_probabilities(half, n, p);
  walras_preference_product(game, p, margins);
  inpo_move(step, reference, margins, policy, NULL, n);
}

/* Least share of a response in the pairs: without it scores of responses that are practically never drawn would hang on rounding. */
static const double LEAST_PROBABILITY = 1e-6;

/* The minimiser of the logistic loss of pairs of pi_t labelled by P: log-ratios to the anchor are Bradley-Terry scores over the scale. */
static bool contrast(const struct inpo_step *step, const walras_preference_game *game, const double *reference, double *policy,
                     double *work) {
  const int64_t n = game->n;
  double *const wins = work, *const p = work + n * n, *const scores = p + n;
  walras_policy_probabilities(policy, n, p);
  for (int64_t i = 0; i < n; i++)
    p[i] = fmax(p[i], LEAST_PROBABILITY);
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = 0; j < n; j++)
      wins[i * n + j] = p[i] * p[j] * walras_preference_probability(game, i, j);
  if (!walras_bradley_terry_fit(wins, n, scores + n, scores))
    return false;
  const double *const anchor = step->algorithm == ALGORITHM_ITERATIVE_DPO ? reference : policy;
  for (int64_t i = 0; i < n; i++)
    policy[i] = anchor[i] + scores[i] / step->contrast;
  walras_policy_normalise(policy, n);
  return true;
}

bool inpo_exact_round(const struct inpo_step *step, const walras_preference_game *game, const double *reference, double *policy,
                      double *work) {
  const int64_t n = game->n;
  if (step->algorithm == ALGORITHM_ITERATIVE_DPO || step->algorithm == ALGORITHM_DNO_PRCT)
    return contrast(step, game, reference, policy, work);
  if (step->algorithm == ALGORITHM_NASH_MP) {
    mirror_prox(step, game, reference, policy, work);
    return true;
  }
  double *const opponent = work, *const margins = work + n;
  inpo_opponent(step, reference, policy, opponent, n);
  walras_policy_probabilities(opponent, n, opponent);
  walras_preference_product(game, opponent, margins);
  inpo_move(step, reference, margins, policy, work + 2 * n, n);
  return true;
}
