#include "engine/arena.h"

#include <stdlib.h>

enum { ALIGNMENT = 64, FIRST_CHUNK = 64 << 10, KEPT_CHUNK = 8 << 20 };

struct walras_arena_chunk {
  walras_arena_chunk *next;
  size_t size, used; /* of the bytes behind this header */
  char padding[ALIGNMENT - sizeof(void *) - 2 * sizeof(size_t)];
};

static walras_arena_chunk *chunk_create(size_t size) {
  walras_arena_chunk *chunk = aligned_alloc(ALIGNMENT, sizeof *chunk + size);
  if (chunk != NULL)
    *chunk = (walras_arena_chunk){.size = size};
  return chunk;
}

void *walras_arena_allocate(walras_arena *arena, int64_t count, size_t size) {
  size_t bytes;
  if (count < 0 || __builtin_mul_overflow((size_t)count, size, &bytes) || bytes > SIZE_MAX / 2)
    return NULL;
  bytes = (bytes + ALIGNMENT) / ALIGNMENT * ALIGNMENT;
  if (arena->chunks == NULL || arena->chunks->size - arena->chunks->used < bytes) {
    size_t wanted = arena->chunks != NULL ? 2 * arena->chunks->size : FIRST_CHUNK;
    wanted = wanted > KEPT_CHUNK ? KEPT_CHUNK : wanted;
    walras_arena_chunk *chunk = chunk_create(bytes > wanted ? bytes : wanted);
    if (chunk == NULL)
      return NULL;
    chunk->next = arena->chunks;
    arena->chunks = chunk;
  }
  char *memory = (char *)(arena->chunks + 1) + arena->chunks->used;
  arena->chunks->used += bytes;
  return memory;
}

walras_arena_mark walras_arena_mark_here(const walras_arena *arena) {
  return (walras_arena_mark){.chunk = arena->chunks, .used = arena->chunks != NULL ? arena->chunks->used : 0};
}

void walras_arena_rewind(walras_arena *arena, walras_arena_mark mark) {
  while (arena->chunks != mark.chunk) {
    walras_arena_chunk *newer = arena->chunks;
    arena->chunks = newer->next;
    free(newer);
  }
  if (mark.chunk != NULL)
    mark.chunk->used = mark.used;
}

void walras_arena_reset(walras_arena *arena) {
  walras_arena_chunk *kept = NULL;
  while (arena->chunks != NULL) {
    walras_arena_chunk *chunk = arena->chunks;
    arena->chunks = chunk->next;
    if (chunk->size <= KEPT_CHUNK && (kept == NULL || chunk->size > kept->size)) {
      free(kept);
      kept = chunk;
    } else {
      free(chunk);
    }
  }
  if (kept != NULL) {
    kept->used = 0;
    kept->next = NULL;
  }
  arena->chunks = kept;
}

void walras_arena_release(walras_arena *arena) {
  while (arena->chunks != NULL) {
    walras_arena_chunk *next = arena->chunks->next;
    free(arena->chunks);
    arena->chunks = next;
  }
}
