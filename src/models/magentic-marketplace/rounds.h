/** One trial's pieces, and its rounds: congestion, rationing, the journeys, and what businesses learn. */
#ifndef WALRAS_MAGENTIC_ROUNDS_H
#define WALRAS_MAGENTIC_ROUNDS_H

#include "models/magentic-marketplace/agents.h"
#include "models/magentic-marketplace/metrics.h"

/** Counts behind those of the journeys, for the time that blocks take. */
enum { CLOCK_SLOTS = 1 };

struct magentic_trial {
  walras_trial *trial;
  const struct magentic_parameters *p;
  struct magentic_market *m;
  struct magentic_listing *listing;
  struct magentic_round round;
  struct magentic_accounts accounts;
  walras_population *population;
  walras_reduction *reduction; /**< of what is booked: round.at.length + CLOCK_SLOTS counts */
  walras_reduction *inquiries; /**< [businesses]; NULL without congestion */
  walras_reduction *demands;   /**< [requests] consumers of each; NULL under uniform demand */
  const struct magentic_agents *agents;
  walras_zipf *zipf;  /**< of the requests; NULL under uniform demand */
  double *effort;     /**< [businesses] or NULL */
  double *price_rate; /**< [businesses] or NULL; NaN for those complete for nobody */
  double *load;       /**< [businesses] or NULL */
  int64_t *popular;   /**< [listing depth] or NULL */
};

/** Collective. All rounds; the accounts hold what happened. */
walras_status magentic_run_rounds(struct magentic_trial *t);

#endif
