#include "experiment/experiment.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "experiment/claims.h"
#include "experiment/echo.h"
#include "experiment/number_sources.h"
#include "experiment/settings.h"
#include "experiment/shard.h"
#include "experiment/stopping.h"
#include "numerics/designs/morris_trajectory.h"

/* An experiment with the memory it lives in. */
typedef struct owned_experiment {
  walras_experiment experiment; /* first: the address that callers hold */
  config_arena arena;
} owned_experiment;

/* Everything between a parsed document and an experiment. */
typedef struct loading {
  config_reader reader;
  const walras_overrides *overrides;
  const walras_model_list *models;
  walras_experiment *experiment;
  config_document document;
  config_settings settings;
  config_assignments given;
  config_sweep sweep;
  config_points points;
  walras_stopping *stopping; /* NULL = the number of replications is fixed */
  int64_t earlier_messages;  /* the caller's diagnostics before this config */
  bool good;
} loading;

static char *copy_text(config_arena *arena, const char *text) {
  return config_copy(arena, text, strlen(text));
}

/* One --set. The name must be a parameter that the sweep leaves alone. */
static bool apply_setting(loading *l, const char *text, config_assignments *given) {
  config_reader *reader = &l->reader;
  const walras_model *model = l->settings.model;
  const config_place place = {.file = config_format(reader, "--set %s", text)};
  const char *equals = strchr(text, '=');
  if (equals == NULL || equals == text) {
    config_report(&reader->log, place, "expected NAME=VALUE");
    return false;
  }
  const char *name = config_format(reader, "%.*s", (int)(equals - text), text);
  const walras_parameter *parameter = config_parameter_find(model, name);
  if (parameter == NULL) {
    config_report_parameter(reader, place, model, name);
    return false;
  }
  config_assignment assignment = {.parameter = parameter - model->parameters, .place = place};
  const char *words = NULL;
  config_place swept;
  if (config_sweep_sets(reader, &l->sweep, assignment.parameter, &words, &swept)) {
    config_report(&reader->log, place, "parameter '%s' is set by %s (%s:%d)", parameter->name, words, swept.file, swept.line);
    return false;
  }
  if (!config_value_parse(reader, parameter, equals + 1, place.file, &assignment.value))
    return false;
  for (int64_t i = 0; i < given->count; i++) {
    if (given->values[i].parameter == assignment.parameter) {
      given->values[i] = assignment;
      return true;
    }
  }
  given->values[given->count++] = assignment;
  return true;
}

/* Base parameters from the config, then --set over them. */
static bool read_given(loading *l, const config_setting_t *root) {
  config_reader *reader = &l->reader;
  const walras_model *model = l->settings.model;
  config_assignments base = {0};
  bool good = true;
  const config_setting_t *group = config_setting_get_member(root, "parameters");
  if (group != NULL) {
    group = config_group(reader, root, "parameters");
    good = group != NULL && config_assignments_read(reader, model, group, "the group 'parameters'", &base);
  }
  const int64_t settings = l->overrides->setting_count;
  l->given = (config_assignments){.count = base.count};
  l->given.values = config_allocate(reader->arena, (size_t)(base.count + settings), sizeof *l->given.values);
  if (l->given.values == NULL)
    return false;
  if (base.count > 0)
    memcpy(l->given.values, base.values, (size_t)base.count * sizeof *base.values);
  for (int64_t i = 0; i < settings; i++)
    good &= apply_setting(l, l->overrides->settings[i], &l->given);
  return good;
}

/* Command-line overrides of the other settings. */
static bool apply_overrides(loading *l) {
  const walras_overrides *o = l->overrides;
  config_settings *s = &l->settings;
  bool good = true;
  if (o->has_seed)
    s->seed = o->seed;
  if (o->threads >= 0)
    s->threads = o->threads;
  if (o->replications >= 0) {
    s->replications = o->replications;
    /* A grid's own count is a count for itself: it may shrink to a quick look, and never grows. */
    for (int64_t g = 0; g < l->sweep.grid_count; g++)
      if (l->sweep.grids[g].replications > o->replications)
        l->sweep.grids[g].replications = o->replications;
  }
  if (o->replications == 0) {
    config_report(&l->reader.log, (config_place){.file = "--replications 0"}, "expected an integer of at least 1");
    good = false;
  }
  if (o->ranks_per_trial != NULL && strcmp(o->ranks_per_trial, "auto") == 0)
    s->ranks_per_trial = 0;
  else if (o->ranks_per_trial != NULL) {
    char *end = NULL;
    const long ranks = strtol(o->ranks_per_trial, &end, 10);
    if (end == o->ranks_per_trial || *end != '\0' || ranks < 1 || ranks > INT_MAX) {
      config_report(&l->reader.log, (config_place){.file = config_format(&l->reader, "--ranks-per-trial %s", o->ranks_per_trial)},
                    "expected 'auto' or a positive integer");
      good = false;
    } else
      s->ranks_per_trial = (int)ranks;
  }
  return good;
}

/* Replications of each point, and their maximum; the number of trials must fit 64 bits. */
static bool count_replications(loading *l) {
  walras_experiment *e = l->experiment;
  config_arena *arena = l->reader.arena;
  const bool labelled = l->sweep.design == WALRAS_DESIGN_GRIDS;
  e->points = l->sweep.points;
  e->point_replications = config_allocate(arena, (size_t)e->points, sizeof *e->point_replications);
  e->point_labels = labelled ? config_allocate(arena, (size_t)e->points, sizeof *e->point_labels) : NULL;
  if (arena->exhausted)
    return false;
  int64_t point = 0;
  e->replications = 0;
  for (int64_t g = 0; g < l->sweep.grid_count; g++) {
    const config_grid *grid = &l->sweep.grids[g];
    const int64_t replications = grid->replications > 0 ? grid->replications : l->settings.replications;
    e->replications = replications > e->replications ? replications : e->replications;
    for (int64_t p = 0; p < grid->points; p++, point++) {
      e->point_replications[point] = replications;
      if (labelled)
        e->point_labels[point] = grid->label;
    }
  }
  int64_t trials = 0;
  if (!__builtin_mul_overflow(e->points, e->replications, &trials))
    return true;
  config_report(&l->reader.log, l->settings.place, "%lld points x %lld replications are more trials than 64 bits count",
                (long long)e->points, (long long)e->replications);
  return false;
}

/* The group `replications` as far as it needs no points: its maximum is the number of replications that the store has room for. */
static bool read_stopping(loading *l, const config_setting_t *root, const config_setting_t **group) {
  config_reader *reader = &l->reader;
  *group = NULL;
  if (config_setting_get_member(root, "replications") == NULL)
    return true;
  walras_stopping *stopping = config_allocate(reader->arena, 1, sizeof *stopping);
  *group = config_group(reader, root, "replications");
  if (stopping == NULL || *group == NULL)
    return false;
  bool good = config_stopping_is_alone(reader, root, &l->sweep);
  good &= config_stopping_read(reader, *group, l->settings.model, l->overrides->replications, stopping);
  l->settings.replications = stopping->rule.maximum;
  l->stopping = stopping;
  return good;
}

/* Which parameters the sweep varies, in the schema's order. What only follows from them is not among them: it would drown them. */
static bool find_swept(loading *l) {
  walras_experiment *e = l->experiment;
  e->swept = config_allocate(l->reader.arena, (size_t)e->model->parameter_count, sizeof *e->swept);
  for (int64_t i = 0; e->swept != NULL && i < e->model->parameter_count; i++) {
    const walras_parameter *parameter = &e->model->parameters[i];
    config_value first, value;
    const char *words = NULL;
    config_place place;
    bool equal = true;
    config_value_load(parameter, e->parameters[0], &first);
    for (int64_t p = 1; equal && p < e->points; p++) {
      config_value_load(parameter, e->parameters[p], &value);
      equal = config_value_equal(parameter, &first, &value);
    }
    if (!equal && config_sweep_sets(&l->reader, &l->sweep, i, &words, &place))
      e->swept[e->swept_count++] = parameter->name;
  }
  return e->swept != NULL;
}

/* What later analysis needs to know of the design. */
static void describe_design(loading *l) {
  walras_experiment *e = l->experiment;
  const config_sweep *sweep = &l->sweep;
  const config_grid *grid = &sweep->grids[0];
  e->design = sweep->design;
  e->candidates = sweep->candidates;
  if (!grid->sampled)
    return;
  e->factor_count = grid->axis_count;
  e->factors = config_allocate(l->reader.arena, (size_t)grid->axis_count, sizeof *e->factors);
  for (int64_t a = 0; e->factors != NULL && a < grid->axis_count; a++)
    e->factors[a] = config_axis_name(&l->reader, e->model, &grid->axes[a]);
  e->note = config_sampling_note(&l->reader, sweep->design, &grid->sampling);
  if (sweep->design == WALRAS_DESIGN_SALTELLI || sweep->design == WALRAS_DESIGN_MORRIS)
    e->base = grid->sampling.base;
  if (sweep->design == WALRAS_DESIGN_MORRIS) {
    e->moves = l->points.moves;
    e->move_step = walras_morris_step(grid->sampling.levels);
  }
}

/* A store that the config does not name is named after the experiment. */
static char *store_path(loading *l) {
  config_reader *reader = &l->reader;
  if (l->overrides->output != NULL)
    return copy_text(reader->arena, l->overrides->output);
  const char *store = l->settings.store;
  if (store == NULL) {
    char *slug = (char *)config_format(reader, "%s.h5", l->settings.name);
    for (char *c = slug; *c != '\0'; c++)
      if (strchr(" /\t\n\\:", *c) != NULL)
        *c = '-';
    store = slug;
  }
  return (char *)(store[0] == '/' ? store : config_format(reader, "%s/%s", reader->folder, store));
}

static bool read_numbers(loading *l, const config_setting_t *root) {
  const config_numbers_input input = {.reader = &l->reader,
                                      .root = root,
                                      .model = l->settings.model,
                                      .given = &l->given,
                                      .sweep = &l->sweep,
                                      .overrides = l->overrides};
  return config_numbers_read(&input, &l->experiment->numbers, &l->experiment->number_count);
}

static bool read_claims(loading *l, const config_setting_t *root, const config_selection *selection) {
  const config_setting_t *claims = config_setting_get_member(root, "claims");
  if (claims != NULL && (claims = config_list(&l->reader, root, "claims", "claims")) == NULL)
    return false;
  return config_claims_read(&l->reader, claims, selection, &l->experiment->claims, &l->experiment->claim_count);
}

/* Parameters, sweep, points and claims; each stage needs the ones before to be right. */
static void read_body(loading *l) {
  config_reader *reader = &l->reader;
  const walras_model *model = l->settings.model;
  walras_experiment *e = l->experiment;
  const config_setting_t *root = config_root_setting(&l->document.config), *sweep = config_setting_get_member(root, "sweep");
  if (sweep != NULL) {
    sweep = config_group(reader, root, "sweep");
    l->good &= sweep != NULL;
  }
  bool complete = config_sweep_read(reader, model, sweep, l->settings.place, &l->sweep);
  complete &= read_given(l, root);
  complete = complete && read_numbers(l, root);
  l->good &= apply_overrides(l);
  const config_setting_t *parameters = config_setting_get_member(root, "parameters");
  const config_place base = parameters != NULL ? config_reader_place(reader, parameters) : l->settings.place;
  complete = complete && config_points_build(reader, model, &l->given, base, l->settings.seed, &l->sweep, &l->points);
  const config_setting_t *stopping = NULL;
  complete &= read_stopping(l, root, &stopping);
  complete = complete && count_replications(l);
  const config_selection selection = {.model = model,
                                      .points = complete ? e->points : 0,
                                      .parameters = complete ? l->points.parameters : NULL,
                                      .labels = e->point_labels,
                                      .replications = complete ? e->point_replications : NULL,
                                      .without_series = !l->settings.series};
  if (complete && stopping != NULL)
    complete = config_stopping_select(reader, stopping, &selection, l->stopping);
  l->good &= read_claims(l, root, &selection);
  /* A --set may change what follows from it; then the earlier values say nothing. */
  const config_setting_t *resolved = config_setting_get_member(root, "resolved");
  if (resolved != NULL && complete && l->overrides->setting_count == 0) {
    resolved = config_group(reader, root, "resolved");
    l->good &= resolved != NULL && config_resolved_check(reader, resolved, model, &l->points);
  }
  l->good &= complete;
}

/* Moves what was read into the experiment. */
static void fill(loading *l) {
  walras_experiment *e = l->experiment;
  const config_settings *s = &l->settings;
  config_arena *arena = l->reader.arena;
  e->name = copy_text(arena, s->name);
  e->description = copy_text(arena, s->description);
  e->model = s->model;
  e->seed = s->seed;
  e->independent = s->independent;
  e->parameters = l->points.parameters;
  e->stopping = l->stopping;
  e->series = s->series;
  e->histograms = s->histograms;
  e->tables = s->tables;
  e->ranks_per_trial = s->ranks_per_trial;
  e->threads = s->threads;
  e->checkpoint_seconds = s->checkpoint_seconds;
  e->checkpoint_rounds = s->checkpoint_rounds;
  e->sync_seconds = s->sync_seconds;
  e->wall_time_margin_seconds = s->wall_time_margin_seconds;
  e->config_folder = copy_text(arena, l->reader.folder);
  e->store_path = store_path(l);
  describe_design(l);
  if (arena->exhausted || !find_swept(l))
    return;
  const config_echo echo = {
      .experiment = e, .given = &l->given, .sweep = &l->sweep, .points = &l->points, .folder = l->reader.folder};
  char *resolved = config_echo_experiment(&echo), *run = config_echo_run(e);
  char *sources = config_echo_sources(e->numbers, e->number_count);
  if (resolved == NULL || run == NULL || sources == NULL)
    arena->exhausted = true;
  else {
    e->resolved_text = copy_text(arena, resolved);
    e->run_text = copy_text(arena, run);
    e->sources_text = copy_text(arena, sources);
  }
  free(resolved);
  free(run);
  free(sources);
}

/* From a parsed document on. `text` is the config as it was written. */
static void build(loading *l, const char *text) {
  l->reader.document = &l->document;
  const config_setting_t *root = config_root_setting(&l->document.config);
  l->good &= config_settings_read(&l->reader, root, l->models, &l->settings);
  if (l->settings.model != NULL)
    read_body(l);
  l->good &= l->reader.log.diagnostics->count == l->earlier_messages;
  if (l->good && !l->reader.arena->exhausted) {
    l->experiment->config_text = copy_text(l->reader.arena, text);
    fill(l);
  }
}

/* The experiment, or its end. */
static walras_status finish(loading *l, owned_experiment *owned, walras_experiment **experiment) {
  config_document_free(&l->document);
  const bool exhausted = owned->arena.exhausted || l->reader.log.exhausted;
  if (l->good && !exhausted) {
    *experiment = &owned->experiment;
    return WALRAS_OK;
  }
  /* A text that spells the guards' own mark (\xFF...) slips through in silence: never fail without a word. */
  if (!exhausted && l->reader.log.diagnostics->count == l->earlier_messages)
    config_report(&l->reader.log, l->settings.place.file != NULL ? l->settings.place : (config_place){.file = "config"},
                  "a text of this config is not UTF-8");
  walras_experiment_destroy(&owned->experiment);
  return exhausted ? WALRAS_ERROR_MEMORY : WALRAS_ERROR_INPUT;
}

/* The absolute folder; reported under `name` when there is none. */
static void find_folder(loading *l, const char *folder, const char *name) {
  char *absolute = realpath(folder, NULL);
  if (absolute != NULL)
    l->reader.folder = copy_text(l->reader.arena, absolute);
  else {
    config_report(&l->reader.log, (config_place){.file = name}, "the folder '%s' of relative paths cannot be found", folder);
    l->good = false;
  }
  /* In the root folder itself, "/" and "/name" join to "/name". */
  if (absolute != NULL && strcmp(absolute, "/") == 0)
    l->reader.folder = copy_text(l->reader.arena, "");
  free(absolute);
}

static owned_experiment *begin(loading *l, const walras_model_list *models, const walras_overrides *overrides,
                               walras_diagnostics *diagnostics) {
  static const walras_overrides none = {.replications = -1, .threads = -1};
  owned_experiment *owned = calloc(1, sizeof *owned);
  if (owned == NULL)
    return NULL;
  *l = (loading){.reader = {.arena = &owned->arena, .log = {.diagnostics = diagnostics, .warnings = &owned->experiment.warnings}},
                 .overrides = overrides != NULL ? overrides : &none,
                 .models = models,
                 .experiment = &owned->experiment,
                 .earlier_messages = diagnostics->count,
                 .good = true};
  return owned;
}

walras_status walras_experiment_load(const char *path, const walras_model_list *models, const walras_overrides *overrides,
                                     walras_experiment **experiment, walras_diagnostics *diagnostics) {
  loading l;
  *experiment = NULL;
  owned_experiment *owned = begin(&l, models, overrides, diagnostics);
  if (owned == NULL)
    return WALRAS_ERROR_MEMORY;
  const char *slash = strrchr(path, '/'), *text = NULL;
  if (!config_document_read(&l.document, path, &l.reader.log, &owned->arena, &text))
    l.good = false;
  else {
    const char *folder = slash == NULL ? "." : slash == path ? "/" : config_copy(&owned->arena, path, (size_t)(slash - path));
    if (folder != NULL)
      find_folder(&l, folder, path);
    if (l.good && l.reader.folder != NULL)
      build(&l, text);
  }
  return finish(&l, owned, experiment);
}

walras_status walras_experiment_parse(const char *text, const char *name, const char *folder, const walras_model_list *models,
                                      const walras_overrides *overrides, walras_experiment **experiment,
                                      walras_diagnostics *diagnostics) {
  loading l;
  *experiment = NULL;
  owned_experiment *owned = begin(&l, models, overrides, diagnostics);
  if (owned == NULL)
    return WALRAS_ERROR_MEMORY;
  /* A store's folder may be gone or be another machine's: it is needed for relative paths only, whose reader says so. */
  l.reader.folder = copy_text(&owned->arena, folder != NULL && strcmp(folder, "/") != 0 ? folder : "");
  if (folder == NULL || folder[0] != '/')
    find_folder(&l, folder != NULL && folder[0] != '\0' ? folder : ".", name);
  if (l.good && l.reader.folder != NULL) {
    if (config_document_parse(&l.document, text, name, &l.reader.log, &owned->arena))
      build(&l, text);
    else
      l.good = false;
  }
  return finish(&l, owned, experiment);
}

void walras_experiment_destroy(walras_experiment *experiment) {
  if (experiment == NULL)
    return;
  owned_experiment *owned = (owned_experiment *)(void *)experiment;
  walras_shard_give_back(experiment);
  walras_diagnostics_clear(&owned->experiment.warnings);
  config_arena_free(&owned->arena);
  free(owned);
}
