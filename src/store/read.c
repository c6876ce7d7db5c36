#include "store/read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/hdf5_types.h"
#include "store/seal.h"
#include "store/store.h"

struct walras_store_reader {
  hid_t file;
  char *path;
  int64_t points, replications;
};

static walras_status read_extent(walras_store_reader *reader, walras_error *error) {
  walras_store_shape shape;
  if (walras_store_shape_of(reader, "/trials/status", &shape, NULL) != WALRAS_OK || shape.rank != 2)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s has no trial status", reader->path);
  reader->points = shape.extent[0];
  reader->replications = shape.extent[1];
  return WALRAS_OK;
}

walras_status walras_store_reader_open(const char *path, walras_store_reader **result, walras_error *error) {
  *result = NULL;
  walras_hdf5_quiet();
  struct stat state;
  if (stat(path, &state) != 0 || access(path, R_OK) != 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s cannot be read: %s", path, strerror(errno));
  if (!S_ISREG(state.st_mode))
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s is not a file", path);
  walras_status status = walras_store_seal_check(path, error);
  if (status != WALRAS_OK)
    return status;
  const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
  if (file < 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s cannot be opened by HDF5", path);
  walras_store_reader *reader = calloc(1, sizeof *reader);
  if (reader == NULL || (reader->path = strdup(path)) == NULL) {
    free(reader);
    H5Fclose(file);
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for opening %s", path);
  }
  reader->file = file;
  status = read_extent(reader, error);
  if (status != WALRAS_OK) {
    walras_store_reader_close(reader);
    return status;
  }
  *result = reader;
  return WALRAS_OK;
}

void walras_store_reader_close(walras_store_reader *reader) {
  if (reader == NULL)
    return;
  H5Fclose(reader->file);
  free(reader->path);
  free(reader);
}

hid_t walras_store_reader_file(const walras_store_reader *reader) {
  return reader->file;
}
int64_t walras_store_points(const walras_store_reader *reader) {
  return reader->points;
}
int64_t walras_store_replications(const walras_store_reader *reader) {
  return reader->replications;
}

char *walras_store_text(const walras_store_reader *reader, const char *attribute) {
  if (H5Aexists(reader->file, attribute) <= 0)
    return NULL;
  const hid_t id = H5Aopen(reader->file, attribute, H5P_DEFAULT), type = walras_hdf5_text_type();
  const hid_t space = id >= 0 ? H5Aget_space(id) : -1;
  char *text = NULL, *copy = NULL;
  if (id >= 0 && H5Sget_simple_extent_npoints(space) == 1 && H5Aread(id, type, &text) >= 0 && text != NULL) {
    copy = strdup(text);
    H5free_memory(text);
  }
  H5Tclose(type);
  if (id >= 0) {
    H5Sclose(space);
    H5Aclose(id);
  }
  return copy;
}

/* HDF5 asks for each group on the way before it asks for the last link. */
bool walras_store_has(const walras_store_reader *reader, const char *path) {
  char part[1024];
  if (strlen(path) >= sizeof part)
    return false;
  for (const char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
    const size_t length = (size_t)(slash - path);
    memcpy(part, path, length);
    part[length] = '\0';
    if (H5Lexists(reader->file, part, H5P_DEFAULT) <= 0)
      return false;
  }
  return H5Lexists(reader->file, path, H5P_DEFAULT) > 0;
}

walras_status walras_store_shape_of(const walras_store_reader *reader, const char *path, walras_store_shape *shape,
                                    walras_error *error) {
  const hid_t id = walras_store_has(reader, path) ? H5Dopen2(reader->file, path, H5P_DEFAULT) : -1;
  if (id < 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s has no dataset %s", reader->path, path);
  hsize_t extent[H5S_MAX_RANK] = {0};
  const hid_t space = H5Dget_space(id), type = H5Dget_type(id);
  shape->rank = H5Sget_simple_extent_dims(space, extent, NULL);
  shape->real = H5Tget_class(type) == H5T_FLOAT;
  for (int axis = 0; axis < 4; axis++)
    shape->extent[axis] = axis < shape->rank ? (int64_t)extent[axis] : 1;
  H5Tclose(type);
  H5Sclose(space);
  H5Dclose(id);
  if (shape->rank < 1 || shape->rank > WALRAS_STORE_RANK_MAX)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s: the dataset %s has %d dimensions, not 1 to %d", reader->path, path,
                       shape->rank, WALRAS_STORE_RANK_MAX);
  return WALRAS_OK;
}

bool walras_store_has_table(const walras_store_reader *reader, const char *path, int64_t rows, int64_t columns) {
  walras_store_shape shape;
  return walras_store_shape_of(reader, path, &shape, NULL) == WALRAS_OK && shape.extent[0] == rows &&
         shape.extent[1] == columns && shape.extent[2] == 1 && shape.extent[3] == 1;
}

/* `rank` axes are cut to first..first+count-1, the further ones are read whole. */
static walras_status read_part(const walras_store_reader *reader, const char *path, int rank, const int64_t *first,
                               const int64_t *count, hid_t memory_type, void *values, walras_error *error) {
  walras_store_shape shape;
  walras_status status = walras_store_shape_of(reader, path, &shape, error);
  if (status != WALRAS_OK)
    return status;
  if (shape.rank < rank)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s: %s has no value for each trial", reader->path, path);
  hsize_t start[H5S_MAX_RANK] = {0}, extent[H5S_MAX_RANK] = {0};
  for (int axis = 0; axis < shape.rank; axis++) {
    start[axis] = axis < rank ? (hsize_t)first[axis] : 0;
    extent[axis] = (hsize_t)(axis < rank ? count[axis] : shape.extent[axis]);
    if (axis < rank && (first[axis] < 0 || count[axis] < 0 || first[axis] + count[axis] > shape.extent[axis]))
      return WALRAS_FAIL(error, WALRAS_ERROR_RANGE, "%s: rows %lld to %lld of %s, which has %lld", reader->path,
                         (long long)first[axis], (long long)(first[axis] + count[axis]), path, (long long)shape.extent[axis]);
    if (extent[axis] == 0)
      return WALRAS_OK;
  }
  const hid_t id = H5Dopen2(reader->file, path, H5P_DEFAULT), space = H5Dget_space(id),
              memory = H5Screate_simple(shape.rank, extent, NULL);
  H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, extent, NULL);
  const herr_t result = H5Dread(id, memory_type, memory, space, H5P_DEFAULT, values);
  H5Sclose(memory);
  H5Sclose(space);
  H5Dclose(id);
  return result >= 0 ? WALRAS_OK : WALRAS_FAIL(error, WALRAS_ERROR_IO, "%s: %s cannot be read", reader->path, path);
}

static walras_status read_range(const walras_store_reader *reader, const char *path, int64_t first, int64_t count,
                                hid_t memory_type, void *values, walras_error *error) {
  return read_part(reader, path, 1, &first, &count, memory_type, values, error);
}

static walras_status read_block(const walras_store_reader *reader, const char *path, const walras_store_block *block,
                                hid_t memory_type, void *values, walras_error *error) {
  const int64_t first[2] = {block->point, block->replication}, count[2] = {block->points, block->replications};
  return read_part(reader, path, 2, first, count, memory_type, values, error);
}

walras_status walras_store_read_block_integers(const walras_store_reader *reader, const char *path,
                                               const walras_store_block *block, int64_t *values, walras_error *error) {
  return read_block(reader, path, block, H5T_NATIVE_INT64, values, error);
}

walras_status walras_store_read_block_reals(const walras_store_reader *reader, const char *path, const walras_store_block *block,
                                            double *values, walras_error *error) {
  return read_block(reader, path, block, H5T_NATIVE_DOUBLE, values, error);
}

walras_status walras_store_read_bytes(const walras_store_reader *reader, const char *path, int64_t first, int64_t count,
                                      uint8_t *values, walras_error *error) {
  return read_range(reader, path, first, count, H5T_NATIVE_UINT8, values, error);
}

walras_status walras_store_read_integers(const walras_store_reader *reader, const char *path, int64_t first, int64_t count,
                                         int64_t *values, walras_error *error) {
  return read_range(reader, path, first, count, H5T_NATIVE_INT64, values, error);
}

walras_status walras_store_read_reals(const walras_store_reader *reader, const char *path, int64_t first, int64_t count,
                                      double *values, walras_error *error) {
  return read_range(reader, path, first, count, H5T_NATIVE_DOUBLE, values, error);
}

/* ---- names ---- */

typedef struct name_list {
  char **names;
  int64_t count;
  bool failed;
} name_list;

static herr_t add_name(hid_t group, const char *name, const H5L_info_t *info, void *context) {
  (void)info;
  name_list *list = context;
  H5O_info_t object;
  if (H5Oget_info_by_name(group, name, &object, H5P_DEFAULT) < 0 || object.type != H5O_TYPE_DATASET)
    return 0;
  char **grown = realloc(list->names, ((size_t)list->count + 1) * sizeof *grown);
  if (grown != NULL)
    list->names = grown;
  char *copy = grown != NULL ? strdup(name) : NULL;
  list->failed = copy == NULL;
  if (copy != NULL)
    list->names[list->count++] = copy;
  return list->failed ? -1 : 0;
}

walras_status walras_store_names(const walras_store_reader *reader, const char *group, char ***names, int64_t *count,
                                 walras_error *error) {
  name_list list = {0};
  if (walras_store_has(reader, group)) {
    const hid_t id = H5Gopen2(reader->file, group, H5P_DEFAULT);
    hsize_t index = 0;
    if (id < 0 || H5Literate(id, H5_INDEX_NAME, H5_ITER_INC, &index, add_name, &list) < 0)
      list.failed = true;
    if (id >= 0)
      H5Gclose(id);
  }
  *names = list.names;
  *count = list.count;
  return list.failed ? WALRAS_FAIL(error, WALRAS_ERROR_IO, "%s: the group %s cannot be read", reader->path, group) : WALRAS_OK;
}
