#include "engine/kept.h"

#include <string.h>

#include "engine/trial_state.h"
#include "store/store.h"

const walras_kept *walras_trial_kept(const walras_trial *trial) {
  return trial->kept;
}

walras_status walras_trial_register(walras_trial *trial, const walras_kept *entry) {
  walras_kept **end = &trial->kept;
  if (entry->data == NULL)
    return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_STATE, "kept state '%s' has no data", entry->name);
  for (; *end != NULL; end = &(*end)->next)
    if (strcmp((*end)->name, entry->name) == 0)
      return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_STATE, "two kept states are called '%s'", entry->name);
  walras_kept *added = walras_trial_allocate(trial, 1, sizeof *added);
  char *name = walras_trial_allocate(trial, (int64_t)strlen(entry->name) + 1, 1);
  if (added == NULL || name == NULL)
    return walras_trial_status(trial);
  *added = *entry;
  added->next = NULL;
  added->name = strcpy(name, entry->name);
  *end = added;
  return WALRAS_OK;
}

walras_status walras_trial_keep(walras_trial *trial, const char *name, void *data, int64_t count, size_t size) {
  size_t bytes;
  if (count < 0 || size == 0 || __builtin_mul_overflow((size_t)count, size, &bytes))
    return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_STATE, "kept state '%s' has %lld elements of %zu bytes", name, (long long)count,
                             size);
  return walras_trial_register(trial, &(walras_kept){.name = name, .data = data, .bytes = bytes});
}

static const walras_kept *next_replicated(const walras_kept *entry) {
  while (entry != NULL && entry->population != NULL)
    entry = entry->next;
  return entry;
}

/* Every rank takes part in the first rank's number of comparisons, whatever it keeps itself. */
walras_status walras_trial_compare_kept(walras_trial *trial) {
  walras_group *group = trial->group;
  const walras_kept *entry = next_replicated(trial->kept);
  for (;;) {
    struct {
      uint64_t bytes;
      uint32_t there, name, data;
      uint32_t padding;
    } mine = {.there = entry != NULL}, first;
    if (entry != NULL) {
      mine.bytes = entry->bytes;
      mine.name = walras_store_crc(0, entry->name, strlen(entry->name));
      mine.data = walras_store_crc(0, entry->data, entry->bytes);
    }
    first = mine;
    walras_group_broadcast(group, WALRAS_FOR_COORDINATION, &first, (int64_t)sizeof first, 0);
    if (memcmp(&first, &mine, sizeof mine) != 0)
      WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_STATE, "kept state '%s' on rank %d of the group is not that of its first rank",
                        entry != NULL ? entry->name : "(missing)", group->rank);
    if (first.there == 0)
      return walras_trial_agree(trial, WALRAS_OPERATION_ROUND);
    entry = entry != NULL ? next_replicated(entry->next) : NULL;
  }
}
