#include "store/checkpoint_folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/store.h"

char *walras_checkpoint_folder(const char *store) {
  static const char ending[] = ".ckpt";
  char *folder = malloc(strlen(store) + sizeof ending);
  if (folder != NULL)
    strcat(strcpy(folder, store), ending);
  return folder;
}

uint64_t walras_checkpoint_experiment(const char *resolved_text) {
  const size_t bytes = strlen(resolved_text);
  return (uint64_t)walras_store_crc(0, resolved_text, bytes) << 32 ^ (uint64_t)bytes;
}

bool walras_checkpoint_path(const char *folder, int64_t slot, int which, char path[WALRAS_CHECKPOINT_PATH]) {
  const int length = snprintf(path, WALRAS_CHECKPOINT_PATH, "%s/slot-%lld.%c", folder, (long long)slot, "ab"[which]);
  return length > 0 && length < WALRAS_CHECKPOINT_PATH;
}

/* The slot of a file's name; -1 when it is no slot's. */
static int64_t slot_of(const char *name) {
  char canonical[64], which = '\0';
  long long slot = -1;
  if (sscanf(name, "slot-%lld.%c", &slot, &which) != 2 || slot < 0 || (which != 'a' && which != 'b'))
    return -1;
  snprintf(canonical, sizeof canonical, "slot-%lld.%c", slot, which);
  return strcmp(name, canonical) == 0 ? slot : -1;
}

static int compare_found(const void *a, const void *b) {
  const walras_checkpoint_found *x = a, *y = b;
  if (x->trial != y->trial)
    return x->trial < y->trial ? -1 : 1;
  return x->round > y->round ? -1 : x->round < y->round;
}

/* Of each trial the one that is farthest. */
static int64_t keep_farthest(walras_checkpoint_found *found, int64_t count) {
  int64_t kept = 0;
  qsort(found, (size_t)count, sizeof *found, compare_found);
  for (int64_t i = 0; i < count; i++)
    if (kept == 0 || found[kept - 1].trial != found[i].trial)
      found[kept++] = found[i];
  return kept;
}

static bool is_wanted(const walras_checkpoint_mark *mark, uint64_t experiment, const uint8_t *status, int64_t trials) {
  return mark->experiment == experiment && mark->trial >= 0 && mark->trial < trials &&
         status[mark->trial] == WALRAS_TRIAL_PENDING && mark->round > 0 && mark->generation > 0;
}

walras_status walras_checkpoint_scan(const char *folder, uint64_t experiment, const uint8_t *status, int64_t trials,
                                     walras_checkpoint_found **found, int64_t *count, walras_error *error) {
  int64_t capacity = 0;
  *found = NULL;
  *count = 0;
  DIR *directory = opendir(folder);
  if (directory == NULL && (errno == ENOENT || errno == ENOTDIR))
    return WALRAS_OK;
  if (directory == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_IO, "the folder of checkpoints %s cannot be read: %s", folder, strerror(errno));
  walras_status result = WALRAS_OK;
  for (const struct dirent *entry; result == WALRAS_OK && (entry = readdir(directory)) != NULL;) {
    char path[WALRAS_CHECKPOINT_PATH];
    walras_checkpoint_mark mark;
    const int64_t slot = slot_of(entry->d_name);
    if (slot < 0 || !walras_checkpoint_path(folder, slot, entry->d_name[strlen(entry->d_name) - 1] == 'b', path) ||
        !walras_checkpoint_look(path, &mark) || !is_wanted(&mark, experiment, status, trials))
      continue;
    if (*count == capacity) {
      capacity = 2 * capacity + 16;
      walras_checkpoint_found *more = realloc(*found, (size_t)capacity * sizeof *more);
      if (more == NULL) {
        result = WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the list of checkpoints");
        break;
      }
      *found = more;
    }
    (*found)[(*count)++] = (walras_checkpoint_found){mark.trial, slot, mark.round};
  }
  closedir(directory);
  if (result == WALRAS_OK && *count > 0)
    *count = keep_farthest(*found, *count);
  return result;
}

const walras_checkpoint_found *walras_checkpoint_find(const walras_checkpoint_found *found, int64_t count, int64_t trial) {
  int64_t low = 0, high = count;
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    if (found[middle].trial < trial)
      low = middle + 1;
    else
      high = middle;
  }
  return low < count && found[low].trial == trial ? &found[low] : NULL;
}

static bool is_taken(const walras_checkpoint_found *found, int64_t count, int64_t slot) {
  for (int64_t i = 0; i < count; i++)
    if (found[i].slot == slot)
      return true;
  return false;
}

int64_t walras_checkpoint_free_slot(const walras_checkpoint_found *found, int64_t count, int64_t index) {
  int64_t slot = 0;
  for (;; slot++)
    if (!is_taken(found, count, slot) && index-- == 0)
      return slot;
}

walras_status walras_checkpoint_make_folder(const char *folder, walras_error *error) {
  if (mkdir(folder, 0777) == 0 || errno == EEXIST)
    return WALRAS_OK;
  return WALRAS_FAIL(error, WALRAS_ERROR_IO, "the folder of checkpoints %s cannot be created: %s", folder, strerror(errno));
}

void walras_checkpoint_remove(const char *folder) {
  DIR *directory = opendir(folder);
  if (directory == NULL)
    return;
  for (const struct dirent *entry; (entry = readdir(directory)) != NULL;)
    if (slot_of(entry->d_name) >= 0)
      unlinkat(dirfd(directory), entry->d_name, 0);
  closedir(directory);
  rmdir(folder);
}
