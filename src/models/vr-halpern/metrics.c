#include "models/vr-halpern/metrics.h"

static const struct halpern_parameters *of(const void *p) {
  return p;
}
static int first(const void *p) {
  return halpern_method(of(p), 0);
}
static bool is_page(const void *p) {
  return first(p) == ALGORITHM_COCOERCIVE || first(p) == ALGORITHM_RESTARTED;
}
static bool is_followed(const void *p) {
  return is_page(p) && of(p)->residual_every == 1;
}
static bool is_counted(const void *p) {
  return first(p) == ALGORITHM_COCOERCIVE && of(p)->iterations > 0;
}
static bool has_resolvent(const void *p) {
  return first(p) == ALGORITHM_INEXACT || first(p) == ALGORITHM_RESOLVENT_EXACT;
}
static bool has_gap(const void *p) {
  return halpern_is_game(of(p)) || of(p)->problem == PROBLEM_LP_SADDLE;
}
static bool has_solution(const void *p) {
  return of(p)->problem == PROBLEM_QUADRATIC_MINMAX ||
         (of(p)->problem == PROBLEM_LEAST_SQUARES && of(p)->components >= of(p)->dimension);
}
static bool has_halpern_bound(const void *p) {
  return has_solution(p) && first(p) == ALGORITHM_HALPERN;
}
static bool has_anchored(const void *p) {
  return has_solution(p) && first(p) == ALGORITHM_COCOERCIVE;
}
static bool has_resolvent_bound(const void *p) {
  return has_solution(p) && has_resolvent(p);
}
static bool has_path(const void *p) {
  return of(p)->path_points > 0;
}
static bool has_projection(const void *p) {
  return of(p)->diagnostic == DIAGNOSTIC_PROJECT_SIMPLEX;
}
static int64_t methods(const void *p) {
  return halpern_methods(of(p));
}
static int64_t path(const void *p) {
  return halpern_methods(of(p)) * of(p)->path_points;
}
static int64_t projection(const void *p) {
  return of(p)->vector.count;
}

static const walras_column method_columns[] = {
    {.name = "method", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "what ran", .words = halpern_algorithms},
    {.name = "step", .unit = "1", .doc = "eta"},
    {.name = "residual", .unit = "1", .doc = "certificate at the end"},
    {.name = "gap", .unit = "payoff", .doc = "duality gap at the end; NaN without one"},
    {.name = "oracle_calls", .type = WALRAS_VALUE_INTEGER, .unit = "component calls", .doc = "spent"},
    {.name = "iterations", .type = WALRAS_VALUE_INTEGER, .unit = "iterations", .doc = "done"},
    {.name = "increase_share", .unit = "1", .doc = "share of evaluations above the one before"},
    {.name = "diverged", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "1: the residual left all bounds"},
    {0}};
static const walras_column path_columns[] = {
    {.name = "method", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "what runs", .words = halpern_algorithms},
    {.name = "iteration", .type = WALRAS_VALUE_INTEGER, .unit = "iterations", .doc = "done"},
    {.name = "oracle_calls", .type = WALRAS_VALUE_INTEGER, .unit = "component calls", .doc = "spent"},
    {.name = "inner_steps", .type = WALRAS_VALUE_INTEGER, .unit = "steps", .doc = "draws of one component so far"},
    {.name = "residual", .unit = "1", .doc = "certificate"},
    {.name = "gap", .unit = "payoff", .doc = "duality gap; NaN without one"},
    {.name = "estimator_error", .unit = "1", .doc = "||g - F(u)|| when last looked at; NaN without an estimate"},
    {.name = "distance", .unit = "1", .doc = "||u - u*||; NaN where u* is not known"},
    {.name = "page_probability", .unit = "probability", .doc = "p_k of the next iteration; NaN without it"},
    {0}};
static const walras_column projection_columns[] = {{.name = "argument", .unit = "1", .doc = "entry of `vector`"},
                                                   {.name = "projected", .unit = "1", .doc = "entry of the nearest point"},
                                                   {0}};

#define DIVERGES .undefined = "where the method diverged"
#define REAL(name_, unit_, doc_, ...)                                                                                            \
  { .name = name_, .unit = unit_, .doc = doc_, __VA_ARGS__ }
#define NEVER .undefined = "where it is never reached"
#define SOLVED .absent = "unless quadratic_minmax, or least_squares of full rank", .present = has_solution
#define GAMES .absent = "unless a game or lp_saddle", .present = has_gap
#define PAGE .absent = "unless vr_halpern_cocoercive or restarted", .present = is_page
#define RESOLVENT .absent = "unless vr_halpern_inexact or halpern_resolvent_exact", .present = has_resolvent

const walras_metric halpern_metrics[HALPERN_METRICS] = {
    [METRIC_RESIDUAL] =
        REAL("residual", "1", "certificate at the end: ||F(u)||, or ||u - J_G(u - F(u))|| with constraints", DIVERGES),
    [METRIC_LOG_RESIDUAL] =
        REAL("log10_residual", "1", "its decimal logarithm, whose mean compares what spans orders of magnitude",
             .undefined = "where the residual is 0 or the method diverged"),
    [METRIC_RESOLVENT_RESIDUAL] = REAL("resolvent_residual", "1", "||u_k - J(u_k)|| of the last iteration",
                                       .undefined = "where the method diverged or never moved", RESOLVENT),
    [METRIC_RESIDUAL_AT_RESOLVENT] = REAL("residual_at_resolvent", "operator", "the same over eta: ||F(J(u_k)) + g||",
                                          .undefined = "where the method diverged or never moved", RESOLVENT),
    [METRIC_GAP] = REAL("gap", "payoff", "duality gap at the end", DIVERGES, GAMES),
    [METRIC_ESTIMATOR_ERROR] = REAL("estimator_error", "operator", "||g_k - F(u_k)|| at the last evaluation before the end",
                                    .undefined = "where the method diverged or never moved", PAGE),
    [METRIC_ESTIMATOR_DRIFT] =
        REAL("estimator_drift", "operator",
             "mean surprise of the estimate's error, (1' e_k - (1 - p_k) 1' e_{k-1})/sqrt(size): 0 if PAGE is unbiased",
             .undefined = "before the second iteration",
             .absent = "unless vr_halpern_cocoercive or restarted, residual_every = 1", .present = is_followed),
    [METRIC_CALLS] = REAL("oracle_calls", "component calls", "spent", .type = WALRAS_VALUE_INTEGER),
    [METRIC_EXPECTED_CALLS] =
        REAL("expected_calls", "component calls", "mean of what `iterations` iterations take, in closed form",
             .absent = "unless vr_halpern_cocoercive and iterations > 0", .present = is_counted),
    [METRIC_CALLS_TO_1E1] = REAL("calls_to_1e1", "component calls", "until the residual is at most 0.1", NEVER),
    [METRIC_CALLS_TO_1E2] = REAL("calls_to_1e2", "component calls", "until the residual is at most 0.01", NEVER),
    [METRIC_CALLS_TO_1E3] = REAL("calls_to_1e3", "component calls", "until the residual is at most 0.001", NEVER),
    [METRIC_CALLS_TO_1E4] = REAL("calls_to_1e4", "component calls", "until the residual is at most 0.0001", NEVER),
    [METRIC_INITIAL_RESIDUAL] = REAL("initial_residual", "1", "certificate at u_0", DIVERGES),
    [METRIC_INCREASE_SHARE] = REAL("increase_share", "1", "share of evaluations above the one before",
                                   .undefined = "where there is only one evaluation"),
    [METRIC_SOLUTION_NORM] = REAL("solution_norm", "1", "||u*||", SOLVED),
    [METRIC_DISTANCE] = REAL("distance_to_solution", "1", "||u - u*|| at the end", DIVERGES, SOLVED),
    [METRIC_LIPSCHITZ] = REAL("lipschitz", "1", "L_F, Lipschitz constant of F", .type = WALRAS_VALUE_REAL),
    [METRIC_LIPSCHITZ_AVERAGE] =
        REAL("lipschitz_average", "1", "L, of the components on average under the sampling in use", .type = WALRAS_VALUE_REAL),
    [METRIC_FROBENIUS] = REAL("frobenius_norm", "1", "of A; of the rows of least_squares", .type = WALRAS_VALUE_REAL),
    [METRIC_VALUE] = REAL("value", "payoff", "payoff at the end: y'Ax, c'x + y'(b - Ax)", DIVERGES, GAMES),
    [METRIC_HALPERN_BOUND] =
        REAL("halpern_bound", "1", "largest (k+1) ||F(u_k)|| / (L_F ||u_0 - u*||) of all evaluations: at most 1 in theory",
             DIVERGES, .absent = "unless halpern with a known solution", .present = has_halpern_bound),
    [METRIC_ANCHORED_RESIDUAL] = REAL("anchored_residual", "1", "(k+4) ||F(u_k)|| / (L ||u_0 - u*||) at the end", DIVERGES,
                                      .absent = "unless vr_halpern_cocoercive with a known solution", .present = has_anchored),
    [METRIC_RESOLVENT_BOUND] = REAL(
        "resolvent_bound", "1", "largest (k+1) ||u_k - J(u_k)|| / (2 ||u_0 - u*||): at most 1 in theory with exact resolvents",
        .undefined = "where the method diverged or never moved",
        .absent = "unless vr_halpern_inexact or halpern_resolvent_exact with a known solution", .present = has_resolvent_bound),
    [METRIC_DIVERGED] = REAL("diverged", "1", "1: the residual went beyond 1e12 or was no number", .type = WALRAS_VALUE_INTEGER),
    [TABLE_METHODS] = {.name = "methods",
                       .kind = WALRAS_TABLE,
                       .unit = "1",
                       .doc = "every method at its end",
                       .columns = method_columns,
                       .length = methods},
    [TABLE_PATH] = {.name = "path",
                    .kind = WALRAS_TABLE,
                    .unit = "1",
                    .doc = "every method along its way: path_points evaluations each",
                    .columns = path_columns,
                    .length = path,
                    .absent = "with path_points = 0",
                    .present = has_path},
    [TABLE_PROJECTION] = {.name = "projection",
                          .kind = WALRAS_TABLE,
                          .unit = "1",
                          .doc = "`vector` and the nearest point of the simplex",
                          .columns = projection_columns,
                          .length = projection,
                          .absent = "unless diagnostic = project_simplex",
                          .present = has_projection},
};
