/** One claim under evaluation, and what all checks share. */
#ifndef WALRAS_EXPERIMENT_EVALUATION_EVALUATOR_H
#define WALRAS_EXPERIMENT_EVALUATION_EVALUATOR_H

#include <libconfig.h>

#include "experiment/evaluate.h"

typedef struct evaluator {
  const walras_experiment *experiment;
  const walras_claim *claim;
  const config_setting_t *group; /**< the claim's text */
  walras_values_reader read;
  void *context;
  walras_evaluation *out;
  walras_error *error;
} evaluator;

/** A number of a group of the claim, `standard` when it is not given. */
double evaluator_number(const config_setting_t *group, const char *name, double standard);
/** A text of the claim's group, or NULL. */
const char *evaluator_word(const evaluator *e, const char *name);
bool evaluator_has(const evaluator *e, const char *name);

/** The tolerance around `value`: absolute, or relative to it; 0 without one. */
double evaluator_tolerance(const evaluator *e, double value);
/** The band as the config gives it: minimum and maximum, or expected with its tolerance. */
void evaluator_set_band(evaluator *e);

walras_status evaluator_no_memory(const evaluator *e);
void evaluator_method(const evaluator *e, const char *format, ...) __attribute__((format(printf, 2, 3)));
void evaluator_worst(const evaluator *e, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
