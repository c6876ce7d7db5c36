/* The built-in models, and those of shared objects given by --plugin. */
#include <dlfcn.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "experiment/nearest.h"
#include "models/models.h"

#define MODEL_ADDRESS(model) &model,
static const walras_model *const built_in[] = {WALRAS_MODELS(MODEL_ADDRESS)};
enum { BUILT_IN_COUNT = sizeof built_in / sizeof *built_in };

/* Opens one shared object and adds its model. A path without a slash means this folder, not the loader's search path. */
static bool load_plugin(const char *file, cli_registry *registry) {
  char *path = realpath(file, NULL);
  if (path == NULL) {
    cli_complain("plugin '%s' cannot be found", file);
    return false;
  }
  void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  free(path);
  if (handle == NULL) {
    cli_complain("plugin '%s' cannot be loaded: %s", file, dlerror());
    return false;
  }
  registry->handles[registry->handle_count++] = handle;
  walras_plugin_function function = NULL;
  *(void **)&function = dlsym(handle, WALRAS_PLUGIN_SYMBOL);
  const walras_model *model = function != NULL ? function() : NULL;
  if (model == NULL) {
    cli_complain("plugin '%s' has no function " WALRAS_PLUGIN_SYMBOL "() that returns a model", file);
    return false;
  }
  walras_error error = {0};
  if (walras_model_is_sound(model, &error) != WALRAS_OK) {
    cli_complain("plugin '%s': %s", file, error.message);
    return false;
  }
  for (int64_t i = 0; i < registry->list.count; i++) {
    if (strcmp(registry->models[i]->name, model->name) == 0) {
      cli_complain("plugin '%s': a model named '%s' exists already", file, model->name);
      return false;
    }
  }
  registry->models[registry->list.count++] = model;
  return true;
}

bool cli_registry_load(const cli_line *line, cli_registry *registry) {
  *registry = (cli_registry){0};
  int64_t plugins = 0;
  const char **files = cli_values(line, "--plugin", &plugins);
  registry->models = malloc((BUILT_IN_COUNT + (size_t)(plugins > 0 ? plugins : 0)) * sizeof *registry->models);
  registry->handles = malloc(((size_t)(plugins > 0 ? plugins : 0) + 1) * sizeof *registry->handles);
  bool ok = files != NULL && registry->models != NULL && registry->handles != NULL;
  if (!ok)
    cli_complain("out of memory");
  else {
    memcpy(registry->models, built_in, sizeof built_in);
    registry->list = (walras_model_list){.models = registry->models, .count = BUILT_IN_COUNT};
  }
  for (int64_t i = 0; ok && i < plugins; i++)
    ok = load_plugin(files[i], registry);
  free(files);
  if (!ok)
    cli_registry_free(registry);
  return ok;
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
