/** What agents do under a mechanism, and what it then pays: best replies to obedient and honest others, by the true law. */
#ifndef ACQUISITION_REPLIES_H
#define ACQUISITION_REPLIES_H

#include "models/information-acquisition/programs.h"

typedef struct acquisition_replies {
  int effort[ACQUISITION_AGENTS_MOST][ACQUISITION_EFFORTS_MOST];                           /* by recommendation */
  int report[ACQUISITION_AGENTS_MOST][ACQUISITION_EFFORTS_MOST][ACQUISITION_SIGNALS_MOST]; /* by recommendation and signal seen */
  int64_t deviations; /* recommendations (with mu_i > 0) where a deviation gains more than the tolerance */
} acquisition_replies;

/** Every agent's best effort and reports after every recommendation. Agents obey, or report the truth, where nothing gains more than
 *  tie_tolerance (in money per round, before the recommendation is known). */
void acquisition_find_replies(const acquisition_structure *s, const acquisition_mechanism *m, acquisition_replies *out);

/** What can happen in a round; arrays [profiles * cells]. */
typedef struct acquisition_outcomes {
  int64_t count;
  double *probability; /* [count], > 0 */
  double *payoff;      /* [count] utility less payments */
} acquisition_outcomes;

/** The principal's expected payoff with all agents at these replies; decisions [profiles][reports]. `payment` (the payments' part of it) and
 *  `outcomes` may be NULL. */
double acquisition_expected_payoff(const acquisition_structure *s, const acquisition_mechanism *m, const int16_t *decisions,
                                   const acquisition_replies *replies, double *payment, acquisition_outcomes *outcomes);

#endif
