/* walras show STORE [METRIC...]: statistics per design point, or with --csv every trial. */
#include "cli/show.h"

#include <stdlib.h>
#include <string.h>

#include "cli/load.h"
#include "cli/show_sensitivity.h"
#include "cli/stored.h"
#include "experiment/nearest.h"
#include "experiment/point_filter.h"

enum { FLUSH_BYTES = 1 << 16 };

void show_flush(show *s, bool all) {
  if (s->text.length == 0 || (!all && s->text.length < FLUSH_BYTES))
    return;
  s->write_failed = s->write_failed || fwrite(s->text.bytes, 1, s->text.length, stdout) != s->text.length;
  s->text.length = 0;
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

/* The rows of one column. */
static walras_status show_column_rows(show *s, show_statistics *statistics, show_column *column, walras_error *error) {
  walras_status status = show_statistics_begin(s, statistics, column, error);
  for (int64_t point = 0; status == WALRAS_OK && point < s->experiment->points && !s->write_failed; point++) {
    show_row row;
    if (!s->selected[point] || (s->paired && s->baselines[point] == point))
      continue;
    status = show_statistics_row(s, statistics, column, point, &row, error);
    if (status != WALRAS_OK || (s->paired ? row.difference.count : row.summary.count) == 0)
      continue;
    s->writer->row(s, column, &row);
    s->rows++;
    show_flush(s, false);
  }
  return status;
}

static walras_status show_metric(show *s, show_statistics *statistics, const walras_metric *metric, walras_error *error) {
  char path[256];
  walras_store_shape shape;
  snprintf(path, sizeof path, "/metrics/%s", metric->name);
  if (!walras_store_has(s->source.reader, path))
    return WALRAS_OK; /* absent at every point */
  walras_status status = walras_store_shape_of(s->source.reader, path, &shape, error);
  const int64_t length = shape.rank > 2 ? shape.extent[2] : 1;
  for (int64_t element = 0; status == WALRAS_OK && element < length; element++) {
    show_column column = {
        .number = s->columns++, .metric = metric, .element = element, .unit = metric->unit != NULL ? metric->unit : "1"};
    snprintf(column.name, sizeof column.name, metric->kind == WALRAS_VECTOR ? "%s[%lld]" : "%s", metric->name,
             (long long)element + 1);
    status = s->sensitivity ? show_sensitivity_column(s, &column, error) : show_column_rows(s, statistics, &column, error);
  }
  return status;
}

static walras_status show_summaries(show *s, const walras_metric *const *metrics, int64_t count, walras_error *error) {
  show_statistics statistics;
  walras_status status =
      show_statistics_make(s, &statistics) ? WALRAS_OK : WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory");
  if (status == WALRAS_OK && s->sensitivity)
    show_sensitivity_begin(s);
  else if (status == WALRAS_OK)
    s->writer->begin(s);
  for (int64_t metric = 0; status == WALRAS_OK && metric < count; metric++)
    status = show_metric(s, &statistics, metrics[metric], error);
  if (status == WALRAS_OK && s->sensitivity)
    show_sensitivity_end(s);
  else if (status == WALRAS_OK)
    s->writer->end(s);
  show_statistics_free(&statistics);
  return status;
}

/* A shard has some of the points, and perhaps not all of their replications. */
static bool can_show_part(const cli_line *line, show *s) {
  const walras_part *part = cli_part(s->experiment);
  char text[WALRAS_PART_TEXT];
  if (part == NULL)
    return true;
  if (s->paired)
    return cli_is_whole(line, s->experiment, "the baseline may be in another one");
  walras_part_print(part, text);
  cli_complain("%s is shard %s", s->store, text);
  s->window = walras_part_window(part);
  return true;
}

/* What was asked for, after the show is prepared. */
static walras_status print(const cli_line *line, show *s, walras_error *error) {
  const walras_model *model = s->experiment->model;
  const walras_metric **metrics = malloc(((size_t)model->metric_count + 1) * sizeof *metrics);
  int64_t count = 0;
  if (metrics == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory");
  for (int64_t metric = 0; metric < model->metric_count; metric++)
    if (is_wanted(line, &model->metrics[metric]))
      metrics[count++] = &model->metrics[metric];
  walras_status status =
      s->writer == NULL && !s->sensitivity ? show_trials(s, metrics, count, error) : show_summaries(s, metrics, count, error);
  show_flush(s, true);
  if (status == WALRAS_OK && s->text.exhausted)
    status = WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory");
  if (status == WALRAS_OK && s->write_failed)
    status = WALRAS_FAIL(error, WALRAS_ERROR_IO, "standard output could not be written");
  free(metrics);
  return status;
}

/* The baselines of --paired, and words for them. */
static walras_status prepare_pairs(const cli_line *line, show *s, walras_error *error) {
  int64_t count = 0;
  const char **conditions = cli_values(line, "--baseline", &count);
  config_text words = {0};
  s->baselines = malloc((size_t)s->experiment->points * sizeof *s->baselines);
  walras_status status = WALRAS_OK;
  if (conditions == NULL || s->baselines == NULL)
    status = WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the baselines");
  else
    status = show_baselines_find(s->experiment, &s->points, conditions, count, s->baselines, error);
  if (count <= 0)
    config_text_add(&words, "the first point%s", s->points.groups > 1 ? " of each label" : "");
  for (int64_t i = 0; i < count; i++)
    config_text_add(&words, "%s%s", i == 0 ? "the point with " : ", ", conditions[i]);
  s->baselined = config_text_take(&words);
  free(conditions);
  return status == WALRAS_OK && s->baselined == NULL ? WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory") : status;
}

static walras_status prepare(const cli_line *line, show *s, walras_error *error) {
  const size_t points = (size_t)s->experiment->points;
  int64_t count = 0;
  const char **conditions = cli_values(line, "--where", &count);
  s->selected = malloc(points * sizeof *s->selected);
  walras_status status = WALRAS_OK;
  if (conditions == NULL || s->selected == NULL || !cli_point_table_make(s->experiment, &s->points))
    status = WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory");
  if (status == WALRAS_OK)
    status = walras_points_filter(s->experiment, "--where", conditions, count, s->selected, error);
  free(conditions);
  s->widths = malloc(((size_t)s->points.columns + 1) * sizeof *s->widths);
  if (status == WALRAS_OK && s->widths == NULL)
    status = WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory");
  return status == WALRAS_OK && s->paired ? prepare_pairs(line, s, error) : status;
}

static void show_free(show *s) {
  cli_values_close(&s->source);
  cli_point_table_free(&s->points);
  config_text_free(&s->text);
  free(s->selected);
  free(s->baselines);
  free((void *)(uintptr_t)s->baselined);
  free(s->probabilities);
  free(s->widths);
}

static int show_experiment(const cli_line *line, show *s) {
  walras_error error = {0};
  const walras_experiment *e = s->experiment;
  if (!cli_values_open(s->store, e->points, e->replications, &s->source))
    return CLI_USAGE;
  if (prepare(line, s, &error) != WALRAS_OK) {
    cli_complain_error(&error);
    return error.status == WALRAS_ERROR_INPUT ? CLI_USAGE : CLI_FAILED;
  }
  if (print(line, s, &error) == WALRAS_OK)
    return CLI_OK;
  cli_complain_error(&error);
  return CLI_FAILED;
}

/* --quantile P, each in (0, 1). */
static bool read_probabilities(const cli_line *line, show *s) {
  const char **texts = cli_values(line, "--quantile", &s->quantile_count);
  s->probabilities = malloc(((size_t)line->given_count + 1) * sizeof *s->probabilities);
  bool good = texts != NULL && s->probabilities != NULL;
  if (!good)
    cli_complain("out of memory");
  for (int64_t i = 0; good && i < s->quantile_count; i++) {
    char *end = NULL;
    s->probabilities[i] = strtod(texts[i], &end);
    good = end != texts[i] && *end == '\0' && s->probabilities[i] > 0.0 && s->probabilities[i] < 1.0;
    if (!good)
      cli_complain("show: option --quantile must be a probability between 0 and 1, but is '%s'", texts[i]);
  }
  free(texts);
  return good;
}

/* Indices come first for the designs that have them, unless something about the points is asked for. */
static bool shows_points(const cli_line *line) {
  static const char *const options[] = {"--points", "--where", "--quantile", "--paired", "--summary"};
  bool points = false;
  for (size_t i = 0; i < sizeof options / sizeof *options; i++)
    points |= cli_has(line, options[i]);
  return points;
}

/* Options that contradict each other. */
static bool options_agree(const cli_line *line) {
  const char *mistake = NULL;
  if (cli_has(line, "--json") && cli_has(line, "--csv"))
    mistake = "--json and --csv exclude each other";
  else if (cli_has(line, "--paired") && cli_has(line, "--quantile"))
    mistake = "--paired and --quantile exclude each other";
  else if (cli_has(line, "--baseline") && !cli_has(line, "--paired"))
    mistake = "--baseline goes with --paired";
  if (mistake != NULL)
    cli_complain("show: %s", mistake);
  return mistake == NULL;
}

int cli_show(const cli_line *line) {
  cli_registry registry;
  walras_experiment *experiment = NULL;
  const bool summary = cli_has(line, "--summary") || cli_has(line, "--paired") || cli_has(line, "--quantile");
  show s = {.store = line->operands[0],
            .paired = cli_has(line, "--paired"),
            .writer = cli_has(line, "--json")   ? &show_json_writer
                      : !cli_has(line, "--csv") ? &show_table_writer
                      : summary                 ? &show_csv_writer
                                                : NULL};
  if (!options_agree(line) || !cli_registry_load(line, &registry))
    return CLI_USAGE;
  int code = CLI_USAGE;
  if (read_probabilities(line, &s) && cli_load_stored(line, s.store, &registry.list, &experiment) &&
      names_are_known(line, experiment->model)) {
    s.experiment = experiment;
    s.sensitivity = cli_part(experiment) == NULL && sensitivity_is_there(experiment) && !shows_points(line);
    code = can_show_part(line, &s) ? show_experiment(line, &s) : CLI_USAGE;
  }
  show_free(&s);
  walras_experiment_destroy(experiment);
  cli_registry_free(&registry);
  return code;
}
