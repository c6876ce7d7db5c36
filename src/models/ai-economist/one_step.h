/** The one-step economy of a trial: its workers, their weights, and what is known of its best taxes. */
#ifndef WALRAS_AI_ECONOMIST_ONE_STEP_H
#define WALRAS_AI_ECONOMIST_ONE_STEP_H

#include "models/ai-economist/brackets.h"
#include "models/ai-economist/detail.h"
#include "models/ai-economist/oracle.h"
#include "models/ai-economist/welfare.h"

typedef struct one_step {
  const struct ai_parameters *p;
  walras_trial *trial;
  one_step_workers workers;
  one_step_evaluator evaluator;
  bool has_oracle; /**< it can be had, and something asks for it */
  one_step_oracle oracle;
} one_step;

/** Constraints on the parameters of this economy. */
walras_status one_step_check(const struct ai_parameters *p, walras_error *error);

#endif
