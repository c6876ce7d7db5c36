/**
 * What the benches share: a clock, the best of a few passes, and one shape of table.
 *
 * Figures are the best of PASSES passes (the machine is shared: the best is the least disturbed), and are read as ratios within one run.
 */
#ifndef WALRAS_TESTS_BENCH_H
#define WALRAS_TESTS_BENCH_H

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BENCH_PASSES = 5 };

/** Seconds of a steady clock. */
static inline double bench_now(void) {
  struct timespec t;
  if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
    return 0.0;
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/** One call of the work under measurement; `call` counts 0, 1, 2, ... within a pass. */
typedef void bench_work(void *state, int64_t call);

/** Seconds a call: the best of BENCH_PASSES passes of `calls` calls each. One call before the clock starts, to choose paths and touch memory. */
static inline double bench_best(bench_work *work, void *state, int64_t calls) {
  double best = 1e300;
  work(state, 0);
  for (int pass = 0; pass < BENCH_PASSES; pass++) {
    const double start = bench_now();
    for (int64_t call = 0; call < calls; call++)
      work(state, call);
    const double seconds = bench_now() - start;
    best = seconds < best ? seconds : best;
  }
  return best / (double)calls;
}

/** The command that makes the table, and its heading: time and rate are of one `item`; ratio is to the table's yardstick. */
static inline void bench_heading(int argc, char **argv, const char *item) {
  printf("command:");
  for (int i = 0; i < argc; i++)
    printf(" %s", argv[i]);
  printf("\n%-9s %-28s %6s/%-6s %14s %9s\n", "path", "what", "ns", item, "million/s", "ratio");
}

/** One line: seconds of an item, and how many times faster than `yardstick` (seconds of the yardstick's item) it is. */
static inline void bench_line(const char *path, const char *what, double seconds, double yardstick) {
  printf("%-9s %-28s %13.2f %14.1f %9.2f\n", path, what, 1e9 * seconds, 1e-6 / seconds, yardstick / seconds);
}

/** Argument `index` as a count in least..most; `fallback` where it is not given; -1 where it is no such count. */
static inline int64_t bench_count(int argc, char **argv, int index, int64_t fallback, int64_t least, int64_t most) {
  if (index >= argc)
    return fallback;
  char *end = NULL;
  const long long count = strtoll(argv[index], &end, 10);
  return end != argv[index] && *end == '\0' && count >= least && count <= most ? count : -1;
}

#endif
