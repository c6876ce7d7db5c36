#include "cli/stored.h"

#include <stdlib.h>
#include <string.h>

#include "cli/load.h"
#include "experiment/shard.h"

/* The resolved experiment, its run settings and the sources of its numbers as one config text; NULL after a message. `shard`: NULL without. */
static char *stored_text(const char *path, char **folder, char **shard) {
  walras_error error = {0};
  walras_store_reader *reader = NULL;
  if (walras_store_reader_open(path, &reader, &error) != WALRAS_OK) {
    cli_complain_error(&error);
    return NULL;
  }
  char *experiment = walras_store_text(reader, "experiment"), *run = walras_store_text(reader, "run_settings"),
       *sources = walras_store_text(reader, "sources");
  *folder = walras_store_text(reader, "config_folder");
  *shard = walras_store_text(reader, "shard");
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

static bool take_shard(const char *path, const char *text, walras_experiment *experiment) {
  walras_part part;
  walras_error error = {0};
  if (!walras_part_parse(text, &part))
    cli_complain("%s does not say which shard of its experiment it is", path);
  else if (walras_shard_take(experiment, &part, &error) == WALRAS_OK)
    return true;
  else
    cli_complain("%s: %s", path, error.message);
  return false;
}

bool cli_load_stored(const cli_line *line, const char *path, const walras_model_list *models, walras_experiment **experiment) {
  walras_overrides overrides;
  if (!cli_overrides(line, &overrides))
    return false;
  char *folder = NULL, *shard = NULL, *text = stored_text(path, &folder, &shard);
  walras_diagnostics diagnostics = {0};
  bool ok =
      text != NULL && walras_experiment_parse(text, path, folder, models, &overrides, experiment, &diagnostics) == WALRAS_OK;
  if (text != NULL && !ok)
    cli_print_diagnostics(&diagnostics);
  if (ok && shard != NULL && !take_shard(path, shard, *experiment)) {
    walras_experiment_destroy(*experiment);
    *experiment = NULL;
    ok = false;
  }
  free(text);
  free(folder);
  free(shard);
  free((void *)overrides.settings);
  return ok;
}

const walras_part *cli_stored_part(const walras_store_reader *reader, walras_part *part) {
  char *text = walras_store_text(reader, "shard");
  const bool is_part = text != NULL && walras_part_parse(text, part);
  free(text);
  if (!is_part)
    return NULL;
  const walras_window window = walras_part_window(part);
  const bool fits = window.points == walras_store_points(reader) && window.replications == walras_store_replications(reader);
  return fits ? part : NULL;
}

bool cli_is_whole(const cli_line *line, const walras_experiment *e, const char *reason) {
  if (e->part.count > 0)
    cli_complain("%s: %s is shard %lld of %lld of its experiment, and %s; walras merge joins the shards", line->command->name,
                 line->operands[0], (long long)e->part.number, (long long)e->part.count, reason);
  return e->part.count == 0;
}
