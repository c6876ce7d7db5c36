#include "experiment/claim_points.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const walras_parameter *find_parameter(const walras_model *model, const char *name) {
  for (int64_t i = 0; i < model->parameter_count; i++)
    if (strcmp(model->parameters[i].name, name) == 0)
      return &model->parameters[i];
  return NULL;
}

static double number_of(const walras_parameter *parameter, const void *values) {
  const char *field = (const char *)values + parameter->offset;
  switch (parameter->type) {
  case WALRAS_TYPE_INTEGER:
    return (double)*(const int64_t *)(const void *)field;
  case WALRAS_TYPE_REAL:
    return *(const double *)(const void *)field;
  case WALRAS_TYPE_BOOLEAN:
    return *(const bool *)(const void *)field ? 1.0 : 0.0;
  default:
    return NAN;
  }
}

double walras_point_number(const walras_experiment *experiment, int64_t point, const char *name) {
  const walras_parameter *parameter = find_parameter(experiment->model, name);
  return parameter != NULL ? number_of(parameter, experiment->parameters[point]) : NAN;
}

static bool number_equals(double value, const config_setting_t *setting) {
  switch (config_setting_type(setting)) {
  case CONFIG_TYPE_INT:
    return value == (double)config_setting_get_int(setting);
  case CONFIG_TYPE_INT64:
    return value == (double)config_setting_get_int64(setting);
  case CONFIG_TYPE_FLOAT:
    return value == config_setting_get_float(setting);
  case CONFIG_TYPE_BOOL:
    return value == (config_setting_get_bool(setting) ? 1.0 : 0.0);
  case CONFIG_TYPE_STRING:
    return isinf(value) && value > 0 && strcmp(config_setting_get_string(setting), "inf") == 0;
  default:
    return false;
  }
}

/* A path is compared as it was written, which is how its resolved form ends. */
static bool path_equals(const char *path, const char *written) {
  const size_t length = strlen(path), tail = strlen(written);
  return length >= tail && strcmp(path + length - tail, written) == 0 &&
         (length == tail || tail == 0 || path[length - tail - 1] == '/');
}

static bool word_equals(const walras_parameter *parameter, const void *values, const config_setting_t *setting) {
  const char *text = config_setting_get_string(setting);
  const char *field = (const char *)values + parameter->offset;
  if (text == NULL)
    return false;
  if (parameter->type == WALRAS_TYPE_ENUMERATION)
    return strcmp(parameter->words[*(const int *)(const void *)field], text) == 0;
  if (parameter->type == WALRAS_TYPE_STRING)
    return strcmp(*(const char *const *)(const void *)field, text) == 0;
  return parameter->type == WALRAS_TYPE_PATH && path_equals(*(const char *const *)(const void *)field, text);
}

static bool entry_matches(const walras_experiment *experiment, int64_t point, const config_setting_t *entry) {
  const char *name = config_setting_name(entry);
  if (strcmp(name, "label") == 0) {
    const char *label = experiment->point_labels != NULL ? experiment->point_labels[point] : NULL;
    const char *wanted = config_setting_get_string(entry);
    return label != NULL && wanted != NULL && strcmp(label, wanted) == 0;
  }
  const walras_parameter *parameter = find_parameter(experiment->model, name);
  if (parameter == NULL)
    return false;
  const double number = number_of(parameter, experiment->parameters[point]);
  return isnan(number) ? word_equals(parameter, experiment->parameters[point], entry) : number_equals(number, entry);
}

bool walras_point_matches(const walras_experiment *experiment, int64_t point, const config_setting_t *where) {
  for (int i = 0; where != NULL && i < config_setting_length(where); i++)
    if (!entry_matches(experiment, point, config_setting_get_elem(where, (unsigned)i)))
      return false;
  return true;
}

walras_status walras_points_select(const walras_experiment *experiment, const config_setting_t *where, int64_t **points,
                                   int64_t *count, walras_error *error) {
  *count = 0;
  *points = malloc((size_t)experiment->points * sizeof **points);
  if (*points == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory while selecting points");
  for (int64_t point = 0; point < experiment->points; point++)
    if (walras_point_matches(experiment, point, where))
      (*points)[(*count)++] = point;
  if (*count > 0)
    return WALRAS_OK;
  free(*points);
  *points = NULL;
  return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "no design point matches its selection");
}
