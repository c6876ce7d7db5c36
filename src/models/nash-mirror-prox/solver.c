#include "models/nash-mirror-prox/solver.h"

#include <math.h>
#include <string.h>

#include "numerics/neural/optimiser.h"
#include "numerics/preference_games/equilibrium.h"
#include "numerics/preference_games/oracle.h"
#include "numerics/preference_games/policy.h"

enum { VECTORS = 11 }; /* policy, current, half, target, margins, direction, moments (2), probabilities, penalty, work */

int64_t nmp_solver_reals(int64_t n) {
  return (VECTORS + 2) * n; /* and two vectors of counts */
}

static double *take(double **memory, int64_t n) {
  double *const vector = *memory;
  *memory += n;
  return vector;
}

static void copy(double *to, const double *from, int64_t n) {
  memcpy(to, from, (size_t)n * sizeof *to);
}

void nmp_solver_begin(struct nmp_solver *s, const struct nmp_parameters *p, int algorithm, const walras_preference_game *game,
                      const double *reference, const double *start, double *memory) {
  const int64_t n = game->n;
  s->p = p;
  s->algorithm = algorithm;
  s->beta = nmp_beta(p, algorithm);
  s->game = game;
  s->reference = reference;
  s->next_sample = s->next_noise = 0;
  s->gradient_steps = 0;
  s->policy = take(&memory, n);
  s->current = take(&memory, n);
  s->half = take(&memory, n);
  s->target = take(&memory, n);
  s->margins = take(&memory, n);
  s->direction = take(&memory, n);
  s->moments = take(&memory, 2 * n);
  s->batch.probabilities = take(&memory, n);
  s->batch.penalty = take(&memory, n);
  s->batch.work = take(&memory, n);
  s->batch.counts = (void *)take(&memory, n);
  s->batch.wins = (void *)take(&memory, n);
  copy(s->policy, start, n);
  copy(s->target, start, n);
  walras_policy_probabilities(start, n, s->current);
  memset(s->moments, 0, (size_t)(2 * n) * sizeof *s->moments);
}

/* M q of an opponent, exact: s->margins. */
static void find_margins(struct nmp_solver *s, const double *opponent) {
  walras_policy_probabilities(opponent, s->game->n, s->batch.probabilities);
  walras_preference_product(s->game, s->batch.probabilities, s->margins);
}

/* The same as the oracle tells it. */
static void ask_margins(struct nmp_solver *s, const double *opponent) {
  const int64_t n = s->game->n;
  find_margins(s, opponent);
  if (s->p->game.oracle == ORACLE_EXACT)
    return;
  walras_preference_estimate(s->margins, n, s->p->game.comparisons_per_iteration, &s->samples, s->next_sample, s->margins);
  s->next_sample += (uint64_t)n;
  for (int64_t i = 0; i < n; i++)
    s->margins[i] -= 0.5;
}

/* An inexact proximal step: noise on the logits of an exact one. */
static void disturb(struct nmp_solver *s, double *policy) {
  const int64_t n = s->game->n;
  const double most = s->p->prox_error;
  if (most == 0.0)
    return;
  walras_fill_uniform(&s->noise, s->next_noise, n, 0, s->batch.work);
  s->next_noise += (uint64_t)n;
  for (int64_t i = 0; i < n; i++)
    policy[i] += most * (2.0 * s->batch.work[i] - 1.0);
  walras_policy_normalise(policy, n);
}

static void prox(struct nmp_solver *s, double *policy, double alpha) {
  walras_preference_prox(policy, s->reference, s->beta, alpha, s->margins, s->game->n);
  disturb(s, policy);
}

/* Nothing between a proximal step and the product that follows it. */
static bool is_exact(const struct nmp_solver *s) {
  return s->algorithm == NMP_NASH_MP && s->p->game.oracle == ORACLE_EXACT && s->p->prox_error == 0.0;
}

const double *nmp_solver_probabilities(struct nmp_solver *s) {
  if (is_exact(s))
    return s->current;
  walras_policy_probabilities(s->policy, s->game->n, s->batch.probabilities);
  return s->batch.probabilities;
}

/* to = Prox(policy; M opponent) with its probabilities. */
static void answer(struct nmp_solver *s, const double *opponent, double *to, double *probabilities) {
  const int64_t n = s->game->n;
  const double alpha = s->p->prox_step, theta = 1.0 / (1.0 + alpha * s->beta), pull = alpha * s->beta * theta,
               push = alpha * theta;
  walras_preference_product(s->game, opponent, s->margins);
  for (int64_t i = 0; i < n; i++)
    to[i] = theta * s->policy[i] + pull * s->reference[i] + push * s->margins[i];
  walras_policy_settle(to, n, probabilities);
}

/* The hot loop: one product and one exponential a response for each query. */
static void exact_mirror_prox(struct nmp_solver *s) {
  answer(s, s->current, s->half, s->batch.probabilities);
  answer(s, s->batch.probabilities, s->policy, s->current);
}

/* Both steps start from pi_k; the second one answers the first. */
static void mirror_prox(struct nmp_solver *s) {
  if (is_exact(s)) {
    exact_mirror_prox(s);
    return;
  }
  ask_margins(s, s->policy);
  copy(s->half, s->policy, s->game->n);
  prox(s, s->half, s->p->prox_step);
  ask_margins(s, s->half);
  prox(s, s->policy, s->p->prox_step);
}

static void implicit_descent(struct nmp_solver *s) {
  ask_margins(s, s->policy);
  prox(s, s->policy, s->p->step_size);
}

/* policy = normalise((1 - step coefficient) policy + step coefficient reference + step margins) */
static void descend(struct nmp_solver *s, double *policy, const double *reference, double coefficient, double step) {
  const double pull = step * coefficient;
  walras_policy_combine(policy, 1.0 - pull, reference, pull, s->margins, step, s->game->n);
}

static void mirror_descent(struct nmp_solver *s) {
  ask_margins(s, s->policy);
  descend(s, s->policy, s->reference, s->beta, s->p->step_size);
}

static void extragradient(struct nmp_solver *s) {
  ask_margins(s, s->policy);
  copy(s->half, s->policy, s->game->n);
  descend(s, s->half, s->reference, s->beta, s->p->step_size);
  ask_margins(s, s->half);
  descend(s, s->policy, s->reference, s->beta, s->p->step_size);
}

/* half = the geometric mixture of policy and reference. */
static void mix(struct nmp_solver *s, double share) {
  copy(s->half, s->policy, s->game->n);
  walras_policy_combine(s->half, 1.0 - share, s->reference, share, s->policy, 0.0, s->game->n);
}

/* Nash-MD: the opponent is the mixture, and the step begins there. */
static void mixture_descent(struct nmp_solver *s, double step) {
  mix(s, fmin(step * s->beta, 1.0));
  ask_margins(s, s->half);
  copy(s->policy, s->half, s->game->n);
  walras_policy_combine(s->policy, 1.0, NULL, 0.0, s->margins, step, s->game->n);
}

static void best_response(struct nmp_solver *s) {
  ask_margins(s, s->policy);
  copy(s->policy, s->reference, s->game->n);
  walras_policy_combine(s->policy, 1.0, NULL, 0.0, s->margins, 1.0 / s->beta, s->game->n);
}

static void find_direction(struct nmp_solver *s, const struct nmp_objective *objective) {
  const bool exact = s->p->game.oracle == ORACLE_EXACT;
  nmp_direction(objective, exact ? 0 : s->p->batch_size, &s->samples, s->next_sample, &s->batch, s->direction);
  s->next_sample += (uint64_t)walras_preference_tally_entities(s->game->n, s->p->batch_size);
}

static void move(struct nmp_solver *s, double step) {
  for (int64_t i = 0; i < s->game->n; i++)
    s->policy[i] += step * s->direction[i];
  walras_policy_normalise(s->policy, s->game->n);
}

/* Descent of the regression loss by step beta / 4: the loss' gradient is -4 / beta times the direction. */
static void regress_pairs(struct nmp_solver *s, const double *reference, double coefficient) {
  find_margins(s, s->policy);
  find_direction(s, &(struct nmp_objective){.n = s->game->n,
                                            .policy = s->policy,
                                            .margins = s->margins,
                                            .anchor = {reference},
                                            .weight = {coefficient},
                                            .pairs = true});
  move(s, s->p->step_size);
}

static void mixture_gradient(struct nmp_solver *s) {
  mix(s, s->p->step_size * s->beta);
  find_margins(s, s->half);
  find_direction(s, &(struct nmp_objective){.n = s->game->n,
                                            .policy = s->policy,
                                            .margins = s->margins,
                                            .anchor = {s->reference},
                                            .weight = {s->beta},
                                            .baseline = s->p->baseline});
  move(s, s->p->step_size);
}

/* target = the geometric mean of the reference and the last proximal point: the reference of the next proximal game. */
static void proximal_point(struct nmp_solver *s, int64_t k) {
  const double pull = 1.0 / s->p->prox_step, coefficient = s->beta + pull;
  if (k % s->p->inner_steps == 0) {
    copy(s->target, s->policy, s->game->n);
    walras_policy_combine(s->target, pull / coefficient, s->reference, s->beta / coefficient, s->policy, 0.0, s->game->n);
  }
  if (s->p->inner_algorithm == NMP_INNER_ONLINE_IPO) {
    regress_pairs(s, s->target, coefficient);
    return;
  }
  ask_margins(s, s->policy);
  descend(s, s->policy, s->target, coefficient, s->p->step_size);
}

/* A gradient step on a proximal problem: against the opponent of s->margins, held to the reference and to `anchor`. */
static void proximal_gradient_step(struct nmp_solver *s, const double *anchor) {
  const struct nmp_parameters *const p = s->p;
  const int64_t n = s->game->n;
  find_direction(s, &(struct nmp_objective){.n = n,
                                            .policy = s->policy,
                                            .margins = s->margins,
                                            .anchor = {s->reference, anchor},
                                            .weight = {s->beta, 1.0 / p->prox_step},
                                            .baseline = p->baseline});
  s->gradient_steps++;
  if (p->optimizer == NMP_SGD) {
    move(s, p->inner_learning_rate);
    return;
  }
  for (int64_t i = 0; i < n; i++)
    s->direction[i] = -s->direction[i];
  const walras_adam adam = {.rate = p->inner_learning_rate, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8};
  walras_adam_step(&adam, s->gradient_steps, n, s->direction, s->moments, s->moments + n, s->policy);
  walras_policy_normalise(s->policy, n);
}

/* Both proximal problems by gradient steps, the second begun where the first ended. */
static void stochastic_mirror_prox(struct nmp_solver *s) {
  copy(s->half, s->policy, s->game->n);
  for (int problem = 0; problem < 2; problem++) {
    find_margins(s, s->policy);
    for (int64_t step = 0; step < s->p->inner_steps; step++)
      proximal_gradient_step(s, s->half);
  }
}

static void slow_target(struct nmp_solver *s) {
  const double decay = s->p->target_decay;
  for (int64_t step = 0; step < s->p->inner_steps; step++) {
    find_margins(s, s->target);
    proximal_gradient_step(s, s->target);
    walras_policy_combine(s->target, 1.0 - decay, s->policy, decay, s->policy, 0.0, s->game->n);
  }
}

void nmp_solver_iterate(struct nmp_solver *s, int64_t k) {
  switch (s->algorithm) {
  case NMP_NASH_MP:
    mirror_prox(s);
    break;
  case NMP_NASH_MD:
    mixture_descent(s, s->p->step_size);
    break;
  case NMP_NASH_MD_DECREASING:
    mixture_descent(s, 2.0 / (s->beta * (double)(k + 2)));
    break;
  case NMP_EGPO:
    extragradient(s);
    break;
  case NMP_MMD:
    implicit_descent(s);
    break;
  case NMP_ONLINE_IPO:
    regress_pairs(s, s->reference, s->beta);
    break;
  case NMP_NASH_MD_PG:
    mixture_gradient(s);
    break;
  case NMP_NASH_PROX:
    proximal_point(s, k);
    break;
  case NMP_NASH_MP_STOCHASTIC:
    s->p->target_decay > 0.0 ? slow_target(s) : stochastic_mirror_prox(s);
    break;
  case NMP_BEST_RESPONSE:
    best_response(s);
    break;
  default: /* omd, and self_play without its regularisation */
    mirror_descent(s);
  }
}
