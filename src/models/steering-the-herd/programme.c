#include "models/steering-the-herd/programme.h"

#include <assert.h>
#include <math.h>

double herd_value_at(const double *value, herd_place place) {
  return value[place.low] + place.weight * (value[place.low + 1] - value[place.low]);
}

double herd_choice_value(const herd_programme *programme, const herd_choice *choice) {
  if (choice->stays)
    return choice->reward / (1.0 - programme->discount);
  return choice->reward + programme->discount * (choice->up * herd_value_at(programme->value, choice->after[0]) +
                                                 (1.0 - choice->up) * herd_value_at(programme->value, choice->after[1]));
}

void herd_offer(const herd_programme *programme, herd_best *best, const herd_choice *choice) {
  const double value = herd_choice_value(programme, choice);
  if (best->any && !(value > best->value + 1e-13 * (1.0 + fabs(best->value))))
    return;
  *best = (herd_best){.choice = *choice, .value = value, .any = true};
}

enum { SWEEPS_MOST = 2000000, IMPROVEMENTS_MOST = 500 };

/* One sweep up or down the grid; the largest change, and the largest value for what rounding allows. */
static double sweep(herd_programme *programme, bool down, double *largest) {
  double change = 0.0;
  *largest = 0.0;
  for (int64_t k = 0; k < programme->nodes; k++) {
    const int64_t node = down ? programme->nodes - 1 - k : k;
    const double value = herd_choice_value(programme, &programme->choice[node]);
    change = fmax(change, fabs(value - programme->value[node]));
    *largest = fmax(*largest, fabs(value));
    programme->value[node] = value;
  }
  return change;
}

walras_status herd_evaluate(herd_programme *programme, walras_error *error) {
  const double rest = 1.0 - programme->discount;
  for (int64_t round = 0; round < SWEEPS_MOST; round++) {
    double largest;
    const double change = sweep(programme, round % 2 == 1, &largest);
    if (change <= fmax(0.1 * programme->tolerance * rest, 4e-16 * largest))
      return WALRAS_OK;
  }
  return WALRAS_FAIL(error, WALRAS_ERROR_NUMERIC, "discount = %g: the policy's values did not settle in %d sweeps",
                     programme->discount, SWEEPS_MOST);
}

/* The largest gain over the present values. */
static double improve(herd_programme *programme, double *largest) {
  double gain = 0.0;
  *largest = 0.0;
  for (int64_t node = 0; node < programme->nodes; node++) {
    herd_best best = {.any = false};
    programme->offers(programme, node, &best);
    assert(best.any);
    gain = fmax(gain, best.value - programme->value[node]);
    *largest = fmax(*largest, fabs(best.value));
    programme->choice[node] = best.choice;
  }
  return gain;
}

walras_status herd_solve(herd_programme *programme, walras_error *error) {
  const double discount = programme->discount;
  double largest;
  for (int64_t node = 0; node < programme->nodes; node++)
    programme->value[node] = 0.0;
  programme->discount = 0.0;
  improve(programme, &largest);
  programme->discount = discount;
  for (programme->improvements = 1; programme->improvements < IMPROVEMENTS_MOST; programme->improvements++) {
    walras_status status = herd_evaluate(programme, error);
    if (status != WALRAS_OK)
      return status;
    if (improve(programme, &largest) <= fmax(programme->tolerance, 1e-14 * largest / (1.0 - discount)))
      return herd_evaluate(programme, error);
  }
  return WALRAS_FAIL(error, WALRAS_ERROR_NUMERIC, "vi_tol = %g: the programme still improves after %d policies",
                     programme->tolerance, IMPROVEMENTS_MOST);
}
