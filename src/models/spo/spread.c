/* Self-play on one large game, whose products are spread by rows over ranks and threads. All else is replicated. */
#include <string.h>

#include "models/shared/preference_games/rows.h"
#include "models/spo/learner.h"
#include "models/spo/payoffs.h"
#include "models/spo/tabular.h"
#include "numerics/preference_games/policy.h"

typedef struct spread {
  walras_trial *trial;
  const struct spo_parameters *p;
  struct preference_rows *rows;
  struct spo_learner learner[2];
  double *payoffs[2], *work; /* [n] each */
  int64_t *counts;           /* [2 n] */
  double *sums;              /* [PREFERENCE_SUMS] of the last evaluation */
} spread;

static walras_status open_learner(spread *s, int64_t k, const char *name) {
  const int64_t reals = spo_learner_reals(s->p);
  double *const memory = walras_trial_allocate(s->trial, reals, sizeof *memory);
  s->payoffs[k] = walras_trial_allocate(s->trial, s->p->game.actions, sizeof **s->payoffs);
  if (memory == NULL || s->payoffs[k] == NULL)
    return walras_trial_status(s->trial);
  spo_learner_start(s->p, memory, &s->learner[k]);
  return walras_trial_keep(s->trial, name, memory, reals, sizeof *memory);
}

static walras_status open_game(spread *s) {
  const int64_t n = s->p->game.actions;
  s->work = walras_trial_allocate(s->trial, n, sizeof *s->work);
  s->counts = walras_trial_allocate(s->trial, 2 * n, sizeof *s->counts);
  s->sums = walras_trial_allocate_zero(s->trial, PREFERENCE_SUMS, sizeof *s->sums);
  if (s->work == NULL || s->counts == NULL || s->sums == NULL)
    return walras_trial_status(s->trial);
  walras_status status = preference_rows_create(s->trial, &s->p->game, &s->rows);
  if (status == WALRAS_OK)
    status = open_learner(s, 0, "learner");
  if (status == WALRAS_OK && spo_learners(s->p) == 2)
    status = open_learner(s, 1, "opponent");
  return status == WALRAS_OK ? walras_trial_keep(s->trial, "sums", s->sums, PREFERENCE_SUMS, sizeof *s->sums) : status;
}

static walras_status find_payoffs(spread *s, int64_t iteration, int64_t k) {
  const struct spo_round round = {
      .iteration = iteration, .learner = k, .policy = s->learner[k].p, .work = s->work, .counts = s->counts};
  const double flips = 1.0 - 2.0 * s->p->game.flip_probability;
  double *const r = s->payoffs[k];
  const walras_status status = preference_rows_product(s->rows, s->learner[spo_learners(s->p) == 2 ? 1 - k : 0].p, r);
  for (int64_t i = 0; i < s->p->game.actions; i++)
    r[i] *= flips;
  if (status == WALRAS_OK)
    spo_payoffs(s->trial, s->p, &round, r);
  return status;
}

static walras_status iterate(spread *s, int64_t iteration) {
  const int64_t learners = spo_learners(s->p);
  walras_status status = WALRAS_OK;
  for (int64_t k = 0; status == WALRAS_OK && k < learners; k++) {
    walras_policy_mean_add(s->learner[k].average, s->learner[k].policy, s->p->game.actions, iteration + 1);
    status = find_payoffs(s, iteration, k);
  }
  for (int64_t k = 0; status == WALRAS_OK && k < learners; k++)
    spo_learner_step(s->p, &s->learner[k], s->payoffs[k]);
  return status;
}

static walras_status evaluate_learner(spread *s, const struct spo_learner *learner) {
  const struct preference_policies policies = {.last = learner->policy, .average = learner->average};
  walras_status status = preference_rows_product(s->rows, learner->p, s->work);
  if (status == WALRAS_OK)
    status = preference_rows_product(s->rows, learner->average, s->payoffs[0]);
  if (status == WALRAS_OK)
    preference_evaluate_margins(&s->p->game, &policies, s->work, s->payoffs[0], 1.0 / (double)spo_learners(s->p), s->sums);
  return status;
}

static walras_status evaluate(spread *s, int64_t iteration) {
  walras_status status = WALRAS_OK;
  memset(s->sums, 0, PREFERENCE_SUMS * sizeof *s->sums);
  for (int64_t k = 0; status == WALRAS_OK && k < spo_learners(s->p); k++)
    status = evaluate_learner(s, &s->learner[k]);
  if (status == WALRAS_OK)
    preference_record_path(s->trial, iteration / s->p->game.evaluate_every, iteration + 1, s->sums,
                           spo_queries(s->p, iteration + 1));
  return status;
}

static walras_status play_rounds(spread *s) {
  walras_status status = WALRAS_OK;
  const int64_t every = s->p->game.evaluate_every;
  for (int64_t round = walras_trial_first_round(s->trial); status == WALRAS_OK && round < s->p->iterations; round++) {
    status = iterate(s, round);
    if (status == WALRAS_OK && ((round + 1) % every == 0 || round + 1 == s->p->iterations))
      status = evaluate(s, round);
    if (status == WALRAS_OK)
      status = walras_trial_round_done(s->trial, round);
  }
  return status;
}

walras_status spo_run_spread(walras_trial *trial, const struct spo_parameters *p) {
  spread s = {.trial = trial, .p = p};
  walras_status status = open_game(&s);
  if (status == WALRAS_OK)
    status = play_rounds(&s);
  if (status != WALRAS_OK)
    return status;
  spo_record_end(trial, p, s.sums);
  status = preference_record_policy(trial, &p->game, PREFERENCE_TABLE_AVERAGE, s.learner[0].average);
  return status == WALRAS_OK ? preference_record_policy(trial, &p->game, PREFERENCE_TABLE_LAST, s.learner[0].p) : status;
}
