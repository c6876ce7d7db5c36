/**
 * What all games of a trial share: the players' strategies as maps of instincts, and what an action of the leader tells about the hidden state.
 *
 * Under the leader's map g1 the action x1 tells that i1 is in S = {i1 : g1(i1) = x1}. What the follower does about it depends on (x1, S) alone, so
 * that m 2^m small problems (m (m + 1) without layer 3) stand for all m^m maps: the value of a map is a sum over the actions that it uses.
 */
#ifndef WALRAS_CAUSAL_TABLES_H
#define WALRAS_CAUSAL_TABLES_H

#include "models/causal-games/parameters.h"

/** The kind of a map: 1 identity, 2 constant, 3 any other. */
enum { KIND_SEE = 1, KIND_DO = 2, KIND_OTHER = 3 };

/** One problem of the follower: action `x1` of the leader, and the row of its weights. */
typedef struct causal_problem {
  int32_t slot, x1, row;
} causal_problem;

struct causal_tables {
  int64_t m, n, states;               /**< actions, and states that payoffs tell apart */
  int leader_layers, follower_layers; /**< bits of enum causal_layer */
  double tolerance;                   /**< tie_tol */
  int64_t rows;                       /**< rows of weights: sets S of the leader's instincts */
  double *joint;                      /**< [rows][n][states] P(u, i1 in S, i2) */
  double *weight;                     /**< [rows][states] P(u, i1 in S) */
  double *mass;                       /**< [rows] P(i1 in S) */
  double *prior;                      /**< [states] */
  double *together;                   /**< [m][n][states] P(u, i1, i2) */
  int64_t slots, problem_count; /**< slots: places for the follower's answers, of which problems fill some; the others stay 0 */
  causal_problem *problem;      /**< [problem_count] those with mass */
  int32_t *row_of_slot;         /**< [slots] */
  int64_t maps;                 /**< of the leader, in order: identity, constants, the others lexicographically */
  unsigned char *kind;          /**< [maps] */
  unsigned char *action;        /**< [maps][m] the action for each instinct */
  int32_t *slot_start;          /**< [maps + 1] */
  uint16_t *slot;               /**< the slots that each map adds up */
  /* Of a satisficing follower. */
  double epsilon, alignment;
  const walras_real_lists *given_instincts; /**< P(i2 | x1), or NULL */
};

/** Builds the tables in the trial's arena. */
walras_status causal_tables_make(walras_trial *trial, const struct causal_parameters *p, struct causal_tables *tables);

#endif
