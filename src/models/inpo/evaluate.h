/** What is recorded of a prompt's policies. */
#ifndef WALRAS_INPO_EVALUATE_H
#define WALRAS_INPO_EVALUATE_H

#include "models/inpo/learn.h"

struct inpo_findings {
  double *kept;         /* [KEPT_NUMBERS] */
  const double *policy; /* [n] log-probabilities */
  const double *mean;   /* [n] probabilities; NULL where it is not kept */
  const double *nash;   /* [n] log-probabilities; NULL where not compared */
};

/** Adds to the block's sums and maxima. work [8 n]. */
void inpo_evaluate(const walras_block *block, const struct inpo_learning *learning, int64_t prompt,
                   const struct inpo_prompt *made, const struct inpo_findings *findings, double *work);

#endif
