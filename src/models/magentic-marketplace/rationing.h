/**
 * Capacities: a business serves the first so many payments of a round and refunds the others, whose payers choose again among their
 * remaining acceptable proposals. Payments travel to their businesses and refusals back to the consumers, so that
 * businesses may be shared between requests; the result does not depend on who lives where.
 */
#ifndef WALRAS_MAGENTIC_RATIONING_H
#define WALRAS_MAGENTIC_RATIONING_H

#include "models/magentic-marketplace/cohort.h"

/** Memory for the consumers' payments and the businesses' sales; needs about 90 bytes a consumer. */
walras_status magentic_rationing_create(walras_trial *trial, const struct magentic_round *round, walras_population *consumers,
                                        struct magentic_rationing **rationing);

/** Collective. Settles the payments of one round in up to ration_passes passes; `play` runs a block of consumers in the round given to it.
 *  Afterwards the stage STAGE_BOOK books what was served. */
walras_status magentic_ration(walras_population *consumers, walras_block_function play, void *context,
                              struct magentic_round *round);

/** Of stage STAGE_CLAIM: sends the payments of the active consumers `done` [count], who search no more. */
void magentic_claim(const struct magentic_round *round, const struct magentic_cohort *cohort, const walras_block *block,
                    const int *done, int count);

/** Of stage STAGE_BOOK: replaces their purchases by what was served. */
void magentic_settle(const struct magentic_round *round, struct magentic_cohort *cohort, const walras_block *block,
                     const int *done, int count);

#endif
