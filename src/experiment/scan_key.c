#include "experiment/scan_key.h"

#include <stdlib.h>
#include <string.h>

typedef struct config_key {
  const char *name; /* NULL = free */
  int64_t group;
  config_place place;
} config_key;

/* FNV-1a over the group's number and the name. */
static uint64_t hash(int64_t group, const char *name) {
  uint64_t h = 14695981039346656037u ^ (uint64_t)group;
  h *= 1099511628211u;
  for (const char *c = name; *c != '\0'; c++)
    h = (h ^ (unsigned char)*c) * 1099511628211u;
  return h ^ h >> 32;
}

/* The slot that holds the key, or the free one where it belongs. The capacity is a power of two. */
static config_key *find(config_key *keys, int64_t capacity, int64_t group, const char *name) {
  uint64_t slot = hash(group, name) & (uint64_t)(capacity - 1);
  while (keys[slot].name != NULL && (keys[slot].group != group || strcmp(keys[slot].name, name) != 0))
    slot = (slot + 1) & (uint64_t)(capacity - 1);
  return &keys[slot];
}

static bool grow(config_scan *scan) {
  const int64_t capacity = scan->key_capacity == 0 ? 256 : 2 * scan->key_capacity;
  config_key *keys = calloc((size_t)capacity, sizeof *keys);
  if (keys == NULL)
    return false;
  for (int64_t i = 0; i < scan->key_capacity; i++)
    if (scan->keys[i].name != NULL)
      *find(keys, capacity, scan->keys[i].group, scan->keys[i].name) = scan->keys[i];
  free(scan->keys);
  scan->keys = keys;
  scan->key_capacity = capacity;
  return true;
}

const config_place *config_scan_key(config_scan *scan, int64_t group, const char *name, config_place place) {
  if (2 * scan->key_count >= scan->key_capacity && !grow(scan)) {
    scan->arena->exhausted = scan->broken = true;
    return NULL;
  }
  config_key *key = find(scan->keys, scan->key_capacity, group, name);
  if (key->name != NULL)
    return &key->place;
  *key = (config_key){.name = name, .group = group, .place = place};
  scan->key_count++;
  return NULL;
}
