/**
 * What a planner sums up over workers, compiled once per vector width with the same bits. Terms of one welfare range over ten orders of magnitude:
 * workers are added in lanes of short chunks, and chunks without rounding error to speak of, so that a sum of terms of one sign is right to
 * 1e-14 whatever its length, and any sum to 1e-14 of the sum of its terms' sizes.
 */
#ifndef WALRAS_ECONOMIST_SUMS_H
#define WALRAS_ECONOMIST_SUMS_H

#include <stdint.h>

#include "numerics/sums/accurate.h"
#include "numerics/taxes/response.h"

enum economist_sum {
  SUM_TAX,
  SUM_INCOME,
  SUM_LABOR,
  SUM_WORTH,           /**< utility without the rebate */
  SUM_WORTH_REFERENCE, /**< the same, weighted by 1 / max(reference income, 1) */
  SUM_WORTH_INVERSE,   /**< the same, weighted by 1 / max(income, 1) */
  SUM_WEIGHT_INVERSE,  /**< those weights themselves */
  ECONOMIST_SUMS
};

enum { ECONOMIST_LANES = 8, ECONOMIST_CHUNK = 256 };

/** Sums of one block under one schedule. Zero-initialise; `least_worth` begins as infinity. */
typedef struct economist_sums {
  walras_accurate sum[ECONOMIST_SUMS];
  int64_t at_most, idle; /**< workers at labor_max, and without income */
  double least_worth;
} economist_sums;

typedef struct economist_kernels {
  /** Adds the choices of at most ECONOMIST_CHUNK workers. weight [count]; `most` is labor_max. */
  void (*add)(const walras_tax_choices *choices, const double *weight, double most, int64_t count, economist_sums *sums);
} economist_kernels;

extern const economist_kernels economist_kernels_baseline, economist_kernels_avx2, economist_kernels_avx512;
/** Those of this processor. */
const economist_kernels *economist_kernels_get(void);

#endif
