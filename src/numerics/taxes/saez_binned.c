#include "numerics/taxes/saez_binned.h"

#include <assert.h>
#include <math.h>

#include "numerics/taxes/saez_rate.h"

/* The authors add this to every denominator. */
static const double guard = 1e-9;

static double edge(const walras_saez_bins *bins, int64_t bin) {
  return bins->top * (double)bin / (double)bins->bins;
}

static double middle(const walras_saez_bins *bins, int64_t bin) {
  return 0.5 * (edge(bins, bin) + edge(bins, bin + 1));
}

int64_t walras_saez_slot(const walras_saez_bins *bins, double income) {
  if (income < 0.0)
    return 0;
  if (income > bins->top)
    return bins->bins + 1;
  /* the quotient may round across an edge */
  int64_t bin = (int64_t)(income * ((double)bins->bins / bins->top));
  bin = bin < bins->bins ? bin : bins->bins - 1;
  if (income < edge(bins, bin))
    bin--;
  else if (bin + 1 < bins->bins && income >= edge(bins, bin + 1))
    bin++;
  return bin + 1;
}

static double weight_of(walras_saez_weight rule, double income) {
  return rule == WALRAS_SAEZ_UNIFORM || income < 1.0 ? 1.0 : 1.0 / income;
}

void walras_saez_count(const walras_saez_bins *bins, walras_saez_weight rule, const double *incomes, int64_t count,
                       int64_t *counts, double *sums) {
  const int64_t above = bins->bins + 1;
  for (int64_t i = 0; i < count; i++) {
    const int64_t slot = walras_saez_slot(bins, incomes[i]);
    counts[slot]++;
    if (slot == 0 || slot == above)
      sums[slot] += weight_of(rule, incomes[i]);
    if (slot == above)
      sums[above + 1] += incomes[i];
  }
}

void walras_saez_middle_weights(const walras_saez_bins *bins, walras_saez_weight rule, const int64_t *counts, double *sums) {
  for (int64_t bin = 0; bin < bins->bins; bin++)
    sums[bin + 1] = (double)counts[bin + 1] * weight_of(rule, middle(bins, bin));
}

void walras_saez_count_weighted(const walras_saez_bins *bins, const double *incomes, const double *weights, int64_t count,
                                int64_t *counts, double *sums) {
  const int64_t above = bins->bins + 1;
  for (int64_t i = 0; i < count; i++) {
    const int64_t slot = walras_saez_slot(bins, incomes[i]);
    counts[slot]++;
    sums[slot] += weights[i];
    if (slot == above)
      sums[above + 1] += incomes[i];
  }
}

/* G of each bin: the mean of g at its edges, g = share of weights / share of incomes at and above an edge. */
static void weights_above(const walras_saez_bins *bins, const int64_t *counts, const double *sums, int64_t incomes,
                          double *weight_above) {
  double all = 0.0;
  for (int64_t slot = 0; slot <= bins->bins + 1; slot++)
    all += sums[slot];
  double weight = 0.0, next = 0.0;
  int64_t people = 0;
  for (int64_t bin = bins->bins; bin >= 0; bin--) {
    weight += sums[bin + 1];
    people += counts[bin + 1];
    const double here = weight / (all + guard) / ((double)people / (double)incomes + guard);
    weight_above[bin] = bin == bins->bins ? here : 0.5 * (here + next);
    next = here;
  }
}

static void pareto_parameters(const walras_saez_bins *bins, const int64_t *counts, const double *sums, int64_t incomes,
                              double *pareto) {
  const double width = bins->top / (double)bins->bins;
  int64_t up_to = counts[0];
  for (int64_t bin = 0; bin < bins->bins; bin++) {
    up_to += counts[bin + 1];
    const double share = (double)counts[bin + 1] / (double)incomes;
    const double at_and_above = (double)(incomes - up_to) / (double)incomes + 0.5 * share;
    pareto[bin] = counts[bin + 1] == 0 ? NAN : middle(bins, bin) * share / (at_and_above + guard) / width;
  }
  const int64_t above = counts[bins->bins + 1];
  const double mean = above == 0 ? 0.0 : sums[bins->bins + 2] / (double)above;
  pareto[bins->bins] = above == 0 ? 0.0 : mean / (mean - bins->top + guard);
}

/* Straight lines over empty bins; the last entry is never empty. */
static void fill_gaps(int64_t entries, double *rate) {
  int64_t last = -1;
  double last_rate = 0.0;
  for (int64_t i = 0; i < entries; i++) {
    if (isnan(rate[i]))
      continue;
    for (int64_t gap = last + 1; gap < i; gap++)
      rate[gap] = last_rate + (rate[i] - last_rate) * (double)(gap - last) / (double)(i - last);
    last = i;
    last_rate = rate[i];
  }
}

void walras_saez_components_make(const walras_saez_bins *bins, const int64_t *counts, const double *sums, double elasticity,
                                 walras_saez_components *components) {
  int64_t incomes = 0;
  for (int64_t slot = 0; slot <= bins->bins + 1; slot++)
    incomes += counts[slot];
  assert(bins->bins >= 2 && bins->top > 0.0 && incomes > 0);
  weights_above(bins, counts, sums, incomes, components->weight_above);
  pareto_parameters(bins, counts, sums, incomes, components->pareto);
  for (int64_t bin = 0; bin <= bins->bins; bin++)
    components->rate[bin] = isnan(components->pareto[bin])
                                ? NAN
                                : walras_saez_rate(components->weight_above[bin], components->pareto[bin], elasticity, guard);
  components->top_empty = counts[bins->bins + 1] == 0;
  fill_gaps(bins->bins + 1, components->rate);
}

/* Tax due on an income under the rates of the bins, not below 0. */
static double due(const walras_saez_bins *bins, const double *bin_rates, double income) {
  double sum = 0.0;
  for (int64_t bin = 0; bin <= bins->bins; bin++) {
    const double from = edge(bins, bin), to = bin < bins->bins ? edge(bins, bin + 1) : INFINITY;
    if (income > from)
      sum += bin_rates[bin] * ((income < to ? income : to) - from);
  }
  return sum > 0.0 ? sum : 0.0;
}

void walras_saez_brackets(const walras_saez_bins *bins, const double *bin_rates, int64_t brackets, const double *cutoffs,
                          double least, double most, double *rates) {
  double before = 0.0;
  for (int64_t j = 0; j + 1 < brackets; j++) {
    const double up_to = due(bins, bin_rates, cutoffs[j + 1]);
    rates[j] = walras_clip_rate((up_to - before) / (cutoffs[j + 1] - cutoffs[j]), least, most);
    before = up_to;
  }
  rates[brackets - 1] = walras_clip_rate(bin_rates[bins->bins], least, most);
}
