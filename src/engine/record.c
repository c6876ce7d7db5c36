#include "engine/record.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_kept(const walras_metric *metric, bool series, bool histograms, bool tables) {
  return (metric->kind != WALRAS_SERIES || series) && (metric->kind != WALRAS_HISTOGRAM || histograms) &&
         (metric->kind != WALRAS_TABLE || tables);
}

/* The longest row over the points at which the metric exists; 0 when it exists nowhere. */
static int64_t longest(const walras_metric *metric, int64_t points, const void *const *parameters) {
  int64_t length = 0;
  for (int64_t point = 0; point < points; point++) {
    if (metric->present != NULL && !metric->present(parameters[point]))
      continue;
    const int64_t here = metric->kind == WALRAS_SCALAR ? 1 : metric->length(parameters[point]);
    length = here > length ? here : length;
  }
  return length;
}

static int64_t column_count(const walras_metric *metric) {
  int64_t count = 0;
  while (metric->kind == WALRAS_TABLE && metric->columns[count].name != NULL)
    count++;
  return count;
}

static walras_status add_field(walras_record_layout *layout, int metric, int column, walras_value_type type, int64_t length,
                               walras_error *error) {
  size_t bytes;
  if (length < 0 || __builtin_mul_overflow((size_t)length, sizeof(double), &bytes) || bytes > SIZE_MAX / 4 - layout->bytes)
    return WALRAS_FAIL(error, WALRAS_ERROR_RANGE, "metric '%s' has %lld values per trial, which is too many",
                       layout->model->metrics[metric].name, (long long)length);
  layout->fields[layout->field_count++] = (walras_record_field){
      .metric = metric, .column = column, .dataset = -1, .offset = layout->bytes, .bytes = bytes, .length = length, .type = type};
  layout->bytes += bytes;
  return WALRAS_OK;
}

static walras_status add_metric(walras_record_layout *layout, int index, int64_t length, walras_error *error) {
  const walras_metric *metric = &layout->model->metrics[index];
  if (metric->kind != WALRAS_TABLE)
    return add_field(layout, index, WALRAS_FIELD_VALUES, metric->kind == WALRAS_HISTOGRAM ? WALRAS_VALUE_INTEGER : metric->type,
                     length, error);
  walras_status status = add_field(layout, index, WALRAS_FIELD_ENTRIES, WALRAS_VALUE_INTEGER, 1, error);
  for (int64_t column = 0; status == WALRAS_OK && column < column_count(metric); column++)
    status = add_field(layout, index, (int)column, metric->columns[column].type, length, error);
  return status;
}

walras_status walras_record_layout_create(const walras_model *model, int64_t points, const void *const *parameters, bool series,
                                          bool histograms, bool tables, walras_record_layout **result, walras_error *error) {
  int64_t most = 0;
  for (int64_t metric = 0; metric < model->metric_count; metric++)
    most += 1 + column_count(&model->metrics[metric]);
  walras_record_layout *layout = calloc(1, sizeof *layout);
  *result = NULL;
  if (layout != NULL) {
    layout->model = model;
    layout->fields = calloc((size_t)most + 1, sizeof *layout->fields);
    layout->first_field = calloc((size_t)model->metric_count + 1, sizeof *layout->first_field);
  }
  if (layout == NULL || layout->fields == NULL || layout->first_field == NULL) {
    walras_record_layout_destroy(layout);
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the layout of records");
  }
  walras_status status = WALRAS_OK;
  for (int64_t metric = 0; status == WALRAS_OK && metric < model->metric_count; metric++) {
    layout->first_field[metric] = layout->field_count;
    const int64_t length =
        is_kept(&model->metrics[metric], series, histograms, tables) ? longest(&model->metrics[metric], points, parameters) : 0;
    if (length > 0)
      status = add_metric(layout, (int)metric, length, error);
  }
  layout->first_field[model->metric_count] = layout->field_count;
  /* A record travels in one message, whose length MPI counts in 31 bits; a batch of one adds little to it. */
  if (status == WALRAS_OK && layout->bytes > (size_t)INT32_MAX - 4096)
    status =
        WALRAS_FAIL(error, WALRAS_ERROR_RANGE,
                    "a trial would record %.1f GiB, and 2 GiB are the most: record fewer rounds, or switch series, histograms or "
                    "tables off in the group 'output'",
                    (double)layout->bytes / 1073741824.0);
  if (status != WALRAS_OK) {
    walras_record_layout_destroy(layout);
    return status;
  }
  *result = layout;
  return WALRAS_OK;
}

void walras_record_layout_destroy(walras_record_layout *layout) {
  if (layout == NULL)
    return;
  free(layout->fields);
  free(layout->first_field);
  free(layout);
}

void walras_record_clear(const walras_record_layout *layout, void *record) {
  for (int64_t field = 0; field < layout->field_count; field++) {
    const walras_record_field *f = &layout->fields[field];
    union {
      double real;
      int64_t integer;
    } *values = (void *)((char *)record + f->offset);
    for (int64_t i = 0; i < f->length; i++) {
      if (f->type == WALRAS_VALUE_REAL)
        values[i].real = (double)NAN;
      else
        values[i].integer = 0;
    }
  }
}

uint32_t walras_record_crc(uint32_t crc_of_rows, double wall_seconds, int32_t error_code, uint8_t status) {
  unsigned char bytes[sizeof wall_seconds + sizeof error_code + 1];
  memcpy(bytes, &wall_seconds, sizeof wall_seconds);
  memcpy(bytes + sizeof wall_seconds, &error_code, sizeof error_code);
  bytes[sizeof bytes - 1] = status;
  return walras_store_crc(crc_of_rows, bytes, sizeof bytes);
}
