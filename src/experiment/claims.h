/** Claims: statements over the metrics of selected points, checked here for their grammar and against the design.
 *
 *  Every claim gives id, statement, source, kind, check, metric and reason; `where` selects points (left out: all). Further keys:
 *  - equal (every trial): `expected` or `reference_metric`, with `tolerance` or `relative_tolerance`;
 *  - bounds: `minimum` and/or `maximum`, of = "trials" (default) or "mean" (of each selected point);
 *  - mean (the average of the selected points' means), median, quantile (quantile = 0.9): an expectation;
 *  - ratio, difference: exactly one of `versus` (points) and `versus_metric`; an expectation;
 *  - slope: `along` a parameter, scale = "log-log" (default), "semi-log" (logarithm of the parameter) or "linear"; an expectation;
 *  - order: `along` a parameter, direction = "increasing" or "decreasing"; optional `tolerance` or `relative_tolerance` (of the mean
 *    before) by which a step may go the other way: without one, steps must not go back at all;
 *  - share (of trials): condition = { minimum; maximum; } on the metric; an expectation;
 *  - correlation: exactly one of `along` and `versus_metric`, method = "rank" (default) or "linear"; an expectation;
 *  - table: entries = ( { where = { ... }; expected = x; }, ... ), each within the claim's `where`, with `tolerance` or `relative_tolerance`.
 *  An expectation is `expected` with `tolerance` or `relative_tolerance`, or `minimum` and/or `maximum`.
 *
 *  Refused beside mistakes of grammar: a metric that exists at no selected point; `versus` with the points of `where`; a slope or correlation
 *  along fewer than three values of the parameter, an order along fewer than two; several points at one value of the parameter unless all other
 *  parameters take the same values equally often at each (then they are averaged); bands that no interval fits into. */
#ifndef WALRAS_EXPERIMENT_CLAIMS_H
#define WALRAS_EXPERIMENT_CLAIMS_H

#include "experiment/sweep.h"

/** The design points that claims may select. */
typedef struct config_selection {
  const walras_model *model;
  int64_t points;
  const void *const *parameters; /**< [points]; NULL when they are not known for other mistakes: then no point is looked for */
  const char *const *labels;     /**< [points] or NULL */
  const int64_t *replications;   /**< [points]; NULL when they are not known */
  bool without_series;           /**< the store keeps no series */
} config_selection;

/** Reads the list of claims (NULL = none). False after reports. */
bool config_claims_read(config_reader *reader, const config_setting_t *list, const config_selection *selection,
                        walras_claim **claims, int64_t *count);

/** Reads a `where` group and marks the points it selects in `selected` [points] (may be NULL: only checked). `name` stands in
 *  messages. Values name a parameter or `label`; a list selects any of its values. A NULL group selects all. False after a report. */
bool config_where_read(config_reader *reader, const config_setting_t *where, const config_selection *selection, const char *name,
                       bool *selected);

#endif
