/** The profile at which a rule loses most: welfare W*, W and total cost C*, C at the optimum (a median) and at the rule's outcome. */
#ifndef WALRAS_FACILITY_WORST_CASE_H
#define WALRAS_FACILITY_WORST_CASE_H

#include "models/facility-location/rules.h"

/** Of one profile: W at the optimum over W at the outcome, and C at the outcome over C at the optimum. inf where only the divisor is 0, 1
 *  where both are (up to 1e-12 L n). */
typedef struct facility_ratios {
  double welfare, cost;
} facility_ratios;

/** Of sorted locations [n] and the facility at y. */
facility_ratios facility_ratios_at(const double *sorted, int64_t n, double length, double y);

/** The two worst profiles, each [n] ascending; memory of the trial's arena. */
typedef struct facility_worst {
  facility_ratios ratio;
  double *welfare_profile, *cost_profile;
} facility_worst;

walras_status facility_worst_create(walras_trial *trial, int64_t agents, facility_worst *worst);
/** Takes an evaluated profile over where it is worse. */
void facility_worst_offer(facility_worst *worst, const double *sorted, int64_t n, facility_ratios ratio);

/**
 * Every multiset of the places {0, L} and phantoms. Enough for a phantom rule: while the order of agents and phantoms stays, W, W*, C, C* are
 * linear in the locations, so that ratios are largest where all agents are at places (vertices).
 */
walras_status facility_worst_vertex(walras_trial *trial, const facility_rule *rule, const double *places, int64_t count,
                                    facility_worst *worst);

/**
 * The same optimum for any n. Given outcome y and median m among the places, only the numbers of agents in the (at most five) regions cut by them
 * are bound, and a guess of the ratio makes gains linear: the best place of a region is one of its ends, the best numbers are at their bounds.
 * Guesses follow Dinkelbach (1967). Collective: pairs (y, m) are shared out.
 */
walras_status facility_worst_region(walras_trial *trial, const facility_rule *rule, const double *places, int64_t count,
                                    facility_worst *worst);

/**
 * About `samples` profiles on the places, drawn and improved by moves of one agent. A lower bound of the worst ratio, for any rule without a
 * draw. Collective.
 */
walras_status facility_worst_random(walras_trial *trial, const facility_rule *rule, const double *places, int64_t count,
                                    int64_t samples, facility_worst *worst);

#endif
