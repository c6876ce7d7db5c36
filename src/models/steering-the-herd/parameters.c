#include "models/steering-the-herd/parameters.h"

#define INTEGER(field, ...) WALRAS_INTEGER(struct herd_parameters, field, __VA_ARGS__)
#define REAL(field, ...) WALRAS_REAL(struct herd_parameters, field, __VA_ARGS__)
#define BOOLEAN(field, ...) WALRAS_BOOLEAN(struct herd_parameters, field, __VA_ARGS__)
#define WORD(field, list, ...) WALRAS_ENUMERATION(struct herd_parameters, field, .words = list, __VA_ARGS__)

static const char *const planners[] = {"none",          "altruistic",    "biased", "fixed_max", "random", "myopic_altruistic",
                                       "myopic_biased", "surrogate_llm", NULL};
static const char *const objectives[] = {"altruistic", "biased", NULL};
static const char *const states[] = {"random", "G", "B", NULL};
static const char *const beliefs[] = {"bayes", "agents", NULL};
static const char *const backends[] = {"surrogate", "endpoint", NULL};

const walras_parameter herd_schema[HERD_PARAMETERS] = {
    WORD(planner, planners, .standard = "altruistic",
         .doc =
             "who sets the precision of agents' signals: nobody, an optimal or myopic planner, a constant, chance, or a stand-in "
             "for a language model"),
    REAL(baseline_precision, .range = "[0.5, 1)", .standard = "0.7", .unit = "probability",
         .doc = "p, precision without control"),
    REAL(cost_slope, .range = "[0, 1e6]", .standard = "0.5", .unit = "utility",
         .doc = "k, cost per unit of precision changed: k |q - p|^e"),
    REAL(cost_exponent, .range = "(0, 1]", .standard = "1.0", .unit = "1", .doc = "e, concavity of the cost; 1 = linear"),
    REAL(error_cost, .range = "(0, 1e6]", .standard = "1.0", .unit = "utility", .doc = "C, loss of a wrong action"),
    REAL(discount, .range = "[0, 0.9999]", .standard = "0.9", .unit = "1", .doc = "delta, of the planner, from agent to agent"),
    REAL(prior, .range = "(0, 1)", .standard = "0.5", .unit = "probability", .doc = "b_1, public belief that the state is G"),
    WORD(true_state, states, .standard = "random", .doc = "the state of the world: drawn from the prior, or fixed"),
    INTEGER(n_agents, .range = "[1, 1e7]", .standard = "100", .unit = "agents", .doc = "T, length of a sequence"),
    INTEGER(n_sequences, .range = "[0, 1e12]", .standard = "1000000", .unit = "sequences",
            .doc = "N, sequences drawn; 0 = only solve the programme"),
    INTEGER(n_beliefs, .range = "[101, 1e6]", .standard = "2001", .unit = "beliefs",
            .doc = "even grid of beliefs of the programme; beliefs that matter are added"),
    INTEGER(n_precisions, .range = "[3, 1e5]", .standard = "200", .unit = "precisions",
            .doc =
                "precisions that a planner tries between the least informative one and 1, beside those of the theory; no effect "
                "with precision_grid > 0, nor where the programme is solved on agents' log-odds"),
    REAL(vi_tol, .range = "[1e-14, 1e-3]", .standard = "1e-12", .unit = "utility",
         .doc = "largest gain of a better policy at which the programme counts as solved"),
    REAL(precision_epsilon, .range = "[1e-8, 0.01]", .standard = "1e-6", .unit = "probability",
         .doc = "how far from a limit that no precision attains the planner stays"),
    REAL(confirm_weight, .range = "[0, 2]", .standard = "1.0", .unit = "1",
         .doc = "w_c, agents' weight of evidence that confirms the public belief"),
    REAL(disconfirm_weight, .range = "[0, 3]", .standard = "1.0", .unit = "1", .doc = "w_d, agents' weight of contrary evidence"),
    REAL(herd_margin, .range = "[1, 5]", .standard = "1.0", .unit = "1",
         .doc = "h: agents herd where |log-odds| is above h times their signal's"),
    REAL(planner_smoothing, .range = "[0, 1]", .standard = "0.0", .unit = "probability",
         .read_when = "planner == 'surrogate_llm'", .doc = "Gaussian width over beliefs by which the optimum is smoothed"),
    REAL(planner_min_q, .range = "[0.5, 1]", .standard = "0.5", .unit = "probability",
         .read_when = "planner == 'surrogate_llm' or planner == 'random'",
         .doc = "surrogate_llm: least precision; random: low end of its draws"),
    REAL(planner_max_q, .range = "[0.5, 1]", .standard = "1.0", .unit = "probability",
         .read_when = "planner == 'surrogate_llm' or planner == 'random'",
         .doc = "surrogate_llm: greatest precision; random: high end of its draws"),
    WORD(surrogate_objective, objectives, .standard = "altruistic", .read_when = "planner == 'surrogate_llm'",
         .doc = "whose optimum is smoothed"),
    WORD(planner_belief, beliefs, .standard = "bayes",
         .doc = "which belief the planner tracks and reckons with: Bayes's, or agents' own; the same where agents are Bayesian"),
    REAL(precision_grid, .range = "[0, 0.25]", .standard = "0.0", .unit = "probability",
         .doc = "the planner sets 0.5 and multiples of this above it; 0 = any precision"),
    INTEGER(n_groups, .range = "[1, 1e6]", .standard = "1", .unit = "groups",
            .doc = "parallel lines of agents under one state, each with its own planner"),
    REAL(cross_observation, .range = "[0, 1]", .standard = "1.0", .unit = "probability", .read_when = "n_groups > 1",
         .doc = "a group sees the signal that another one followed in this round"),
    REAL(agent_precision_sd, .range = "[0, 0.3]", .standard = "0.0", .unit = "probability",
         .doc = "spread over agents of the precision without control, cut to [0.5, 0.999]"),
    BOOLEAN(report_grid_error, .standard = "false",
            .doc = "solve on a grid twice as fine too, and record how far the values differ"),
    BOOLEAN(report_exact_gap, .standard = "false",
            .doc = "altruistic: compare with the exact recursion at 100 beliefs, and with a dense grid of precisions there"),
    BOOLEAN(record_policy, .standard = "true", .doc = "keep the tables of values, policy and phases: some 100 kB a trial"),
    WORD(backend, backends, .standard = "surrogate",
         .doc = "who speaks for language models: a formula; endpoint is not available"),
};

enum herd_objective herd_objective_of(const struct herd_parameters *p) {
  const bool biased = p->planner == PLANNER_BIASED || p->planner == PLANNER_MYOPIC_BIASED ||
                      (p->planner == PLANNER_SURROGATE && p->surrogate_objective == OBJECTIVE_BIASED);
  return biased ? OBJECTIVE_BIASED : OBJECTIVE_ALTRUISTIC;
}

bool herd_is_myopic(const struct herd_parameters *p) {
  return p->planner == PLANNER_MYOPIC_ALTRUISTIC || p->planner == PLANNER_MYOPIC_BIASED;
}

bool herd_is_solved(const struct herd_parameters *p) {
  return p->planner == PLANNER_ALTRUISTIC || p->planner == PLANNER_BIASED || p->planner == PLANNER_SURROGATE || herd_is_myopic(p);
}

bool herd_has_biased_agents(const struct herd_parameters *p) {
  return p->confirm_weight != 1.0 || p->disconfirm_weight != 1.0 || p->herd_margin != 1.0;
}

bool herd_solves_log_odds(const struct herd_parameters *p) {
  return herd_is_solved(p) && herd_has_biased_agents(p) && p->planner_belief == BELIEF_AGENTS;
}

int64_t herd_grid_precisions(const struct herd_parameters *p) {
  return p->precision_grid > 0.0 ? (int64_t)floor(0.5 / p->precision_grid + 1e-9) + 1 : 0;
}

double herd_grid_precision(const struct herd_parameters *p, int64_t index) {
  return rint((0.5 + (double)index * p->precision_grid) * 1e6) / 1e6;
}

double herd_cost(const struct herd_parameters *p, enum herd_objective objective, double precision) {
  const double change = precision - p->baseline_precision, size = fabs(change);
  if (size == 0.0 || (change < 0.0 && objective == OBJECTIVE_ALTRUISTIC))
    return 0.0;
  return p->cost_slope * (p->cost_exponent == 1.0 ? size : walras_pow(size, p->cost_exponent));
}

static walras_status check_planner(const struct herd_parameters *p, walras_error *error) {
  if (p->planner_min_q > p->planner_max_q)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "planner_min_q = %g must not be above planner_max_q = %g", p->planner_min_q,
                       p->planner_max_q);
  if (p->precision_grid > 0.0 && p->precision_grid < 1e-4)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "precision_grid = %g: use 0 for any precision, or at least 1e-4",
                       p->precision_grid);
  if (p->planner == PLANNER_SURROGATE && herd_solves_log_odds(p))
    return WALRAS_FAIL(
        error, WALRAS_ERROR_PARAMETER,
        "planner_belief = agents: the stand-in smooths the optimum over Bayes's beliefs; use planner_belief = bayes");
  if (p->precision_grid > 0.0 && !herd_is_solved(p))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "precision_grid = %g: planner = %s solves no programme that it would limit",
                       p->precision_grid, planners[p->planner]);
  if (p->precision_grid > 0.0 && p->planner == PLANNER_SURROGATE)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "precision_grid = %g: planner = surrogate_llm smooths precisions off the grid; use 0", p->precision_grid);
  return WALRAS_OK;
}

walras_status herd_check(const void *parameters, walras_error *error) {
  const struct herd_parameters *p = parameters;
  if (p->backend == BACKEND_ENDPOINT)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "backend = endpoint: this version has no language models as planner or agents; use backend = surrogate");
  if (p->report_exact_gap && (p->planner != PLANNER_ALTRUISTIC || p->precision_grid > 0.0 || herd_solves_log_odds(p)))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "report_exact_gap: the exact recursion is for planner = altruistic, any precision, and Bayesian agents");
  if (p->report_grid_error && (!herd_is_solved(p) || herd_solves_log_odds(p)))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "report_grid_error: planner = %s solves no programme on beliefs here",
                       planners[p->planner]);
  if (p->n_sequences == 0 && !herd_is_solved(p))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "n_sequences = 0: planner = %s has no programme to solve; draw sequences",
                       planners[p->planner]);
  return check_planner(p, error);
}
