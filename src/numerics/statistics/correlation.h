/** Linear and rank correlation. */
#ifndef WALRAS_NUMERICS_STATISTICS_CORRELATION_H
#define WALRAS_NUMERICS_STATISTICS_CORRELATION_H

#include <stdbool.h>
#include <stdint.h>

#include "numerics/statistics/interval.h"

typedef enum walras_correlation_kind {
  WALRAS_CORRELATION_LINEAR, /**< Pearson's */
  WALRAS_CORRELATION_RANK,   /**< Spearman's: the linear one of the ranks, equal values sharing the mean of theirs */
} walras_correlation_kind;

/** A correlation and how well it is known. */
typedef struct walras_correlation {
  double estimate; /**< NaN when a side does not vary */
  double error,
      degrees; /**< standard error of Fisher's z = artanh(estimate), and its degrees of freedom (infinite: known); NaN without any */
} walras_correlation;

/** Of independent pairs x, y [count] without NaN. The error is Fisher's (n - 3)^(-1/2), right for pairs with a normal law; for ranks
 *  sqrt((1 + r^2/2) / (n - 3)) of Bonett and Wright (Psychometrika 65, 2000). False when memory is exhausted. */
bool walras_correlation_of_pairs(const double *x, const double *y, int64_t count, walras_correlation_kind kind,
                                 walras_correlation *correlation);

enum { WALRAS_CORRELATION_GROUPS = 32 }; /**< the most blocks that the jackknife leaves out one by one */

/** Of pairs that depend on each other only within the same group: the error is that of the jackknife over the groups, whatever the law of
 *  the pairs. group [count] holds numbers from 0 to groups - 1; beyond WALRAS_CORRELATION_GROUPS they are left out in blocks (group modulo
 *  blocks). NaN error for fewer than three groups. False when memory is exhausted. */
bool walras_correlation_of_groups(const double *x, const double *y, const int64_t *group, int64_t count, int64_t groups,
                                  walras_correlation_kind kind, walras_correlation *correlation);

/** The t interval on the scale of Fisher's z, turned back; a correlation of +-1 has itself as interval. */
walras_interval walras_correlation_interval(const walras_correlation *correlation, double confidence);

/** Two-sided p-value of the hypothesis that the correlation is `expected`, on the scale of Fisher's z. */
double walras_correlation_p_value(const walras_correlation *correlation, double expected);

#endif
