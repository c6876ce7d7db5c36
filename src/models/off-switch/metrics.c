#include "models/off-switch/metrics.h"

#include <math.h>

bool off_switch_draws(const void *parameters) {
  return ((const struct off_switch_parameters *)parameters)->mode != MODE_ANALYTIC;
}

bool off_switch_knows_deltas(const void *parameters) {
  return ((const struct off_switch_parameters *)parameters)->delta_distribution;
}

static bool has_point(const void *parameters) {
  const int mode = ((const struct off_switch_parameters *)parameters)->mode;
  return mode == MODE_ANALYTIC || mode == MODE_GAME;
}

static bool has_deltas(const void *parameters) {
  const struct off_switch_parameters *p = parameters;
  return p->mode == MODE_GAME || p->delta_distribution;
}

static bool is_normal(const struct off_switch_parameters *p) {
  const struct off_switch_point point = off_switch_point_of(p);
  return has_point(p) && !point.discrete && !off_switch_point_is_certain(&point);
}

static bool has_quadrature(const void *parameters) {
  return is_normal(parameters);
}

static bool has_stein(const void *parameters) {
  const struct off_switch_parameters *p = parameters;
  return is_normal(p) && p->human_policy == FAMILY_LOGISTIC && p->beta > 0.0 && p->n_overseers <= 2;
}

static bool has_closed_form(const void *parameters) {
  const struct off_switch_parameters *p = parameters;
  const struct off_switch_policy policy = off_switch_true_policy(p);
  double incentive;
  return is_normal(p) && off_switch_closed_incentive(&policy, p->mu, p->sigma, &incentive);
}

static bool has_ladder(const void *parameters) {
  return ((const struct off_switch_parameters *)parameters)->ladder_steps > 0;
}

static bool has_sigma_ladder(const void *parameters) {
  const struct off_switch_parameters *p = parameters;
  return p->ladder_steps > 0 && p->belief_family == BELIEF_GAUSSIAN;
}

static bool is_game(const void *parameters) {
  return ((const struct off_switch_parameters *)parameters)->mode == MODE_GAME;
}

static bool has_crowd(const void *parameters) {
  const int mode = ((const struct off_switch_parameters *)parameters)->mode;
  return mode == MODE_POPULATION || mode == MODE_DESIGNER;
}

static int64_t bin_count(const void *parameters) {
  (void)parameters;
  return DELTA_BINS;
}

double off_switch_delta_edge(const struct off_switch_parameters *p, int64_t bin) {
  const double part = (double)bin / DELTA_BINS;
  return p->delta_low * (1.0 - part) + p->delta_high * part;
}

static void fill_edges(const void *parameters, double *edges) {
  for (int64_t bin = 0; bin <= DELTA_BINS; bin++)
    edges[bin] = off_switch_delta_edge(parameters, bin);
}

#define OF_POINT .absent = "in modes population and designer", .present = has_point
#define DRAWN .absent = "in mode analytic", .present = off_switch_draws, .undefined = "for a single play"
#define SHARE(enumerator, word, unit_, text)                                                                                     \
  [METRIC_##enumerator] = {.name = #word, .unit = unit_, .doc = text},                                                           \
  [METRIC_##enumerator##_SE] = {.name = #word "_se", .unit = unit_, .doc = "standard error of " #word, DRAWN},
#define MEAN(enumerator, word, unit_, text) SHARE(enumerator, word, unit_, text)

#define OF_PLAYS .absent = "in mode analytic, and without delta_distribution", .present = has_deltas

const walras_metric off_switch_metrics[OFF_SWITCH_METRICS] = {
    OFF_SWITCH_SHARES(SHARE) OFF_SWITCH_MEANS(MEAN)[METRIC_DELTA_MEAN] =
        {.name = "delta_mean", .unit = "utility", .doc = "mean Delta of plays, under the true belief and H", OF_PLAYS},
    [METRIC_DELTA_MEAN_SE] = {.name = "delta_mean_se",
                              .unit = "utility",
                              .doc = "standard error of delta_mean",
                              .undefined = "for a single play",
                              OF_PLAYS},
    [METRIC_DELTA] = {.name = "delta",
                      .unit = "utility",
                      .doc = "Delta, the incentive to defer to the true H: wait_value less max(act_value, 0)",
                      OF_POINT},
    [METRIC_ASSUMED_DELTA] = {.name = "assumed_delta", .unit = "utility", .doc = "the same to the H in R's head", OF_POINT},
    [METRIC_WAIT_VALUE] = {.name = "wait_value", .unit = "utility", .doc = "V_wait = E[pi(U) U] - c", OF_POINT},
    [METRIC_ACT_VALUE] = {.name = "act_value", .unit = "utility", .doc = "V_act = E[U]", OF_POINT},
    [METRIC_CRITICAL_BETA] = {.name = "critical_beta",
                              .unit = "utility",
                              .doc = "highest temperature of logistic overseers to whom R defers; 0: not to the coolest",
                              .undefined = "R defers at every temperature",
                              OF_POINT},
    [METRIC_CRITICAL_BETA_INFINITE] = {.name = "critical_beta_infinite",
                                       .type = WALRAS_VALUE_INTEGER,
                                       .unit = "1",
                                       .doc = "1 where R defers at every temperature",
                                       OF_POINT},
    [METRIC_CRITICAL_ERROR_PROB] = {.name = "critical_error_prob",
                                    .unit = "1",
                                    .doc = "highest chance of a mistake of bernoulli_error overseers to whom R defers",
                                    .undefined = "U is 0 for sure",
                                    OF_POINT},
    [METRIC_CRITICAL_DELTA] = {.name = "critical_delta",
                               .unit = "utility",
                               .doc = "|Delta| at critical_beta by quadrature, which is 0 but for rounding",
                               .undefined = "critical_beta is 0 or infinite",
                               OF_POINT},
    [METRIC_STEIN_GAP] = {.name = "stein_gap",
                          .unit = "utility",
                          .doc = "|difference| of E[pi U] and sigma^2 E[pi (1 - pi)] / beta + mu E[pi]",
                          .absent = "unless a logistic human meets a normal belief",
                          .present = has_stein},
    [METRIC_CLOSED_FORM_GAP] = {.name = "closed_form_gap",
                                .unit = "utility",
                                .doc = "|difference| of Delta by closed form and by quadrature",
                                .absent = "where Delta has no closed form",
                                .present = has_closed_form},
    [METRIC_QUADRATURE_ERROR] = {.name = "quadrature_error",
                                 .unit = "utility",
                                 .doc = "largest change of a part of E[pi U] when the panels of the quadrature are halved",
                                 .absent = "where nothing is integrated",
                                 .present = has_quadrature},
    [METRIC_LADDER_RISES] = {.name = "ladder_rises",
                             .type = WALRAS_VALUE_INTEGER,
                             .unit = "1",
                             .doc = "steps of the ladder of temperatures at which Delta does not fall",
                             .absent = "without ladder_steps",
                             .present = has_ladder},
    [METRIC_LADDER_MISPLACED] = {.name = "ladder_misplaced",
                                 .type = WALRAS_VALUE_INTEGER,
                                 .unit = "1",
                                 .doc = "temperatures of the ladder where Delta has not the sign that critical_beta says",
                                 .absent = "without ladder_steps",
                                 .present = has_ladder},
    [METRIC_LADDER_SIGMA_FALLS] = {.name = "ladder_sigma_falls",
                                   .type = WALRAS_VALUE_INTEGER,
                                   .unit = "1",
                                   .doc = "steps of a ladder of standard deviations at which Delta towards rational overseers "
                                          "does not rise",
                                   .absent = "without ladder_steps, and for discrete beliefs",
                                   .present = has_sigma_ladder},
    [METRIC_WAIT_Z] = {.name = "wait_z",
                       .unit = "standard errors",
                       .doc = "value_always_wait less wait_value",
                       .undefined = "waiting pays the same in every play",
                       .absent = "unless mode = game",
                       .present = is_game},
    [METRIC_HARM_MAX] = {.name = "harm_max",
                         .unit = "utility",
                         .doc = "worst harm of a single play",
                         .absent = "in mode analytic",
                         .present = off_switch_draws},
    [METRIC_TABLE_ERROR] =
        {.name = "table_error",
         .unit = "1",
         .doc = "largest error of the tables of Delta over sigma + |mu|, against quadrature between their nodes; 0 = no tables",
         .absent = "in modes analytic and game",
         .present = has_crowd},
    [METRIC_DELTAS] = {.name = "deltas",
                       .kind = WALRAS_HISTOGRAM,
                       .unit = "utility",
                       .doc = "Delta of each play under its true belief and H, outer bins open",
                       .absent = "without delta_distribution",
                       .present = off_switch_knows_deltas,
                       .length = bin_count,
                       .edges = fill_edges},
};
