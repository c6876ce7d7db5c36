#include "models/facility-location/metrics.h"

#include <math.h>

#include "models/facility-location/selection.h"
#include "models/facility-location/theory.h"

static const struct facility_parameters *of(const void *p) {
  return p;
}
static bool in_outcome(const void *p) {
  return of(p)->task == TASK_OUTCOME || of(p)->task == TASK_SCALE;
}
static bool in_scale(const void *p) {
  return of(p)->task == TASK_SCALE;
}
static bool in_axioms(const void *p) {
  return of(p)->task == TASK_AXIOMS;
}
static bool has_distribution(const void *p) {
  return of(p)->task == TASK_OUTCOME && of(p)->profiles > 1;
}
static bool in_profiles(const void *p) {
  return of(p)->task == TASK_AXIOMS || of(p)->task == TASK_MISREPORT || of(p)->task == TASK_EQUILIBRIUM || has_distribution(p);
}
static bool has_vectors(const void *p) {
  return of(p)->phantom_grid > 0;
}

static bool in_equilibrium(const void *p) {
  return of(p)->task == TASK_EQUILIBRIUM;
}
static bool has_direct(const void *p) {
  return in_equilibrium(p) && of(p)->mechanism == MECHANISM_MEAN;
}
static bool in_worst_case(const void *p) {
  return of(p)->task == TASK_WORST_CASE;
}
static bool has_theory(const void *p) {
  return in_worst_case(p) && facility_has_theory_ratio(of(p));
}

bool facility_has_expectation(const void *p) {
  return in_outcome(p) && (of(p)->mechanism == MECHANISM_LRM ||
                           (of(p)->mechanism == MECHANISM_RANDOM_RANK && of(p)->agents <= FACILITY_EXPECTATION_MOST));
}

bool facility_has_mean_gains(const void *p) {
  return in_outcome(p) && of(p)->profiles == 1 && of(p)->mechanism == MECHANISM_MEAN;
}

static bool has_gains(const void *p) {
  return of(p)->task == TASK_MISREPORT || facility_has_mean_gains(p);
}

bool facility_has_limit(const void *p) {
  return in_outcome(p) && of(p)->mechanism == MECHANISM_UNIFORM_PHANTOM && of(p)->distribution != DISTRIBUTION_LIST &&
         of(p)->atom_grid == 0;
}

bool facility_has_spread(const void *p) {
  return facility_has_limit(p) && !facility_has_atoms(of(p));
}

static bool has_reports(const void *p) {
  return in_equilibrium(p) && of(p)->agents <= FACILITY_TABLE_MOST;
}
static bool has_worst_profile(const void *p) {
  return in_worst_case(p) && of(p)->agents <= FACILITY_TABLE_MOST;
}

static int64_t location_bins(const void *p) {
  (void)p;
  return FACILITY_LOCATION_BINS;
}
static void location_edges(const void *p, double *edges) {
  for (int64_t bin = 0; bin <= FACILITY_LOCATION_BINS; bin++)
    edges[bin] = (double)bin * of(p)->domain_length / FACILITY_LOCATION_BINS;
}
static void ratio_edges(const void *p, double *edges) {
  (void)p;
  for (int64_t bin = 0; bin <= FACILITY_OUTCOME_BINS; bin++)
    edges[bin] = 1.0 + (double)bin / FACILITY_OUTCOME_BINS;
}
static int64_t sweep_count(const void *p) {
  return of(p)->best_reply_max_sweeps < FACILITY_SWEEPS_RECORDED ? of(p)->best_reply_max_sweeps : FACILITY_SWEEPS_RECORDED;
}
static int64_t agent_count(const void *p) {
  return of(p)->agents;
}

/* Delta method: y solves S(y) = y/L; noise sqrt(F (1 - F)/n) of S meets slopes f and 1/L. */
facility_limit facility_limit_of(const struct facility_parameters *p, const facility_law *law) {
  facility_limit limit = {0.0, 0.0};
  if (!facility_has_limit(p))
    return limit;
  const double crossing = facility_law_crossing(law);
  limit.location = crossing * p->domain_length;
  if (facility_has_spread(p)) {
    const double share = facility_law_survival(law, crossing), density = facility_law_density(law, crossing);
    limit.sd = p->domain_length * sqrt(share * (1.0 - share) / (double)p->agents) / (1.0 + density);
  }
  return limit;
}

void facility_record_ratio(walras_trial *trial, int metric, int flag, double ratio) {
  const bool unbounded = !isfinite(ratio);
  walras_record_real(trial, metric, unbounded ? (double)NAN : ratio);
  walras_record_integer(trial, flag, unbounded);
}

static const walras_column report_columns[] = {
    {.name = "agent", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "agent"},
    {.name = "location", .unit = "length", .doc = "where it is"},
    {.name = "report", .unit = "length", .doc = "what it reports when best replies have stopped"},
    {0}};
static const walras_column worst_columns[] = {
    {.name = "agent", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "agent, in ascending order of location"},
    {.name = "welfare_location", .unit = "length", .doc = "in the profile that is worst for welfare"},
    {.name = "cost_location", .unit = "length", .doc = "in the profile that is worst for total cost"},
    {0}};

#define OUTCOME .absent = "unless task = outcome or scale", .present = in_outcome
#define EXPECTATION .absent = "but for lrm, and random_rank up to 65536 agents", .present = facility_has_expectation
#define AXIOMS .absent = "unless task = axioms", .present = in_axioms
#define VECTORS .absent = "unless phantom_grid > 0", .present = has_vectors
#define DISTRIBUTION .absent = "unless task = outcome with several profiles", .present = has_distribution
#define MISREPORT .absent = "unless task = misreport, or outcome or scale of one profile with the mean", .present = has_gains
#define EQUILIBRIUM .absent = "unless task = equilibrium", .present = in_equilibrium
#define WORST .absent = "unless task = worst_case", .present = in_worst_case
#define THEORY .absent = "unless task = worst_case with a rule of known ratio", .present = has_theory
#define REAL(name_, unit_, doc_, ...)                                                                                            \
  { .name = name_, .unit = unit_, .doc = doc_, __VA_ARGS__ }
#define COUNT(name_, unit_, doc_, ...)                                                                                           \
  { .name = name_, .type = WALRAS_VALUE_INTEGER, .unit = unit_, .doc = doc_, __VA_ARGS__ }

const walras_metric facility_metrics[FACILITY_METRICS] = {
    [METRIC_LOCATION] =
        REAL("facility_location", "length", "where the rule puts the facility; the drawn place of random_rank and lrm", OUTCOME),
    [METRIC_EXPECTED_LOCATION] =
        REAL("expected_location", "length", "its exact expectation over the rule's own draw", EXPECTATION),
    [METRIC_EXPECTED_COST] =
        REAL("expected_total_cost", "length", "exact expectation of total_cost over the rule's own draw", EXPECTATION),
    [METRIC_MEAN_REPORT] = REAL("mean_report", "length", "mean of the locations", OUTCOME),
    [METRIC_OPTIMAL_LOCATION] = REAL("optimal_location", "length", "lower median: where welfare is largest", OUTCOME),
    [METRIC_WELFARE] = REAL("welfare", "length", "sum of L - |x_i - y| over agents", OUTCOME),
    [METRIC_COST] = REAL("total_cost", "length", "sum of |x_i - y| over agents", OUTCOME),
    [METRIC_WELFARE_RATIO] = REAL("welfare_ratio", "1", "welfare at the optimum over welfare: the price of the rule", OUTCOME,
                                  .undefined = "where it is without bound: see welfare_unbounded"),
    [METRIC_COST_RATIO] = REAL("cost_ratio", "1", "total cost over total cost at the optimum; 1 where both are 0", OUTCOME,
                               .undefined = "where it is without bound: see cost_unbounded"),
    [METRIC_WELFARE_UNBOUNDED] = COUNT("welfare_unbounded", "1", "profiles whose welfare is 0, but not at the optimum", OUTCOME),
    [METRIC_COST_UNBOUNDED] = COUNT("cost_unbounded", "1", "profiles where only the optimum's total cost is 0", OUTCOME),
    [METRIC_THEORY_LOCATION] =
        REAL("theory_location", "length", "limit of the Uniform Phantom for many agents: y = L P(X >= y)",
             .absent = "but for uniform_phantom on a law without list or grid", .present = facility_has_limit),
    [METRIC_THEORY_SD] =
        REAL("theory_sd", "length", "its standard deviation: sqrt(F (1 - F)/n)/(1/L + f) in units of L, at the limit",
             .absent = "but for uniform_phantom on a law with a density", .present = facility_has_spread),
    [METRIC_SCORE] = REAL("location_score", "1", "(facility_location - theory_location)/theory_sd",
                          .absent = "but for uniform_phantom on a law with a density", .present = facility_has_spread),
    [METRIC_SCORE_SQUARED] = REAL("location_score_squared", "1", "square of location_score: 1 on average in the limit",
                                  .absent = "but for uniform_phantom on a law with a density", .present = facility_has_spread),
    [METRIC_PROFILES] = COUNT("profiles_seen", "profiles", "profiles looked at", .absent = "but for tasks on whole profiles",
                              .present = in_profiles),
    [METRIC_VIOLATIONS + AXIOM_UNANIMITY] = REAL("violation_unanimity", "length", "largest |y - a| with all agents at a", AXIOMS),
    [METRIC_VIOLATIONS + AXIOM_IFS] = REAL("violation_ifs", "length", "largest |x_i - y| - L (1 - 1/n)", AXIOMS),
    [METRIC_VIOLATIONS + AXIOM_UFS] =
        REAL("violation_ufs", "length", "largest |a - y| - L (1 - s/n) over groups of s agents at a", AXIOMS),
    [METRIC_VIOLATIONS + AXIOM_PROPORTIONALITY] =
        REAL("violation_proportionality", "length", "largest |y - k L/n| with k agents at L and the others at 0", AXIOMS),
    [METRIC_VIOLATIONS + AXIOM_PF] =
        REAL("violation_pf", "length", "largest |x_i - y| - L (1 - |S|/n) - range of S over groups S", AXIOMS),
    [METRIC_VIOLATIONS + AXIOM_PARETO] =
        REAL("violation_pareto", "length", "how far y lies outside the range of locations", AXIOMS),
    [METRIC_VIOLATIONS + AXIOM_ANONYMITY] =
        REAL("violation_anonymity", "length", "change of y when agents change places", AXIOMS),
    [METRIC_VIOLATIONS + AXIOM_MONOTONICITY] =
        REAL("violation_monotonicity", "length", "largest fall of y when an agent moves right", AXIOMS),
    [METRIC_VIOLATION_FAIRNESS] =
        REAL("violation_fairness", "length", "the larger of violation_ufs and violation_proportionality", AXIOMS),
    [METRIC_LEAST_UNFAIRNESS] = REAL("least_unfairness", "length", "least violation_fairness of the vectors but the uniform one",
                                     VECTORS, .undefined = "without another vector"),
    [METRIC_UNIFORM_UNFAIRNESS] = REAL("uniform_unfairness", "length", "violation_fairness of the uniform vector", VECTORS,
                                       .undefined = "where it is not on the grid"),
    [METRIC_IFS_AGREEMENT] = REAL(
        "ifs_agreement", "1", "share of vectors with violation_ifs <= 0 exactly if all phantoms lie in [L/n, L - L/n]", VECTORS),
    [METRIC_VECTORS] = COUNT("vectors", "vectors", "phantom vectors looked at", VECTORS),
    [METRIC_MAX_GAIN] = REAL("max_misreport_gain", "length", "most that an agent gains by a misreport", MISREPORT),
    [METRIC_MEAN_GAIN] = REAL("mean_misreport_gain", "length", "mean over agents of the best gain", MISREPORT),
    [METRIC_MANIPULATORS] = REAL("share_manipulators", "1", "share of agents that gain more than 1e-9", MISREPORT),
    [METRIC_EQUILIBRIUM_LOCATION] = REAL("equilibrium_location", "length", "outcome when best replies have stopped", EQUILIBRIUM),
    [METRIC_UP_LOCATION] = REAL("uniform_phantom_location", "length", "the Uniform Phantom of the true locations", EQUILIBRIUM),
    [METRIC_SWEEPS] =
        COUNT("equilibrium_sweeps", "sweeps", "most sweeps of best replies, the last one without change", EQUILIBRIUM),
    [METRIC_EQUILIBRIUM_ERROR] = REAL("equilibrium_error", "length",
                                      "largest |equilibrium_location - uniform_phantom_location| of a profile", EQUILIBRIUM),
    [METRIC_CONVERGED] =
        REAL("equilibrium_converged", "1", "share of profiles whose last sweep changed less than best_reply_tol", EQUILIBRIUM),
    [METRIC_RESIDUAL_GAIN] =
        REAL("equilibrium_residual_gain", "length", "most that an agent still gains by another report", EQUILIBRIUM),
    [METRIC_DIRECT_GAIN] = REAL("direct_equilibrium_gain", "length", "the same at the mean's equilibrium in closed form",
                                .absent = "unless task = equilibrium with mechanism = mean", .present = has_direct),
    [METRIC_WORST_WELFARE] = REAL("worst_welfare_ratio", "1", "largest welfare_ratio found", WORST,
                                  .undefined = "where it is without bound: see worst_welfare_unbounded"),
    [METRIC_WORST_COST] = REAL("worst_cost_ratio", "1", "largest cost_ratio found", WORST,
                               .undefined = "where it is without bound: see worst_cost_unbounded"),
    [METRIC_WORST_WELFARE_UNBOUNDED] =
        COUNT("worst_welfare_unbounded", "1", "1 where worst_welfare_ratio is without bound", WORST),
    [METRIC_WORST_COST_UNBOUNDED] = COUNT("worst_cost_unbounded", "1", "1 where worst_cost_ratio is without bound", WORST),
    [METRIC_THEORY_WELFARE] = REAL("theory_welfare_ratio", "1", "worst_welfare_ratio by its formula", THEORY),
    [METRIC_THEORY_COST] = REAL("theory_cost_ratio", "1", "worst_cost_ratio by its formula", THEORY),
    [SERIES_PATH] = {.name = "best_reply_path",
                     .kind = WALRAS_SERIES,
                     .unit = "length",
                     .doc = "outcome of the first profile after each sweep, up to 1000",
                     EQUILIBRIUM,
                     .length = sweep_count},
    [HISTOGRAM_LOCATIONS] = {.name = "location_counts",
                             .kind = WALRAS_HISTOGRAM,
                             .unit = "length",
                             .doc = "agents by location",
                             .absent = "unless task = scale",
                             .present = in_scale,
                             .length = location_bins,
                             .edges = location_edges},
    [HISTOGRAM_OUTCOMES] = {.name = "facility_location_counts",
                            .kind = WALRAS_HISTOGRAM,
                            .unit = "length",
                            .doc = "profiles by facility_location",
                            DISTRIBUTION,
                            .length = location_bins,
                            .edges = location_edges},
    [HISTOGRAM_RATIOS] = {.name = "welfare_ratio_counts",
                          .kind = WALRAS_HISTOGRAM,
                          .unit = "1",
                          .doc = "profiles by welfare_ratio, the last bin open",
                          DISTRIBUTION,
                          .length = location_bins,
                          .edges = ratio_edges},
    [TABLE_REPORTS] = {.name = "equilibrium_reports",
                       .kind = WALRAS_TABLE,
                       .unit = "1",
                       .doc = "the first profile's reports when best replies have stopped",
                       .absent = "unless task = equilibrium with up to 10^6 agents",
                       .present = has_reports,
                       .columns = report_columns,
                       .length = agent_count},
    [TABLE_WORST] = {.name = "worst_profile",
                     .kind = WALRAS_TABLE,
                     .unit = "1",
                     .doc = "the worst profiles found",
                     .absent = "unless task = worst_case with up to 10^6 agents",
                     .present = has_worst_profile,
                     .columns = worst_columns,
                     .length = agent_count},
};
