#include "experiment/stopping.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "experiment/echo.h"

static bool complain(config_reader *reader, const config_setting_t *at, const char *message) {
  config_report(&reader->log, config_reader_place(reader, at), "replications%s", message);
  return false;
}

/* Left out is right when `required` is false; `value` stays as it is then. */
static bool read_count(config_reader *reader, const config_setting_t *group, const char *key, int64_t low, bool required,
                       int64_t *value) {
  const config_setting_t *setting = config_setting_get_member(group, key);
  if (setting == NULL)
    return required ? complain(reader, group, config_format(reader, ": '%s' is missing", key)) : true;
  return config_read_integer(reader, setting, config_format(reader, "replications.%s", key), low, INT64_MAX, value);
}

/* A number strictly between `low` and `high`. */
static bool read_inside(config_reader *reader, const config_setting_t *group, const char *key, double low, double high,
                        double *value) {
  const config_setting_t *setting = config_setting_get_member(group, key);
  const char *what = config_format(reader, "replications.%s", key);
  if (setting == NULL)
    return true;
  if (!config_read_real(reader, setting, what, -INFINITY, INFINITY, value))
    return false;
  if (*value > low && *value < high)
    return true;
  config_report(&reader->log, config_reader_place(reader, setting),
                isinf(high) ? "%s: expected a finite number above %g, found %s"
                            : "%s: expected a number between %g and 1, found %s",
                what, low, config_found(reader, setting));
  return false;
}

static bool read_width(config_reader *reader, const config_setting_t *group, walras_sequential_rule *rule) {
  const bool absolute = config_setting_get_member(group, "half_width") != NULL;
  rule->relative = config_setting_get_member(group, "relative_half_width") != NULL;
  bool good = read_inside(reader, group, rule->relative ? "relative_half_width" : "half_width", 0.0, INFINITY, &rule->half_width);
  if (absolute && rule->relative)
    good = complain(reader, group, ": 'half_width' and 'relative_half_width' exclude each other");
  if (!absolute && !rule->relative)
    good = complain(reader, group, ": 'half_width' (or 'relative_half_width') is missing");
  return good;
}

/* ---- the metric ---- */

static const walras_metric *find_metric(config_reader *reader, const config_setting_t *setting, const walras_model *model,
                                        const char *name) {
  const char **names = config_allocate(reader->arena, (size_t)model->metric_count, sizeof *names);
  for (int64_t i = 0; names != NULL && i < model->metric_count; i++) {
    names[i] = model->metrics[i].name;
    if (strcmp(names[i], name) == 0)
      return &model->metrics[i];
  }
  if (names != NULL)
    config_report_unknown(&reader->log, config_reader_place(reader, setting),
                          config_format(reader, "replications.metric: unknown metric '%s' of model '%s'", name, model->name),
                          name, "metrics", names, model->metric_count);
  return NULL;
}

static const char *const kind_words[] = {[WALRAS_SCALAR] = "scalar",
                                         [WALRAS_VECTOR] = "vector",
                                         [WALRAS_SERIES] = "series",
                                         [WALRAS_HISTOGRAM] = "histogram",
                                         [WALRAS_TABLE] = "table"};

/* What keeps a metric, named with this element ("[2]", or nothing), from being the rule's; NULL = nothing. */
static const char *metric_problem(config_reader *reader, const walras_metric *metric, const char *element, int64_t *index) {
  const char *name = metric->name;
  if (metric->kind != WALRAS_SCALAR && metric->kind != WALRAS_VECTOR)
    return config_format(reader, "'%s' is a %s, which has no mean to wait for: name a scalar, or an element of a vector", name,
                         kind_words[metric->kind]);
  if (metric->not_compared)
    return config_format(reader, "'%s' is different in every run: the number of replications would be, too", name);
  if (metric->kind == WALRAS_SCALAR)
    return element[0] == '\0' ? NULL : config_format(reader, "'%s' is one number and has no elements", name);
  char *end = NULL;
  const long long number = element[0] == '[' ? strtoll(element + 1, &end, 10) : 0;
  if (element[0] == '\0')
    return config_format(reader, "'%s' has several elements: name one, as \"%s[1]\"", name, name);
  if (end == element + 1 || strcmp(end, "]") != 0)
    return config_format(reader, "'%s%s' is not a metric's element, which looks as \"%s[1]\"", name, element, name);
  if (number < 1)
    return config_format(reader, "elements of '%s' count from 1", name);
  *index = number - 1;
  return NULL;
}

static bool read_metric(config_reader *reader, const config_setting_t *group, const walras_model *model,
                        walras_stopping *stopping) {
  const config_setting_t *setting = config_setting_get_member(group, "metric");
  const char *text = NULL;
  if (setting == NULL)
    return complain(reader, group, ": 'metric' is missing");
  if (!config_read_string_value(reader, setting, "replications.metric", &text))
    return false;
  const size_t length = strcspn(text, "[");
  const walras_metric *metric = find_metric(reader, setting, model, config_format(reader, "%.*s", (int)length, text));
  if (metric == NULL)
    return false;
  stopping->metric = metric - model->metrics;
  stopping->metric_text = text;
  const char *problem = metric_problem(reader, metric, text + length, &stopping->element);
  return problem == NULL || complain(reader, setting, config_format(reader, ".metric: %s", problem));
}

static bool metric_is_everywhere(config_reader *reader, const config_setting_t *group, const config_selection *selection,
                                 const walras_stopping *stopping) {
  const walras_metric *metric = &selection->model->metrics[stopping->metric];
  const config_setting_t *setting = config_setting_get_member(group, "metric");
  for (int64_t p = 0; p < selection->points; p++) {
    const void *parameters = selection->parameters[p];
    if (metric->present != NULL && !metric->present(parameters))
      return complain(reader, setting,
                      config_format(reader, ".metric: '%s' is absent at point %lld%s%s", metric->name, (long long)p,
                                    metric->absent != NULL ? ": " : "", metric->absent != NULL ? metric->absent : ""));
    const int64_t length = metric->kind == WALRAS_VECTOR ? metric->length(parameters) : 1;
    if (stopping->element >= length)
      return complain(reader, setting,
                      config_format(reader, ".metric: '%s' has %lld elements at point %lld, no element %lld", metric->name,
                                    (long long)length, (long long)p, (long long)stopping->element + 1));
  }
  return true;
}

/* ---- the group ---- */

/* --replications looks for less, or more, of the same. */
static bool limit(config_reader *reader, int64_t most, walras_sequential_rule *rule) {
  if (most < 0)
    return true;
  if (most < 2) {
    config_report(&reader->log, (config_place){.file = config_format(reader, "--replications %lld", (long long)most)},
                  "sequential stopping needs at least 2 replications");
    return false;
  }
  rule->maximum = most;
  rule->initial = rule->initial < most ? rule->initial : most;
  return true;
}

bool config_stopping_read(config_reader *reader, const config_setting_t *group, const walras_model *model, int64_t most,
                          walras_stopping *stopping) {
  static const char *const keys[] = {"initial",    "step",   "maximum", "metric", "half_width", "relative_half_width",
                                     "confidence", "versus", NULL};
  *stopping = (walras_stopping){.rule = {.confidence = 0.95, .baseline = -1}};
  walras_sequential_rule *rule = &stopping->rule;
  config_check_keys(reader, group, "group 'replications'", keys);
  bool good = read_count(reader, group, "initial", 2, true, &rule->initial);
  rule->step = rule->initial;
  good &= read_count(reader, group, "step", 1, false, &rule->step);
  good &= read_count(reader, group, "maximum", 1, true, &rule->maximum);
  if (good && rule->maximum < rule->initial)
    good = complain(reader, group,
                    config_format(reader, ": 'maximum' is %lld, less than 'initial', which is %lld", (long long)rule->maximum,
                                  (long long)rule->initial));
  good &= read_metric(reader, group, model, stopping);
  good &= read_width(reader, group, rule);
  good &= read_inside(reader, group, "confidence", 0.0, 1.0, &rule->confidence);
  return limit(reader, most, rule) && good;
}

bool config_stopping_select(config_reader *reader, const config_setting_t *group, const config_selection *selection,
                            walras_stopping *stopping) {
  const config_setting_t *versus = config_setting_get_member(group, "versus");
  bool good = metric_is_everywhere(reader, group, selection, stopping);
  if (versus == NULL)
    return good;
  bool *selected = config_allocate(reader->arena, (size_t)selection->points, sizeof *selected);
  if (selected == NULL || !config_where_read(reader, versus, selection, "replications.versus", selected))
    return false;
  int64_t count = 0;
  for (int64_t p = 0; p < selection->points; p++) {
    count += selected[p];
    stopping->rule.baseline = selected[p] ? p : stopping->rule.baseline;
  }
  if (count > 1)
    good = complain(reader, versus,
                    config_format(reader, ".versus selects %lld design points; the baseline is one", (long long)count));
  else if (selection->points == 1)
    good = complain(reader, versus, ".versus: there is no other design point to compare with the baseline");
  config_text text = {0};
  config_setting_print(&text, versus);
  stopping->versus_text = text.bytes != NULL ? config_format(reader, "%s", text.bytes) : NULL;
  reader->arena->exhausted |= text.exhausted;
  free(text.bytes);
  return good;
}

bool config_stopping_is_alone(config_reader *reader, const config_setting_t *root, const config_sweep *sweep) {
  static const char *const words = "and the group 'replications' (sequential stopping) exclude each other";
  const config_setting_t *experiment = config_setting_get_member(root, "experiment");
  const config_setting_t *fixed = experiment != NULL ? config_setting_get_member(experiment, "replications") : NULL;
  bool alone = fixed == NULL;
  if (fixed != NULL)
    config_report(&reader->log, config_reader_place(reader, fixed), "experiment.replications %s", words);
  for (int64_t g = 0; g < sweep->grid_count; g++)
    if (sweep->grids[g].replications > 0) {
      config_report(&reader->log, sweep->grids[g].place, "grid %lld: replications %s", (long long)(g + 1), words);
      alone = false;
    }
  return alone;
}

void config_stopping_print(config_text *text, const walras_stopping *stopping) {
  const walras_sequential_rule *rule = &stopping->rule;
  const struct {
    const char *name;
    int64_t value;
  } counts[] = {{"initial", rule->initial}, {"step", rule->step}, {"maximum", rule->maximum}};
  config_text_add(text, "replications: {");
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
    config_text_add(text, " %s = ", counts[i].name);
    config_text_integer(text, counts[i].value, false);
    config_text_add(text, ";");
  }
  config_text_add(text, " metric = ");
  config_text_string(text, stopping->metric_text);
  config_text_add(text, "; %s = ", rule->relative ? "relative_half_width" : "half_width");
  config_text_real(text, rule->half_width);
  config_text_add(text, "; confidence = ");
  config_text_real(text, rule->confidence);
  if (stopping->versus_text != NULL)
    config_text_add(text, "; versus = %s", stopping->versus_text);
  config_text_add(text, "; };\n");
}
