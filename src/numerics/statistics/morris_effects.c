#include "numerics/statistics/morris_effects.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "numerics/statistics/bootstrap.h"

static const uint64_t bootstrap_key =
    UINT64_C(0x4d6f727269732045); /* any: the intervals are the same wherever they are computed */

/* The effects of one factor. */
typedef struct factor_effects {
  const walras_morris_input *in;
  double *effects; /* [trajectories][replications] NaN where missing */
  double *centre;  /* [replications] mean over the trajectories */
  double *mean;    /* [count] over a trajectory's replications */
  double *square;  /* [count] product of its deviations in different replications */
  int64_t count;   /* trajectories that are used */
} factor_effects;

/* Where the trajectory moves the factor, and which way. */
static int64_t find_move(const walras_morris_input *in, int64_t trajectory, int64_t factor, double *direction) {
  const int64_t *moves = in->moves + trajectory * in->factors;
  int64_t i = 0;
  while (moves[i] != factor + 1 && moves[i] != -factor - 1)
    i++;
  *direction = moves[i] > 0 ? 1.0 : -1.0;
  return i;
}

/* The effects of all trajectories; the most replications that one has. */
static int64_t find_effects(factor_effects *e, int64_t factor) {
  const walras_morris_input *in = e->in;
  int64_t most = 0;
  for (int64_t t = 0; t < in->trajectories; t++) {
    double direction;
    const int64_t move = find_move(in, t, factor, &direction);
    const double *before = in->values + (t * (in->factors + 1) + move) * in->replications, *after = before + in->replications;
    int64_t present = 0;
    for (int64_t r = 0; r < in->replications; r++) {
      const double effect = direction * (after[r] - before[r]) / in->step;
      e->effects[t * in->replications + r] = effect;
      present += !isnan(effect);
    }
    most = present > most ? present : most;
  }
  return most;
}

static void find_centres(factor_effects *e) {
  const walras_morris_input *in = e->in;
  for (int64_t r = 0; r < in->replications; r++) {
    double sum = 0.0;
    int64_t count = 0;
    for (int64_t t = 0; t < in->trajectories; t++) {
      const double effect = e->effects[t * in->replications + r];
      count += !isnan(effect);
      sum += isnan(effect) ? 0.0 : effect;
    }
    e->centre[r] = count > 0 ? sum / (double)count : 0.0;
  }
}

/* One trajectory's mean and square; returns the squared standard error of its mean by noise. False when it has too few replications. */
static bool add_trajectory(factor_effects *e, int64_t trajectory, int64_t least, double *error_squared) {
  const double *effects = e->effects + trajectory * e->in->replications;
  double sum = 0.0, deviations = 0.0, squares = 0.0, within = 0.0;
  int64_t n = 0;
  for (int64_t r = 0; r < e->in->replications; r++) {
    if (isnan(effects[r]))
      continue;
    const double deviation = effects[r] - e->centre[r];
    n++;
    sum += effects[r];
    deviations += deviation;
    squares += deviation * deviation;
  }
  if (n < least)
    return false;
  const double count = (double)n, mean = sum / count;
  for (int64_t r = 0; r < e->in->replications; r++)
    within += isnan(effects[r]) ? 0.0 : (effects[r] - mean) * (effects[r] - mean);
  e->mean[e->count] = mean;
  e->square[e->count] = n == 1 ? squares : (deviations * deviations - squares) / (count * (count - 1.0));
  e->count++;
  *error_squared = n == 1 ? 0.0 : within / (count * (count - 1.0));
  return true;
}

enum { MU, MU_STAR, SIGMA, STATISTICS };

static void statistics_of(const int64_t *picked, int64_t count, const void *context, double *values) {
  const factor_effects *e = context;
  double sum = 0.0, absolute = 0.0, squares = 0.0;
  for (int64_t i = 0; i < count; i++) {
    sum += e->mean[picked[i]];
    absolute += fabs(e->mean[picked[i]]);
    squares += e->square[picked[i]];
  }
  values[MU] = sum / (double)count;
  values[MU_STAR] = absolute / (double)count;
  values[SIGMA] = count < 2 ? (double)NAN : squares > 0.0 ? sqrt(squares / (double)(count - 1)) : 0.0;
}

static walras_status estimate(const factor_effects *e, int64_t *all, walras_morris_effect *out, walras_error *error) {
  const walras_bootstrap_input input = {.statistics = statistics_of,
                                        .context = e,
                                        .width = STATISTICS,
                                        .count = e->count,
                                        .resamples = WALRAS_MORRIS_RESAMPLES,
                                        .key = bootstrap_key,
                                        .confidence = e->in->confidence};
  double values[STATISTICS];
  walras_interval intervals[STATISTICS];
  for (int64_t i = 0; i < e->count; i++)
    all[i] = i;
  statistics_of(all, e->count, e, values);
  if (!walras_bootstrap_intervals(&input, intervals))
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "no memory to resample");
  out->mu = (walras_estimate){values[MU], intervals[MU]};
  out->mu_star = (walras_estimate){values[MU_STAR], intervals[MU_STAR]};
  out->sigma = (walras_estimate){values[SIGMA], intervals[SIGMA]};
  return WALRAS_OK;
}

static walras_status analyse_factor(factor_effects *e, int64_t factor, int64_t *all, walras_morris_effect *out,
                                    walras_error *error) {
  const walras_estimate none = {.value = NAN, .interval = {NAN, NAN}};
  double squares = 0.0, error_squared;
  *out =
      (walras_morris_effect){.replications = find_effects(e, factor), .mu = none, .mu_star = none, .sigma = none, .noise = NAN};
  find_centres(e);
  e->count = 0;
  for (int64_t t = 0; t < e->in->trajectories; t++)
    if (add_trajectory(e, t, out->replications > 1 ? 2 : 1, &error_squared))
      squares += error_squared;
  out->trajectories = e->count;
  if (e->count == 0)
    return WALRAS_OK;
  if (out->replications > 1)
    out->noise = sqrt(squares / (double)e->count);
  return estimate(e, all, out, error);
}

walras_status walras_morris_effects_find(const walras_morris_input *in, walras_morris_effect *effects, walras_error *error) {
  const size_t trajectories = (size_t)in->trajectories, replications = (size_t)in->replications;
  factor_effects e = {.in = in};
  e.effects = malloc((trajectories * replications + replications + 2 * trajectories) * sizeof *e.effects);
  int64_t *all = malloc(trajectories * sizeof *all);
  walras_status status = WALRAS_OK;
  if (e.effects == NULL || all == NULL)
    status =
        WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "no memory for the effects of %lld trajectories", (long long)in->trajectories);
  else {
    e.centre = e.effects + trajectories * replications;
    e.mean = e.centre + replications;
    e.square = e.mean + trajectories;
  }
  for (int64_t factor = 0; status == WALRAS_OK && factor < in->factors; factor++)
    status = analyse_factor(&e, factor, all, &effects[factor], error);
  free(e.effects);
  free(all);
  return status;
}
