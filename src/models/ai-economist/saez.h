/** Saez's formula on the workers of the one-step economy: the schedule that it would make again from the incomes under it. */
#ifndef WALRAS_AI_ECONOMIST_SAEZ_H
#define WALRAS_AI_ECONOMIST_SAEZ_H

#include "models/ai-economist/one_step.h"

typedef struct one_step_saez {
  double elasticity; /**< e of the last step */
  double residual;   /**< largest distance of a rate from the formula at the incomes under these rates */
  bool top_empty;    /**< nobody earns more than the last bin's end */
} one_step_saez;

/**
 * Collective. From saez_start_rate everywhere saez_iterations steps of saez_damping towards the formula; leaves the rates in `schedule`, whose
 * cutoffs are given. With saez_elasticity_source = estimate each step moves the elasticity too.
 */
walras_status one_step_saez_solve(one_step *economy, walras_tax_schedule *schedule, one_step_saez *saez);

#endif
