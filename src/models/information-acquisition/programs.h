/** The linear programs of the model: the optimal correlated mechanism, and payments to single agents. */
#ifndef ACQUISITION_PROGRAMS_H
#define ACQUISITION_PROGRAMS_H

#include "models/information-acquisition/structure.h"
#include "numerics/linear_program/linear_program.h"

/** A mechanism: mu(b), and the products x_i(b, s, theta) = mu(b) gamma_i(b, s, theta). Zero where nothing is paid. */
typedef struct acquisition_mechanism {
  double *mu; /**< [profiles] */
  double *x;  /**< [agents][profiles][cells] */
} acquisition_mechanism;

static inline double *acquisition_payments(const acquisition_structure *s, const acquisition_mechanism *m, int agent,
                                           int64_t profile) {
  return m->x + (agent * s->profiles + profile) * s->cells;
}

walras_status acquisition_mechanism_create(walras_trial *trial, const acquisition_structure *s, acquisition_mechanism *m);

/** What a program of mechanisms is about: the law and costs may be estimates. */
typedef struct acquisition_question {
  const acquisition_structure *s;
  const double *law;                 /**< [profiles][cells] */
  const double *value;               /**< [profiles] V(b) under the law */
  const acquisition_by_effort *cost; /**< [agents] */
  int64_t only;                      /**< one profile with mu = 1 (deterministic), or -1 for all */
} acquisition_question;

/** Columns and rows of the program as published, before what is always 0 is left out; the rows without the equality. */
int64_t acquisition_published_columns(const acquisition_structure *s);
int64_t acquisition_published_rows(const acquisition_structure *s);

/** The program itself; the caller destroys it. */
walras_status acquisition_mechanism_program(const acquisition_question *q, walras_linear_program **program, walras_error *error);

/**
 * The optimal mechanism (correlated recommendations, or one profile's payments). `basis` (NULL: cold, and not wanted) is [columns + rows] of
 * acquisition_basis_size; in: where to start if `warm`; out: the optimal basis. `mechanism` may be NULL. `value` is -INFINITY where one
 * profile cannot be incentivised. Any other outcome than optimal ends the trial with the solver's word for it.
 */
int64_t acquisition_basis_size(const acquisition_question *q);
walras_status acquisition_optimal_mechanism(walras_trial *trial, const acquisition_question *q, unsigned char *basis, bool warm,
                                            acquisition_mechanism *mechanism, double *value);

/** The cheapest payments in [0, payment_cap] to one agent for one effort, by its own signal and the state; price is INFINITY where there are none.
 *  law and cost are of all efforts of the agent; rule may be NULL. */
typedef struct acquisition_agent {
  const acquisition_structure *s;
  int agent;
  const acquisition_rule *law; /**< [efforts] */
  const double *cost;          /**< [efforts] */
} acquisition_agent;
walras_status acquisition_cheapest_rule(walras_trial *trial, const acquisition_agent *agent, int effort, double *price,
                                        acquisition_rule *rule);

/** The largest margin by which payments in [0, payment_cap] make the effort and the truth strictly best. */
walras_status acquisition_largest_margin(walras_trial *trial, const acquisition_agent *agent, int effort, double *margin);
/** The cheapest payments with at least that margin. */
walras_status acquisition_cheapest_with_margin(walras_trial *trial, const acquisition_agent *agent, int effort, double margin,
                                               acquisition_rule *rule);

#endif
