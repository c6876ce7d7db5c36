#include "experiment/range.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *skip_blanks(const char *text) {
  return text + strspn(text, " \t");
}

/* One bound: a number, "inf" or "-inf". Returns what follows, or NULL. */
static const char *read_bound(const char *text, double *bound) {
  const char *start = skip_blanks(text);
  char *end = NULL;
  *bound = strtod(start, &end);
  return end == start || isnan(*bound) ? NULL : skip_blanks(end);
}

bool config_range_read(const char *text, config_range *range) {
  *range = (config_range){.low = -INFINITY, .high = INFINITY, .low_open = true, .high_open = true};
  if (text == NULL)
    return true;
  const char *rest = skip_blanks(text);
  if (*rest != '[' && *rest != '(')
    return false;
  range->low_open = *rest == '(';
  rest = read_bound(rest + 1, &range->low);
  if (rest == NULL || *rest != ',')
    return false;
  rest = read_bound(rest + 1, &range->high);
  if (rest == NULL || (*rest != ']' && *rest != ')'))
    return false;
  range->high_open = *rest == ')';
  if (*skip_blanks(rest + 1) != '\0')
    return false;
  return range->low < range->high || (range->low == range->high && !range->low_open && !range->high_open);
}

bool config_range_has_real(const config_range *range, double value) {
  if (isnan(value))
    return false;
  const bool above = range->low_open ? value > range->low : value >= range->low;
  const bool below = range->high_open ? value < range->high : value <= range->high;
  return above && below;
}

bool config_range_has_integer(const config_range *range, int64_t value) {
  /* x87 and quad long doubles hold every 64-bit integer exactly; so 2^53 + 1 is told from 2^53. */
  const long double exact = (long double)value;
  const bool above = range->low_open ? exact > (long double)range->low : exact >= (long double)range->low;
  const bool below = range->high_open ? exact < (long double)range->high : exact <= (long double)range->high;
  return above && below;
}
