/** Ranges of parameters: "[0, 1]", "(0, 10]", "[1, 1e10]", "[0, inf)". */
#ifndef WALRAS_EXPERIMENT_RANGE_H
#define WALRAS_EXPERIMENT_RANGE_H

#include <stdbool.h>
#include <stdint.h>

typedef struct config_range {
  double low, high; /**< may be infinite */
  bool low_open, high_open;
} config_range;

/** Reads a range; NULL text means any finite value. False when the text is not a range or holds nothing. */
bool config_range_read(const char *text, config_range *range);

bool config_range_has_real(const config_range *range, double value);
bool config_range_has_integer(const config_range *range, int64_t value);

#endif
