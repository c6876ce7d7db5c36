/** The sweep as data: a union of grids, whatever its design. */
#ifndef WALRAS_EXPERIMENT_SWEEP_H
#define WALRAS_EXPERIMENT_SWEEP_H

#include "experiment/value.h"

enum { CONFIG_MOST_POINTS = 10000000 };

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

/** One axis: `count` steps, each setting one parameter, or several when tied. */
typedef struct config_axis {
  config_assignments *steps; /**< [count] */
  int64_t count;
  bool tied; /**< written as points = ( { a = 1; b = 2; }, ... ) */
  config_place place;
} config_axis;

typedef struct config_grid {
  const char *label;    /**< NULL outside the design "grids" */
  int64_t replications; /**< 0 = the experiment's */
  config_assignments fixed;
  config_axis *axes; /**< [axis_count] */
  int64_t axis_count;
  int64_t points; /**< product of the axes' counts */
  config_place place;
  const config_setting_t *setting; /**< its group in the design "grids", else NULL */
} config_grid;

typedef enum config_design { CONFIG_SINGLE, CONFIG_GRID, CONFIG_LIST, CONFIG_GRIDS } config_design;

typedef struct config_sweep {
  config_design design;
  config_grid *grids; /**< [grid_count]; a single point is one grid without axes */
  int64_t grid_count;
  int64_t points;
} config_sweep;

/** Reads the values of a group whose keys are parameters. `where` names the group in messages. */
bool config_assignments_read(config_reader *reader, const walras_model *model, const config_setting_t *group, const char *where,
                             config_assignments *assignments);

/** The assignment to a parameter, or NULL. */
const config_assignment *config_assignments_find(const config_assignments *assignments, int64_t parameter);

/** Reads the `sweep` group (NULL = none). False after reports. `place` is the experiment's, for a single point. */
bool config_sweep_read(config_reader *reader, const walras_model *model, const config_setting_t *group, config_place place,
                       config_sweep *sweep);

/** The first place in the sweep that sets a parameter, with words for it ("swept by axis 1"); false when none does. */
bool config_sweep_sets(config_reader *reader, const config_sweep *sweep, int64_t parameter, const char **words,
                       config_place *place);

#endif
