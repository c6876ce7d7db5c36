/** How often intervals cover the truth, over simulated samples with fixed draws. */
#ifndef WALRAS_TESTS_COVERAGE_H
#define WALRAS_TESTS_COVERAGE_H

#include <math.h>

#include "numerics/statistics/interval.h"
#include "unit.h"
#include "unit/numerics/random/chance.h"
#include "walras/random.h"

/** Draw `i` (below 2^20) of simulated sample `sample`. */
static inline double coverage_normal(int64_t sample, int64_t i) {
  static const uint32_t key[2] = {2357, 111317};
  const walras_stream stream = walras_stream_make(key, 1, 0);
  return walras_normal(&stream, (uint64_t)sample, (uint32_t)i);
}
static inline double coverage_uniform(int64_t sample, int64_t i) {
  static const uint32_t key[2] = {192329, 3137};
  const walras_stream stream = walras_stream_make(key, 2, 0);
  return walras_uniform(&stream, (uint64_t)sample, (uint32_t)i);
}
static inline double coverage_exponential(int64_t sample, int64_t i) {
  return -log(coverage_uniform(sample, i));
}

static inline bool coverage_holds(walras_interval interval, double truth) {
  return interval.low <= truth && truth <= interval.high;
}

/** The share of `covered` among `samples` is `expected`; missed by chance in one of 10^6 tests. */
static inline void coverage_is(int64_t covered, int64_t samples, double expected) {
  const double share = (double)covered / (double)samples, room = sqrt(expected * (1.0 - expected) / (double)samples);
  CU_ASSERT(fabs(share - expected) < CHANCE_TWO_SIDED * room);
  if (fabs(share - expected) >= CHANCE_TWO_SIDED * room)
    printf("\n  covers %.4f of %lld samples, not %.4f", share, (long long)samples, expected);
}

/** The coverage of an interval that is right only approximately lies between `low` and `high`; a coverage that is just one of them is taken for
 *  one outside in one of 10^6 tests. */
static inline void coverage_lies_between(int64_t covered, int64_t samples, double low, double high) {
  const double share = (double)covered / (double)samples;
  const bool good = share > low - CHANCE_ONE_SIDED * sqrt(low * (1.0 - low) / (double)samples) &&
                    share < high + CHANCE_ONE_SIDED * sqrt(high * (1.0 - high) / (double)samples);
  CU_ASSERT(good);
  if (!good)
    printf("\n  covers %.4f of %lld samples, not %.3f to %.3f", share, (long long)samples, low, high);
}

#endif
