#include "models/steering-the-herd/metrics.h"

enum { PHASES_MOST = 4096 };

static const struct herd_parameters *of(const void *p) {
  return p;
}
static bool is_solved(const void *p) {
  return herd_is_solved(of(p));
}
static bool on_beliefs(const void *p) {
  return is_solved(p) && !herd_solves_log_odds(of(p));
}
static bool has_hybrid(const void *p) {
  return herd_solves_log_odds(of(p)) && !herd_is_myopic(of(p));
}
static bool is_drawn(const void *p) {
  return of(p)->n_sequences > 0;
}
static bool has_grid_error(const void *p) {
  return of(p)->report_grid_error;
}
static bool has_exact(const void *p) {
  return of(p)->report_exact_gap;
}
static bool has_tables(const void *p) {
  return is_solved(p) && of(p)->record_policy;
}
static bool has_obfuscation(const void *p) {
  return on_beliefs(p) && of(p)->planner == PLANNER_BIASED && of(p)->baseline_precision > 0.5;
}
static bool has_theory_value(const void *p) {
  return has_obfuscation(p) && of(p)->prior == 0.5 && of(p)->cost_exponent == 1.0 && of(p)->precision_grid == 0.0;
}
static bool has_theory_threshold(const void *p) {
  const double p_ = of(p)->baseline_precision;
  return on_beliefs(p) && (of(p)->planner == PLANNER_ALTRUISTIC || of(p)->planner == PLANNER_MYOPIC_ALTRUISTIC) &&
         of(p)->precision_grid == 0.0 && herd_cost(of(p), OBJECTIVE_ALTRUISTIC, 1.0) < of(p)->error_cost * (1.0 - p_);
}
static bool has_theory_cascade(const void *p) {
  return is_drawn(p) && of(p)->planner == PLANNER_NONE && of(p)->prior == 0.5 && of(p)->n_groups == 1 &&
         of(p)->agent_precision_sd == 0.0 && !herd_has_biased_agents(of(p)) && of(p)->baseline_precision > 0.5;
}

static int64_t agents(const void *p) {
  return of(p)->n_agents;
}
static int64_t belief_bins(const void *p) {
  (void)p;
  return HERD_BELIEF_BINS;
}
static void belief_edges(const void *p, double *edges) {
  (void)p;
  for (int bin = 0; bin <= HERD_BELIEF_BINS; bin++)
    edges[bin] = (double)bin / HERD_BELIEF_BINS;
}
static int64_t time_bins(const void *p) {
  (void)p;
  return HERD_TIME_BINS;
}
static void time_edges(const void *p, double *edges) {
  (void)p;
  for (int bin = 0; bin <= HERD_TIME_BINS; bin++)
    edges[bin] = (double)bin;
}
static int64_t nodes(const void *p) {
  return herd_solves_log_odds(of(p)) ? HERD_LOG_ODDS_NODES : herd_grid_most(of(p), of(p)->n_beliefs);
}
static int64_t phases(const void *p) {
  (void)p;
  return PHASES_MOST;
}

static const walras_column value_columns[] = {{.name = "belief", .unit = "probability", .doc = "public belief"},
                                              {.name = "value", .unit = "utility", .doc = "discounted, from there on"},
                                              {0}};
static const walras_column policy_columns[] = {
    {.name = "belief", .unit = "probability", .doc = "public belief"},
    {.name = "precision", .unit = "probability", .doc = "what the planner sets"},
    {.name = "mode", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "what that is", .words = herd_mode_words},
    {.name = "optimum", .unit = "probability", .doc = "the programme's precision, before any smoothing"},
    {0}};
static const walras_column phase_columns[] = {
    {.name = "from", .unit = "probability", .doc = "lowest belief of the phase"},
    {.name = "to", .unit = "probability", .doc = "highest belief of the phase"},
    {.name = "mode", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "what the planner does there", .words = herd_mode_words},
    {0}};

#define SOLVED .absent = "unless the planner solves a programme", .present = is_solved
#define ON_BELIEFS .absent = "unless the planner solves a programme over beliefs", .present = on_beliefs
#define DRAWN .absent = "unless sequences are drawn", .present = is_drawn
#define TABLES .absent = "unless the planner solves a programme and record_policy holds", .present = has_tables
#define REAL(name_, unit_, doc_, ...)                                                                                            \
  { .name = name_, .unit = unit_, .doc = doc_, __VA_ARGS__ }
#define SERIES(name_, unit_, doc_)                                                                                               \
  { .name = name_, .kind = WALRAS_SERIES, .unit = unit_, .doc = doc_, .length = agents, DRAWN }

const walras_metric herd_metrics[HERD_METRICS] = {
    [METRIC_VALUE] =
        REAL("value_at_prior", "utility",
             "discounted value of the programme's policy at the prior; of surrogate_llm: of the optimum it smooths", SOLVED),
    [METRIC_HYBRID_VALUE] =
        REAL("hybrid_value_at_prior", "utility",
             "the same of the policy that is optimal against Bayesian agents, against these agents",
             .absent = "unless planner_belief = agents, not myopic, and agents are not Bayesian", .present = has_hybrid),
    [METRIC_THEORY_VALUE] =
        REAL("theory_value_at_half", "utility", "closed form of V_B(1/2), which holds for small cost_slope",
             .absent = "unless planner = biased, prior 1/2, linear cost and any precision", .present = has_theory_value),
    [METRIC_THRESHOLD] =
        REAL("herd_threshold", "probability", "belief up to which nothing is invested and agents herd on B", ON_BELIEFS),
    [METRIC_THEORY_THRESHOLD] = REAL(
        "theory_herd_threshold", "probability", "(1 - delta) beta(1)/C; of the myopic planner beta(1)/C",
        .absent = "unless planner = altruistic or myopic_altruistic with beta(1) < C (1 - p)", .present = has_theory_threshold),
    [METRIC_OBFUSCATE_SHARE] =
        REAL("obfuscate_share", "1", "share of even beliefs in (1/2, p) where agents are made to herd on G",
             .absent = "unless planner = biased solves a programme over beliefs", .present = has_obfuscation,
             .undefined = "where no even belief is in between"),
    [METRIC_CONVEXITY] =
        REAL("convexity_min_increment", "utility",
             "least increase of the value's slope from one even belief to the next: at least 0 if convex", ON_BELIEFS),
    [METRIC_GRID_ERROR] = REAL("grid_error", "utility", "largest difference of even beliefs' values on a grid twice as fine",
                               .absent = "unless report_grid_error", .present = has_grid_error),
    [METRIC_EXACT_GAP] = REAL("exact_gap", "utility", "largest difference of values from the exact recursion at 100 beliefs",
                              .absent = "unless report_exact_gap", .present = has_exact),
    [METRIC_DENSE_GAIN] =
        REAL("dense_precision_gain", "utility",
             "most that any of n_precisions precisions gains at 100 beliefs over herding, max(b, 1 - b, p) and 1",
             .absent = "unless report_exact_gap", .present = has_exact),
    [METRIC_PAYOFF] = REAL("payoff_mean", "utility",
                           "planner's discounted utility per sequence of n_agents; baselines are judged as altruists", DRAWN),
    [METRIC_EXPENDITURE] = REAL("expenditure_mean", "utility", "cost per agent", DRAWN),
    [METRIC_WELFARE] = REAL("welfare_mean", "utility", "-C times the share of wrong actions: utility per agent", DRAWN),
    [METRIC_FRAC_CORRECT] = REAL("frac_correct", "1", "share of agents who choose rightly", DRAWN),
    [METRIC_FRAC_G] = REAL("frac_G", "1", "share of agents who choose G", DRAWN),
    [METRIC_CASCADE_CORRECT] =
        REAL("cascade_correct_share", "1", "share of sequences whose last agent herds on the right action", DRAWN),
    [METRIC_THEORY_CASCADE] =
        REAL("theory_cascade_correct", "1", "p^2/(p^2 + (1 - p)^2)",
             .absent = "unless planner = none, prior 1/2, one group of equal Bayesian agents", .present = has_theory_cascade),
    [METRIC_CASCADE_G] = REAL("cascade_G_share", "1", "share of sequences whose last agent herds on G", DRAWN),
    [METRIC_CASCADE_B] = REAL("cascade_B_share", "1", "share of sequences whose last agent herds on B", DRAWN),
    [METRIC_CASCADE_TIME] = REAL("cascade_time_mean", "agents", "agents of a sequence who follow their signals", DRAWN),
    [METRIC_THEORY_TIME] =
        REAL("theory_cascade_time", "agents", "2/(p^2 + (1 - p)^2)",
             .absent = "unless planner = none, prior 1/2, one group of equal Bayesian agents", .present = has_theory_cascade),
    [SERIES_CORRECT] = SERIES("frac_correct_by_agent", "1", "share who choose rightly, by position in the sequence"),
    [SERIES_PRECISION] = SERIES("mean_precision", "probability", "precision of signals, by position"),
    [SERIES_COST] = SERIES("mean_cost", "utility", "planner's cost, by position"),
    [SERIES_BELIEF] = SERIES("mean_belief", "probability", "public belief that an agent meets, by position"),
    [SERIES_HERDING] = SERIES("share_herding", "1", "share who do not follow their signals, by position"),
    [HISTOGRAM_BELIEF] = {.name = "final_belief",
                          .kind = WALRAS_HISTOGRAM,
                          .unit = "probability",
                          .doc = "sequences by the public belief after the last agent",
                          .length = belief_bins,
                          .edges = belief_edges,
                          DRAWN},
    [HISTOGRAM_TIME] = {.name = "cascade_time",
                        .kind = WALRAS_HISTOGRAM,
                        .unit = "agents",
                        .doc = "sequences by the number of agents who follow their signals, the last bin open",
                        .length = time_bins,
                        .edges = time_edges,
                        DRAWN},
    [TABLE_VALUE] = {.name = "value_function",
                     .kind = WALRAS_TABLE,
                     .unit = "1",
                     .doc = "value by belief",
                     .columns = value_columns,
                     .length = nodes,
                     TABLES},
    [TABLE_POLICY] = {.name = "policy",
                      .kind = WALRAS_TABLE,
                      .unit = "1",
                      .doc = "precision by belief",
                      .columns = policy_columns,
                      .length = nodes,
                      TABLES},
    [TABLE_PHASES] = {.name = "phase_boundaries",
                      .kind = WALRAS_TABLE,
                      .unit = "1",
                      .doc = "runs of beliefs with one mode, the first 4096",
                      .columns = phase_columns,
                      .length = phases,
                      TABLES},
};
