/** Planners that try schedules of the grid of rates on rational workers. */
#ifndef WALRAS_ECONOMIST_SEARCH_H
#define WALRAS_ECONOMIST_SEARCH_H

#include "models/llm-economist/course.h"

/**
 * Collective. The best schedule on the grid for the planner's welfare: all of them for up to ECONOMIST_ENUMERATED_J brackets (then exact; ties
 * to the first in order of the lowest bracket's rate running fastest), else coordinate ascent from 20, 50 and 80 % in every bracket.
 * rates [J] (may be NULL) and its welfare; `best` (may be NULL): the best ones of all.
 */
walras_status economist_best_on_grid(economist_course *course, double *rates, double *welfare, economist_best *best);

/** Collective. Rates [J], off the grid, by the cross-entropy method: 200 schedules a round, the 20 best of them, 40 rounds. */
walras_status economist_cross_entropy(economist_course *course, double *rates);

/** Rates [J] of planner = icrl_search for tax year `year` >= 1 from the history. */
void economist_icrl_move(const economist_course *course, int64_t year, double *rates);

#endif
