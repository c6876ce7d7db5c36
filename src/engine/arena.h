/** Bump allocation for one trial: everything is freed at once, and the memory is kept for the next trial. */
#ifndef WALRAS_ENGINE_ARENA_H
#define WALRAS_ENGINE_ARENA_H

#include <stddef.h>
#include <stdint.h>

typedef struct walras_arena_chunk walras_arena_chunk;

typedef struct walras_arena {
  walras_arena_chunk *chunks; /* the one in use first */
} walras_arena;

/** 64-byte aligned, not cleared; NULL when memory is exhausted or count * size overflows. Zero bytes give a valid pointer. */
void *walras_arena_allocate(walras_arena *arena, int64_t count, size_t size);
/** A place to come back to: what is allocated after the mark goes with the rewind, what was before stays. */
typedef struct walras_arena_mark {
  walras_arena_chunk *chunk;
  size_t used;
} walras_arena_mark;
walras_arena_mark walras_arena_mark_here(const walras_arena *arena);
void walras_arena_rewind(walras_arena *arena, walras_arena_mark mark);
/** Frees everything; keeps one chunk of at most a few MiB for the next trial. */
void walras_arena_reset(walras_arena *arena);
void walras_arena_release(walras_arena *arena);

#endif
