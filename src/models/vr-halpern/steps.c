#include <math.h>

#include "models/vr-halpern/run.h"

static bool uses_norm(int algorithm) {
  return algorithm == ALGORITHM_EXTRAGRADIENT || algorithm == ALGORITHM_EAG || algorithm == ALGORITHM_HALPERN ||
         algorithm == ALGORITHM_COCOERCIVE || algorithm == ALGORITHM_RESTARTED;
}

static double resolvent_step(const struct halpern_run *run) {
  const struct halpern_problem *q = run->problem;
  const double root = sqrt((double)q->components);
  if (run->p->problem == PROBLEM_QUADRATIC_MINMAX)
    return root;
  return root / (run->p->problem == PROBLEM_LEAST_SQUARES ? q->lipschitz_average : q->frobenius);
}

static double snapshot_step(const struct halpern_run *run) {
  const double root = sqrt(run->p->snapshot_probability);
  if (run->p->problem == PROBLEM_QUADRATIC_MINMAX)
    return 0.01;
  return run->p->problem == PROBLEM_LEAST_SQUARES ? root / (2.0 * run->problem->lipschitz_average)
                                                  : 3.0 * root / run->problem->frobenius;
}

static double usual_step(const struct halpern_run *run, int algorithm) {
  const struct halpern_problem *q = run->problem;
  const bool quadratic = run->p->problem == PROBLEM_QUADRATIC_MINMAX, squares = run->p->problem == PROBLEM_LEAST_SQUARES;
  switch (algorithm) {
  case ALGORITHM_EXTRAGRADIENT:
    return quadratic ? 0.5 : (squares ? 1.0 : 5.0) / q->lipschitz;
  case ALGORITHM_EAG:
    return quadratic ? 0.3 : (squares ? 1.0 : 5.0) / q->lipschitz;
  case ALGORITHM_HALPERN:
    return 2.0 / q->lipschitz;
  case ALGORITHM_COCOERCIVE:
  case ALGORITHM_RESTARTED:
    return quadratic ? 0.3 : squares ? 0.25 / q->lipschitz_average : 5.0 / q->frobenius;
  case ALGORITHM_INEXACT:
  case ALGORITHM_RESOLVENT_EXACT:
    return resolvent_step(run);
  default:
    return snapshot_step(run);
  }
}

double halpern_step(const struct halpern_run *run, int64_t index) {
  const struct halpern_parameters *p = run->p;
  const int algorithm = halpern_method(p, index);
  const bool page = algorithm == ALGORITHM_COCOERCIVE || algorithm == ALGORITHM_RESTARTED;
  if (p->step_sizes.count > 0)
    return p->step_sizes.values[index];
  if ((algorithm == ALGORITHM_INEXACT || algorithm == ALGORITHM_RESOLVENT_EXACT) && p->resolvent_step > 0.0)
    return p->resolvent_step;
  if (p->step_size > 0.0)
    return p->step_size;
  if (page && p->step_size_times_lipschitz > 0.0)
    return p->step_size_times_lipschitz / run->problem->lipschitz_average;
  if (uses_norm(algorithm) && p->step_size_times_norm > 0.0)
    return p->step_size_times_norm / (page ? run->problem->frobenius : run->problem->lipschitz);
  return usual_step(run, algorithm);
}

double halpern_inner_step(const struct halpern_run *run) {
  const double p = run->p->snapshot_probability;
  if (run->p->inner_step > 0.0)
    return run->p->inner_step;
  return run->p->inner_step_multiplier * sqrt(p * (1.0 - p)) / (sqrt((double)run->p->components) + 1.0);
}
