/**
 * The information structure of one trial: who can work how hard at what cost, and which signals come of it.
 *
 * Effort profiles b are numbered lexicographically (the first agent slowest), and so are reports (s_1, ..., s_n), each in 0..q; a cell is a
 * report times q plus a state. Agent i's signal is null (0) if and only if its effort is 0.
 */
#ifndef ACQUISITION_STRUCTURE_H
#define ACQUISITION_STRUCTURE_H

#include "models/information-acquisition/parameters.h"

/** A number for each agent and effort. */
typedef struct acquisition_by_effort {
  double of[ACQUISITION_AGENTS_MOST][ACQUISITION_EFFORTS_MOST];
} acquisition_by_effort;

typedef struct acquisition_structure {
  const struct acquisition_parameters *p;
  int agents, states, signals, decisions; /* signals = states + 1, with the null signal */
  int efforts[ACQUISITION_AGENTS_MOST];
  int64_t profiles, reports, cells;
  int64_t profile_stride[ACQUISITION_AGENTS_MOST], report_stride[ACQUISITION_AGENTS_MOST];
  acquisition_by_effort cost, accuracy;
  double prior[ACQUISITION_STATES_MOST];
  const double *utility;   /* [decisions][states] */
  const int64_t *first;    /* [profiles + 1] in `possible` */
  const int32_t *possible; /* reports that can come of each profile, ascending; NULL above ACQUISITION_AGENTS_JOINT agents */
  const double *law;       /* [profiles][cells] P_b(s, theta); NULL above ACQUISITION_AGENTS_JOINT agents */
  const double *value;     /* [profiles] V(b) */
} acquisition_structure;

/** Fills the structure from the parameters and, with preset random, from the trial's draws. Arrays are the arena's. */
walras_status acquisition_structure_build(walras_trial *trial, const struct acquisition_parameters *p, acquisition_structure *s);

static inline int acquisition_effort(const acquisition_structure *s, int64_t profile, int agent) {
  return (int)(profile / s->profile_stride[agent] % s->efforts[agent]);
}
static inline int acquisition_signal(const acquisition_structure *s, int64_t report, int agent) {
  return (int)(report / s->report_stride[agent] % s->signals);
}
/** Agents with an effort above 0. */
int acquisition_workers(const acquisition_structure *s, int64_t profile);

/** The law P_b(s, theta) of one profile by the generator: out [cells]. */
void acquisition_generate_law(const acquisition_structure *s, int64_t profile, double *out);

/** V(b) = sum over reports of the best decision's utility, from law [cells]; decisions [reports] (ties: lowest) unless NULL. */
double acquisition_value(const acquisition_structure *s, const double *law, int16_t *decisions);
/** The decision that is best under the prior alone. */
int acquisition_prior_decision(const acquisition_structure *s);

/** Laws of single agents: [agent][effort][signal][state], ACQUISITION_SINGLE doubles each agent. Other agents' efforts do not matter, or `law`
 *  [profiles][cells] is averaged over them; `idle`: only profiles in which nobody else works count. */
enum {
  ACQUISITION_SIGNALS_MOST = ACQUISITION_STATES_MOST + 1,
  ACQUISITION_RULE = ACQUISITION_SIGNALS_MOST * ACQUISITION_STATES_MOST
};
typedef struct acquisition_rule {
  double of[ACQUISITION_SIGNALS_MOST][ACQUISITION_STATES_MOST]; /* something per signal and state */
} acquisition_rule;

typedef struct acquisition_single {
  acquisition_rule law[ACQUISITION_AGENTS_MOST][ACQUISITION_EFFORTS_MOST];
} acquisition_single;
void acquisition_single_of_law(const acquisition_structure *s, const double *law, bool idle, acquisition_single *out);
void acquisition_single_generated(const acquisition_structure *s, acquisition_single *out);

/** Results are stored as multiples of 2^-33: differences in the last bits between equally good vertices do not show. */
double acquisition_clean(double value);

#endif
