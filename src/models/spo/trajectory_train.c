/*
 * Training on trajectories. A round: roll out, compare with the queue (or ask a reward model, or the hidden return), step the policy, let the batch
 * into the queue. Outcomes are gathered on every rank; everything kept over rounds is the same there.
 */
#include <string.h>

#include "models/spo/metrics.h"
#include "models/spo/trajectory_trial.h"
#include "numerics/neural/optimiser.h"

enum { SUM_REWARD, SUM_SQUARE, SUM_RETURN, SUMS };

static walras_control world_of(const struct spo_parameters *p) {
  static const walras_control_kind kinds[] = {WALRAS_CONTROL_POINT_MASS, WALRAS_CONTROL_PENDULUM, WALRAS_CONTROL_MOUNTAIN_CAR,
                                              WALRAS_CONTROL_JUMP};
  return walras_control_make(kinds[p->simulator]);
}

trajectory_rollout trajectory_of_batch(const trajectory_trial *t, const double *theta) {
  return trajectory_of_round(t, t->round, theta);
}

trajectory_rollout trajectory_of_round(const trajectory_trial *t, int64_t number, const double *theta) {
  const uint32_t round = (uint32_t)number;
  return (trajectory_rollout){.p = t->p,
                              .world = &t->world,
                              .policy = &t->policy,
                              .parameters = theta,
                              .start = walras_trial_stream(t->trial, STREAM_START, round),
                              .action = walras_trial_stream(t->trial, STREAM_ACTION, round),
                              .component = walras_trial_stream(t->trial, STREAM_COMPONENT, round),
                              .sampled = t->p->optimizer != OPTIMIZER_EVOLUTION,
                              .perturbation = t->p->optimizer == OPTIMIZER_EVOLUTION ? walras_exp(t->p->initial_log_std) : 0.0,
                              .perturbations = walras_trial_stream(t->trial, STREAM_PERTURBATION, round)};
}

static walras_status roll_out_block(const walras_block *block, void *context) {
  const trajectory_trial *t = context;
  trajectory_copies *copies = trajectory_copies_in(&t->policy, walras_block_scratch(block, t->scratch));
  const trajectory_rollout rollout = trajectory_of_batch(t, t->theta);
  trajectory_outcome outcomes[ROLLOUT_BLOCK];
  double quadratics[ROLLOUT_BLOCK * ROLLOUT_QUADRATICS];
  walras_status status = trajectory_roll_out(block->trial, &rollout, block->first, block->count, copies, NULL, NULL);
  for (int64_t i = 0; status == WALRAS_OK && i < block->count; i++) {
    outcomes[i] = trajectory_outcome_of(&rollout, copies, i);
    trajectory_quadratics_of(copies, i, quadratics + i * ROLLOUT_QUADRATICS);
  }
  if (status == WALRAS_OK)
    status = walras_block_emit(block, t->outcomes, outcomes, block->count * (int64_t)sizeof *outcomes);
  if (status == WALRAS_OK && t->quadratics != NULL)
    status = walras_block_emit(block, t->quadratics, quadratics, block->count * ROLLOUT_QUADRATICS * (int64_t)sizeof *quadratics);
  return status;
}

/* What the round's rewards are made from; the same on every rank. */
typedef struct reward_context {
  trajectory_trial *t;
  const trajectory_outcome *outcomes; /* [batch] */
  const double *quadratics;           /* [batch][ROLLOUT_QUADRATICS] or NULL */
  const double *values;               /* [batch] of the reward network or NULL */
  const rater_queue *queue;
} reward_context;

static double reward_of(const reward_context *c, const walras_block *block, int64_t trajectory) {
  const trajectory_trial *t = c->t;
  if (t->p->algorithm == ALGORITHM_GROUND_TRUTH)
    return c->outcomes[trajectory].total;
  if (c->values != NULL)
    return c->values[trajectory];
  if (spo_has_reward_model(t->p))
    return reward_model_value(&t->model, c->quadratics + trajectory * ROLLOUT_QUADRATICS);
  const rater_meeting meeting = {.own = c->queue == &t->batch ? trajectory : -1,
                                 .cap = t->p->queries_cap,
                                 .entity = (uint64_t)trajectory,
                                 .labels = walras_trial_stream(t->trial, STREAM_LABEL, (uint32_t)t->round),
                                 .members = walras_trial_stream(t->trial, STREAM_MEMBER, (uint32_t)t->round),
                                 .order = t->order != NULL ? t->order[block->thread] : NULL};
  return rater_reward(c->queue, &meeting, &c->outcomes[trajectory]);
}

static walras_status reward_block(const walras_block *block, void *context) {
  const reward_context *c = context;
  double *reward = walras_block_state(block, c->t->reward);
  for (int64_t i = 0; i < block->count; i++) {
    const int64_t trajectory = block->first + i;
    reward[i] = reward_of(c, block, trajectory);
    const double difference = reward[i] - c->t->course->centre;
    block->sums[SUM_REWARD] += difference;
    block->sums[SUM_SQUARE] += difference * difference;
    block->sums[SUM_RETURN] += c->outcomes[trajectory].total;
    walras_offer_minimum(&block->minima[0], reward[i], trajectory);
    walras_offer_maximum(&block->maxima[0], reward[i], trajectory);
  }
  return WALRAS_OK;
}

/* Mean and deviation of the batch's rewards; where all are equal, exactly theirs and 0. */
static walras_advantage_scale scale_of(const trajectory_trial *t) {
  const walras_advantage_sums sums = {.count = (double)t->p->batch_trajectories,
                                      .sum = walras_reduction_sum(t->sums, SUM_REWARD),
                                      .square = walras_reduction_sum(t->sums, SUM_SQUARE)};
  walras_advantage_scale scale = walras_advantage_scale_make(&sums, t->course->centre, 1e-8);
  const double least = walras_reduction_minimum(t->sums, 0).value;
  if (least == walras_reduction_maximum(t->sums, 0).value)
    scale = (walras_advantage_scale){.mean = least, .epsilon = 1e-8};
  return scale;
}

static bool learns(const struct spo_parameters *p) {
  return p->policy != POLICY_LINEAR || p->optimizer == OPTIMIZER_EVOLUTION;
}

/* Steps of Adam up the gradient; with PPO several on the same batch. */
static walras_status improve(trajectory_trial *t, const walras_advantage_scale *scale) {
  const walras_adam adam = {.rate = t->p->policy_learning_rate, .beta1 = 0.9, .beta2 = 0.99, .epsilon = 1e-8};
  const int64_t epochs = t->p->optimizer == OPTIMIZER_PPO ? t->p->ppo_epochs : 1;
  walras_status status = WALRAS_OK;
  memcpy(t->before, t->theta, (size_t)t->parameters * sizeof *t->before);
  for (int64_t epoch = 0; status == WALRAS_OK && epoch < epochs; epoch++) {
    status = trajectory_find_gradient(t, scale);
    for (int64_t i = 0; i < t->parameters; i++)
      t->gradient[i] = -t->gradient[i];
    if (status == WALRAS_OK)
      walras_adam_step(&adam, ++t->course->steps, t->parameters, t->gradient, t->moment1, t->moment2, t->theta);
    trajectory_policy_clip(&t->policy, t->p, t->theta);
  }
  return status;
}

static void fit_means(trajectory_trial *t, const reward_context *c) {
  const reward_pairs pairs = {.rater = &t->rater,
                              .outcomes = c->outcomes,
                              .quadratics = c->quadratics,
                              .count = t->p->batch_trajectories,
                              .stream = walras_trial_stream(t->trial, STREAM_PAIR, (uint32_t)t->round)};
  t->course->accuracy = reward_model_take(&t->model, &pairs, t->round);
  reward_model_fit(&t->model, t->round);
}

/* The reward model learns from the batch before it judges it. */
static walras_status ask_rater(trajectory_trial *t, reward_context *c) {
  const bool learn = t->p->algorithm == ALGORITHM_REWARD_MODEL || t->round == 0;
  walras_status status = WALRAS_OK;
  t->course->queries += learn ? t->p->batch_trajectories : 0;
  if (spo_has_reward_network(t->p)) {
    if (learn)
      status = reward_network_learn(t, c->outcomes, &t->course->accuracy);
    return status == WALRAS_OK ? reward_network_values(t, t->round, &c->values) : status;
  }
  if (learn)
    fit_means(t, c);
  return status;
}

/* The queue that the batch meets: the learner's, or at first the batch itself. */
static const rater_queue *open_queue(trajectory_trial *t, const trajectory_outcome *outcomes) {
  rater_queue *queue = &t->queue;
  if (queue->head[0] == 0) {
    queue = &t->batch;
    rater_queue_push(queue, outcomes, t->p->batch_trajectories);
  }
  rater_queue_index(queue);
  const rater_meeting meeting = {.own = queue == &t->batch ? 0 : -1, .cap = t->p->queries_cap};
  t->course->queries += t->p->batch_trajectories * rater_meeting_queries(queue, &meeting);
  return queue;
}

static void record_zones(trajectory_trial *t, const trajectory_outcome *outcomes, bool due) {
  double occupancy[RATER_SECTORS_MOST];
  const double all = (double)((t->round + 1) * t->p->batch_trajectories);
  const int64_t at = t->round / t->p->game.evaluate_every;
  for (int64_t i = 0; i < t->p->batch_trajectories; i++)
    t->course->zone_count[outcomes[i].zone]++;
  if (!due)
    return;
  for (int64_t zone = 0; zone < t->p->sectors; zone++) {
    occupancy[zone] = (double)t->course->zone_count[zone] / all;
    if (t->p->sectors == 3)
      walras_record_round(t->trial, METRIC_ZONE_COURSE + (int)zone, at, occupancy[zone]);
  }
  walras_record_round(t->trial, METRIC_EXPLOITABILITY_COURSE, at, trajectory_exploitability(&t->rater, occupancy));
}

static void record_round(trajectory_trial *t, const walras_advantage_scale *scale) {
  const int64_t at = t->round / t->p->game.evaluate_every;
  walras_record_round(t->trial, METRIC_TRAIN_RETURN, at,
                      walras_reduction_sum(t->sums, SUM_RETURN) / (double)t->p->batch_trajectories);
  walras_record_round_integer(t->trial, METRIC_QUERIES_COURSE, at, t->course->queries);
  if (t->p->algorithm == ALGORITHM_SPO)
    walras_record_round(t->trial, METRIC_WIN_SHARE, at, 0.5 + 0.5 * scale->mean);
  if (spo_has_reward_model(t->p))
    walras_record_round(t->trial, METRIC_RM_ACCURACY_COURSE, at, t->course->accuracy);
  if (t->policy.is_density)
    walras_record_round(t->trial, METRIC_ENTROPY_COURSE, at, trajectory_policy_entropy(&t->policy, t->theta));
}

/* Evenly spaced: after the round r in which floor((r + 1) S / T) grows. */
static void take_snapshot(trajectory_trial *t) {
  const double share = (double)t->p->snapshots / (double)t->p->iterations;
  if (t->p->snapshots < t->p->iterations && (int64_t)((double)(t->round + 1) * share) == (int64_t)((double)t->round * share))
    return;
  memcpy(t->snapshots + t->course->snapshots++ * t->policy.parameters, t->theta, (size_t)t->policy.parameters * sizeof *t->theta);
}

static walras_status play_round(trajectory_trial *t) {
  reward_context c = {.t = t};
  const bool due = t->round + 1 == spo_evaluation_iteration(t->p, t->round / t->p->game.evaluate_every);
  const void *data = NULL;
  walras_status status = walras_for_each_block(t->population, roll_out_block, t, NULL);
  if (status == WALRAS_OK)
    status = walras_gather_all(t->outcomes, &data, NULL);
  c.outcomes = data;
  if (status == WALRAS_OK && t->quadratics != NULL) {
    status = walras_gather_all(t->quadratics, &data, NULL);
    c.quadratics = data;
  }
  if (status != WALRAS_OK)
    return status;
  if (spo_has_reward_model(t->p))
    status = ask_rater(t, &c);
  if (status != WALRAS_OK)
    return status;
  if (t->p->algorithm == ALGORITHM_SPO)
    c.queue = open_queue(t, c.outcomes);
  status = walras_for_each_block(t->population, reward_block, &c, t->sums);
  if (status != WALRAS_OK)
    return status;
  const walras_advantage_scale scale = scale_of(t);
  if (due)
    record_round(t, &scale);
  if (t->p->rater == RATER_INTRANSITIVE_SECTORS)
    record_zones(t, c.outcomes, due);
  if (t->p->algorithm == ALGORITHM_SPO)
    rater_queue_push(&t->queue, c.outcomes, t->p->batch_trajectories);
  t->course->centre = scale.mean;
  status = learns(t->p) ? improve(t, &scale) : WALRAS_OK;
  take_snapshot(t);
  return status;
}

static walras_status keep_all(trajectory_trial *t) {
  const struct spo_parameters *p = t->p;
  const struct {
    const char *name;
    void *data;
    int64_t count;
    size_t size;
  } kept[] = {{"course", t->course, 1, sizeof *t->course},
              {"theta", t->theta, t->parameters, sizeof(double)},
              {"moment1", t->moment1, t->parameters, sizeof(double)},
              {"moment2", t->moment2, t->parameters, sizeof(double)},
              {"snapshots", t->snapshots, p->snapshots * t->policy.parameters, sizeof(double)},
              {"queue", t->queue.member, t->queue.capacity, sizeof *t->queue.member},
              {"queue_head", t->queue.head, 2, sizeof(int64_t)},
              {"reward_phi", t->network.phi, t->network.parameters, sizeof(double)},
              {"reward_moment1", t->network.moment1, t->network.parameters, sizeof(double)},
              {"reward_moment2", t->network.moment2, t->network.parameters, sizeof(double)},
              {"reward_policies", t->network.policies, p->reward_window * t->policy.parameters, sizeof(double)},
              {"reward_step_labels", t->network.label, p->reward_window * p->batch_trajectories, sizeof(double)},
              {"reward_weights", t->model.weights, REWARD_STRIDE, sizeof(double)},
              {"reward_pairs", t->model.difference, t->model.window * t->model.pairs * REWARD_STRIDE, sizeof(double)},
              {"reward_columns", t->model.column, t->model.window * t->model.pairs * ROLLOUT_QUADRATICS, sizeof(double)},
              {"reward_labels", t->model.label, t->model.window * t->model.pairs, sizeof(double)}};
  walras_status status = WALRAS_OK;
  for (size_t i = 0; status == WALRAS_OK && i < sizeof kept / sizeof *kept; i++)
    if (kept[i].data != NULL && kept[i].count > 0)
      status = walras_trial_keep(t->trial, kept[i].name, kept[i].data, kept[i].count, kept[i].size);
  return status;
}

/* One order of queue places for each thread, where only some are met. */
static walras_status open_orders(trajectory_trial *t) {
  const int threads = walras_trial_threads(t->trial);
  const int64_t places = t->p->queue_size > t->p->batch_trajectories ? t->p->queue_size : t->p->batch_trajectories;
  t->order = walras_trial_allocate(t->trial, threads, sizeof *t->order);
  for (int thread = 0; t->order != NULL && thread < threads; thread++) {
    t->order[thread] = walras_trial_allocate(t->trial, places, sizeof **t->order);
    for (int64_t i = 0; t->order[thread] != NULL && i < places; i++)
      t->order[thread][i] = i;
  }
  return walras_trial_status(t->trial);
}

static walras_status open_rater(trajectory_trial *t) {
  const struct spo_parameters *p = t->p;
  const walras_stream tastes = walras_trial_stream(t->trial, STREAM_TYPE, 0);
  walras_status status = WALRAS_OK;
  rater_make(p, &tastes, &t->rater);
  if (p->algorithm == ALGORITHM_SPO) {
    status = rater_queue_open(t->trial, &t->rater, p->queue_size, &t->queue);
    if (status == WALRAS_OK)
      status = rater_queue_open(t->trial, &t->rater, p->batch_trajectories, &t->batch);
    if (status == WALRAS_OK && p->queries_cap > 0)
      status = open_orders(t);
  }
  if (status == WALRAS_OK && spo_has_reward_model(p) && !spo_has_reward_network(p))
    status = reward_model_open(t->trial, p->batch_trajectories, p->reward_window, p->reward_fit_steps, &t->model);
  return status;
}

static walras_status open_learner(trajectory_trial *t) {
  const struct spo_parameters *p = t->p;
  const walras_stream initial = walras_trial_stream(t->trial, STREAM_INITIAL, 0);
  t->policy = trajectory_policy_make(p, &t->world);
  t->value = walras_network_make(t->world.features + 1, p->hidden_layers, p->hidden_width, WALRAS_ACTIVATION_TANH, 1);
  t->parameters = t->policy.parameters + (p->value_net ? walras_network_parameters(&t->value) : 0);
  double **const vectors[] = {&t->theta, &t->moment1, &t->moment2, &t->gradient, &t->before};
  for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
    *vectors[i] = walras_trial_allocate_zero(t->trial, t->parameters, sizeof(double));
  t->snapshots = walras_trial_allocate_zero(t->trial, p->snapshots * t->policy.parameters, sizeof(double));
  t->course = walras_trial_allocate_zero(t->trial, 1, sizeof *t->course);
  if (walras_trial_status(t->trial) != WALRAS_OK)
    return walras_trial_status(t->trial);
  trajectory_policy_start(&t->policy, p, &initial, t->theta);
  if (p->value_net)
    walras_network_initialise(&t->value, WALRAS_INIT_NORMAL_FAN_IN, 1.0, &initial, 1, t->theta + t->policy.parameters);
  return WALRAS_OK;
}

static walras_status open_batch(trajectory_trial *t) {
  const walras_population_input batch = {.name = "batch", .entities = t->p->batch_trajectories, .block_size = ROLLOUT_BLOCK};
  walras_status status = walras_population_create(t->trial, &batch, &t->population);
  if (status == WALRAS_OK)
    status = walras_state_create(t->population, "reward", sizeof(double), &t->reward);
  if (status == WALRAS_OK)
    status = walras_gather_create(t->population, &t->outcomes);
  if (status == WALRAS_OK && spo_has_reward_model(t->p) && !spo_has_reward_network(t->p))
    status = walras_gather_create(t->population, &t->quadratics);
  if (status == WALRAS_OK)
    status = walras_reduction_create(t->trial, &(walras_reduction_shape){.sums = SUMS, .minima = 1, .maxima = 1}, &t->sums);
  if (status == WALRAS_OK)
    status = walras_reduction_create(t->trial, &(walras_reduction_shape){.sums = t->parameters}, &t->gradients);
  return status == WALRAS_OK ? walras_scratch_create(t->trial, trajectory_score_bytes(t), &t->scratch) : status;
}

walras_status trajectory_train(walras_trial *trial, const struct spo_parameters *p) {
  trajectory_trial *t = walras_trial_allocate_zero(trial, 1, sizeof *t);
  if (t == NULL)
    return walras_trial_status(trial);
  t->trial = trial;
  t->p = p;
  t->world = world_of(p);
  walras_status status = open_rater(t);
  if (status == WALRAS_OK)
    status = open_learner(t);
  if (status == WALRAS_OK)
    status = open_batch(t);
  if (status == WALRAS_OK && spo_has_reward_network(p))
    status = reward_network_open(t);
  if (status == WALRAS_OK)
    status = keep_all(t);
  if (status != WALRAS_OK)
    return status;
  for (t->round = walras_trial_first_round(trial); t->round < p->iterations; t->round++) {
    status = play_round(t);
    if (status == WALRAS_OK)
      status = walras_trial_round_done(trial, t->round);
    if (status != WALRAS_OK)
      return status;
  }
  return trajectory_evaluate(t);
}

/* Of the reward network: policies and labels of the rounds kept, and the passes over their trajectories. */
static void add_network_footprint(const struct spo_parameters *p, const trajectory_trial *t, walras_footprint *out) {
  const double parameters = (double)reward_network_make(t).parameters, window = (double)p->reward_window;
  const double fits = p->algorithm == ALGORITHM_BT_STATIC ? 1.0 : (double)p->iterations;
  out->bytes_replicated += 8.0 * (4.0 * parameters + window * (double)t->policy.parameters);
  out->bytes_replicated += 8.0 * (double)p->batch_trajectories * (window + 2.0);
  out->seconds_per_entity += fits * (double)p->reward_fit_steps * (double)p->horizon * (2.7e-7 + 5e-10 * parameters);
}

void trajectory_footprint(const struct spo_parameters *p, walras_footprint *out) {
  trajectory_trial t = {.p = p, .world = world_of(p)};
  t.policy = trajectory_policy_make(p, &t.world);
  const double parameters = (double)t.policy.parameters, n = (double)p->batch_trajectories, rounds = (double)p->iterations;
  const bool linear = spo_has_reward_model(p) && !spo_has_reward_network(p);
  const double window = linear ? 8.0 * (double)p->reward_window * n * (REWARD_STRIDE + ROLLOUT_QUADRATICS + 2.0) : 0.0;
  const double epochs = p->optimizer == OPTIMIZER_PPO ? (double)p->ppo_epochs : 1.0;
  *out = (walras_footprint){.population = p->batch_trajectories,
                            .block = ROLLOUT_BLOCK,
                            .bytes_replicated =
                                8.0 * parameters * (5.0 + (double)p->snapshots) + 60.0 * (n + (double)p->queue_size) + window,
                            .seconds_per_entity = rounds * (double)p->horizon * (3e-8 + epochs * (5e-8 + 5e-10 * parameters)),
                            .seconds_fixed = rounds * 2e-5};
  if (spo_has_reward_network(p))
    add_network_footprint(p, &t, out);
}
