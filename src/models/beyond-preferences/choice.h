/** Pairs of options and what is chosen from them: the data of the two choice studies, drawn again by every pass over them. */
#ifndef WALRAS_MODELS_BEYOND_PREFERENCES_CHOICE_H
#define WALRAS_MODELS_BEYOND_PREFERENCES_CHOICE_H

#include "models/beyond-preferences/study.h"

enum { CHOICE_CHUNK = 512, CHOICE_COLUMNS = ATTENTION_DIMENSIONS + 1, SUBSETS = 1 << ATTENTION_DIMENSIONS };

/** What is fixed over a trial. */
typedef struct choice_law {
  const struct beyond_parameters *p;
  int64_t dimensions;
  walras_stream differences, order, attention;
  double cosine, sine;  /* of half the angle between the weight vectors */
  int64_t subset_count; /* choice_attention: subsets of attention_k dimensions, as bits, and their probabilities */
  int subset[SUBSETS];
  double subset_share[SUBSETS];
} choice_law;

/** Consecutive pairs. `column[a]`, a < dimensions, is the difference x - y in dimension a; then +1 where x is shown first, else -1. */
typedef struct choice_chunk {
  int64_t count;
  double column[CHOICE_COLUMNS][CHOICE_CHUNK];
  double label[CHOICE_CHUNK];      /* 1 where x is chosen, 0 where y is */
  bool incomparable[CHOICE_CHUNK]; /* choice_incomplete */
  bool reversed[CHOICE_CHUNK];     /* choice_incomplete: another choice when the other option is shown first */
} choice_chunk;

void choice_law_create(choice_law *law, walras_trial *trial, const struct beyond_parameters *p);
/** Fills the chunk with `count` <= CHOICE_CHUNK pairs from pair `first`. */
void choice_draw(const choice_law *law, int64_t first, int64_t count, choice_chunk *chunk);
/** Leaves only the pairs that were chosen from (all, unless deferral is allowed). */
void choice_drop_deferred(const choice_law *law, choice_chunk *chunk);
/** Entropy, in nats, of what is chosen from pair `i` of the chunk, given the pair, and its order unless `blind`. */
double choice_entropy(const choice_law *law, const choice_chunk *chunk, int64_t i, bool blind);
/** Probability of drawing each set of attention_k dimensions one after the other without replacement, into the law. */
void choice_subsets(choice_law *law);

#endif
