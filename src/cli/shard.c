#include "cli/shard.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "experiment/shard.h"

/* "3/8" of plain digits. */
static bool read_fraction(const char *text, cli_shard *shard) {
  char *slash = NULL, *end = NULL;
  if (!isdigit((unsigned char)text[0]))
    return false;
  shard->number = strtoll(text, &slash, 10);
  if (*slash != '/' || !isdigit((unsigned char)slash[1]))
    return false;
  shard->count = strtoll(slash + 1, &end, 10);
  return *end == '\0' && shard->number >= 1 && shard->number <= shard->count && shard->count <= WALRAS_SHARDS_MOST;
}

bool cli_shard_parse(const cli_line *line, cli_shard *shard) {
  const char *text = cli_value(line, "--shard");
  *shard = (cli_shard){0};
  if (text == NULL)
    return true;
  if (!read_fraction(text, shard)) {
    cli_complain("%s: option --shard must be k/K with k from 1 to K, and K at most %d, as 3/8, but is '%s'", line->command->name,
                 WALRAS_SHARDS_MOST, text);
    return false;
  }
  if (cli_has(line, "--only"))
    cli_complain("%s: --shard and --only exclude each other", line->command->name);
  return !cli_has(line, "--only");
}

bool cli_shard_take(const cli_shard *shard, walras_experiment *experiment) {
  walras_error error = {0};
  walras_part part;
  if (shard->count == 0)
    return true;
  walras_status status = walras_shard_cut(experiment, shard->number, shard->count, &part, &error);
  if (status == WALRAS_OK)
    status = walras_shard_take(experiment, &part, &error);
  if (status != WALRAS_OK)
    cli_complain_error(&error);
  return status == WALRAS_OK;
}

char *cli_shard_store(const cli_line *line, const walras_experiment *e) {
  const char *output = cli_value(line, "--output"), *path = output != NULL ? output : e->store_path;
  const size_t bytes = strlen(path) + 64;
  char *store = malloc(bytes);
  if (store == NULL) {
    cli_complain("out of memory");
    return NULL;
  }
  const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path, *dot = strrchr(name, '.');
  const char *extension = dot != NULL && dot > name ? dot : name + strlen(name);
  if (output != NULL || e->part.count == 0)
    strcpy(store, path);
  else
    snprintf(store, bytes, "%.*s.%lld-of-%lld%s", (int)(extension - path), path, (long long)e->part.number,
             (long long)e->part.count, extension);
  return store;
}
