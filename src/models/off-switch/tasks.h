/** One trial of each mode. */
#ifndef WALRAS_OFF_SWITCH_TASKS_H
#define WALRAS_OFF_SWITCH_TASKS_H

#include "models/off-switch/plays.h"

walras_status off_switch_run_analytic(walras_trial *trial, const struct off_switch_parameters *p);
walras_status off_switch_run_game(walras_trial *trial, const struct off_switch_parameters *p);
walras_status off_switch_run_population(walras_trial *trial, const struct off_switch_parameters *p);
walras_status off_switch_run_designer(walras_trial *trial, const struct off_switch_parameters *p);

#endif
