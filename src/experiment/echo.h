/** The resolved experiment as canonical config text. */
#ifndef WALRAS_EXPERIMENT_ECHO_H
#define WALRAS_EXPERIMENT_ECHO_H

#include "experiment/points.h"

typedef struct config_echo {
  const walras_experiment *experiment;
  const config_assignments *given; /**< base parameters, --set included */
  const config_sweep *sweep;
  const config_points *points;
  const char *folder;
} config_echo;

/** Any setting on one line in canonical form: spaces, quotes, decimal integers, shortest reals, brackets for plain arrays. */
void config_setting_print(config_text *text, const config_setting_t *setting);

/** The experiment without run settings and store path, in a fixed order. The values that point 0 uses without giving them
 *  (defaults, and what follows from others) stand in the group `resolved`: they are not given when this text is read again, but
 *  must come out the same. Returns a new text, or NULL when memory is exhausted. */
char *config_echo_experiment(const config_echo *echo);

/** The run settings: the group `run`. */
char *config_echo_run(const walras_experiment *experiment);

/** Compares a `resolved` group of an earlier echo with the values that the points have now. False after a report. */
bool config_resolved_check(config_reader *reader, const config_setting_t *resolved, const walras_model *model,
                           const config_points *points);

#endif
