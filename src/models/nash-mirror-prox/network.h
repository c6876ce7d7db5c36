/** Trials whose policies are one function of the prompt's features, trained by gradient steps over all prompts. */
#ifndef WALRAS_NASH_MIRROR_PROX_NETWORK_H
#define WALRAS_NASH_MIRROR_PROX_NETWORK_H

#include "models/nash-mirror-prox/metrics.h"
#include "numerics/neural/network.h"

/** From features [feature_dim] to what is added to the logits of the start policy [actions]. */
walras_network nmp_network(const struct nmp_parameters *p);

/**
 * log pi(y|x) = log start(y|x) + network(features of x)_y, normalised; the last layer begins at zero, so that the run begins with the start policy. Each
 * gradient step goes through all prompts, weighted by rho; with oracle = bernoulli each of them is asked batch_size comparisons.
 */
walras_status nmp_run_network(walras_trial *trial, const struct nmp_parameters *p);

/** Bytes that a prompt takes: its reference, equilibrium, features, average policy, and its matrix where all of them fit. */
double nmp_network_bytes(const struct nmp_parameters *p);

#endif
