/* A new store, whole: every dataset at its final size, every attribute and scale, before the first trial runs. */
#include <errno.h>
#include <fcntl.h>
#include <hdf5.h>
#include <hdf5_hl.h>
#include <libgen.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "store/hdf5_types.h"
#include "store/lock.h"
#include "store/seal.h"
#include "store/store.h"

enum { PATH_SIZE = 4096, METADATA_BYTES = 8192, GENERATED_AT_ONCE = 65536, BULK_ELEMENTS = 4096, MEMORY_STEP_BYTES = 65536 };

static int64_t elements_of(const walras_store_dataset *dataset) {
  int64_t elements = 1;
  for (int axis = 0; axis < dataset->rank; axis++)
    if (__builtin_mul_overflow(elements, dataset->extent[axis], &elements))
      return -1;
  return elements;
}

int64_t walras_store_size(const walras_store_layout *layout) {
  int64_t total = METADATA_BYTES + walras_store_seal_size(layout->dataset_count);
  for (int64_t i = 0; i < layout->dataset_count; i++) {
    int64_t bytes, elements = elements_of(&layout->datasets[i]);
    const size_t size = layout->datasets[i].type == WALRAS_STORE_TEXT ? 32 : walras_store_type_size(layout->datasets[i].type);
    if (elements < 0 || __builtin_mul_overflow(elements, (int64_t)size, &bytes) ||
        __builtin_add_overflow(total, bytes + METADATA_BYTES, &total))
      return -1;
  }
  return total;
}

/* ---- attributes ---- */

static bool write_attribute(hid_t object, const walras_store_attribute *attribute) {
  const bool text = attribute->type == WALRAS_ATTRIBUTE_TEXT;
  const hsize_t count = (hsize_t)attribute->count;
  const hid_t type = text ? walras_hdf5_text_type() : H5Tcopy(walras_hdf5_attribute_type(attribute->type));
  const hid_t space = text || attribute->count == 1 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &count, NULL);
  const hid_t id = H5Acreate2(object, attribute->name, type, space, H5P_DEFAULT, H5P_DEFAULT);
  const void *data = attribute->type == WALRAS_ATTRIBUTE_TEXT      ? (const void *)&attribute->text
                     : attribute->type == WALRAS_ATTRIBUTE_INTEGER ? (const void *)attribute->integers
                     : attribute->type == WALRAS_ATTRIBUTE_REAL    ? (const void *)attribute->reals
                                                                   : (const void *)attribute->bytes;
  const bool ok = id >= 0 && H5Awrite(id, type, data) >= 0;
  if (id >= 0)
    H5Aclose(id);
  H5Sclose(space);
  H5Tclose(type);
  return ok;
}

static bool write_attributes(hid_t object, const walras_store_attribute *attributes, int64_t count) {
  for (int64_t i = 0; i < count; i++)
    if (!write_attribute(object, &attributes[i]))
      return false;
  return true;
}

/* ---- datasets ---- */

static bool write_generated(hid_t id, const walras_store_dataset *dataset) {
  const int64_t rows = dataset->rank == 2 ? dataset->extent[0] : 1, length = dataset->extent[dataset->rank - 1];
  const hid_t space = H5Dget_space(id);
  char *values = malloc(GENERATED_AT_ONCE * walras_store_type_size(dataset->type));
  bool ok = values != NULL && space >= 0;
  for (int64_t row = 0; ok && row < rows; row++) {
    for (int64_t first = 0; ok && first < length; first += GENERATED_AT_ONCE) {
      const int64_t count = length - first < GENERATED_AT_ONCE ? length - first : GENERATED_AT_ONCE;
      const hsize_t start[2] = {(hsize_t)(dataset->rank == 2 ? row : first), (hsize_t)first};
      const hsize_t extent[2] = {(hsize_t)(dataset->rank == 2 ? 1 : count), (hsize_t)count}, flat = (hsize_t)count;
      const hid_t memory = H5Screate_simple(1, &flat, NULL);
      dataset->generate(dataset->generate_context, row, first, count, values);
      ok = H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, extent, NULL) >= 0 &&
           H5Dwrite(id, walras_hdf5_type(dataset->type), memory, space, H5P_DEFAULT, values) >= 0;
      H5Sclose(memory);
    }
  }
  free(values);
  H5Sclose(space);
  return ok;
}

static bool write_contents(hid_t id, const walras_store_dataset *dataset, hid_t type) {
  if (dataset->generate != NULL)
    return write_generated(id, dataset);
  return dataset->contents == NULL || elements_of(dataset) == 0 ||
         H5Dwrite(id, dataset->type == WALRAS_STORE_TEXT ? type : walras_hdf5_type(dataset->type), H5S_ALL, H5S_ALL, H5P_DEFAULT,
                  dataset->contents) >= 0;
}

static hid_t create_dataset(hid_t file, const walras_store_dataset *dataset) {
  hsize_t extent[WALRAS_STORE_RANK_MAX];
  for (int axis = 0; axis < dataset->rank; axis++)
    extent[axis] = (hsize_t)dataset->extent[axis];
  const hid_t links = H5Pcreate(H5P_LINK_CREATE), creation = H5Pcreate(H5P_DATASET_CREATE);
  const hid_t space = H5Screate_simple(dataset->rank, extent, NULL);
  const hid_t type = dataset->type == WALRAS_STORE_TEXT ? walras_hdf5_text_type() : H5Tcopy(walras_hdf5_type(dataset->type));
  const double nan = (double)NAN;
  H5Pset_create_intermediate_group(links, 1);
  H5Pset_obj_track_times(creation, false);
  H5Pset_layout(creation, H5D_CONTIGUOUS);
  H5Pset_alloc_time(creation, H5D_ALLOC_TIME_EARLY);
  const bool given = dataset->contents != NULL || dataset->generate != NULL;
  const bool nan_filled = dataset->type == WALRAS_STORE_REAL && !given && !dataset->reserve;
  /* Variable-length text needs its fill; what is written anyway, or reserved, needs none. */
  const bool unfilled = dataset->type != WALRAS_STORE_TEXT && (dataset->reserve || given);
  H5Pset_fill_time(creation, unfilled ? H5D_FILL_TIME_NEVER : H5D_FILL_TIME_ALLOC);
  if (nan_filled)
    H5Pset_fill_value(creation, H5T_NATIVE_DOUBLE, &nan);
  hid_t id = H5Dcreate2(file, dataset->path, type, space, links, creation, H5P_DEFAULT);
  if (id >= 0 && (!write_contents(id, dataset, type) || !write_attributes(id, dataset->attributes, dataset->attribute_count) ||
                  (dataset->is_scale && H5DSset_scale(id, strrchr(dataset->path, '/') + 1) < 0))) {
    H5Dclose(id);
    id = -1;
  }
  H5Tclose(type);
  H5Sclose(space);
  H5Pclose(creation);
  H5Pclose(links);
  return id;
}

/* A hard link to another dataset in the dataset's own group, so that readers that open one group see its dimensions and coordinates. */
static bool link_beside(hid_t file, const char *dataset_path, const char *other_path) {
  char path[PATH_SIZE];
  const char *slash = strrchr(dataset_path, '/');
  const int length = snprintf(path, sizeof path, "%.*s%s", (int)(slash - dataset_path), dataset_path, strrchr(other_path, '/'));
  if (length < 0 || (size_t)length >= sizeof path)
    return false;
  if (strcmp(path, other_path) == 0 || H5Lexists(file, path, H5P_DEFAULT) > 0)
    return true;
  return H5Lcreate_hard(file, other_path, file, path, H5P_DEFAULT, H5P_DEFAULT) >= 0;
}

static bool attach_scales(hid_t file, hid_t id, const walras_store_dataset *dataset) {
  for (int axis = 0; axis < dataset->rank && !dataset->is_scale; axis++) {
    if (dataset->dimension[axis] == NULL)
      continue;
    const hid_t scale = H5Dopen2(file, dataset->dimension[axis], H5P_DEFAULT);
    const bool ok = scale >= 0 && H5DSattach_scale(id, scale, (unsigned)axis) >= 0 &&
                    link_beside(file, dataset->path, dataset->dimension[axis]);
    if (scale >= 0)
      H5Dclose(scale);
    if (!ok)
      return false;
  }
  for (const char *const *path = dataset->companions; path != NULL && *path != NULL; path++)
    if (!link_beside(file, dataset->path, *path))
      return false;
  return true;
}

/* HDF5 tells that a write failed, not why; the system's own word usually still stands. */
static const char *reason(int failure) {
  const bool told = failure == ENOSPC || failure == EDQUOT || failure == EFBIG || failure == EIO || failure == ENOMEM;
  return told ? strerror(failure) : "is the disk full?";
}

/* What a run will write, as ranges of the file. */
typedef struct open_ranges {
  walras_store_range *ranges; /* [datasets] */
  int64_t count;
} open_ranges;

static bool add_open_range(open_ranges *open, hid_t id, const walras_store_dataset *dataset) {
  const int64_t bytes = elements_of(dataset) * (int64_t)walras_store_type_size(dataset->type);
  if ((!dataset->per_trial && !dataset->rewritten) || bytes == 0)
    return true;
  const haddr_t offset = H5Dget_offset(id);
  if (offset != HADDR_UNDEF)
    open->ranges[open->count++] = (walras_store_range){.offset = (int64_t)offset, .length = bytes};
  return offset != HADDR_UNDEF;
}

/* An empty file under the name `temporary`, or one that is nowhere but in memory; `path` is the store's own name, for messages. */
static hid_t open_file(const char *temporary, const char *path, bool in_memory, walras_error *error) {
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS), creation = H5Pcreate(H5P_FILE_CREATE);
  H5Pset_libver_bounds(access, H5F_LIBVER_EARLIEST, H5F_LIBVER_V18);
  H5Pset_obj_track_times(creation, false);
  if (in_memory)
    H5Pset_fapl_core(access, MEMORY_STEP_BYTES, false);
  errno = 0;
  const hid_t file = H5Fcreate(temporary, H5F_ACC_TRUNC, creation, access);
  const int create_error = errno;
  H5Pclose(access);
  H5Pclose(creation);
  if (file < 0)
    WALRAS_FAIL(error, WALRAS_ERROR_IO, "%s: the store cannot be created: %s", path, reason(create_error));
  return file;
}

/* Everything, then closes the file. `bytes`: how far its data reached before. */
static walras_status fill_file(hid_t file, const char *path, const walras_store_layout *layout, open_ranges *open, int64_t *bytes,
                               walras_error *error) {
  errno = 0;
  const char *failed = write_attributes(file, layout->attributes, layout->attribute_count) ? NULL : "the root attributes";
  for (int64_t i = 0; failed == NULL && i < layout->dataset_count; i++) {
    errno = 0;
    const hid_t id = create_dataset(file, &layout->datasets[i]);
    const bool whole = id >= 0 && attach_scales(file, id, &layout->datasets[i]) && add_open_range(open, id, &layout->datasets[i]);
    /* Small contents reach the file only when their dataset is closed, and an error of theirs is told then or never. */
    if ((id >= 0 && H5Dclose(id) < 0) || !whole)
      failed = layout->datasets[i].path;
  }
  int write_error = errno;
  if (bytes != NULL)
    *bytes = H5Fflush(file, H5F_SCOPE_GLOBAL) >= 0 ? (int64_t)H5Fget_file_image(file, NULL, 0) : -1;
  if (H5Fclose(file) < 0 && failed == NULL) {
    failed = "the end of the file";
    write_error = errno;
  }
  if (failed != NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_IO, "%s: %s could not be written: %s", path, failed, reason(write_error));
  return WALRAS_OK;
}

/* ---- the place ---- */

static walras_status check_target(const char *path, bool overwrite, walras_error *error) {
  struct stat state;
  if (stat(path, &state) != 0)
    return WALRAS_OK;
  if (S_ISDIR(state.st_mode))
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s is a folder; a store is a file", path);
  if (!S_ISREG(state.st_mode))
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s is not a regular file", path);
  if (!overwrite)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s exists; --overwrite replaces it, walras resume goes on with it", path);
  return WALRAS_OK;
}

static walras_status check_folder(const char *path, const char *folder, walras_error *error) {
  struct stat state;
  const int failure = stat(folder, &state) != 0          ? errno
                      : !S_ISDIR(state.st_mode)          ? ENOTDIR
                      : access(folder, W_OK | X_OK) != 0 ? errno
                                                         : 0;
  if (failure != 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s: the folder %s cannot be written: %s", path, folder, strerror(failure));
  return WALRAS_OK;
}

static walras_status check_space(const char *path, const char *folder, int64_t bytes, walras_error *error) {
  struct statvfs space;
  if (bytes < 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_IO, "%s: the store would be larger than any file can be", path);
  if (statvfs(folder, &space) == 0) {
    const double available = (double)space.f_bavail * (double)space.f_frsize;
    if ((double)bytes > available)
      return WALRAS_FAIL(error, WALRAS_ERROR_IO, "%s: the store needs %.1f MiB, but only %.1f MiB are free there", path,
                         (double)bytes / 1048576.0, available / 1048576.0);
  }
  return WALRAS_OK;
}

static int sync_path(const char *path, int flags) {
  const int file = open(path, flags | O_CLOEXEC);
  if (file < 0)
    return errno;
  const int failure = fsync(file) == 0 || errno == EINVAL ? 0 : errno;
  close(file);
  return failure;
}

/* Reserved datasets were never written: make their bytes real, so that a full disk shows now and not after a week. */
static int reserve_bytes(const char *path) {
  struct stat state;
  const int file = open(path, O_RDWR | O_CLOEXEC);
  if (file < 0)
    return errno;
  int failure = fstat(file, &state) == 0 ? posix_fallocate(file, 0, state.st_size) : errno;
  if (failure == EOPNOTSUPP || failure == EINVAL)
    failure = 0;
  close(file);
  return failure;
}

/* What is to be in the store from the start. */
typedef struct filling {
  walras_store_fill fill; /* NULL = nothing */
  void *context;
} filling;

static walras_status fill_store(const char *temporary, const walras_store_layout *layout, const filling *contents,
                                walras_error *error) {
  walras_store_writer *writer = NULL;
  walras_error later = {0};
  walras_status status = walras_store_writer_open_held(temporary, layout, &writer, error);
  if (status == WALRAS_OK)
    status = contents->fill(contents->context, writer, error);
  const walras_status closed = walras_store_writer_close(writer, &later);
  if (status == WALRAS_OK && closed != WALRAS_OK)
    *error = later;
  return status == WALRAS_OK ? closed : status;
}

static walras_status create_under(const char *path, const char *folder, const walras_store_layout *layout,
                                  const filling *contents, walras_error *error) {
  char temporary[PATH_SIZE];
  /* One name, which the lock protects: what a kill leaves under it, the next creation writes over. */
  const int length = snprintf(temporary, sizeof temporary, "%s.new", path);
  if (length < 0 || (size_t)length >= sizeof temporary)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s: the path is too long", path);
  open_ranges open = {.ranges = malloc(((size_t)layout->dataset_count + 1) * sizeof *open.ranges)};
  if (open.ranges == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for creating %s", path);
  const hid_t file = open_file(temporary, path, false, error);
  walras_status status = file >= 0 ? fill_file(file, path, layout, &open, NULL, error) : WALRAS_ERROR_IO;
  int failure = 0;
  if (status == WALRAS_OK && (failure = reserve_bytes(temporary)) == 0)
    status = walras_store_seal(temporary, path, open.ranges, open.count, error);
  if (status == WALRAS_OK && failure == 0 && contents->fill != NULL)
    status = fill_store(temporary, layout, contents, error);
  if (status == WALRAS_OK &&
      (failure != 0 || (failure = sync_path(temporary, O_RDONLY)) != 0 ||
       (failure = rename(temporary, path) == 0 ? 0 : errno) != 0 || (failure = sync_path(folder, O_RDONLY)) != 0))
    status = WALRAS_FAIL(error, WALRAS_ERROR_IO, "%s: the store cannot be created: %s", path, strerror(failure));
  free(open.ranges);
  if (status != WALRAS_OK)
    unlink(temporary);
  return status;
}

/* What a dataset's data adds to a file is known; what stands around it does not depend on how much there is. */
static walras_store_dataset without_bulk(const walras_store_dataset *dataset) {
  walras_store_dataset small = *dataset;
  if (dataset->type == WALRAS_STORE_TEXT || elements_of(dataset) <= BULK_ELEMENTS)
    return small;
  for (int axis = 0; axis < small.rank; axis++)
    small.extent[axis] = axis == small.rank - 1 ? BULK_ELEMENTS : 1; /* still too large for HDF5's blocks of small data */
  small.reserve = small.reserve || small.contents != NULL || small.generate != NULL;
  small.contents = NULL;
  small.generate = NULL;
  return small;
}

/* Of a store that is written for nobody to read. */
static walras_status write_to_memory(const walras_store_layout *small, int64_t *bytes, walras_error *error) {
  static const char name[] = "the rehearsal of the store";
  open_ranges open = {.ranges = malloc(((size_t)small->dataset_count + 1) * sizeof *open.ranges)};
  if (open.ranges == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for %s", name);
  const hid_t file = open_file(name, name, true, error);
  const walras_status status = file >= 0 ? fill_file(file, name, small, &open, bytes, error) : WALRAS_ERROR_IO;
  *bytes += walras_store_seal_size(open.count);
  free(open.ranges);
  return status;
}

walras_status walras_store_rehearse(const walras_store_layout *layout, int64_t *bytes, walras_error *error) {
  walras_store_layout small = *layout;
  walras_store_dataset *datasets = malloc(((size_t)layout->dataset_count + 1) * sizeof *datasets);
  int64_t bulk = 0;
  if (datasets == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for a store's metadata");
  if (walras_store_size(layout) < 0)
    bulk = -1;
  for (int64_t i = 0; i < layout->dataset_count; i++) {
    datasets[i] = without_bulk(&layout->datasets[i]);
    if (bulk >= 0)
      bulk += (elements_of(&layout->datasets[i]) - elements_of(&datasets[i])) *
              (int64_t)walras_store_type_size(layout->datasets[i].type);
  }
  small.datasets = datasets;
  walras_hdf5_quiet();
  walras_status status = WALRAS_OK;
  if (bulk < 0)
    status = WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "the store would be larger than any file can be");
  else
    status = write_to_memory(&small, bytes, error);
  *bytes += bulk;
  free(datasets);
  return status;
}

walras_status walras_store_create(const char *path, const walras_store_layout *layout, bool overwrite, walras_error *error) {
  return walras_store_create_filled(path, layout, overwrite, NULL, NULL, error);
}

walras_status walras_store_create_filled(const char *path, const walras_store_layout *layout, bool overwrite,
                                         walras_store_fill fill, void *context, walras_error *error) {
  char copy[PATH_SIZE];
  if (strlen(path) >= sizeof copy)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s: the path is too long", path);
  strcpy(copy, path);
  const char *folder = dirname(copy);
  walras_hdf5_quiet();
  walras_status status = check_target(path, overwrite, error);
  if (status == WALRAS_OK)
    status = check_folder(path, folder, error);
  if (status == WALRAS_OK)
    status = check_space(path, folder, walras_store_size(layout), error);
  if (status != WALRAS_OK)
    return status;
  status = walras_lock_take(path, error);
  if (status != WALRAS_OK)
    return status;
  status = create_under(path, folder, layout, &(filling){fill, context}, error);
  walras_lock_release(path);
  return status;
}
