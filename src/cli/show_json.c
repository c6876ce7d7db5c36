/*
 * `walras show --json`: one object.
 *
 * { "store", "experiment", "model", "random_numbers", "confidence",
 *   "rows": [ { "point", "label" (of a union of grids), "design": { swept parameter: value, ... }, "metric", "unit",
 *               "mean", "low", "high", "method", "minimum", "maximum", "trials",
 *               "quantiles": [ { "probability", "estimate", "low", "high", "method" }, ... ] (with --quantile) }, ... ] }
 * With --paired a row has instead of its mean and what follows: "baseline" (a point), "difference", "low", "high", "method",
 * "variance_reduction", "replications_saved", "pairs". Numbers that are not finite are null. Points without a finished trial have no row.
 */
#include <string.h>

#include "cli/json.h"
#include "cli/show.h"

static void add(config_text *text, const char *words) {
  config_text_bytes(text, words, strlen(words));
}

#define STRING(text, key, value) (CLI_JSON_KEY(text, key), cli_json_string(text, value))
#define NUMBER(text, key, value) (CLI_JSON_KEY(text, key), cli_json_number(text, value))
#define COUNT(text, key, value) (CLI_JSON_KEY(text, key), config_text_decimal(text, value))

static void begin(show *s) {
  config_text *text = &s->text;
  add(text, "{\"store\": ");
  cli_json_string(text, s->store);
  STRING(text, "experiment", s->experiment->name);
  STRING(text, "model", s->experiment->model->name);
  STRING(text, "random_numbers", s->experiment->independent ? "independent" : "common");
  NUMBER(text, "confidence", SHOW_CONFIDENCE);
  add(text, ",\n \"rows\": [");
}

static void print_design(show *s, int64_t point) {
  config_text *text = &s->text;
  for (int64_t column = 0; column < s->points.columns; column++) {
    add(text, column > 0 ? ", " : "");
    cli_json_string(text, s->points.parameters[column]->name);
    add(text, ": ");
    const size_t start = text->length;
    cli_point_cell(&s->points, point, column, text);
    /* "inf" and "-inf" end in a letter as no number does, and as true and false do not. */
    if (text->exhausted || (!cli_point_is_text(&s->points, column) && text->bytes[text->length - 1] != 'f'))
      continue;
    /* Words and infinities are strings: what was added comes again in quotes. */
    config_text word = {0};
    config_text_bytes(&word, text->bytes + start, text->length - start);
    text->length = start;
    cli_json_string(text, word.bytes != NULL ? word.bytes : "");
    config_text_free(&word);
  }
}

static void print_mean(show *s, const show_column *column, const show_row *row) {
  config_text *text = &s->text;
  NUMBER(text, "mean", row->summary.mean);
  NUMBER(text, "low", row->interval.low);
  NUMBER(text, "high", row->interval.high);
  STRING(text, "method", show_mean_method(column));
  NUMBER(text, "minimum", row->summary.minimum);
  NUMBER(text, "maximum", row->summary.maximum);
  COUNT(text, "trials", row->summary.count);
  for (int64_t q = 0; q < s->quantile_count; q++) {
    const show_quantile *quantile = &row->quantiles[q];
    add(text, q == 0 ? ", \"quantiles\": [{\"probability\": " : ", {\"probability\": ");
    cli_json_number(text, quantile->probability);
    NUMBER(text, "estimate", quantile->estimate);
    NUMBER(text, "low", quantile->interval.low);
    NUMBER(text, "high", quantile->interval.high);
    STRING(text, "method", SHOW_QUANTILE_METHOD);
    add(text, q == s->quantile_count - 1 ? "}]" : "}");
  }
}

static void print_difference(show *s, const show_row *row) {
  config_text *text = &s->text;
  COUNT(text, "baseline", row->baseline);
  NUMBER(text, "difference", row->difference.mean);
  NUMBER(text, "low", row->difference_interval.low);
  NUMBER(text, "high", row->difference_interval.high);
  STRING(text, "method", show_difference_method(s));
  NUMBER(text, "variance_reduction", row->difference.reduction);
  NUMBER(text, "replications_saved", show_replications_saved(&row->difference));
  COUNT(text, "pairs", row->difference.count);
}

static void print_row(show *s, const show_column *column, const show_row *row) {
  config_text *text = &s->text;
  add(text, s->rows > 0 ? ",\n  {\"point\": " : "\n  {\"point\": ");
  config_text_decimal(text, s->window.point + row->point);
  if (s->points.labelled)
    STRING(text, "label", cli_point_label(&s->points, row->point));
  add(text, ", \"design\": {");
  print_design(s, row->point);
  add(text, "}");
  STRING(text, "metric", column->name);
  STRING(text, "unit", column->unit);
  if (s->paired)
    print_difference(s, row);
  else
    print_mean(s, column, row);
  add(text, "}");
}

static void end(show *s) {
  add(&s->text, s->rows > 0 ? "\n ]}\n" : "]}\n");
}

const show_writer show_json_writer = {begin, print_row, end};
