/** What the tests of models share: whole trials of one rank with parameters given as settings, and their records. */
#ifndef WALRAS_TESTS_MODEL_RUN_H
#define WALRAS_TESTS_MODEL_RUN_H

#include <math.h>
#include <stdio.h>

#include "engine/trial_internal.h"
#include "experiment/experiment.h"
#include "models/models.h"
#include "unit.h"

/* One trial; the caller reads its metrics by name and ends it. */
typedef struct model_run {
  walras_parameters *owned;
  const void *parameters; /* of the model */
  walras_record_layout *records;
  walras_trial *trial;
  walras_group group;
  walras_status status;
  char message[1100];
} model_run;

/* The group lives in the run, which must not move: it is filled in place. */
static inline void run_model_resumably(model_run *run, const walras_model *model, int threads,
                                       struct walras_checkpoints *checkpoints, const char *const *settings, int64_t count) {
  walras_error error = {0};
  const void *parameters = NULL;
  *run = (model_run){.group = {.communicator = MPI_COMM_NULL, .size = 1}};
  run->status = walras_parameters_default(model, settings, count, &run->owned, &parameters, &error);
  run->parameters = parameters;
  if (run->status == WALRAS_OK)
    run->status = walras_record_layout_create(model, 1, &parameters, true, true, true, &run->records, &error);
  const walras_trial_input input = {
      .model = model, .records = run->records, .group = &run->group, .checkpoints = checkpoints, .threads = threads};
  if (run->status == WALRAS_OK)
    run->status = walras_trial_open(&input, &run->trial, &error);
  uint32_t key[2];
  walras_random_key(42, 0, 0, key);
  if (run->status == WALRAS_OK)
    run->status = walras_trial_execute(run->trial, 0, 0, key, parameters);
  snprintf(run->message, sizeof run->message, "%s%s", error.message,
           run->trial != NULL ? walras_trial_error(run->trial)->message : "");
}

static inline void run_model(model_run *run, const walras_model *model, int threads, const char *const *settings, int64_t count) {
  run_model_resumably(run, model, threads, NULL, settings, count);
}

static inline void end_run(model_run *run) {
  walras_trial_close(run->trial);
  walras_record_layout_destroy(run->records);
  walras_parameters_destroy(run->owned);
}

#define SETTINGS(...) (const char *const[]){__VA_ARGS__}, (int64_t)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static inline const walras_record_field *field_named(const model_run *run, const char *name, int column) {
  for (int64_t field = 0; run->status == WALRAS_OK && field < run->records->field_count; field++)
    if (strcmp(run->records->model->metrics[run->records->fields[field].metric].name, name) == 0 &&
        run->records->fields[field].column == column)
      return &run->records->fields[field];
  return NULL;
}

static inline const void *bytes_of(const model_run *run, const walras_record_field *field) {
  return (const char *)walras_trial_record(run->trial) + field->offset;
}

/* NaN where the metric is absent. */
static inline double element_of(const model_run *run, const char *name, int column, int64_t element) {
  const walras_record_field *field = field_named(run, name, column);
  if (field == NULL || element >= field->length)
    return (double)NAN;
  return field->type == WALRAS_VALUE_INTEGER ? (double)((const int64_t *)bytes_of(run, field))[element]
                                             : ((const double *)bytes_of(run, field))[element];
}

static inline double element(const model_run *run, const char *name, int64_t index) {
  return element_of(run, name, WALRAS_FIELD_VALUES, index);
}
static inline double metric(const model_run *run, const char *name) {
  return element(run, name, 0);
}

/* The first compared metric whose stored bits differ, or NULL; metrics that only one run has do not count. */
static inline const char *first_difference(const model_run *a, const model_run *b) {
  for (int64_t f = 0; f < a->records->field_count; f++) {
    const walras_record_field *field = &a->records->fields[f];
    const walras_metric *declared = &a->records->model->metrics[field->metric];
    const walras_record_field *other = field_named(b, declared->name, field->column);
    if (declared->not_compared || other == NULL)
      continue;
    if (field->bytes != other->bytes || memcmp(bytes_of(a, field), bytes_of(b, other), field->bytes) != 0)
      return declared->name;
  }
  return NULL;
}

/* The runs of both lists of settings store the same bits; prints the first difference. */
static inline bool same_records(const model_run *a, const model_run *b) {
  if (a->status != WALRAS_OK || b->status != WALRAS_OK)
    return false;
  const char *name = first_difference(a, b);
  if (name != NULL)
    fprintf(stderr, "    '%s' differs\n", name);
  return name == NULL;
}

/* The settings are refused, before or in the trial, with a message that has the word. */
static inline bool model_refuses(const walras_model *model, const char *word, const char *const *settings, int64_t count) {
  model_run run;
  run_model(&run, model, 1, settings, count);
  const bool refused = run.status != WALRAS_OK && strstr(run.message, word) != NULL;
  if (!refused)
    fprintf(stderr, "    '%s' is not in: %s\n", word, run.message);
  end_run(&run);
  return refused;
}

/* A run that must succeed. */
#define RUN_MODEL(run, model, ...)                                                                                               \
  model_run run;                                                                                                                 \
  run_model(&run, model, 1, SETTINGS(__VA_ARGS__));                                                                              \
  if (run.status != WALRAS_OK)                                                                                                   \
    fprintf(stderr, "%s\n", run.message);                                                                                        \
  CU_ASSERT_EQUAL(run.status, WALRAS_OK)

#endif
