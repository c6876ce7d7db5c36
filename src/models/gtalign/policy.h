/** Policies: from what the assistant sees of a question, x, to its action. */
#ifndef WALRAS_GTALIGN_POLICY_H
#define WALRAS_GTALIGN_POLICY_H

#include "models/gtalign/environment.h"
#include "models/gtalign/kernels.h"
#include "numerics/neural/network.h"

enum { HIDDEN_UNITS = 32 };

enum gtalign_form { FORM_UNIFORM, FORM_NETWORK, FORM_GREEDY, FORM_ORACLE };

struct gtalign_policy {
  const struct gtalign_environment *e;
  const gtalign_kernels *kernels;
  enum gtalign_form form;
  int64_t tables; /* 1, or one for each type */
  walras_network network;
  int64_t weights;          /* of the network */
  const double *parameters; /* [tables][weights] */
  const double *values;     /* greedy [tables][QUESTIONS][actions]: expected rewards */
  walras_gather *gather;    /* that holds the parameters of types' networks */
  const int32_t *known;     /* oracle [tables][QUESTIONS]: the action at each question */
};

/** The even grid over x of exact evaluation. */
struct gtalign_grid {
  int64_t points;
  const double *x, *rho;           /* [points]; rho = P(VQ | x) */
  const double *weight[QUESTIONS]; /* [points] joint probabilities of x and the question; they sum to 1 */
};

/** The network of the policy class: linear in (x, x^2 - 1), or a layer of tanh. */
walras_network gtalign_network(const struct gtalign_parameters *p, int64_t actions);
/** inputs [count][network inputs]. */
void gtalign_features(const walras_network *network, const double *x, int64_t count, double *inputs);

walras_status gtalign_grid_make(walras_trial *trial, const struct gtalign_environment *e, const gtalign_kernels *kernels,
                                struct gtalign_grid *grid);

/** Slope and offset of the log-odds of VQ in x; the offset is infinite where questions are of one kind. */
void gtalign_log_odds(const struct gtalign_parameters *p, double *slope, double *offset);

/** A policy that takes the best expected `outcome values` of each table; the oracle's also sees z. Collective. */
enum gtalign_target { TARGET_REWARD, TARGET_MUTUAL };
walras_status gtalign_policy_solve(walras_trial *trial, const struct gtalign_environment *e, enum gtalign_form form,
                                   enum gtalign_target target, struct gtalign_policy *policy);
/** Chance, or a network with parameters [tables][weights] that the caller owns. */
struct gtalign_policy gtalign_policy_of(const struct gtalign_environment *e, enum gtalign_form form, const double *parameters);

/** Doubles of work for the two functions below. */
int64_t gtalign_policy_work(const struct gtalign_policy *policy);
/** occupancy [QUESTIONS][actions]: joint probabilities of question and action under one table. */
void gtalign_policy_occupancy(const struct gtalign_policy *policy, int64_t table, const struct gtalign_grid *grid, double *work,
                              double *occupancy);

/** A chunk of interactions, count <= CHUNK. */
struct gtalign_sight {
  const double *x, *rho, *coin;
  const int32_t *vague;
  const int64_t *type; /* NULL: all of table 0 */
  int64_t count;
};
/** action [count]: drawn by `coin` where the policy is random. */
void gtalign_policy_act(const struct gtalign_policy *policy, const struct gtalign_sight *sight, double *work, int32_t *action);

#endif
