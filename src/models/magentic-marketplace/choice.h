/** Which proposal a consumer pays: release of proposals and choice. */
#ifndef WALRAS_MAGENTIC_CHOICE_H
#define WALRAS_MAGENTIC_CHOICE_H

#include "models/magentic-marketplace/cohort.h"

/** Decides for the active consumers of the cohort's search and fills their purchases. */
void magentic_decide(const struct magentic_round *round, struct magentic_cohort *cohort);

/** What an active consumer whose payments to the contacts `refused` (a bit per row) were refunded pays next: the row of a contact, or -1 when
 *  no acceptable proposal is left. `arrival` gets its key. Who commits takes the next arrival, the others choose by logit. */
int magentic_choose_again(const struct magentic_round *round, const struct magentic_cohort *cohort, int index, uint64_t refused,
                          int64_t pass, double *arrival);

/** How many proposals arrived before that of contact row `row`. */
int magentic_arrival_rank(const struct magentic_round *round, const struct magentic_cohort *cohort, int index, int row);

#endif
