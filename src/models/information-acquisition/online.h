/** Learning the information structure: explore every effort profile, estimate, and commit to one mechanism for the rest. */
#ifndef ACQUISITION_ONLINE_H
#define ACQUISITION_ONLINE_H

#include "models/information-acquisition/classes.h"
#include "models/information-acquisition/replies.h"

/** Payments that strictly incentivise each effort of each agent, known beforehand. */
typedef struct acquisition_oracle {
  acquisition_rule rule[ACQUISITION_AGENTS_MOST][ACQUISITION_EFFORTS_MOST];
  double pay[ACQUISITION_AGENTS_MOST][ACQUISITION_EFFORTS_MOST]; /* expected, of the obedient and honest */
  double rho;                                                    /* the least margin */
} acquisition_oracle;

/** Error: some effort's largest margin is 1e-6 or less. */
walras_status acquisition_find_oracle(walras_trial *trial, const acquisition_structure *s, const acquisition_single *single,
                                      acquisition_oracle *oracle);

/** Costs learnt from switches between efforts along mixtures of two rules. */
typedef struct acquisition_costs {
  acquisition_by_effort estimate;
  double error;    /* bound on the error of any estimate, given the estimate's radius */
  double payments; /* expected, to all agents over all rounds of the search */
  int64_t rounds;
} acquisition_costs;

/** `truth` is by what agents act, `estimate` what the principal knows of their signals, `radius` its L1 error. */
void acquisition_learn_costs(const acquisition_structure *s, const acquisition_oracle *oracle, const acquisition_single *truth,
                             const acquisition_single *estimate, double radius, acquisition_costs *costs);

typedef struct acquisition_online {
  acquisition_oracle oracle;
  acquisition_costs costs;
  acquisition_mechanism mechanism; /* committed to */
  double opt, alpha, epsilon, payment, commit_gap, explore_regret, regret;
  double *explore_gap; /* [profiles] OPT less the payoff of a round that explores the profile */
  double search_gap;   /* the mean of it over the rounds that learn costs */
  int64_t n_per_profile, deviations;
} acquisition_online;

walras_status acquisition_play_online(walras_trial *trial, const acquisition_structure *s, const acquisition_classes *classes,
                                      acquisition_online *out);

/** Expected regret of the first `round` rounds. */
double acquisition_regret_after(const acquisition_structure *s, const acquisition_online *online, int64_t round);

#endif
