#include "models/spo/trajectory_policy.h"

#include <string.h>

#include "numerics/neural/heads.h"

trajectory_policy trajectory_policy_make(const struct spo_parameters *p, const walras_control *world) {
  const bool deep = p->policy == POLICY_MLP_GAUSSIAN;
  trajectory_policy policy = {.actions = world->actions,
                              .components = p->policy == POLICY_MIXTURE_GAUSSIAN ? p->mixture_components : 1,
                              .is_density = p->policy != POLICY_LINEAR};
  policy.network = walras_network_make(world->features, deep ? p->hidden_layers : 0, deep ? p->hidden_width : 1,
                                       WALRAS_ACTIVATION_TANH, policy.components * policy.actions);
  policy.log_deviations = walras_network_parameters(&policy.network);
  policy.logits = policy.log_deviations + (policy.is_density ? policy.components * policy.actions : 0);
  policy.parameters = policy.logits + (policy.components > 1 ? policy.components : 0);
  return policy;
}

/* Components of a mixture begin apart, as far as actions scatter; other linear policies at zero. */
static void start_linear(const trajectory_policy *policy, const struct spo_parameters *p, const walras_stream *stream,
                         double *parameters) {
  const int64_t outputs = policy->components * policy->actions, weights = policy->log_deviations - outputs;
  memset(parameters, 0, (size_t)policy->parameters * sizeof *parameters);
  if (p->policy == POLICY_LINEAR && p->policy_weights.count > 0)
    memcpy(parameters, p->policy_weights.values, (size_t)policy->log_deviations * sizeof *parameters);
  for (int64_t i = 0; policy->components > 1 && i < outputs; i++)
    parameters[weights + i] = walras_exp(p->initial_log_std) * walras_normal(stream, 0, (uint32_t)i);
}

void trajectory_policy_start(const trajectory_policy *policy, const struct spo_parameters *p, const walras_stream *stream,
                             double *parameters) {
  if (p->policy == POLICY_MLP_GAUSSIAN)
    walras_network_initialise(&policy->network, WALRAS_INIT_NORMAL_FAN_IN, 0.01, stream, 0, parameters);
  else
    start_linear(policy, p, stream, parameters);
  for (int64_t i = policy->log_deviations; i < policy->logits; i++)
    parameters[i] = p->initial_log_std;
}

void trajectory_policy_clip(const trajectory_policy *policy, const struct spo_parameters *p, double *parameters) {
  for (int64_t i = policy->log_deviations; i < policy->logits; i++) {
    const double x = parameters[i];
    parameters[i] = x < p->log_std_range.values[0]   ? p->log_std_range.values[0]
                    : x > p->log_std_range.values[1] ? p->log_std_range.values[1]
                                                     : x;
  }
}

void trajectory_policy_components(const trajectory_policy *policy, const double *parameters, double *log_probabilities) {
  log_probabilities[0] = 0.0;
  if (policy->components > 1)
    walras_log_softmax(1, policy->components, parameters + policy->logits, log_probabilities);
}

double trajectory_policy_entropy(const trajectory_policy *policy, const double *parameters) {
  double log_share[COMPONENTS_MOST], entropy = 0.0;
  trajectory_policy_components(policy, parameters, log_share);
  for (int64_t k = 0; k < policy->components; k++)
    entropy += walras_exp(log_share[k]) *
               walras_gaussian_entropy(policy->actions, parameters + policy->log_deviations + k * policy->actions);
  return entropy;
}

double trajectory_policy_log_deviation(const trajectory_policy *policy, const double *parameters) {
  double sum = 0.0;
  for (int64_t i = policy->log_deviations; i < policy->logits; i++)
    sum += parameters[i];
  return sum / (double)(policy->logits - policy->log_deviations);
}
