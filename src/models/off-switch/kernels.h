/**
 * The loops over a chunk of plays, compiled once per vector width with the same bits. Sums run in PLAY_LANES interleaved partial sums, whose
 * order is part of the result: play i of a chunk adds to lane i mod PLAY_LANES. Masks are arrays of 0.0 and 1.0.
 */
#ifndef WALRAS_OFF_SWITCH_KERNELS_H
#define WALRAS_OFF_SWITCH_KERNELS_H

#include <stdint.h>

enum { PLAY_LANES = 8, PLAY_CHUNK = 256 };

/**
 * A chunk of plays at work: draws, then what is decided, then payoffs. One object of fixed arrays, so that compilers see that none overlaps another.
 * It lies in a thread's scratch memory.
 */
typedef struct off_switch_chunk {
  int64_t first, count;       /* plays first .. first + count - 1, count <= PLAY_CHUNK */
  double utility[PLAY_CHUNK]; /* U of the action that R would take */
  double mean[PLAY_CHUNK], spread[PLAY_CHUNK], scale[PLAY_CHUNK], assumed_scale[PLAY_CHUNK]; /* of beliefs and overseers */
  double coin[PLAY_CHUNK], delta[PLAY_CHUNK];
  /* Masks: H lets the action go ahead when asked; R acts unless it asks; R asks; R would ask rational humans; R should ask. */
  double approved[PLAY_CHUNK], acts[PLAY_CHUNK], waits[PLAY_CHUNK], obeys[PLAY_CHUNK], defers[PLAY_CHUNK];
  union {
    double draw[5][PLAY_CHUNK]; /* and other work before payoffs */
    struct {
      double value[PLAY_CHUNK], regret[PLAY_CHUNK],
          harm[PLAY_CHUNK]; /* of R's decision: obtained, lost against max(U, 0), done */
      double no_switch[PLAY_CHUNK], always_wait[PLAY_CHUNK], rational[PLAY_CHUNK], omniscient[PLAY_CHUNK]; /* baselines' values */
      double gain[PLAY_CHUNK];                                            /* value less no_switch */
      double ignored_harm[PLAY_CHUNK];                                    /* harm of actions without asking */
      double pressed[PLAY_CHUNK], acted[PLAY_CHUNK], ignored[PLAY_CHUNK]; /* masks: stopped; without asking; that with U < 0 */
    };
  };
} off_switch_chunk;

typedef struct off_switch_moment_lanes {
  double sum[PLAY_LANES], square[PLAY_LANES];
} off_switch_moment_lanes;

typedef struct off_switch_kernels {
  /** Payoffs from utilities, approvals and decisions; asking costs `cost`. */
  void (*outcomes)(off_switch_chunk *chunk, double cost);
  /** Adds x - shift and its square; count <= PLAY_CHUNK. */
  void (*add_moments)(const double *x, int64_t count, double shift, off_switch_moment_lanes *lanes);
  int64_t (*count_ones)(const double *mask, int64_t count);
  double (*largest)(const double *x, int64_t count); /**< of numbers >= 0; 0 without any */
  /** waits [count]: mask of 2 |mu| beta <= product sigma^2. */
  void (*waits)(const double *mu, const double *sigma, const double *beta, double product, int64_t count, double *waits);
  /** approved [count]: mask of coin (1 + odds) < 1, odds = (1 - pi) / pi. */
  void (*approve)(const double *odds, const double *coin, int64_t count, double *approved);
  /** out = base + factor x. */
  void (*affine)(const double *x, double base, double factor, int64_t count, double *out);
  /** out = base + factor x, all arrays; and mask of base > 0. */
  void (*utilities)(const double *base, const double *factor, const double *x, int64_t count, double *out, double *positive);
  /** out = -(x / y). */
  void (*minus_ratio)(const double *x, const double *y, int64_t count, double *out);
} off_switch_kernels;

extern const off_switch_kernels off_switch_kernels_baseline, off_switch_kernels_avx2, off_switch_kernels_avx512;
/** Those of this processor. */
const off_switch_kernels *off_switch_kernels_get(void);

#endif
