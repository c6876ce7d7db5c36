/** What a claim says, in words for tables and pages. */
#ifndef WALRAS_EXPERIMENT_EVALUATION_WORDS_H
#define WALRAS_EXPERIMENT_EVALUATION_WORDS_H

#include "experiment/evaluation/evaluator.h"

/** A selection as "label = E1, agents = [10, 20]"; "" for all points. A new text, or NULL when memory is exhausted. */
char *claim_where_words(const config_setting_t *where);

/** Fills in what the claim allows, of which points, and the unit of its estimate. False when memory is exhausted. */
bool claim_describe(evaluator *e);

#endif
