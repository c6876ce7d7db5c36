/** Mean, spread and interval of a sample. */
#ifndef WALRAS_NUMERICS_STATISTICS_SUMMARY_H
#define WALRAS_NUMERICS_STATISTICS_SUMMARY_H

#include <stdint.h>

/** A sample's summary. NaN values are left out and not counted. */
typedef struct walras_summary {
  int64_t count;
  double mean, standard_deviation; /**< NaN for an empty sample; the deviation (n - 1) also for a sample of one */
  double minimum, maximum;
} walras_summary;

/** Two passes in the order given: accurate and reproducible. values [count]. */
walras_summary walras_summarise(const double *values, int64_t count);

/** Half-width of the two-sided t interval of the mean at `confidence` in (0, 1); NaN for fewer than two values. */
double walras_summary_half_width(const walras_summary *summary, double confidence);

#endif
