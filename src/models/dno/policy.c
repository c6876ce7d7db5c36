#include "models/dno/policy.h"

#include <string.h>

#include "numerics/preference_games/policy.h"

struct dno_policy dno_policy_make(const struct dno_parameters *p) {
  struct dno_policy policy = {.policy_class = p->policy_class};
  if (p->policy_class == CLASS_LINEAR_SOFTMAX)
    policy.inputs = policy.parameters = p->policy_feature_dim;
  if (p->policy_class == CLASS_MLP) {
    policy.inputs = 2 * p->game.feature_dim;
    policy.network = walras_network_make(policy.inputs, p->hidden_layers, p->hidden_width, WALRAS_ACTIVATION_TANH, 1);
    policy.parameters = walras_network_parameters(&policy.network);
  }
  return policy;
}

/* A network begins near the uniform policy. */
void dno_policy_start(const struct dno_policy *policy, const struct dno_parameters *p, const walras_stream *stream,
                      double *theta) {
  if (policy->policy_class == CLASS_MLP)
    walras_network_initialise(&policy->network, WALRAS_INIT_XAVIER_NORMAL, 0.01, stream, 0, theta);
  else if (p->start_parameters.count > 0)
    memcpy(theta, p->start_parameters.values, (size_t)policy->parameters * sizeof *theta);
  else
    memset(theta, 0, (size_t)policy->parameters * sizeof *theta);
}

int64_t dno_policy_work(const struct dno_policy *policy) {
  return policy->policy_class == CLASS_MLP ? walras_network_work(&policy->network) : 0;
}

static int64_t rows_of(int64_t rows, int64_t first) {
  return rows - first < WALRAS_NEURAL_BLOCK ? rows - first : WALRAS_NEURAL_BLOCK;
}

void dno_policy_scores(const struct dno_policy *policy, const double *theta, const double *inputs, int64_t rows, double *work,
                       double *out) {
  if (policy->policy_class == CLASS_LINEAR_SOFTMAX) {
    for (int64_t row = 0; row < rows; row++)
      out[row] = walras_policy_dot(theta, inputs + row * policy->inputs, policy->inputs);
    return;
  }
  for (int64_t first = 0; first < rows; first += WALRAS_NEURAL_BLOCK) {
    const int64_t count = rows_of(rows, first);
    const double *scores = walras_network_forward(&policy->network, theta, count, inputs + first * policy->inputs, work);
    memcpy(out + first, scores, (size_t)count * sizeof *out);
  }
}

void dno_policy_add_gradient(const struct dno_policy *policy, const double *theta, const double *inputs, int64_t rows,
                             const double *slopes, double *work, double *gradient) {
  if (policy->policy_class == CLASS_LINEAR_SOFTMAX) {
    for (int64_t row = 0; row < rows; row++)
      for (int64_t a = 0; a < policy->inputs; a++)
        gradient[a] += slopes[row] * inputs[row * policy->inputs + a];
    return;
  }
  for (int64_t first = 0; first < rows; first += WALRAS_NEURAL_BLOCK) {
    const int64_t count = rows_of(rows, first);
    const double *part = inputs + first * policy->inputs;
    walras_network_forward(&policy->network, theta, count, part, work);
    walras_network_backward(&policy->network, theta, count, part, work, slopes + first, gradient, NULL);
  }
}
