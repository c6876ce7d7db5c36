/** Dot products of a few rows with one vector, side by side: the vector is read once for all of them. The bits are those of walras_policy_dot. */
#ifndef WALRAS_NUMERICS_PREFERENCE_GAMES_DOTS_H
#define WALRAS_NUMERICS_PREFERENCE_GAMES_DOTS_H

#include <stdint.h>

/** Most rows of a call, and most columns: one run of eight lanes. */
enum { WALRAS_DOTS_ROWS = 4, WALRAS_DOTS_RUN = 4096 };

/** out[r] = rows[r * stride ..] . q for r < count <= WALRAS_DOTS_ROWS, over n <= WALRAS_DOTS_RUN columns. */
typedef void walras_dots(const double *rows, int64_t stride, int64_t count, const double *q, int64_t n, double *out);
extern walras_dots walras_dots_baseline, walras_dots_avx2, walras_dots_avx512;

#endif
