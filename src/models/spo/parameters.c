#include "models/spo/parameters.h"

#include <math.h>

#include "walras/elementary.h"

#define INTEGER(field, ...) WALRAS_INTEGER(struct spo_parameters, field, __VA_ARGS__)
#define REAL(field, ...) WALRAS_REAL(struct spo_parameters, field, __VA_ARGS__)
#define REALS(field, ...) WALRAS_REAL_ARRAY(struct spo_parameters, field, __VA_ARGS__)
#define BOOLEAN(field, ...) WALRAS_BOOLEAN(struct spo_parameters, field, __VA_ARGS__)
#define WORD(field, list, ...) WALRAS_ENUMERATION(struct spo_parameters, field, .words = list, __VA_ARGS__)

static const char *const modes[] = {"tabular", "trajectory", NULL};
static const char *const algorithms[] = {"spo", "dueling", "reward_model", "ground_truth", "bt_static", NULL};
static const char *const learners[] = {"hedge", "regret_matching", "optimistic_hedge", "exp3", NULL};
static const char *const simulators[] = {"point_mass", "pendulum", "mountain_car", "planar_bandit", NULL};
static const char *const raters[] = {"max_return", "noisy", "bradley_terry", "intransitive_sectors", "population",
                                     "non_markov", NULL};
static const char *const policies[] = {"linear", "linear_gaussian", "mlp_gaussian", "mixture_gaussian", NULL};
static const char *const optimizers[] = {"reinforce_adam", "ppo", "evolution", NULL};
static const char *const reward_features[] = {"trajectory_quadratic", "mlp", NULL};

#define DEEP "mode == 'trajectory' and (policy == 'mlp_gaussian' or value_net or reward_features == 'mlp')"

const walras_parameter spo_schema[SPO_PARAMETERS] = {
    PREFERENCE_SCHEMA,
    WORD(mode, modes, .standard = "tabular", .doc = "a game of responses, or trajectories of a simulator"),
    WORD(algorithm, algorithms, .standard = "spo",
         .doc = "self-play; tabular: two learners against each other; trajectory: policies on a reward model, on the hidden "
                "return, on "
                "a reward model fitted once"),
    INTEGER(iterations, .range = "[1, 1e9]", .standard = "10000", .unit = "rounds", .doc = "T"),
    REAL(learning_rate, .range = "[0, inf)", .rule = "0 and left out: sqrt(2 log(actions) / iterations)", .unit = "1/payoff",
         .doc = "eta, step of hedge, optimistic_hedge and exp3 on payoffs in [-1, 1]"),
    WORD(no_regret, learners, .read_when = "mode == 'tabular'", .standard = "hedge", .doc = "tabular: the learner"),
    WORD(simulator, simulators, .read_when = "mode == 'trajectory'", .standard = "point_mass", .doc = "trajectory: the world"),
    INTEGER(horizon, .read_when = "mode == 'trajectory'", .range = "[1, 1e5]",
            .rule = "60 point_mass, 200 pendulum, 999 mountain_car, 1 planar_bandit", .unit = "steps",
            .doc = "trajectory: H, longest trajectory"),
    REAL(start_noise, .read_when = "mode == 'trajectory'", .range = "[0, inf)", .rule = "0.3 for point_mass, else 0", .unit = "1",
         .doc = "trajectory: sd of the position at the start, in units of the state"),
    WORD(rater, raters, .read_when = "mode == 'trajectory'", .standard = "max_return",
         .doc =
             "trajectory: who compares trajectories: by the hidden return, the same with flipped labels, by Bradley and Terry on "
             "it, by "
             "zones of the final angle, as a random one of several types, or first of all by a constraint on whole trajectories"),
    INTEGER(sectors, .read_when = "mode == 'trajectory' and rater == 'intransitive_sectors'", .range = "[3, 101]",
            .standard = "3", .unit = "zones",
            .doc = "rater = intransitive_sectors: S, odd; zones of 3 play rps3, more the cyclic game of cycle_margin"),
    REALS(sector_margins, .read_when = "mode == 'trajectory' and rater == 'intransitive_sectors' and sectors == 3",
          .range = "[0, 0.5]", .standard = "[0.5, 0.5, 0.5]", .unit = "probability", .doc = "sectors = 3: a, b, c"),
    REAL(constraint_fraction, .read_when = "mode == 'trajectory'", .range = "[0, 1]", .standard = "0.4", .unit = "1",
         .doc = "rater = non_markov: largest share of steps on the left that does not violate"),
    INTEGER(rater_types, .read_when = "mode == 'trajectory' and rater == 'population'", .range = "[1, 64]", .standard = "3",
            .unit = "types", .doc = "rater = population: M"),
    WORD(policy, policies, .read_when = "mode == 'trajectory'", .standard = "linear_gaussian",
         .doc = "trajectory: the policy's form; linear learns with optimizer = evolution only"),
    REALS(policy_weights, .read_when = "mode == 'trajectory' and policy == 'linear'", .standard = "[]", .unit = "1",
          .doc = "policy = linear: W, features x actions, row by row; left out: zeros"),
    REAL(policy_noise, .read_when = "mode == 'trajectory' and policy == 'linear'", .range = "[0, inf)", .standard = "0.0",
         .unit = "1", .doc = "policy = linear: sd added to actions"),
    INTEGER(mixture_components, .read_when = "mode == 'trajectory' and policy == 'mixture_gaussian'", .range = "[1, 64]",
            .standard = "3", .unit = "components",
            .doc = "policy = mixture_gaussian: components, one drawn at the start of each trajectory"),
    INTEGER(hidden_layers, .read_when = DEEP, .range = "[1, 8]", .standard = "2", .unit = "layers",
            .doc = "of the networks of policy = mlp_gaussian, value_net and reward_features = mlp: layers of tanh"),
    INTEGER(hidden_width, .read_when = DEEP, .range = "[1, 4096]", .standard = "32", .unit = "units",
            .doc = "of the same networks: units of a layer"),
    INTEGER(batch_trajectories, .read_when = "mode == 'trajectory'", .range = "[2, 1e7]", .standard = "64",
            .unit = "trajectories", .doc = "trajectory: N, per round"),
    INTEGER(queue_size, .read_when = "mode == 'trajectory' and algorithm == 'spo'", .range = "[1, 1e7]", .standard = "64",
            .unit = "trajectories", .doc = "trajectory: B, recent trajectories that new ones are compared with"),
    INTEGER(queries_cap, .read_when = "mode == 'trajectory' and algorithm == 'spo'", .range = "[0, 1e7]", .standard = "0",
            .unit = "comparisons", .doc = "trajectory: each trajectory meets so many of the queue only; 0 = all"),
    WORD(optimizer, optimizers, .read_when = "mode == 'trajectory'", .standard = "reinforce_adam",
         .doc = "trajectory: how the policy follows rewards"),
    REAL(policy_learning_rate, .read_when = "mode == 'trajectory' and (policy != 'linear' or optimizer == 'evolution')",
         .range = "(0, inf)", .standard = "0.03", .unit = "1", .doc = "trajectory: step of Adam"),
    REAL(ppo_clip, .read_when = "mode == 'trajectory' and optimizer == 'ppo'", .range = "(0, inf)", .standard = "0.2",
         .unit = "1", .doc = "optimizer = ppo: clip of the ratio"),
    INTEGER(ppo_epochs, .read_when = "mode == 'trajectory' and optimizer == 'ppo'", .range = "[1, 1e6]", .standard = "10",
            .unit = "passes", .doc = "optimizer = ppo: passes over a batch"),
    BOOLEAN(value_net, .read_when = "mode == 'trajectory' and optimizer == 'ppo'", .standard = "false",
            .doc = "optimizer = ppo: a learned baseline"),
    REAL(initial_log_std, .read_when = "mode == 'trajectory' and (policy != 'linear' or optimizer == 'evolution')",
         .standard = "-0.7", .unit = "nat",
         .doc = "trajectory: log sd of actions at the start; optimizer = evolution: of perturbed weights"),
    REALS(log_std_range, .read_when = "mode == 'trajectory' and policy != 'linear'", .standard = "[-3.0, 0.5]", .unit = "nat",
          .doc = "trajectory: least and largest log sd of actions"),
    WORD(reward_features, reward_features,
         .read_when = "mode == 'trajectory' and (algorithm == 'reward_model' or algorithm == 'bt_static')",
         .standard = "trajectory_quadratic",
         .doc = "what the reward model sees: means over a trajectory, or, by a network, every step's state and action"),
    INTEGER(reward_window, .read_when = "mode == 'trajectory' and algorithm == 'reward_model'", .range = "[1, 1e6]",
            .standard = "20", .unit = "rounds", .doc = "reward model: rounds whose pairs it is fitted to"),
    INTEGER(reward_fit_steps, .read_when = "mode == 'trajectory' and (algorithm == 'reward_model' or algorithm == 'bt_static')",
            .range = "[1, 1e6]", .standard = "50", .unit = "steps", .doc = "reward model: gradient steps of a fit"),
    INTEGER(snapshots, .read_when = "mode == 'trajectory'", .range = "[1, 1e5]", .standard = "100", .unit = "policies",
            .doc = "trajectory: policies kept, evenly spaced, for the uniform mixture"),
    INTEGER(evaluation_trajectories, .read_when = "mode == 'trajectory'", .range = "[2, 1e9]", .standard = "1000",
            .unit = "trajectories", .doc = "trajectory: held-out ones of an evaluation"),
};

int64_t spo_features(const struct spo_parameters *p) {
  static const int64_t features[] = {5, 4, 3, 1};
  return features[p->simulator];
}

int64_t spo_actions(const struct spo_parameters *p) {
  return p->simulator == SIMULATOR_POINT_MASS || p->simulator == SIMULATOR_PLANAR_BANDIT ? 2 : 1;
}

int64_t spo_evaluations(const struct spo_parameters *p) {
  return (p->iterations - 1) / p->game.evaluate_every + 1;
}

int64_t spo_evaluation_iteration(const struct spo_parameters *p, int64_t evaluation) {
  return evaluation + 1 == spo_evaluations(p) ? p->iterations : (evaluation + 1) * p->game.evaluate_every;
}

static void resolve_simulator(struct spo_parameters *p, const walras_given *given) {
  static const int64_t horizons[] = {60, 200, 999, 1};
  if (!walras_is_given(given, "horizon"))
    p->horizon = horizons[p->simulator];
  if (!walras_is_given(given, "start_noise"))
    p->start_noise = p->simulator == SIMULATOR_POINT_MASS ? 0.3 : 0.0;
}

static bool has_rate(const struct spo_parameters *p) {
  return p->mode == MODE_TABULAR && p->no_regret != LEARNER_REGRET_MATCHING;
}

walras_status spo_resolve(void *parameters, const walras_given *given, walras_error *error) {
  struct spo_parameters *const p = parameters;
  const walras_status status = preference_resolve(&p->game, given, error);
  if (status != WALRAS_OK)
    return status;
  if (walras_is_given(given, "learning_rate") && p->learning_rate != 0.0 && !has_rate(p))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "learning_rate has no effect with %s: it is the step of the tabular hedge, optimistic_hedge and exp3",
                       p->mode == MODE_TABULAR ? "no_regret = regret_matching" : "mode = trajectory");
  if (p->learning_rate == 0.0)
    p->learning_rate = sqrt(2.0 * walras_log((double)p->game.actions) / (double)p->iterations);
  resolve_simulator(p, given);
  preference_ignores_regularisation(given, "in this model");
  preference_ignores_reference(given, "in this model");
  return WALRAS_OK;
}

static walras_status check_tabular(const struct spo_parameters *p, walras_error *error) {
  if (p->algorithm != ALGORITHM_SPO && p->algorithm != ALGORITHM_DUELING)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "algorithm = %s is for mode = trajectory; tabular has spo and dueling",
                       algorithms[p->algorithm]);
  if (p->no_regret == LEARNER_EXP3 && p->game.oracle == ORACLE_EXACT)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "no_regret = exp3 learns from single comparisons: use oracle = bernoulli, or hedge with exact win rates");
  if (p->game.oracle == ORACLE_BERNOULLI &&
      (double)p->iterations * (double)p->game.prompts * (double)p->game.actions * (double)p->game.comparisons_per_iteration >
          4e18)
    return WALRAS_FAIL(
        error, WALRAS_ERROR_PARAMETER,
        "comparisons_per_iteration = %lld: the comparisons of all iterations, prompts and responses are too many to count",
        (long long)p->game.comparisons_per_iteration);
  return preference_check(&p->game, error);
}

static walras_status check_trajectory(const struct spo_parameters *p, walras_error *error) {
  if (p->sectors % 2 == 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "sectors = %lld: an odd number of zones plays a cyclic game",
                       (long long)p->sectors);
  if (p->sector_margins.count != 3)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "sector_margins has %lld entries; give 3",
                       (long long)p->sector_margins.count);
  if (p->log_std_range.count != 2 || !(p->log_std_range.values[0] < p->log_std_range.values[1]))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "log_std_range takes two values, the lower one first");
  const int64_t weights = spo_features(p) * spo_actions(p);
  if (p->policy_weights.count > 0 && p->policy_weights.count != weights)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "policy_weights has %lld entries; simulator = %s has %lld features and %lld actions: give %lld",
                       (long long)p->policy_weights.count, simulators[p->simulator], (long long)spo_features(p),
                       (long long)spo_actions(p), (long long)weights);
  return WALRAS_OK;
}

walras_status spo_check(const void *parameters, walras_error *error) {
  const struct spo_parameters *const p = parameters;
  const walras_status status = check_trajectory(p, error);
  if (status != WALRAS_OK)
    return status;
  if (p->mode == MODE_TABULAR)
    return check_tabular(p, error);
  return trajectory_check(p, error);
}
