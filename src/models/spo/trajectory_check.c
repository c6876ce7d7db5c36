/* Which settings of trajectories go together. */
#include <math.h>

#include "models/spo/trajectory_trial.h"

#define REFUSE(...) WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, __VA_ARGS__)

/* Comparisons one by one take a draw block each, of which a trajectory has so many. */
enum { PAIRS_MOST = 500000 };

static walras_status check_rater(const struct spo_parameters *p, walras_error *error) {
  const bool has_sides = p->simulator == SIMULATOR_POINT_MASS || p->simulator == SIMULATOR_MOUNTAIN_CAR;
  if (p->algorithm == ALGORITHM_DUELING)
    return REFUSE("algorithm = dueling is for mode = tabular; trajectories have spo, reward_model, ground_truth and bt_static");
  if (p->simulator == SIMULATOR_PLANAR_BANDIT && p->rater != RATER_INTRANSITIVE_SECTORS)
    return REFUSE(
        "rater: simulator = planar_bandit has no return and no path; only intransitive_sectors tells its trajectories apart");
  if (p->simulator == SIMULATOR_MOUNTAIN_CAR && p->rater == RATER_INTRANSITIVE_SECTORS)
    return REFUSE("rater = intransitive_sectors goes by the final angle, which simulator = mountain_car does not have");
  if (!has_sides && (p->rater == RATER_POPULATION || p->rater == RATER_NON_MARKOV))
    return REFUSE("rater = population and non_markov look at the sides of a track: use simulator = point_mass or mountain_car");
  return WALRAS_OK;
}

static walras_status check_comparisons(const struct spo_parameters *p, walras_error *error) {
  const bool by_pairs = p->rater == RATER_BRADLEY_TERRY || (p->rater == RATER_POPULATION && p->game.oracle == ORACLE_BERNOULLI);
  const bool all = p->queries_cap == 0 || p->queries_cap >= p->queue_size;
  if (p->algorithm != ALGORITHM_SPO)
    return WALRAS_OK;
  if (all && by_pairs && p->queue_size > PAIRS_MOST)
    return REFUSE(
        "queue_size = %lld: this rater answers comparisons one by one, at most %d for each trajectory; give queries_cap",
        (long long)p->queue_size, PAIRS_MOST);
  if (!all && p->queries_cap > PAIRS_MOST)
    return REFUSE("queries_cap = %lld: at most %d of a queue's members can be drawn for each trajectory",
                  (long long)p->queries_cap, PAIRS_MOST);
  const double met = all ? fmax((double)p->queue_size, (double)p->batch_trajectories) : (double)p->queries_cap;
  if (met * (double)p->batch_trajectories * (double)p->iterations > 9e18)
    return REFUSE("iterations = %lld of batch_trajectories = %lld ask for more comparisons than a counter holds, 9e18",
                  (long long)p->iterations, (long long)p->batch_trajectories);
  return WALRAS_OK;
}

static walras_status check_optimizer(const struct spo_parameters *p, walras_error *error) {
  if (p->value_net && p->optimizer != OPTIMIZER_PPO)
    return REFUSE("value_net = true is the baseline of optimizer = ppo");
  if (p->value_net && p->policy == POLICY_LINEAR)
    return REFUSE("value_net = true: policy = linear is not trained by optimizer = ppo");
  if (p->optimizer == OPTIMIZER_EVOLUTION && p->policy == POLICY_MIXTURE_GAUSSIAN)
    return REFUSE("optimizer = evolution perturbs weights: it cannot train the shares of policy = mixture_gaussian");
  if (p->optimizer == OPTIMIZER_EVOLUTION && p->batch_trajectories % 2 != 0)
    return REFUSE("batch_trajectories = %lld: optimizer = evolution needs an even number, in pairs of opposite perturbations",
                  (long long)p->batch_trajectories);
  return WALRAS_OK;
}

static walras_status check_policy(const struct spo_parameters *p, walras_error *error) {
  const double least = p->log_std_range.values[0], most = p->log_std_range.values[1];
  const bool deep = p->policy == POLICY_MLP_GAUSSIAN || p->value_net || spo_has_reward_network(p);
  const double weights = (double)p->hidden_layers * ((double)p->hidden_width + 1.0) * (double)p->hidden_width;
  if (p->optimizer != OPTIMIZER_EVOLUTION && p->policy != POLICY_LINEAR &&
      (p->initial_log_std < least || p->initial_log_std > most))
    return REFUSE("initial_log_std = %g lies outside of log_std_range = [%g, %g]", p->initial_log_std, least, most);
  if (deep && weights > 1e6)
    return REFUSE("hidden_width = %lld with hidden_layers = %lld makes some %.0f weights; at most a million are supported",
                  (long long)p->hidden_width, (long long)p->hidden_layers, weights);
  return WALRAS_OK;
}

walras_status trajectory_check(const struct spo_parameters *p, walras_error *error) {
  walras_status status = check_rater(p, error);
  if (status == WALRAS_OK)
    status = check_comparisons(p, error);
  if (status == WALRAS_OK)
    status = check_optimizer(p, error);
  return status == WALRAS_OK ? check_policy(p, error) : status;
}
