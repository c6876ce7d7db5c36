/* A model's parameters without a config: every default in place. */
#include <stdlib.h>
#include <string.h>

#include "experiment/experiment.h"
#include "experiment/points.h"

struct walras_parameters {
  config_arena arena;
};

/* Reads "name=value" settings. False after a report. */
static bool read_settings(config_reader *reader, const walras_model *model, const char *const *settings, int64_t count,
                          config_assignments *given) {
  bool good = true;
  given->values = config_allocate(reader->arena, (size_t)count, sizeof *given->values);
  for (int64_t i = 0; given->values != NULL && i < count; i++) {
    const char *equals = strchr(settings[i], '=');
    const config_place place = {.file = settings[i]};
    if (equals == NULL) {
      config_report(&reader->log, place, "expected NAME=VALUE");
      good = false;
      continue;
    }
    const char *name = config_format(reader, "%.*s", (int)(equals - settings[i]), settings[i]);
    const walras_parameter *parameter = config_parameter_find(model, name);
    if (parameter == NULL) {
      config_report_parameter(reader, place, model, name);
      good = false;
      continue;
    }
    config_assignment *assignment = &given->values[given->count];
    *assignment = (config_assignment){.parameter = parameter - model->parameters, .place = place};
    if (config_value_parse(reader, parameter, equals + 1, settings[i], &assignment->value))
      given->count++;
    else
      good = false;
  }
  return good && given->values != NULL;
}

walras_status walras_parameters_default(const walras_model *model, const char *const *settings, int64_t setting_count,
                                        walras_parameters **owned, const void **parameters, walras_error *error) {
  walras_diagnostics diagnostics = {0};
  *owned = calloc(1, sizeof **owned);
  *parameters = NULL;
  if (*owned == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "no memory for the parameters of model '%s'", model->name);
  config_arena *arena = &(*owned)->arena;
  char *folder = realpath(".", NULL);
  config_reader reader = {.arena = arena,
                          .log = {.diagnostics = &diagnostics},
                          .folder = folder != NULL ? config_copy(arena, folder, strlen(folder)) : ""};
  free(folder);
  config_assignments given = {0};
  config_sweep sweep = {0};
  config_points points = {0};
  const config_place place = {.file = model->name};
  const bool good = config_sweep_read(&reader, model, NULL, place, &sweep) &&
                    read_settings(&reader, model, settings, setting_count, &given) &&
                    config_points_build(&reader, model, &given, place, 0, &sweep, &points);
  walras_status status = WALRAS_OK;
  if (arena->exhausted || reader.log.exhausted)
    status = WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "no memory for the parameters of model '%s'", model->name);
  else if (!good)
    status = WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s", diagnostics.count > 0 ? diagnostics.messages[0] : model->name);
  else
    *parameters = points.parameters[0];
  walras_diagnostics_clear(&diagnostics);
  if (status != WALRAS_OK) {
    walras_parameters_destroy(*owned);
    *owned = NULL;
  }
  return status;
}

void walras_parameters_destroy(walras_parameters *owned) {
  if (owned == NULL)
    return;
  config_arena_free(&owned->arena);
  free(owned);
}
