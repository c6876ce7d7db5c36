#include "engine/arena.h"

#include "unit.h"

static void pieces_are_aligned_and_do_not_overlap(void) {
  enum { PIECES = 500 };
  static unsigned char *pieces[PIECES];
  walras_arena arena = {0};
  for (int i = 0; i < PIECES; i++) {
    pieces[i] = walras_arena_allocate(&arena, i * 7, 3);
    CU_ASSERT_PTR_NOT_NULL_FATAL(pieces[i]);
    CU_ASSERT_EQUAL((uintptr_t)pieces[i] % 64, 0);
    memset(pieces[i], i % 251, (size_t)i * 21);
  }
  for (int i = 0; i < PIECES; i++)
    for (int byte = 0; byte < i * 21; byte++)
      CU_ASSERT_FATAL(pieces[i][byte] == i % 251);
  walras_arena_release(&arena);
}

static void nothing_is_a_piece_of_its_own(void) {
  walras_arena arena = {0};
  const void *a = walras_arena_allocate(&arena, 0, 8), *b = walras_arena_allocate(&arena, 8, 0);
  CU_ASSERT(a != NULL && b != NULL && a != b);
  walras_arena_release(&arena);
}

static void sizes_that_overflow_give_nothing_and_break_nothing(void) {
  walras_arena arena = {0};
  CU_ASSERT_PTR_NULL(walras_arena_allocate(&arena, -1, 8));
  CU_ASSERT_PTR_NULL(walras_arena_allocate(&arena, INT64_MAX, 16));
  CU_ASSERT_PTR_NULL(walras_arena_allocate(&arena, INT64_MAX, 2));
  CU_ASSERT_PTR_NULL(walras_arena_allocate(&arena, INT64_MAX / 4, 1)); /* no machine has it */
  int *value = walras_arena_allocate(&arena, 1, sizeof *value);
  CU_ASSERT_PTR_NOT_NULL_FATAL(value);
  *value = 3;
  walras_arena_release(&arena);
}

static void a_rewind_gives_back_what_came_after_the_mark(void) {
  walras_arena arena = {0};
  const walras_arena_mark empty = walras_arena_mark_here(&arena);
  char *before = walras_arena_allocate(&arena, 100, 1);
  memset(before, 7, 100);
  const walras_arena_mark mark = walras_arena_mark_here(&arena);
  const void *after = walras_arena_allocate(&arena, 64, 1);
  for (int i = 0; i < 40; i++) /* chunks of their own */
    CU_ASSERT_PTR_NOT_NULL(walras_arena_allocate(&arena, 1 << 20, 1));
  walras_arena_rewind(&arena, mark);
  CU_ASSERT_PTR_EQUAL(walras_arena_allocate(&arena, 64, 1), after);
  for (int i = 0; i < 100; i++)
    CU_ASSERT_EQUAL(before[i], 7);
  walras_arena_rewind(&arena, empty);
  CU_ASSERT_PTR_NULL(arena.chunks);
  walras_arena_release(&arena);
}

/* A trial after the first one allocates nothing from the system: the same memory comes back. */
static void a_reset_keeps_memory_for_the_next_trial(void) {
  walras_arena arena = {0};
  void *first = walras_arena_allocate(&arena, 1000, 8);
  walras_arena_reset(&arena);
  CU_ASSERT_PTR_EQUAL(walras_arena_allocate(&arena, 1000, 8), first);
  /* Many chunks shrink to one, the largest that may be kept. */
  for (int i = 0; i < 200; i++)
    memset(walras_arena_allocate(&arena, 1 << 16, 1), 1, 1 << 16);
  memset(walras_arena_allocate(&arena, 64 << 20, 1), 1, 64 << 20);
  walras_arena_reset(&arena);
  void *again = walras_arena_allocate(&arena, 4 << 20, 1);
  walras_arena_reset(&arena);
  CU_ASSERT_PTR_EQUAL(walras_arena_allocate(&arena, 4 << 20, 1), again);
  walras_arena_release(&arena);
  CU_ASSERT_PTR_NULL(arena.chunks);
  walras_arena_reset(&arena);
  walras_arena_release(&arena);
}

WALRAS_UNIT_TESTS(UNIT(pieces_are_aligned_and_do_not_overlap), UNIT(nothing_is_a_piece_of_its_own),
                  UNIT(sizes_that_overflow_give_nothing_and_break_nothing), UNIT(a_rewind_gives_back_what_came_after_the_mark),
                  UNIT(a_reset_keeps_memory_for_the_next_trial))
