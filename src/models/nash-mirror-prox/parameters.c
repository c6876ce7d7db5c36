#include "models/nash-mirror-prox/parameters.h"

#include <math.h>
#include <stdio.h>

#define INTEGER(field, ...) WALRAS_INTEGER(struct nmp_parameters, field, __VA_ARGS__)
#define REAL(field, ...) WALRAS_REAL(struct nmp_parameters, field, __VA_ARGS__)
#define WORD(field, list, ...) WALRAS_ENUMERATION(struct nmp_parameters, field, .words = list, __VA_ARGS__)

const char *const nmp_algorithms[] = {
    "nash_mp",    "nash_md",   "nash_md_decreasing", "egpo",          "omd", "mmd", "self_play", "online_ipo",
    "nash_md_pg", "nash_prox", "nash_mp_stochastic", "best_response", NULL};
static const char *const inners[] = {"omd", "online_ipo", NULL};
static const char *const baselines[] = {"half", "mean", "none", NULL};
static const char *const policy_classes[] = {"tabular", "linear_softmax", "mlp", NULL};
static const char *const optimizers[] = {"sgd", "adam", NULL};
static const char *const activations[] = {"tanh", "relu", NULL};

const walras_parameter nmp_schema[NMP_PARAMETERS] = {
    PREFERENCE_SCHEMA,
    WORD(algorithm, nmp_algorithms, .standard = "nash_mp", .doc = "solver of the regularised game"),
    INTEGER(
        iterations, .range = "[1, 1e8]", .unit = "iterations",
        .rule =
            "200; with query_budget what that pays for; of nash_prox outer_loops times inner_steps, where it must be left out",
        .doc = "K, outer steps"),
    INTEGER(query_budget, .range = "[0, 1e18]", .standard = "0", .unit = "queries",
            .doc =
                "N, no iteration is begun that would ask for more comparisons a prompt (or vectors of win rates); 0 = no limit"),
    REAL(prox_step, .range = "(0, inf)", .standard = "2.0", .unit = "1/probability",
         .doc = "alpha, proximal step of nash_mp, nash_mp_stochastic and nash_prox; no guarantee above 2"),
    REAL(step_size, .range = "(0, inf)", .standard = "1.0", .unit = "1/probability",
         .doc = "eta_s, step of the other algorithms, and of the inner steps of nash_prox"),
    INTEGER(inner_steps, .range = "[1, 1e6]", .standard = "10", .unit = "gradient steps",
            .doc = "m, steps of each proximal problem of nash_mp_stochastic and nash_prox"),
    INTEGER(outer_loops, .range = "[1, 1e6]", .standard = "20", .unit = "proximal points", .doc = "J, nash_prox: outer loops"),
    WORD(inner_algorithm, inners, .standard = "omd", .doc = "nash_prox: what solves the proximal games"),
    REAL(subopt_tolerance, .range = "[0, 1]", .standard = "0.0", .unit = "probability",
         .doc = "a prompt (networks: all together) stops when its regularised_suboptimality is below, seen every evaluate_every "
                "iterations; 0 = never"),
    REAL(inner_learning_rate, .range = "(0, inf)", .standard = "0.5", .unit = "1",
         .doc = "rate of nash_mp_stochastic's gradient steps: on logits, or on the network's parameters"),
    WORD(optimizer, optimizers, .standard = "sgd",
         .doc = "gradient steps of nash_mp_stochastic: plain, or Adam 0.9, 0.999, 1e-8"),
    INTEGER(batch_size, .range = "[1, 1e9]", .standard = "128", .unit = "samples",
            .doc = "B, oracle = bernoulli: comparisons of each gradient step"),
    REAL(target_decay, .range = "[0, 1]", .standard = "0.0", .unit = "1",
         .doc = "kappa, nash_mp_stochastic: above 0 opponent and anchor are one target, target <- kappa policy + (1 - kappa) "
                "target in "
                "logits after each gradient step"),
    WORD(baseline, baselines, .standard = "half",
         .doc = "what is subtracted from a comparison of nash_mp_stochastic and nash_md_pg: 1/2, the batch's mean, nothing"),
    WORD(policy_class, policy_classes, .standard = "tabular",
         .doc = "each prompt its own policy; or logits of the start policy plus one linear map, or network, of the prompt's "
                "features"),
    INTEGER(hidden_layers, .range = "[1, 8]", .standard = "3", .unit = "layers", .doc = "mlp"),
    INTEGER(hidden_width, .range = "[1, 4096]", .standard = "10", .unit = "units", .doc = "mlp"),
    WORD(activation, activations, .standard = "tanh", .doc = "mlp: of the hidden layers"),
    REAL(prox_error, .range = "[0, inf)", .standard = "0.0", .unit = "nat",
         .doc = "delta, uniform noise in [-delta, delta] on the logits after each exact proximal step of nash_mp and mmd"),
    WALRAS_STRING_ARRAY(
        struct nmp_parameters, tournament, .words = nmp_algorithms, .standard = "[]",
        .doc = "algorithms that are run as well, on the same games with the same settings: their final policies play each other"),
    WALRAS_BOOLEAN(struct nmp_parameters, report_spectrum, .standard = "false",
                   .doc = "nash_mp, up to 64 actions: the rate that the equilibrium's linearisation predicts, for each prompt"),
};

/* How many vectors of win rates an iteration takes, or 0 for those that take gradient steps. */
static int vectors_of(int algorithm) {
  switch (algorithm) {
  case NMP_NASH_MP:
  case NMP_EGPO:
    return 2;
  case NMP_ONLINE_IPO:
  case NMP_NASH_MD_PG:
  case NMP_NASH_MP_STOCHASTIC:
    return 0;
  default:
    return 1;
  }
}

static double gradient_queries(const struct nmp_parameters *p, int algorithm) {
  const bool exact = p->game.oracle == ORACLE_EXACT, stochastic = algorithm == NMP_NASH_MP_STOCHASTIC;
  if (!stochastic)
    return exact ? 1.0 : (double)p->batch_size;
  if (p->target_decay > 0.0)
    return (double)p->inner_steps * (exact ? 1.0 : (double)p->batch_size);
  return exact ? 2.0 : 2.0 * (double)p->inner_steps * (double)p->batch_size;
}

double nmp_queries_per_iteration(const struct nmp_parameters *p, int algorithm) {
  const int vectors = vectors_of(algorithm);
  if (vectors == 0 || (algorithm == NMP_NASH_PROX && p->inner_algorithm == NMP_INNER_ONLINE_IPO))
    return gradient_queries(p, algorithm == NMP_NASH_PROX ? NMP_ONLINE_IPO : algorithm);
  const double each = p->game.oracle == ORACLE_EXACT ? 1.0 : (double)p->game.actions * (double)p->game.comparisons_per_iteration;
  return vectors * each;
}

static double paid_iterations(const struct nmp_parameters *p, int algorithm) {
  return p->query_budget == 0 ? INFINITY : floor((double)p->query_budget / nmp_queries_per_iteration(p, algorithm));
}

int64_t nmp_iterations(const struct nmp_parameters *p, int algorithm) {
  const int64_t asked = algorithm == NMP_NASH_PROX ? p->outer_loops * p->inner_steps : p->iterations;
  return (int64_t)fmin((double)asked, paid_iterations(p, algorithm));
}

int64_t nmp_evaluations(const void *parameters) {
  const struct nmp_parameters *p = parameters;
  const int64_t iterations = nmp_iterations(p, p->algorithm), every = p->game.evaluate_every;
  return 1 + iterations / every + (iterations % every != 0);
}

double nmp_beta(const struct nmp_parameters *p, int algorithm) {
  return algorithm == NMP_SELF_PLAY ? 0.0 : p->game.kl_coefficient;
}

/* Parameters that only some algorithms read. */
static const struct {
  const char *name;
  uint32_t readers; /* bits of enum nmp_algorithm */
} read_by[] = {
    {"prox_step", 1u << NMP_NASH_MP | 1u << NMP_NASH_MP_STOCHASTIC | 1u << NMP_NASH_PROX},
    {"step_size", ~(1u << NMP_NASH_MP | 1u << NMP_NASH_MD_DECREASING | 1u << NMP_NASH_MP_STOCHASTIC | 1u << NMP_BEST_RESPONSE)},
    {"inner_steps", 1u << NMP_NASH_MP_STOCHASTIC | 1u << NMP_NASH_PROX},
    {"outer_loops", 1u << NMP_NASH_PROX},
    {"inner_algorithm", 1u << NMP_NASH_PROX},
    {"inner_learning_rate", 1u << NMP_NASH_MP_STOCHASTIC},
    {"target_decay", 1u << NMP_NASH_MP_STOCHASTIC},
    {"baseline", 1u << NMP_NASH_MP_STOCHASTIC | 1u << NMP_NASH_MD_PG},
    {"prox_error", 1u << NMP_NASH_MP | 1u << NMP_MMD}};

/* Nothing of this where other algorithms run as well. */
static void tell_ignored(const struct nmp_parameters *p, const walras_given *given) {
  if (p->tournament.count > 0)
    return;
  char why[64];
  snprintf(why, sizeof why, "with algorithm = %s", nmp_algorithms[p->algorithm]);
  for (size_t i = 0; i < sizeof read_by / sizeof *read_by; i++)
    if ((read_by[i].readers >> p->algorithm & 1u) == 0)
      walras_given_ignored(given, read_by[i].name, why);
  if (p->algorithm == NMP_SELF_PLAY)
    preference_ignores_regularisation(given, why);
  static const char *const networks[] = {"hidden_layers", "hidden_width", "activation"};
  for (int i = 0; i < 3 && p->policy_class != NMP_MLP; i++)
    walras_given_ignored(given, networks[i], "unless policy_class = mlp");
}

walras_status nmp_resolve(void *parameters, const walras_given *given, walras_error *error) {
  struct nmp_parameters *p = parameters;
  const walras_status status = preference_resolve(&p->game, given, error);
  if (status != WALRAS_OK)
    return status;
  tell_ignored(p, given);
  const bool iterated = walras_is_given(given, "iterations");
  if (p->algorithm == NMP_NASH_PROX && iterated)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "iterations: nash_prox takes outer_loops times inner_steps of them; leave iterations out and give those");
  if (p->algorithm == NMP_NASH_PROX)
    p->iterations = (int64_t)fmin((double)(p->outer_loops * p->inner_steps), 1e8);
  else if (!iterated)
    p->iterations = p->query_budget == 0 ? 200 : (int64_t)fmin(fmax(paid_iterations(p, p->algorithm), 1.0), 1e8);
  return WALRAS_OK;
}

/* Nothing but networks' own algorithms can be taken through a network: those that give a direction in logits. */
static bool takes_gradients(const struct nmp_parameters *p, int algorithm) {
  return algorithm == NMP_NASH_MP_STOCHASTIC || algorithm == NMP_ONLINE_IPO || algorithm == NMP_NASH_MD_PG ||
         algorithm == NMP_EGPO || (algorithm == NMP_NASH_PROX && p->inner_algorithm == NMP_INNER_ONLINE_IPO);
}

static bool is_explicit(int algorithm) {
  return algorithm == NMP_NASH_MD || algorithm == NMP_EGPO || algorithm == NMP_OMD || algorithm == NMP_ONLINE_IPO ||
         algorithm == NMP_NASH_MD_PG;
}

static walras_status check_steps(const struct nmp_parameters *p, int algorithm, walras_error *error) {
  const double beta = nmp_beta(p, algorithm);
  if (beta == 0.0 && algorithm != NMP_NASH_MP && algorithm != NMP_SELF_PLAY && algorithm != NMP_MMD)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "kl_coefficient = 0: algorithm %s needs regularisation; nash_mp, mmd and self_play do without",
                       nmp_algorithms[algorithm]);
  if (is_explicit(algorithm) && !(p->step_size * beta <= 1.0))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "step_size = %g: algorithm %s needs step_size * kl_coefficient <= 1, and it is %g", p->step_size,
                       nmp_algorithms[algorithm], p->step_size * beta);
  const double coefficient = beta + 1.0 / p->prox_step;
  if (algorithm == NMP_NASH_PROX && !(p->step_size * coefficient <= 1.0))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "step_size = %g: nash_prox needs step_size * (kl_coefficient + 1 / prox_step) <= 1, and it is %g",
                       p->step_size, p->step_size * coefficient);
  if (p->policy_class != NMP_TABULAR && !takes_gradients(p, algorithm))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "policy_class = %s: algorithm %s sets each prompt's policy by itself; nash_mp_stochastic, online_ipo, "
                       "nash_md_pg, egpo and nash_prox with inner_algorithm = online_ipo take gradients",
                       policy_classes[p->policy_class], nmp_algorithms[algorithm]);
  if (nmp_iterations(p, algorithm) < 1)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "query_budget = %lld: one iteration of %s takes %g queries",
                       (long long)p->query_budget, nmp_algorithms[algorithm], nmp_queries_per_iteration(p, algorithm));
  return WALRAS_OK;
}

static walras_status check_sizes(const struct nmp_parameters *p, walras_error *error) {
  if ((double)p->outer_loops * (double)p->inner_steps > 1e8 && p->algorithm == NMP_NASH_PROX)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "outer_loops = %lld times inner_steps = %lld are more than 1e8 steps",
                       (long long)p->outer_loops, (long long)p->inner_steps);
  if (nmp_evaluations(p) > NMP_EVALUATIONS_MOST)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "evaluate_every = %lld makes %lld evaluations, more than %d; make it larger",
                       (long long)p->game.evaluate_every, (long long)nmp_evaluations(p), NMP_EVALUATIONS_MOST);
  if (p->report_spectrum &&
      (p->algorithm != NMP_NASH_MP || p->game.actions > 64 || p->game.kl_coefficient == 0.0 || p->policy_class != NMP_TABULAR))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "report_spectrum: needs nash_mp with kl_coefficient > 0 and at most 64 actions; here %s, %g and %lld",
                       nmp_algorithms[p->algorithm], p->game.kl_coefficient, (long long)p->game.actions);
  return WALRAS_OK;
}

walras_status nmp_check(const void *parameters, walras_error *error) {
  const struct nmp_parameters *p = parameters;
  walras_status status = preference_check(&p->game, error);
  if (status == WALRAS_OK)
    status = check_steps(p, p->algorithm, error);
  for (int64_t i = 0; status == WALRAS_OK && i < p->tournament.count; i++)
    status = check_steps(p, p->tournament.words[i], error);
  return status == WALRAS_OK ? check_sizes(p, error) : status;
}
