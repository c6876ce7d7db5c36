#include <math.h>

#include "models/spo/trajectory_rollout.h"

static const double TURN = 0x1.921fb54442d18p+2; /* 2 pi */

/* Newton on the sine of the distance, from a guess within 0.1: the arc tangent without libm's. */
double trajectory_angle(double x, double y) {
  const double size = sqrt(x * x + y * y);
  if (!(size > 0.0) || !isfinite(size))
    return 0.0;
  const double c = x / size, s = y / size, low = fmin(fabs(c), fabs(s)), high = fmax(fabs(c), fabs(s));
  double angle = low / high * (TURN / 8.0); /* in the first octant */
  if (fabs(s) > fabs(c))
    angle = TURN / 4.0 - angle;
  if (c < 0.0)
    angle = TURN / 2.0 - angle;
  if (s < 0.0)
    angle = TURN - angle;
  for (int pass = 0; pass < 3; pass++) {
    const double e = s * walras_cos(angle) - c * walras_sin(angle);
    angle += e * (1.0 + e * e / 6.0);
  }
  return angle < 0.0 ? fmax(angle + TURN, 0.0) : angle >= TURN ? 0.0 : angle;
}

double trajectory_final_angle(const trajectory_rollout *r, const trajectory_copies *c, int64_t i) {
  if (r->world->kind == WALRAS_CONTROL_PENDULUM) {
    const double wrapped = walras_control_wrap(c->state[i]), angle = wrapped < 0.0 ? wrapped + TURN : wrapped;
    return angle >= TURN ? 0.0 : angle;
  }
  return trajectory_angle(c->state[i], c->state[c->count + i]);
}

int32_t trajectory_zone(double angle, int64_t zones) {
  const int32_t zone = (int32_t)floor(angle / (TURN / (double)zones));
  return zone < 0 ? 0 : zone >= zones ? (int32_t)zones - 1 : zone;
}

trajectory_outcome trajectory_outcome_of(const trajectory_rollout *r, const trajectory_copies *c, int64_t i) {
  double means[ROLLOUT_QUADRATICS];
  trajectory_quadratics_of(c, i, means);
  const double share_left = (double)c->left[i] / (double)c->length[i];
  return (trajectory_outcome){
      .total = c->total[i],
      .aspect = {means[2] + means[3], -means[4], share_left},
      .zone = r->p->rater == RATER_INTRANSITIVE_SECTORS ? trajectory_zone(trajectory_final_angle(r, c, i), r->p->sectors) : 0,
      .violates = share_left > r->p->constraint_fraction};
}

void trajectory_quadratics_of(const trajectory_copies *c, int64_t i, double *means) {
  for (int k = 0; k < ROLLOUT_QUADRATICS; k++)
    means[k] = c->sums[k][i] / (double)c->length[i];
}
