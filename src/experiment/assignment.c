#include "experiment/assignment.h"

const config_assignment *config_assignments_find(const config_assignments *assignments, int64_t parameter) {
  for (int64_t i = 0; i < assignments->count; i++)
    if (assignments->values[i].parameter == parameter)
      return &assignments->values[i];
  return NULL;
}

bool config_assignments_read(config_reader *reader, const walras_model *model, const config_setting_t *group, const char *where,
                             config_assignments *assignments) {
  const int count = config_setting_length(group);
  config_assignment *values = config_allocate(reader->arena, (size_t)count, sizeof *values);
  *assignments = (config_assignments){.values = values};
  bool good = values != NULL;
  for (int i = 0; values != NULL && i < count; i++) {
    const config_setting_t *setting = config_setting_get_elem(group, (unsigned)i);
    if (config_is_repeated(setting))
      continue;
    const char *name = config_setting_name(setting);
    const config_place place = config_reader_place(reader, setting);
    const walras_parameter *parameter = config_parameter_find(model, name);
    if (parameter == NULL) {
      config_report_parameter(reader, place, model, name);
      good = false;
      continue;
    }
    config_assignment assignment = {.parameter = parameter - model->parameters, .place = place};
    if (config_assignments_find(assignments, assignment.parameter) != NULL) {
      config_report(&reader->log, place, "duplicate key '%s': it is another name of '%s', which %s gives already", name,
                    parameter->name, where);
      good = false;
    } else if (config_value_read(reader, parameter, setting, config_format(reader, "parameter '%s'", parameter->name),
                                 &assignment.value))
      values[assignments->count++] = assignment;
    else
      good = false;
  }
  return good;
}
