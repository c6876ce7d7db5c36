#include "experiment/claim_points.h"

#include <math.h>
#include <stdlib.h>

#include "experiment/claims.h"

double walras_point_number(const walras_experiment *experiment, int64_t point, const char *name) {
  const walras_parameter *parameter = config_parameter_find(experiment->model, name);
  config_value value;
  if (parameter == NULL)
    return (double)NAN;
  config_value_load(parameter, experiment->parameters[point], &value);
  switch (parameter->type) {
  case WALRAS_TYPE_INTEGER:
    return (double)value.field.integer;
  case WALRAS_TYPE_REAL:
    return value.field.real;
  case WALRAS_TYPE_BOOLEAN:
    return value.field.boolean ? 1.0 : 0.0;
  default:
    return (double)NAN;
  }
}

/* Marks the points as the config's own reader does, so that a selection means the same here as where it was checked. */
static walras_status mark_points(const walras_experiment *experiment, const config_setting_t *where, bool *selected,
                                 walras_error *error) {
  config_arena arena = {0};
  walras_diagnostics diagnostics = {0};
  config_reader reader = {
      .arena = &arena, .log = {.diagnostics = &diagnostics}, .label = "selection", .folder = experiment->config_folder};
  const config_selection selection = {.model = experiment->model,
                                      .points = experiment->points,
                                      .parameters = experiment->parameters,
                                      .labels = experiment->point_labels};
  walras_status status = WALRAS_OK;
  const bool good = config_where_read(&reader, where, &selection, where != NULL ? config_setting_name(where) : "", selected);
  if (arena.exhausted || reader.log.exhausted)
    status = WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory while selecting points");
  else if (!good)
    status =
        WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s", diagnostics.count > 0 ? diagnostics.messages[0] : "its selection is faulty");
  walras_diagnostics_clear(&diagnostics);
  config_arena_free(&arena);
  return status;
}

walras_status walras_points_select(const walras_experiment *experiment, const config_setting_t *where,
                                   const config_setting_t *also, int64_t **points, int64_t *count, walras_error *error) {
  bool *selected = malloc((size_t)experiment->points * sizeof *selected);
  bool *narrowed = malloc((size_t)experiment->points * sizeof *narrowed);
  *count = 0;
  *points = malloc((size_t)experiment->points * sizeof **points);
  walras_status status = WALRAS_OK;
  if (selected == NULL || narrowed == NULL || *points == NULL)
    status = WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory while selecting points");
  else
    status = mark_points(experiment, where, selected, error);
  if (status == WALRAS_OK)
    status = mark_points(experiment, also, narrowed, error);
  for (int64_t point = 0; status == WALRAS_OK && point < experiment->points; point++)
    if (selected[point] && narrowed[point])
      (*points)[(*count)++] = point;
  if (status == WALRAS_OK && *count == 0)
    status = WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "its two selections have no design point in common");
  free(selected);
  free(narrowed);
  if (status != WALRAS_OK) {
    free(*points);
    *points = NULL;
  }
  return status;
}
