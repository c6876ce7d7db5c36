#include "engine/batch.h"

#include <stdlib.h>
#include <string.h>

/* Offsets of the parts behind the header, in this order; each a multiple of eight bytes. */
typedef struct batch_parts {
  size_t rows, crcs, seconds, codes, messages, end;
} batch_parts;

static size_t eights(size_t bytes) {
  return (bytes + 7) / 8 * 8;
}

static batch_parts parts_of(const walras_record_layout *records, int64_t count) {
  const size_t n = (size_t)count;
  batch_parts parts = {.rows = sizeof(walras_batch_header)};
  parts.crcs = parts.rows + n * records->bytes;
  parts.seconds = parts.crcs + eights(n * sizeof(uint32_t));
  parts.codes = parts.seconds + n * sizeof(double);
  parts.messages = parts.codes + eights(n * sizeof(int32_t));
  parts.end = parts.messages + n * WALRAS_ERROR_TABLE_MESSAGE;
  return parts;
}

size_t walras_batch_bytes(const walras_record_layout *records, int64_t count) {
  return parts_of(records, count).end;
}

walras_batch_header *walras_batch_header_of(const walras_batch_buffer *buffer) {
  return (void *)buffer->memory;
}

walras_status walras_batch_start(walras_batch_buffer *buffer, int64_t first, int64_t count, walras_error *error) {
  const size_t bytes = walras_batch_bytes(buffer->records, count);
  if (bytes > buffer->capacity) {
    free(buffer->memory);
    buffer->memory = malloc(bytes);
    buffer->capacity = buffer->memory != NULL ? bytes : 0;
  }
  if (buffer->memory == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the records of %lld trials", (long long)count);
  *walras_batch_header_of(buffer) = (walras_batch_header){.first = first, .count = count};
  return WALRAS_OK;
}

static void put(walras_batch_buffer *buffer, int64_t index, uint32_t crc_of_rows, double seconds, int32_t code) {
  const uint32_t crc = walras_record_crc(crc_of_rows, seconds, code, code == 0 ? WALRAS_TRIAL_DONE : WALRAS_TRIAL_FAILED);
  const batch_parts parts = parts_of(buffer->records, walras_batch_header_of(buffer)->count);
  memcpy(buffer->memory + parts.crcs + (size_t)index * sizeof crc, &crc, sizeof crc);
  memcpy(buffer->memory + parts.seconds + (size_t)index * sizeof seconds, &seconds, sizeof seconds);
  memcpy(buffer->memory + parts.codes + (size_t)index * sizeof code, &code, sizeof code);
}

static void put_rows(walras_batch_buffer *buffer, int64_t index, const char *record) {
  const walras_record_layout *records = buffer->records;
  const int64_t count = walras_batch_header_of(buffer)->count;
  char *rows = buffer->memory + sizeof(walras_batch_header);
  for (int64_t field = 0; field < records->field_count; field++) {
    const walras_record_field *f = &records->fields[field];
    memcpy(rows + f->offset * (size_t)count + (size_t)index * f->bytes, record + f->offset, f->bytes);
  }
}

void walras_batch_put(walras_batch_buffer *buffer, int64_t index, const void *record, double seconds) {
  put_rows(buffer, index, record);
  put(buffer, index, walras_store_crc(0, record, buffer->records->bytes), seconds, 0);
}

void walras_batch_put_failed(walras_batch_buffer *buffer, int64_t index, const walras_error *error, double seconds) {
  const walras_record_layout *records = buffer->records;
  const int64_t count = walras_batch_header_of(buffer)->count;
  char *rows = buffer->memory + sizeof(walras_batch_header);
  uint32_t crc = 0;
  /* A failed trial's rows say "not recorded". */
  for (int64_t field = 0; field < records->field_count; field++) {
    const walras_record_field *f = &records->fields[field];
    const walras_record_layout one = {
        .fields = (walras_record_field[]){{.length = f->length, .type = f->type, .bytes = f->bytes}}, .field_count = 1};
    char *row = rows + f->offset * (size_t)count + (size_t)index * f->bytes;
    walras_record_clear(&one, row);
    crc = walras_store_crc(crc, row, f->bytes);
  }
  char *message = buffer->memory + parts_of(records, count).messages + (size_t)index * WALRAS_ERROR_TABLE_MESSAGE;
  memset(message, 0, WALRAS_ERROR_TABLE_MESSAGE);
  memcpy(message, error->message, strnlen(error->message, WALRAS_ERROR_TABLE_MESSAGE - 1));
  put(buffer, index, crc, seconds, (int32_t)error->status);
}

const char *walras_batch_rows(const walras_record_layout *records, const char *memory, int64_t count, int64_t field) {
  return memory + sizeof(walras_batch_header) + records->fields[field].offset * (size_t)count;
}

const uint32_t *walras_batch_crcs(const walras_record_layout *records, const char *memory, int64_t count) {
  return (const void *)(memory + parts_of(records, count).crcs);
}

const double *walras_batch_seconds(const walras_record_layout *records, const char *memory, int64_t count) {
  return (const void *)(memory + parts_of(records, count).seconds);
}

const int32_t *walras_batch_codes(const walras_record_layout *records, const char *memory, int64_t count) {
  return (const void *)(memory + parts_of(records, count).codes);
}

const char *walras_batch_message(const walras_record_layout *records, const char *memory, int64_t count, int64_t index) {
  return memory + parts_of(records, count).messages + (size_t)index * WALRAS_ERROR_TABLE_MESSAGE;
}

size_t walras_batch_used(const walras_record_layout *records, const char *memory) {
  walras_batch_header header;
  memcpy(&header, memory, sizeof header);
  const batch_parts parts = parts_of(records, header.count);
  const int32_t *codes = walras_batch_codes(records, memory, header.count);
  for (int64_t i = 0; i < header.finished; i++)
    if (codes[i] != 0)
      return parts.end;
  return parts.messages;
}
