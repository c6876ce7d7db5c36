/**
 * Small control tasks, constants as data, stepped for many copies side by side. Semi-implicit Euler in the order written below: the speed moves
 * first, the position by the new speed. Arrays over copies are component by component: state[component * copies + copy]; actions likewise.
 */
#ifndef WALRAS_NUMERICS_WORLDS_CONTROL_H
#define WALRAS_NUMERICS_WORLDS_CONTROL_H

#include <stdint.h>

enum { WALRAS_CONTROL_STATES = 4, WALRAS_CONTROL_FEATURES = 4, WALRAS_CONTROL_ACTIONS = 2 };

typedef enum walras_control_kind {
  /** x, v in the plane; v += step (u - drag v), x += step v; return -= step (|x|^2 + effort_cost |u|^2). Features x1, x2, v1, v2. */
  WALRAS_CONTROL_POINT_MASS,
  /** Angle th (0: upright) and speed om; return -= wrapped th^2 + speed_cost om^2 + effort_cost u^2 before the move; om = clip(om + step (1.5 gravity /
   *  length sin th + 3 / (mass length^2) u)), th += step om. Features cos th, sin th, om. */
  WALRAS_CONTROL_PENDULUM,
  /** Sutton's car: v = clip(v + thrust u - slope cos 3x), x = clip(x + v); speed 0 at the left wall; return -= effort_cost u^2, and + prize at the goal,
   *  where it stops. Features x, v. */
  WALRAS_CONTROL_MOUNTAIN_CAR,
  /** A point that jumps by its action and earns nothing. No features. */
  WALRAS_CONTROL_JUMP
} walras_control_kind;

/** One task. Members that a kind does not name above are without effect on it. */
typedef struct walras_control {
  walras_control_kind kind;
  int states, features, actions;
  double start[WALRAS_CONTROL_STATES]; /**< of every copy */
  double action_limit;                 /**< u = clip(action, -limit, limit) per component; infinite for a jump */
  double step;                         /**< of time */
  double drag, effort_cost, speed_cost;
  double gravity, length, mass;
  double thrust, slope, speed_limit, least_position, most_position, goal, prize;
} walras_control;

/** The task with its usual constants (the mountain car's and the pendulum's are those of the benchmark suites). */
walras_control walras_control_make(walras_control_kind kind);

/** Copies side by side. The caller owns the arrays. */
typedef struct walras_control_copies {
  int64_t count;
  double *state;    /**< [states][count] */
  double *total;    /**< [count] return so far */
  int32_t *length;  /**< [count] steps made; a copy that has stopped makes no more */
  uint8_t *stopped; /**< [count] */
} walras_control_copies;

/** Puts every copy at the start. */
void walras_control_reset(const walras_control *world, const walras_control_copies *copies);

/** features [copies][features], one row per copy: what a network reads. */
void walras_control_observe(const walras_control *world, const walras_control_copies *copies, double *features);

/** One step under actions [actions][count]. Returns the first copy whose state or return is no longer finite, -1 where there is none. */
int64_t walras_control_step(const walras_control *world, const walras_control_copies *copies, const double *actions);

/** Angle in [-pi, pi). */
double walras_control_wrap(double angle);

#endif
