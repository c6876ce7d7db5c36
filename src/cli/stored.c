#include "cli/stored.h"

#include <stdlib.h>
#include <string.h>

#include "cli/load.h"
#include "store/read.h"

/* The resolved experiment, its run settings and the sources of its numbers as one config text; NULL after a message. */
static char *stored_text(const char *path, char **folder) {
  walras_error error = {0};
  walras_store_reader *reader = NULL;
  if (walras_store_reader_open(path, &reader, &error) != WALRAS_OK) {
    cli_complain_error(&error);
    return NULL;
  }
  char *experiment = walras_store_text(reader, "experiment"), *run = walras_store_text(reader, "run_settings"),
       *sources = walras_store_text(reader, "sources");
  *folder = walras_store_text(reader, "config_folder");
  walras_store_reader_close(reader);
  char *text = NULL;
  if (experiment != NULL && run != NULL && *folder != NULL) {
    const char *documented = sources != NULL ? sources : "";
    const size_t bytes = strlen(experiment) + strlen(run) + strlen(documented) + 3;
    text = malloc(bytes);
    if (text != NULL)
      snprintf(text, bytes, "%s\n%s\n%s", experiment, run, documented);
  }
  if (text == NULL)
    cli_complain("%s holds no experiment that could be read", path);
  free(experiment);
  free(run);
  free(sources);
  return text;
}

bool cli_load_stored(const cli_line *line, const char *path, const walras_model_list *models, walras_experiment **experiment) {
  walras_overrides overrides;
  if (!cli_overrides(line, &overrides))
    return false;
  char *folder = NULL, *text = stored_text(path, &folder);
  walras_diagnostics diagnostics = {0};
  const bool ok =
      text != NULL && walras_experiment_parse(text, path, folder, models, &overrides, experiment, &diagnostics) == WALRAS_OK;
  if (text != NULL && !ok)
    cli_print_diagnostics(&diagnostics);
  free(text);
  free(folder);
  free((void *)overrides.settings);
  return ok;
}
