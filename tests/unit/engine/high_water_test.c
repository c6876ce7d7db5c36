#include "engine/high_water.h"

#include "unit.h"

static void memory_that_was_used_and_freed_stays_in_the_high_water_mark(void) {
  enum { BYTES = 1 << 26, PAGE = 4096 };
  const double before = walras_high_water(), data = walras_data_bytes();
  CU_ASSERT(before > 0.0 && walras_resident() > 0.0 && data > 0.0);
  volatile char *memory = malloc(BYTES);
  CU_ASSERT_PTR_NOT_NULL_FATAL((const void *)memory);
  for (int byte = 0; byte < BYTES; byte += PAGE)
    memory[byte] = 1;
  CU_ASSERT(walras_resident() >= 0.9 * BYTES && walras_data_bytes() >= data + 0.9 * BYTES);
  free((void *)memory);
  CU_ASSERT(walras_high_water() >= 0.9 * BYTES && walras_high_water() >= before);
}

WALRAS_UNIT_TESTS(UNIT(memory_that_was_used_and_freed_stays_in_the_high_water_mark))
