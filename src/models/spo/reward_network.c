#include "models/spo/reward_network.h"

#include <string.h>

#include "models/spo/trajectory_trial.h"
#include "numerics/neural/optimiser.h"

enum { INPUTS_MOST = WALRAS_CONTROL_FEATURES + WALRAS_CONTROL_ACTIONS };
static const double RIDGE = 1e-3;
/* Adam, where the linear model takes plain steps of rate 0.5. */
static const walras_adam ADAM = {.rate = 0.01, .beta1 = 0.9, .beta2 = 0.99, .epsilon = 1e-8};

reward_network reward_network_make(const trajectory_trial *t) {
  reward_network made = {.network = walras_network_make(t->world.features + t->world.actions, t->p->hidden_layers,
                                                        t->p->hidden_width, WALRAS_ACTIVATION_TANH, 1)};
  made.parameters = walras_network_parameters(&made.network);
  return made;
}

walras_status reward_network_open(trajectory_trial *t) {
  const struct spo_parameters *p = t->p;
  const walras_stream initial = walras_trial_stream(t->trial, STREAM_INITIAL, 0);
  reward_network *own = &t->network;
  *own = reward_network_make(t);
  double **const vectors[] = {&own->phi, &own->moment1, &own->moment2, &own->gradient};
  for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
    *vectors[i] = walras_trial_allocate_zero(t->trial, own->parameters, sizeof(double));
  own->policies = walras_trial_allocate_zero(t->trial, p->reward_window, (size_t)t->policy.parameters * sizeof(double));
  own->label = walras_trial_allocate_zero(t->trial, p->reward_window * p->batch_trajectories, sizeof(double));
  own->weight = walras_trial_allocate(t->trial, p->batch_trajectories, sizeof(double));
  walras_status status = walras_trial_status(t->trial);
  if (status == WALRAS_OK)
    walras_network_initialise(&own->network, WALRAS_INIT_NORMAL_FAN_IN, 0.01, &initial, 2, own->phi);
  if (status == WALRAS_OK)
    status = walras_gather_create(t->population, &own->values);
  if (status == WALRAS_OK)
    status = walras_reduction_create(t->trial, &(walras_reduction_shape){.sums = own->parameters}, &own->gradients);
  return status == WALRAS_OK ? walras_scratch_create(t->trial, reward_network_bytes(t), &own->scratch) : status;
}

/* ---- one block ---- */

typedef struct pass_context {
  const trajectory_trial *t;
  const double *weight;
  double *work, *values, *gradient;
} pass_context;

/* What the network reads, [count][features + actions]. */
static void find_inputs(const trajectory_trial *t, const trajectory_copies *copies, double *inputs) {
  const int64_t features = t->world.features, actions = t->world.actions;
  const double limit = t->world.action_limit;
  for (int64_t i = 0; i < copies->count; i++) {
    double *const row = inputs + i * (features + actions);
    memcpy(row, copies->features + i * features, (size_t)features * sizeof *row);
    for (int64_t a = 0; a < actions; a++) {
      const double raw = copies->actions[a * copies->count + i];
      row[features + a] = raw < -limit ? -limit : raw > limit ? limit : raw;
    }
  }
}

static void visit_step(trajectory_copies *copies, void *context) {
  const pass_context *c = context;
  const walras_network *network = &c->t->network.network;
  const double *phi = c->t->network.phi, share = 1.0 / (double)c->t->p->horizon;
  double inputs[INPUTS_MOST * ROLLOUT_BLOCK], error[ROLLOUT_BLOCK];
  find_inputs(c->t, copies, inputs);
  const double *rewards = walras_network_forward(network, phi, copies->count, inputs, c->work);
  for (int64_t i = 0; c->values != NULL && i < copies->count; i++)
    c->values[i] += copies->stopped[i] ? 0.0 : share * rewards[i];
  if (c->gradient == NULL)
    return;
  for (int64_t i = 0; i < copies->count; i++)
    error[i] = copies->stopped[i] ? 0.0 : share * c->weight[i];
  walras_network_backward(network, phi, copies->count, inputs, c->work, error, c->gradient, NULL);
}

size_t reward_network_bytes(const trajectory_trial *t) {
  return trajectory_rollout_bytes(&t->policy) + (size_t)walras_network_work(&t->network.network) * sizeof(double);
}

walras_status reward_network_pass(const trajectory_trial *t, const trajectory_rollout *rollout, int64_t first, int64_t count,
                                  const double *weight, void *memory, double *values, double *gradient) {
  trajectory_copies *copies = trajectory_copies_in(&t->policy, memory);
  pass_context c = {.t = t,
                    .weight = weight,
                    .work = copies->own + walras_network_parameters(&t->policy.network),
                    .values = values,
                    .gradient = gradient};
  if (values != NULL)
    memset(values, 0, (size_t)count * sizeof *values);
  return trajectory_roll_out(t->trial, rollout, first, count, copies, visit_step, &c);
}

/* ---- all blocks ---- */

typedef struct round_context {
  const trajectory_trial *t;
  int64_t round;
} round_context;

static double *policy_of(const trajectory_trial *t, int64_t round) {
  return t->network.policies + round % t->p->reward_window * t->policy.parameters;
}

static walras_status evaluate_block(const walras_block *block, void *context) {
  const round_context *c = context;
  const trajectory_rollout rollout = trajectory_of_round(c->t, c->round, policy_of(c->t, c->round));
  double values[ROLLOUT_BLOCK];
  const walras_status status = reward_network_pass(c->t, &rollout, block->first, block->count, NULL,
                                                   walras_block_scratch(block, c->t->network.scratch), values, NULL);
  return status == WALRAS_OK ? walras_block_emit(block, c->t->network.values, values, block->count * (int64_t)sizeof *values)
                             : status;
}

static walras_status differentiate_block(const walras_block *block, void *context) {
  const round_context *c = context;
  const trajectory_rollout rollout = trajectory_of_round(c->t, c->round, policy_of(c->t, c->round));
  return reward_network_pass(c->t, &rollout, block->first, block->count, c->t->network.weight + block->first,
                             walras_block_scratch(block, c->t->network.scratch), NULL, block->sums);
}

walras_status reward_network_values(trajectory_trial *t, int64_t round, const double **values) {
  round_context context = {.t = t, .round = round};
  const void *data = NULL;
  if (round == t->round)
    memcpy(policy_of(t, round), t->theta, (size_t)t->policy.parameters * sizeof *t->theta);
  walras_status status = walras_for_each_block(t->population, evaluate_block, &context, NULL);
  if (status == WALRAS_OK)
    status = walras_gather_all(t->network.values, &data, NULL);
  *values = data;
  return status;
}

/* Mean over pairs of log(1 + e^x) - label x, x the difference of their rewards: its derivative with respect to every trajectory's. */
static void weigh(const trajectory_trial *t, int64_t round, const double *values) {
  const int64_t count = t->p->batch_trajectories;
  const double *const label = t->network.label + round % t->p->reward_window * count;
  const walras_stream stream = walras_trial_stream(t->trial, STREAM_PAIR, (uint32_t)round);
  double *const weight = t->network.weight;
  memset(weight, 0, (size_t)count * sizeof *weight);
  for (int64_t pair = 0; pair < count; pair++) {
    int64_t a, b;
    reward_pairs_draw(&stream, count, pair, &a, &b);
    const double x = values[b] - values[a], bounded = x > 40.0 ? 40.0 : x < -40.0 ? -40.0 : x;
    const double surprise = (1.0 / (1.0 + walras_exp(bounded)) - label[pair]) / (double)count;
    weight[a] += surprise;
    weight[b] -= surprise;
  }
}

static walras_status descend(trajectory_trial *t, int64_t round) {
  reward_network *own = &t->network;
  round_context context = {.t = t, .round = round};
  const double *values = NULL;
  walras_status status = reward_network_values(t, round, &values);
  if (status != WALRAS_OK)
    return status;
  weigh(t, round, values);
  status = walras_for_each_block(t->population, differentiate_block, &context, own->gradients);
  if (status != WALRAS_OK)
    return status;
  for (int64_t i = 0; i < own->parameters; i++)
    own->gradient[i] = walras_reduction_sum(own->gradients, i) + RIDGE * own->phi[i];
  walras_adam_step(&ADAM, ++t->course->reward_steps, own->parameters, own->gradient, own->moment1, own->moment2, own->phi);
  return WALRAS_OK;
}

walras_status reward_network_learn(trajectory_trial *t, const trajectory_outcome *outcomes, double *accuracy) {
  const int64_t count = t->p->batch_trajectories, window = t->p->reward_window;
  const int64_t kept = t->round + 1 < window ? t->round + 1 : window;
  const walras_stream choice = walras_trial_stream(t->trial, STREAM_REFIT, (uint32_t)t->round);
  const reward_pairs pairs = {.rater = &t->rater,
                              .outcomes = outcomes,
                              .count = count,
                              .stream = walras_trial_stream(t->trial, STREAM_PAIR, (uint32_t)t->round)};
  const double *values = NULL;
  walras_status status = reward_network_values(t, t->round, &values);
  if (status != WALRAS_OK)
    return status;
  reward_tally tally = {0};
  for (int64_t pair = 0; pair < count; pair++) {
    int64_t a, b;
    reward_pairs_draw(&pairs.stream, count, pair, &a, &b);
    t->network.label[t->round % window * count + pair] = reward_pairs_label(&pairs, pair, a, b, values[a] - values[b], &tally);
  }
  *accuracy = reward_tally_accuracy(&tally);
  for (int64_t step = 0; status == WALRAS_OK && step < t->p->reward_fit_steps; step++)
    status = descend(t, t->round - (int64_t)walras_bounded(&choice, (uint64_t)step, 0, (uint64_t)kept));
  return status;
}
