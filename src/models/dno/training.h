/** Training of a policy with parameters on pairs, by Adam on minibatches. */
#ifndef WALRAS_MODELS_DNO_TRAINING_H
#define WALRAS_MODELS_DNO_TRAINING_H

#include "models/dno/stage.h"

/** One pair to learn from. */
typedef struct dno_example {
  int64_t prompt;
  int32_t first, second;
  double label;  /**< with which the first beats the second */
  double offset; /**< added to the logit */
  double weight; /**< 0: nothing to learn */
} dno_example;

/** Makes example `item`; a pure function of it. Any thread, with its working memory. */
typedef void (*dno_example_function)(const struct dno_stage *stage, struct dno_work *work, int64_t item, void *context,
                                     dno_example *out);

typedef struct dno_lesson {
  dno_example_function example;
  void *context;
  int64_t items;        /**< examples that there are, >= 1 */
  int64_t steps;        /**< of Adam */
  double scale;         /**< eta: logit = scale (log-ratio of pi) less that of the anchor, + offset */
  const double *anchor; /**< theta of the anchor; NULL: none but what the offsets hold */
  bool likelihood;      /**< raise log pi(first) instead */
  int64_t round;        /**< of the shuffle's stream */
} dno_lesson;

typedef struct dno_trainer {
  walras_population *batch;
  walras_reduction *reduction; /* gradient */
  double *gradient, *moments[2];
} dno_trainer;

walras_status dno_trainer_make(const struct dno_stage *stage, dno_trainer *trainer);

/** Trains theta [policy.parameters] in place. Every epoch sees each example once, in an order of its own. Collective. */
walras_status dno_train(const struct dno_stage *stage, dno_trainer *trainer, const dno_lesson *lesson, double *theta);

#endif
