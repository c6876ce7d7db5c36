#include "models/nash-mirror-prox/metrics.h"

static const struct nmp_parameters *of(const void *parameters) {
  return parameters;
}

bool nmp_is_regularised(const void *parameters) {
  return nmp_beta(of(parameters), of(parameters)->algorithm) > 0.0;
}
bool nmp_has_bounds(const void *parameters) {
  return nmp_is_regularised(parameters) && of(parameters)->algorithm == NMP_NASH_MP;
}
bool nmp_has_spectrum(const void *parameters) {
  return of(parameters)->report_spectrum;
}
bool nmp_has_tournament(const void *parameters) {
  return of(parameters)->tournament.count > 0;
}
bool nmp_has_path(const void *parameters) {
  const struct nmp_parameters *const p = of(parameters);
  return p->game.actions == 3 && p->game.prompts == 1 && p->policy_class == NMP_TABULAR;
}
static bool has_nash_table(const void *parameters) {
  return nmp_is_regularised(parameters) && preference_has_one_prompt(parameters);
}
static bool has_contractions(const void *parameters) {
  return nmp_is_regularised(parameters) && of(parameters)->policy_class == NMP_TABULAR;
}
static bool has_tolerance(const void *parameters) {
  return of(parameters)->subopt_tolerance > 0.0;
}
static bool always(const void *parameters) {
  (void)parameters;
  return true;
}

bool nmp_is_guaranteed(const struct nmp_parameters *p) {
  return nmp_has_bounds(p) && p->game.oracle == ORACLE_EXACT && p->prox_error == 0.0 && p->prox_step <= 2.0;
}

int64_t nmp_contestants(const struct nmp_parameters *p) {
  return 1 + p->tournament.count;
}
static int64_t pairs(const void *parameters) {
  return nmp_contestants(parameters) * nmp_contestants(parameters);
}
static int64_t bins(const void *parameters) {
  (void)parameters;
  return NMP_BINS;
}
static void edges(const void *parameters, double *out) {
  (void)parameters;
  for (int bin = 0; bin <= NMP_BINS; bin++)
    out[bin] = (double)bin / NMP_BINS;
}

int64_t nmp_first_sum(const struct nmp_parameters *p) {
  return nmp_evaluations(p) * PREFERENCE_SUMS;
}
int64_t nmp_first_win(const struct nmp_parameters *p) {
  return nmp_first_sum(p) + NMP_SUMS;
}
int64_t nmp_sums(const struct nmp_parameters *p) {
  return nmp_first_win(p) + (nmp_has_tournament(p) ? pairs(p) : 0);
}

static const walras_column win_columns[] = {
    {.name = "algorithm", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "whose final policy plays", .words = nmp_algorithms},
    {.name = "opponent", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "whose it meets", .words = nmp_algorithms},
    {.name = "win_rate", .unit = "probability", .doc = "probability that its response is preferred, mean over prompts"},
    {.name = NULL}};

static const walras_column path_columns[] = {
    {.name = "iteration", .type = WALRAS_VALUE_INTEGER, .unit = "iterations", .doc = "iterations done"},
    {.name = "first", .unit = "probability", .doc = "mass of response 0"},
    {.name = "second", .unit = "probability", .doc = "mass of response 1"},
    {.name = "third", .unit = "probability", .doc = "mass of response 2"},
    {.name = NULL}};

#define REGULARISED .absent = "without regularisation", .present = nmp_is_regularised
#define BOUNDS .absent = "unless algorithm = nash_mp with kl_coefficient > 0", .present = nmp_has_bounds
#define CONTRACTIONS .absent = "without regularisation or with networks", .present = has_contractions
#define SPECTRUM .absent = "unless report_spectrum", .present = nmp_has_spectrum
#define SHORT .undefined = "fewer than three evaluations stand above rounding"

const walras_metric nmp_metrics[NMP_METRICS] = {
    PREFERENCE_METRICS(nmp_evaluations, nmp_is_regularised, always, has_nash_table),
    [NMP_REGULARISED] = {.name = "regularised",
                         .type = WALRAS_VALUE_INTEGER,
                         .unit = "1",
                         .doc = "1 with a regularised equilibrium, 0 without"},
    [NMP_GUARANTEE] = {.name = "guarantee",
                       .type = WALRAS_VALUE_INTEGER,
                       .unit = "1",
                       .doc = "1 where the theorem speaks: nash_mp, exact, regularised, prox_step <= 2"},
    [NMP_EFFECTIVE_CONTRACTION] =
        {.name = "effective_contraction",
         .unit = "1",
         CONTRACTIONS,
         SHORT,
         .doc = "factor of kl_to_nash in an iteration: exp of the slope of its logarithm over the last half of the evaluations "
                "above 1e-13, mean over prompts"},
    [NMP_CONTRACTION_BOUND] = {.name = "contraction_bound", .unit = "1", BOUNDS, .doc = "the theorem's: 1 / (1 + alpha beta)"},
    [NMP_WORST_CONTRACTION] =
        {.name = "worst_contraction",
         .unit = "1",
         BOUNDS,
         SHORT,
         .doc = "largest factor of kl_to_nash between evaluations, per iteration, over time and prompts, above 1e-13"},
    [NMP_CONTRACTION_OVER_BOUND] =
        {.name = "contraction_over_bound", .unit = "1", BOUNDS, SHORT, .doc = "worst_contraction over contraction_bound"},
    [NMP_RATE_OVER_BOUND] = {.name = "rate_over_bound",
                             .unit = "1",
                             BOUNDS,
                             SHORT,
                             .doc = "fitted rate of the logarithm of kl_to_nash over log(1 + alpha beta), mean over prompts"},
    [NMP_MAX_BOUND_RATIO] =
        {.name = "max_bound_ratio",
         .unit = "1",
         BOUNDS,
         .undefined = "the start is the equilibrium",
         .doc = "largest KL(pi_b || pi_k) (1 + alpha beta)^k / KL(pi_b || pi_0) over time and prompts, above 1e-13"},
    [NMP_BOUND_VIOLATIONS] = {.name = "bound_violations",
                              .type = WALRAS_VALUE_INTEGER,
                              .unit = "1",
                              BOUNDS,
                              .doc = "evaluations of prompts at which that is above 1 + 1e-9"},
    [NMP_SUBOPT_BOUND_RATIO] =
        {.name = "subopt_bound_ratio",
         .unit = "1",
         BOUNDS,
         .undefined = "the start is the equilibrium",
         .doc = "largest regularised suboptimality over beta KL(pi_k || pi_b) + KL(pi_b || pi_k) / (4 beta), above 1e-13"},
    [NMP_SUBOPT_RATE_OVER_BOUND] =
        {.name = "subopt_rate_over_bound",
         .unit = "1",
         BOUNDS,
         SHORT,
         .doc = "fitted rate of the logarithm of the regularised suboptimality, over its last half above 1e-12, over log(1 + "
                "alpha beta)"},
    [NMP_SPAN_RATE_OVER_BOUND] =
        {.name = "span_rate_over_bound",
         .unit = "1",
         BOUNDS,
         SHORT,
         .doc = "fitted rate of the logarithm of span_log_ratio, over its last half above 1e-9, over log(1 + alpha beta)"},
    [NMP_KL_RATIO] = {.name = "kl_ratio",
                      .unit = "1",
                      REGULARISED,
                      .undefined = "the start is the equilibrium",
                      .doc = "kl_to_nash of the last policy over that of the first"},
    [NMP_PLATEAU_KL] = {.name = "plateau_kl",
                        .unit = "nat",
                        REGULARISED,
                        .doc = "median of kl_to_nash over the last tenth of the evaluations"},
    [NMP_QUERIES_1E3] = {.name = "queries_to_kl_1e3",
                         .unit = "queries",
                         REGULARISED,
                         .undefined = "never",
                         .doc = "preference_queries until kl_to_nash < 1e-3"},
    [NMP_QUERIES_1E6] = {.name = "queries_to_kl_1e6",
                         .unit = "queries",
                         REGULARISED,
                         .undefined = "never",
                         .doc = "preference_queries until kl_to_nash < 1e-6"},
    [NMP_QUERIES_1E9] = {.name = "queries_to_kl_1e9",
                         .unit = "queries",
                         REGULARISED,
                         .undefined = "never",
                         .doc = "preference_queries until kl_to_nash < 1e-9"},
    [NMP_WORST_RESIDUAL] = {.name = "worst_residual", .unit = "nat", REGULARISED, .doc = "largest nash_residual of the prompts"},
    [NMP_STOPPED_SHARE] = {.name = "stopped_share",
                           .unit = "1",
                           .absent = "unless subopt_tolerance > 0",
                           .present = has_tolerance,
                           .doc = "weight of the prompts that subopt_tolerance has stopped"},
    [NMP_PREDICTED_CONTRACTION] =
        {.name = "predicted_contraction",
         .unit = "1",
         SPECTRUM,
         .doc = "factor of kl_to_nash an iteration by linearisation at the equilibrium, mean over prompts"},
    [NMP_SPECTRAL_NORM] =
        {.name = "spectral_norm",
         .unit = "probability",
         SPECTRUM,
         .doc =
             "largest singular value of the margins on the simplex' tangent in the metric of the equilibrium, mean over prompts"},
    [NMP_SUBOPT_PATH] = {.name = "subopt_path",
                         .kind = WALRAS_SERIES,
                         .unit = "probability",
                         .length = nmp_evaluations,
                         .doc = "what the best response wins above 1/2 against the last policy, over time"},
    [NMP_CONTRACTION_HISTOGRAM] = {.name = "contraction_histogram",
                                   .kind = WALRAS_HISTOGRAM,
                                   .unit = "1",
                                   .length = bins,
                                   .edges = edges,
                                   CONTRACTIONS,
                                   .doc =
                                       "effective contractions of the prompts that have one; what is above 1 is in the last bin"},
    [NMP_WIN_RATES] = {.name = "win_rates",
                       .kind = WALRAS_TABLE,
                       .columns = win_columns,
                       .length = pairs,
                       .absent = "without a tournament",
                       .present = nmp_has_tournament,
                       .doc = "final policies of the algorithms against each other"},
    [NMP_POLICY_PATH] = {.name = "policy_path",
                         .kind = WALRAS_TABLE,
                         .columns = path_columns,
                         .length = nmp_evaluations,
                         .absent = "unless one prompt has three actions and a tabular policy",
                         .present = nmp_has_path,
                         .doc = "the policy at each evaluation"},
};
