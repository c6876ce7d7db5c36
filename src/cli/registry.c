/* The built-in models, and those of shared objects given by --plugin. */
#include <dlfcn.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "experiment/nearest.h"
#include "models/models.h"
#include "numerics/probe/probe.h"

#define MODEL_ADDRESS(model) &model,
static const walras_model *const built_in[] = {WALRAS_MODELS(MODEL_ADDRESS)};
enum { BUILT_IN_COUNT = sizeof built_in / sizeof *built_in };

/* Opens one shared object and adds its model. A path without a slash means this folder, not the loader's search path. */
static walras_status load_plugin(const char *file, cli_registry *registry, walras_error *error) {
  char *path = realpath(file, NULL);
  if (path == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "plugin '%s' cannot be found", file);
  uint64_t before[WALRAS_PROBE_PARTS], after[WALRAS_PROBE_PARTS];
  walras_probe(before);
  void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  free(path);
  if (handle == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "plugin '%s' cannot be loaded: %s", file, dlerror());
  registry->handles[registry->handle_count++] = handle;
  walras_probe(after);
  if (walras_probe_compare(before, after, NULL, 0) > 0)
    return WALRAS_FAIL(
        error, WALRAS_ERROR_INPUT,
        "plugin '%s' changes the arithmetic of every model, like flushing subnormal numbers to zero: build and link it "
        "without -ffast-math",
        file);
  walras_plugin_function function = NULL;
  *(void **)&function = dlsym(handle, WALRAS_PLUGIN_SYMBOL);
  const walras_model *model = function != NULL ? function() : NULL;
  if (model == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "plugin '%s' has no function " WALRAS_PLUGIN_SYMBOL "() that returns a model",
                       file);
  walras_error unsound = {0};
  if (walras_model_is_sound(model, &unsound) != WALRAS_OK)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "plugin '%s': %.400s", file, unsound.message);
  for (int64_t i = 0; i < registry->list.count; i++)
    if (strcmp(registry->models[i]->name, model->name) == 0)
      return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "plugin '%s': a model named '%s' exists already", file, model->name);
  registry->models[registry->list.count++] = model;
  return WALRAS_OK;
}

walras_status cli_registry_open(const cli_line *line, cli_registry *registry, walras_error *error) {
  *registry = (cli_registry){0};
  int64_t plugins = 0;
  const char **files = cli_values(line, "--plugin", &plugins);
  registry->models = malloc((BUILT_IN_COUNT + (size_t)(plugins > 0 ? plugins : 0)) * sizeof *registry->models);
  registry->handles = malloc(((size_t)(plugins > 0 ? plugins : 0) + 1) * sizeof *registry->handles);
  walras_status status = WALRAS_OK;
  if (files == NULL || registry->models == NULL || registry->handles == NULL) {
    status = WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory");
  } else {
    memcpy(registry->models, built_in, sizeof built_in);
    registry->list = (walras_model_list){.models = registry->models, .count = BUILT_IN_COUNT};
  }
  for (int64_t i = 0; status == WALRAS_OK && i < plugins; i++)
    status = load_plugin(files[i], registry, error);
  free(files);
  if (status != WALRAS_OK)
    cli_registry_free(registry);
  return status;
}

bool cli_registry_load(const cli_line *line, cli_registry *registry) {
  walras_error error = {0};
  if (cli_registry_open(line, registry, &error) == WALRAS_OK)
    return true;
  cli_complain_error(&error);
  return false;
}

void cli_registry_free(cli_registry *registry) {
  for (int64_t i = 0; i < registry->handle_count; i++)
    dlclose(registry->handles[i]);
  free(registry->handles);
  free(registry->models);
  *registry = (cli_registry){0};
}

const walras_model *cli_find_model(const cli_registry *registry, const char *name) {
  for (int64_t i = 0; i < registry->list.count; i++)
    if (strcmp(registry->models[i]->name, name) == 0)
      return registry->models[i];
  const char **names = malloc((size_t)registry->list.count * sizeof *names);
  const char *nearest = NULL;
  if (names != NULL) {
    for (int64_t i = 0; i < registry->list.count; i++)
      names[i] = registry->models[i]->name;
    nearest = walras_nearest(name, names, registry->list.count);
  }
  if (nearest != NULL)
    cli_complain("unknown model '%s'; did you mean '%s'?", name, nearest);
  else
    cli_complain("unknown model '%s'; walras models lists them", name);
  free(names);
  return NULL;
}
