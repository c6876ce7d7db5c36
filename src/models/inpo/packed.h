/** Exact rounds of a few prompts of small games side by side, one prompt a lane: no lane knows of another. */
#ifndef WALRAS_INPO_PACKED_H
#define WALRAS_INPO_PACKED_H

#include <stdint.h>

enum { PACK_LANES = 8, PACKED_ACTIONS_MOST = 64 };

/** Arrays of lanes: margins [n][n][PACK_LANES], the others [n][PACK_LANES]. */
struct inpo_pack {
  int64_t n;
  double *margins, *reference;
  double *policy;           /* log pi_t */
  double *mean;             /* of pi_1, ..., pi_t */
  double *probability;      /* pi_t */
  double *next;             /* work */
  double ratio[PACK_LANES]; /* largest |log pi / ref| so far */
};

/** Doubles of memory. */
int64_t inpo_pack_reals(int64_t n);
/** Lays the arrays out in `memory` [inpo_pack_reals], 64-byte aligned. */
struct inpo_pack inpo_pack_make(int64_t n, double *memory);

/** pi_1: the policies as they are, into the mean and the ratios. */
void inpo_pack_begin(struct inpo_pack *pack);
/** Probabilities of the policies, before rounds that go on from them. */
void inpo_pack_resume(struct inpo_pack *pack);
/** Makes pi_t = normalise(a log pi_{t-1} + b log ref + c M pi_{t-1}), t >= 2, into the mean and the ratios. */
void inpo_pack_round(struct inpo_pack *pack, double a, double b, double c, int64_t t);

/* ---- the loops, compiled once per vector width with the same bits ---- */

typedef struct inpo_pack_kernels {
  /** out = M p: products of a lane in the order of responses. */
  void (*product)(const double *margins, const double *p, int64_t n, double *out);
  /** l = a l + b ref + c w, less each lane's largest. */
  void (*step)(double *l, const double *reference, const double *w, double a, double b, double c, int64_t n);
  /** Each lane's sum of e. */
  void (*sum)(const double *e, int64_t n, double total[PACK_LANES]);
  /** With e = exp(l) of lanes' sums total and their logarithms: l -= logarithm, p = e / total, mean += (p - mean) share, ratios. */
  void (*finish)(double *l, const double *reference, const double *e, const double total[PACK_LANES],
                 const double logarithm[PACK_LANES], double share, int64_t n, double *p, double *mean, double ratio[PACK_LANES]);
} inpo_pack_kernels;

extern const inpo_pack_kernels inpo_pack_kernels_baseline, inpo_pack_kernels_avx2, inpo_pack_kernels_avx512;

#endif
