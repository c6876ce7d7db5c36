#include "experiment/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 16, CHUNK_BYTES = 1 << 16 };

typedef struct config_chunk {
  struct config_chunk *next;
  size_t used, size; /* bytes of payload */
  _Alignas(ALIGNMENT) unsigned char payload[];
} config_chunk;

static config_chunk *add_chunk(config_arena *arena, size_t bytes) {
  const size_t size = bytes > CHUNK_BYTES ? bytes : CHUNK_BYTES;
  if (size > SIZE_MAX - sizeof(config_chunk))
    return NULL;
  config_chunk *chunk = calloc(1, sizeof(config_chunk) + size);
  if (chunk == NULL)
    return NULL;
  chunk->size = size;
  /* A large piece goes behind the current chunk, so that the room left there is still used. */
  if (bytes > CHUNK_BYTES / 4 && arena->chunks != NULL) {
    chunk->next = arena->chunks->next;
    arena->chunks->next = chunk;
  } else {
    chunk->next = arena->chunks;
    arena->chunks = chunk;
  }
  return chunk;
}

void *config_allocate(config_arena *arena, size_t count, size_t size) {
  size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX - ALIGNMENT) {
    arena->exhausted = true;
    return NULL;
  }
  bytes = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  config_chunk *chunk = arena->chunks;
  if (chunk == NULL || bytes > chunk->size - chunk->used)
    chunk = add_chunk(arena, bytes);
  if (chunk == NULL) {
    arena->exhausted = true;
    return NULL;
  }
  void *piece = chunk->payload + chunk->used;
  chunk->used += bytes;
  return piece;
}

char *config_copy(config_arena *arena, const char *bytes, size_t length) {
  char *copy = length < SIZE_MAX ? config_allocate(arena, length + 1, 1) : NULL;
  if (copy != NULL && length > 0)
    memcpy(copy, bytes, length);
  return copy;
}

void config_arena_free(config_arena *arena) {
  while (arena->chunks != NULL) {
    config_chunk *chunk = arena->chunks;
    arena->chunks = chunk->next;
    free(chunk);
  }
  *arena = (config_arena){0};
}
