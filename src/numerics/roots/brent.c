#include <float.h>
#include <math.h>

#include "numerics/roots/roots.h"

/* `best` is the last and best guess, `across` the other side of the root, `before` the guess before `best`. */
typedef struct brent {
  double best, across, before;
  double f_best, f_across, f_before;
  double step, step_before;
} brent;

static void take_the_guess_before_as_the_other_side(brent *s) {
  s->across = s->before;
  s->f_across = s->f_before;
  s->step = s->step_before = s->best - s->before;
}

/* The better of both sides is the guess; what was the guess is the one before. */
static void put_the_better_side_first(brent *s) {
  s->before = s->best;
  s->best = s->across;
  s->across = s->before;
  s->f_before = s->f_best;
  s->f_best = s->f_across;
  s->f_across = s->f_before;
}

/* The step to the next guess as a fraction p / q: by the secant where only two points are known, else by inverse quadratic interpolation. */
static void interpolate(const brent *s, double half, double *p, double *q) {
  const double ratio = s->f_best / s->f_before;
  if (s->before == s->across) {
    *p = 2.0 * half * ratio;
    *q = 1.0 - ratio;
  } else {
    const double old = s->f_before / s->f_across, new = s->f_best / s->f_across;
    *p = ratio * (2.0 * half * old * (old - new) - (s->best - s->before) * (new - 1.0));
    *q = (old - 1.0) * (new - 1.0) * (ratio - 1.0);
  }
  if (*p > 0.0)
    *q = -*q;
  else
    *p = -*p;
}

/* Interpolation where it stays well inside the bracket and shrinks faster than halving twice; else half the bracket. */
static void choose_step(brent *s, double half, double tolerance) {
  if (fabs(s->step_before) >= tolerance && fabs(s->f_before) > fabs(s->f_best) && isfinite(s->f_before) &&
      isfinite(s->f_across)) {
    double p, q;
    interpolate(s, half, &p, &q);
    if (2.0 * p < 3.0 * half * q - fabs(tolerance * q) && p < fabs(0.5 * s->step_before * q)) {
      s->step_before = s->step;
      s->step = p / q;
      return;
    }
  }
  s->step = s->step_before = half;
}

bool walras_brent_root(walras_real_function f, void *context, walras_bracket bracket, double tolerance, double *root) {
  brent s = {.before = bracket.low, .best = bracket.high};
  s.f_before = f(s.before, context);
  s.f_best = f(s.best, context);
  if ((s.f_before > 0.0 && s.f_best > 0.0) || (s.f_before < 0.0 && s.f_best < 0.0))
    return false;
  take_the_guess_before_as_the_other_side(&s);
  for (;;) {
    if ((s.f_best > 0.0) == (s.f_across > 0.0) && s.f_best != 0.0)
      take_the_guess_before_as_the_other_side(&s);
    if (fabs(s.f_across) < fabs(s.f_best))
      put_the_better_side_first(&s);
    const double least = 2.0 * DBL_EPSILON * fabs(s.best) + tolerance / 2.0, half = s.across / 2.0 - s.best / 2.0;
    if (s.f_best == 0.0 || fabs(half) <= least || s.best + half == s.best)
      break;
    choose_step(&s, half, least);
    s.before = s.best;
    s.f_before = s.f_best;
    s.best += fabs(s.step) > least ? s.step : half > 0.0 ? least : -least;
    s.f_best = f(s.best, context);
  }
  *root = s.best;
  return true;
}
