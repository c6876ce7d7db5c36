/* Which design points a claim is about. */
#include <string.h>

#include "experiment/claims.h"

/* The values that one key of a `where` accepts. */
typedef struct condition {
  const walras_parameter *parameter; /* NULL = the grid's label */
  const config_value *values;
  const char *const *labels;
  int64_t count;
} condition;

static bool is_array(walras_type type) {
  return type == WALRAS_TYPE_INTEGER_ARRAY || type == WALRAS_TYPE_REAL_ARRAY || type == WALRAS_TYPE_STRING_ARRAY ||
         type == WALRAS_TYPE_REAL_LISTS;
}

static bool read_labels(config_reader *reader, const config_setting_t *setting, const char *name, condition *c) {
  const bool list = config_is_list(setting);
  const int count = list ? config_setting_length(setting) : 1;
  const char **labels = config_allocate(reader->arena, (size_t)count, sizeof *labels);
  bool good = labels != NULL;
  for (int i = 0; labels != NULL && i < count; i++)
    good &= config_read_string_value(reader, list ? config_setting_get_elem(setting, (unsigned)i) : setting,
                                     config_format(reader, "%s: label", name), &labels[i]);
  *c = (condition){.labels = labels, .count = count};
  return good;
}

static bool read_values(config_reader *reader, const config_selection *selection, const config_setting_t *setting,
                        const char *name, condition *c) {
  const char *key = config_setting_name(setting);
  const walras_parameter *parameter = config_parameter_find(selection->model, key);
  if (parameter == NULL) {
    config_report_parameter(reader, config_reader_place(reader, setting), selection->model, key);
    return false;
  }
  const bool list = config_is_list(setting) && !is_array(parameter->type);
  const int count = list ? config_setting_length(setting) : 1;
  config_value *values = config_allocate(reader->arena, (size_t)count, sizeof *values);
  const char *what = config_format(reader, "%s: parameter '%s'", name, parameter->name);
  bool good = values != NULL;
  for (int i = 0; values != NULL && i < count; i++)
    good &=
        config_value_read(reader, parameter, list ? config_setting_get_elem(setting, (unsigned)i) : setting, what, &values[i]);
  *c = (condition){.parameter = parameter, .values = values, .count = count};
  return good;
}

static bool accepts(const condition *c, const config_selection *selection, int64_t point) {
  bool accepted = false;
  config_value value;
  if (c->parameter != NULL)
    config_value_load(c->parameter, selection->parameters[point], &value);
  for (int64_t i = 0; i < c->count && !accepted; i++)
    accepted = c->parameter != NULL ? config_value_equal(c->parameter, &value, &c->values[i])
                                    : selection->labels != NULL && strcmp(selection->labels[point], c->labels[i]) == 0;
  return accepted;
}

static bool read_condition(config_reader *reader, const config_selection *selection, const config_setting_t *setting,
                           const char *name, condition *c) {
  return strcmp(config_setting_name(setting), "label") == 0 ? read_labels(reader, setting, name, c)
                                                            : read_values(reader, selection, setting, name, c);
}

bool config_where_read(config_reader *reader, const config_setting_t *where, const config_selection *selection, const char *name,
                       bool *selected) {
  const bool match = selection->parameters != NULL && selected != NULL;
  int64_t left = selection->points;
  for (int64_t p = 0; match && p < selection->points; p++)
    selected[p] = true;
  if (where == NULL)
    return true;
  if (config_is_fault(where))
    return false;
  if (!config_setting_is_group(where)) {
    config_report(&reader->log, config_reader_place(reader, where), "%s: expected a group { }, found %s", name,
                  config_found(reader, where));
    return false;
  }
  bool good = true;
  for (int i = 0; i < config_setting_length(where); i++) {
    const config_setting_t *setting = config_setting_get_elem(where, (unsigned)i);
    condition c;
    if (config_is_repeated(setting) || config_is_fault(setting))
      good = false;
    else if (!read_condition(reader, selection, setting, name, &c))
      good = false;
    else {
      left = 0;
      for (int64_t p = 0; match && p < selection->points; p++) {
        selected[p] = selected[p] && accepts(&c, selection, p);
        left += selected[p];
      }
    }
  }
  if (good && match && left == 0) {
    config_report(&reader->log, config_reader_place(reader, where), "%s selects no design point", name);
    return false;
  }
  return good;
}
