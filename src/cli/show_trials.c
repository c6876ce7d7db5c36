/*
 * `walras show --csv`: every finished trial. A comment line with the units, a line of names, then one row per point and replication: the point's
 * number and the replication's, the swept parameters, and a column per metric (name[1], name[2], ... for a vector). Values that are undefined, and
 * metrics that are absent at the point, are left empty.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/show.h"
#include "store/store.h"

enum { MOST_VALUES = 1 << 20 }; /* of all columns, in memory at once */

/* A metric's values for the trials of the current block. */
typedef struct trials_column {
  const walras_metric *metric;
  char path[256];
  int64_t length; /* 1, or a vector's */
  bool real;
  uint8_t *absent;   /* [points] or NULL */
  double *reals;     /* [trials of a block][length] */
  int64_t *integers; /* the same for integers, which a double may not hold */
} trials_column;

typedef struct trials_table {
  trials_column *columns; /* [count] */
  int64_t count, width;   /* width: values of a trial in all columns */
  int64_t block_trials;   /* most trials of a block */
  config_text design;     /* of the current point */
} trials_table;

static walras_status find_columns(const show *s, const walras_metric *const *metrics, int64_t metric_count, trials_table *t,
                                  walras_error *error) {
  walras_status status = WALRAS_OK;
  t->columns = calloc((size_t)metric_count + 1, sizeof *t->columns);
  if (t->columns == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory");
  for (int64_t i = 0; status == WALRAS_OK && i < metric_count; i++) {
    trials_column *column = &t->columns[t->count];
    walras_store_shape shape;
    snprintf(column->path, sizeof column->path, "/metrics/%s", metrics[i]->name);
    if (!walras_store_has(s->source.reader, column->path))
      continue; /* absent at every point */
    status = walras_store_shape_of(s->source.reader, column->path, &shape, error);
    if (status != WALRAS_OK || shape.rank < 2 || shape.rank > 3)
      return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s has no value for each trial", metrics[i]->name);
    column->metric = metrics[i];
    column->length = shape.rank > 2 ? shape.extent[2] : 1;
    column->real = shape.real;
    t->width += column->length;
    t->count++;
    status = cli_values_absence(&s->source, metrics[i]->name, &column->absent, error);
  }
  return status;
}

static walras_status allocate(const show *s, trials_table *t, walras_error *error) {
  const int64_t most = t->width > 0 ? MOST_VALUES / t->width : MOST_VALUES, replications = s->experiment->replications;
  /* Whole points where they are small, else a part of one. */
  t->block_trials = most < replications ? (most > 0 ? most : 1) : most - most % replications;
  for (int64_t i = 0; i < t->count; i++) {
    trials_column *column = &t->columns[i];
    const size_t values = (size_t)(t->block_trials * column->length) + 1;
    column->reals = column->real ? malloc(values * sizeof *column->reals) : NULL;
    column->integers = column->real ? NULL : malloc(values * sizeof *column->integers);
    if (column->reals == NULL && column->integers == NULL)
      return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory");
  }
  return WALRAS_OK;
}

static void print_heading(show *s, const trials_table *t, bool units) {
  config_text_add(&s->text, units ? "# units: 1,1" : "point,replication");
  show_csv_design_heading(s, units);
  for (int64_t i = 0; i < t->count; i++) {
    const trials_column *column = &t->columns[i];
    for (int64_t k = 0; k < column->length; k++) {
      config_text_bytes(&s->text, ",", 1);
      show_csv_field(&s->text, !units ? column->metric->name : column->metric->unit != NULL ? column->metric->unit : "1");
      if (!units && column->metric->kind == WALRAS_VECTOR)
        config_text_add(&s->text, "[%lld]", (long long)k + 1);
    }
  }
  config_text_bytes(&s->text, "\n", 1);
}

static walras_status read_block(const show *s, trials_table *t, const walras_store_block *block, walras_error *error) {
  walras_status status = WALRAS_OK;
  for (int64_t i = 0; status == WALRAS_OK && i < t->count; i++) {
    trials_column *column = &t->columns[i];
    status = column->real ? walras_store_read_block_reals(s->source.reader, column->path, block, column->reals, error)
                          : walras_store_read_block_integers(s->source.reader, column->path, block, column->integers, error);
  }
  return status;
}

static void print_trial(show *s, const trials_table *t, int64_t point, int64_t replication, int64_t row) {
  config_text *text = &s->text;
  config_text_decimal(text, s->window.point + point);
  config_text_bytes(text, ",", 1);
  config_text_decimal(text, s->window.replication + replication);
  config_text_bytes(text, t->design.bytes, t->design.length);
  for (int64_t i = 0; i < t->count; i++) {
    const trials_column *column = &t->columns[i];
    for (int64_t k = row * column->length; k < (row + 1) * column->length; k++) {
      config_text_bytes(text, ",", 1);
      if (column->absent != NULL && column->absent[point] != 0)
        continue;
      if (column->real)
        show_csv_number(text, column->reals[k]);
      else
        config_text_decimal(text, column->integers[k]);
    }
  }
  config_text_bytes(text, "\n", 1);
  s->rows++;
  show_flush(s, false);
}

static walras_status print_block(show *s, trials_table *t, const walras_store_block *block, walras_error *error) {
  const int64_t replications = s->experiment->replications;
  bool wanted = false;
  for (int64_t point = block->point; point < block->point + block->points; point++)
    wanted |= s->selected[point];
  const walras_status status = wanted ? read_block(s, t, block, error) : WALRAS_OK;
  for (int64_t i = 0; status == WALRAS_OK && i < block->points; i++) {
    const int64_t point = block->point + i;
    if (!s->selected[point])
      continue;
    t->design.length = 0;
    show_csv_design(s, point, &t->design);
    s->text.exhausted |= t->design.exhausted;
    for (int64_t r = 0; r < block->replications && !s->text.exhausted && !s->write_failed; r++)
      if (s->source.status[point * replications + block->replication + r] == WALRAS_TRIAL_DONE)
        print_trial(s, t, point, block->replication + r, i * block->replications + r);
  }
  return status;
}

static walras_status print_all(show *s, trials_table *t, walras_error *error) {
  const int64_t points = s->experiment->points, replications = s->experiment->replications;
  const int64_t step = t->block_trials / replications > 0 ? t->block_trials / replications : 1;
  const int64_t slice = t->block_trials < replications ? t->block_trials : replications;
  walras_status status = WALRAS_OK;
  print_heading(s, t, true);
  print_heading(s, t, false);
  for (int64_t point = 0; point < points; point += step)
    for (int64_t replication = 0; status == WALRAS_OK && replication < replications && !s->write_failed; replication += slice) {
      const walras_store_block block = {.point = point,
                                        .points = points - point < step ? points - point : step,
                                        .replication = replication,
                                        .replications = replications - replication < slice ? replications - replication : slice};
      status = print_block(s, t, &block, error);
    }
  return status;
}

walras_status show_trials(show *s, const walras_metric *const *metrics, int64_t metric_count, walras_error *error) {
  trials_table t = {0};
  walras_status status = find_columns(s, metrics, metric_count, &t, error);
  if (status == WALRAS_OK)
    status = allocate(s, &t, error);
  if (status == WALRAS_OK)
    status = print_all(s, &t, error);
  for (int64_t i = 0; t.columns != NULL && i < t.count; i++) {
    free(t.columns[i].absent);
    free(t.columns[i].reals);
    free(t.columns[i].integers);
  }
  free(t.columns);
  config_text_free(&t.design);
  return status;
}
