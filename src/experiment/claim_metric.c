/* The metrics that a claim names. */
#include <stdlib.h>
#include <string.h>

#include "experiment/claim_reader.h"

static const walras_metric *find_metric(claim_reader *c, const config_setting_t *setting, const char *name, size_t length) {
  const walras_model *model = c->selection->model;
  const char **names = config_allocate(c->reader->arena, (size_t)model->metric_count, sizeof *names);
  const char *base = config_format(c->reader, "%.*s", (int)length, name);
  for (int64_t i = 0; names != NULL && i < model->metric_count; i++) {
    names[i] = model->metrics[i].name;
    if (strcmp(names[i], base) == 0)
      return &model->metrics[i];
  }
  if (names != NULL)
    config_report_unknown(&c->reader->log, config_reader_place(c->reader, setting),
                          config_format(c->reader, "%s: unknown metric '%s' of model '%s'", c->name, base, model->name), base,
                          "metrics", names, model->metric_count);
  c->good = false;
  return NULL;
}

static void complain_at(claim_reader *c, const config_setting_t *setting, const char *message) {
  config_report(&c->reader->log, config_reader_place(c->reader, setting), "%s: %s", c->name, message);
  c->good = false;
}

/* The metric must exist at a selected point, and the length of a vector or series reach the element at every one that has it. */
static void check_points(claim_reader *c, const config_setting_t *setting, const walras_metric *metric, long long element,
                         const bool *selected) {
  int64_t shortest = INT64_MAX, present = 0, points = 0;
  if (c->selection->parameters == NULL)
    return;
  for (int64_t p = 0; p < c->selection->points; p++) {
    const void *parameters = c->selection->parameters[p];
    points += selected[p];
    if (!selected[p] || (metric->present != NULL && !metric->present(parameters)))
      continue;
    present++;
    const int64_t length = metric->length != NULL ? metric->length(parameters) : 1;
    shortest = length < shortest ? length : shortest;
  }
  if (points > 0 && present == 0)
    complain_at(c, setting,
                config_format(c->reader, "'%s' exists at no selected point: absent %s", metric->name, metric->absent));
  else if (element > shortest)
    complain_at(c, setting,
                config_format(c->reader, "'%s' has %lld elements at a selected point, no element %lld", metric->name,
                              (long long)shortest, element));
}

/* The form of a name, "welfare" or "paid_rank_share[1]", against the metric's kind; NULL when it is right. `element` gets its number, from 1. */
static const char *form_problem(claim_reader *c, const walras_metric *metric, const char *name, size_t length,
                                long long *element) {
  char *end = NULL;
  *element = name[length] == '[' ? strtoll(name + length + 1, &end, 10) : 0;
  const bool vector = metric->kind == WALRAS_VECTOR || metric->kind == WALRAS_SERIES;
  if (metric->kind == WALRAS_HISTOGRAM || metric->kind == WALRAS_TABLE)
    return config_format(c->reader, "'%s' is a %s, which claims cannot speak about", metric->name,
                         metric->kind == WALRAS_TABLE ? "table" : "histogram");
  if (vector && end == NULL)
    return config_format(c->reader, "'%s' has several elements: name one, as \"%s[1]\"", metric->name, metric->name);
  if (!vector && end != NULL)
    return config_format(c->reader, "'%s' is one number and has no elements", metric->name);
  if (vector && (end == name + length + 1 || strcmp(end, "]") != 0))
    return config_format(c->reader, "'%s' is not a metric's element, which looks as \"%s[1]\"", name, metric->name);
  if (vector && *element < 1)
    return config_format(c->reader, "elements of '%s' count from 1", metric->name);
  if (metric->not_compared)
    return config_format(c->reader, "'%s' is a timing, which differs from run to run", metric->name);
  if (metric->kind == WALRAS_SERIES && c->selection->without_series)
    return config_format(c->reader, "'%s' is a series, and output.series = \"none\" leaves series out", metric->name);
  return NULL;
}

const char *claim_read_metric(claim_reader *c, const char *key, const bool *selected) {
  const config_setting_t *setting = config_setting_get_member(c->group, key);
  const char *name = NULL;
  if (setting == NULL)
    return NULL;
  if (!config_read_string_value(c->reader, setting, claim_what(c, key), &name)) {
    c->good = false;
    return NULL;
  }
  const size_t length = strcspn(name, "[");
  const walras_metric *metric = find_metric(c, setting, name, length);
  if (metric == NULL)
    return name;
  long long element = 0;
  const char *problem = form_problem(c, metric, name, length, &element);
  if (problem != NULL)
    complain_at(c, setting, problem);
  else
    check_points(c, setting, metric, element, selected);
  return name;
}

void claim_check_metric_at(claim_reader *c, const bool *selected) {
  if (c->good)
    (void)claim_read_metric(c, "metric", selected);
}
