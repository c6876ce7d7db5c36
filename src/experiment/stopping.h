/** The group `replications`: sequential stopping.
 *
 *  replications: { initial = 16; step = 16; maximum = 1024; metric = "welfare"; half_width = 0.001; confidence = 0.95; };
 *
 *  `metric` is a scalar or an element of a vector ("share[2]") that exists at every point. `relative_half_width` stands instead of `half_width`
 *  where the width is meant against the mean. With versus = { parameter = value; ... }, by the grammar of a claim's `where`, the width is that
 *  of the difference to this one point, paired by replication. Left out: step = initial, confidence = 0.95. */
#ifndef WALRAS_EXPERIMENT_STOPPING_H
#define WALRAS_EXPERIMENT_STOPPING_H

#include "experiment/claims.h"

/** Reads what needs no design points. `most`: --replications, which replaces the maximum and bounds the first wave; -1 = not given. False
 *  after reports. */
bool config_stopping_read(config_reader *reader, const config_setting_t *group, const walras_model *model, int64_t most,
                          walras_stopping *stopping);

/** Checks the metric at every point, and finds the point of `versus`. False after reports. */
bool config_stopping_select(config_reader *reader, const config_setting_t *group, const config_selection *selection,
                            walras_stopping *stopping);

/** Refuses what fixes a number of replications beside the group: experiment.replications, and those of grids. False after reports. */
bool config_stopping_is_alone(config_reader *reader, const config_setting_t *root, const config_sweep *sweep);

/** The group in canonical form, one line. */
void config_stopping_print(config_text *text, const walras_stopping *stopping);

#endif
