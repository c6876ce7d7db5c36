/** The laws that locations are drawn from. Everything here is in units of L, on [0, 1], but for the locations themselves. */
#ifndef WALRAS_FACILITY_LAW_H
#define WALRAS_FACILITY_LAW_H

#include "models/facility-location/parameters.h"
#include "models/facility-location/quantile_spline.h"
#include "numerics/distributions/beta.h"
#include "walras/trial.h"

enum { FACILITY_CHUNK = 1024 };

/** A beta law and what its density needs. */
typedef struct facility_beta {
  walras_beta law;
  double log_beta; /**< log B(a, b) */
} facility_beta;
facility_beta facility_beta_make(double a, double b);
double facility_beta_density(const facility_beta *beta, double x); /**< x in (0, 1) */
facility_knot_function facility_beta_knot;                         /**< of a facility_beta */

/** A law made ready, in place: it points into itself. Read-only once it is. */
typedef struct facility_law {
  const struct facility_parameters *p;
  walras_stream stream;
  double from, mass;        /**< truncated normal: Phi at the near end, and what lies between the ends */
  bool mirrored;            /**< both counted in the upper tail */
  const double *cumulative; /**< [components or atoms] weights summed up, scaled to end at 1 */
  facility_beta beta[FACILITY_MIXTURE_MOST];
  facility_spline splines[FACILITY_MIXTURE_MOST]; /**< of the beta laws, or the normal one */
} facility_law;

/** False when the normal law leaves [0, 1] too little probability to condition on. */
bool facility_normal_is_there(double mean, double sd);

/** Collective. `draws` is how many locations a trial needs of it: with many of them quantiles are tabulated, with the same bits. */
walras_status facility_law_prepare(walras_trial *trial, const struct facility_parameters *p, double draws, facility_law *law);
/** Locations of agents first..first+count-1, count <= FACILITY_CHUNK: out [count], in [0, L]. A pure function of the agents' numbers. */
void facility_law_fill(const facility_law *law, int64_t first, int64_t count, double *out);
/** P(X >= v), X before it is rounded to a grid; not for distribution = list. */
double facility_law_survival(const facility_law *law, double v);
/** The density at v in (0, 1); laws without atoms only. */
double facility_law_density(const facility_law *law, double v);
/** sup { v : P(X >= v) >= v }: where the Uniform Phantom settles as n grows, in units of L. */
double facility_law_crossing(const facility_law *law);

#endif
