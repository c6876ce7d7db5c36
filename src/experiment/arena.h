/** Memory of one experiment: many small pieces, released together. */
#ifndef WALRAS_EXPERIMENT_ARENA_H
#define WALRAS_EXPERIMENT_ARENA_H

#include <stdbool.h>
#include <stddef.h>

/** Zero-initialise before use. */
typedef struct config_arena {
  struct config_chunk *chunks; /**< newest first */
  bool exhausted;              /**< an allocation failed: whatever was built is incomplete */
} config_arena;

/** `count` zeroed elements of `size` bytes, aligned to 16 bytes; NULL (and `exhausted`) when memory ends or the product
 *  overflows. A count of 0 gives a valid address. */
void *config_allocate(config_arena *arena, size_t count, size_t size);

/** A copy of `length` bytes with a zero behind them. */
char *config_copy(config_arena *arena, const char *bytes, size_t length);

void config_arena_free(config_arena *arena);

#endif
