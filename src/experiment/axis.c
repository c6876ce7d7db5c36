#include "experiment/axis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "walras/elementary.h"

static const int64_t widest_span = INT64_C(1) << 53; /* integers that a double tells apart */

/* The parameter that an axis names, or NULL after a report. */
static const walras_parameter *read_parameter(config_reader *reader, const walras_model *model, const config_setting_t *group,
                                              const char *where, config_place place) {
  const char *name = NULL;
  const config_setting_t *named = config_setting_get_member(group, "parameter");
  if (named == NULL) {
    config_report(&reader->log, place, "%s: 'parameter' is missing (or 'points' for parameters that vary together)", where);
    return NULL;
  }
  if (!config_read_string_value(reader, named, config_format(reader, "%s: parameter", where), &name))
    return NULL;
  const walras_parameter *parameter = config_parameter_find(model, name);
  if (parameter == NULL)
    config_report_parameter(reader, config_reader_place(reader, named), model, name);
  return parameter;
}

/* Room for `count` steps of one parameter. */
static bool allocate_steps(config_reader *reader, int64_t parameter, int64_t count, config_axis *axis) {
  axis->steps = config_allocate(reader->arena, (size_t)count, sizeof *axis->steps);
  config_assignment *assignments = config_allocate(reader->arena, (size_t)count, sizeof *assignments);
  if (axis->steps == NULL || assignments == NULL)
    return false;
  axis->count = count;
  for (int64_t i = 0; i < count; i++) {
    assignments[i] = (config_assignment){.parameter = parameter, .place = axis->place};
    axis->steps[i] = (config_assignments){.values = &assignments[i], .count = 1};
  }
  return true;
}

/* values = [ 10, 100 ]. */
static bool read_values(config_reader *reader, const walras_model *model, const config_setting_t *group, const char *where,
                        const walras_parameter *parameter, config_axis *axis) {
  const config_setting_t *values = config_setting_get_member(group, "values");
  if (values == NULL || (config_is_list(values) && config_setting_length(values) == 0)) {
    config_report(&reader->log, values != NULL ? config_reader_place(reader, values) : axis->place, "%s: '%s' has no values",
                  where, parameter->name);
    return false;
  }
  values = config_list(reader, group, "values", config_format(reader, "%s: values", where));
  if (values == NULL || !allocate_steps(reader, parameter - model->parameters, config_setting_length(values), axis))
    return false;
  bool good = true;
  const char *what = config_format(reader, "parameter '%s'", parameter->name);
  for (int64_t i = 0; i < axis->count; i++) {
    const config_setting_t *setting = config_setting_get_elem(values, (unsigned)i);
    axis->steps[i].values->place = config_reader_place(reader, setting);
    good &= config_value_read(reader, parameter, setting, what, &axis->steps[i].values->value);
  }
  return good;
}

static double as_real(const config_interval *interval, const config_value *end) {
  return interval->integer ? (double)end->field.integer : end->field.real;
}

/* One end of an interval, finite and in the parameter's range. */
static bool read_end(config_reader *reader, const config_setting_t *group, const char *where, const walras_parameter *parameter,
                     const char *key, config_axis *axis, config_value *end) {
  const config_setting_t *setting = config_setting_get_member(group, key);
  if (setting == NULL) {
    config_report(&reader->log, axis->place, "%s: '%s' of '%s' is missing", where, key, parameter->name);
    return false;
  }
  if (!config_value_read(reader, parameter, setting, config_format(reader, "%s: %s of '%s'", where, key, parameter->name), end))
    return false;
  if (isfinite(as_real(&axis->interval, end)))
    return true;
  config_report(&reader->log, config_reader_place(reader, setting), "%s: the %s of '%s' must be finite", where, key,
                parameter->name);
  return false;
}

static bool read_scale(config_reader *reader, const config_setting_t *group, const char *where, bool *log_scale) {
  static const char *const scales[] = {"linear", "log", NULL};
  const config_setting_t *setting = config_setting_get_member(group, "scale");
  int index = 0;
  if (setting != NULL && !config_read_word(reader, setting, config_format(reader, "%s: scale", where), scales, &index))
    return false;
  *log_scale = index == 1;
  return true;
}

static bool interval_is_sound(config_reader *reader, const char *where, const walras_parameter *parameter,
                              const config_axis *axis) {
  const config_interval *interval = &axis->interval;
  const int64_t first = interval->low.field.integer, last = interval->high.field.integer;
  const double low = as_real(interval, &interval->low), high = as_real(interval, &interval->high);
  const char *mistake = NULL;
  int64_t span = 0;
  if (interval->integer ? first >= last : low >= high)
    mistake = config_format(reader, "the minimum of '%s' must be below its maximum", parameter->name);
  else if (interval->log && low <= 0)
    mistake = config_format(reader, "a log scale needs a minimum above 0, and that of '%s' is %g", parameter->name, low);
  else if (interval->integer && (__builtin_sub_overflow(last, first, &span) || span >= widest_span))
    mistake = config_format(reader, "the interval of '%s' has more than 2^53 integers", parameter->name);
  if (mistake != NULL)
    config_report(&reader->log, axis->place, "%s: %s", where, mistake);
  return mistake == NULL;
}

/* minimum = 0.1; maximum = 10.0; scale = "log". */
static bool read_interval(config_reader *reader, const walras_model *model, const config_setting_t *group, const char *where,
                          const walras_parameter *parameter, config_axis *axis) {
  config_interval *interval = &axis->interval;
  interval->parameter = parameter - model->parameters;
  interval->integer = parameter->type == WALRAS_TYPE_INTEGER;
  if (!interval->integer && parameter->type != WALRAS_TYPE_REAL) {
    config_report(&reader->log, axis->place, "%s: '%s' is not a number: give its values = [ ... ] instead of an interval", where,
                  parameter->name);
    return false;
  }
  if (config_setting_get_member(group, "values") != NULL) {
    config_report(&reader->log, axis->place, "%s: '%s' has both values and an interval; give one of them", where,
                  parameter->name);
    return false;
  }
  bool good = read_end(reader, group, where, parameter, "minimum", axis, &interval->low);
  good &= read_end(reader, group, where, parameter, "maximum", axis, &interval->high);
  good &= read_scale(reader, group, where, &interval->log);
  return good && interval_is_sound(reader, where, parameter, axis);
}

/* Twelve digits, correctly rounded: 0.3 instead of 0.30000000000000004. */
static double rounded(double x) {
  char digits[40];
  snprintf(digits, sizeof digits, "%.11e", x);
  return strtod(digits, NULL);
}

static double at_real(const config_interval *interval, double low, double high, double u) {
  const double x = interval->log ? walras_exp((1.0 - u) * walras_log(low) + u * walras_log(high)) : (1.0 - u) * low + u * high;
  return u <= 0.0 || x < low ? low : u >= 1.0 || x > high ? high : x;
}

/* The value of step i of `count` at even distances, the ends exact. */
static void make_step(const config_interval *interval, int64_t i, int64_t count, config_value *value) {
  const double low = as_real(interval, &interval->low), high = as_real(interval, &interval->high);
  const double u = (double)i / (double)(count - 1);
  *value = i == 0 ? interval->low : interval->high;
  if (i == 0 || i == count - 1)
    return;
  if (!interval->integer) {
    const double near = rounded(at_real(interval, low, high, u));
    value->field.real = near < low ? low : near > high ? high : near + 0.0;
  } else if (interval->log)
    value->field.integer = (int64_t)rint(at_real(interval, low, high, u));
  else
    value->field.integer = interval->low.field.integer + (int64_t)rint(u * (high - low));
}

/* count = 5: the interval as that many steps. */
static bool make_steps(config_reader *reader, const config_setting_t *group, const char *where, const walras_parameter *parameter,
                       config_axis *axis) {
  const config_setting_t *setting = config_setting_get_member(group, "count");
  int64_t count = 0;
  if (setting == NULL) {
    config_report(&reader->log, axis->place, "%s: 'count' is missing: how many steps '%s' takes from its minimum to its maximum",
                  where, parameter->name);
    return false;
  }
  if (!config_read_integer(reader, setting, config_format(reader, "%s: count", where), 2, CONFIG_MOST_POINTS, &count) ||
      !allocate_steps(reader, axis->interval.parameter, count, axis))
    return false;
  for (int64_t i = 0; i < count; i++) {
    config_value *value = &axis->steps[i].values->value;
    make_step(&axis->interval, i, count, value);
    if (i == 0 || !config_value_equal(parameter, value, &axis->steps[i - 1].values->value))
      continue;
    config_report(&reader->log, config_reader_place(reader, setting),
                  "%s: steps %lld and %lld of %lld of '%s' are the same once rounded; give a smaller count", where, (long long)i,
                  (long long)i + 1, (long long)count, parameter->name);
    return false;
  }
  return true;
}

/* { parameter = "agents"; ... } with values or an interval. */
static bool read_plain_axis(config_reader *reader, const walras_model *model, const config_setting_t *group, const char *where,
                            bool sampled, config_axis *axis) {
  static const char *const grid_keys[] = {"parameter", "values", "minimum", "maximum", "scale", "count", NULL};
  static const char *const sampled_keys[] = {"parameter", "values", "minimum", "maximum", "scale", NULL};
  const char *const *keys = sampled ? sampled_keys : grid_keys;
  config_check_keys(reader, group, where, keys);
  const walras_parameter *parameter = read_parameter(reader, model, group, where, axis->place);
  if (parameter == NULL)
    return false;
  bool is_interval = false;
  for (int i = 2; keys[i] != NULL; i++)
    is_interval |= config_setting_get_member(group, keys[i]) != NULL;
  if (!is_interval)
    return read_values(reader, model, group, where, parameter, axis);
  return read_interval(reader, model, group, where, parameter, axis) &&
         (sampled || make_steps(reader, group, where, parameter, axis));
}

bool config_tied_axis_read(config_reader *reader, const walras_model *model, const config_setting_t *group, const char *where,
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

static bool read_axis(config_reader *reader, const walras_model *model, const config_setting_t *group, int number, bool sampled,
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
    return read_plain_axis(reader, model, group, where, sampled, axis);
  config_check_keys(reader, group, where, tied_keys);
  return config_tied_axis_read(reader, model, group, where, axis);
}

bool config_axes_read(config_reader *reader, const walras_model *model, const config_setting_t *axes, bool sampled,
                      config_axis **axis, int64_t *count) {
  *count = config_setting_length(axes);
  *axis = config_allocate(reader->arena, (size_t)*count, sizeof **axis);
  bool good = *axis != NULL;
  for (int a = 0; *axis != NULL && a < *count; a++)
    good &= read_axis(reader, model, config_setting_get_elem(axes, (unsigned)a), a, sampled, &(*axis)[a]);
  if (*axis == NULL)
    *count = 0;
  return good;
}

/* Which of `count` equal shares of [0, 1] holds u. */
static int64_t share_of(double u, int64_t count) {
  const int64_t share = (int64_t)floor(u * (double)count);
  return share < 0 ? 0 : share >= count ? count - 1 : share;
}

static int64_t integer_at(const config_interval *interval, double u) {
  const int64_t low = interval->low.field.integer, high = interval->high.field.integer;
  if (!interval->log)
    return low + share_of(u, high - low + 1);
  const double x = floor(at_real(interval, (double)low, (double)high + 1.0, u));
  return x < (double)low ? low : x > (double)high ? high : (int64_t)x;
}

config_assignments config_axis_at(const config_axis *axis, double u, config_assignment *own) {
  const config_interval *interval = &axis->interval;
  if (axis->steps != NULL)
    return axis->steps[share_of(u, axis->count)];
  *own = (config_assignment){.parameter = interval->parameter, .place = axis->place};
  if (interval->integer)
    own->value.field.integer = integer_at(interval, u);
  else
    own->value.field.real = at_real(interval, interval->low.field.real, interval->high.field.real, u) + 0.0;
  return (config_assignments){.values = own, .count = 1};
}

bool config_axis_sets(const config_axis *axis, int64_t parameter) {
  if (axis->steps == NULL)
    return axis->interval.parameter == parameter;
  for (int64_t s = 0; s < axis->count; s++)
    if (config_assignments_find(&axis->steps[s], parameter) != NULL)
      return true;
  return false;
}

const char *config_axis_name(config_reader *reader, const walras_model *model, const config_axis *axis) {
  const char *name = NULL;
  for (int64_t p = 0; p < model->parameter_count; p++)
    if (config_axis_sets(axis, p))
      name = name == NULL ? model->parameters[p].name : config_format(reader, "%s, %s", name, model->parameters[p].name);
  return name;
}
