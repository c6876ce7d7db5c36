#include "numerics/roots/roots.h"

static const double golden = 0.61803398874989484820; /* (sqrt(5) - 1) / 2 */

typedef struct candidate {
  double x, value;
} candidate;

/* The better of two, and the lower of two equal ones. */
static candidate better(candidate a, candidate b) {
  return b.value > a.value || (b.value == a.value && b.x < a.x) ? b : a;
}

double walras_golden_maximum(walras_real_function f, void *context, walras_bracket bracket, double tolerance) {
  double low = bracket.low, high = bracket.high;
  candidate best = better((candidate){low, f(low, context)}, (candidate){high, f(high, context)});
  candidate left = {.x = high - golden * (high - low)}, right = {.x = low + golden * (high - low)};
  left.value = f(left.x, context);
  right.value = f(right.x, context);
  while (high - low > tolerance && low < left.x && left.x < right.x && right.x < high) {
    if (right.value > left.value) {
      low = left.x;
      left = right;
      right.x = low + golden * (high - low);
      right.value = f(right.x, context);
    } else {
      high = right.x;
      right = left;
      left.x = high - golden * (high - low);
      left.value = f(left.x, context);
    }
  }
  best = better(best, better(left, right));
  return best.x;
}
