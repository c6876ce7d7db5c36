/** From parameters to a Gather-Trade-Build setting, and the checks of its parameters. */
#ifndef WALRAS_MODELS_AI_ECONOMIST_GTB_SETUP_H
#define WALRAS_MODELS_AI_ECONOMIST_GTB_SETUP_H

#include "models/ai-economist/gtb_world.h"
#include "models/ai-economist/parameters.h"

/** Constraints between the simulator's parameters; messages name the parameter and its place. */
walras_status gtb_check(const struct ai_parameters *p, walras_error *error);

/**
 * The setting without arrays: sizes, costs, taxes. Enough for gtb_setting_prepare of a map without sources, and for reading scripts. Errors:
 * those of ai_schedule.
 */
walras_status gtb_setting_plain(const struct ai_parameters *p, gtb_setting *setting, walras_error *error);

/** The whole setting, prepared, with its arrays in the trial's memory. */
walras_status gtb_setting_make(walras_trial *trial, const struct ai_parameters *p, gtb_setting *setting);

/** Each agent's script as actions [N][episode_length], nothing where it is over; NULL with a status when memory is exhausted. */
walras_status gtb_scripts_make(walras_trial *trial, const struct ai_parameters *p, const gtb_setting *setting, uint8_t **actions);

/** Rates that a planner may choose: rate_min + k rate_step up to rate_max. */
int32_t gtb_rate_levels(const struct ai_parameters *p);

#endif
