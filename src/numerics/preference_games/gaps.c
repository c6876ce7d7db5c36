#include "numerics/preference_games/gaps.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "numerics/preference_games/policy.h"

double walras_preference_subopt_of(const walras_preference_game *game, const double *p, double *work) {
  walras_preference_product(game, p, work);
  return fmax(work[walras_policy_argmax(work, game->n)], 0.0);
}

double walras_preference_subopt(const walras_preference_game *game, const double *policy, double *work) {
  walras_policy_probabilities(policy, game->n, work + game->n);
  return walras_preference_subopt_of(game, work + game->n, work);
}

void walras_preference_best_response(const walras_preference_game *game, const double *reference, double beta,
                                     const double *policy, double *response, double *work) {
  walras_policy_probabilities(policy, game->n, work);
  walras_preference_product(game, work, work + game->n);
  memcpy(response, reference, (size_t)game->n * sizeof *response);
  walras_policy_combine(response, 1.0, NULL, 0.0, work + game->n, 1.0 / beta, game->n);
}

double walras_preference_regularised_subopt(const walras_preference_game *game, const double *reference, double beta,
                                            const double *policy, double *work) {
  if (beta == 0.0)
    return walras_preference_subopt(game, policy, work);
  walras_preference_best_response(game, reference, beta, policy, work, work + game->n);
  return beta * walras_policy_kl(policy, work, game->n);
}

double walras_preference_residual(const walras_preference_game *game, const double *reference, double beta, const double *policy,
                                  double *work) {
  walras_preference_best_response(game, reference, beta, policy, work, work + game->n);
  return walras_policy_span(policy, work, game->n);
}

/* The squares of a row's part that differences of row means do not explain. */
static double cyclic_part(const double *row, int64_t n, int64_t i, const double *borda) {
  double sum = 0.0;
  for (int64_t j = 0; j < n; j++) {
    const double part = row[j] - (borda[i] - borda[j]);
    sum += part * part;
  }
  return sum;
}

walras_preference_facts walras_preference_facts_of(const double *margins, int64_t n, double *borda) {
  walras_preference_facts facts = {.copeland_score = -1};
  double all = 0.0, cyclic = 0.0;
  for (int64_t i = 0; i < n; i++) {
    const double *const row = margins + i * n;
    int64_t beaten = 0;
    for (int64_t j = 0; j < n; j++)
      beaten += row[j] > 0.0;
    if (beaten > facts.copeland_score) {
      facts.copeland_score = beaten;
      facts.copeland_winner = i;
    }
    borda[i] = 0.5 + walras_policy_sum(row, n) / (double)n;
    all += walras_policy_dot(row, row, n);
  }
  for (int64_t i = 0; i < n; i++)
    cyclic += cyclic_part(margins + i * n, n, i, borda);
  facts.intransitivity_index = all > 0.0 ? sqrt(cyclic / all) : 0.0;
  return facts;
}
