#include "numerics/worlds/control.h"

#include <math.h>
#include <stdbool.h>

#include "walras/elementary.h"

static const double PI = 0x1.921fb54442d18p+1;

walras_control walras_control_make(walras_control_kind kind) {
  static const walras_control worlds[] = {
      [WALRAS_CONTROL_POINT_MASS] = {.states = 4,
                                     .features = 4,
                                     .actions = 2,
                                     .start = {1.5, -1.0, 0.0, 0.0},
                                     .action_limit = 2.0,
                                     .step = 0.1,
                                     .drag = 0.1,
                                     .effort_cost = 0.05},
      [WALRAS_CONTROL_PENDULUM] = {.states = 2,
                                   .features = 3,
                                   .actions = 1,
                                   .start = {0x1.921fb54442d18p+1, 0.0},
                                   .action_limit = 2.0,
                                   .step = 0.05,
                                   .effort_cost = 0.001,
                                   .speed_cost = 0.1,
                                   .gravity = 10.0,
                                   .length = 1.0,
                                   .mass = 1.0,
                                   .speed_limit = 8.0},
      [WALRAS_CONTROL_MOUNTAIN_CAR] = {.states = 2,
                                       .features = 2,
                                       .actions = 1,
                                       .start = {-0.5, 0.0},
                                       .action_limit = 1.0,
                                       .effort_cost = 0.1,
                                       .thrust = 0.0015,
                                       .slope = 0.0025,
                                       .speed_limit = 0.07,
                                       .least_position = -1.2,
                                       .most_position = 0.6,
                                       .goal = 0.45,
                                       .prize = 100.0},
      [WALRAS_CONTROL_JUMP] = {.states = 2, .features = 0, .actions = 2, .action_limit = (double)INFINITY},
  };
  walras_control world = worlds[kind];
  world.kind = kind;
  return world;
}

static inline double clip(double x, double least, double most) {
  return x < least ? least : x > most ? most : x;
}

double walras_control_wrap(double angle) {
  const double turns = floor((angle + PI) / (2.0 * PI));
  const double wrapped = angle - turns * (2.0 * PI);
  return wrapped < -PI ? -PI : wrapped >= PI ? -PI : wrapped;
}

void walras_control_reset(const walras_control *world, const walras_control_copies *copies) {
  for (int component = 0; component < world->states; component++)
    for (int64_t copy = 0; copy < copies->count; copy++)
      copies->state[component * copies->count + copy] = world->start[component];
  for (int64_t copy = 0; copy < copies->count; copy++) {
    copies->total[copy] = 0.0;
    copies->length[copy] = 0;
    copies->stopped[copy] = 0;
  }
}

/* State components as they are. */
static void observe_state(const walras_control *world, const walras_control_copies *copies, double *features) {
  const int64_t n = copies->count;
  for (int component = 0; component < world->states; component++)
    for (int64_t copy = 0; copy < n; copy++)
      features[copy * world->features + component] = copies->state[component * n + copy];
}

void walras_control_observe(const walras_control *world, const walras_control_copies *copies, double *features) {
  const int64_t n = copies->count;
  switch (world->kind) {
  case WALRAS_CONTROL_POINT_MASS:
  case WALRAS_CONTROL_MOUNTAIN_CAR:
    observe_state(world, copies, features);
    break;
  case WALRAS_CONTROL_PENDULUM:
    for (int64_t copy = 0; copy < n; copy++) {
      features[3 * copy] = walras_cos(copies->state[copy]);
      features[3 * copy + 1] = walras_sin(copies->state[copy]);
      features[3 * copy + 2] = copies->state[n + copy];
    }
    break;
  case WALRAS_CONTROL_JUMP:
    break;
  }
}

static void step_point_mass(const walras_control *w, const walras_control_copies *c, const double *actions) {
  const int64_t n = c->count;
  for (int64_t i = 0; i < n; i++) {
    double place = 0.0, effort = 0.0;
    for (int axis = 0; axis < 2; axis++) {
      double *const x = c->state + axis * n + i, *const v = x + 2 * n;
      const double u = clip(actions[axis * n + i], -w->action_limit, w->action_limit);
      *v += w->step * (u - w->drag * *v);
      *x += w->step * *v;
      place += *x * *x;
      effort += u * u;
    }
    c->total[i] -= w->step * (place + w->effort_cost * effort);
    c->length[i]++;
  }
}

static void step_pendulum(const walras_control *w, const walras_control_copies *c, const double *actions) {
  double *const angle = c->state, *const speed = c->state + c->count;
  const double pull = 1.5 * w->gravity / w->length, push = 3.0 / (w->mass * w->length * w->length);
  for (int64_t i = 0; i < c->count; i++) {
    const double u = clip(actions[i], -w->action_limit, w->action_limit), wrapped = walras_control_wrap(angle[i]);
    c->total[i] -= wrapped * wrapped + w->speed_cost * speed[i] * speed[i] + w->effort_cost * u * u;
    speed[i] = clip(speed[i] + w->step * (pull * walras_sin(angle[i]) + push * u), -w->speed_limit, w->speed_limit);
    angle[i] += w->step * speed[i];
    c->length[i]++;
  }
}

static void step_mountain_car(const walras_control *w, const walras_control_copies *c, const double *actions) {
  double *const position = c->state, *const speed = c->state + c->count;
  for (int64_t i = 0; i < c->count; i++) {
    if (c->stopped[i])
      continue;
    const double u = clip(actions[i], -w->action_limit, w->action_limit);
    speed[i] = clip(speed[i] + w->thrust * u - w->slope * walras_cos(3.0 * position[i]), -w->speed_limit, w->speed_limit);
    position[i] = clip(position[i] + speed[i], w->least_position, w->most_position);
    if (position[i] <= w->least_position && speed[i] < 0.0)
      speed[i] = 0.0;
    c->total[i] -= w->effort_cost * u * u;
    c->length[i]++;
    c->stopped[i] = position[i] >= w->goal;
    c->total[i] += c->stopped[i] ? w->prize : 0.0;
  }
}

static void step_jump(const walras_control_copies *c, const double *actions) {
  for (int64_t i = 0; i < 2 * c->count; i++)
    c->state[i] += actions[i];
  for (int64_t i = 0; i < c->count; i++)
    c->length[i]++;
}

static int64_t first_not_finite(const walras_control *world, const walras_control_copies *copies) {
  for (int64_t i = 0; i < copies->count; i++) {
    bool finite = isfinite(copies->total[i]);
    for (int component = 0; component < world->states; component++)
      finite = finite && isfinite(copies->state[component * copies->count + i]);
    if (!finite)
      return i;
  }
  return -1;
}

int64_t walras_control_step(const walras_control *world, const walras_control_copies *copies, const double *actions) {
  switch (world->kind) {
  case WALRAS_CONTROL_POINT_MASS:
    step_point_mass(world, copies, actions);
    break;
  case WALRAS_CONTROL_PENDULUM:
    step_pendulum(world, copies, actions);
    break;
  case WALRAS_CONTROL_MOUNTAIN_CAR:
    step_mountain_car(world, copies, actions);
    break;
  case WALRAS_CONTROL_JUMP:
    step_jump(copies, actions);
    break;
  }
  return first_not_finite(world, copies);
}
