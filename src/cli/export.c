/* walras export STORE --ro-crate DIR: the store with its config, inputs and provenance, for an archive. */
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/crate.h"
#include "cli/run_log.h"
#include "cli/stored.h"
#include "experiment/printable.h"
#include "experiment/text.h"
#include "store/digest.h"
#include "store/lock.h"
#include "store/read.h"
#include "store/store.h"

typedef struct trial_counts {
  int64_t pending, done, failed;
} trial_counts;

/* Everything between the store and the finished folder. */
typedef struct exporting {
  const cli_line *line;
  const char *path;
  walras_store_reader *reader;
  const walras_experiment *experiment;
  trial_counts counts;
  cJSON *sessions;
  char *config;
  crate_folder folder;
  crate_part *parts;
  int64_t part_count;
  char summary[1024], digest[WALRAS_DIGEST_SIZE], agent[256], agent_uri[256], license[512];
} exporting;

/* ---- the store ---- */

static walras_status count_trials(exporting *x, walras_error *error) {
  const int64_t points = walras_store_points(x->reader), replications = walras_store_replications(x->reader);
  uint8_t *status = malloc((size_t)replications + 1);
  walras_status result = status != NULL ? WALRAS_OK : WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory");
  for (int64_t point = 0; result == WALRAS_OK && point < points; point++) {
    result = walras_store_read_bytes(x->reader, "/trials/status", point, 1, status, error);
    for (int64_t i = 0; result == WALRAS_OK && i < replications; i++) {
      x->counts.pending += status[i] == WALRAS_TRIAL_PENDING;
      x->counts.done += status[i] == WALRAS_TRIAL_DONE;
      x->counts.failed += status[i] == WALRAS_TRIAL_FAILED;
    }
  }
  free(status);
  return result;
}

/* What the experiment is and how far it came. */
static void summarise(exporting *x) {
  const walras_experiment *e = x->experiment;
  const char *about = e->description;
  const size_t length = strlen(about);
  const char *joint = length == 0 ? "" : strchr(".?!", about[length - 1]) != NULL ? " " : ". ";
  char others[96] = "";
  if (x->counts.failed + x->counts.pending > 0)
    snprintf(others, sizeof others, ", %lld failed, %lld pending", (long long)x->counts.failed, (long long)x->counts.pending);
  snprintf(
      x->summary, sizeof x->summary,
      "%.500s%sAn experiment of walras with the model %.100s: %lld design points, up to %lld replications, %lld trials done%s.",
      about, joint, e->model->name, (long long)e->points, (long long)e->replications, (long long)x->counts.done, others);
  config_make_printable(x->summary); /* the cut may go through a letter */
}

/* A store that may still change is no record. */
static walras_status check_store(exporting *x, walras_error *error) {
  char holder[320];
  if (walras_lock_holder(x->path, holder, sizeof holder))
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s is being written by %s: wait for its end, or walras stop it", x->path,
                       holder);
  const walras_status status = count_trials(x, error);
  if (status != WALRAS_OK)
    return status;
  if (cli_has(x->line, "--link") && x->counts.pending + x->counts.failed > 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT,
                       "%s has %lld trials that a resume would run, in the linked file too: leave out --link to copy it", x->path,
                       (long long)(x->counts.pending + x->counts.failed));
  x->sessions = cli_run_log_sessions(x->reader);
  x->config = walras_store_text(x->reader, "config");
  if (x->sessions == NULL || x->config == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "%s: its config cannot be read", x->path);
  if (cJSON_GetArraySize(x->sessions) == 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s holds no record of a run: there is nothing to say how it came about",
                       x->path);
  summarise(x);
  return WALRAS_OK;
}

/* What the line says of the crate: a licence, and an agent as "NAME" or "NAME <URI>". */
static walras_status read_words(exporting *x, walras_error *error) {
  const char *agent = cli_value(x->line, "--agent"), *license = cli_value(x->line, "--license");
  if (license != NULL && strlen(license) >= sizeof x->license - sizeof "https://spdx.org/licenses/")
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "--license is too long (%zu bytes)", strlen(license));
  /* One word is an identifier of SPDX's list. */
  const bool identifier = license != NULL && license[0] != '\0' && strpbrk(license, " /:") == NULL;
  snprintf(x->license, sizeof x->license, "%s%s", identifier ? "https://spdx.org/licenses/" : "", license != NULL ? license : "");
  config_make_printable(x->license);
  if (agent == NULL)
    return WALRAS_OK;
  const size_t name = strcspn(agent, "<");
  const char *rest = agent + name;
  const size_t uri = strlen(rest) > 2 ? strlen(rest) - 2 : 0;
  const bool shaped = *rest == '\0' || (rest[strlen(rest) - 1] == '>' && strstr(rest, "://") != NULL);
  if (name == 0 || name >= sizeof x->agent || uri >= sizeof x->agent_uri || !shaped)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "--agent must be NAME or \"NAME <URI>\", but is '%s'", agent);
  snprintf(x->agent, sizeof x->agent, "%.*s", (int)name, agent);
  for (size_t end = name; end > 0 && x->agent[end - 1] == ' '; end--)
    x->agent[end - 1] = '\0';
  snprintf(x->agent_uri, sizeof x->agent_uri, "%.*s", (int)uri, *rest != '\0' ? rest + 1 : "");
  config_make_printable(x->agent);
  config_make_printable(x->agent_uri);
  return WALRAS_OK;
}

/* ---- the files ---- */

/* A free name like `wanted`, but for those that the crate's own files have. */
static char *choose_name(const exporting *x, const char *wanted, walras_error *error) {
  static const char *const own[] = {"config.cfg", "resolved.cfg", "README.md", "ro-crate-metadata.json", "ro-crate-preview.html"};
  char *moved = NULL, *name = NULL;
  bool taken = false;
  for (size_t i = 0; i < sizeof own / sizeof *own; i++)
    taken |= strcmp(wanted, own[i]) == 0;
  if (!taken)
    name = crate_folder_free_name(&x->folder, wanted);
  else if (asprintf(&moved, "/%s", wanted) >= 0) /* a path from outside gets a name of its own */
    name = crate_folder_free_name(&x->folder, moved);
  free(moved);
  if (name == NULL)
    WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory");
  return name;
}

/* The last file of the folder becomes a part, with its `original`. */
static walras_status add_part(exporting *x, crate_part part, walras_error *error) {
  crate_part *parts = realloc(x->parts, ((size_t)x->part_count + 1) * sizeof *parts);
  if (parts == NULL) {
    free(part.original);
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the crate's list of files");
  }
  x->parts = parts;
  part.file = x->folder.file_count - 1;
  parts[x->part_count++] = part;
  return WALRAS_OK;
}

static walras_status add_store(exporting *x, walras_error *error) {
  const char *slash = strrchr(x->path, '/');
  char *name = choose_name(x, slash != NULL ? slash + 1 : x->path, error);
  if (name == NULL)
    return WALRAS_ERROR_MEMORY;
  walras_status status = crate_folder_add_file(&x->folder, name, x->path, cli_has(x->line, "--link"), error);
  if (status == WALRAS_OK)
    status = add_part(x,
                      (crate_part){.description = "The store: every result, and how to read it",
                                   .format = "application/x-hdf5",
                                   .written = true},
                      error);
  char *path = status == WALRAS_OK ? crate_folder_path(&x->folder, name) : NULL;
  if (path != NULL) /* of what the folder holds, not of what it was copied from */
    status = walras_store_digest(path, x->digest, error);
  else if (status == WALRAS_OK)
    status = WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory");
  free(path);
  free(name);
  return status;
}

static walras_status add_configs(exporting *x, walras_error *error) {
  const walras_experiment *e = x->experiment;
  walras_status status = crate_folder_add_text(&x->folder, "config.cfg", x->config, error);
  if (status == WALRAS_OK)
    status =
        add_part(x, (crate_part){.description = "The config as it was written", .format = "text/plain", .read = true}, error);
  config_text text = {0};
  config_text_add(&text, "%s%s%s", e->resolved_text, e->run_text, e->sources_text);
  char *resolved = config_text_take(&text);
  if (status == WALRAS_OK)
    status = resolved != NULL ? crate_folder_add_text(&x->folder, "resolved.cfg", resolved, error)
                              : WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory");
  free(resolved);
  if (status == WALRAS_OK)
    status = add_part(
        x,
        (crate_part){.description = "The experiment as it was run: every value, also those of defaults and the command line",
                     .format = "text/plain"},
        error);
  return status;
}

static const char *media_type(const char *name) {
  static const char *const types[][2] = {{".json", "application/json"},
                                         {".csv", "text/csv"},
                                         {".txt", "text/plain"},
                                         {".cfg", "text/plain"},
                                         {".h5", "application/x-hdf5"}};
  const char *dot = strrchr(name, '.');
  for (size_t i = 0; dot != NULL && i < sizeof types / sizeof *types; i++)
    if (strcmp(dot, types[i][0]) == 0)
      return types[i][1];
  return "application/octet-stream";
}

/* A file below the config's folder keeps its place there, so that the configs find it in the crate. */
static walras_status add_input(exporting *x, const char *path, walras_error *error) {
  const char *folder = x->experiment->config_folder;
  const size_t length = strlen(folder);
  const bool below = strncmp(path, folder, length) == 0 && path[length] == '/';
  char *name = choose_name(x, below ? path + length + 1 : path, error), *original = NULL;
  if (name == NULL)
    return WALRAS_ERROR_MEMORY;
  walras_status status = crate_folder_add_file(&x->folder, name, path, false, error);
  if (status == WALRAS_OK && !(below && strcmp(name, path + length + 1) == 0)) {
    original = strdup(path);
    if (original != NULL)
      config_make_printable(original);
  }
  if (status == WALRAS_OK)
    status = add_part(
        x,
        (crate_part){
            .description = "A file that the experiment reads", .format = media_type(name), .read = true, .original = original},
        error);
  free(name);
  return status;
}

/* Every value of a PATH parameter, once. */
static walras_status add_inputs(exporting *x, walras_error *error) {
  const walras_experiment *e = x->experiment;
  const char **seen = NULL;
  int64_t count = 0;
  walras_status status = WALRAS_OK;
  for (int64_t p = 0; p < e->model->parameter_count; p++) {
    if (e->model->parameters[p].type != WALRAS_TYPE_PATH)
      continue;
    for (int64_t point = 0; status == WALRAS_OK && point < e->points; point++) {
      const char *path = NULL;
      memcpy(&path, (const char *)e->parameters[point] + e->model->parameters[p].offset, sizeof path);
      int64_t i = 0;
      while (i < count && strcmp(seen[i], path) != 0)
        i++;
      if (path[0] == '\0' || i < count)
        continue;
      const char **grown = realloc(seen, ((size_t)count + 1) * sizeof *seen);
      if (grown == NULL) {
        status = WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory");
        break;
      }
      seen = grown;
      seen[count++] = path;
      status = add_input(x, path, error);
    }
  }
  free(seen);
  return status;
}

static void make_lines_printable(char *text) {
  for (char *line = text, *end; *line != '\0'; line = end) {
    end = line + strcspn(line, "\n");
    const char behind = *end;
    *end = '\0';
    config_make_printable(line);
    *end = behind;
    end += behind != '\0';
  }
}

static walras_status add_readme(exporting *x, walras_error *error) {
  const walras_experiment *e = x->experiment;
  const char *store = x->folder.files[x->parts[0].file].name;
  config_text text = {0};
  config_text_add(&text, "# %s\n\n%s\n\nReference: %s\n\n| file | what it is |\n|---|---|\n", e->name, x->summary,
                  e->model->reference);
  for (int64_t i = 0; i < x->part_count; i++)
    config_text_add(&text, "| `%s` | %s |\n", x->folder.files[x->parts[i].file].name, x->parts[i].description);
  config_text_add(
      &text,
      "| `ro-crate-metadata.json` | how it came about: programs, runs, sizes and SHA-256 of the files (RO-Crate 1.1, Process "
      "Run Crate 0.5) |\n\nDigest of the results: `%s`\n\n```sh\nwalras digest '%s'\n",
      x->digest, store);
  if (e->claim_count > 0)
    config_text_add(&text, "walras verify '%s'          # the claims and their verdicts\n", store);
  config_text_add(&text, "walras run resolved.cfg --output again.h5\nwalras diff '%s' again.h5     # 0 differences\n```\n",
                  store);
  char *readme = config_text_take(&text);
  if (readme != NULL)
    make_lines_printable(readme);
  walras_status status = readme != NULL ? crate_folder_add_text(&x->folder, "README.md", readme, error)
                                        : WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory");
  free(readme);
  return status == WALRAS_OK ? add_part(x, (crate_part){.description = "What this is", .format = "text/markdown"}, error)
                             : status;
}

/* Last: a folder without it is no crate. */
static walras_status add_metadata(exporting *x, walras_error *error) {
  const crate_input input = {.folder = &x->folder,
                             .parts = x->parts,
                             .part_count = x->part_count,
                             .store = 0,
                             .experiment = x->experiment,
                             .sessions = x->sessions,
                             .digest = x->digest,
                             .summary = x->summary,
                             .license = x->license[0] != '\0' ? x->license : NULL,
                             .agent = x->agent[0] != '\0' ? x->agent : NULL,
                             .agent_uri = x->agent_uri[0] != '\0' ? x->agent_uri : NULL};
  char *metadata = crate_metadata(&input);
  const walras_status status = metadata != NULL
                                   ? crate_folder_add_text(&x->folder, "ro-crate-metadata.json", metadata, error)
                                   : WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the crate's description");
  free(metadata);
  return status;
}

static walras_status begin_folder(exporting *x, walras_error *error) {
  return crate_folder_begin(cli_value(x->line, "--ro-crate"), &x->folder, error);
}

static walras_status finish_folder(exporting *x, walras_error *error) {
  return crate_folder_finish(&x->folder, error);
}

typedef walras_status (*export_step)(exporting *x, walras_error *error);

static walras_status build(exporting *x, walras_error *error) {
  static const export_step steps[] = {check_store, read_words, begin_folder, add_store,    add_configs,
                                      add_inputs,  add_readme, add_metadata, finish_folder};
  walras_status status = WALRAS_OK;
  for (size_t i = 0; status == WALRAS_OK && i < sizeof steps / sizeof *steps; i++)
    status = steps[i](x, error);
  return status;
}

static int export_crate(const cli_line *line, const walras_experiment *experiment) {
  exporting x = {.line = line, .path = line->operands[0], .experiment = experiment};
  walras_error error = {0};
  walras_status status = walras_store_reader_open(x.path, &x.reader, &error);
  if (status == WALRAS_OK)
    status = build(&x, &error);
  if (status == WALRAS_OK)
    printf("%s: %lld files, digest %s\n", cli_value(line, "--ro-crate"), (long long)x.folder.file_count, x.digest);
  else
    cli_complain_error(&error);
  crate_folder_free(&x.folder);
  for (int64_t i = 0; i < x.part_count; i++)
    free(x.parts[i].original);
  free(x.parts);
  free(x.config);
  cJSON_Delete(x.sessions);
  walras_store_reader_close(x.reader);
  return status == WALRAS_OK ? CLI_OK : status == WALRAS_ERROR_IO || status == WALRAS_ERROR_MEMORY ? CLI_FAILED : CLI_USAGE;
}

int cli_export(const cli_line *line) {
  cli_registry registry;
  walras_experiment *experiment = NULL;
  if (!cli_has(line, "--ro-crate")) {
    cli_complain("export: name a format and where to write it: --ro-crate DIR");
    return CLI_USAGE;
  }
  if (!cli_registry_load(line, &registry))
    return CLI_USAGE;
  int code = CLI_USAGE;
  if (cli_load_stored(line, line->operands[0], &registry.list, &experiment) &&
      cli_is_whole(line, experiment, "an archive holds all of it"))
    code = export_crate(line, experiment);
  walras_experiment_destroy(experiment);
  cli_registry_free(&registry);
  return code;
}
