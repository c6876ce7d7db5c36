#include "cli/point_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "experiment/value.h"

const char *cli_point_label(const cli_point_table *t, int64_t point) {
  return t->labelled ? t->experiment->point_labels[point] : "";
}

static bool starts_group(const cli_point_table *t, int64_t point) {
  return point == 0 || (t->labelled && strcmp(cli_point_label(t, point), cli_point_label(t, point - 1)) != 0);
}

static bool find_groups(cli_point_table *t) {
  int64_t groups = 0;
  for (int64_t point = 0; point < t->points; point++)
    groups += starts_group(t, point);
  t->first = malloc(((size_t)groups + 1) * sizeof *t->first);
  if (t->first == NULL)
    return false;
  for (int64_t point = 0; point < t->points; point++)
    if (starts_group(t, point))
      t->first[t->groups++] = point;
  t->first[groups] = t->points;
  return true;
}

/* Marks the columns in which some point of the group differs from its first one. */
static void compare_group(const cli_point_table *t, int64_t group) {
  bool *varies = t->varies + group * t->columns;
  const int64_t first = t->first[group];
  for (int64_t column = 0; column < t->columns; column++) {
    const walras_parameter *parameter = t->parameters[column];
    config_value value, other;
    config_value_load(parameter, t->experiment->parameters[first], &value);
    for (int64_t point = first + 1; point < t->first[group + 1] && !varies[column]; point++) {
      config_value_load(parameter, t->experiment->parameters[point], &other);
      varies[column] = !config_value_equal(parameter, &value, &other);
    }
  }
}

bool cli_point_table_make(const walras_experiment *e, cli_point_table *t) {
  *t = (cli_point_table){.experiment = e, .points = e->points, .labelled = e->point_labels != NULL};
  t->parameters = malloc(((size_t)e->swept_count + 1) * sizeof *t->parameters);
  bool ok = t->parameters != NULL && find_groups(t);
  for (int64_t i = 0; ok && i < e->swept_count; i++)
    t->parameters[t->columns++] = config_parameter_find(e->model, e->swept[i]);
  t->varies = ok ? calloc((size_t)(t->groups * t->columns) + 1, sizeof *t->varies) : NULL;
  ok = t->varies != NULL;
  for (int64_t group = 0; ok && group < t->groups; group++)
    compare_group(t, group);
  return ok;
}

void cli_point_table_free(cli_point_table *t) {
  free(t->parameters);
  free(t->first);
  free(t->varies);
  *t = (cli_point_table){0};
}

int64_t cli_point_group(const cli_point_table *t, int64_t point) {
  int64_t low = 0, high = t->groups;
  while (high - low > 1) {
    const int64_t middle = low + (high - low) / 2;
    if (t->first[middle] <= point)
      low = middle;
    else
      high = middle;
  }
  return low;
}

bool cli_point_varies(const cli_point_table *t, int64_t group, int64_t column) {
  return t->varies[group * t->columns + column];
}

bool cli_point_is_text(const cli_point_table *t, int64_t column) {
  return t->parameters[column]->type >= WALRAS_TYPE_ENUMERATION;
}

void cli_point_cell(const cli_point_table *t, int64_t point, int64_t column, config_text *text) {
  const walras_parameter *parameter = t->parameters[column];
  const char *word = NULL;
  config_value value;
  config_value_load(parameter, t->experiment->parameters[point], &value);
  if (parameter->type == WALRAS_TYPE_ENUMERATION)
    word = parameter->words[value.field.word];
  else if (parameter->type == WALRAS_TYPE_STRING || parameter->type == WALRAS_TYPE_PATH)
    word = value.field.string;
  else if (parameter->type == WALRAS_TYPE_REAL && isinf(value.field.real))
    word = value.field.real < 0.0 ? "-inf" : "inf";
  if (word != NULL)
    config_text_bytes(text, word, strlen(word));
  else if (parameter->type == WALRAS_TYPE_INTEGER)
    config_text_decimal(text, value.field.integer);
  else
    config_value_print(text, parameter, &value);
}
