/**
 * Policies over the actions of a simulator. Parameters are one flat vector: the network's (its last biases are the constant feature's weights), then
 * the log standard deviations [components][actions], then, of a mixture, the logits of its components. A linear policy has its weights only.
 */
#ifndef WALRAS_SPO_TRAJECTORY_POLICY_H
#define WALRAS_SPO_TRAJECTORY_POLICY_H

#include "models/spo/parameters.h"
#include "numerics/neural/network.h"
#include "numerics/worlds/control.h"

enum { COMPONENTS_MOST = 64 };

typedef struct trajectory_policy {
  walras_network network; /**< features -> [components][actions] means */
  int64_t actions, components;
  bool is_density;        /**< has log standard deviations */
  int64_t log_deviations; /**< where they begin */
  int64_t logits;         /**< where those of components begin; there are none for one component */
  int64_t parameters;     /**< all */
} trajectory_policy;

trajectory_policy trajectory_policy_make(const struct spo_parameters *p, const walras_control *world);

/** First parameters [parameters]. */
void trajectory_policy_start(const trajectory_policy *policy, const struct spo_parameters *p, const walras_stream *stream,
                             double *parameters);

/** Puts the log standard deviations back into their range. */
void trajectory_policy_clip(const trajectory_policy *policy, const struct spo_parameters *p, double *parameters);

/** Mean differential entropy of an action over components by their probabilities, in nats; that of the mixture is at least as large. */
double trajectory_policy_entropy(const trajectory_policy *policy, const double *parameters);
/** Mean of the log standard deviations, in nats. */
double trajectory_policy_log_deviation(const trajectory_policy *policy, const double *parameters);

/** Log-probabilities of the components [components]. */
void trajectory_policy_components(const trajectory_policy *policy, const double *parameters, double *log_probabilities);

#endif
