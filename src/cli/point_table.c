#include "cli/point_table.h"

#include <stdlib.h>
#include <string.h>

/* Named in the sweep itself: what only follows from such a parameter would drown it. */
static bool is_named_in_sweep(const walras_experiment *e, const char *name) {
  const char *sweep = strstr(e->resolved_text, "\nsweep: {"), *end = sweep != NULL ? strstr(sweep, "\noutput: {") : NULL;
  const size_t length = strlen(name);
  for (const char *at = sweep; at != NULL && (at = strstr(at, name)) != NULL && (end == NULL || at < end); at += length) {
    const char before = at[-1], after = at[length];
    if ((before == ' ' || before == '"') && (after == ' ' || after == '"'))
      return true;
  }
  return false;
}

static const walras_parameter *find_parameter(const walras_experiment *e, const char *name) {
  for (int64_t i = 0; i < e->model->parameter_count; i++)
    if (strcmp(e->model->parameters[i].name, name) == 0)
      return &e->model->parameters[i];
  return NULL;
}

static bool is_text(const walras_parameter *parameter) {
  return parameter->type == WALRAS_TYPE_ENUMERATION || parameter->type == WALRAS_TYPE_STRING ||
         parameter->type == WALRAS_TYPE_PATH;
}

/* "gpt_4o" with its quotes reads as gpt_4o; anything else stays as it is. */
static void strip_quotes(char *text) {
  const size_t length = strlen(text);
  if (length >= 2 && text[0] == '"' && text[length - 1] == '"') {
    memmove(text, text + 1, length - 2);
    text[length - 2] = '\0';
  }
}

static bool fill_column(const walras_experiment *e, cli_point_table *t, int64_t column) {
  const walras_parameter *parameter = find_parameter(e, t->names[column]);
  t->words[column] = is_text(parameter);
  for (int64_t point = 0; point < t->points; point++) {
    char *text = walras_parameter_text(parameter, e->parameters[point]);
    if (text == NULL)
      return false;
    strip_quotes(text);
    t->cells[point * t->columns + column] = text;
  }
  for (int64_t point = 0; point < t->points; point++) {
    const int64_t first = t->first[point];
    if (strcmp(cli_point_cell(t, point, column), cli_point_cell(t, first, column)) != 0)
      t->varies[first * t->columns + column] = true;
  }
  return true;
}

static bool allocate(const walras_experiment *e, cli_point_table *t) {
  const size_t points = (size_t)e->points, swept = (size_t)e->swept_count;
  t->labels = calloc(points, sizeof *t->labels);
  t->first = calloc(points, sizeof *t->first);
  t->names = calloc(swept + 1, sizeof *t->names);
  t->words = calloc(swept + 1, sizeof *t->words);
  t->cells = calloc(points * swept + 1, sizeof *t->cells);
  t->varies = calloc(points * swept + 1, sizeof *t->varies);
  return t->labels != NULL && t->first != NULL && t->names != NULL && t->words != NULL && t->cells != NULL && t->varies != NULL;
}

bool cli_point_table_make(const walras_experiment *e, cli_point_table *t) {
  *t = (cli_point_table){.points = e->points};
  bool ok = allocate(e, t);
  for (int64_t i = 0; ok && i < e->swept_count; i++)
    if (is_named_in_sweep(e, e->swept[i]) && find_parameter(e, e->swept[i]) != NULL)
      t->names[t->columns++] = e->swept[i];
  for (int64_t point = 0; ok && point < t->points; point++) {
    const char *label = e->point_labels != NULL ? e->point_labels[point] : NULL;
    t->labels[point] = label != NULL ? label : "";
    t->labelled = t->labelled || label != NULL;
    t->first[point] = point > 0 && strcmp(t->labels[point], t->labels[point - 1]) == 0 ? t->first[point - 1] : point;
  }
  for (int64_t column = 0; ok && column < t->columns; column++)
    ok = fill_column(e, t, column);
  if (!ok)
    cli_complain("out of memory");
  return ok;
}

void cli_point_table_free(cli_point_table *t) {
  for (int64_t i = 0; t->cells != NULL && i < t->points * t->columns; i++)
    free(t->cells[i]);
  free(t->cells);
  free(t->labels);
  free(t->first);
  free(t->names);
  free(t->words);
  free(t->varies);
  *t = (cli_point_table){0};
}

const char *cli_point_cell(const cli_point_table *t, int64_t point, int64_t column) {
  return t->cells[point * t->columns + column];
}

bool cli_point_varies(const cli_point_table *t, int64_t point, int64_t column) {
  return t->varies[t->first[point] * t->columns + column];
}
