/** Looking into a store's layout. */
#ifndef WALRAS_TESTS_DATASETS_H
#define WALRAS_TESTS_DATASETS_H

#include "engine/layout.h"
#include "unit.h"

/** The dataset at a path, or NULL. */
static inline const walras_store_dataset *dataset_at(const walras_layout *layout, const char *path) {
  const walras_store_layout *store = walras_layout_store(layout);
  for (int64_t i = 0; i < store->dataset_count; i++)
    if (strcmp(store->datasets[i].path, path) == 0)
      return &store->datasets[i];
  return NULL;
}

/** An attribute of a dataset, or NULL. */
static inline const walras_store_attribute *attribute_of(const walras_store_dataset *dataset, const char *name) {
  for (int64_t i = 0; dataset != NULL && i < dataset->attribute_count; i++)
    if (strcmp(dataset->attributes[i].name, name) == 0)
      return &dataset->attributes[i];
  return NULL;
}

#endif
