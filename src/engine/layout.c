#include "engine/layout.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/arena.h"
#include "engine/crash.h"
#include "engine/design_columns.h"
#include "engine/record.h"

enum { SMALL_VECTOR = 256, ATTRIBUTES_MOST = 12 };

struct walras_layout {
  walras_arena arena;
  walras_store_layout store;
  walras_store_dataset *datasets;
  int64_t capacity;
  walras_record_layout *records;
  int64_t status, replications, crc, error_code, wall_seconds, error_trials, error_messages, log, crashes;
  bool sequential;
  bool failed; /* out of memory somewhere; looked at once, at the end */
};

void *walras_layout_allocate(walras_layout *layout, int64_t count, size_t size) {
  void *memory = walras_arena_allocate(&layout->arena, count, size);
  layout->failed = layout->failed || memory == NULL;
  return memory;
}

char *walras_layout_text(walras_layout *layout, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  va_list again;
  va_copy(again, arguments);
  const int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  char *text = walras_layout_allocate(layout, length + 1, 1);
  if (text != NULL)
    vsnprintf(text, (size_t)length + 1, format, again);
  va_end(again);
  return text;
}

walras_store_dataset *walras_layout_add(walras_layout *layout, const walras_store_dataset *dataset) {
  if (layout->store.dataset_count == layout->capacity) {
    const int64_t capacity = layout->capacity > 0 ? 2 * layout->capacity : 128;
    walras_store_dataset *grown = realloc(layout->datasets, (size_t)capacity * sizeof *grown);
    if (grown == NULL) {
      layout->failed = true;
      return NULL;
    }
    layout->datasets = grown;
    layout->capacity = capacity;
  }
  layout->datasets[layout->store.dataset_count] = *dataset;
  walras_store_dataset *added = &layout->datasets[layout->store.dataset_count++];
  added->attributes = walras_layout_allocate(layout, ATTRIBUTES_MOST, sizeof *added->attributes);
  return added;
}

static walras_store_attribute *next_attribute(walras_store_dataset *dataset) {
  if (dataset == NULL || dataset->attributes == NULL || dataset->attribute_count >= ATTRIBUTES_MOST)
    return NULL;
  return (walras_store_attribute *)(uintptr_t)&dataset->attributes[dataset->attribute_count++];
}

void walras_layout_text_attribute(walras_store_dataset *dataset, const char *name, const char *text) {
  walras_store_attribute *attribute = text != NULL ? next_attribute(dataset) : NULL;
  if (attribute != NULL)
    *attribute = (walras_store_attribute){.name = name, .type = WALRAS_ATTRIBUTE_TEXT, .text = text};
}

/* Codes and their meanings, as CF has them. */
static void flag_attributes(walras_layout *layout, walras_store_dataset *dataset, const char *const *words) {
  int64_t count = 0;
  size_t length = 1;
  while (words[count] != NULL)
    length += strlen(words[count++]) + 1;
  int64_t *values = walras_layout_allocate(layout, count, sizeof *values);
  char *meanings = walras_layout_allocate(layout, (int64_t)length, 1);
  walras_store_attribute *attribute = next_attribute(dataset);
  if (values == NULL || meanings == NULL || attribute == NULL)
    return;
  meanings[0] = '\0';
  for (int64_t i = 0; i < count; i++) {
    values[i] = i;
    strcat(meanings, words[i]);
    if (i + 1 < count)
      strcat(meanings, " ");
  }
  *attribute =
      (walras_store_attribute){.name = "flag_values", .type = WALRAS_ATTRIBUTE_INTEGER, .integers = values, .count = count};
  walras_layout_text_attribute(dataset, "flag_meanings", meanings);
}

/* ---- scales ---- */

/* A scale may be as long as a sweep has replications, and a plan must not need that memory: its values are made when it is written. */
static void count_from(const void *context, int64_t row, int64_t first, int64_t count, void *values) {
  const int64_t start = *(const int64_t *)context + first;
  (void)row;
  for (int64_t i = 0; i < count; i++)
    ((int64_t *)values)[i] = start + i;
}

/* A scale counting from `first`; found again by its path. */
static const char *scale(walras_layout *layout, const char *path, int64_t length, int64_t first, const char *long_name) {
  for (int64_t i = 0; i < layout->store.dataset_count; i++)
    if (layout->datasets[i].is_scale && strcmp(layout->datasets[i].path, path) == 0)
      return layout->datasets[i].path;
  int64_t *start = walras_layout_allocate(layout, 1, sizeof *start);
  const char *own = walras_layout_text(layout, "%s", path);
  if (start != NULL)
    *start = first;
  walras_store_dataset *added = walras_layout_add(layout, &(walras_store_dataset){.path = own,
                                                                                  .type = WALRAS_STORE_INTEGER,
                                                                                  .rank = 1,
                                                                                  .extent = {length},
                                                                                  .is_scale = true,
                                                                                  .generate = count_from,
                                                                                  .generate_context = start});
  walras_layout_text_attribute(added, "long_name", long_name);
  walras_layout_text_attribute(added, "units", "1");
  return own;
}

/* Vectors of one dimension's name but different lengths get scales of their own: "rank" and "rank_10". */
static const char *dimension(walras_layout *layout, const char *name, int64_t length, int64_t first, const char *long_name) {
  char path[160];
  snprintf(path, sizeof path, "/%s", name);
  for (int64_t i = 0; i < layout->store.dataset_count; i++)
    if (layout->datasets[i].is_scale && strcmp(layout->datasets[i].path, path) == 0 && layout->datasets[i].extent[0] != length)
      snprintf(path, sizeof path, "/%s_%lld", name, (long long)length);
  return scale(layout, path, length, first, long_name);
}

/* ---- metrics ---- */

/* What tells the points apart: the label and the swept parameters, by name and as paths. */
typedef struct point_coordinates {
  const char *names;        /* "label agents mechanism"; NULL = none */
  const char *const *paths; /* NULL-terminated */
} point_coordinates;

/* Scalars and vectors share a group. */
static bool share_a_group(walras_metric_kind a, walras_metric_kind b) {
  return (a == WALRAS_VECTOR ? WALRAS_SCALAR : a) == (b == WALRAS_VECTOR ? WALRAS_SCALAR : b);
}

static bool is_called(const char *candidate, const char *name, size_t length) {
  return candidate != NULL && strlen(candidate) == length && memcmp(candidate, name, length) == 0;
}

/* Whether a name stands for something else in the group of a metric: other kinds than numbers may be called as a parameter is. */
static bool is_taken(const walras_model *model, const walras_metric *metric, const char *name, size_t length) {
  const char *const scales[] = {"point", "replication", "round", "entries"};
  bool taken = false;
  for (size_t i = 0; i < sizeof scales / sizeof *scales; i++)
    taken = taken || is_called(scales[i], name, length);
  for (int64_t i = 0; i < model->metric_count && metric->kind != WALRAS_TABLE; i++)
    taken = taken || (share_a_group(model->metrics[i].kind, metric->kind) &&
                      (is_called(model->metrics[i].name, name, length) || is_called(model->metrics[i].dimension, name, length)));
  for (const walras_column *column = metric->columns; column != NULL && column->name != NULL; column++)
    taken = taken || is_called(column->name, name, length);
  return taken;
}

/* Of the names ("label agents mechanism"; NULL = none) those that are free in a metric's group. */
static point_coordinates coordinates_of(walras_layout *layout, const walras_layout_input *input, const walras_metric *metric,
                                        const char *names) {
  point_coordinates free_ones = {.names = NULL};
  const char **paths = walras_layout_allocate(layout, input->model->parameter_count + 2, sizeof *paths);
  int64_t count = 0;
  for (; paths != NULL && names != NULL && *names != '\0'; names += strspn(names, " ")) {
    const size_t length = strcspn(names, " ");
    if (!is_taken(input->model, metric, names, length)) {
      free_ones.names = walras_layout_text(layout, "%s%s%.*s", free_ones.names != NULL ? free_ones.names : "",
                                           free_ones.names != NULL ? " " : "", (int)length, names);
      paths[count++] = walras_layout_text(layout, "/design/%.*s", (int)length, names);
    }
    names += length;
  }
  if (paths != NULL)
    paths[count] = NULL;
  free_ones.paths = paths;
  return free_ones;
}

/* What all points of the experiment decide is the same in the store of each shard. */
static walras_layout_input whole_of(const walras_layout_input *input) {
  walras_layout_input whole = *input;
  if (input->part != NULL) {
    whole.points = input->part->points;
    whole.parameters = input->whole_parameters;
  }
  return whole;
}

static void add_edges(walras_layout *layout, const walras_layout_input *input, const walras_metric *metric, int64_t length) {
  double *edges = walras_layout_allocate(layout, length + 1, sizeof *edges);
  if (edges == NULL || metric->edges == NULL)
    return;
  const void *owner = input->parameters[0];
  for (int64_t point = 0; point < input->points; point++)
    if ((metric->present == NULL || metric->present(input->parameters[point])) &&
        metric->length(input->parameters[point]) == length)
      owner = input->parameters[point];
  metric->edges(owner, edges);
  walras_store_dataset *added =
      walras_layout_add(layout, &(walras_store_dataset){.path = walras_layout_text(layout, "/histograms/%s_edges", metric->name),
                                                        .type = WALRAS_STORE_REAL,
                                                        .rank = 1,
                                                        .extent = {length + 1},
                                                        .is_scale = true,
                                                        .contents = edges});
  walras_layout_text_attribute(added, "long_name", walras_layout_text(layout, "edges of %s", metric->name));
  walras_layout_text_attribute(added, "units", metric->unit);
}

static void field_path(walras_layout *layout, const walras_metric *metric, const walras_record_field *field,
                       walras_store_dataset *dataset) {
  switch (metric->kind) {
  case WALRAS_SCALAR:
    dataset->path = walras_layout_text(layout, "%s/%s", metric->not_compared ? "/run" : "/metrics", metric->name);
    dataset->rank = 2;
    break;
  case WALRAS_VECTOR:
    dataset->path = walras_layout_text(layout, "%s/%s", metric->not_compared ? "/run" : "/metrics", metric->name);
    dataset->dimension[2] = dimension(layout, metric->dimension, field->length, 1, metric->dimension);
    break;
  case WALRAS_SERIES:
    dataset->path = walras_layout_text(layout, "/series/%s", metric->name);
    dataset->dimension[2] = dimension(layout, "round", field->length, 0, "market or learning round");
    break;
  case WALRAS_HISTOGRAM:
    dataset->path = walras_layout_text(layout, "/histograms/%s", metric->name);
    dataset->dimension[2] = dimension(layout, walras_layout_text(layout, "%s_bin", metric->name), field->length, 0, "bin");
    break;
  case WALRAS_TABLE:
    if (field->column == WALRAS_FIELD_ENTRIES) {
      dataset->path = walras_layout_text(layout, "/tables/%s/entries", metric->name);
      dataset->rank = 2;
    } else {
      dataset->path = walras_layout_text(layout, "/tables/%s/%s", metric->name, metric->columns[field->column].name);
      dataset->dimension[2] = dimension(layout, walras_layout_text(layout, "%s_entry", metric->name), field->length, 0, "entry");
    }
    break;
  }
}

static void add_field(walras_layout *layout, const walras_layout_input *input, walras_record_field *field,
                      const point_coordinates *coordinates) {
  const walras_metric *metric = &input->model->metrics[field->metric];
  const walras_column *column = field->column >= 0 ? &metric->columns[field->column] : NULL;
  walras_store_dataset dataset = {.type = field->type == WALRAS_VALUE_REAL ? WALRAS_STORE_REAL : WALRAS_STORE_INTEGER,
                                  .rank = 3,
                                  .extent = {input->points, input->replications, field->length},
                                  .dimension = {"/point", "/replication", NULL},
                                  .per_trial = true,
                                  .in_crc = true,
                                  .companions = coordinates->paths,
                                  .not_compared = metric->not_compared,
                                  .reserve = metric->kind == WALRAS_SERIES || metric->kind == WALRAS_HISTOGRAM ||
                                             metric->kind == WALRAS_TABLE || field->length > SMALL_VECTOR};
  field_path(layout, metric, field, &dataset);
  field->dataset = layout->store.dataset_count;
  /* A scale that the path needed may have been added meanwhile: the number is that of the next dataset. */
  walras_store_dataset *added = walras_layout_add(layout, &dataset);
  field->dataset = layout->store.dataset_count - 1;
  walras_layout_text_attribute(added, "long_name",
                               column != NULL                          ? column->doc
                               : field->column == WALRAS_FIELD_ENTRIES ? "entries used"
                                                                       : metric->doc);
  walras_layout_text_attribute(added, "units",
                               column != NULL                          ? column->unit
                               : field->column == WALRAS_FIELD_ENTRIES ? "1"
                                                                       : metric->unit);
  walras_layout_text_attribute(added, "coordinates", coordinates->names);
  walras_layout_text_attribute(added, "undefined", metric->undefined);
  walras_layout_text_attribute(added, "absent", metric->absent);
  if (column != NULL && column->words != NULL)
    flag_attributes(layout, added, column->words);
}

/* A flag per point for metrics that exist at some points only. */
static void add_absence(walras_layout *layout, const walras_layout_input *input, const walras_metric *metric) {
  uint8_t *absent = walras_layout_allocate(layout, input->points, 1);
  int64_t count = 0;
  for (int64_t point = 0; absent != NULL && point < input->points; point++)
    count += absent[point] = !metric->present(input->parameters[point]);
  if (count == 0)
    return;
  static const char *const words[] = {"present", "absent", NULL};
  walras_store_dataset *added =
      walras_layout_add(layout, &(walras_store_dataset){.path = walras_layout_text(layout, "/absent/%s", metric->name),
                                                        .type = WALRAS_STORE_BYTE,
                                                        .rank = 1,
                                                        .extent = {input->points},
                                                        .dimension = {"/point"},
                                                        .contents = absent});
  walras_layout_text_attribute(added, "long_name", walras_layout_text(layout, "whether %s is absent at the point", metric->name));
  flag_attributes(layout, added, words);
}

static walras_status add_metrics(walras_layout *layout, const walras_layout_input *input, walras_error *error) {
  const walras_layout_input whole = whole_of(input);
  walras_status status = walras_record_layout_create(input->model, whole.points, whole.parameters, input->series,
                                                     input->histograms, input->tables, &layout->records, error);
  if (status != WALRAS_OK)
    return status;
  const char *swept = walras_swept_names(layout, &whole);
  if (input->point_labels != NULL)
    swept = swept == NULL ? "label" : walras_layout_text(layout, "label %s", swept);
  for (int64_t metric = 0; metric < input->model->metric_count; metric++) {
    const int64_t first = layout->records->first_field[metric], end = layout->records->first_field[metric + 1];
    const point_coordinates coordinates = coordinates_of(layout, input, &input->model->metrics[metric], swept);
    for (int64_t field = first; field < end; field++)
      add_field(layout, input, &layout->records->fields[field], &coordinates);
    if (end > first && input->model->metrics[metric].present != NULL)
      add_absence(layout, input, &input->model->metrics[metric]);
    if (end > first && input->model->metrics[metric].kind == WALRAS_HISTOGRAM)
      add_edges(layout, &whole, &input->model->metrics[metric], layout->records->fields[first].length);
  }
  return WALRAS_OK;
}

/* ---- trials and run ---- */

static int64_t add_trial_dataset(walras_layout *layout, const walras_layout_input *input, const char *path,
                                 walras_store_type type, bool not_compared, const char *long_name) {
  walras_store_dataset *added = walras_layout_add(layout, &(walras_store_dataset){.path = path,
                                                                                  .type = type,
                                                                                  .rank = 2,
                                                                                  .extent = {input->points, input->replications},
                                                                                  .dimension = {"/point", "/replication"},
                                                                                  .per_trial = true,
                                                                                  .not_compared = not_compared});
  walras_layout_text_attribute(added, "long_name", long_name);
  walras_layout_text_attribute(added, "units", type == WALRAS_STORE_REAL ? "s" : "1");
  return layout->store.dataset_count - 1;
}

/* Dimensions of what one run leaves behind: outside of what runs share. */
static const char *rows_dimension(walras_layout *layout, const char *path, int64_t length, const char *long_name) {
  const char *own = scale(layout, path, length, 0, long_name);
  if (!layout->failed)
    layout->datasets[layout->store.dataset_count - 1].not_compared = true;
  return own;
}

static int64_t add_rows(walras_layout *layout, const walras_store_dataset *rows, const char *long_name) {
  walras_store_dataset *added = walras_layout_add(layout, rows);
  walras_layout_text_attribute(added, "long_name", long_name);
  if (added != NULL && rows->type == WALRAS_STORE_INTEGER)
    walras_layout_text_attribute(added, "units", "1");
  return layout->store.dataset_count - 1;
}

/* Rows of zero-padded UTF-8 that runs write. */
static int64_t add_lines(walras_layout *layout, const char *path, const char *row, const char *byte, const int64_t extent[2],
                         const char *long_name) {
  const walras_store_dataset rows = {.path = path,
                                     .type = WALRAS_STORE_BYTE,
                                     .rank = 2,
                                     .extent = {extent[0], extent[1]},
                                     .dimension = {row, rows_dimension(layout, byte, extent[1], "byte of the text")},
                                     .rewritten = true,
                                     .not_compared = true};
  return add_rows(layout, &rows, long_name);
}

/* The trials that a store is created for: so many of each point's row, from its beginning, which in the first row of a shard may be later. */
typedef struct used_trials {
  const int64_t *count; /* [points] */
  int64_t first;        /* in the first row */
} used_trials;

/* They are pending, the rest of the row is not used. */
static void initial_status(const void *context, int64_t row, int64_t first, int64_t count, void *values) {
  const used_trials *used = context;
  const int64_t from = row == 0 ? used->first : 0, to = from + used->count[row];
  for (int64_t i = 0; i < count; i++)
    ((uint8_t *)values)[i] = first + i >= from && first + i < to ? WALRAS_TRIAL_PENDING : WALRAS_TRIAL_UNUSED;
}

/* Sealed where the number is fixed. */
static int64_t add_used(walras_layout *layout, const walras_layout_input *input, const int64_t *used) {
  walras_store_dataset *added = walras_layout_add(layout, &(walras_store_dataset){.path = "/trials/replications",
                                                                                  .type = WALRAS_STORE_INTEGER,
                                                                                  .rank = 1,
                                                                                  .extent = {input->points},
                                                                                  .dimension = {"/point"},
                                                                                  .contents = used,
                                                                                  .rewritten = layout->sequential});
  walras_layout_text_attribute(added, "long_name",
                               input->part != NULL ? "replications of the point that this shard has"
                                                   : "replications that the point uses: the first so many of its row");
  walras_layout_text_attribute(added, "units", "1");
  return layout->store.dataset_count - 1;
}

static void add_trials(walras_layout *layout, const walras_layout_input *input) {
  static const char *const words[] = {"pending", "done", "failed", "unused", NULL};
  int64_t *used = walras_layout_allocate(layout, input->points, sizeof *used), end;
  used_trials *initial = walras_layout_allocate(layout, 1, sizeof *initial);
  int64_t *error_trials = walras_layout_allocate(layout, WALRAS_ERROR_TABLE_ENTRIES, sizeof *error_trials);
  if (used == NULL || initial == NULL || error_trials == NULL)
    return;
  *initial = (used_trials){.count = used};
  if (input->part != NULL)
    walras_part_row(input->part, 0, &initial->first, &end);
  layout->sequential = input->initial_replications > 0;
  for (int64_t point = 0; point < input->points; point++)
    used[point] = layout->sequential ? input->initial_replications : input->point_replications[point];
  for (int64_t i = 0; i < WALRAS_ERROR_TABLE_ENTRIES; i++)
    error_trials[i] = -1;
  layout->status = add_trial_dataset(layout, input, "/trials/status", WALRAS_STORE_BYTE, false, "state of the trial");
  if (!layout->failed) {
    layout->datasets[layout->status].generate = initial_status;
    layout->datasets[layout->status].generate_context = initial;
    flag_attributes(layout, &layout->datasets[layout->status], words);
  }
  layout->replications = add_used(layout, input, used);
  layout->crc = add_trial_dataset(layout, input, "/trials/crc", WALRAS_STORE_WORD32, false,
                                  "CRC-32 of the trial's rows, wall seconds, error code and status");
  layout->error_code =
      add_trial_dataset(layout, input, "/trials/error_code", WALRAS_STORE_CODE, false, "kind of error of a failed trial");
  const char *message = rows_dimension(layout, "/trials/errors/error", WALRAS_ERROR_TABLE_ENTRIES, "message of a failed trial");
  layout->error_trials = add_rows(layout,
                                  &(walras_store_dataset){.path = "/trials/errors/trial",
                                                          .type = WALRAS_STORE_INTEGER,
                                                          .rank = 1,
                                                          .extent = {WALRAS_ERROR_TABLE_ENTRIES},
                                                          .dimension = {message},
                                                          .contents = error_trials,
                                                          .rewritten = true,
                                                          .not_compared = true},
                                  "trial of each message, point * replications + replication; -1 = unused");
  layout->error_messages = add_lines(layout, "/trials/errors/message", message, "/trials/errors/message_byte",
                                     (const int64_t[]){WALRAS_ERROR_TABLE_ENTRIES, WALRAS_ERROR_TABLE_MESSAGE},
                                     "messages of failed trials, UTF-8, zero-padded");
  layout->wall_seconds = add_trial_dataset(layout, input, "/run/wall_seconds", WALRAS_STORE_REAL, true, "time the trial took");
  const char *session = rows_dimension(layout, "/run/session", WALRAS_RUN_LOG_SESSIONS, "run or resume");
  layout->log =
      add_lines(layout, "/run/log", session, "/run/log_byte", (const int64_t[]){WALRAS_RUN_LOG_SESSIONS, WALRAS_RUN_LOG_BYTES},
                "one JSON object per run or resume, UTF-8, zero-padded");
  const char *crash = rows_dimension(layout, "/run/crash", WALRAS_CRASH_ENTRIES, "crash of a process");
  layout->crashes =
      add_lines(layout, "/run/crashes", crash, "/run/crash_byte", (const int64_t[]){WALRAS_CRASH_ENTRIES, WALRAS_CRASH_BYTES},
                "where processes of the last run crashed: trial, signal, rank and host, zero-padded");
}

/* ---- root ---- */

static const char how_to_read[] =
    "import h5py; f = h5py.File(path); f['metrics/NAME'][point, replication] where f['trials/status'][point, replication] == 1; "
    "parameters of each point in f['design']; xarray.open_dataset(path, group='metrics', engine='h5netcdf')";

static void add_root(walras_layout *layout, const walras_layout_input *input) {
  static const int64_t format = WALRAS_STORE_FORMAT;
  char shard[WALRAS_PART_TEXT] = "";
  if (input->part != NULL)
    walras_part_print(input->part, shard);
  const char *const texts[][2] = {{"Conventions", "CF-1.10"},
                                  {"title", input->name},
                                  {"history", "created by walras"},
                                  {"source", "walras"},
                                  {"references", input->model->reference},
                                  {"how_to_read", how_to_read},
                                  {"model", input->model->name},
                                  {"description", input->description},
                                  {"experiment", input->resolved_text},
                                  {"config", input->config_text},
                                  {"run_settings", input->run_text},
                                  {"sources", input->sources_text},
                                  {"config_folder", input->config_folder},
                                  {"shard", shard}};
  const int64_t count = (int64_t)(sizeof texts / sizeof *texts) - (input->part == NULL);
  walras_store_attribute *attributes = walras_layout_allocate(layout, count + 1, sizeof *attributes);
  if (attributes == NULL)
    return;
  for (int64_t i = 0; i < count; i++)
    attributes[i] = (walras_store_attribute){.name = texts[i][0],
                                             .type = WALRAS_ATTRIBUTE_TEXT,
                                             .text = walras_layout_text(layout, "%s", texts[i][1] != NULL ? texts[i][1] : "")};
  attributes[count] =
      (walras_store_attribute){.name = "format_version", .type = WALRAS_ATTRIBUTE_INTEGER, .integers = &format, .count = 1};
  layout->store.attributes = attributes;
  layout->store.attribute_count = count + 1;
}

walras_status walras_layout_build(const walras_layout_input *input, walras_layout **result, walras_error *error) {
  int64_t trials;
  *result = NULL;
  if (__builtin_mul_overflow(input->points, input->replications, &trials) || trials > INT64_C(1) << 48)
    return WALRAS_FAIL(error, WALRAS_ERROR_RANGE, "%lld points x %lld replications are more trials than a store can hold",
                       (long long)input->points, (long long)input->replications);
  walras_layout *layout = calloc(1, sizeof *layout);
  if (layout == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the store's layout");
  const walras_window window = input->part != NULL ? walras_part_window(input->part) : (walras_window){0};
  layout->store.points = input->points;
  layout->store.replications = input->replications;
  add_root(layout, input);
  scale(layout, "/point", input->points, window.point, "design point");
  scale(layout, "/replication", input->replications, window.replication, "replication");
  walras_add_design(layout, input);
  walras_status status = add_metrics(layout, input, error);
  if (status == WALRAS_OK)
    add_trials(layout, input);
  layout->store.datasets = layout->datasets;
  if (status == WALRAS_OK && layout->failed)
    status = WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the layout of a store of %lld trials", (long long)trials);
  if (status != WALRAS_OK) {
    walras_layout_destroy(layout);
    return status;
  }
  *result = layout;
  return WALRAS_OK;
}

void walras_layout_destroy(walras_layout *layout) {
  if (layout == NULL)
    return;
  walras_record_layout_destroy(layout->records);
  walras_arena_release(&layout->arena);
  free(layout->datasets);
  free(layout);
}

const walras_store_layout *walras_layout_store(const walras_layout *layout) {
  return &layout->store;
}
const walras_record_layout *walras_layout_records(const walras_layout *layout) {
  return layout->records;
}
int64_t walras_layout_status_dataset(const walras_layout *layout) {
  return layout->status;
}
int64_t walras_layout_replications_dataset(const walras_layout *layout) {
  return layout->replications;
}
bool walras_layout_is_sequential(const walras_layout *layout) {
  return layout->sequential;
}
int64_t walras_layout_crc_dataset(const walras_layout *layout) {
  return layout->crc;
}
int64_t walras_layout_error_code_dataset(const walras_layout *layout) {
  return layout->error_code;
}
int64_t walras_layout_wall_seconds_dataset(const walras_layout *layout) {
  return layout->wall_seconds;
}
int64_t walras_layout_error_trials_dataset(const walras_layout *layout) {
  return layout->error_trials;
}
int64_t walras_layout_error_messages_dataset(const walras_layout *layout) {
  return layout->error_messages;
}
int64_t walras_layout_log_dataset(const walras_layout *layout) {
  return layout->log;
}
int64_t walras_layout_crashes_dataset(const walras_layout *layout) {
  return layout->crashes;
}
