#include "numerics/taxes/mirrlees.h"

#include <assert.h>
#include <math.h>

#include "walras/elementary.h"

double walras_mirrlees_rate(const walras_law *law, double elasticity, double weight_above, double skill) {
  const double above = walras_law_survival(law, skill), gain = 1.0 - weight_above;
  if (!(above > 0.0) || gain <= 0.0)
    return 0.0;
  const double ratio = (1.0 + 1.0 / elasticity) * gain * above / (skill * walras_law_density(law, skill));
  return ratio < INFINITY ? ratio / (1.0 + ratio) : 1.0;
}

double walras_mirrlees_power_weight(const walras_law *law, double exponent, double skill) {
  const double above = walras_law_survival(law, skill), whole = walras_law_upper_moment(law, -exponent, 0.0);
  if (above > 0.0)
    return walras_law_upper_moment(law, -exponent, skill) / above / whole;
  return walras_pow(skill, -exponent) / whole; /* at the top of a bounded law */
}

/* The integrand of the quadrature. */
typedef struct weighing {
  const walras_law *law;
  const walras_gb2_table *table;
  walras_social_weight weight;
  void *context;
} weighing;

/* g dF over ds, s the log odds of F. */
static double weighed_density(const weighing *w, double s) {
  const double below = 1.0 / (1.0 + walras_exp(-s)), above = 1.0 / (1.0 + walras_exp(s));
  double skill;
  walras_law_quantiles(w->law, w->table, &below, 1, &skill);
  return w->weight(skill, w->context) * below * above;
}

typedef struct estimate {
  double value, error;
} estimate;

/*
 * Lobatto's rule of 4 points within its Kronrod extension of 7 (Gander and Gautschi 2000): both hold the ends of the interval, so that a jump or a
 * kink cannot hide between an end and the first node.
 */
static estimate lobatto(const weighing *w, double from, double to) {
  const double middle = 0.5 * (from + to), half = 0.5 * (to - from), outer = 0.81649658092772603 * half; /* sqrt(2/3) */
  const double inner = 0.44721359549995794 * half;                                                       /* 1/sqrt(5) */
  const double ends = weighed_density(w, from) + weighed_density(w, to);
  const double outside = weighed_density(w, middle - outer) + weighed_density(w, middle + outer);
  const double inside = weighed_density(w, middle - inner) + weighed_density(w, middle + inner);
  const double fine = half / 1470.0 * (77.0 * ends + 432.0 * outside + 625.0 * inside + 672.0 * weighed_density(w, middle));
  const double coarse = half / 6.0 * (ends + 5.0 * inside);
  return (estimate){.value = fine, .error = fabs(fine - coarse)};
}

/* Halves where the two rules differ: at a jump some forty times. */
static double integral(const weighing *w, double from, double to, double tolerance, int depth) {
  const estimate whole = lobatto(w, from, to);
  if (whole.error <= tolerance || depth == 0)
    return whole.value;
  const double middle = 0.5 * (from + to);
  return integral(w, from, middle, 0.5 * tolerance, depth - 1) + integral(w, middle, to, 0.5 * tolerance, depth - 1);
}

static const double s_end = 37.0; /* a share of 1e-16 lies beyond */
enum { DEPTH = 40 };

static double log_odds(const walras_law *law, double skill) {
  const double s = walras_log(walras_law_cdf(law, skill) / walras_law_survival(law, skill));
  return s < -s_end ? -s_end : s > s_end ? s_end : s;
}

/* In pieces no wider than 1, so that no feature of a law hides between the nodes. */
static double integral_in_pieces(const weighing *w, double from, double to, double tolerance) {
  double sum = 0.0;
  while (from < to) {
    const double end = to - from > 1.0 ? from + 1.0 : to;
    sum += integral(w, from, end, tolerance * (end - from), DEPTH);
    from = end;
  }
  return sum;
}

void walras_mirrlees_weights_above(const walras_law *law, const walras_gb2_table *table, walras_social_weight weight,
                                   void *context, int64_t count, const double *skills, double tolerance, double *out) {
  assert(tolerance > 0.0 && walras_law_has_density(law));
  const weighing w = {.law = law, .table = table, .weight = weight, .context = context};
  /* of the scale of the weights; the share above a skill divides later */
  const double scale = integral_in_pieces(&w, -s_end, s_end, INFINITY);
  const double allowed = tolerance * scale * 0.01;
  double above = 0.0, from = s_end;
  for (int64_t i = count - 1; i >= 0; i--) {
    const double s = log_odds(law, skills[i]);
    above += integral_in_pieces(&w, s, from, allowed * walras_law_survival(law, skills[i]));
    out[i] = above;
    from = s;
  }
  const double whole = above + integral_in_pieces(&w, -s_end, from, allowed);
  for (int64_t i = 0; i < count; i++) {
    const double share = walras_law_survival(law, skills[i]);
    out[i] = share > 1e-15 ? out[i] / whole / share : weight(skills[i], context) / whole;
  }
}

void walras_mirrlees_weights_on_grid(int64_t count, const double *weights, double *out) {
  const double step = 1.0 / (double)count;
  double above = 0.5 * step * weights[count - 1];
  out[count - 1] = above;
  for (int64_t i = count - 2; i >= 0; i--) {
    above += 0.5 * step * (weights[i] + weights[i + 1]);
    out[i] = above;
  }
  const double whole = above + 0.5 * step * weights[0];
  for (int64_t i = 0; i < count; i++)
    out[i] /= whole * (step * ((double)(count - i) - 0.5));
}

void walras_mirrlees_allocate(const walras_labor *labor, int64_t count, const double *skills, const double *rates,
                              walras_mirrlees_allocation *allocation) {
  const double e = walras_labor_elasticity(labor), scale = 1.0 / (labor->cost * labor->exponent);
  allocation->ironed = false;
  for (int64_t i = 0; i < count; i++) {
    const double wanted = walras_pow(skills[i] * (1.0 - rates[i]) * scale, e);
    double income = skills[i] * (wanted < labor->most ? wanted : labor->most);
    if (i > 0 && income < allocation->income[i - 1]) {
      income = allocation->income[i - 1];
      allocation->ironed = true;
    }
    allocation->income[i] = income;
    allocation->tax[i] =
        i == 0 ? 0.0 : allocation->tax[i - 1] + 0.5 * (rates[i] + rates[i - 1]) * (income - allocation->income[i - 1]);
  }
}

/* g halfway to 1 / max(z, 1), of mean 1. */
static void follow_incomes(int64_t count, const double *incomes, double share, double *weights) {
  double sum = 0.0, mean = 0.0;
  for (int64_t i = 0; i < count; i++)
    sum += 1.0 / (incomes[i] > 1.0 ? incomes[i] : 1.0);
  for (int64_t i = 0; i < count; i++) {
    const double target = (double)count / sum / (incomes[i] > 1.0 ? incomes[i] : 1.0);
    weights[i] += share * (target - weights[i]);
    mean += weights[i] / (double)count;
  }
  for (int64_t i = 0; i < count; i++)
    weights[i] /= mean;
}

double walras_mirrlees_fixed_point(const walras_law *law, const walras_labor *labor, int64_t count, const double *skills,
                                   double tolerance, double *rates, double *weights, double *work,
                                   walras_mirrlees_allocation *allocation) {
  const double e = walras_labor_elasticity(labor);
  for (int64_t i = 0; i < count; i++) {
    rates[i] = 0.0;
    weights[i] = 1.0;
  }
  walras_mirrlees_allocate(labor, count, skills, rates, allocation);
  follow_incomes(count, allocation->income, 1.0, weights);
  double moved = INFINITY;
  for (int round = 0; round < 10000 && moved > tolerance; round++) {
    walras_mirrlees_weights_on_grid(count, weights, work);
    moved = 0.0;
    for (int64_t i = 0; i < count; i++) {
      const double rate = walras_mirrlees_rate(law, e, work[i], skills[i]);
      moved = fabs(rate - rates[i]) > moved ? fabs(rate - rates[i]) : moved;
      rates[i] = rate;
    }
    walras_mirrlees_allocate(labor, count, skills, rates, allocation);
    follow_incomes(count, allocation->income, 0.5, weights);
  }
  return moved;
}
