#include "experiment/sweep.h"

#include <string.h>

/* In the order of walras_design, behind the single point. */
static const char *const design_words[] = {"grid", "list", "grids", "latin_hypercube", "sobol", "saltelli", "morris", NULL};

const char *config_design_word(walras_design design) {
  return design == WALRAS_DESIGN_SINGLE ? NULL : design_words[design - 1];
}

/* A parameter has one source in a grid: fixed, or one axis. `source`: -1 the fixed values, 1 + a axis a, 0 none. */
static bool sources_are_distinct(config_reader *reader, const walras_model *model, const config_grid *grid) {
  int64_t *source = config_allocate(reader->arena, (size_t)model->parameter_count, sizeof *source);
  if (source == NULL)
    return false;
  bool distinct = true;
  for (int64_t i = 0; i < grid->fixed.count; i++)
    source[grid->fixed.values[i].parameter] = -1;
  for (int64_t a = 0; a < grid->axis_count; a++) {
    bool told = false;
    for (int64_t p = 0; p < model->parameter_count && !told; p++) {
      if (!config_axis_sets(&grid->axes[a], p))
        continue;
      told = source[p] != 0;
      if (told)
        config_report(&reader->log, grid->axes[a].place,
                      source[p] < 0 ? "axis %lld: '%s' is among the grid's fixed parameters too"
                                    : "axis %lld: '%s' is swept by an earlier axis too",
                      (long long)(a + 1), model->parameters[p].name);
      source[p] = a + 1;
    }
    distinct &= !told;
  }
  return distinct;
}

/* The product of the axes' steps, refused where no memory could hold it. */
static bool count_points(config_reader *reader, config_grid *grid) {
  grid->candidates = 1;
  for (int64_t a = 0; a < grid->axis_count; a++) {
    if (__builtin_mul_overflow(grid->candidates, grid->axes[a].count, &grid->candidates) ||
        grid->candidates > CONFIG_MOST_POINTS) {
      config_report(&reader->log, grid->place, "the sweep has more than %d design points", CONFIG_MOST_POINTS);
      return false;
    }
  }
  return true;
}

static bool read_axes(config_reader *reader, const walras_model *model, const config_setting_t *axes, config_grid *grid) {
  return config_axes_read(reader, model, axes, grid->sampled, &grid->axes, &grid->axis_count) &&
         sources_are_distinct(reader, model, grid) && (grid->sampled || count_points(reader, grid));
}

/* The axes of a sweep that must have some; NULL after a report. */
static const config_setting_t *require_axes(config_reader *reader, const config_setting_t *group) {
  const config_setting_t *axes = config_list(reader, group, "axes", "sweep.axes");
  if (axes != NULL && config_setting_length(axes) > 0)
    return axes;
  if (axes != NULL || config_setting_get_member(group, "axes") == NULL)
    config_report(&reader->log, config_reader_place(reader, group), "the sweep has no axes");
  return NULL;
}

static bool read_grid_design(config_reader *reader, const walras_model *model, const config_setting_t *group,
                             config_sweep *sweep) {
  static const char *const keys[] = {"design", "axes", "where", NULL};
  config_check_keys(reader, group, "the sweep", keys);
  const config_setting_t *axes = require_axes(reader, group);
  return axes != NULL && read_axes(reader, model, axes, &sweep->grids[0]) &&
         config_constraints_read(reader, model, group, "sweep.where", &sweep->grids[0].where);
}

/* Each part of an elementary effect or of a base row must be there, or what it belongs to is lost. */
static bool may_drop(config_reader *reader, const config_setting_t *group, walras_design design) {
  const config_setting_t *where = config_setting_get_member(group, "where");
  if (where == NULL || (design != WALRAS_DESIGN_SALTELLI && design != WALRAS_DESIGN_MORRIS))
    return true;
  config_report(&reader->log, config_reader_place(reader, where),
                "sweep.where: the design '%s' compares points in fixed sets, and none of them can be dropped",
                config_design_word(design));
  return false;
}

/* A sensitivity to what never changes does not exist. */
static bool factors_vary(config_reader *reader, const config_grid *grid) {
  bool vary = true;
  for (int64_t a = 0; a < grid->axis_count; a++) {
    if (grid->axes[a].steps == NULL || grid->axes[a].count > 1)
      continue;
    config_report(&reader->log, grid->axes[a].place, "axis %lld: this design needs at least two values of each axis",
                  (long long)(a + 1));
    vary = false;
  }
  return vary;
}

static bool read_sampled_design(config_reader *reader, const walras_model *model, const config_setting_t *group,
                                config_sweep *sweep) {
  static const char *const keys[][7] = {
      [WALRAS_DESIGN_LATIN_HYPERCUBE] = {"design", "points", "axes", "where", "maximin", "jitter", NULL},
      [WALRAS_DESIGN_SOBOL] = {"design", "points", "axes", "where", "scramble", NULL},
      [WALRAS_DESIGN_SALTELLI] = {"design", "points", "axes", "where", NULL},
      [WALRAS_DESIGN_MORRIS] = {"design", "trajectories", "levels", "axes", "where", NULL}};
  config_grid *grid = &sweep->grids[0];
  const walras_design design = sweep->design;
  grid->sampled = true;
  config_check_keys(reader, group, "the sweep", keys[design]);
  const config_setting_t *axes = require_axes(reader, group);
  bool good = axes != NULL && read_axes(reader, model, axes, grid);
  good &= config_sampling_read(reader, group, design, axes != NULL ? config_setting_length(axes) : 1, &grid->sampling,
                               &grid->candidates);
  good &= may_drop(reader, group, design);
  if (design == WALRAS_DESIGN_SALTELLI || design == WALRAS_DESIGN_MORRIS)
    return good && factors_vary(reader, grid);
  return config_constraints_read(reader, model, group, "sweep.where", &grid->where) && good;
}

static bool read_list_design(config_reader *reader, const walras_model *model, const config_setting_t *group,
                             config_sweep *sweep) {
  static const char *const keys[] = {"design", "points", "where", NULL};
  config_check_keys(reader, group, "the sweep", keys);
  if (config_setting_get_member(group, "points") == NULL) {
    config_report(&reader->log, config_reader_place(reader, group), "the sweep has no points");
    return false;
  }
  config_grid *grid = &sweep->grids[0];
  grid->axes = config_allocate(reader->arena, 1, sizeof *grid->axes);
  if (grid->axes == NULL)
    return false;
  grid->axis_count = 1;
  grid->axes[0].place = config_reader_place(reader, config_setting_get_member(group, "points"));
  return config_tied_axis_read(reader, model, group, "sweep", &grid->axes[0]) && count_points(reader, grid) &&
         config_constraints_read(reader, model, group, "sweep.where", &grid->where);
}

static bool read_label(config_reader *reader, const config_setting_t *group, const char *where, config_grid *grid) {
  const config_setting_t *label = config_setting_get_member(group, "label");
  if (label == NULL) {
    config_report(&reader->log, grid->place, "%s: 'label' is missing", where);
    return false;
  }
  if (!config_read_string_value(reader, label, config_format(reader, "%s: label", where), &grid->label))
    return false;
  if (grid->label[0] != '\0')
    return true;
  config_report(&reader->log, config_reader_place(reader, label), "%s: the label is empty", where);
  return false;
}

static bool read_grid(config_reader *reader, const walras_model *model, const config_setting_t *group, int number,
                      config_grid *grid) {
  static const char *const keys[] = {"label", "replications", "parameters", "axes", "where", "sources", NULL};
  const char *where = config_format(reader, "grid %d", number + 1);
  grid->place = config_reader_place(reader, group);
  grid->candidates = 1;
  if (config_is_fault(group))
    return false;
  if (!config_setting_is_group(group)) {
    config_report(&reader->log, grid->place, "%s: expected a group { }, found %s", where, config_found(reader, group));
    return false;
  }
  grid->setting = group;
  config_check_keys(reader, group, where, keys);
  bool good = read_label(reader, group, where, grid);
  const config_setting_t *replications = config_setting_get_member(group, "replications");
  if (replications != NULL)
    good &= config_read_integer(reader, replications, config_format(reader, "%s: replications", where), 1, INT64_MAX,
                                &grid->replications);
  const config_setting_t *fixed = config_setting_get_member(group, "parameters");
  if (fixed != NULL) {
    fixed = config_group(reader, group, "parameters");
    good &= fixed != NULL && config_assignments_read(reader, model, fixed, config_format(reader, "%s", where), &grid->fixed);
  }
  const config_setting_t *axes = config_setting_get_member(group, "axes");
  if (axes != NULL) {
    axes = config_list(reader, group, "axes", config_format(reader, "%s: axes", where));
    good &= axes != NULL && read_axes(reader, model, axes, grid);
  }
  good &= config_constraints_read(reader, model, group, config_format(reader, "%s: where", where), &grid->where);
  return good;
}

static bool labels_are_unique(config_reader *reader, const config_sweep *sweep) {
  bool unique = true;
  for (int64_t i = 0; i < sweep->grid_count; i++) {
    int64_t j = 0;
    while (j < i && strcmp(sweep->grids[i].label, sweep->grids[j].label) != 0)
      j++;
    if (j < i) {
      config_report(&reader->log, sweep->grids[i].place, "grid %lld: the label '%s' is taken by grid %lld", (long long)(i + 1),
                    sweep->grids[i].label, (long long)(j + 1));
      unique = false;
    }
  }
  return unique;
}

static bool read_grids_design(config_reader *reader, const walras_model *model, const config_setting_t *group,
                              config_sweep *sweep) {
  static const char *const keys[] = {"design", "grids", NULL};
  config_check_keys(reader, group, "the sweep", keys);
  const config_setting_t *grids = config_list(reader, group, "grids", "sweep.grids");
  const int count = grids != NULL ? config_setting_length(grids) : 0;
  if (count == 0) {
    if (grids != NULL || config_setting_get_member(group, "grids") == NULL)
      config_report(&reader->log, config_reader_place(reader, group), "the sweep has no grids");
    return false;
  }
  sweep->grids = config_allocate(reader->arena, (size_t)count, sizeof *sweep->grids);
  if (sweep->grids == NULL)
    return false;
  sweep->grid_count = count;
  bool good = true;
  for (int i = 0; i < count; i++)
    good &= read_grid(reader, model, config_setting_get_elem(grids, (unsigned)i), i, &sweep->grids[i]);
  return good && labels_are_unique(reader, sweep);
}

static bool read_design(config_reader *reader, const config_setting_t *group, walras_design *design) {
  const config_setting_t *setting = config_setting_get_member(group, "design");
  int index = 0;
  if (setting == NULL) {
    config_report_unknown(&reader->log, config_reader_place(reader, group), "the sweep has no design", "", "designs",
                          design_words, config_word_count(design_words));
    return false;
  }
  if (!config_read_word(reader, setting, "sweep.design", design_words, &index))
    return false;
  *design = (walras_design)(index + 1);
  return true;
}

bool config_sweep_read(config_reader *reader, const walras_model *model, const config_setting_t *group, config_place place,
                       config_sweep *sweep) {
  *sweep = (config_sweep){.grid_count = 1, .candidates = 1};
  sweep->grids = config_allocate(reader->arena, 1, sizeof *sweep->grids);
  if (sweep->grids == NULL)
    return false;
  sweep->grids[0] = (config_grid){.candidates = 1, .place = group != NULL ? config_reader_place(reader, group) : place};
  if (group == NULL)
    return true;
  if (!read_design(reader, group, &sweep->design))
    return false;
  const bool good = sweep->design == WALRAS_DESIGN_GRID    ? read_grid_design(reader, model, group, sweep)
                    : sweep->design == WALRAS_DESIGN_LIST  ? read_list_design(reader, model, group, sweep)
                    : sweep->design == WALRAS_DESIGN_GRIDS ? read_grids_design(reader, model, group, sweep)
                                                           : read_sampled_design(reader, model, group, sweep);
  sweep->candidates = 0;
  for (int64_t i = 0; i < sweep->grid_count; i++)
    sweep->candidates += sweep->grids[i].candidates;
  if (good && sweep->candidates > CONFIG_MOST_POINTS) {
    config_report(&reader->log, config_reader_place(reader, group), "the sweep has more than %d design points",
                  CONFIG_MOST_POINTS);
    return false;
  }
  return good;
}

bool config_sweep_sets(config_reader *reader, const config_sweep *sweep, int64_t parameter, const char **words,
                       config_place *place) {
  for (int64_t g = 0; g < sweep->grid_count; g++) {
    const config_grid *grid = &sweep->grids[g];
    const char *of = grid->label != NULL ? config_format(reader, " of grid '%s'", grid->label) : "";
    const config_assignment *fixed = config_assignments_find(&grid->fixed, parameter);
    if (fixed != NULL) {
      *words = config_format(reader, "the fixed parameters%s", of);
      *place = fixed->place;
      return true;
    }
    for (int64_t a = 0; a < grid->axis_count; a++) {
      if (!config_axis_sets(&grid->axes[a], parameter))
        continue;
      *words = sweep->design == WALRAS_DESIGN_LIST ? "the points of the sweep"
                                                   : config_format(reader, "axis %lld%s", (long long)(a + 1), of);
      *place = grid->axes[a].place;
      return true;
    }
  }
  return false;
}
