/* walras show STORE [METRIC...]: mean, interval, minimum, maximum and count per design point. */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/load.h"
#include "cli/point_table.h"
#include "cli/stored.h"
#include "cli/values.h"
#include "experiment/nearest.h"
#include "numerics/statistics/summary.h"

typedef enum show_format { SHOW_TABLE, SHOW_CSV, SHOW_JSON } show_format;

enum { NUMBERS = 5 };
static const char *const number_names[NUMBERS] = {"mean", "low", "high", "minimum", "maximum"};

typedef struct show {
  const walras_experiment *experiment;
  cli_values_source source;
  show_format format;
  cli_point_table points;
  int label_width, *widths; /* of the group being printed: [columns] */
  double *values;
  int64_t lines;
} show;

/* One line of the output: a metric's element at a design point. */
typedef struct show_row {
  int64_t point;
  const char *metric, *unit;
  const walras_summary *summary;
} show_row;

static int larger(int a, int b) {
  return a > b ? a : b;
}

/* Widths for the group that begins at a point. */
static void measure_group(show *s, int64_t first) {
  const cli_point_table *t = &s->points;
  s->label_width = 0;
  for (int64_t column = 0; column < t->columns; column++)
    s->widths[column] = (int)strlen(t->names[column]);
  for (int64_t point = first; point < t->points && t->first[point] == first; point++) {
    s->label_width = larger(s->label_width, (int)strlen(t->labels[point]));
    for (int64_t column = 0; column < t->columns; column++)
      s->widths[column] = larger(s->widths[column], (int)strlen(cli_point_cell(t, point, column)));
  }
}

/* The cells of a point, or the heading above its group; words to the left, numbers to the right. */
static void print_cells(const show *s, int64_t point, bool heading) {
  const cli_point_table *t = &s->points;
  if (t->labelled)
    printf("  %-*s", s->label_width, heading ? "" : t->labels[point]);
  for (int64_t column = 0; column < t->columns; column++)
    if (cli_point_varies(t, point, column))
      printf("  %*s", t->words[column] ? -s->widths[column] : s->widths[column],
             heading ? t->names[column] : cli_point_cell(t, point, column));
}

static void print_table_row(const show *s, const show_row *row) {
  const double half = walras_summary_half_width(row->summary, 0.95);
  char interval[32] = "";
  if (!isnan(half))
    snprintf(interval, sizeof interval, "+- %.3g", half);
  print_cells(s, row->point, false);
  printf("  %12.6g  %-12s  %12.6g  %12.6g  %6lld\n", row->summary->mean, interval, row->summary->minimum, row->summary->maximum,
         (long long)row->summary->count);
}

static void print_group_heading(show *s, int64_t point) {
  measure_group(s, s->points.first[point]);
  print_cells(s, point, true);
  printf("  %12s  %-12s  %12s  %12s  %6s\n", "mean", "95 % t", "minimum", "maximum", "trials");
}

static void numbers_of(const walras_summary *summary, double numbers[NUMBERS]) {
  const double half = walras_summary_half_width(summary, 0.95);
  const double values[NUMBERS] = {summary->mean, summary->mean - half, summary->mean + half, summary->minimum, summary->maximum};
  memcpy(numbers, values, sizeof values);
}

/* A field of RFC 4180: quoted where it must be. */
static void print_csv_field(const char *text) {
  if (strpbrk(text, ",\"\r\n") == NULL) {
    fputs(text, stdout);
    return;
  }
  putchar('"');
  for (; *text != '\0'; text++) {
    if (*text == '"')
      putchar('"');
    putchar(*text);
  }
  putchar('"');
}

static void print_csv_heading(const show *s) {
  fputs("point", stdout);
  if (s->points.labelled)
    fputs(",label", stdout);
  for (int64_t column = 0; column < s->points.columns; column++)
    printf(",%s", s->points.names[column]);
  puts(",metric,unit,mean,low,high,minimum,maximum,trials");
}

static void print_csv_row(const show *s, const show_row *row) {
  double numbers[NUMBERS];
  numbers_of(row->summary, numbers);
  printf("%lld", (long long)row->point);
  if (s->points.labelled) {
    putchar(',');
    print_csv_field(s->points.labels[row->point]);
  }
  for (int64_t column = 0; column < s->points.columns; column++) {
    putchar(',');
    print_csv_field(cli_point_cell(&s->points, row->point, column));
  }
  printf(",%s,", row->metric);
  print_csv_field(row->unit);
  for (int i = 0; i < NUMBERS; i++)
    printf(isfinite(numbers[i]) ? ",%.9g" : ",", numbers[i]);
  printf(",%lld\n", (long long)row->summary->count);
}

static walras_status print_json_row(const show *s, const show_row *row, walras_error *error) {
  double numbers[NUMBERS];
  numbers_of(row->summary, numbers);
  cJSON *object = cJSON_CreateObject();
  cJSON_AddNumberToObject(object, "point", (double)row->point);
  if (s->points.labelled)
    cJSON_AddStringToObject(object, "label", s->points.labels[row->point]);
  cJSON *design = cJSON_AddObjectToObject(object, "design");
  for (int64_t column = 0; column < s->points.columns; column++) {
    const char *cell = cli_point_cell(&s->points, row->point, column);
    cJSON *value = s->points.words[column] ? NULL : cJSON_Parse(cell);
    cJSON_AddItemToObject(design, s->points.names[column], value != NULL ? value : cJSON_CreateString(cell));
  }
  cJSON_AddStringToObject(object, "metric", row->metric);
  cJSON_AddStringToObject(object, "unit", row->unit);
  for (int i = 0; i < NUMBERS; i++)
    cJSON_AddNumberToObject(object, number_names[i], numbers[i]);
  cJSON_AddNumberToObject(object, "trials", (double)row->summary->count);
  char *text = cJSON_PrintUnformatted(object);
  cJSON_Delete(object);
  if (text == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory");
  printf("%s\n  %s", s->lines > 0 ? "," : "", text);
  cJSON_free(text);
  return WALRAS_OK;
}

static walras_status print_row(show *s, const show_row *row, walras_error *error) {
  walras_status status = WALRAS_OK;
  if (s->format == SHOW_TABLE)
    print_table_row(s, row);
  else if (s->format == SHOW_CSV)
    print_csv_row(s, row);
  else
    status = print_json_row(s, row, error);
  s->lines++;
  return status;
}

static walras_status show_element(show *s, const walras_metric *metric, int64_t element, int64_t length, walras_error *error) {
  char name[160];
  snprintf(name, sizeof name, length > 1 ? "%s[%lld]" : "%s", metric->name, (long long)element + 1);
  const char *unit = metric->unit != NULL ? metric->unit : "1";
  const bool has_unit = strcmp(unit, "1") != 0;
  int64_t group = -1;
  walras_status status = WALRAS_OK;
  for (int64_t point = 0; status == WALRAS_OK && point < s->experiment->points; point++) {
    status = cli_values_read(&s->source, metric->name, element, point, s->values, error);
    const walras_summary summary = walras_summarise(s->values, status == WALRAS_OK ? s->experiment->replications : 0);
    if (summary.count == 0)
      continue;
    if (s->format == SHOW_TABLE && group < 0)
      printf("%s%s%s%s%s: %s\n", s->lines > 0 ? "\n" : "", name, has_unit ? " (" : "", has_unit ? unit : "", has_unit ? ")" : "",
             metric->doc);
    if (s->format == SHOW_TABLE && group != s->points.first[point])
      print_group_heading(s, point);
    group = s->points.first[point];
    status = print_row(s, &(show_row){point, name, unit, &summary}, error);
  }
  return status;
}

static walras_status show_metric(show *s, const walras_metric *metric, walras_error *error) {
  char path[256];
  walras_store_shape shape;
  snprintf(path, sizeof path, "/metrics/%s", metric->name);
  if (!walras_store_has(s->source.reader, path))
    return WALRAS_OK; /* absent at every point */
  walras_status status = walras_store_shape_of(s->source.reader, path, &shape, error);
  const int64_t length = shape.rank > 2 ? shape.extent[2] : 1;
  for (int64_t element = 0; status == WALRAS_OK && element < length; element++)
    status = show_element(s, metric, element, length, error);
  return status;
}

/* Has one number or vector a trial, whose mean says something. */
static bool is_shown(const walras_metric *metric) {
  return (metric->kind == WALRAS_SCALAR || metric->kind == WALRAS_VECTOR) && !metric->not_compared;
}

static bool is_wanted(const cli_line *line, const walras_metric *metric) {
  for (int i = 1; i < line->operand_count; i++)
    if (strcmp(line->operands[i], metric->name) == 0)
      return true;
  return line->operand_count == 1 && metric->kind == WALRAS_SCALAR && !metric->not_compared;
}

/* False after a message that names the nearest metric, or where the data of an array can be read. */
static bool name_is_known(const walras_model *model, const char *name) {
  const char **names = malloc((size_t)model->metric_count * sizeof *names), *nearest = NULL;
  int64_t count = 0;
  for (int64_t metric = 0; metric < model->metric_count; metric++) {
    const walras_metric *m = &model->metrics[metric];
    if (strcmp(m->name, name) == 0) {
      free(names);
      if (!is_shown(m))
        cli_complain("%s is not a number or vector per trial; read it from the store: %s/%s", name,
                     m->kind == WALRAS_SERIES      ? "/series"
                     : m->kind == WALRAS_HISTOGRAM ? "/histograms"
                     : m->kind == WALRAS_TABLE     ? "/tables"
                                                   : "/metrics",
                     name);
      return is_shown(m);
    }
    if (names != NULL && is_shown(m))
      names[count++] = m->name;
  }
  nearest = walras_nearest(name, names, count);
  if (nearest != NULL)
    cli_complain("the model %s has no metric '%s'; did you mean '%s'?", model->name, name, nearest);
  else
    cli_complain("the model %s has no metric '%s'; walras describe %s lists them", model->name, name, model->name);
  free(names);
  return false;
}

static bool names_are_known(const cli_line *line, const walras_model *model) {
  for (int i = 1; i < line->operand_count; i++)
    if (!name_is_known(model, line->operands[i]))
      return false;
  return true;
}

static int show_all(const cli_line *line, show *s) {
  walras_error error = {0};
  const walras_experiment *e = s->experiment;
  s->values = malloc((size_t)e->replications * sizeof *s->values);
  s->widths = malloc(((size_t)e->swept_count + 1) * sizeof *s->widths);
  walras_status status = WALRAS_OK;
  if (s->values == NULL || s->widths == NULL)
    status = WALRAS_FAIL(&error, WALRAS_ERROR_MEMORY, "out of memory");
  else if (!cli_point_table_make(e, &s->points))
    status = WALRAS_ERROR_MEMORY;
  if (status == WALRAS_OK && s->format == SHOW_CSV)
    print_csv_heading(s);
  if (status == WALRAS_OK && s->format == SHOW_JSON)
    putchar('[');
  for (int64_t metric = 0; status == WALRAS_OK && metric < e->model->metric_count; metric++)
    if (is_wanted(line, &e->model->metrics[metric]))
      status = show_metric(s, &e->model->metrics[metric], &error);
  if (status == WALRAS_OK && s->format == SHOW_JSON)
    puts("\n]");
  if (status == WALRAS_OK && s->format == SHOW_TABLE && s->lines == 0)
    cli_complain("no finished trial has a value to show; walras status %s says what is done", line->operands[0]);
  if (error.message[0] != '\0')
    cli_complain_error(&error);
  cli_point_table_free(&s->points);
  free(s->widths);
  free(s->values);
  return status == WALRAS_OK ? CLI_OK : CLI_FAILED;
}

int cli_show(const cli_line *line) {
  cli_registry registry;
  walras_experiment *experiment = NULL;
  show s = {.format = cli_has(line, "--json") ? SHOW_JSON : cli_has(line, "--csv") ? SHOW_CSV : SHOW_TABLE};
  if (cli_has(line, "--json") && cli_has(line, "--csv")) {
    cli_complain("show: --json and --csv exclude each other");
    return CLI_USAGE;
  }
  if (!cli_registry_load(line, &registry))
    return CLI_USAGE;
  int code = CLI_USAGE;
  if (cli_load_stored(line, line->operands[0], &registry.list, &experiment) && names_are_known(line, experiment->model) &&
      cli_values_open(line->operands[0], experiment->points, experiment->replications, &s.source)) {
    s.experiment = experiment;
    code = show_all(line, &s);
    cli_values_close(&s.source);
  }
  walras_experiment_destroy(experiment);
  cli_registry_free(&registry);
  return code;
}
