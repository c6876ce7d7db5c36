/** One axis of a sweep: steps, or an interval that a design takes its values from. */
#ifndef WALRAS_EXPERIMENT_AXIS_H
#define WALRAS_EXPERIMENT_AXIS_H

#include "experiment/assignment.h"

enum { CONFIG_MOST_POINTS = 10000000 };

/** { parameter; minimum; maximum; scale; } of an integer or a real parameter. */
typedef struct config_interval {
  int64_t parameter;
  bool integer, log;
  config_value low, high; /**< low < high, both finite; on a log scale low > 0 */
} config_interval;

typedef struct config_axis {
  config_assignments *steps; /**< [count], each setting one parameter, or several when tied; NULL for an interval */
  int64_t count;             /**< 0 for an interval */
  config_interval interval;
  bool tied; /**< written as points = ( { a = 1; b = 2; }, ... ) */
  config_place place;
} config_axis;

/** Reads a list of axes. Those of a grid (`sampled` false) have steps: an interval comes with `count` of them, evenly spaced on its scale, integers
 *  rounded, other steps than the ends to twelve digits, so that a selection can name them. False after reports. */
bool config_axes_read(config_reader *reader, const walras_model *model, const config_setting_t *axes, bool sampled,
                      config_axis **axis, int64_t *count);

/** Reads points = ( { a = 1; b = "x"; }, ... ) of a group as an axis of tied steps; `where` names the group. */
bool config_tied_axis_read(config_reader *reader, const walras_model *model, const config_setting_t *group, const char *where,
                           config_axis *axis);

/**
 * What an axis sets at a coordinate u in [0, 1]. Steps: each has the same share of [0, 1]. A real interval: (1 - u) low + u high, on a log scale the
 * same of the logarithms. An integer interval: each of its integers has the same share; on a log scale the floor of the value that a real interval
 * from low to high + 1 has at u. `own` gives the room for an interval's assignment.
 */
config_assignments config_axis_at(const config_axis *axis, double u, config_assignment *own);

/** True when some step of the axis, or its interval, sets the parameter. */
bool config_axis_sets(const config_axis *axis, int64_t parameter);

/** The parameters of the axis, "agents" or "agents, noise" (arena). */
const char *config_axis_name(config_reader *reader, const walras_model *model, const config_axis *axis);

#endif
