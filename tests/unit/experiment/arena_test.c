#include "experiment/arena.h"

#include "unit.h"

static void pieces_are_zeroed_aligned_and_apart(void) {
  config_arena arena = {0};
  unsigned char *pieces[1000];
  for (size_t i = 0; i < 1000; i++) {
    const size_t size = 1 + i * 37 % 40000;
    pieces[i] = config_allocate(&arena, size, 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(pieces[i]);
    CU_ASSERT_EQUAL((uintptr_t)pieces[i] % 16, 0);
    bool zero = true;
    for (size_t j = 0; j < size; j++)
      zero &= pieces[i][j] == 0;
    CU_ASSERT(zero);
    memset(pieces[i], (int)(i & 0xFF), size);
  }
  for (size_t i = 0; i < 1000; i++) {
    const size_t size = 1 + i * 37 % 40000;
    CU_ASSERT(pieces[i][0] == (i & 0xFF) && pieces[i][size - 1] == (i & 0xFF));
  }
  CU_ASSERT(!arena.exhausted);
  config_arena_free(&arena);
}

static void a_product_that_overflows_is_exhaustion(void) {
  config_arena arena = {0};
  CU_ASSERT_PTR_NULL(config_allocate(&arena, SIZE_MAX / 2, 3));
  CU_ASSERT(arena.exhausted);
  config_arena_free(&arena);
}

static void nothing_still_has_an_address(void) {
  config_arena arena = {0};
  CU_ASSERT_PTR_NOT_NULL(config_allocate(&arena, 0, 8));
  CU_ASSERT_STRING_EQUAL(config_copy(&arena, "market", 4), "mark");
  CU_ASSERT(!arena.exhausted);
  config_arena_free(&arena);
}

WALRAS_UNIT_TESTS(UNIT(pieces_are_zeroed_aligned_and_apart), UNIT(a_product_that_overflows_is_exhaustion),
                  UNIT(nothing_still_has_an_address))
