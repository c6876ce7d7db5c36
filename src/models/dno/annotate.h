/** Rounds of annotation: students' and teacher's responses to a round's prompts, their scores, and the pairs that these make. */
#ifndef WALRAS_MODELS_DNO_ANNOTATE_H
#define WALRAS_MODELS_DNO_ANNOTATE_H

#include "models/dno/record.h"

/** The pairs of one round, on every rank. */
struct dno_round_pairs {
  int64_t count;
  dno_pair *pairs;
  struct dno_annotation annotation;
};

typedef struct dno_annotator dno_annotator;

walras_status dno_annotator_make(const struct dno_stage *stage, dno_annotator **annotator);

/**
 * The students answer the prompts of `round`, a part of all prompts of its own, by the policy `theta` [policy.parameters] (NULL: by the
 * reference), the teacher by its own, and the annotator scores. Pairs live as long as the trial. Collective.
 */
walras_status dno_annotate(dno_annotator *annotator, int64_t round, const double *theta, struct dno_round_pairs *out);

/** Points 0..6 of a response of quality q (standardised) with noise e (points): 3.5 + 1.25 q + e, rounded. */
int64_t dno_rubric(double quality, double noise);

#endif
