#include "store/digest.h"

#include <gcrypt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/store.h"
#include "store/walk.h"

enum { CHUNK_BYTES = 8 << 20 };

typedef struct digester {
  const walras_store_reader *reader;
  gcry_md_hd_t hash;
  uint8_t *status; /* [points * replications] */
  walras_error *error;
} digester;

static void add_text(digester *d, const char *text) {
  gcry_md_write(d->hash, text, strlen(text) + 1);
}
static void add_integer(digester *d, int64_t value) {
  gcry_md_write(d->hash, &value, sizeof value);
}

/* All NaNs alike, and -0 as it is: it is a result too. */
static void canonical(double *values, int64_t count) {
  for (int64_t i = 0; i < count; i++)
    if (isnan(values[i]))
      values[i] = (double)NAN;
}

static walras_status add_texts(digester *d, const char *path, int64_t count) {
  char **texts = walras_store_texts(d->reader, path, count);
  if (texts == NULL)
    return WALRAS_FAIL(d->error, WALRAS_ERROR_IO, "%s cannot be read", path);
  for (int64_t i = 0; i < count; i++) {
    add_text(d, texts[i] != NULL ? texts[i] : "");
    free(texts[i]);
  }
  free(texts);
  return WALRAS_OK;
}

/* Only the rows of done trials; which those are is hashed with the status. */
static void add_rows(digester *d, const walras_store_shape *shape, int64_t first_point, int64_t points, const uint8_t *values,
                     size_t row_bytes) {
  const int64_t replications = shape->extent[1];
  for (int64_t trial = 0; trial < points * replications; trial++)
    if (d->status[first_point * replications + trial] == WALRAS_TRIAL_DONE)
      gcry_md_write(d->hash, values + (size_t)trial * row_bytes, row_bytes);
}

static walras_status add_numbers(digester *d, const char *path, const walras_store_shape *shape) {
  const bool per_trial = walras_is_per_trial(d->reader, shape, path) && strcmp(path, "/trials/status") != 0;
  int64_t per_row = 1;
  for (int axis = 1; axis < shape->rank; axis++)
    per_row *= shape->extent[axis];
  int64_t step = CHUNK_BYTES / 8 / (per_row > 0 ? per_row : 1);
  step = step < 1 ? 1 : step;
  double *values = malloc((size_t)(step < shape->extent[0] ? step : shape->extent[0]) * (size_t)per_row * sizeof *values + 8);
  walras_status status =
      values != NULL ? WALRAS_OK : WALRAS_FAIL(d->error, WALRAS_ERROR_MEMORY, "out of memory for reading %s", path);
  for (int64_t first = 0; status == WALRAS_OK && first < shape->extent[0]; first += step) {
    const int64_t rows = shape->extent[0] - first < step ? shape->extent[0] - first : step;
    status = shape->real ? walras_store_read_reals(d->reader, path, first, rows, values, d->error)
                         : walras_store_read_integers(d->reader, path, first, rows, (int64_t *)(void *)values, d->error);
    if (status != WALRAS_OK)
      break;
    if (shape->real)
      canonical(values, rows * per_row);
    if (per_trial)
      add_rows(d, shape, first, rows, (const uint8_t *)values, (size_t)(per_row / shape->extent[1]) * sizeof *values);
    else
      gcry_md_write(d->hash, values, (size_t)(rows * per_row) * sizeof *values);
  }
  free(values);
  return status;
}

static walras_status add_dataset(digester *d, const char *path) {
  walras_store_shape shape;
  walras_status status = walras_store_shape_of(d->reader, path, &shape, d->error);
  if (status != WALRAS_OK)
    return status;
  add_text(d, path);
  add_integer(d, shape.rank);
  for (int axis = 0; axis < shape.rank; axis++)
    add_integer(d, shape.extent[axis]);
  return walras_store_is_text(d->reader, path) ? add_texts(d, path, shape.extent[0]) : add_numbers(d, path, &shape);
}

static walras_status add_store(digester *d) {
  const int64_t trials = walras_store_points(d->reader) * walras_store_replications(d->reader);
  char *experiment = walras_store_text(d->reader, "experiment"), *shard = walras_store_text(d->reader, "shard");
  walras_path_list list = {0};
  d->status = malloc((size_t)trials + 1);
  walras_status status =
      d->status != NULL && experiment != NULL
          ? walras_store_read_bytes(d->reader, "/trials/status", 0, walras_store_points(d->reader), d->status, d->error)
          : WALRAS_FAIL(d->error, WALRAS_ERROR_INPUT, "the store has no resolved experiment");
  if (status == WALRAS_OK) {
    add_text(d, experiment);
    if (shard != NULL) /* even two without trials are not the same */
      add_text(d, shard);
    status = walras_store_walk(d->reader, &list, d->error);
  }
  for (int64_t i = 0; status == WALRAS_OK && i < list.count; i++)
    status = add_dataset(d, list.paths[i]);
  walras_path_list_free(&list);
  free(experiment);
  free(shard);
  free(d->status);
  return status;
}

walras_status walras_store_digest(const char *path, char digest[WALRAS_DIGEST_SIZE], walras_error *error) {
  walras_store_reader *reader = NULL;
  walras_status status = walras_store_reader_open(path, &reader, error);
  if (status != WALRAS_OK)
    return status;
  digester d = {.reader = reader, .error = error};
  gcry_check_version(NULL);
  gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
  gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
  if (gcry_md_open(&d.hash, GCRY_MD_SHA256, 0) != 0) {
    walras_store_reader_close(reader);
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "SHA-256 is not available");
  }
  status = add_store(&d);
  const unsigned char *bytes = gcry_md_read(d.hash, GCRY_MD_SHA256);
  for (int i = 0; i < 32; i++) {
    static const char digits[] = "0123456789abcdef";
    digest[2 * i] = digits[bytes[i] >> 4];
    digest[2 * i + 1] = digits[bytes[i] & 15];
  }
  digest[64] = '\0';
  gcry_md_close(d.hash);
  walras_store_reader_close(reader);
  return status;
}
