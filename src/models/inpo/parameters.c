#include "models/inpo/parameters.h"

#include <math.h>

#define INTEGER(field, ...) WALRAS_INTEGER(struct inpo_parameters, field, __VA_ARGS__)
#define REAL(field, ...) WALRAS_REAL(struct inpo_parameters, field, __VA_ARGS__)
#define BOOLEAN(field, ...) WALRAS_BOOLEAN(struct inpo_parameters, field, __VA_ARGS__)
#define WORD(field, list, ...) WALRAS_ENUMERATION(struct inpo_parameters, field, .words = list, __VA_ARGS__)

static const char *const algorithms[] = {"inpo", "iterative_dpo", "sppo", "dno_prct", "nash_md", "nash_mp", "online_ipo", NULL};
static const char *const solvers[] = {"closed_form", "population_loss", "sampled", NULL};
static const char *const schedules[] = {"constant", "theory", "time_varying", NULL};
static const char *const pair_rules[] = {"random_pair", "tournament", "best_worst_score", "all_pairs", NULL};
static const char *const judges[] = {"bernoulli", "majority", "reward_model", NULL};
static const char *const policy_classes[] = {"tabular", "linear_softmax", "mlp", NULL};

const walras_parameter inpo_schema[INPO_PARAMETERS] = {
    PREFERENCE_SCHEMA,
    WORD(algorithm, algorithms, .standard = "inpo", .doc = "the learner"),
    WORD(solver, solvers, .standard = "closed_form",
         .doc = "closed_form: exact updates; population_loss: INPO's pair loss minimised exactly by its gradient; sampled: from "
                "drawn "
                "comparisons"),
    INTEGER(iterations, .range = "[1, 1e7]", .standard = "1000", .unit = "rounds",
            .doc = "T, of policies pi_1, ..., pi_T: T - 1 rounds of learning"),
    REAL(omd_parameter, .range = "(0, 1e9]", .standard = "1.0", .unit = "probability/nat",
         .doc = "eta, inverse step: of nash_md, nash_mp and online_ipo too; no effect with schedules other than constant"),
    WORD(omd_schedule, schedules, .standard = "constant",
         .doc = "constant; theory: C sqrt(T / D); time_varying: tau (t + 2) / 2 in round t = 1, 2, ..."),
    REAL(log_ratio_bound, .range = "[1, 1e6]", .standard = "1.0", .unit = "nats",
         .doc = "B of the bounds and of the theory schedule: C = max(B tau, 1); bounds take the largest |log pi/ref| seen if it "
                "is more"),
    REAL(sppo_eta, .read_when = "algorithm == 'sppo'", .range = "(0, 1e9]", .rule = "1 / omd_parameter", .unit = "1/probability",
         .doc = "algorithm = sppo: its step"),
    REAL(prct_beta, .read_when = "algorithm == 'dno_prct'", .range = "(0, 1e9]", .standard = "0.1", .unit = "1",
         .doc = "algorithm = dno_prct: contrastive scale"),
    REAL(kl_to_eta_ratio, .range = "[0, 1]", .standard = "0.0", .unit = "1/nat",
         .doc = "above 0: kl_coefficient is this times omd_parameter and must be left out"),
    INTEGER(responses_per_prompt, .read_when = "solver == 'sampled'", .range = "[2, 1024]", .standard = "8", .unit = "responses",
            .doc = "K, responses drawn for a list; a power of two for tournaments; no effect with random_pair but for sppo"),
    WORD(pair_rule, pair_rules,
         .read_when = "solver == 'sampled' and (algorithm == 'inpo' or algorithm == 'iterative_dpo' or algorithm == 'dno_prct')",
         .standard = "random_pair", .doc = "how winner and loser come out of the responses of a list"),
    WORD(
        judge, judges, .read_when = "solver == 'sampled'", .standard = "bernoulli",
        .doc =
            "who compares: one draw; whom the majority prefers, the first of equals; a Bradley-Terry model fitted in each round"),
    INTEGER(
        pairs_sampled, .read_when = "solver == 'sampled'", .range = "[1, 1e10]", .standard = "20000", .unit = "lists",
        .doc =
            "m, lists (pairs with random_pair, comparisons with nash_md, nash_mp and online_ipo) in a round: of each prompt when "
            "tabular, else one for each of m prompts"),
    WORD(policy_class, policy_classes, .standard = "tabular",
         .doc = "tabular; linear_softmax: bilinear in the features of prompt and response; mlp: tanh layers on both"),
    INTEGER(hidden_layers, .read_when = "policy_class == 'mlp'", .range = "[1, 8]", .standard = "2", .unit = "layers",
            .doc = "policy_class = mlp"),
    INTEGER(hidden_width, .read_when = "policy_class == 'mlp'", .range = "[1, 4096]", .standard = "64", .unit = "units",
            .doc = "policy_class = mlp"),
    INTEGER(optimizer_steps, .read_when = "policy_class != 'tabular'", .range = "[1, 1e9]", .standard = "500", .unit = "steps",
            .doc = "of Adam in a round, policies with parameters; cosine schedule after 3 % of warm-up"),
    REAL(learning_rate, .read_when = "policy_class != 'tabular'", .range = "(0, 10]", .standard = "0.1", .unit = "1",
         .doc = "its peak step"),
    INTEGER(minibatch, .read_when = "policy_class != 'tabular'", .range = "[1, 1e7]", .standard = "128", .unit = "lists",
            .doc = "lists in one of its steps"),
    WALRAS_REAL_ARRAY(struct inpo_parameters, probe_policy, .range = "[0, 1]", .standard = "[]", .unit = "probability",
                      .doc = "report both forms of INPO's loss of round 1 at this policy, all entries above 0"),
    INTEGER(loss_probes, .read_when = "solver == 'population_loss'", .range = "[0, 1e6]", .standard = "100", .unit = "policies",
            .doc = "solver = population_loss: random policies at which the two forms of the loss are compared in round 1"),
    REAL(length_bias, .range = "[-5, 5]", .standard = "0.0", .unit = "utils/log-unit",
         .doc = "b, the judge adds b (log length_i - log length_j) to the logit of P_ij; gaps stay those of P"),
    REAL(length_correlation, .range = "[-1, 1]", .standard = "0.3", .unit = "1",
         .doc = "of log lengths, N(0, 1), with the standardised Borda scores of a prompt's responses"),
    REAL(
        opponent_win_rate, .range = "[0.5, 1)", .standard = "0.84", .unit = "probability",
        .doc =
            "the fixed strong policy, a sharpened answer to the reference, beats it with this probability where the game allows"),
    BOOLEAN(allow_overshoot, .standard = "false", .doc = "permit omd_parameter below kl_coefficient"),
    BOOLEAN(compare_with_nash,
            .rule = "true where a regularised equilibrium exists and is cheap: kl_coefficient > 0, at most 1000 prompts, tabular",
            .doc = "solve for the regularised Nash policy of every prompt, which kl_to_nash and the bounds are about"),
};

bool inpo_takes_pairs(const struct inpo_parameters *p) {
  return p->algorithm == ALGORITHM_INPO || p->algorithm == ALGORITHM_ITERATIVE_DPO || p->algorithm == ALGORITHM_DNO_PRCT;
}

bool inpo_draws(const void *parameters) {
  return ((const struct inpo_parameters *)parameters)->solver == SOLVER_SAMPLED;
}

bool inpo_is_tabular(const void *parameters) {
  return ((const struct inpo_parameters *)parameters)->policy_class == POLICY_TABULAR;
}

int64_t inpo_evaluations(const void *parameters) {
  const struct inpo_parameters *p = parameters;
  return (p->iterations - 1) / p->game.evaluate_every + 1;
}

/* Shared with models that sample win rates. */
static walras_status refuse_unread(const walras_given *given, walras_error *error) {
  if (walras_is_given(given, "comparisons_per_iteration"))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "comparisons_per_iteration has no effect in this model: see pairs_sampled");
  return WALRAS_OK;
}

static walras_status resolve_ratio(struct inpo_parameters *p, const walras_given *given, walras_error *error) {
  if (p->kl_to_eta_ratio == 0.0)
    return WALRAS_OK;
  if (walras_is_given(given, "kl_coefficient"))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "kl_to_eta_ratio = %g sets kl_coefficient, which is given as well: leave one of them out",
                       p->kl_to_eta_ratio);
  if (p->omd_schedule != SCHEDULE_CONSTANT)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "kl_to_eta_ratio = %g needs omd_schedule = constant, not %s",
                       p->kl_to_eta_ratio, schedules[p->omd_schedule]);
  p->game.kl_coefficient = p->kl_to_eta_ratio * p->omd_parameter;
  return WALRAS_OK;
}

walras_status inpo_resolve(void *parameters, const walras_given *given, walras_error *error) {
  struct inpo_parameters *p = parameters;
  walras_status status = preference_resolve(&p->game, given, error);
  if (status == WALRAS_OK)
    status = refuse_unread(given, error);
  if (status == WALRAS_OK)
    status = resolve_ratio(p, given, error);
  if (status != WALRAS_OK)
    return status;
  if (!walras_is_given(given, "sppo_eta"))
    p->sppo_eta = 1.0 / p->omd_parameter;
  if (!walras_is_given(given, "compare_with_nash"))
    p->compare_with_nash =
        inpo_is_tabular(p) && p->game.kl_coefficient > 0.0 && p->game.prompts <= 1000 && p->game.actions <= 1000;
  return WALRAS_OK;
}

#define REFUSE(...) return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, __VA_ARGS__)

static walras_status check_step(const struct inpo_parameters *p, walras_error *error) {
  const double tau = p->game.kl_coefficient;
  const bool contrasts = p->algorithm == ALGORITHM_ITERATIVE_DPO || p->algorithm == ALGORITHM_DNO_PRCT;
  if ((contrasts || p->algorithm == ALGORITHM_SPPO) && p->omd_schedule != SCHEDULE_CONSTANT)
    REFUSE("omd_schedule = %s has no effect with algorithm = %s", schedules[p->omd_schedule], algorithms[p->algorithm]);
  if (p->omd_schedule == SCHEDULE_TIME_VARYING && tau == 0.0)
    REFUSE("omd_schedule = time_varying needs kl_coefficient above 0: its steps are kl_coefficient (t + 2) / 2");
  if ((p->algorithm == ALGORITHM_ITERATIVE_DPO || p->algorithm == ALGORITHM_ONLINE_IPO) && tau == 0.0)
    REFUSE("kl_coefficient = 0: algorithm = %s divides by it", algorithms[p->algorithm]);
  if (p->omd_schedule == SCHEDULE_CONSTANT && p->omd_parameter < tau && !p->allow_overshoot && !contrasts &&
      p->algorithm != ALGORITHM_SPPO && p->algorithm != ALGORITHM_NASH_MP)
    REFUSE(
        "omd_parameter = %g is below kl_coefficient = %g: pi_t would get a negative exponent; allow_overshoot = true permits it",
        p->omd_parameter, tau);
  if (p->compare_with_nash && tau == 0.0)
    REFUSE("compare_with_nash needs kl_coefficient above 0: without it there may be many equilibria");
  return WALRAS_OK;
}

static walras_status check_solver(const struct inpo_parameters *p, walras_error *error) {
  if (p->solver == SOLVER_POPULATION_LOSS && p->algorithm != ALGORITHM_INPO)
    REFUSE("solver = population_loss minimises INPO's loss; algorithm = %s has closed_form", algorithms[p->algorithm]);
  if (p->solver != SOLVER_SAMPLED && p->judge == JUDGE_REWARD_MODEL)
    REFUSE("judge = reward_model with zero comparisons: solver = %s draws none to fit it to", solvers[p->solver]);
  if (p->policy_class != POLICY_TABULAR && p->solver != SOLVER_SAMPLED)
    REFUSE("policy_class = %s learns from drawn responses: solver = sampled, not %s", policy_classes[p->policy_class],
           solvers[p->solver]);
  if (p->policy_class != POLICY_TABULAR && p->game.preference_generator != GENERATOR_FEATURE_CONTEXTUAL)
    REFUSE("policy_class = %s takes the features of preference_generator = feature_contextual", policy_classes[p->policy_class]);
  if (p->policy_class != POLICY_TABULAR && !inpo_takes_pairs(p) && p->algorithm != ALGORITHM_SPPO)
    REFUSE("algorithm = %s is tabular here; policy_class = %s is for inpo, iterative_dpo, dno_prct and sppo",
           algorithms[p->algorithm], policy_classes[p->policy_class]);
  if (p->game.oracle != ORACLE_EXACT)
    REFUSE("oracle = bernoulli: comparisons are drawn by solver = sampled here, with pairs_sampled of them");
  return WALRAS_OK;
}

static walras_status check_pairs(const struct inpo_parameters *p, walras_error *error) {
  const long long k = p->responses_per_prompt;
  if (p->solver != SOLVER_SAMPLED)
    return WALRAS_OK;
  if (p->pair_rule == PAIRS_TOURNAMENT && inpo_takes_pairs(p) && (k & (k - 1)) != 0)
    REFUSE("responses_per_prompt = %lld: a tournament needs a power of two", k);
  if (p->pair_rule == PAIRS_BEST_WORST && inpo_takes_pairs(p) && p->judge != JUDGE_REWARD_MODEL)
    REFUSE("pair_rule = best_worst_score takes the scores of judge = reward_model, not of %s", judges[p->judge]);
  if (p->game.actions > SAMPLED_ACTIONS_MOST)
    REFUSE("actions = %lld: solver = sampled counts pairs in a matrix, for at most %d responses", (long long)p->game.actions,
           SAMPLED_ACTIONS_MOST);
  return WALRAS_OK;
}

enum { FITTED_LIST_MOST = 64, REWARD_FEATURES_MOST = 8, FITTED_ITERATIONS_MOST = 1000 };

/* Policies with parameters. */
static walras_status check_fitted(const struct inpo_parameters *p, walras_error *error) {
  if (p->policy_class == POLICY_TABULAR)
    return WALRAS_OK;
  if (p->omd_schedule != SCHEDULE_CONSTANT)
    REFUSE("omd_schedule = %s is for tabular policies; policy_class = %s takes constant", schedules[p->omd_schedule],
           policy_classes[p->policy_class]);
  if (p->game.start_policy.count > 0 || p->probe_policy.count > 0)
    REFUSE("%s is for tabular policies; policy_class = %s starts from the reference",
           p->probe_policy.count > 0 ? "probe_policy" : "start_policy", policy_classes[p->policy_class]);
  if (p->game.prompts == 1)
    REFUSE("prompts = 1: policy_class = %s learns what prompts have in common; give at least 2", policy_classes[p->policy_class]);
  if (p->responses_per_prompt > FITTED_LIST_MOST)
    REFUSE("responses_per_prompt = %lld: at most %d with policy_class = %s", (long long)p->responses_per_prompt, FITTED_LIST_MOST,
           policy_classes[p->policy_class]);
  if (p->iterations > FITTED_ITERATIONS_MOST)
    REFUSE("iterations = %lld: at most %d with policy_class = %s, whose policies are all kept", (long long)p->iterations,
           FITTED_ITERATIONS_MOST, policy_classes[p->policy_class]);
  if (p->judge == JUDGE_REWARD_MODEL && p->game.feature_dim > REWARD_FEATURES_MOST)
    REFUSE("feature_dim = %lld: a reward model of judge = reward_model takes at most %d features with policy_class = %s",
           (long long)p->game.feature_dim, REWARD_FEATURES_MOST, policy_classes[p->policy_class]);
  return WALRAS_OK;
}

static walras_status check_probe(const struct inpo_parameters *p, walras_error *error) {
  double sum = 0.0;
  for (int64_t i = 0; i < p->probe_policy.count; i++) {
    if (!(p->probe_policy.values[i] > 0.0))
      REFUSE("probe_policy: entry %lld is %g; its logarithm is needed, so all must be above 0", (long long)i,
             p->probe_policy.values[i]);
    sum += p->probe_policy.values[i];
  }
  if (p->probe_policy.count > 0 && (p->probe_policy.count != p->game.actions || !(fabs(sum - 1.0) <= 1e-9)))
    REFUSE("probe_policy: %lld entries of sum %.17g; give actions = %lld of sum 1", (long long)p->probe_policy.count, sum,
           (long long)p->game.actions);
  for (int64_t i = 0; i < p->game.reference_entries.count; i++)
    if (!(p->game.reference_entries.values[i] > 0.0))
      REFUSE("reference_entries: entry %lld is 0; INPO's log-ratios need it above 0", (long long)i);
  return WALRAS_OK;
}

static walras_status check_lengths(const struct inpo_parameters *p, walras_error *error) {
  if (p->length_bias != 0.0 && (preference_is_implicit(&p->game) || p->game.actions > PREFERENCE_MATRIX_MOST))
    REFUSE("length_bias = %g needs the matrix of preferences; actions = %lld of this game are never materialised", p->length_bias,
           (long long)p->game.actions);
  return WALRAS_OK;
}

typedef walras_status check_function(const struct inpo_parameters *p, walras_error *error);

walras_status inpo_check(const void *parameters, walras_error *error) {
  const struct inpo_parameters *p = parameters;
  check_function *const checks[] = {check_step, check_solver, check_pairs, check_fitted, check_probe, check_lengths};
  walras_status status = preference_check(&p->game, error);
  for (size_t i = 0; status == WALRAS_OK && i < sizeof checks / sizeof *checks; i++)
    status = checks[i](p, error);
  return status;
}
