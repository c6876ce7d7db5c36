#include "experiment/range.h"

#include <math.h>

#include "unit.h"

static config_range range(const char *text) {
  config_range r;
  CU_ASSERT(config_range_read(text, &r));
  return r;
}

static void square_brackets_hold_their_ends_and_round_ones_do_not(void) {
  const config_range closed = range("[0, 1]"), open = range("(0, 1)");
  CU_ASSERT(config_range_has_real(&closed, 0) && config_range_has_real(&closed, 1));
  CU_ASSERT(!config_range_has_real(&open, 0) && !config_range_has_real(&open, 1));
  CU_ASSERT(config_range_has_real(&open, nextafter(0, 1)) && config_range_has_real(&open, nextafter(1, 0)));
  CU_ASSERT(!config_range_has_real(&closed, nextafter(1, 2)));
}

static void infinity_belongs_to_a_closed_end_only(void) {
  const config_range open = range("[0, inf)"), closed = range("[-inf, inf]"), any = range(NULL);
  CU_ASSERT(!config_range_has_real(&open, INFINITY) && config_range_has_real(&open, 1e308));
  CU_ASSERT(config_range_has_real(&closed, INFINITY) && config_range_has_real(&closed, -INFINITY));
  CU_ASSERT(!config_range_has_real(&any, INFINITY) && config_range_has_real(&any, -1e308));
  CU_ASSERT(!config_range_has_real(&closed, NAN));
}

static void integers_beyond_doubles_are_compared_exactly(void) {
  const config_range r = range("[1, 9007199254740992]");
  CU_ASSERT(config_range_has_integer(&r, 9007199254740992));
  CU_ASSERT(!config_range_has_integer(&r, 9007199254740993));
  const config_range all = range(NULL);
  CU_ASSERT(config_range_has_integer(&all, INT64_MAX) && config_range_has_integer(&all, INT64_MIN));
}

static void what_is_no_range_is_refused(void) {
  static const char *const wrong[] = {"",       "0, 1",   "[0 1]",    "[0, 1",    "[1, 0]",
                                      "(1, 1]", "[a, 1]", "[0, nan]", "[0, 1] x", "{0, 1}"};
  config_range r;
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    CU_ASSERT(!config_range_read(wrong[i], &r));
  CU_ASSERT(config_range_read("[1,1]", &r));
}

WALRAS_UNIT_TESTS(UNIT(square_brackets_hold_their_ends_and_round_ones_do_not), UNIT(infinity_belongs_to_a_closed_end_only),
                  UNIT(integers_beyond_doubles_are_compared_exactly), UNIT(what_is_no_range_is_refused))
