#include "experiment/settings.h"

#include <math.h>
#include <string.h>

enum { MOST_THREADS = 4096 };

static const char *const all_or_none[] = {"all", "none", NULL};

static void report_missing(config_reader *reader, config_place place, const char *what, bool *good) {
  config_report(&reader->log, place, "%s is missing", what);
  *good = false;
}

/* A text that must be there and say something. */
static const char *read_required(config_reader *reader, const config_setting_t *group, const char *key, bool *good) {
  const config_setting_t *setting = config_setting_get_member(group, key);
  const char *what = config_format(reader, "experiment.%s", key), *text = NULL;
  if (setting == NULL)
    report_missing(reader, config_reader_place(reader, group), what, good);
  else if (!config_read_string_value(reader, setting, what, &text))
    *good = false;
  else if (text[0] == '\0') {
    config_report(&reader->log, config_reader_place(reader, setting), "%s is empty", what);
    *good = false;
  }
  return text;
}

static void find_model(config_reader *reader, const config_setting_t *group, const walras_model_list *models, config_settings *s,
                       bool *good) {
  s->model_name = read_required(reader, group, "model", good);
  if (s->model_name == NULL || s->model_name[0] == '\0')
    return;
  const char **names = config_allocate(reader->arena, (size_t)models->count, sizeof *names);
  for (int64_t i = 0; names != NULL && i < models->count; i++) {
    names[i] = models->models[i]->name;
    if (strcmp(names[i], s->model_name) == 0) {
      s->model = models->models[i];
      return;
    }
  }
  *good = false;
  if (names != NULL)
    config_report_unknown(&reader->log, config_reader_place(reader, config_setting_get_member(group, "model")),
                          config_format(reader, "unknown model '%s'", s->model_name), s->model_name,
                          "models (others with --plugin FILE.so)", names, models->count);
}

static bool read_experiment(config_reader *reader, const config_setting_t *root, const walras_model_list *models,
                            config_settings *s) {
  static const char *const keys[] = {"name", "model", "description", "seed", "replications", "random_numbers", NULL};
  static const char *const numbers[] = {"common", "independent", NULL};
  bool good = true;
  s->place = config_reader_place(reader, root);
  if (config_setting_get_member(root, "experiment") == NULL) {
    report_missing(reader, s->place, "the group 'experiment'", &good);
    return false;
  }
  const config_setting_t *group = config_group(reader, root, "experiment");
  if (group == NULL)
    return false;
  s->place = config_reader_place(reader, group);
  config_check_keys(reader, group, "group 'experiment'", keys);
  s->name = read_required(reader, group, "name", &good);
  find_model(reader, group, models, s, &good);
  const config_setting_t *setting = config_setting_get_member(group, "description");
  if (setting != NULL)
    good &= config_read_string_value(reader, setting, "experiment.description", &s->description);
  setting = config_setting_get_member(group, "seed");
  if (setting != NULL)
    good &= config_read_integer(reader, setting, "experiment.seed", 0, INT64_MAX, &s->seed);
  setting = config_setting_get_member(group, "replications");
  if (setting != NULL)
    good &= config_read_integer(reader, setting, "experiment.replications", 1, INT64_MAX, &s->replications);
  setting = config_setting_get_member(group, "random_numbers");
  int word = 0;
  if (setting != NULL)
    good &= config_read_word(reader, setting, "experiment.random_numbers", numbers, &word);
  s->independent = word == 1;
  return good;
}

static bool read_selection(config_reader *reader, const config_setting_t *group, const char *key, bool *selected) {
  const config_setting_t *setting = config_setting_get_member(group, key);
  int word = 0;
  if (setting == NULL)
    return true;
  const bool good = config_read_word(reader, setting, config_format(reader, "output.%s", key), all_or_none, &word);
  *selected = word == 0;
  return good;
}

static bool read_output(config_reader *reader, const config_setting_t *root, config_settings *s) {
  static const char *const keys[] = {"store", "series", "histograms", "tables", "snapshots", NULL};
  if (config_setting_get_member(root, "output") == NULL)
    return true;
  const config_setting_t *group = config_group(reader, root, "output");
  if (group == NULL)
    return false;
  config_check_keys(reader, group, "group 'output'", keys);
  bool good = true;
  const config_setting_t *store = config_setting_get_member(group, "store");
  if (store != NULL && !config_read_string_value(reader, store, "output.store", &s->store))
    good = false;
  else if (store != NULL && s->store[0] == '\0') {
    config_report(&reader->log, config_reader_place(reader, store), "output.store is empty");
    good = false;
  }
  good &= read_selection(reader, group, "series", &s->series);
  good &= read_selection(reader, group, "histograms", &s->histograms);
  good &= read_selection(reader, group, "tables", &s->tables);
  const config_setting_t *snapshots = config_setting_get_member(group, "snapshots");
  if (snapshots != NULL && !(config_is_list(snapshots) && config_setting_length(snapshots) == 0)) {
    config_report(&reader->log, config_reader_place(reader, snapshots),
                  "output.snapshots: this version does not have snapshots; leave the list empty");
    good = false;
  }
  return good;
}

/* "auto" or an integer from `low`; auto is 0. */
static bool read_auto(config_reader *reader, const config_setting_t *group, const char *key, int64_t low, int64_t high,
                      int *number) {
  const config_setting_t *setting = config_setting_get_member(group, key);
  if (setting == NULL)
    return true;
  if (config_setting_type(setting) == CONFIG_TYPE_STRING && strcmp(config_setting_get_string(setting), "auto") == 0)
    return true;
  int64_t value = 0;
  if (config_is_fault(setting))
    return false;
  if (!config_as_integer(setting, &value) || value < low || value > high) {
    config_report(&reader->log, config_reader_place(reader, setting),
                  "run.%s: expected \"auto\" or an integer in [%lld, %lld], found %s", key, (long long)low, (long long)high,
                  config_found(reader, setting));
    return false;
  }
  *number = (int)value;
  return true;
}

static bool read_run(config_reader *reader, const config_setting_t *root, config_settings *s) {
  static const char *const keys[] = {
      "ranks_per_trial", "threads", "checkpoint_seconds", "sync_seconds", "wall_time_margin_seconds", "checkpoint_rounds", NULL};
  if (config_setting_get_member(root, "run") == NULL)
    return true;
  const config_setting_t *group = config_group(reader, root, "run");
  if (group == NULL)
    return false;
  config_check_keys(reader, group, "group 'run'", keys);
  bool good = read_auto(reader, group, "ranks_per_trial", 1, INT32_MAX, &s->ranks_per_trial);
  good &= read_auto(reader, group, "threads", 0, MOST_THREADS, &s->threads);
  double *const seconds[] = {&s->checkpoint_seconds, &s->sync_seconds, &s->wall_time_margin_seconds};
  for (int i = 0; i < 3; i++) {
    const config_setting_t *setting = config_setting_get_member(group, keys[2 + i]);
    if (setting != NULL)
      good &= config_read_real(reader, setting, config_format(reader, "run.%s", keys[2 + i]), 0, INFINITY, seconds[i]);
  }
  const config_setting_t *rounds = config_setting_get_member(group, "checkpoint_rounds");
  if (rounds != NULL)
    good &= config_read_integer(reader, rounds, "run.checkpoint_rounds", 0, INT64_MAX, &s->checkpoint_rounds);
  return good;
}

bool config_settings_read(config_reader *reader, const config_setting_t *root, const walras_model_list *models,
                          config_settings *settings) {
  static const char *const keys[] = {"experiment", "replications", "parameters", "sweep",   "output",
                                     "run",        "claims",       "resolved",   "sources", NULL};
  *settings = (config_settings){.description = "",
                                .replications = 1,
                                .series = true,
                                .histograms = true,
                                .tables = true,
                                .checkpoint_seconds = 600,
                                .sync_seconds = 5,
                                .wall_time_margin_seconds = 120};
  config_check_keys(reader, root, "the config", keys);
  bool good = read_experiment(reader, root, models, settings);
  good &= read_output(reader, root, settings);
  good &= read_run(reader, root, settings);
  return good;
}
