/** The sweep as data: a union of grids, whatever its design. */
#ifndef WALRAS_EXPERIMENT_SWEEP_H
#define WALRAS_EXPERIMENT_SWEEP_H

#include "experiment/constraint.h"
#include "experiment/sampling.h"

/** Points: the product of the axes' steps, the last axis fastest; in a sampled design those of `sampling`. */
typedef struct config_grid {
  const char *label;    /**< NULL outside the design "grids" */
  int64_t replications; /**< 0 = the experiment's */
  config_assignments fixed;
  config_axis *axes; /**< [axis_count] */
  int64_t axis_count;
  bool sampled;
  config_sampling sampling;
  config_constraints where;
  int64_t candidates; /**< points before `where` drops some */
  int64_t points;     /**< those that stay; config_points_build counts them */
  config_place place;
  const config_setting_t *setting; /**< its group in the design "grids", else NULL */
} config_grid;

typedef struct config_sweep {
  walras_design design;
  config_grid *grids; /**< [grid_count]; a single point is one grid without axes */
  int64_t grid_count;
  int64_t candidates, points; /**< sums over the grids */
} config_sweep;

/** Reads the `sweep` group (NULL = none). False after reports. `place` is the experiment's, for a single point. */
bool config_sweep_read(config_reader *reader, const walras_model *model, const config_setting_t *group, config_place place,
                       config_sweep *sweep);

/** The first place in the sweep that sets a parameter, with words for it ("swept by axis 1"); false when none does. */
bool config_sweep_sets(config_reader *reader, const config_sweep *sweep, int64_t parameter, const char **words,
                       config_place *place);

/** The design's name in a config; NULL for a single point. */
const char *config_design_word(walras_design design);

#endif
