/** The simulated population: questions, kinds of users, how well an action answers, and what each outcome is worth. */
#ifndef WALRAS_GTALIGN_ENVIRONMENT_H
#define WALRAS_GTALIGN_ENVIRONMENT_H

#include "models/gtalign/payoffs.h"
#include "models/gtalign/welfare.h"

/** An action with one result: outcome 2 action + (1 = answered). */
enum { OUTCOMES_MOST = 2 * ACTIONS_MOST };

/** What outcomes are worth to users: of one type, or on average over types. Each [outcomes]. */
struct gtalign_values {
  const double *reward;     /* of training */
  const double *mutual;     /* sqrt(U L) */
  const double *user, *llm; /* by the formulas of cobb_douglas, whatever is trained */
};

struct gtalign_environment {
  const struct gtalign_parameters *p;
  int64_t actions, levels, types;
  double success[QUESTIONS][ACTIONS_MOST];
  double chars[ACTIONS_MOST], all_chars[ACTIONS_MOST]; /* of the reasoning, of the whole output */
  double llm[OUTCOMES_MOST];
  const double *table;           /* [types][3][outcomes]: reward, mutual, user; shared by the ranks of a node */
  const double *profile;         /* [types][3]: weight, time cost, cost of a question back */
  double *cumulative;            /* [types] of listed types' weights; NULL where all are equally likely */
  double mean[3][OUTCOMES_MOST]; /* over types: reward, mutual, user */
};

/** Collective. */
walras_status gtalign_environment_make(walras_trial *trial, const struct gtalign_parameters *p,
                                       struct gtalign_environment *environment);

/** Those of one type; valid as long as the environment. */
struct gtalign_values gtalign_values_of(const struct gtalign_environment *environment, int64_t type);
struct gtalign_values gtalign_mean_values(const struct gtalign_environment *environment);
double gtalign_type_weight(const struct gtalign_environment *environment, int64_t type);
/** The type of a user by a uniform number. */
int64_t gtalign_type_at(const struct gtalign_environment *environment, double uniform);

/** expected [QUESTIONS][actions]: values of outcomes averaged over the answer's success. */
void gtalign_expect(const struct gtalign_environment *environment, const double *of_outcome, double *expected);

/** Success of action (a, r) at question z: needs no environment. */
double gtalign_success(const struct gtalign_parameters *p, int question, int answer, int64_t level);
/** U and L of an outcome, prices and the user's costs included. */
struct gtalign_welfare gtalign_outcome_welfare(const struct gtalign_parameters *p, int variant, int answer, int64_t level,
                                               bool answered, double time_cost, double followup_cost);

/**
 * The true matrix: expected payoffs 10 value - 5, rounded to 0.1, each cell at the level of reasoning with the greatest expected sqrt(U L), the
 * first of equal ones; no prices; users' costs are the mean of the listed types. levels [CELLS].
 */
void gtalign_true_matrix(const struct gtalign_parameters *p, struct gtalign_matrix *matrix, int64_t *levels);

#endif
