/** What the tests of the agentic market share: whole trials of one rank with parameters given as settings, and their records. */
#ifndef WALRAS_TESTS_MAGENTIC_MARKETPLACE_H
#define WALRAS_TESTS_MAGENTIC_MARKETPLACE_H

#include <math.h>
#include <unistd.h>

#include "engine/trial_internal.h"
#include "experiment/experiment.h"
#include "models/magentic-marketplace/journey.h"
#include "models/models.h"
#include "unit.h"

/* One trial; the caller reads its metrics by name and ends it. */
typedef struct market_run {
  walras_parameters *owned;
  const struct magentic_parameters *parameters;
  walras_record_layout *records;
  walras_trial *trial;
  walras_group group;
  walras_status status;
  char message[1100];
} market_run;

/* The group lives in the run, which must not move: it is filled in place. */
static inline void run_market(market_run *run, int threads, const char *const *settings, int64_t count) {
  const walras_model *model = &walras_model_magentic_marketplace;
  walras_error error = {0};
  const void *parameters = NULL;
  *run = (market_run){.group = {.communicator = MPI_COMM_NULL, .size = 1}};
  run->status = walras_parameters_default(model, settings, count, &run->owned, &parameters, &error);
  run->parameters = parameters;
  if (run->status == WALRAS_OK)
    run->status = walras_record_layout_create(model, 1, &parameters, true, true, true, &run->records, &error);
  if (run->status == WALRAS_OK)
    run->status = walras_trial_open(
        &(walras_trial_input){.model = model, .records = run->records, .group = &run->group, .threads = threads}, &run->trial,
        &error);
  uint32_t key[2];
  walras_random_key(42, 0, 0, key);
  if (run->status == WALRAS_OK)
    run->status = walras_trial_execute(run->trial, 0, 0, key, parameters);
  snprintf(run->message, sizeof run->message, "%s%s", error.message,
           run->trial != NULL ? walras_trial_error(run->trial)->message : "");
}

static inline void end_run(market_run *run) {
  walras_trial_close(run->trial);
  walras_record_layout_destroy(run->records);
  walras_parameters_destroy(run->owned);
}

#define SETTINGS(...) (const char *const[]){__VA_ARGS__}, (int64_t)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* A run that must succeed. */
#define RUN(run, ...)                                                                                                            \
  market_run run;                                                                                                                \
  run_market(&run, 1, SETTINGS(__VA_ARGS__));                                                                                    \
  if (run.status != WALRAS_OK)                                                                                                   \
    fprintf(stderr, "%s\n", run.message);                                                                                        \
  CU_ASSERT_EQUAL(run.status, WALRAS_OK)

static inline const walras_record_field *field_named(const market_run *run, const char *name, int column) {
  for (int64_t field = 0; run->status == WALRAS_OK && field < run->records->field_count; field++)
    if (strcmp(run->records->model->metrics[run->records->fields[field].metric].name, name) == 0 &&
        run->records->fields[field].column == column)
      return &run->records->fields[field];
  return NULL;
}

static inline const void *bytes_of(const market_run *run, const walras_record_field *field) {
  return (const char *)walras_trial_record(run->trial) + field->offset;
}

/* NaN where the metric is absent. */
static inline double element_of(const market_run *run, const char *name, int column, int64_t element) {
  const walras_record_field *field = field_named(run, name, column);
  if (field == NULL || element >= field->length)
    return (double)NAN;
  return field->type == WALRAS_VALUE_INTEGER ? (double)((const int64_t *)bytes_of(run, field))[element]
                                             : ((const double *)bytes_of(run, field))[element];
}

static inline double element(const market_run *run, const char *name, int64_t index) {
  return element_of(run, name, WALRAS_FIELD_VALUES, index);
}
static inline double metric(const market_run *run, const char *name) {
  return element(run, name, 0);
}

/* The first compared metric whose stored bits differ, or NULL; metrics that only one run has do not count. */
static inline const char *first_difference(const market_run *a, const market_run *b) {
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
static inline bool same_records(const market_run *a, const market_run *b) {
  if (a->status != WALRAS_OK || b->status != WALRAS_OK)
    return false;
  const char *name = first_difference(a, b);
  if (name != NULL)
    fprintf(stderr, "    '%s' differs\n", name);
  return name == NULL;
}

/* The settings are refused, before or in the trial, with a message that has the word. */
static inline bool is_refused(const char *word, const char *const *settings, int64_t count) {
  market_run run;
  run_market(&run, 1, settings, count);
  const bool refused = run.status != WALRAS_OK && strstr(run.message, word) != NULL;
  if (!refused)
    fprintf(stderr, "    '%s' is not in: %s\n", word, run.message);
  end_run(&run);
  return refused;
}
#define REFUSED(word, ...) is_refused(word, SETTINGS(__VA_ARGS__))

/* A market file for the time of a test; `setting` [at least 64] gets "market_file=PATH". */
static inline const char *write_market(char *setting, const char *text) {
  strcpy(setting, "market_file=/tmp/walras-market-XXXXXX");
  char *path = strchr(setting, '=') + 1;
  const int descriptor = mkstemp(path);
  FILE *file = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
  if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0)
    abort();
  return path;
}

/* The market of five businesses and two consumers whose numbers are known by hand. */
#define TINY_BUSINESSES                                                                                                          \
  "{\"id\":\"b1\",\"name\":\"Bo\",\"description\":\"Red\",\"rating\":1.0,\"items\":{\"Taco\":5.5,\"Corn Soup\":3.1},"            \
  "\"amenities\":[\"patio\"]},"                                                                                                  \
  "{\"id\":\"b2\",\"name\":\"Cy\",\"description\":\"Blue\",\"rating\":1.0,\"items\":{\"Tacos\":4.0,\"Corn Soup\":2.0},"          \
  "\"amenities\":[\"patio\",\"wifi\"]},"                                                                                         \
  "{\"id\":\"b3\",\"name\":\"Di\",\"description\":\"Grey\",\"rating\":0.9,\"items\":{\"Taco\":4.6,\"Corn Soup\":2.5,"            \
  "\"Flan\":3.6},\"amenities\":[\"wifi\"]},"                                                                                     \
  "{\"id\":\"b4\",\"name\":\"Ed\",\"description\":\"Pink\",\"rating\":1.0,\"items\":{\"Flan\":4.4},"                             \
  "\"amenities\":[\"patio\",\"wifi\"]},"                                                                                         \
  "{\"id\":\"b5\",\"name\":\"Fa\",\"description\":\"Teal\",\"rating\":1.0,\"items\":{\"Taco\":5.0,\"Corn Soup\":2.8},"           \
  "\"amenities\":[\"patio\"]}"
#define TINY_CONSUMERS                                                                                                           \
  "{\"id\":\"c1\",\"request\":\"Taco and Corn Soup outside, please\",\"items\":{\"Taco\":5.0,\"Corn Soup\":3.0},"                \
  "\"amenities\":[\"patio\"]},"                                                                                                  \
  "{\"id\":\"c2\",\"request\":\"Flan with wifi\",\"items\":{\"Flan\":4.0},\"amenities\":[\"wifi\",\"patio\"]}"
#define TINY_MARKET "{\"consumers\":[" TINY_CONSUMERS "],\"businesses\":[" TINY_BUSINESSES "]}"

#endif
