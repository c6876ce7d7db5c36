/* `walras show` for people: a heading per metric and group of points, words to the left, numbers to the right. */
#include <math.h>
#include <string.h>

#include "cli/show.h"

enum { NUMBER_WIDTH = 12, INTERVAL_WIDTH = 24, HALF_WIDTH = 12, COUNT_WIDTH = 6, SAVED_WIDTH = 18 };

/* Characters, not bytes, of UTF-8. */
static int width_of(const char *bytes, size_t length) {
  int width = 0;
  for (size_t i = 0; i < length; i++)
    width += ((unsigned char)bytes[i] & 0xC0u) != 0x80u;
  return width;
}

static int larger(int a, int b) {
  return a > b ? a : b;
}

static void add(config_text *text, const char *words) {
  config_text_bytes(text, words, strlen(words));
}

/* Fills what was added since `start` up to a width with blanks behind it, or in front of it where it stands to the right. */
static void pad(config_text *text, size_t start, int width, bool right) {
  static const char blanks[] = "                                                                ";
  const size_t length = text->length - start;
  int missing = text->exhausted ? 0 : width - width_of(text->bytes + start, length);
  if (missing <= 0)
    return;
  missing = missing < (int)sizeof blanks - 1 ? missing : (int)sizeof blanks - 1;
  config_text_bytes(text, blanks, (size_t)missing);
  if (right && !text->exhausted) {
    memmove(text->bytes + start + missing, text->bytes + start, length);
    memcpy(text->bytes + start, blanks, (size_t)missing);
  }
}

static void cell(config_text *text, const char *words, int width, bool right) {
  add(text, "  ");
  const size_t start = text->length;
  add(text, words);
  pad(text, start, width, right);
}

/* Widths for a group of points: by its cells and the columns' names. */
static void measure_group(show *s, int64_t group) {
  const cli_point_table *t = &s->points;
  const char *label = cli_point_label(t, t->first[group]);
  config_text text = {0};
  s->label_width = width_of(label, strlen(label));
  for (int64_t column = 0; column < t->columns; column++) {
    s->widths[column] = (int)strlen(t->parameters[column]->name);
    for (int64_t point = t->first[group]; point < t->first[group + 1] && cli_point_varies(t, group, column); point++) {
      text.length = 0;
      cli_point_cell(t, point, column, &text);
      s->widths[column] = larger(s->widths[column], width_of(text.bytes, text.length));
    }
  }
  s->text.exhausted |= text.exhausted;
  config_text_free(&text);
}

/* The cells of a point, or the heading above its group. */
static void print_point(show *s, int64_t point, int64_t group, bool heading) {
  const cli_point_table *t = &s->points;
  if (t->labelled)
    cell(&s->text, heading ? "" : cli_point_label(t, point), s->label_width, false);
  for (int64_t column = 0; column < t->columns; column++) {
    if (!cli_point_varies(t, group, column))
      continue;
    add(&s->text, "  ");
    const size_t start = s->text.length;
    if (heading)
      add(&s->text, t->parameters[column]->name);
    else
      cli_point_cell(t, point, column, &s->text);
    pad(&s->text, start, s->widths[column], !cli_point_is_text(t, column));
  }
}

static void column_title(show *s, const show_column *column) {
  const bool has_unit = strcmp(column->unit, "1") != 0;
  config_text_add(&s->text, "%s%s%s%s%s: %s\n", s->rows > 0 ? "\n" : "", column->name, has_unit ? " (" : "",
                  has_unit ? column->unit : "", has_unit ? ")" : "", column->metric->doc);
  if (s->paired)
    config_text_add(&s->text, "differences to %s; %s\n", s->baselined,
                    s->experiment->independent ? "random_numbers = \"independent\": pairing gives nothing, Welch's t intervals"
                                               : "paired by replication: the points share their random numbers");
}

static void group_heading(show *s, const show_column *column, int64_t group) {
  config_text *text = &s->text;
  char words[64];
  const int percent = (int)lround(100.0 * SHOW_CONFIDENCE);
  print_point(s, s->points.first[group], group, true);
  cell(text, s->paired ? "difference" : "mean", NUMBER_WIDTH, true);
  snprintf(words, sizeof words, "%d %% %s", percent,
           s->paired               ? s->experiment->independent ? "Welch t" : "paired t"
           : column->is_proportion ? "Wilson"
                                   : "t");
  cell(text, words, column->is_proportion && !s->paired ? INTERVAL_WIDTH : HALF_WIDTH, false);
  if (s->paired && !s->experiment->independent) {
    cell(text, "variance cut", NUMBER_WIDTH, true);
    cell(text, "replications saved", SAVED_WIDTH, true);
  }
  if (!s->paired) {
    cell(text, "minimum", NUMBER_WIDTH, true);
    cell(text, "maximum", NUMBER_WIDTH, true);
  }
  cell(text, s->paired && !s->experiment->independent ? "pairs" : "trials", COUNT_WIDTH, true);
  for (int64_t q = 0; q < s->quantile_count; q++) {
    snprintf(words, sizeof words, "%.6g quantile", s->probabilities[q]);
    cell(text, words, NUMBER_WIDTH, true);
    snprintf(words, sizeof words, "%d %% order statistics", percent);
    cell(text, words, q == s->quantile_count - 1 ? 0 : INTERVAL_WIDTH, false);
  }
  add(text, "\n");
}

static void begin_group(show *s, const show_column *column, int64_t group) {
  if (column->number != s->headed_column)
    column_title(s, column);
  if (group != s->headed_group)
    measure_group(s, group);
  group_heading(s, column, group);
  s->headed_column = column->number;
  s->headed_group = group;
}

static void number(config_text *text, double value, int digits, int width) {
  add(text, "  ");
  const size_t start = text->length;
  config_text_significant(text, value, digits);
  pad(text, start, width, true);
}

static void count(config_text *text, int64_t value) {
  add(text, "  ");
  const size_t start = text->length;
  config_text_decimal(text, value);
  pad(text, start, COUNT_WIDTH, true);
}

static void interval_cell(config_text *text, walras_interval interval, bool last) {
  add(text, "  ");
  const size_t start = text->length;
  if (!isnan(interval.low)) {
    add(text, "[");
    config_text_significant(text, interval.low, 5);
    add(text, ", ");
    config_text_significant(text, interval.high, 5);
    add(text, "]");
  }
  pad(text, start, last ? 0 : INTERVAL_WIDTH, false);
}

static void half_cell(config_text *text, walras_interval interval) {
  add(text, "  ");
  const size_t start = text->length;
  if (!isnan(interval.low)) {
    add(text, "+- ");
    config_text_significant(text, 0.5 * (interval.high - interval.low), 3);
  }
  pad(text, start, HALF_WIDTH, false);
}

static void print_mean(show *s, const show_column *column, const show_row *row) {
  config_text *text = &s->text;
  number(text, row->summary.mean, 6, NUMBER_WIDTH);
  if (column->is_proportion)
    interval_cell(text, row->interval, false);
  else
    half_cell(text, row->interval);
  number(text, row->summary.minimum, 6, NUMBER_WIDTH);
  number(text, row->summary.maximum, 6, NUMBER_WIDTH);
  count(text, row->summary.count);
  for (int64_t q = 0; q < s->quantile_count; q++) {
    number(text, row->quantiles[q].estimate, 6, NUMBER_WIDTH);
    interval_cell(text, row->quantiles[q].interval, q == s->quantile_count - 1);
  }
}

static void print_difference(show *s, const show_row *row) {
  config_text *text = &s->text;
  const walras_difference *difference = &row->difference;
  char cut[32] = "-", saved[32] = "-";
  number(text, difference->mean, 6, NUMBER_WIDTH);
  half_cell(text, row->difference_interval);
  if (!isnan(difference->reduction)) {
    snprintf(cut, sizeof cut, "%.1f %%", 100.0 * difference->reduction);
    snprintf(saved, sizeof saved, "x %.3g", show_replications_saved(difference));
  }
  if (!s->experiment->independent) {
    cell(text, cut, NUMBER_WIDTH, true);
    cell(text, saved, SAVED_WIDTH, true);
  }
  count(text, difference->count);
}

static void begin(show *s) {
  s->headed_column = s->headed_group = -1;
}

static void print_row(show *s, const show_column *column, const show_row *row) {
  const int64_t group = cli_point_group(&s->points, row->point);
  if (group != s->headed_group || column->number != s->headed_column)
    begin_group(s, column, group);
  print_point(s, row->point, group, false);
  if (s->paired)
    print_difference(s, row);
  else
    print_mean(s, column, row);
  add(&s->text, "\n");
}

static void end(show *s) {
  if (s->rows == 0 && s->paired)
    cli_complain("no point beside the baselines has a finished trial to compare; walras status %s says what is done", s->store);
  else if (s->rows == 0)
    cli_complain("no finished trial has a value to show; walras status %s says what is done", s->store);
}

const show_writer show_table_writer = {begin, print_row, end};
