#include "models/facility-location/law.h"

#include <math.h>

#include "numerics/roots/roots.h"
#include "walras/elementary.h"

/* A table of pieces costs as much as this many locations without one. */
enum { TABLE_FROM = 2 * FACILITY_PIECES, TABLE_SLICE = 64 };
enum { DRAW_LOCATION, DRAW_COMPONENT };

/* Phi at the near end and the mass between the ends; both in the upper tail where the interval lies above the mean. */
static void cut_normal(double mean, double sd, double *from, double *mass, bool *mirrored) {
  const double low = (0.0 - mean) / sd, high = (1.0 - mean) / sd;
  *mirrored = low > 0.0;
  *from = walras_normal_cdf(*mirrored ? -low : low);
  *mass = *mirrored ? *from - walras_normal_cdf(-high) : walras_normal_cdf(high) - *from;
}

bool facility_normal_is_there(double mean, double sd) {
  double from, mass;
  bool mirrored;
  cut_normal(mean, sd, &from, &mass, &mirrored);
  return mass > 1e-290;
}

facility_beta facility_beta_make(double a, double b) {
  return (facility_beta){.law = walras_beta_make(a, b), .log_beta = walras_lgamma(a) + walras_lgamma(b) - walras_lgamma(a + b)};
}

double facility_beta_density(const facility_beta *beta, double x) {
  const double a = beta->law.a, b = beta->law.b;
  const double left = a == 1.0 ? 0.0 : (a - 1.0) * walras_log(x), right = b == 1.0 ? 0.0 : (b - 1.0) * walras_log1p(-x);
  return walras_exp(left + right - beta->log_beta);
}

/* Where the quantile has run into an end, the spline's bound on slopes decides. */
facility_knot facility_beta_knot(const void *law, double w, bool upper) {
  const facility_beta *beta = law;
  const double x = upper ? walras_beta_upper_quantile(&beta->law, w) : walras_beta_quantile(&beta->law, w);
  const double slope = x > 0.0 && x < 1.0 ? 1.0 / facility_beta_density(beta, x) : 0.0;
  return (facility_knot){.quantile = x, .slope = upper ? -slope : slope};
}

/* Phi^-1(Phi(low) + u mass), counted from the upper tail where the law is mirrored. */
static facility_knot normal_knot(const void *context, double w, bool upper) {
  const facility_law *law = context;
  const double below = upper ? law->mass - w * law->mass : w * law->mass;
  const double z = law->mirrored ? -walras_normal_quantile(law->from - below) : walras_normal_quantile(law->from + below);
  const double x = law->p->normal_mean + law->p->normal_sd * z, slope = 1.0 / facility_law_density(law, x);
  return (facility_knot){.quantile = x < 0.0 ? 0.0 : x > 1.0 ? 1.0 : x, .slope = upper ? -slope : slope};
}

static walras_status fill_pieces(walras_trial *trial, int64_t first, int64_t count, void *rows, void *context) {
  (void)trial;
  facility_spline_fill(context, first, count, rows);
  return WALRAS_OK;
}

static walras_status prepare_spline(walras_trial *trial, facility_knot_function *knot, const void *law, double draws,
                                    facility_spline *spline) {
  *spline = (facility_spline){.knot = knot, .law = law};
  if (draws < TABLE_FROM)
    return WALRAS_OK;
  const void *table = NULL;
  const walras_status status =
      walras_trial_table(trial, 2 * FACILITY_PIECES, sizeof(facility_piece), TABLE_SLICE, fill_pieces, spline, &table);
  spline->pieces = table;
  return status;
}

static walras_status prepare_beta(walras_trial *trial, facility_law *law, int64_t i, double a, double b, double draws) {
  law->beta[i] = facility_beta_make(a, b);
  return prepare_spline(trial, facility_beta_knot, &law->beta[i], draws, &law->splines[i]);
}

static walras_status prepare_weights(walras_trial *trial, const walras_reals *weights, facility_law *law) {
  double *cumulative = walras_trial_allocate(trial, weights->count, sizeof *cumulative), sum = 0.0;
  if (cumulative == NULL)
    return walras_trial_status(trial);
  for (int64_t i = 0; i < weights->count; i++)
    cumulative[i] = sum += weights->values[i];
  for (int64_t i = 0; i < weights->count; i++)
    cumulative[i] /= sum;
  law->cumulative = cumulative;
  return WALRAS_OK;
}

walras_status facility_law_prepare(walras_trial *trial, const struct facility_parameters *p, double draws, facility_law *law) {
  *law = (facility_law){.p = p, .stream = walras_trial_stream(trial, FACILITY_STREAM_LOCATIONS, 0)};
  walras_status status = WALRAS_OK;
  if (p->distribution == DISTRIBUTION_TRUNCATED_NORMAL) {
    cut_normal(p->normal_mean, p->normal_sd, &law->from, &law->mass, &law->mirrored);
    status = prepare_spline(trial, normal_knot, law, draws, &law->splines[0]);
  }
  if (p->distribution == DISTRIBUTION_BETA)
    status = prepare_beta(trial, law, 0, p->beta_a, p->beta_b, draws);
  if (p->distribution == DISTRIBUTION_ATOMS)
    status = prepare_weights(trial, &p->atom_weights, law);
  if (p->distribution == DISTRIBUTION_MIXTURE) {
    status = prepare_weights(trial, &p->mixture_weights, law);
    for (int64_t i = 0; status == WALRAS_OK && i < p->mixture_weights.count; i++)
      status = prepare_beta(trial, law, i, p->mixture_a.values[i], p->mixture_b.values[i], draws * p->mixture_weights.values[i]);
  }
  return status;
}

static void fill_mixture(const facility_law *law, int64_t first, int64_t count, double *v) {
  double component[FACILITY_CHUNK];
  walras_fill_uniform(&law->stream, (uint64_t)first, count, DRAW_COMPONENT, component);
  for (int64_t i = 0; i < count; i++)
    v[i] = facility_spline_quantile(
        &law->splines[walras_cumulative_index(law->cumulative, law->p->mixture_weights.count, component[i])], v[i]);
}

/* v [count]: uniforms become numbers in [0, 1] of the law. */
static void transform(const facility_law *law, int64_t first, int64_t count, double *v) {
  const struct facility_parameters *p = law->p;
  switch (p->distribution) {
  case DISTRIBUTION_BETA:
  case DISTRIBUTION_TRUNCATED_NORMAL:
    facility_spline_quantiles(&law->splines[0], count, v);
    break;
  case DISTRIBUTION_TWO_POINT:
    for (int64_t i = 0; i < count; i++)
      v[i] = v[i] < 1.0 - p->share_right ? 0.0 : 1.0;
    break;
  case DISTRIBUTION_MIXTURE:
    fill_mixture(law, first, count, v);
    break;
  case DISTRIBUTION_ATOMS:
    for (int64_t i = 0; i < count; i++)
      v[i] = p->atom_positions.values[walras_cumulative_index(law->cumulative, p->atom_positions.count, v[i])];
    break;
  default:
    break;
  }
}

/* Grid points are (double)g L / (double)G, as phantoms are: an agent on the grid and the phantom there are the same number. */
static void round_to_grid(const struct facility_parameters *p, int64_t count, double *out) {
  const double grid = (double)p->atom_grid;
  for (int64_t i = 0; i < count; i++) {
    const double step = rint(out[i] / p->domain_length * grid);
    out[i] = step >= grid ? p->domain_length : step * p->domain_length / grid;
  }
}

void facility_law_fill(const facility_law *law, int64_t first, int64_t count, double *out) {
  const struct facility_parameters *p = law->p;
  if (p->distribution == DISTRIBUTION_LIST) {
    for (int64_t i = 0; i < count; i++)
      out[i] = p->locations.values[first + i];
  } else {
    walras_fill_uniform(&law->stream, (uint64_t)first, count, DRAW_LOCATION, out);
    transform(law, first, count, out);
    for (int64_t i = 0; p->domain_length != 1.0 && i < count; i++)
      out[i] *= p->domain_length;
  }
  if (p->atom_grid > 0)
    round_to_grid(p, count, out);
}

static double normal_survival(const facility_law *law, double v) {
  const double z = (v - law->p->normal_mean) / law->p->normal_sd;
  /* mirrored, from is P(Z >= low): what is left above z is P(Z >= z) - P(Z >= high) */
  return law->mirrored ? (walras_normal_cdf(-z) - (law->from - law->mass)) / law->mass
                       : (law->from + law->mass - walras_normal_cdf(z)) / law->mass;
}

static double beta_survival(const facility_law *law, double v) {
  if (law->p->distribution == DISTRIBUTION_BETA)
    return 1.0 - walras_beta_cdf(&law->beta[0].law, v);
  double sum = 0.0, before = 0.0;
  for (int64_t i = 0; i < law->p->mixture_weights.count; i++) {
    sum += (law->cumulative[i] - before) * (1.0 - walras_beta_cdf(&law->beta[i].law, v));
    before = law->cumulative[i];
  }
  return sum;
}

double facility_law_survival(const facility_law *law, double v) {
  const struct facility_parameters *p = law->p;
  switch (p->distribution) {
  case DISTRIBUTION_BETA:
  case DISTRIBUTION_MIXTURE:
    return beta_survival(law, v);
  case DISTRIBUTION_TWO_POINT:
    return v <= 0.0 ? 1.0 : p->share_right;
  case DISTRIBUTION_TRUNCATED_NORMAL:
    return normal_survival(law, v);
  case DISTRIBUTION_ATOMS: {
    int64_t below = 0;
    while (below < p->atom_positions.count && p->atom_positions.values[below] < v)
      below++;
    return below == 0 ? 1.0 : 1.0 - law->cumulative[below - 1];
  }
  default:
    return 1.0 - v;
  }
}

double facility_law_density(const facility_law *law, double v) {
  const struct facility_parameters *p = law->p;
  double sum = 0.0, before = 0.0;
  switch (p->distribution) {
  case DISTRIBUTION_BETA:
    return facility_beta_density(&law->beta[0], v);
  case DISTRIBUTION_MIXTURE:
    for (int64_t i = 0; i < p->mixture_weights.count; i++) {
      sum += (law->cumulative[i] - before) * facility_beta_density(&law->beta[i], v);
      before = law->cumulative[i];
    }
    return sum;
  case DISTRIBUTION_TRUNCATED_NORMAL: {
    const double z = (v - p->normal_mean) / p->normal_sd;
    return walras_exp(-0.5 * z * z) / (2.5066282746310002 * p->normal_sd * law->mass);
  }
  default:
    return 1.0;
  }
}

static double beyond_crossing(double v, void *context) {
  return facility_law_survival(context, v) >= v ? -1.0 : 1.0;
}

double facility_law_crossing(const facility_law *law) {
  facility_law copy = *law;
  walras_bracket bracket = {.low = 0.0, .high = 1.0};
  /* one sign at both ends: everybody is at the right end */
  return walras_bisect(beyond_crossing, &copy, 0x1p-60, &bracket) ? bracket.low : 1.0;
}
