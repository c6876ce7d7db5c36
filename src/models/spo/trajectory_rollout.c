#include "models/spo/trajectory_rollout.h"

#include <string.h>

size_t trajectory_rollout_bytes(const trajectory_policy *policy) {
  const int64_t doubles = walras_network_work(&policy->network) + walras_network_parameters(&policy->network);
  return sizeof(trajectory_copies) + (size_t)doubles * sizeof(double);
}

trajectory_copies *trajectory_copies_in(const trajectory_policy *policy, void *memory) {
  trajectory_copies *copies = memory;
  copies->work = (double *)(copies + 1);
  copies->own = copies->work + walras_network_work(&policy->network);
  return copies;
}

/* Draws 0, 1 are those of the first two coordinates. */
static void begin(const trajectory_rollout *r, trajectory_copies *c) {
  const walras_control_copies copies = {
      .count = c->count, .state = c->state, .total = c->total, .length = c->length, .stopped = c->stopped};
  const int places = r->world->states / 2;
  walras_control_reset(r->world, &copies);
  memset(c->sums, 0, sizeof c->sums);
  memset(c->left, 0, sizeof c->left);
  memset(c->component, 0, sizeof c->component);
  for (int place = 0; r->p->start_noise > 0.0 && place < places; place++)
    for (int64_t i = 0; i < c->count; i++)
      c->state[place * c->count + i] += r->p->start_noise * walras_normal(&r->start, (uint64_t)(c->first + i), (uint32_t)place);
  if (r->policy->components == 1)
    return;
  double cumulative[COMPONENTS_MOST], sum = 0.0;
  trajectory_policy_components(r->policy, r->parameters, cumulative);
  for (int64_t k = 0; k < r->policy->components; k++)
    cumulative[k] = sum += walras_exp(cumulative[k]);
  for (int64_t i = 0; i < c->count; i++)
    c->component[i] = (int32_t)walras_categorical(&r->component, (uint64_t)(c->first + i), 0, cumulative, r->policy->components);
}

/* Normal a of step h is draw h actions + a of the trajectory. */
static void draw_noise(const trajectory_rollout *r, trajectory_copies *c) {
  const uint32_t step = (uint32_t)c->step;
  if (r->world->actions == 2)
    walras_fill_normal_pair(&r->action, (uint64_t)c->first, c->count, step, c->noise, c->noise + c->count);
  else
    walras_fill_normal(&r->action, (uint64_t)c->first, c->count, step, c->noise);
}

void trajectory_perturb(const trajectory_rollout *r, uint64_t entity, double *parameters) {
  const double distance = entity % 2 == 0 ? r->perturbation : -r->perturbation;
  for (int64_t i = 0; i < r->policy->log_deviations; i++)
    parameters[i] = r->parameters[i] + distance * walras_normal(&r->perturbations, entity / 2, (uint32_t)i);
}

/* Means of all copies, [actions][count]. */
static void find_means(const trajectory_rollout *r, trajectory_copies *c, double *means) {
  const int64_t outputs = walras_network_outputs(&r->policy->network), actions = r->policy->actions;
  if (!(r->perturbation > 0.0)) {
    const double *rows = walras_network_forward(&r->policy->network, r->parameters, c->count, c->features, c->work);
    for (int64_t i = 0; i < c->count; i++)
      for (int64_t a = 0; a < actions; a++)
        means[a * c->count + i] = rows[i * outputs + c->component[i] * actions + a];
    return;
  }
  for (int64_t i = 0; i < c->count; i++) {
    trajectory_perturb(r, (uint64_t)(c->first + i), c->own);
    const double *row = walras_network_forward(&r->policy->network, c->own, 1, c->features + i * r->world->features, c->work);
    for (int64_t a = 0; a < actions; a++)
      means[a * c->count + i] = row[c->component[i] * actions + a];
  }
}

static void act(const trajectory_rollout *r, trajectory_copies *c) {
  const int64_t actions = r->policy->actions;
  double deviation[COMPONENTS_MOST * WALRAS_CONTROL_ACTIONS];
  const bool noisy = r->sampled && (r->policy->is_density || r->p->policy_noise > 0.0);
  find_means(r, c, c->actions);
  if (!noisy)
    return;
  draw_noise(r, c);
  for (int64_t k = 0; k < r->policy->components * actions; k++)
    deviation[k] = r->policy->is_density ? walras_exp(r->parameters[r->policy->log_deviations + k]) : r->p->policy_noise;
  for (int64_t a = 0; a < actions; a++)
    for (int64_t i = 0; i < c->count; i++)
      c->actions[a * c->count + i] += deviation[c->component[i] * actions + a] * c->noise[a * c->count + i];
}

/* Sums of squares of places, of speeds and of the action that was let through, and of places; after the move. */
static void note_step(const trajectory_rollout *r, trajectory_copies *c, const uint8_t *stopped_before) {
  const walras_control *world = r->world;
  const int places = world->kind == WALRAS_CONTROL_JUMP ? 2 : world->states / 2;
  for (int64_t i = 0; i < c->count; i++) {
    if (stopped_before[i])
      continue;
    for (int k = 0; k < places; k++) {
      const double at = c->state[k * c->count + i];
      const double place = world->kind == WALRAS_CONTROL_PENDULUM ? walras_control_wrap(at) : at;
      const double speed = world->kind == WALRAS_CONTROL_JUMP ? 0.0 : c->state[(places + k) * c->count + i];
      c->sums[k][i] += place * place;
      c->sums[2 + k][i] += speed * speed;
      c->sums[5 + k][i] += place;
    }
    for (int64_t a = 0; a < r->policy->actions; a++) {
      const double raw = c->actions[a * c->count + i], limit = world->action_limit;
      const double u = raw < -limit ? -limit : raw > limit ? limit : raw;
      c->sums[4][i] += u * u;
    }
    c->left[i] += c->state[i] < 0.0;
  }
}

walras_status trajectory_roll_out(walras_trial *trial, const trajectory_rollout *r, int64_t first, int64_t count,
                                  trajectory_copies *c, trajectory_visitor visit, void *context) {
  c->first = first;
  c->count = count;
  const walras_control_copies copies = {
      .count = count, .state = c->state, .total = c->total, .length = c->length, .stopped = c->stopped};
  begin(r, c);
  for (c->step = 0; c->step < r->p->horizon; c->step++) {
    uint8_t stopped[ROLLOUT_BLOCK];
    memcpy(stopped, c->stopped, sizeof stopped);
    walras_control_observe(r->world, &copies, c->features);
    act(r, c);
    if (visit != NULL)
      visit(c, context);
    const int64_t lost = walras_control_step(r->world, &copies, c->actions);
    if (lost >= 0)
      return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_MODEL,
                               "the state of trajectory %lld is not finite after step %lld: lower policy_learning_rate",
                               (long long)(first + lost), (long long)(c->step + 1));
    if (visit == NULL)
      note_step(r, c, stopped);
    if (memchr(c->stopped, 0, (size_t)count) == NULL)
      break;
  }
  return WALRAS_OK;
}
