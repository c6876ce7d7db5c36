/*
 * The policy's gradient, by a second pass over the same trajectories. Every step of a trajectory shares its advantage, over H steps; a mixture's
 * choice of component counts as one decision with the whole of it.
 */
#include <string.h>

#include "models/spo/trajectory_trial.h"

typedef struct score_context {
  const trajectory_trial *t;
  const double *theta; /* what is differentiated; the trajectories are those of the batch's parameters */
  const double *drawn; /* parameters that the batch was drawn with */
  double precision[COMPONENTS_MOST * WALRAS_CONTROL_ACTIONS]; /* one over the standard deviations */
  double advantage[ROLLOUT_BLOCK];                            /* of the trajectories, with value_net the scaled rewards */
  double *gradient;                                           /* adds up */
  double *work, *value_work;
} score_context;

typedef struct gradient_context {
  trajectory_trial *t;
  const walras_advantage_scale *scale;
} gradient_context;

/* Of one decision: weight of its score. With PPO that of the clipped surrogate, else the advantage. */
static double decision_weight(const score_context *c, double log_probability, double drawn, double advantage) {
  double weight = advantage;
  if (c->t->p->optimizer == OPTIMIZER_PPO)
    walras_ppo_surrogate(log_probability, drawn, advantage, c->t->p->ppo_clip, &weight);
  return weight;
}

/* The baseline's gradient, and what it leaves of the advantage: reward still to come less its estimate. */
static void value_step(const score_context *c, const trajectory_copies *copies, double *advantage) {
  const trajectory_trial *t = c->t;
  const int64_t features = t->world.features, width = features + 1, count = copies->count;
  const double left = 1.0 - (double)copies->step / (double)t->p->horizon;
  double inputs[(WALRAS_CONTROL_FEATURES + 1) * ROLLOUT_BLOCK] = {0.0}, error[ROLLOUT_BLOCK];
  for (int64_t i = 0; i < count; i++) {
    memcpy(inputs + i * width, copies->features + i * features, (size_t)features * sizeof *inputs);
    inputs[i * width + features] = left;
  }
  const double *const theta = c->theta + t->policy.parameters;
  const double *value = walras_network_forward(&t->value, theta, count, inputs, c->value_work);
  for (int64_t i = 0; i < count; i++) {
    const double running = copies->stopped[i] ? 0.0 : 1.0 / (double)t->p->horizon;
    advantage[i] = c->advantage[i] * left - value[i];
    error[i] = advantage[i] * running; /* half the squared error goes down along it */
  }
  walras_network_backward(&t->value, theta, count, inputs, c->value_work, error, c->gradient + t->policy.parameters, NULL);
}

/* One copy's step: error [actions] with respect to the means of its component, and the deviations' part of the gradient. */
static void score_action(const score_context *c, const trajectory_copies *copies, int64_t i, const double *mean, double advantage,
                         double *error) {
  const trajectory_policy *policy = &c->t->policy;
  const int64_t actions = policy->actions, from = copies->component[i] * actions, at = policy->log_deviations + from;
  double z[WALRAS_CONTROL_ACTIONS], now = 0.0, then = 0.0; /* log-densities but for what does not change */
  for (int64_t a = 0; a < actions; a++) {
    const double noise = copies->noise[a * copies->count + i];
    z[a] = (copies->actions[a * copies->count + i] - mean[a]) * c->precision[from + a];
    now -= 0.5 * z[a] * z[a] + c->theta[at + a];
    then -= 0.5 * noise * noise + c->drawn[at + a];
  }
  const double weight = decision_weight(c, now, then, advantage) / (double)c->t->p->horizon;
  for (int64_t a = 0; a < actions; a++) {
    error[a] = weight * z[a] * c->precision[from + a];
    c->gradient[at + a] += weight * (z[a] * z[a] - 1.0);
  }
}

static void visit_step(trajectory_copies *copies, void *context) {
  const score_context *c = context;
  const trajectory_policy *policy = &c->t->policy;
  const int64_t count = copies->count, outputs = walras_network_outputs(&policy->network);
  double error[WALRAS_CONTROL_ACTIONS * COMPONENTS_MOST * ROLLOUT_BLOCK], advantage[ROLLOUT_BLOCK];
  memcpy(advantage, c->advantage, sizeof advantage);
  if (c->t->p->value_net)
    value_step(c, copies, advantage);
  const double *means = walras_network_forward(&policy->network, c->theta, count, copies->features, c->work);
  memset(error, 0, (size_t)(count * outputs) * sizeof *error);
  for (int64_t i = 0; i < count; i++) {
    const int64_t from = i * outputs + copies->component[i] * policy->actions;
    if (!copies->stopped[i])
      score_action(c, copies, i, means + from, advantage[i], error + from);
  }
  walras_network_backward(&policy->network, c->theta, count, copies->features, c->work, error, c->gradient, NULL);
}

static void score_components(const score_context *c, const trajectory_copies *copies) {
  const trajectory_policy *policy = &c->t->policy;
  double log_share[COMPONENTS_MOST], drawn[COMPONENTS_MOST];
  trajectory_policy_components(policy, c->theta, log_share);
  trajectory_policy_components(policy, c->drawn, drawn);
  for (int64_t i = 0; i < copies->count; i++) {
    const int32_t own = copies->component[i];
    const double weight = decision_weight(c, log_share[own], drawn[own], c->advantage[i]);
    for (int64_t k = 0; k < policy->components; k++)
      c->gradient[policy->logits + k] += weight * ((double)(k == own) - walras_exp(log_share[k]));
  }
}

/* Evolution: the perturbation is the score. */
static void score_perturbations(const trajectory_trial *t, const trajectory_rollout *rollout, int64_t first, int64_t count,
                                const score_context *c, double *own) {
  for (int64_t i = 0; i < count; i++) {
    const double weight = c->advantage[i] / (rollout->perturbation * rollout->perturbation);
    trajectory_perturb(rollout, (uint64_t)(first + i), own);
    for (int64_t k = 0; k < t->policy.log_deviations; k++)
      c->gradient[k] += weight * (own[k] - rollout->parameters[k]);
  }
}

size_t trajectory_score_bytes(const trajectory_trial *t) {
  const int64_t value_work = t->p->value_net ? walras_network_work(&t->value) : 0;
  return trajectory_rollout_bytes(&t->policy) + (size_t)(walras_network_work(&t->policy.network) + value_work) * sizeof(double);
}

walras_status trajectory_score(const trajectory_trial *t, const trajectory_rollout *rollout, const double *theta, int64_t first,
                               int64_t count, const double *advantage, trajectory_copies *copies, double *gradient) {
  double *const after = copies->own + walras_network_parameters(&t->policy.network);
  score_context c = {.t = t,
                     .theta = theta,
                     .drawn = rollout->parameters,
                     .gradient = gradient,
                     .work = after,
                     .value_work = after + walras_network_work(&t->policy.network)};
  for (int64_t i = t->policy.log_deviations; i < t->policy.logits; i++)
    c.precision[i - t->policy.log_deviations] = walras_exp(-theta[i]);
  memcpy(c.advantage, advantage, (size_t)count * sizeof *advantage);
  if (t->p->optimizer == OPTIMIZER_EVOLUTION) {
    score_perturbations(t, rollout, first, count, &c, copies->own);
    return WALRAS_OK;
  }
  const walras_status status = trajectory_roll_out(t->trial, rollout, first, count, copies, visit_step, &c);
  if (status == WALRAS_OK && t->policy.components > 1)
    score_components(&c, copies);
  return status;
}

static walras_status differentiate_block(const walras_block *block, void *context) {
  const gradient_context *g = context;
  const trajectory_trial *t = g->t;
  trajectory_copies *copies = trajectory_copies_in(&t->policy, walras_block_scratch(block, t->scratch));
  const double *reward = walras_block_state(block, t->reward);
  const trajectory_rollout rollout = trajectory_of_batch(t, t->p->optimizer == OPTIMIZER_PPO ? t->before : t->theta);
  double advantage[ROLLOUT_BLOCK];
  for (int64_t i = 0; i < block->count; i++)
    advantage[i] = walras_advantage_scaled(g->scale, reward[i]);
  return trajectory_score(t, &rollout, t->theta, block->first, block->count, advantage, copies, block->sums);
}

walras_status trajectory_find_gradient(trajectory_trial *t, const walras_advantage_scale *scale) {
  gradient_context context = {.t = t, .scale = scale};
  const walras_status status = walras_for_each_block(t->population, differentiate_block, &context, t->gradients);
  for (int64_t i = 0; status == WALRAS_OK && i < t->parameters; i++)
    t->gradient[i] = walras_reduction_sum(t->gradients, i) / (double)t->p->batch_trajectories;
  return status;
}
