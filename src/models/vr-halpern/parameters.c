#include "models/vr-halpern/parameters.h"

#include <math.h>

#define INTEGER(field, ...) WALRAS_INTEGER(struct halpern_parameters, field, __VA_ARGS__)
#define REAL(field, ...) WALRAS_REAL(struct halpern_parameters, field, __VA_ARGS__)
#define REALS(field, ...) WALRAS_REAL_ARRAY(struct halpern_parameters, field, __VA_ARGS__)
#define WORD(field, list, ...) WALRAS_ENUMERATION(struct halpern_parameters, field, .words = list, __VA_ARGS__)

static const char *const problems[] = {"policeman_burglar", "quadratic_minmax", "least_squares", "random_game",
                                       "sparse_game",       "preference_game",  "lp_saddle",     NULL};
static const char *const wealths[] = {"gaussian", "sinusoid", NULL};
static const char *const designs[] = {"gaussian", "cosine", NULL};
const char *const halpern_algorithms[] = {"vr_halpern_cocoercive",
                                          "vr_halpern_inexact",
                                          "halpern",
                                          "halpern_resolvent_exact",
                                          "extragradient",
                                          "eag",
                                          "vr_extragradient",
                                          "vr_forb",
                                          "restarted",
                                          NULL};
static const char *const schedules[] = {"decreasing", "constant", "always_full", NULL};
static const char *const snapshots[] = {"current", "frozen", NULL};
static const char *const samplings[] = {"uniform", "importance", NULL};
static const char *const diagnostics[] = {"none", "project_simplex", NULL};

enum { DENSE_MOST = 200000, SOLVED_MOST = 2048, BATCH_MOST = 1 << 21, ROW_MOST = 1000000 };

const walras_parameter halpern_schema[HALPERN_PARAMETERS] = {
    PREFERENCE_SCHEMA,
    WORD(problem, problems, .standard = "policeman_burglar", .doc = "the operator whose zero is sought"),
    INTEGER(dimension, .range = "[2, 1e8]", .rule = "200 for quadratic_minmax, 8 for least_squares, 500 else", .unit = "entries",
            .doc = "d, length of one player's vector, or unknowns of least_squares"),
    INTEGER(components, .range = "[2, 1e9]", .rule = "dimension", .unit = "components",
            .doc = "n, operators in the average; free for least_squares only, where it is the number of rows"),
    REAL(theta, .range = "(0, inf)", .standard = "0.8", .unit = "1",
         .doc = "policeman_burglar: how fast the chance of an arrest falls with distance"),
    WORD(wealth, wealths, .standard = "gaussian", .doc = "policeman_burglar: of house j, |N(0,1)| or 1 + sin(j)/2"),
    REAL(density, .range = "(0, 1]", .standard = "0.01", .unit = "1", .doc = "sparse_game: share of entries that are not 0"),
    REAL(x_max, .range = "(0, inf)", .standard = "10.0", .unit = "1", .doc = "lp_saddle: 0 <= x <= x_max"),
    REAL(y_max, .range = "(0, inf)", .standard = "10.0", .unit = "1", .doc = "lp_saddle: |y| <= y_max"),
    WORD(design, designs, .standard = "gaussian", .doc = "least_squares: rows of N(0,1), or cos((i+1)(j+1)); normalised"),
    WORD(algorithm, halpern_algorithms, .standard = "vr_halpern_cocoercive", .doc = "what runs"),
    WALRAS_STRING_ARRAY(
        struct halpern_parameters, algorithms, .words = halpern_algorithms, .standard = "[]",
        .doc = "several on the same instance, head to head; scalars describe the first; [] = the one of `algorithm`"),
    REAL(budget_epochs, .range = "[1, 1e12]", .rule = "1e6 for quadratic_minmax, 5000 else", .unit = "epochs",
         .doc = "stop when oracle calls reach this times n"),
    INTEGER(iterations, .range = "[0, 1e15]", .standard = "0", .unit = "iterations", .doc = "K, stop by iterations; 0 = off"),
    REAL(target_residual, .range = "[0, inf)", .standard = "0.0", .unit = "1", .doc = "eps, stop by the certificate; 0 = off"),
    REAL(step_size, .range = "[0, inf)", .standard = "0.0", .unit = "1",
         .doc = "eta, absolute step of every method; 0 = see step_size_times_lipschitz"),
    REALS(step_sizes, .range = "(0, inf)", .standard = "[]", .unit = "1",
          .doc = "absolute steps, one per method; wins over step_size"),
    REAL(step_size_times_norm, .range = "[0, inf)", .standard = "0.0", .unit = "1",
         .doc = "eta = value/L_F (extragradient, eag, halpern), value/(Frobenius norm of A) (vr_halpern_cocoercive, restarted); "
                "0 = off"),
    REAL(step_size_times_lipschitz, .range = "[0, 1]", .standard = "0.0", .unit = "1",
         .doc = "vr_halpern_cocoercive, restarted: eta = value/L; theory: 0.25; 0 = off"),
    INTEGER(batch_size, .range = "[1, 1e9]", .rule = "ceil(sqrt(n))", .unit = "components",
            .doc = "b, draws of a PAGE difference"),
    WORD(page_schedule, schedules, .standard = "decreasing",
         .doc = "p_k: 4/(k+4), later 4/(sqrt(n)+5); or page_probability; or 1"),
    REAL(page_probability, .range = "(0, 1]", .rule = "4/(sqrt(n) + 5)", .unit = "probability",
         .doc = "page_schedule = constant: p"),
    REAL(resolvent_step, .range = "[0, inf)", .standard = "0.0", .unit = "1",
         .doc =
             "eta of vr_halpern_inexact and halpern_resolvent_exact; 0: step_size if given, else sqrt(n) for quadratic_minmax, "
             "sqrt(n)/L for least_squares, sqrt(n)/(Frobenius norm of A) else"),
    REAL(inner_multiplier, .range = "(0, inf)", .standard = "0.05", .unit = "1",
         .doc = "vr_halpern_inexact: inner steps max(1, floor(value n ln(k+2)))"),
    REAL(inner_step_multiplier, .range = "(0, inf)", .rule = "5 for games and lp_saddle, 1/2 else", .unit = "1",
         .doc = "vr_halpern_inexact: gamma = value sqrt(p(1-p))/(sqrt(n)+1)"),
    REAL(inner_step, .range = "[0, inf)", .rule = "0.001 for quadratic_minmax, else 0: from inner_step_multiplier", .unit = "1",
         .doc = "vr_halpern_inexact: gamma"),
    REAL(snapshot_probability, .range = "(0, 1]", .rule = "1/n", .unit = "probability",
         .doc = "p of vr_forb, vr_extragradient and the inner steps of vr_halpern_inexact"),
    WORD(snapshot_rule, snapshots, .standard = "current",
         .doc = "vr_halpern_inexact: snapshots move to the current point, or stay at the outer one as in the public script"),
    WORD(sampling, samplings, .standard = "uniform", .doc = "how components are drawn"),
    INTEGER(residual_every, .range = "[1, 1e9]", .standard = "10", .unit = "iterations",
            .doc = "spacing of the certificate, whose evaluations are not counted as calls"),
    INTEGER(path_points, .range = "[0, 1e5]", .standard = "64", .unit = "evaluations",
            .doc = "rows that the table `path` keeps of each method, evenly spaced in the logarithm of calls (of iterations "
                   "where those are "
                   "given); 0 = none"),
    WORD(diagnostic, diagnostics, .standard = "none", .doc = "project_simplex: record the projection of `vector` too"),
    REALS(vector, .standard = "[]", .unit = "1", .doc = "argument of the diagnostic"),
};

int64_t halpern_methods(const struct halpern_parameters *p) {
  return p->algorithms.count > 0 ? p->algorithms.count : 1;
}

int halpern_method(const struct halpern_parameters *p, int64_t index) {
  return p->algorithms.count > 0 ? p->algorithms.words[index] : p->algorithm;
}

bool halpern_runs(const struct halpern_parameters *p, int algorithm) {
  for (int64_t i = 0; i < halpern_methods(p); i++)
    if (halpern_method(p, i) == algorithm)
      return true;
  return false;
}

static bool runs_page(const struct halpern_parameters *p) {
  return halpern_runs(p, ALGORITHM_COCOERCIVE) || halpern_runs(p, ALGORITHM_RESTARTED);
}

static bool runs_snapshots(const struct halpern_parameters *p) {
  return halpern_runs(p, ALGORITHM_INEXACT) || halpern_runs(p, ALGORITHM_VR_EXTRAGRADIENT) || halpern_runs(p, ALGORITHM_VR_FORB);
}

static bool runs_resolvent(const struct halpern_parameters *p) {
  return halpern_runs(p, ALGORITHM_INEXACT) || halpern_runs(p, ALGORITHM_RESOLVENT_EXACT);
}

static bool runs_full(const struct halpern_parameters *p) {
  return halpern_runs(p, ALGORITHM_HALPERN) || halpern_runs(p, ALGORITHM_EXTRAGRADIENT) || halpern_runs(p, ALGORITHM_EAG);
}

bool halpern_samples(const struct halpern_parameters *p) {
  return runs_snapshots(p) || (runs_page(p) && p->page_schedule != SCHEDULE_ALWAYS_FULL);
}

bool halpern_is_game(const struct halpern_parameters *p) {
  return p->problem != PROBLEM_QUADRATIC_MINMAX && p->problem != PROBLEM_LEAST_SQUARES && p->problem != PROBLEM_LP_SADDLE;
}

int64_t halpern_size(const struct halpern_parameters *p) {
  return p->problem == PROBLEM_LEAST_SQUARES ? p->dimension : 2 * p->dimension;
}

/* Settings of preference games that play no part here: what regularises, samples or spreads over prompts. */
static const char *const foreign[] = {"prompts",
                                      "prompt_distribution",
                                      "prompt_zipf_exponent",
                                      "prompt_weights",
                                      "kl_coefficient",
                                      "reference_policy",
                                      "reference_entries",
                                      "reference_scale",
                                      "start_policy",
                                      "oracle",
                                      "comparisons_per_iteration",
                                      "evaluate_every"};

static walras_status check_given(const struct halpern_parameters *p, const walras_given *given, walras_error *error) {
  for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
    if (walras_is_given(given, foreign[i]))
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                         "%s has no effect on these methods: they play one game without regularisation, by its matrix",
                         foreign[i]);
  for (int64_t i = 0; i < PREFERENCE_PARAMETERS && p->problem != PROBLEM_PREFERENCE_GAME; i++)
    if (walras_is_given(given, halpern_schema[i].name))
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s has no effect with problem = %s; it is for preference_game",
                         halpern_schema[i].name, problems[p->problem]);
  const struct {
    const char *name;
    bool used;
    const char *where;
  } needs[] = {
      {"theta", p->problem == PROBLEM_POLICEMAN_BURGLAR, "problem = policeman_burglar"},
      {"wealth", p->problem == PROBLEM_POLICEMAN_BURGLAR, "problem = policeman_burglar"},
      {"density", p->problem == PROBLEM_SPARSE_GAME, "problem = sparse_game"},
      {"x_max", p->problem == PROBLEM_LP_SADDLE, "problem = lp_saddle"},
      {"y_max", p->problem == PROBLEM_LP_SADDLE, "problem = lp_saddle"},
      {"design", p->problem == PROBLEM_LEAST_SQUARES, "problem = least_squares"},
      {"step_size_times_norm", runs_page(p) || runs_full(p), "extragradient, eag, halpern, vr_halpern_cocoercive, restarted"},
      {"step_size_times_lipschitz", runs_page(p), "vr_halpern_cocoercive and restarted"},
      {"batch_size", runs_page(p), "vr_halpern_cocoercive and restarted"},
      {"page_schedule", runs_page(p), "vr_halpern_cocoercive and restarted"},
      {"page_probability", runs_page(p) && p->page_schedule == SCHEDULE_CONSTANT, "page_schedule = constant"},
      {"resolvent_step", runs_resolvent(p), "vr_halpern_inexact and halpern_resolvent_exact"},
      {"inner_multiplier", halpern_runs(p, ALGORITHM_INEXACT), "vr_halpern_inexact"},
      {"inner_step_multiplier", halpern_runs(p, ALGORITHM_INEXACT) && p->inner_step == 0.0,
       "vr_halpern_inexact with inner_step = 0"},
      {"inner_step", halpern_runs(p, ALGORITHM_INEXACT), "vr_halpern_inexact"},
      {"snapshot_probability", runs_snapshots(p), "vr_forb, vr_extragradient and vr_halpern_inexact"},
      {"snapshot_rule", halpern_runs(p, ALGORITHM_INEXACT), "vr_halpern_inexact"}};
  for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
    if (walras_is_given(given, needs[i].name) && !needs[i].used)
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s has no effect here: it is for %s", needs[i].name, needs[i].where);
  return WALRAS_OK;
}

walras_status halpern_resolve(void *parameters, const walras_given *given, walras_error *error) {
  struct halpern_parameters *p = parameters;
  const bool quadratic = p->problem == PROBLEM_QUADRATIC_MINMAX;
  if (!walras_is_given(given, "dimension"))
    p->dimension = p->problem == PROBLEM_PREFERENCE_GAME && walras_is_given(given, "actions") ? p->game.actions
                   : quadratic                                                                ? 200
                   : p->problem == PROBLEM_LEAST_SQUARES                                      ? 8
                                                                                              : 500;
  if (!walras_is_given(given, "actions"))
    p->game.actions = p->dimension;
  if (!walras_is_given(given, "components"))
    p->components = p->dimension;
  const double root = sqrt((double)p->components);
  if (!walras_is_given(given, "budget_epochs"))
    p->budget_epochs = quadratic ? 1e6 : 5000.0;
  if (!walras_is_given(given, "batch_size"))
    p->batch_size = (int64_t)ceil(root);
  if (!walras_is_given(given, "page_probability"))
    p->page_probability = 4.0 / (root + 5.0);
  if (!walras_is_given(given, "inner_step_multiplier"))
    p->inner_step_multiplier = quadratic || p->problem == PROBLEM_LEAST_SQUARES ? 0.5 : 5.0;
  if (!walras_is_given(given, "inner_step"))
    p->inner_step = quadratic && !walras_is_given(given, "inner_step_multiplier") ? 0.001 : 0.0;
  if (!walras_is_given(given, "snapshot_probability"))
    p->snapshot_probability = 1.0 / (double)p->components;
  const walras_status status = check_given(p, given, error);
  return status == WALRAS_OK ? preference_resolve(&p->game, given, error) : status;
}

static walras_status check_size(const struct halpern_parameters *p, walras_error *error) {
  const long long d = p->dimension, n = p->components;
  if (p->problem != PROBLEM_LEAST_SQUARES && d != n)
    return WALRAS_FAIL(
        error, WALRAS_ERROR_PARAMETER,
        "components = %lld: component i of problem = %s is row i with column i, so that dimension = %lld needs as many", n,
        problems[p->problem], d);
  if (p->problem == PROBLEM_PREFERENCE_GAME && p->game.actions != d)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "actions = %lld, dimension = %lld: give one of them, or both equal",
                       (long long)p->game.actions, d);
  const bool dense =
      p->problem == PROBLEM_POLICEMAN_BURGLAR || p->problem == PROBLEM_RANDOM_GAME || p->problem == PROBLEM_LP_SADDLE;
  if (dense && d > DENSE_MOST)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "dimension = %lld: a dense matrix takes at most %d rows", d, DENSE_MOST);
  if (p->problem == PROBLEM_SPARSE_GAME && p->density * (double)d > ROW_MOST)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "density = %g: a row would hold %.3g entries; at most %d", p->density,
                       p->density * (double)d, ROW_MOST);
  if (p->problem == PROBLEM_SPARSE_GAME && p->density * (double)d * (double)d > 4e9)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "density = %g: the matrix would hold %.3g entries; at most 4e9", p->density,
                       p->density * (double)d * (double)d);
  if (p->problem == PROBLEM_LEAST_SQUARES && halpern_runs(p, ALGORITHM_RESOLVENT_EXACT) && d > SOLVED_MOST)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "dimension = %lld: halpern_resolvent_exact solves for at most %d unknowns",
                       d, SOLVED_MOST);
  return p->problem == PROBLEM_PREFERENCE_GAME ? preference_check(&p->game, error) : WALRAS_OK;
}

static walras_status check_methods(const struct halpern_parameters *p, walras_error *error) {
  for (int64_t i = 0; i < p->algorithms.count; i++)
    for (int64_t j = 0; j < i; j++)
      if (p->algorithms.words[i] == p->algorithms.words[j])
        return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "algorithms: %s is there twice", p->algorithms.values[i]);
  if (p->step_sizes.count > 0 && p->step_sizes.count != halpern_methods(p))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "step_sizes has %lld entries; give %lld, one per method",
                       (long long)p->step_sizes.count, (long long)halpern_methods(p));
  if (p->step_size_times_lipschitz > 0.0 && !runs_page(p))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "step_size_times_lipschitz: only vr_halpern_cocoercive and restarted take their step from L");
  return WALRAS_OK;
}

static walras_status check_sampling(const struct halpern_parameters *p, walras_error *error) {
  if (p->batch_size > p->components)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "batch_size = %lld must be at most components = %lld",
                       (long long)p->batch_size, (long long)p->components);
  if (runs_page(p) && p->page_schedule != SCHEDULE_ALWAYS_FULL && p->batch_size > BATCH_MOST)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "batch_size = %lld: at most %d components are drawn at once",
                       (long long)p->batch_size, BATCH_MOST);
  if (p->sampling == SAMPLING_IMPORTANCE && !halpern_samples(p))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "sampling = importance has no effect: no method here draws components");
  return WALRAS_OK;
}

walras_status halpern_check(const void *parameters, walras_error *error) {
  const struct halpern_parameters *p = parameters;
  walras_status status = check_size(p, error);
  if (status == WALRAS_OK)
    status = check_methods(p, error);
  if (status == WALRAS_OK)
    status = check_sampling(p, error);
  if (status == WALRAS_OK && (p->diagnostic == DIAGNOSTIC_PROJECT_SIMPLEX) != (p->vector.count > 0))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "vector: diagnostic = project_simplex projects it; give both or neither");
  return status;
}
