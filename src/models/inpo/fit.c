/* What is fitted to lessons: the reward model by Newton's method, the policy by Adam. */
#include <math.h>
#include <string.h>

#include "models/inpo/fitted.h"
#include "numerics/logistic/logistic.h"
#include "numerics/neural/optimiser.h"
#include "numerics/preference_games/policy.h"
#include "walras/elementary.h"

enum { REWARD_ROWS = 256, REWARD_PASSES_MOST = 50 };
static const double REWARD_RIDGE = 1e-4;

/* A pass of the reward model: reward = c' A f is linear in the products of features. */
struct pass {
  const struct inpo_fit *fit;
  const walras_logistic_fit *logistic;
};

static walras_status pass_block(const walras_block *block, void *context) {
  const struct pass *const pass = context;
  const struct inpo_fit *const fit = pass->fit;
  const int64_t d = fit->learning->p->game.feature_dim, rows = block->count;
  double *const memory = walras_block_scratch(block, fit->scratch), *const labels = memory + d * d * REWARD_ROWS;
  double *const work = labels + REWARD_ROWS, c[REWARD_FEATURES_MOST];
  const double *columns[REWARD_FEATURES_MOST * REWARD_FEATURES_MOST];
  for (int64_t a = 0; a < d * d; a++)
    columns[a] = memory + a * REWARD_ROWS;
  for (int64_t row = 0; row < rows; row++) {
    const struct inpo_lesson *const lesson = &fit->lessons[block->first + row];
    const double *const w = fit->responses + lesson->winner * d, *const l = fit->responses + lesson->loser * d;
    preference_prompt_features(block->trial, &fit->learning->p->game, lesson->prompt, c);
    for (int64_t a = 0; a < d * d; a++)
      memory[a * REWARD_ROWS + row] = c[a / d] * (w[a % d] - l[a % d]);
    labels[row] = 1.0;
  }
  walras_logistic_accumulate(&(walras_logistic_rows){.count = rows, .dimensions = d * d, .columns = columns, .labels = labels},
                             pass->logistic->coefficients, work, block->sums);
  return WALRAS_OK;
}

walras_status inpo_fit_reward(struct inpo_fit *fit) {
  const int64_t d = fit->learning->p->game.feature_dim;
  walras_logistic_fit logistic = {.dimensions = d * d};
  struct pass pass = {.fit = fit, .logistic = &logistic};
  walras_status status = inpo_fit_compare(fit);
  while (status == WALRAS_OK && !logistic.done) {
    status = walras_for_each_block(fit->comparisons, pass_block, &pass, fit->reward_sums);
    if (status == WALRAS_OK)
      walras_logistic_update(&logistic, walras_reduction_sums(fit->reward_sums), (double)fit->lesson_count, REWARD_RIDGE,
                             REWARD_PASSES_MOST);
  }
  memcpy(fit->reward, logistic.coefficients, (size_t)(d * d) * sizeof *fit->reward);
  return status;
}

/* d loss / d (f(winner) - f(loser)) of a pair. */
static double pair_slope(const struct inpo_parameters *p, const struct inpo_lesson *lesson, double difference) {
  const double tau = p->game.kl_coefficient, eta = p->omd_parameter;
  if (p->algorithm == ALGORITHM_INPO) /* (h - 1/(2 eta))^2, in which the reference cancels */
    return 2.0 * (difference - (1.0 - tau / eta) * lesson->anchor - 0.5 / eta);
  const bool to_reference = p->algorithm == ALGORITHM_ITERATIVE_DPO;
  const double scale = to_reference ? tau : p->prct_beta, z = scale * (to_reference ? difference : difference - lesson->anchor);
  return -scale / (1.0 + walras_exp(z));
}

/* The lessons of a block's entities in the step at hand, drawn with replacement. */
static const struct inpo_lesson *lesson_of(const walras_block *block, const struct inpo_fit *fit, int64_t entity) {
  const walras_stream stream = walras_trial_stream(block->trial, STREAM_BATCHES, (uint32_t)fit->round);
  const uint64_t place = (uint64_t)(fit->step - 1) * (uint64_t)fit->learning->p->minibatch + (uint64_t)entity;
  return &fit->lessons[walras_bounded(&stream, place, 0, (uint64_t)fit->lesson_count)];
}

/* Winners and losers in turn, one block of samples for the network. */
static walras_status pairs_block(const walras_block *block, void *context) {
  const struct inpo_fit *const fit = context;
  const struct inpo_parameters *const p = fit->learning->p;
  const int64_t width = walras_network_inputs(&fit->network);
  double *const inputs = walras_block_scratch(block, fit->scratch), *const slopes = inputs + WALRAS_NEURAL_BLOCK * width;
  double *const c = slopes + WALRAS_NEURAL_BLOCK, *const work = c + p->game.feature_dim;
  const double *const theta = fit->thetas + fit->round * fit->parameters;
  for (int64_t k = 0; k < block->count; k++) {
    const struct inpo_lesson *const lesson = lesson_of(block, fit, block->first + k);
    preference_prompt_features(block->trial, &p->game, lesson->prompt, c);
    inpo_fit_inputs(fit, c, lesson->winner, 1, inputs + 2 * k * width);
    inpo_fit_inputs(fit, c, lesson->loser, 1, inputs + (2 * k + 1) * width);
  }
  const double *const values = walras_network_forward(&fit->network, theta, 2 * block->count, inputs, work);
  for (int64_t k = 0; k < block->count; k++) {
    const double slope = pair_slope(p, lesson_of(block, fit, block->first + k), values[2 * k] - values[2 * k + 1]);
    slopes[2 * k] = slope / (double)p->minibatch;
    slopes[2 * k + 1] = -slopes[2 * k];
  }
  walras_network_backward(&fit->network, theta, 2 * block->count, inputs, work, slopes, block->sums, NULL);
  return WALRAS_OK;
}

/* SPPO: (log pi(y) - log pi_t(y) - target)^2, whose slope on f of all responses is 2 miss (1{y} - pi). */
static walras_status margins_block(const walras_block *block, void *context) {
  const struct inpo_fit *const fit = context;
  const struct inpo_parameters *const p = fit->learning->p;
  const int64_t n = p->game.actions, width = walras_network_inputs(&fit->network);
  double *const inputs = walras_block_scratch(block, fit->scratch), *const policy = inputs + WALRAS_NEURAL_BLOCK * width;
  double *const reference = policy + n, *const c = reference + n, *const work = c + p->game.feature_dim;
  const double *const theta = fit->thetas + fit->round * fit->parameters;
  for (int64_t k = 0; k < block->count; k++) {
    const struct inpo_lesson *const lesson = lesson_of(block, fit, block->first + k);
    preference_prompt_features(block->trial, &p->game, lesson->prompt, c);
    preference_reference(block->trial, &p->game, lesson->prompt, reference);
    inpo_fit_values(fit, theta, c, policy, work);
    for (int64_t i = 0; i < n; i++)
      policy[i] += reference[i];
    walras_policy_normalise(policy, n);
    const double miss = 2.0 * (policy[lesson->winner] - lesson->anchor - lesson->target) / (double)p->minibatch;
    walras_policy_probabilities(policy, n, policy);
    for (int64_t i = 0; i < n; i++)
      policy[i] = miss * ((double)(i == lesson->winner) - policy[i]);
    for (int64_t first = 0; first < n; first += WALRAS_NEURAL_BLOCK) {
      const int64_t count = n - first < WALRAS_NEURAL_BLOCK ? n - first : WALRAS_NEURAL_BLOCK;
      inpo_fit_inputs(fit, c, first, count, inputs);
      walras_network_forward(&fit->network, theta, count, inputs, work);
      walras_network_backward(&fit->network, theta, count, inputs, work, policy + first, block->sums, NULL);
    }
  }
  return WALRAS_OK;
}

/* A cosine after 3 % of warm-up. */
static double rate_of(const struct inpo_parameters *p, int64_t step) {
  const double warm = ceil(0.03 * (double)p->optimizer_steps), steps = (double)p->optimizer_steps, s = (double)step;
  if (s <= warm)
    return p->learning_rate * s / warm;
  return p->learning_rate * 0.5 * (1.0 + walras_cos(3.141592653589793 * (s - warm) / (steps - warm + 1.0)));
}

walras_status inpo_fit_learn(struct inpo_fit *fit) {
  const struct inpo_parameters *const p = fit->learning->p;
  const size_t bytes = (size_t)fit->parameters * sizeof *fit->thetas;
  double *const theta = fit->thetas + fit->round * fit->parameters;
  memcpy(theta, theta - fit->parameters, bytes);
  memset(fit->first, 0, bytes);
  memset(fit->second, 0, bytes);
  for (fit->step = 1; fit->step <= p->optimizer_steps && fit->lesson_count > 0; fit->step++) {
    const walras_status status =
        walras_for_each_block(fit->batch, inpo_takes_pairs(p) ? pairs_block : margins_block, fit, fit->batch_sums);
    if (status != WALRAS_OK)
      return status;
    memcpy(fit->gradient, walras_reduction_sums(fit->batch_sums), bytes);
    const walras_adam adam = {.rate = rate_of(p, fit->step), .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8};
    walras_adam_step(&adam, fit->step, fit->parameters, fit->gradient, fit->first, fit->second, theta);
  }
  return WALRAS_OK;
}
