/** The compared datasets of a store, in the order of their paths. */
#ifndef WALRAS_STORE_WALK_H
#define WALRAS_STORE_WALK_H

#include "store/read.h"

typedef struct walras_path_list {
  char **paths;
  int64_t count;
} walras_path_list;

/** Paths of all datasets that two runs must share: none under /run, no messages, no second links to scales. */
walras_status walras_store_walk(const walras_store_reader *reader, walras_path_list *list, walras_error *error);
void walras_path_list_free(walras_path_list *list);

/** True for data with one row per trial. */
bool walras_is_per_trial(const walras_store_reader *reader, const walras_store_shape *shape, const char *path);

/** All text values of a 1-D dataset of variable-length strings; each and the array are the caller's to free. NULL when it holds
 *  none, or another number. */
char **walras_store_texts(const walras_store_reader *reader, const char *path, int64_t count);
bool walras_store_is_text(const walras_store_reader *reader, const char *path);

#endif
