/** The arithmetic limit of one core: independent products and sums in registers, four lanes wide. */
#ifndef WALRAS_TESTS_BENCH_ARITHMETIC_H
#define WALRAS_TESTS_BENCH_ARITHMETIC_H

#include "bench/bench.h"

enum { BENCH_CHAINS = 12, BENCH_CHAIN_ROUNDS = 1 << 14 };
typedef double bench_lanes4 __attribute__((vector_size(32)));

typedef struct bench_chains {
  bench_lanes4 value[BENCH_CHAINS];
} bench_chains;

/* Independent products and sums, half each, four lanes: what the widest common path can do. */
__attribute__((target("avx2"))) static inline void bench_multiply_and_add(void *state, int64_t call) {
  bench_chains *c = state;
  bench_lanes4 v[BENCH_CHAINS];
  (void)call;
  for (int k = 0; k < BENCH_CHAINS; k++)
    v[k] = c->value[k];
  for (int round = 0; round < BENCH_CHAIN_ROUNDS; round++)
    for (int k = 0; k < BENCH_CHAINS; k += 2) {
      v[k] = v[k] * 0.999999;
      v[k + 1] = v[k + 1] + 1e-9;
    }
  for (int k = 0; k < BENCH_CHAINS; k++)
    c->value[k] = v[k];
}

/** Seconds of one operation in registers on this core. */
static inline double bench_seconds_an_operation(void) {
  bench_chains c = {{{0}}};
  for (int k = 0; k < BENCH_CHAINS; k++)
    c.value[k] = (bench_lanes4){1.0, 2.0, 3.0, 4.0};
  return bench_best(bench_multiply_and_add, &c, 200) / ((double)BENCH_CHAIN_ROUNDS * BENCH_CHAINS * 4.0);
}

#endif
