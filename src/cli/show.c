/* walras show STORE [METRIC...]: mean, interval, minimum, maximum and count per design point. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/load.h"
#include "cli/point_text.h"
#include "cli/stored.h"
#include "cli/values.h"
#include "numerics/statistics/summary.h"

typedef enum show_format { SHOW_TABLE, SHOW_CSV, SHOW_JSON } show_format;

typedef struct show {
  const walras_experiment *experiment;
  cli_values_source source;
  show_format format;
  char **labels; /* [points] */
  double *values;
  int64_t lines;
} show;

static void print_number(double value, show_format format) {
  if (isfinite(value))
    printf("%.9g", value);
  else
    fputs(format == SHOW_JSON ? "null" : "", stdout);
}

static void print_line(show *s, int64_t point, const char *metric, const char *unit, const walras_summary *summary) {
  const double half = walras_summary_half_width(summary, 0.95);
  const double numbers[] = {summary->mean, summary->mean - half, summary->mean + half, summary->minimum, summary->maximum};
  static const char *const names[] = {"mean", "low", "high", "minimum", "maximum"};
  if (s->format == SHOW_TABLE) {
    char interval[64];
    interval[0] = '\0';
    if (!isnan(half))
      snprintf(interval, sizeof interval, "+- %.3g", half);
    printf("  %-58s %12.6g %-12s %12.6g %12.6g %7lld\n", s->labels[point], summary->mean, interval, summary->minimum,
           summary->maximum, (long long)summary->count);
  } else if (s->format == SHOW_CSV) {
    printf("%lld,\"%s\",%s,%s", (long long)point, s->labels[point], metric, unit);
    for (int i = 0; i < 5; i++) {
      putchar(',');
      print_number(numbers[i], s->format);
    }
    printf(",%lld\n", (long long)summary->count);
  } else {
    printf("%s\n  {\"point\": %lld, \"metric\": \"%s\", \"count\": %lld", s->lines > 0 ? "," : "", (long long)point, metric,
           (long long)summary->count);
    for (int i = 0; i < 5; i++) {
      printf(", \"%s\": ", names[i]);
      print_number(numbers[i], s->format);
    }
    putchar('}');
  }
  s->lines++;
}

static walras_status show_element(show *s, const walras_metric *metric, int64_t element, int64_t length, walras_error *error) {
  char name[160];
  snprintf(name, sizeof name, length > 1 ? "%s[%lld]" : "%s", metric->name, (long long)element + 1);
  const char *unit = metric->unit != NULL ? metric->unit : "1";
  bool titled = false;
  for (int64_t point = 0; point < s->experiment->points; point++) {
    const walras_status status = cli_values_read(&s->source, metric->name, element, point, s->values, error);
    if (status != WALRAS_OK)
      return status;
    const walras_summary summary = walras_summarise(s->values, s->experiment->replications);
    if (summary.count == 0)
      continue;
    if (s->format == SHOW_TABLE && !titled)
      printf("%s%s (%s)  %s\n  %-58s %12s %-12s %12s %12s %7s\n", s->lines > 0 ? "\n" : "", name, unit, metric->doc, "point",
             "mean", "95 % t", "minimum", "maximum", "trials");
    titled = true;
    print_line(s, point, name, unit, &summary);
  }
  return WALRAS_OK;
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

static bool is_wanted(const cli_line *line, const walras_metric *metric) {
  const bool table = metric->kind == WALRAS_SCALAR || metric->kind == WALRAS_VECTOR;
  if (!table || metric->not_compared)
    return false;
  for (int i = 1; i < line->operand_count; i++)
    if (strcmp(line->operands[i], metric->name) == 0)
      return true;
  return line->operand_count == 1 && metric->kind == WALRAS_SCALAR;
}

static bool names_are_known(const cli_line *line, const walras_model *model) {
  for (int i = 1; i < line->operand_count; i++) {
    bool known = false;
    for (int64_t metric = 0; metric < model->metric_count; metric++)
      known = known || strcmp(model->metrics[metric].name, line->operands[i]) == 0;
    if (!known) {
      cli_complain("the model %s has no metric '%s'; walras describe %s lists them", model->name, line->operands[i], model->name);
      return false;
    }
  }
  return true;
}

static int show_all(const cli_line *line, show *s) {
  walras_error error = {0};
  const walras_experiment *e = s->experiment;
  s->values = malloc((size_t)e->replications * sizeof *s->values);
  s->labels = calloc((size_t)e->points, sizeof *s->labels);
  bool ok = s->values != NULL && s->labels != NULL;
  for (int64_t point = 0; ok && point < e->points; point++)
    ok = (s->labels[point] = cli_point_text(e, point)) != NULL;
  walras_status status = ok ? WALRAS_OK : WALRAS_FAIL(&error, WALRAS_ERROR_MEMORY, "out of memory");
  if (s->format == SHOW_CSV)
    puts("point,design,metric,unit,mean,low,high,minimum,maximum,trials");
  if (s->format == SHOW_JSON)
    putchar('[');
  for (int64_t metric = 0; status == WALRAS_OK && metric < e->model->metric_count; metric++)
    if (is_wanted(line, &e->model->metrics[metric]))
      status = show_metric(s, &e->model->metrics[metric], &error);
  if (s->format == SHOW_JSON)
    puts("\n]");
  if (status != WALRAS_OK)
    cli_complain_error(&error);
  for (int64_t point = 0; s->labels != NULL && point < e->points; point++)
    free(s->labels[point]);
  free(s->labels);
  free(s->values);
  return status == WALRAS_OK ? CLI_OK : CLI_FAILED;
}

int cli_show(const cli_line *line) {
  cli_registry registry;
  walras_experiment *experiment = NULL;
  show s = {.format = cli_has(line, "--json") ? SHOW_JSON : cli_has(line, "--csv") ? SHOW_CSV : SHOW_TABLE};
  if (!cli_registry_load(line, &registry))
    return CLI_USAGE;
  int code = CLI_USAGE;
  if (cli_load_stored(line, line->operands[0], &registry.list, &experiment) && names_are_known(line, experiment->model) &&
      cli_values_open(line->operands[0], &s.source)) {
    s.experiment = experiment;
    code = show_all(line, &s);
    cli_values_close(&s.source);
  }
  walras_experiment_destroy(experiment);
  cli_registry_free(&registry);
  return code;
}
