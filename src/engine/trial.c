/* Builds with asserts also compare what every rank of a group must hold alike, at the end of every round. */
#ifdef NDEBUG
#define WALRAS_COMPARE_KEPT false
#else
#define WALRAS_COMPARE_KEPT true
#endif

/* A model's wrong use of the records would overwrite memory: asserted in every build. */
#undef NDEBUG
#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/clock.h"
#include "engine/kept.h"
#include "engine/trial_state.h"

/* For tests: where every trial asks for a stop, as a signal at this instant would. */
static int64_t stop_at_round(void) {
  const char *text = getenv("WALRAS_STOP_AT_ROUND");
  return text != NULL ? strtoll(text, NULL, 10) : -1;
}

walras_status walras_trial_open(const walras_trial_input *input, walras_trial **result, walras_error *error) {
  walras_trial *trial = calloc(1, sizeof *trial);
  const size_t words = ((size_t)input->records->field_count + 63) / 64 + 1;
  *result = trial;
  if (trial != NULL) {
    *trial = (walras_trial){.model = input->model,
                            .records = input->records,
                            .group = input->group,
                            .threads = input->threads,
                            .checkpoints = input->checkpoints,
                            .order_seed = walras_block_order_seed()};
    trial->record = malloc(input->records->bytes + 8);
    trial->recorded = calloc(words, sizeof *trial->recorded);
    pthread_mutex_init(&trial->mutex, NULL);
    trial->stop_at_round = stop_at_round();
  }
  if (trial != NULL && trial->record != NULL && trial->recorded != NULL)
    return WALRAS_OK;
  walras_trial_close(trial);
  *result = NULL;
  return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for a trial's record of %zu bytes", input->records->bytes);
}

/* What walras_trial_at_end was told of, the last first. */
static void release_all(walras_trial *trial) {
  for (walras_release *release = trial->releases; release != NULL; release = release->next)
    release->function(release->object);
  trial->releases = NULL;
}

void walras_trial_close(walras_trial *trial) {
  if (trial == NULL)
    return;
  release_all(trial); /* of services that were used outside of a run */
  walras_arena_release(&trial->arena);
  pthread_mutex_destroy(&trial->mutex);
  free(trial->record);
  free(trial->recorded);
  free(trial);
}

int64_t walras_trial_point(const walras_trial *trial) {
  return trial->point;
}
int64_t walras_trial_replication(const walras_trial *trial) {
  return trial->replication;
}
int walras_trial_threads(const walras_trial *trial) {
  return trial->threads;
}
double walras_trial_elapsed(const walras_trial *trial) {
  return trial->seconds_before + walras_clock() - trial->start;
}
int64_t walras_trial_rounds(const walras_trial *trial) {
  return trial->rounds;
}
walras_status walras_trial_status(const walras_trial *trial) {
  return trial->error.status;
}
walras_error *walras_trial_error(walras_trial *trial) {
  return &trial->error;
}
const void *walras_trial_record(const walras_trial *trial) {
  return trial->record;
}

walras_stream walras_trial_stream(const walras_trial *trial, uint32_t stream, uint32_t round) {
  return walras_stream_make(trial->key, stream, round);
}

walras_status walras_trial_no_memory(walras_trial *trial, const char *what) {
  return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_MEMORY, "out of memory for %s", what);
}

void *walras_trial_allocate(walras_trial *trial, int64_t count, size_t size) {
  void *memory = walras_arena_allocate(&trial->arena, count, size);
  if (memory == NULL)
    WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_MEMORY, "out of memory for %lld elements of %zu bytes", (long long)count, size);
  return memory;
}

void *walras_trial_allocate_zero(walras_trial *trial, int64_t count, size_t size) {
  void *memory = walras_trial_allocate(trial, count, size);
  if (memory != NULL)
    memset(memory, 0, (size_t)count * size);
  return memory;
}

walras_status walras_trial_fail(walras_trial *trial, walras_status status, const char *file, int line, const char *format, ...) {
  char message[WALRAS_MESSAGE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  pthread_mutex_lock(&trial->mutex);
  walras_error_set(&trial->error, status, file, line, "%s", message);
  __atomic_store_n(&trial->failed, true, __ATOMIC_RELAXED);
  pthread_mutex_unlock(&trial->mutex);
  return status;
}

bool walras_trial_at_end(walras_trial *trial, void (*function)(void *object), void *object) {
  walras_release *release = walras_trial_allocate(trial, 1, sizeof *release);
  if (release == NULL)
    return false;
  *release = (walras_release){.next = trial->releases, .function = function, .object = object};
  trial->releases = release;
  return true;
}

walras_status walras_trial_agree_wishing(walras_trial *trial, walras_operation operation, int *wish) {
  const walras_status mine = trial->error.status;
  const walras_status worst = walras_group_agree_wishing(trial->group, mine, (int)operation, wish);
  if (worst == WALRAS_OK)
    return WALRAS_OK;
  trial->left = true;
  if (mine == WALRAS_OK) {
    trial->second_hand = true; /* what an erring rank says takes this message's place */
    WALRAS_TRIAL_FAIL(trial, worst, "the ranks of a group called different services");
  }
  return worst;
}

walras_status walras_trial_agree(walras_trial *trial, walras_operation operation) {
  int wish = 0;
  return walras_trial_agree_wishing(trial, operation, &wish);
}

int64_t walras_trial_first_round(walras_trial *trial) {
  return trial->checkpoints != NULL ? walras_checkpoints_load(trial) : 0;
}

walras_status walras_trial_round_done(walras_trial *trial, int64_t round) {
  if (round == trial->stop_at_round)
    walras_engine_request_stop();
  trial->rounds++;
  int wish = (int)walras_checkpoints_wish(trial, round + 1);
  walras_status status = walras_trial_agree_wishing(trial, WALRAS_OPERATION_ROUND, &wish);
  if (WALRAS_COMPARE_KEPT && status == WALRAS_OK && trial->group->size > 1)
    status = walras_trial_compare_kept(trial);
  if (status != WALRAS_OK || wish == WALRAS_WISH_NOTHING)
    return status;
  walras_checkpoints_save(trial, round + 1);
  if (wish == WALRAS_WISH_CHECKPOINT)
    return WALRAS_OK;
  walras_engine_request_stop(); /* the rank that was told may be another one */
  return WALRAS_TRIAL_FAIL(trial, WALRAS_STOPPED, "stopped on request after round %lld", (long long)round);
}

walras_status walras_trial_broadcast(walras_trial *trial, void *data, int64_t bytes) {
  const walras_status status = walras_trial_agree(trial, WALRAS_OPERATION_BROADCAST);
  if (status == WALRAS_OK)
    walras_group_broadcast(trial->group, WALRAS_FOR_EXCHANGE, data, bytes, 0);
  return status;
}

/* ---- records ---- */

static const walras_metric *metric_of(const walras_trial *trial, int metric) {
  assert(metric >= 0 && metric < trial->model->metric_count);
  return &trial->model->metrics[metric];
}

/* NULL where the metric is absent or not stored. */
static const walras_record_field *field_of(walras_trial *trial, int metric, int column) {
  const walras_record_layout *layout = trial->records;
  const walras_metric *declared = metric_of(trial, metric);
  if (declared->present != NULL && !declared->present(trial->parameters))
    return NULL;
  for (int64_t field = layout->first_field[metric]; field < layout->first_field[metric + 1]; field++) {
    if (layout->fields[field].column != column)
      continue;
    trial->recorded[field / 64] |= UINT64_C(1) << (field % 64);
    return &layout->fields[field];
  }
  return NULL;
}

static void put(walras_trial *trial, const walras_record_field *field, int64_t first, const void *values, int64_t count) {
  assert(first >= 0 && count >= 0 && first + count <= field->length);
  memcpy((char *)trial->record + field->offset + 8 * (size_t)first, values, 8 * (size_t)count);
}

/* The values of a metric that is no table. Finite ones are told from others here, where a series' values are still apart from the rounds that
 * it never reaches. */
static void put_values(walras_trial *trial, int metric, int64_t first, const void *values, int64_t count) {
  const walras_metric *declared = metric_of(trial, metric);
  const walras_record_field *field = field_of(trial, metric, WALRAS_FIELD_VALUES);
  if (field == NULL)
    return;
  put(trial, field, first, values, count);
  const double *reals = values;
  for (int64_t i = 0; field->type == WALRAS_VALUE_REAL && i < count; i++)
    if (isinf(reals[i]) || (isnan(reals[i]) && declared->undefined == NULL)) {
      WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_NUMERIC, "metric '%s' is %g at position %lld, which must be finite", declared->name,
                        reals[i], (long long)(first + i));
      return;
    }
}

static void put_scalar(walras_trial *trial, int metric, walras_value_type type, const void *value) {
  const walras_metric *declared = metric_of(trial, metric);
  assert(declared->kind == WALRAS_SCALAR && declared->type == type);
  put_values(trial, metric, 0, value, 1);
}

/* Vectors and histograms come whole; a series may end early. */
static void put_many(walras_trial *trial, int metric, walras_value_type type, const void *values, int64_t count) {
  const walras_metric *declared = metric_of(trial, metric);
  assert(declared->kind == WALRAS_VECTOR || declared->kind == WALRAS_SERIES || declared->kind == WALRAS_HISTOGRAM);
  assert(type == (declared->kind == WALRAS_HISTOGRAM ? WALRAS_VALUE_INTEGER : declared->type));
  assert(declared->kind == WALRAS_SERIES || (declared->present != NULL && !declared->present(trial->parameters)) ||
         count == declared->length(trial->parameters));
  put_values(trial, metric, 0, values, count);
}

static void put_round(walras_trial *trial, int metric, walras_value_type type, int64_t round, const void *value) {
  const walras_metric *declared = metric_of(trial, metric);
  assert(declared->kind == WALRAS_SERIES && declared->type == type);
  put_values(trial, metric, round, value, 1);
}

static void put_column(walras_trial *trial, int metric, int column, walras_value_type type, const void *values, int64_t count) {
  const walras_metric *declared = metric_of(trial, metric);
  assert(declared->kind == WALRAS_TABLE && column >= 0);
  const walras_record_field *entries = field_of(trial, metric, WALRAS_FIELD_ENTRIES);
  const walras_record_field *field = field_of(trial, metric, column);
  assert((field == NULL) == (entries == NULL)); /* a column that the table does not have */
  if (field == NULL || entries == NULL)
    return;
  assert(field->type == type);
  put(trial, entries, 0, &count, 1);
  put(trial, field, 0, values, count);
}

void walras_record_real(walras_trial *trial, int metric, double value) {
  put_scalar(trial, metric, WALRAS_VALUE_REAL, &value);
}

void walras_record_integer(walras_trial *trial, int metric, int64_t value) {
  put_scalar(trial, metric, WALRAS_VALUE_INTEGER, &value);
}

void walras_record_reals(walras_trial *trial, int metric, const double *values, int64_t count) {
  put_many(trial, metric, WALRAS_VALUE_REAL, values, count);
}

void walras_record_integers(walras_trial *trial, int metric, const int64_t *values, int64_t count) {
  put_many(trial, metric, WALRAS_VALUE_INTEGER, values, count);
}

void walras_record_round(walras_trial *trial, int metric, int64_t round, double value) {
  put_round(trial, metric, WALRAS_VALUE_REAL, round, &value);
}

void walras_record_round_integer(walras_trial *trial, int metric, int64_t round, int64_t value) {
  put_round(trial, metric, WALRAS_VALUE_INTEGER, round, &value);
}

void walras_record_column_reals(walras_trial *trial, int metric, int column, const double *values, int64_t count) {
  put_column(trial, metric, column, WALRAS_VALUE_REAL, values, count);
}

void walras_record_column_integers(walras_trial *trial, int metric, int column, const int64_t *values, int64_t count) {
  put_column(trial, metric, column, WALRAS_VALUE_INTEGER, values, count);
}

/* Every metric that is present was recorded. */
static walras_status check_record(walras_trial *trial) {
  const walras_record_layout *layout = trial->records;
  for (int64_t field = 0; field < layout->field_count; field++) {
    const walras_record_field *f = &layout->fields[field];
    const walras_metric *metric = &trial->model->metrics[f->metric];
    if (metric->present != NULL && !metric->present(trial->parameters))
      continue;
    if ((trial->recorded[field / 64] >> (field % 64) & 1) == 0)
      return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_STATE, "metric '%s' was not recorded", metric->name);
  }
  return WALRAS_OK;
}

/* The message of the lowest erring rank reaches all: a word of each rank in turn, until one has a fault of its own. Where no rank has, they
 * were at different services. Nothing is allocated: every rank must come through. */
static void share_error(walras_trial *trial) {
  walras_group *group = trial->group;
  for (int rank = 0; group->size > 1 && rank < group->size; rank++) {
    struct {
      bool second_hand;
      walras_error error;
    } word = {trial->second_hand, trial->error};
    walras_group_broadcast(group, WALRAS_FOR_COORDINATION, &word, (int64_t)sizeof word, rank);
    if (word.second_hand)
      continue;
    memcpy(trial->error.message, word.error.message, sizeof word.error.message);
    trial->error.status = word.error.status;
    trial->error.line = word.error.line;
    break;
  }
}

walras_status walras_trial_execute(walras_trial *trial, int64_t point, int64_t replication, const uint32_t key[2],
                                   const void *parameters) {
  const size_t words = ((size_t)trial->records->field_count + 63) / 64;
  trial->point = point;
  trial->replication = replication;
  trial->key[0] = key[0];
  trial->key[1] = key[1];
  trial->parameters = parameters;
  trial->left = false;
  trial->second_hand = false;
  trial->kept = NULL;
  trial->failed = false;
  trial->loops = 0;
  trial->rounds = 0;
  trial->orders = 0;
  trial->error.status = WALRAS_OK;
  trial->start = walras_clock();
  trial->seconds_before = 0.0;
  if (trial->checkpoints != NULL)
    walras_checkpoints_begin(trial->checkpoints, trial->start);
  memset(trial->recorded, 0, words * sizeof *trial->recorded);
  walras_record_clear(trial->records, trial->record);
  walras_status status = trial->model->run(trial, parameters);
  if (status != WALRAS_OK && trial->error.status == WALRAS_OK)
    WALRAS_TRIAL_FAIL(trial, status, "the model ended with status '%s' and no message", walras_status_name(status));
  if (trial->error.status == WALRAS_OK)
    check_record(trial);
  /* A rank that left early meets the others wherever they are; those who met it already must not meet again. */
  if (!trial->left)
    walras_trial_agree(trial, WALRAS_OPERATION_END);
  if (trial->error.status != WALRAS_OK)
    share_error(trial);
  release_all(trial);
  walras_arena_reset(&trial->arena);
  return trial->error.status;
}
