/** Words of the schema that messages and tables repeat. */
#ifndef WALRAS_GTALIGN_SCHEMA_WORDS_H
#define WALRAS_GTALIGN_SCHEMA_WORDS_H

#include "models/gtalign/parameters.h"

extern const char *const gtalign_mode_words[], *const gtalign_variant_words[], *const gtalign_rule_words[],
                                                                                   *const gtalign_policy_words[];
extern const char *const gtalign_cell_words[]; /**< in storage order */

#endif
