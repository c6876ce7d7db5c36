/** What is measured of one step of a policy on one prompt, summed over prompts by their weight. */
#ifndef WALRAS_MODELS_DNO_MEASURES_H
#define WALRAS_MODELS_DNO_MEASURES_H

#include "models/dno/data.h"

/** Win rates are summed less one half. */
enum dno_sum {
  SUM_WEIGHT,
  SUM_WIN_PREVIOUS,
  SUM_WIN_START,
  SUM_WIN_TEACHER,
  SUM_WIN_BEST,
  SUM_KL_FORWARD,
  SUM_KL_BACKWARD,
  SUM_SUBOPT_LAST,
  SUM_SUBOPT_AVERAGE,
  SUM_TV,
  SUM_TV_SQUARED,
  SUM_SPREAD_POLICIES, /* numerator and denominator of the concentrability C_t */
  SUM_SPREAD_DATA,
  SUM_LOSS_PROBE,
  SUM_LOSS_CURRENT,
  SUM_LOSS_TARGET,
  DNO_SUMS
};

/** A step that was made: log-policies [n] unless it says otherwise. */
struct dno_change {
  const double *before, *after, *start;
  const double *margins_before, *margins_after; /**< M pi of both */
};

/** Adds win rates and divergences. work [n]. */
void dno_measure_change(const struct dno_view *view, const struct dno_change *change, double *work, double *sums);

/** Adds how far `after` is from the step's target, and the concentrability of the data for it. work [n]. */
void dno_measure_fit(const struct dno_view *view, const struct dno_step *step, const double *after, double *work, double *sums);

/** Adds the loss L_t at three policies: the probe where one is given, the current one and the target. work [n]. */
void dno_measure_losses(const struct dno_parameters *p, const struct dno_view *view, const struct dno_step *step, double *work,
                        double *sums);

/** L_t(pi) of one prompt in nats. work [n]. */
double dno_loss(const struct dno_step *step, double eta, const double *policy, int64_t n, double *work);

#endif
