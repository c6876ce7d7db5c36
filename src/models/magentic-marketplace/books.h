/** What a cohort's purchases add to the counts and totals of a block. */
#ifndef WALRAS_MAGENTIC_BOOKS_H
#define WALRAS_MAGENTIC_BOOKS_H

#include "models/magentic-marketplace/cohort.h"

/** Books what happened in the search that was just made: contacts, answers, proposals. */
void magentic_book_search(const struct magentic_round *round, const struct magentic_cohort *cohort, const walras_block *block);

/** Books the active consumers `done` [count] (positions in `who`), ascending, whose journeys end with this search. */
void magentic_book_journeys(const struct magentic_round *round, const struct magentic_cohort *cohort, const walras_block *block,
                            const int *done, int count);

#endif
