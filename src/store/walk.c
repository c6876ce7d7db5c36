#include "store/walk.h"

#include <stdlib.h>
#include <string.h>

#include "store/hdf5_types.h"

typedef struct walk {
  const walras_store_reader *reader;
  walras_path_list list;
  bool failed;
} walk;

/* Hard links to scales repeat data that the root holds; the run's own data differs legitimately. */
static bool is_compared(const char *path) {
  return strncmp(path, "run/", 4) != 0 && strncmp(path, "trials/errors/", 14) != 0 && strcmp(path, "trials/crc") != 0;
}

static herr_t visit(hid_t group, const char *name, const H5O_info_t *info, void *context) {
  (void)group;
  walk *w = context;
  if (info->type != H5O_TYPE_DATASET || !is_compared(name))
    return 0;
  char **grown = realloc(w->list.paths, ((size_t)w->list.count + 1) * sizeof *grown);
  if (grown != NULL)
    w->list.paths = grown;
  char *path = grown != NULL ? malloc(strlen(name) + 2) : NULL;
  w->failed = path == NULL;
  if (path == NULL)
    return -1;
  path[0] = '/';
  strcpy(path + 1, name);
  w->list.paths[w->list.count++] = path;
  return 0;
}

static int by_text(const void *left, const void *right) {
  return strcmp(*(char *const *)left, *(char *const *)right);
}

walras_status walras_store_walk(const walras_store_reader *reader, walras_path_list *list, walras_error *error) {
  walk w = {.reader = reader};
  /* Visits each object once, however many links it has. */
  if (H5Ovisit(walras_store_reader_file(reader), H5_INDEX_NAME, H5_ITER_INC, visit, &w) < 0 || w.failed) {
    walras_path_list_free(&w.list);
    return WALRAS_FAIL(error, WALRAS_ERROR_IO, "the store's datasets cannot be listed");
  }
  qsort(w.list.paths, (size_t)w.list.count, sizeof *w.list.paths, by_text);
  *list = w.list;
  return WALRAS_OK;
}

void walras_path_list_free(walras_path_list *list) {
  for (int64_t i = 0; i < list->count; i++)
    free(list->paths[i]);
  free(list->paths);
  *list = (walras_path_list){0};
}

bool walras_is_per_trial(const walras_store_reader *reader, const walras_store_shape *shape, const char *path) {
  return shape->rank >= 2 && shape->extent[0] == walras_store_points(reader) &&
         shape->extent[1] == walras_store_replications(reader) && strncmp(path, "/design/", 8) != 0;
}

bool walras_store_is_text(const walras_store_reader *reader, const char *path) {
  const hid_t id = H5Dopen2(walras_store_reader_file(reader), path, H5P_DEFAULT);
  if (id < 0)
    return false;
  const hid_t type = H5Dget_type(id);
  const bool text = H5Tget_class(type) == H5T_STRING;
  H5Tclose(type);
  H5Dclose(id);
  return text;
}

static bool holds(hid_t dataset, int64_t count) {
  const hid_t space = H5Dget_space(dataset);
  const bool right = H5Sget_simple_extent_npoints(space) == count;
  H5Sclose(space);
  return right;
}

char **walras_store_texts(const walras_store_reader *reader, const char *path, int64_t count) {
  char **texts = calloc((size_t)count + 1, sizeof *texts);
  const hid_t id = H5Dopen2(walras_store_reader_file(reader), path, H5P_DEFAULT), type = walras_hdf5_text_type();
  if (texts != NULL && id >= 0 && holds(id, count) && H5Dread(id, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, texts) >= 0) {
    for (int64_t i = 0; i < count; i++) {
      char *copy = strdup(texts[i] != NULL ? texts[i] : "");
      if (texts[i] != NULL)
        H5free_memory(texts[i]);
      texts[i] = copy;
    }
  } else {
    free(texts);
    texts = NULL;
  }
  H5Tclose(type);
  if (id >= 0)
    H5Dclose(id);
  return texts;
}
