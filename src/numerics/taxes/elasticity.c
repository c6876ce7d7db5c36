#include "numerics/taxes/elasticity.h"

#include <assert.h>
#include <math.h>

#include "walras/elementary.h"

static const double floor_of_logs = 1e-9;

/* Slots: number, sums of x = log(1 - t), y = log z, x^2, x y, t and t^2, measured from the origin. */
enum { PAIRS, X, Y, XX, XY, RATE, RATE_SQUARED };

static double at_least(double x, double least) {
  return x > least ? x : least;
}

walras_elasticity_origin walras_elasticity_origin_make(double income, double rate) {
  return (walras_elasticity_origin){.log_income = walras_log(at_least(income, floor_of_logs)),
                                    .log_net = walras_log(at_least(1.0 - rate, floor_of_logs)),
                                    .rate = rate};
}

enum { BATCH = 256 };

static void add_pairs(const walras_elasticity_origin *origin, const double *log_net, const double *log_income,
                      const double *rates, int64_t count, double *sums) {
  for (int64_t i = 0; i < count; i++) {
    const double x = log_net[i] - origin->log_net, y = log_income[i] - origin->log_income, rate = rates[i] - origin->rate;
    sums[PAIRS] += 1.0;
    sums[X] += x;
    sums[Y] += y;
    sums[XX] += x * x;
    sums[XY] += x * y;
    sums[RATE] += rate;
    sums[RATE_SQUARED] += rate * rate;
  }
}

void walras_elasticity_add(const walras_elasticity_origin *origin, const double *incomes, const double *rates, int64_t count,
                           double *sums) {
  double net[BATCH] = {0}, income[BATCH] = {0}, rate[BATCH];
  int64_t used = 0;
  for (int64_t i = 0; i < count; i++) {
    if (incomes[i] > 0.0 && rates[i] < 1.0) {
      net[used] = at_least(1.0 - rates[i], floor_of_logs);
      income[used] = at_least(incomes[i], floor_of_logs);
      rate[used++] = rates[i];
    }
    if (used == BATCH || i + 1 == count) {
      walras_log_batch(net, net, used);
      walras_log_batch(income, income, used);
      add_pairs(origin, net, income, rate, used, sums);
      used = 0;
    }
  }
}

walras_elasticity_line walras_elasticity_fit(const walras_elasticity_origin *origin, const double *sums) {
  const double n = sums[PAIRS];
  walras_elasticity_line line = {.pairs = (int64_t)n, .slope = NAN, .log_base = NAN};
  if (n < 10.0)
    return line;
  const double x = sums[X] / n, y = sums[Y] / n, rate = sums[RATE] / n;
  const double variance = sums[RATE_SQUARED] / n - rate * rate, square = sums[XX] / n - x * x;
  if (!(variance >= 1e-12) || !(square > 0.0))
    return line;
  line.usable = true;
  line.slope = (sums[XY] / n - x * y) / square;
  line.log_base = y + origin->log_income - line.slope * (x + origin->log_net);
  return line;
}

void walras_elasticity_add_answers(double from, double to, const double *incomes_before, const double *labor_before,
                                   const double *labor_after, int64_t count, double *sums) {
  for (int64_t i = 0; i < count; i++)
    if (incomes_before[i] >= from && incomes_before[i] < to && labor_before[i] > 0.0) {
      sums[0] += 1.0;
      sums[1] += (labor_after[i] - labor_before[i]) / labor_before[i];
    }
}

double walras_elasticity_of_answers(const double *sums, double rate_before, double rate_after) {
  assert(rate_before < 1.0 && rate_after != rate_before);
  if (!(sums[0] > 0.0))
    return 0.0;
  return sums[1] / sums[0] / ((rate_before - rate_after) / (1.0 - rate_before));
}
