#include "experiment/sweep.h"

#include <string.h>

#include "experiment/nearest.h"

const config_assignment *config_assignments_find(const config_assignments *assignments, int64_t parameter) {
  for (int64_t i = 0; i < assignments->count; i++)
    if (assignments->values[i].parameter == parameter)
      return &assignments->values[i];
  return NULL;
}

bool config_assignments_read(config_reader *reader, const walras_model *model, const config_setting_t *group, const char *where,
                             config_assignments *assignments) {
  const int count = config_setting_length(group);
  config_assignment *values = config_allocate(reader->arena, (size_t)count, sizeof *values);
  *assignments = (config_assignments){.values = values};
  bool good = values != NULL;
  for (int i = 0; values != NULL && i < count; i++) {
    const config_setting_t *setting = config_setting_get_elem(group, (unsigned)i);
    if (config_is_repeated(setting))
      continue;
    const char *name = config_setting_name(setting);
    const config_place place = config_reader_place(reader, setting);
    const walras_parameter *parameter = config_parameter_find(model, name);
    if (parameter == NULL) {
      config_report_parameter(reader, place, model, name);
      good = false;
      continue;
    }
    config_assignment assignment = {.parameter = parameter - model->parameters, .place = place};
    if (config_assignments_find(assignments, assignment.parameter) != NULL) {
      config_report(&reader->log, place, "duplicate key '%s': it is another name of '%s', which %s gives already", name,
                    parameter->name, where);
      good = false;
    } else if (config_value_read(reader, parameter, setting, config_format(reader, "parameter '%s'", parameter->name),
                                 &assignment.value))
      values[assignments->count++] = assignment;
    else
      good = false;
  }
  return good;
}

/* { parameter = "agents"; values = [ 10, 100 ]; } */
static bool read_plain_axis(config_reader *reader, const walras_model *model, const config_setting_t *group, const char *where,
                            config_axis *axis) {
  static const char *const keys[] = {"parameter", "values", NULL};
  const char *name = NULL;
  config_check_keys(reader, group, where, keys);
  const config_setting_t *named = config_setting_get_member(group, "parameter");
  if (named == NULL) {
    config_report(&reader->log, axis->place, "%s: 'parameter' is missing (or 'points' for parameters that vary together)", where);
    return false;
  }
  if (!config_read_string_value(reader, named, config_format(reader, "%s: parameter", where), &name))
    return false;
  const walras_parameter *parameter = config_parameter_find(model, name);
  if (parameter == NULL) {
    config_report_parameter(reader, config_reader_place(reader, named), model, name);
    return false;
  }
  const config_setting_t *values = config_setting_get_member(group, "values");
  if (values == NULL || (config_is_list(values) && config_setting_length(values) == 0)) {
    config_report(&reader->log, values != NULL ? config_reader_place(reader, values) : axis->place, "%s: '%s' has no values",
                  where, parameter->name);
    return false;
  }
  values = config_list(reader, group, "values", config_format(reader, "%s: values", where));
  if (values == NULL)
    return false;
  const int count = config_setting_length(values);
  axis->steps = config_allocate(reader->arena, (size_t)count, sizeof *axis->steps);
  config_assignment *assignments = config_allocate(reader->arena, (size_t)count, sizeof *assignments);
  bool good = axis->steps != NULL && assignments != NULL;
  const char *what = config_format(reader, "parameter '%s'", parameter->name);
  for (int i = 0; axis->steps != NULL && assignments != NULL && i < count; i++) {
    const config_setting_t *setting = config_setting_get_elem(values, (unsigned)i);
    assignments[i] =
        (config_assignment){.parameter = parameter - model->parameters, .place = config_reader_place(reader, setting)};
    good &= config_value_read(reader, parameter, setting, what, &assignments[i].value);
    axis->steps[i] = (config_assignments){.values = &assignments[i], .count = 1};
  }
  axis->count = count;
  return good;
}

/* points = ( { a = 1; b = "x"; }, ... ): of a tied axis or of the design "list". */
static bool read_tied_axis(config_reader *reader, const walras_model *model, const config_setting_t *group, const char *where,
                           config_axis *axis) {
  const config_setting_t *points = config_list(reader, group, "points", config_format(reader, "%s: points", where));
  axis->tied = true;
  if (points == NULL)
    return false;
  const int count = config_setting_length(points);
  if (count == 0) {
    config_report(&reader->log, config_reader_place(reader, points), "%s: 'points' is empty", where);
    return false;
  }
  axis->steps = config_allocate(reader->arena, (size_t)count, sizeof *axis->steps);
  bool good = axis->steps != NULL;
  for (int i = 0; axis->steps != NULL && i < count; i++) {
    const config_setting_t *point = config_setting_get_elem(points, (unsigned)i);
    const char *name = config_format(reader, "point %d", i + 1);
    if (config_is_fault(point))
      good = false;
    else if (config_setting_is_group(point))
      good &= config_assignments_read(reader, model, point, name, &axis->steps[i]);
    else {
      config_report(&reader->log, config_reader_place(reader, point), "%s: %s: expected a group { }, found %s", where, name,
                    config_found(reader, point));
      good = false;
    }
  }
  axis->count = count;
  return good;
}

static bool read_axis(config_reader *reader, const walras_model *model, const config_setting_t *group, int number,
                      config_axis *axis) {
  static const char *const tied_keys[] = {"points", NULL};
  const char *where = config_format(reader, "axis %d", number + 1);
  axis->place = config_reader_place(reader, group);
  if (config_is_fault(group))
    return false;
  if (!config_setting_is_group(group)) {
    config_report(&reader->log, axis->place, "%s: expected a group { }, found %s", where, config_found(reader, group));
    return false;
  }
  if (config_setting_get_member(group, "points") == NULL)
    return read_plain_axis(reader, model, group, where, axis);
  config_check_keys(reader, group, where, tied_keys);
  return read_tied_axis(reader, model, group, where, axis);
}

/* A parameter has one source in a grid: fixed, or one axis. `parameter` -> first number of its source; 0 = none. */
static bool sources_are_distinct(config_reader *reader, const walras_model *model, const config_grid *grid) {
  int64_t *source = config_allocate(reader->arena, (size_t)model->parameter_count, sizeof *source);
  bool distinct = source != NULL;
  for (int64_t i = 0; source != NULL && i < grid->fixed.count; i++)
    source[grid->fixed.values[i].parameter] = -1;
  for (int64_t a = 0; source != NULL && a < grid->axis_count; a++) {
    const config_axis *axis = &grid->axes[a];
    bool told = false;
    for (int64_t s = 0; s < axis->count; s++) {
      for (int64_t i = 0; i < axis->steps[s].count && !told; i++) {
        const config_assignment *assignment = &axis->steps[s].values[i];
        int64_t *seen = &source[assignment->parameter];
        const char *name = model->parameters[assignment->parameter].name;
        if (*seen != 0 && *seen != a + 1) {
          config_report(&reader->log, assignment->place,
                        *seen < 0 ? "axis %lld: '%s' is among the grid's fixed parameters too"
                                  : "axis %lld: '%s' is swept by an earlier axis too",
                        (long long)(a + 1), name);
          distinct = false;
          told = true;
        }
        *seen = a + 1;
      }
    }
  }
  return distinct;
}

/* The number of points, refused where no memory could hold them. */
static bool count_points(config_reader *reader, config_grid *grid) {
  grid->points = 1;
  for (int64_t a = 0; a < grid->axis_count; a++) {
    if (__builtin_mul_overflow(grid->points, grid->axes[a].count, &grid->points) || grid->points > CONFIG_MOST_POINTS) {
      config_report(&reader->log, grid->place, "the sweep has more than %d design points", CONFIG_MOST_POINTS);
      return false;
    }
  }
  return true;
}

static bool read_axes(config_reader *reader, const walras_model *model, const config_setting_t *axes, config_grid *grid) {
  const int count = config_setting_length(axes);
  grid->axes = config_allocate(reader->arena, (size_t)count, sizeof *grid->axes);
  bool good = grid->axes != NULL;
  for (int a = 0; grid->axes != NULL && a < count; a++)
    good &= read_axis(reader, model, config_setting_get_elem(axes, (unsigned)a), a, &grid->axes[a]);
  grid->axis_count = grid->axes != NULL ? count : 0;
  return good && sources_are_distinct(reader, model, grid) && count_points(reader, grid);
}

static bool read_grid_design(config_reader *reader, const walras_model *model, const config_setting_t *group,
                             config_sweep *sweep) {
  static const char *const keys[] = {"design", "axes", NULL};
  config_check_keys(reader, group, "the sweep", keys);
  const config_setting_t *axes = config_list(reader, group, "axes", "sweep.axes");
  if (axes == NULL || config_setting_length(axes) == 0) {
    if (axes != NULL || config_setting_get_member(group, "axes") == NULL)
      config_report(&reader->log, config_reader_place(reader, group), "the sweep has no axes");
    return false;
  }
  return read_axes(reader, model, axes, &sweep->grids[0]);
}

static bool read_list_design(config_reader *reader, const walras_model *model, const config_setting_t *group,
                             config_sweep *sweep) {
  static const char *const keys[] = {"design", "points", NULL};
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
  return read_tied_axis(reader, model, group, "sweep", &grid->axes[0]) && count_points(reader, grid);
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
  static const char *const keys[] = {"label", "replications", "parameters", "axes", "sources", NULL};
  const char *where = config_format(reader, "grid %d", number + 1);
  grid->place = config_reader_place(reader, group);
  grid->points = 1;
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

/* The design's name; the later ones are known, and refused in one line. */
static bool read_design(config_reader *reader, const config_setting_t *group, config_design *design) {
  static const char *const designs[] = {"grid", "list", "grids", "latin_hypercube", "sobol", "saltelli", "morris", NULL};
  const config_setting_t *setting = config_setting_get_member(group, "design");
  int index = 0;
  if (setting == NULL) {
    config_report(&reader->log, config_reader_place(reader, group), "the sweep has no design: \"grid\", \"list\" or \"grids\"");
    return false;
  }
  if (!config_read_word(reader, setting, "sweep.design", designs, &index))
    return false;
  if (index > 2) {
    config_report(&reader->log, config_reader_place(reader, setting),
                  "sweep.design: this version does not have the design '%s'; it has grid, list and grids", designs[index]);
    return false;
  }
  *design = (config_design)(index + 1);
  return true;
}

bool config_sweep_read(config_reader *reader, const walras_model *model, const config_setting_t *group, config_place place,
                       config_sweep *sweep) {
  *sweep = (config_sweep){.grid_count = 1, .points = 1};
  sweep->grids = config_allocate(reader->arena, 1, sizeof *sweep->grids);
  if (sweep->grids == NULL)
    return false;
  sweep->grids[0] = (config_grid){.points = 1, .place = group != NULL ? config_reader_place(reader, group) : place};
  if (group == NULL)
    return true;
  if (!read_design(reader, group, &sweep->design))
    return false;
  const bool good = sweep->design == CONFIG_GRID   ? read_grid_design(reader, model, group, sweep)
                    : sweep->design == CONFIG_LIST ? read_list_design(reader, model, group, sweep)
                                                   : read_grids_design(reader, model, group, sweep);
  sweep->points = 0;
  for (int64_t i = 0; i < sweep->grid_count; i++)
    sweep->points += sweep->grids[i].points;
  if (good && sweep->points > CONFIG_MOST_POINTS) {
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
      for (int64_t s = 0; s < grid->axes[a].count; s++) {
        if (config_assignments_find(&grid->axes[a].steps[s], parameter) == NULL)
          continue;
        *words = sweep->design == CONFIG_LIST ? "the points of the sweep"
                                              : config_format(reader, "axis %lld%s", (long long)(a + 1), of);
        *place = grid->axes[a].place;
        return true;
      }
    }
  }
  return false;
}
