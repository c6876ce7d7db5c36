/** Passes over all prompts with networks as policies: gradients, evaluations, and who beats whom. */
#ifndef WALRAS_NASH_MIRROR_PROX_PASSES_H
#define WALRAS_NASH_MIRROR_PROX_PASSES_H

#include "models/nash-mirror-prox/contexts.h"
#include "models/nash-mirror-prox/record.h"
#include "numerics/neural/network.h"

struct nmp_passes {
  walras_trial *trial;
  const struct nmp_parameters *p;
  walras_network network;
  int64_t size; /**< parameters of the network */
  struct nmp_contexts contexts;
  walras_population *prompts;
  walras_state *averages; /**< [n] probabilities of each prompt's average policy */
  walras_scratch *scratch;
  walras_reduction *gradients, *evaluations;
  double *descent; /**< [size] */
};

enum nmp_kind { NMP_SCORE, NMP_PAIRS, NMP_ALL_PAIRS };

/** A gradient over all prompts. Parameters [size] of networks; `anchor` may be NULL. */
struct nmp_pass {
  enum nmp_kind kind;
  const double *parameters, *opponent, *anchor;
  double reference_weight, anchor_weight; /**< probability/nat */
  double mixture;                         /**< the opponent is its geometric mixture with the reference, of this share */
  int64_t averaged;                       /**< > 0: `parameters` are policy number `averaged` of the average */
  int64_t number;                         /**< of the pass: its draws are its own */
};

/** Collective, like all that follow. The network is copied. */
walras_status nmp_passes_create(walras_trial *trial, const struct nmp_parameters *p, const walras_network *network,
                                struct nmp_passes *passes);

/** descent [size]: minus the mean over prompts, by rho, of the objective's derivatives by the parameters. Valid until the next pass. */
walras_status nmp_gradient_pass(struct nmp_passes *passes, const struct nmp_pass *pass, const double **descent);

/** Adds the evaluation of the policy to sums [PREFERENCE_SUMS]; `alone`: the average is that policy. */
walras_status nmp_evaluation_pass(struct nmp_passes *passes, const double *parameters, bool alone, double *sums);

/** The only prompt's policies, the largest residual, and with a tournament the contestants' win rates: wins [contestants][contestants], weighted by rho.
 *  finals [contestants][size]. */
walras_status nmp_final_pass(struct nmp_passes *passes, const double *finals, double *wins, struct nmp_keepsakes *keepsakes,
                             double *residual);

#endif
