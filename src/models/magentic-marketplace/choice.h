/** Which proposal a consumer pays: release of proposals and choice (specification 3.7 steps 6 and 7, 3.9). */
#ifndef WALRAS_MAGENTIC_CHOICE_H
#define WALRAS_MAGENTIC_CHOICE_H

#include "models/magentic-marketplace/cohort.h"

/** Decides for the active consumers of the cohort's search and fills their purchases. */
void magentic_decide(const struct magentic_round *round, struct magentic_cohort *cohort);

#endif
