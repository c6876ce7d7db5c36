#include "models/off-switch/chebyshev.h"

#include <string.h>

#include "walras/elementary.h"

double off_switch_chebyshev_point(int64_t j) {
  double sine, cosine;
  walras_sincos_turn(0.5 * (double)j / (CHEBYSHEV_POINTS - 1), &sine, &cosine);
  return 0.5 * (1.0 - cosine);
}

void off_switch_chebyshev_weights(double x, double weight[CHEBYSHEV_POINTS]) {
  double sum = 0.0;
  for (int64_t j = 0; j < CHEBYSHEV_POINTS; j++) {
    const double away = x - off_switch_chebyshev_point(j), end = j == 0 || j == CHEBYSHEV_POINTS - 1 ? 0.5 : 1.0;
    if (away == 0.0) {
      memset(weight, 0, CHEBYSHEV_POINTS * sizeof *weight);
      weight[j] = 1.0;
      return;
    }
    weight[j] = (j % 2 == 0 ? end : -end) / away;
    sum += weight[j];
  }
  for (int64_t j = 0; j < CHEBYSHEV_POINTS; j++)
    weight[j] /= sum;
}
