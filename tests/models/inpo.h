/** What the tests of INPO share: its runs, and the game that its worked numbers are about. */
#ifndef WALRAS_TESTS_INPO_H
#define WALRAS_TESTS_INPO_H

#include "model_run.h"
#include "models/inpo/losses.h"
#include "models/inpo/parameters.h"
#include "numerics/preference_games/policy.h"

#define RUN(run, ...) RUN_MODEL(run, &walras_model_inpo, __VA_ARGS__)
#define REFUSED(word, ...) CU_ASSERT(model_refuses(&walras_model_inpo, word, SETTINGS(__VA_ARGS__)))

/* Margins (.1, .2, .3) and the reference (.5, .3, .2). */
#define WORKED_GAME                                                                                                              \
  "preference_generator=rps3", "actions=3", "reference_policy=explicit", "reference_entries=[0.5,0.3,0.2]", "kl_coefficient=0.1"

static const double worked_margins[9] = {0.0, 0.1, -0.3, -0.1, 0.0, 0.2, 0.3, -0.2, 0.0};
static const double worked_reference[3] = {0.5, 0.3, 0.2};

static inline walras_preference_game dense_game(const double *margins, int64_t n) {
  return (walras_preference_game){.n = n, .margins = margins, .scale = 1.0};
}

static inline double test_uniform(uint64_t instance, uint32_t draw) {
  const uint32_t key[2] = {26, 11};
  const walras_stream stream = walras_stream_make(key, 0, 0);
  return walras_uniform(&stream, instance, draw);
}

/* A game of uniform margins; margins [n][n]. */
static inline walras_preference_game random_game(uint64_t instance, int64_t n, double *margins) {
  for (int64_t i = 0; i < n; i++) {
    margins[i * n + i] = 0.0;
    for (int64_t j = 0; j < i; j++) {
      margins[i * n + j] = test_uniform(instance, (uint32_t)(i * n + j)) - 0.5;
      margins[j * n + i] = -margins[i * n + j];
    }
  }
  return dense_game(margins, n);
}

/* Log-probabilities of spread 2. */
static inline void random_policy(uint64_t instance, int64_t n, double *policy) {
  for (int64_t i = 0; i < n; i++)
    policy[i] = 2.0 * test_uniform(instance, 100000u + (uint32_t)i);
  walras_policy_normalise(policy, n);
}

#endif
