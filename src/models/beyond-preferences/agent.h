/** One agent of the study coherence: what it is offered, what it takes, and what its record shows. */
#ifndef WALRAS_MODELS_BEYOND_PREFERENCES_AGENT_H
#define WALRAS_MODELS_BEYOND_PREFERENCES_AGENT_H

#include "models/beyond-preferences/study.h"

enum { MOST_ROWS = 16, MOST_DIMENSIONS = 64, MOST_REDRAWS = 1000 };

/** What is fixed over a trial. */
typedef struct agent_law {
  const struct beyond_parameters *p;
  walras_stream rows, offers, harm, accept, adversary;
} agent_law;

/** Every option that the agent met, from 0 = what it began with, and what it did. Arrays are the caller's. */
typedef struct agent {
  const agent_law *law;
  uint64_t entity;
  double row[MOST_ROWS][MOST_DIMENSIONS];
  int64_t options;         /* met so far */
  double *point;           /* [option][value_dims] */
  double *value;           /* [option][weight_rows] by each row */
  double *mean;            /* [option] by the mean row */
  double *utility;         /* [option] the mean row's; of malign, less harm_weight x harm */
  double *harm;            /* [option] to others */
  int64_t *against;        /* [option] what was held when it was offered */
  unsigned char *accepted; /* [option] */
  unsigned char *refused;  /* [option] at least once */
  int64_t *held;           /* [holdings] options in the order they were held; the last is the holding now */
  int64_t holdings;
  double *shown; /* [offers] value of the holding by the mean row after each offer */
} agent;

/** Bytes of the arrays of one agent, and the agent laid over such memory. */
size_t agent_bytes(const struct beyond_parameters *p);
agent agent_in(void *memory, const agent_law *law);

/** Draws the agent's rows and lives its life of offers. Errors: no rows of the pump's kind in MOST_REDRAWS attempts. */
walras_status agent_live(agent *a, walras_trial *trial, uint64_t entity);

/** True when `better` is strictly preferred to `worse` by the agent's own preference: all rows, the mean row, or its utility. */
bool agent_prefers(const agent *a, int64_t better, int64_t worse);
/** How much the best earlier holding that is strictly preferred to the last exceeds it; false where none is preferred. */
bool agent_exploited(const agent *a, double *loss);

/**
 * True when no monotone utility fits the record: there is a directed cycle in the graph over all options met with edges from what was taken to
 * what was left (new to old for an acceptance, old to new for a refusal) and from options to those that they exceed by more than 1e-12 in every
 * dimension. `work` [3 * (offers + 2)].
 */
bool agent_nonrationalisable(const agent *a, int64_t *work);

#endif
