#include "engine/batch.h"

#include <math.h>

#include "toy_model.h"

enum { TRIALS = 5 };

static const toy_parameters parameters = {.lots = 2, .rounds = 3, .extra = true};
static const void *const points[] = {&parameters};

static walras_batch_buffer new_batch(int64_t count) {
  walras_record_layout *records = NULL;
  CU_ASSERT_EQUAL_FATAL(walras_record_layout_create(&toy_model, 1, points, true, true, true, &records, NULL), WALRAS_OK);
  walras_batch_buffer buffer = {.records = records};
  CU_ASSERT_EQUAL_FATAL(walras_batch_start(&buffer, 40, count, NULL), WALRAS_OK);
  return buffer;
}

static void free_batch(walras_batch_buffer *buffer) {
  walras_record_layout_destroy((walras_record_layout *)(uintptr_t)buffer->records);
  free(buffer->memory);
}

/* A record whose every value is told by trial and position. */
static void fill(const walras_record_layout *records, double *record, int64_t trial) {
  for (size_t i = 0; i < records->bytes / 8; i++)
    record[i] = 1000.0 * (double)trial + (double)i;
}

static void rows_stand_field_by_field_whatever_the_order_of_the_trials(void) {
  static const int order[TRIALS] = {3, 0, 4, 1, 2};
  walras_batch_buffer b = new_batch(TRIALS);
  double record[64];
  for (int i = 0; i < TRIALS; i++) {
    fill(b.records, record, order[i]);
    walras_batch_put(&b, order[i], record, 0.25 * order[i]);
  }
  for (int64_t field = 0; field < b.records->field_count; field++) {
    const walras_record_field *f = &b.records->fields[field];
    const double *rows = (const void *)walras_batch_rows(b.records, b.memory, TRIALS, field);
    for (int64_t trial = 0; trial < TRIALS; trial++)
      for (int64_t i = 0; i < f->length; i++)
        CU_ASSERT_EQUAL(rows[trial * f->length + i], 1000.0 * (double)trial + (double)(f->offset / 8) + (double)i);
  }
  for (int64_t trial = 0; trial < TRIALS; trial++) {
    fill(b.records, record, trial);
    CU_ASSERT_EQUAL(walras_batch_crcs(b.records, b.memory, TRIALS)[trial],
                    walras_record_crc(walras_store_crc(0, record, b.records->bytes), 0.25 * (double)trial, 0, WALRAS_TRIAL_DONE));
    CU_ASSERT_EQUAL(walras_batch_seconds(b.records, b.memory, TRIALS)[trial], 0.25 * (double)trial);
    CU_ASSERT_EQUAL(walras_batch_codes(b.records, b.memory, TRIALS)[trial], 0);
  }
  free_batch(&b);
}

static void a_failed_trial_has_code_and_message_and_rows_that_say_not_recorded(void) {
  walras_batch_buffer b = new_batch(TRIALS);
  walras_error error = {0};
  double record[64];
  char text[600];
  memset(text, 'm', sizeof text - 1);
  text[sizeof text - 1] = '\0';
  WALRAS_FAIL(&error, WALRAS_ERROR_MODEL, "%s", text);
  fill(b.records, record, 7);
  for (int trial = 0; trial < TRIALS; trial++)
    walras_batch_put(&b, trial, record, 0.0);
  walras_batch_put_failed(&b, 2, &error, 1.5);
  CU_ASSERT_EQUAL(walras_batch_codes(b.records, b.memory, TRIALS)[2], WALRAS_ERROR_MODEL);
  const char *message = walras_batch_message(b.records, b.memory, TRIALS, 2);
  CU_ASSERT_EQUAL(strnlen(message, WALRAS_ERROR_TABLE_MESSAGE), WALRAS_ERROR_TABLE_MESSAGE - 1); /* cut, and ended */
  for (int64_t field = 0; field < b.records->field_count; field++) {
    const walras_record_field *f = &b.records->fields[field];
    const double *rows = (const void *)walras_batch_rows(b.records, b.memory, TRIALS, field);
    const double zero = 0.0;
    for (int64_t i = 0; i < f->length; i++) {
      const double *value = &rows[2 * f->length + i];
      CU_ASSERT(f->type == WALRAS_VALUE_REAL ? isnan(*value) : memcmp(value, &zero, 8) == 0);
      CU_ASSERT(rows[f->length + i] >= 7000.0 && rows[3 * f->length + i] >= 7000.0); /* its neighbours are untouched */
    }
  }
  free_batch(&b);
}

static void messages_travel_only_where_a_trial_failed(void) {
  walras_batch_buffer b = new_batch(TRIALS);
  walras_error error = {0};
  double record[64];
  WALRAS_FAIL(&error, WALRAS_ERROR_RANGE, "no");
  fill(b.records, record, 1);
  for (int trial = 0; trial < TRIALS; trial++)
    walras_batch_put(&b, trial, record, 0.0);
  walras_batch_header_of(&b)->finished = TRIALS;
  const size_t whole = walras_batch_bytes(b.records, TRIALS);
  CU_ASSERT_EQUAL(walras_batch_used(b.records, b.memory), whole - TRIALS * WALRAS_ERROR_TABLE_MESSAGE);
  walras_batch_put_failed(&b, 4, &error, 0.0);
  CU_ASSERT_EQUAL(walras_batch_used(b.records, b.memory), whole);
  walras_batch_header_of(&b)->finished = 4; /* the failed one did not run */
  CU_ASSERT_EQUAL(walras_batch_used(b.records, b.memory), whole - TRIALS * WALRAS_ERROR_TABLE_MESSAGE);
  free_batch(&b);
}

static void memory_is_used_again_and_grows(void) {
  walras_batch_buffer b = new_batch(TRIALS);
  const char *memory = b.memory;
  CU_ASSERT_EQUAL(walras_batch_start(&b, 90, 2, NULL), WALRAS_OK);
  CU_ASSERT_PTR_EQUAL(b.memory, memory);
  const walras_batch_header *header = walras_batch_header_of(&b);
  CU_ASSERT(header->first == 90 && header->count == 2 && header->finished == 0 && header->stop == 0);
  CU_ASSERT_EQUAL(walras_batch_start(&b, 0, 1000, NULL), WALRAS_OK);
  CU_ASSERT(b.capacity >= walras_batch_bytes(b.records, 1000));
  memset(b.memory + sizeof(walras_batch_header), 0, walras_batch_bytes(b.records, 1000) - sizeof(walras_batch_header));
  free_batch(&b);
}

WALRAS_UNIT_TESTS(UNIT(rows_stand_field_by_field_whatever_the_order_of_the_trials),
                  UNIT(a_failed_trial_has_code_and_message_and_rows_that_say_not_recorded),
                  UNIT(messages_travel_only_where_a_trial_failed), UNIT(memory_is_used_again_and_grows))
