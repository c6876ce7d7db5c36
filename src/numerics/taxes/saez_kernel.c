#include "numerics/taxes/saez_kernel.h"

#include <assert.h>
#include <math.h>

#include "numerics/taxes/saez_rate.h"
#include "walras/elementary.h"

/* The authors close the top bracket here. */
static const double top_end = 1e7;

/* Slots of the first pass. */
enum { INCOME, INVERSE, TOP_COUNT, TOP_INCOME };
/* Slots of the third pass: for each bracket j these, then the number and the sum of incomes at and above the top bracket's point. */
enum { UP_TO, INVERSE_ABOVE, KERNEL, PER_BRACKET };

walras_saez_kernel walras_saez_kernel_make(int brackets, const double *cutoffs, walras_saez_top top, int64_t incomes) {
  assert(brackets >= 1 && brackets <= WALRAS_TAX_BRACKETS_MOST && incomes >= 2);
  walras_saez_kernel kernel = {.brackets = brackets, .top = top, .incomes = incomes};
  for (int j = 0; j < brackets; j++)
    kernel.cutoff[j] = cutoffs[j];
  return kernel;
}

void walras_saez_kernel_first(const walras_saez_kernel *kernel, const double *incomes, int64_t count, double *sums) {
  const double start = kernel->cutoff[kernel->brackets - 1];
  for (int64_t i = 0; i < count; i++) {
    sums[INCOME] += incomes[i];
    sums[INVERSE] += 1.0 / incomes[i];
    if (incomes[i] >= start) {
      sums[TOP_COUNT] += 1.0;
      sums[TOP_INCOME] += incomes[i];
    }
  }
}

static double top_point(const walras_saez_kernel *kernel, const double *sums) {
  const double start = kernel->cutoff[kernel->brackets - 1];
  if (kernel->top == WALRAS_SAEZ_TOP_TENTH)
    return start + 0.1 * (top_end - start);
  return sums[TOP_COUNT] > 0.0 ? sums[TOP_INCOME] / sums[TOP_COUNT] : 1.5 * start;
}

void walras_saez_kernel_set_mean(walras_saez_kernel *kernel, const double *sums) {
  kernel->mean = sums[INCOME] / (double)kernel->incomes;
  kernel->inverse_sum = sums[INVERSE];
  for (int j = 0; j + 1 < kernel->brackets; j++)
    kernel->point[j] = 0.5 * (kernel->cutoff[j] + kernel->cutoff[j + 1]);
  kernel->point[kernel->brackets - 1] = top_point(kernel, sums);
}

void walras_saez_kernel_second(const walras_saez_kernel *kernel, const double *incomes, int64_t count, double *sums) {
  for (int64_t i = 0; i < count; i++) {
    const double deviation = incomes[i] - kernel->mean;
    sums[0] += deviation * deviation;
  }
}

void walras_saez_kernel_set_spread(walras_saez_kernel *kernel, const double *sums) {
  const double n = (double)kernel->incomes;
  kernel->bandwidth = walras_pow(n, -0.2) * sqrt(sums[0] / (n - 1.0));
}

enum { BATCH = 256 };

static void add_bracket(const walras_saez_kernel *kernel, double z, const double *incomes, int64_t count, double *work,
                        double *sums) {
  const double scale = kernel->bandwidth > 0.0 ? 1.0 / kernel->bandwidth : 0.0;
  for (int64_t i = 0; i < count; i++) {
    sums[UP_TO] += incomes[i] <= z ? 1.0 : 0.0;
    sums[INVERSE_ABOVE] += incomes[i] >= z ? 1.0 / incomes[i] : 0.0;
    const double distance = (z - incomes[i]) * scale;
    work[i] = -0.5 * distance * distance;
  }
  walras_exp_batch(work, work, count);
  for (int64_t i = 0; i < count; i++)
    sums[KERNEL] += work[i];
}

static void add_batch(const walras_saez_kernel *kernel, const double *incomes, int64_t count, double *sums) {
  double work[BATCH] = {0};
  for (int j = 0; j < kernel->brackets; j++)
    add_bracket(kernel, kernel->point[j], incomes, count, work, sums + PER_BRACKET * j);
  double *top = sums + PER_BRACKET * kernel->brackets;
  for (int64_t i = 0; i < count; i++)
    if (incomes[i] >= kernel->point[kernel->brackets - 1]) {
      top[0] += 1.0;
      top[1] += incomes[i];
    }
}

void walras_saez_kernel_third(const walras_saez_kernel *kernel, const double *incomes, int64_t count, double *sums) {
  for (int64_t first = 0; first < count; first += BATCH)
    add_batch(kernel, incomes + first, count - first < BATCH ? count - first : BATCH, sums);
}

/* The mean income above a point of the top bracket relative to its distance from the bracket's start: the tail's own Pareto parameter. */
static double top_pareto(const walras_saez_kernel *kernel, const double *top, double otherwise) {
  if (!(top[0] > 0.0))
    return otherwise;
  const double mean = top[1] / top[0];
  return mean / (mean - kernel->cutoff[kernel->brackets - 1]);
}

void walras_saez_kernel_rates(const walras_saez_kernel *kernel, const double *sums, const double *elasticities,
                              walras_saez_bracket *out) {
  const double n = (double)kernel->incomes, normal = 1.0 / (sqrt(6.283185307179586) * kernel->bandwidth * n);
  for (int j = 0; j < kernel->brackets; j++) {
    const double *at = sums + PER_BRACKET * j, below = at[UP_TO] / n, above = 1.0 - below;
    const double density = kernel->bandwidth > 0.0 ? at[KERNEL] * normal : 0.0;
    /* at F = 1 the density has no tail to compare with: the authors take 10 */
    double pareto = at[UP_TO] < n ? kernel->point[j] * density / above : 10.0;
    if (j == kernel->brackets - 1)
      pareto = top_pareto(kernel, sums + PER_BRACKET * kernel->brackets, pareto);
    const double weight_above = at[UP_TO] < n && at[INVERSE_ABOVE] > 0.0 ? at[INVERSE_ABOVE] / kernel->inverse_sum / above : 0.0;
    out[j] =
        (walras_saez_bracket){.point = kernel->point[j],
                              .below = below,
                              .density = density,
                              .pareto = pareto,
                              .weight_above = weight_above,
                              .rate = walras_clip_rate(walras_saez_rate(weight_above, pareto, elasticities[j], 0.0), 0.0, 1.0)};
  }
}
