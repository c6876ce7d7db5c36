/* In-place writing: plain file offsets, no HDF5 handle open. */
#include <aio.h>
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <hdf5.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "store/hdf5_types.h"
#include "store/lock.h"
#include "store/read.h"
#include "store/store.h"
#include "store/transfer.h"

/* Where one dataset stands in the file. */
typedef struct dataset_place {
  int64_t offset, elements;
  bool rewritten;
  bool filled;       /* with NaN when it was created, else with zeros */
  bool has_contents; /* was created with other values */
  size_t row_bytes, element_bytes;
  const char *path;
} dataset_place;

struct walras_store_writer {
  int file;
  bool locked; /* holds the lock */
  char *path;
  dataset_place *places;
  int64_t count;
  struct aiocb sync; /* a sync that the C library's own thread waits for */
  bool syncing;
  bool written; /* since the last sync that this thread has waited for */
};

uint32_t walras_store_crc(uint32_t crc, const void *data, size_t bytes) {
  return (uint32_t)crc32_z(crc, bytes > 0 ? data : (const void *)"", bytes);
}

static walras_status find_place(hid_t file, const char *path, const walras_store_layout *layout, int64_t index,
                                dataset_place *place, walras_error *error) {
  const walras_store_dataset *dataset = &layout->datasets[index];
  const hid_t id = H5Dopen2(file, dataset->path, H5P_DEFAULT);
  if (id < 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s: the dataset %s is missing", path, dataset->path);
  hsize_t extent[H5S_MAX_RANK] = {0};
  const hid_t space = H5Dget_space(id), type = H5Dget_type(id);
  const int rank = H5Sget_simple_extent_dims(space, extent, NULL);
  bool same = rank == dataset->rank;
  int64_t elements = 1;
  for (int axis = 0; same && axis < rank; axis++) {
    same = extent[axis] == (hsize_t)dataset->extent[axis];
    elements *= dataset->extent[axis];
  }
  same = same && (dataset->type == WALRAS_STORE_TEXT || H5Tequal(type, walras_hdf5_type(dataset->type)) > 0);
  const haddr_t offset = H5Dget_offset(id);
  H5Tclose(type);
  H5Sclose(space);
  H5Dclose(id);
  if (!same)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s: the dataset %s has another shape or type than this experiment's", path,
                       dataset->path);
  const int64_t trials = layout->points * layout->replications;
  *place = (dataset_place){.offset = (int64_t)offset,
                           .elements = elements,
                           .rewritten = dataset->rewritten,
                           .has_contents = dataset->contents != NULL || dataset->generate != NULL,
                           .filled = dataset->type == WALRAS_STORE_REAL && !dataset->reserve,
                           .element_bytes = walras_store_type_size(dataset->type),
                           .path = dataset->path};
  if (dataset->per_trial && trials > 0)
    place->row_bytes = (size_t)(elements / trials) * place->element_bytes;
  return WALRAS_OK;
}

static walras_status find_places(walras_store_writer *writer, const walras_store_layout *layout, walras_error *error) {
  walras_store_reader *reader = NULL;
  walras_status status = walras_store_reader_open(writer->path, &reader, error);
  for (int64_t i = 0; status == WALRAS_OK && i < layout->dataset_count; i++)
    status = find_place(walras_store_reader_file(reader), writer->path, layout, i, &writer->places[i], error);
  walras_store_reader_close(reader);
  return status;
}

static walras_status open_rows(const char *path, const walras_store_layout *layout, bool locked, int flags,
                               walras_store_writer **result, walras_error *error) {
  *result = NULL;
  walras_store_writer *writer = calloc(1, sizeof *writer);
  walras_status status = WALRAS_OK;
  if (writer != NULL) {
    writer->file = -1;
    writer->locked = locked;
    writer->path = strdup(path);
    writer->places = calloc((size_t)layout->dataset_count + 1, sizeof *writer->places);
    writer->count = layout->dataset_count;
  }
  if (writer == NULL || writer->path == NULL || writer->places == NULL)
    status = WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for opening %s", path);
  if (status == WALRAS_OK)
    status = find_places(writer, layout, error);
  if (status == WALRAS_OK && (writer->file = open(path, flags | O_CLOEXEC)) < 0)
    status = WALRAS_FAIL(error, WALRAS_ERROR_IO, "%s cannot be opened for %s: %s", path, flags == O_RDWR ? "writing" : "reading",
                         strerror(errno));
  if (status == WALRAS_OK)
    *result = writer;
  else if (writer != NULL && writer->path != NULL)
    walras_store_writer_close(writer, NULL);
  else {
    if (locked)
      walras_lock_release(path);
    free(writer != NULL ? writer->places : NULL);
    free(writer);
  }
  return status;
}

walras_status walras_store_writer_open(const char *path, const walras_store_layout *layout, walras_store_writer **result,
                                       walras_error *error) {
  *result = NULL;
  const walras_status status = walras_lock_take(path, error);
  return status != WALRAS_OK ? status : open_rows(path, layout, true, O_RDWR, result, error);
}

walras_status walras_store_writer_open_held(const char *path, const walras_store_layout *layout, walras_store_writer **result,
                                            walras_error *error) {
  return open_rows(path, layout, false, O_RDWR, result, error);
}

walras_status walras_store_writer_open_to_read(const char *path, const walras_store_layout *layout, walras_store_writer **result,
                                               walras_error *error) {
  return open_rows(path, layout, false, O_RDONLY, result, error);
}

static walras_status transfer(walras_store_writer *writer, bool writing, int64_t offset, void *data, size_t bytes,
                              const char *what, walras_error *error) {
  writer->written = writer->written || writing;
  const int failure = walras_transfer(writer->file, writing, offset, data, bytes);
  if (failure == 0)
    return WALRAS_OK;
  return WALRAS_FAIL(error, WALRAS_ERROR_IO, "%s: %s could not be %s: %s", writer->path, what, writing ? "written" : "read",
                     walras_transfer_reason(failure));
}

static walras_status move_rows(walras_store_writer *writer, bool writing, int64_t dataset, int64_t first, int64_t count,
                               void *data, walras_error *error) {
  const dataset_place *place = &writer->places[dataset];
  return transfer(writer, writing, place->offset + first * (int64_t)place->row_bytes, data, (size_t)count * place->row_bytes,
                  place->path, error);
}

static walras_status move_elements(walras_store_writer *writer, bool writing, int64_t dataset, int64_t first, int64_t count,
                                   void *data, walras_error *error) {
  const dataset_place *place = &writer->places[dataset];
  if (first < 0 || count < 0 || first + count > place->elements)
    return WALRAS_FAIL(error, WALRAS_ERROR_RANGE, "%s: elements %lld to %lld of %s", writer->path, (long long)first,
                       (long long)(first + count), place->path);
  return transfer(writer, writing, place->offset + first * (int64_t)place->element_bytes, data,
                  (size_t)count * place->element_bytes, place->path, error);
}

walras_status walras_store_write_rows(walras_store_writer *writer, int64_t dataset, int64_t first, int64_t count,
                                      const void *rows, walras_error *error) {
  return move_rows(writer, true, dataset, first, count, (void *)(uintptr_t)rows, error);
}

walras_status walras_store_read_rows(walras_store_writer *writer, int64_t dataset, int64_t first, int64_t count, void *rows,
                                     walras_error *error) {
  return move_rows(writer, false, dataset, first, count, rows, error);
}

walras_status walras_store_clear_rows(walras_store_writer *writer, int64_t dataset, int64_t first, int64_t count,
                                      walras_error *error) {
  const dataset_place *place = &writer->places[dataset];
  double values[1024] = {0.0};
  assert(!place->has_contents);
  for (size_t i = 0; place->filled && i < sizeof values / sizeof *values; i++)
    values[i] = (double)NAN;
  int64_t offset = place->offset + first * (int64_t)place->row_bytes;
  size_t left = (size_t)count * place->row_bytes;
  walras_status status = WALRAS_OK;
  while (status == WALRAS_OK && left > 0) {
    const size_t bytes = left < sizeof values ? left : sizeof values;
    status = transfer(writer, true, offset, values, bytes, place->path, error);
    offset += (int64_t)bytes;
    left -= bytes;
  }
  return status;
}

walras_status walras_store_write_elements(walras_store_writer *writer, int64_t dataset, int64_t first, int64_t count,
                                          const void *elements, walras_error *error) {
  if (!writer->places[dataset].rewritten)
    return WALRAS_FAIL(error, WALRAS_ERROR_STATE, "%s: %s is sealed", writer->path, writer->places[dataset].path);
  return move_elements(writer, true, dataset, first, count, (void *)(uintptr_t)elements, error);
}

walras_status walras_store_read_elements(walras_store_writer *writer, int64_t dataset, int64_t first, int64_t count,
                                         void *elements, walras_error *error) {
  return move_elements(writer, false, dataset, first, count, elements, error);
}

int64_t walras_store_offset(const walras_store_writer *writer, int64_t dataset) {
  return writer->places[dataset].offset;
}

int64_t walras_store_bytes(const walras_store_writer *writer) {
  struct stat state;
  return fstat(writer->file, &state) == 0 ? (int64_t)state.st_size : -1;
}

static walras_status sync_failed(const walras_store_writer *writer, int failure, walras_error *error) {
  return WALRAS_FAIL(error, WALRAS_ERROR_IO, "%s: what was written could not be brought to the disk: %s", writer->path,
                     strerror(failure));
}

/* Takes the result of a sync that has ended. */
static walras_status sync_end(walras_store_writer *writer, walras_error *error) {
  const int failure = aio_error(&writer->sync);
  writer->syncing = false;
  aio_return(&writer->sync);
  return failure == 0 ? WALRAS_OK : sync_failed(writer, failure, error);
}

walras_status walras_store_sync_begin(walras_store_writer *writer, walras_error *error) {
  assert(!writer->syncing);
  writer->sync = (struct aiocb){.aio_fildes = writer->file, .aio_sigevent = {.sigev_notify = SIGEV_NONE}};
  if (aio_fsync(O_DSYNC, &writer->sync) != 0)
    return walras_store_sync(writer, error); /* no thread for it: by this one, then */
  writer->syncing = true;
  return WALRAS_OK;
}

walras_status walras_store_sync_ended(walras_store_writer *writer, bool *ended, walras_error *error) {
  *ended = !writer->syncing || aio_error(&writer->sync) != EINPROGRESS;
  return writer->syncing && *ended ? sync_end(writer, error) : WALRAS_OK;
}

walras_status walras_store_sync(walras_store_writer *writer, walras_error *error) {
  const struct aiocb *const begun[] = {&writer->sync};
  while (writer->syncing && aio_error(&writer->sync) == EINPROGRESS)
    aio_suspend(begun, 1, NULL);
  const walras_status status = writer->syncing ? sync_end(writer, error) : WALRAS_OK;
  if (status == WALRAS_OK && fdatasync(writer->file) != 0)
    return sync_failed(writer, errno, error);
  writer->written = writer->written && status != WALRAS_OK;
  return status;
}

walras_status walras_store_writer_close(walras_store_writer *writer, walras_error *error) {
  if (writer == NULL)
    return WALRAS_OK;
  walras_status status = WALRAS_OK;
  if (writer->file >= 0) {
    if (writer->syncing || writer->written)
      status = walras_store_sync(writer, error);
    close(writer->file);
  }
  if (writer->locked)
    walras_lock_release(writer->path);
  free(writer->path);
  free(writer->places);
  free(writer);
  return status;
}
