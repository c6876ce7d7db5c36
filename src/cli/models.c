/* walras models: one line per model, by family. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

static int by_family_then_name(const void *left, const void *right) {
  const walras_model *a = *(const walras_model *const *)left;
  const walras_model *b = *(const walras_model *const *)right;
  const int family = strcmp(a->family, b->family);
  return family != 0 ? family : strcmp(a->name, b->name);
}

int cli_models(const cli_line *line) {
  cli_registry registry;
  if (!cli_registry_load(line, &registry))
    return CLI_USAGE;
  qsort((void *)registry.models, (size_t)registry.list.count, sizeof *registry.models, by_family_then_name);
  const char *family = "";
  for (int64_t i = 0; i < registry.list.count; i++) {
    const walras_model *model = registry.models[i];
    if (strcmp(family, model->family) != 0)
      printf("%s%s\n", i > 0 ? "\n" : "", model->family);
    family = model->family;
    printf("  %-24s %s\n", model->name, model->title);
  }
  cli_registry_free(&registry);
  return CLI_OK;
}
