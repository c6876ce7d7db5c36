/** Parameters set to values. */
#ifndef WALRAS_EXPERIMENT_ASSIGNMENT_H
#define WALRAS_EXPERIMENT_ASSIGNMENT_H

#include "experiment/value.h"

/** One parameter set to one value. */
typedef struct config_assignment {
  int64_t parameter; /**< number in the model's table */
  config_value value;
  config_place place;
} config_assignment;

/** Values given together: the base, a grid's fixed values, one point of a tied axis. In the order of the config. */
typedef struct config_assignments {
  config_assignment *values; /**< [count] */
  int64_t count;
} config_assignments;

/** Reads the values of a group whose keys are parameters. `where` names the group in messages. */
bool config_assignments_read(config_reader *reader, const walras_model *model, const config_setting_t *group, const char *where,
                             config_assignments *assignments);

/** The assignment to a parameter, or NULL. */
const config_assignment *config_assignments_find(const config_assignments *assignments, int64_t parameter);

#endif
