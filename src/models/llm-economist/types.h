/**
 * Whose welfare a worker works for. Exact numbers of altruists and adversaries, dealt by a pseudo-random permutation of the workers, so that any
 * worker's type is known without the others'.
 */
#ifndef WALRAS_ECONOMIST_TYPES_H
#define WALRAS_ECONOMIST_TYPES_H

#include "models/llm-economist/parameters.h"
#include "walras/walras.h"

enum economist_type { TYPE_EGOTISTICAL, TYPE_ALTRUISTIC, TYPE_ADVERSARIAL };

/** A deal; a small value. */
typedef struct economist_types {
  walras_stream stream;
  int64_t workers, altruists, adversaries;
  int half; /**< bits of each half of the permuted numbers */
} economist_types;

economist_types economist_types_make(walras_trial *trial, const struct economist_parameters *p);
enum economist_type economist_type_of(const economist_types *types, int64_t worker);

#endif
