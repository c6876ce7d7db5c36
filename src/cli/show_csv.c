/* `walras show --csv`: the pieces that its forms share, and the summaries. */
#include <math.h>
#include <string.h>

#include "cli/show.h"

static void add(config_text *text, const char *words) {
  config_text_bytes(text, words, strlen(words));
}

void show_csv_field(config_text *text, const char *field) {
  if (strpbrk(field, ",\"\r\n#") == NULL) {
    add(text, field);
    return;
  }
  add(text, "\"");
  for (; *field != '\0'; field++)
    config_text_bytes(text, *field == '"' ? "\"\"" : field, *field == '"' ? 2 : 1);
  add(text, "\"");
}

void show_csv_number(config_text *text, double value) {
  if (isfinite(value))
    config_text_real(text, value);
  else if (!isnan(value))
    add(text, value < 0.0 ? "-inf" : "inf");
}

void show_csv_design(const show *s, int64_t point, config_text *text) {
  if (s->points.labelled) {
    add(text, ",");
    show_csv_field(text, cli_point_label(&s->points, point));
  }
  for (int64_t column = 0; column < s->points.columns; column++) {
    add(text, ",");
    if (!cli_point_is_text(&s->points, column)) {
      cli_point_cell(&s->points, point, column, text);
      continue;
    }
    config_text field = {0};
    cli_point_cell(&s->points, point, column, &field);
    show_csv_field(text, field.bytes != NULL ? field.bytes : "");
    text->exhausted |= field.exhausted;
    config_text_free(&field);
  }
}

/* A column has one name: a parameter called as one of the statistics stands aside. */
static void add_parameter_name(config_text *text, const char *name, bool summaries) {
  static const char *const taken[] = {
      "point", "label",  "replication", "metric",  "unit",   "baseline",           "difference",         "mean", "low",
      "high",  "method", "minimum",     "maximum", "trials", "variance_reduction", "replications_saved", "pairs"};
  enum { OF_TRIALS = 3, ALL = sizeof taken / sizeof *taken };
  add(text, name);
  for (int i = 0; i < (summaries ? ALL : OF_TRIALS); i++)
    if (strcmp(name, taken[i]) == 0)
      add(text, "_parameter");
}

void show_csv_design_heading(show *s, bool units) {
  if (s->points.labelled)
    add(&s->text, units ? "," : ",label");
  for (int64_t column = 0; column < s->points.columns; column++) {
    const walras_parameter *parameter = s->points.parameters[column];
    add(&s->text, ",");
    if (!units)
      add_parameter_name(&s->text, parameter->name, s->writer != NULL);
    else if (parameter->unit != NULL)
      show_csv_field(&s->text, parameter->unit);
  }
}

static void begin(show *s) {
  config_text *text = &s->text;
  config_text_add(text, "# confidence: %g\n", SHOW_CONFIDENCE);
  if (s->paired)
    config_text_add(text, "# differences to %s; %s\n", s->baselined, show_difference_method(s));
  if (s->quantile_count > 0)
    add(text, "# quantiles: " SHOW_QUANTILE_METHOD "\n");
  add(text, "point");
  show_csv_design_heading(s, false);
  if (s->paired)
    add(text, ",metric,unit,baseline,difference,low,high,method,variance_reduction,replications_saved,pairs");
  else
    add(text, ",metric,unit,mean,low,high,method,minimum,maximum,trials");
  for (int64_t q = 0; q < s->quantile_count; q++)
    config_text_add(text, ",q%g,q%g_low,q%g_high", s->probabilities[q], s->probabilities[q], s->probabilities[q]);
  add(text, "\n");
}

static void number(config_text *text, double value) {
  add(text, ",");
  show_csv_number(text, value);
}

static void count(config_text *text, int64_t value) {
  add(text, ",");
  config_text_decimal(text, value);
}

static void method(config_text *text, const char *words) {
  add(text, ",");
  show_csv_field(text, words);
}

static void print_mean(show *s, const show_column *column, const show_row *row) {
  config_text *text = &s->text;
  number(text, row->summary.mean);
  number(text, row->interval.low);
  number(text, row->interval.high);
  method(text, show_mean_method(column));
  number(text, row->summary.minimum);
  number(text, row->summary.maximum);
  count(text, row->summary.count);
  for (int64_t q = 0; q < s->quantile_count; q++) {
    number(text, row->quantiles[q].estimate);
    number(text, row->quantiles[q].interval.low);
    number(text, row->quantiles[q].interval.high);
  }
}

static void print_difference(show *s, const show_row *row) {
  config_text *text = &s->text;
  count(text, row->baseline);
  number(text, row->difference.mean);
  number(text, row->difference_interval.low);
  number(text, row->difference_interval.high);
  method(text, show_difference_method(s));
  number(text, row->difference.reduction);
  number(text, show_replications_saved(&row->difference));
  count(text, row->difference.count);
}

static void print_row(show *s, const show_column *column, const show_row *row) {
  config_text *text = &s->text;
  config_text_decimal(text, s->window.point + row->point);
  show_csv_design(s, row->point, text);
  add(text, ",");
  add(text, column->name);
  add(text, ",");
  show_csv_field(text, column->unit);
  if (s->paired)
    print_difference(s, row);
  else
    print_mean(s, column, row);
  add(text, "\n");
}

static void end(show *s) {
  (void)s;
}

const show_writer show_csv_writer = {begin, print_row, end};
