/** Parameters of steering the herd, and the payoffs that follow from them. */
#ifndef WALRAS_HERD_PARAMETERS_H
#define WALRAS_HERD_PARAMETERS_H

#include <math.h>

#include "walras/walras.h"

enum herd_planner {
  PLANNER_NONE,
  PLANNER_ALTRUISTIC,
  PLANNER_BIASED,
  PLANNER_FIXED_MAX,
  PLANNER_RANDOM,
  PLANNER_MYOPIC_ALTRUISTIC,
  PLANNER_MYOPIC_BIASED,
  PLANNER_SURROGATE
};
enum herd_objective { OBJECTIVE_ALTRUISTIC, OBJECTIVE_BIASED };
enum herd_true_state { STATE_RANDOM, STATE_G, STATE_B };
enum herd_belief_kind { BELIEF_BAYES, BELIEF_AGENTS };
enum herd_backend { BACKEND_SURROGATE, BACKEND_ENDPOINT };

/** Log-odds beyond which a belief is certain for all purposes: e^-40 is below half an ulp of 1. */
#define HERD_CERTAIN 40.0
/** Ties |l| = L(q) follow; they are recognised to this many log-odds. */
#define HERD_TIE 1e-9
/** Strongest signal of planners who reckon with agents that are not Bayesian. */
#define HERD_MOST_PRECISE 0.999

struct herd_parameters {
  int planner, true_state, planner_belief, surrogate_objective, backend;
  int64_t n_agents, n_sequences, n_beliefs, n_precisions, n_groups;
  double baseline_precision, cost_slope, cost_exponent, error_cost, discount, prior, vi_tol, precision_epsilon;
  double confirm_weight, disconfirm_weight, herd_margin, planner_smoothing, planner_min_q, planner_max_q;
  double precision_grid, cross_observation, agent_precision_sd;
  bool report_grid_error, report_exact_gap, record_policy;
};

enum { HERD_PARAMETERS = 30 };
extern const walras_parameter herd_schema[HERD_PARAMETERS];

walras_status herd_check(const void *parameters, walras_error *error);

/** What the planner wants: baselines without a wish of their own are judged as altruists. */
enum herd_objective herd_objective_of(const struct herd_parameters *p);
/** Her precision comes from a dynamic programme. */
bool herd_is_solved(const struct herd_parameters *p);
bool herd_is_myopic(const struct herd_parameters *p);
/** Agents weigh evidence or herd otherwise than Bayes. */
bool herd_has_biased_agents(const struct herd_parameters *p);
/** The programme is solved for such agents, on log-odds. */
bool herd_solves_log_odds(const struct herd_parameters *p);
/** Precisions are multiples of precision_grid; their number, 0 where they are continuous. */
int64_t herd_grid_precisions(const struct herd_parameters *p);
double herd_grid_precision(const struct herd_parameters *p, int64_t index);

/** L(q) = ln(q/(1-q)), cut at HERD_CERTAIN. */
static inline double herd_strength(double precision) {
  const double rest = 1.0 - precision;
  return rest < 5e-18 ? HERD_CERTAIN : walras_log(precision / rest);
}

static inline double herd_belief(double log_odds) {
  return 1.0 / (1.0 + walras_exp(-log_odds));
}

static inline double herd_clamp(double log_odds) {
  return log_odds > HERD_CERTAIN ? HERD_CERTAIN : log_odds < -HERD_CERTAIN ? -HERD_CERTAIN : log_odds;
}

/** beta(q): an altruist pays for q > p only, the biased planner for any change. */
double herd_cost(const struct herd_parameters *p, enum herd_objective objective, double precision);

/** An agent's expected loss to the planner in units of error_cost: P(a != omega), or P(a = B), when it follows its signal. */
static inline double herd_follow_loss(enum herd_objective objective, double belief, double precision) {
  return objective == OBJECTIVE_ALTRUISTIC ? 1.0 - precision : belief * (1.0 - precision) + (1.0 - belief) * precision;
}

/** The same when it herds on G (`up`) or on B. */
static inline double herd_herd_loss(enum herd_objective objective, double belief, bool up) {
  if (objective == OBJECTIVE_BIASED)
    return up ? 0.0 : 1.0;
  return up ? 1.0 - belief : belief;
}

#endif
