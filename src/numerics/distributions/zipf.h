/**
 * Zipf's law on ranks 1..count: P(rank) = rank^-exponent / H, H the sum over all ranks.
 *
 * Drawn by inversion of the cdf, so a draw uses exactly one uniform, and the rank of a given uniform only falls as the exponent grows:
 * sweeps over the exponent stay paired. Time O(1) on average and memory at most 1 MiB for any count.
 */
#ifndef WALRAS_NUMERICS_DISTRIBUTIONS_ZIPF_H
#define WALRAS_NUMERICS_DISTRIBUTIONS_ZIPF_H

#include <stdint.h>

#include "walras/random.h"
#include "walras/status.h"

/** Read-only once built; shareable between threads. */
typedef struct walras_zipf walras_zipf;

/** exponent in [0, 8], count in 1..2^40; else WALRAS_ERROR_PARAMETER. The caller owns the result. */
walras_status walras_zipf_create(double exponent, int64_t count, walras_zipf **zipf, walras_error *error);
void walras_zipf_destroy(walras_zipf *zipf);

/** The smallest rank whose cdf exceeds `uniform`, in (0, 1). */
int64_t walras_zipf_rank(const walras_zipf *zipf, double uniform);
/** One draw. */
int64_t walras_zipf_draw(const walras_zipf *zipf, const walras_stream *stream, uint64_t entity, uint32_t draw);

#endif
