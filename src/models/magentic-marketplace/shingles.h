/** The lexical search's text index: sets of four-character substrings of normalised texts. */
#ifndef WALRAS_MAGENTIC_SHINGLES_H
#define WALRAS_MAGENTIC_SHINGLES_H

#include "walras/walras.h"

struct magentic_shingles;

/** Indexes the documents [count]. Memory from the trial's arena. */
walras_status magentic_shingles_create(walras_trial *trial, char *const *documents, int64_t count,
                                       struct magentic_shingles **index);

/** scores [documents]: how many of the query's distinct shingles each document holds; `distinct` gets how many the query has.
 *  `work` [2048] is scratch. */
walras_status magentic_shingles_score(walras_trial *trial, const struct magentic_shingles *index, const char *query,
                                      uint16_t *scores, int64_t *distinct);

/** Normalises UTF-8 text: lower case; letters, digits, underscores and white space stay; white space collapses; a blank at both ends, padded with
 *  blanks to four characters. `out` [strlen(text) + 6] gets code points; returns how many. */
int64_t magentic_normalise(const char *text, uint32_t *out);

#endif
