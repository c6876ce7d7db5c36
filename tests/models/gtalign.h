/** What the tests of GTAlign share. */
#ifndef WALRAS_TESTS_GTALIGN_H
#define WALRAS_TESTS_GTALIGN_H

#include "model_run.h"
#include "models/gtalign/tasks.h"

#define RUN(run, ...) RUN_MODEL(run, &walras_model_gtalign, __VA_ARGS__)
#define REFUSED(word, ...) CU_ASSERT(model_refuses(&walras_model_gtalign, word, SETTINGS(__VA_ARGS__)))

/* The metric of a trial. */
#define GIVES(expected, tolerance, name, ...)                                                                                    \
  do {                                                                                                                           \
    RUN(run_, __VA_ARGS__);                                                                                                      \
    CU_ASSERT_DOUBLE_EQUAL(metric(&run_, name), expected, tolerance);                                                            \
    end_run(&run_);                                                                                                              \
  } while (0)

/* A worked matrix, in storage order. */
#define WORKED_MATRIX "payoff_matrix=( [ 4.1, 2.8 ], [ 2.0, 3.6 ], [ 3.5, 4.1 ], [ 1.0, 1.0 ], [ 1.3, 1.0 ], [ 2.8, 3.0 ] )"
static inline struct gtalign_matrix worked_matrix(void) {
  return (struct gtalign_matrix){{{4.1, 2.8}, {2.0, 3.6}, {3.5, 4.1}, {1.0, 1.0}, {1.3, 1.0}, {2.8, 3.0}}};
}

static inline double test_uniform(uint64_t instance, uint32_t draw) {
  const uint32_t key[2] = {20, 26};
  const walras_stream stream = walras_stream_make(key, 0, 0);
  return walras_uniform(&stream, instance, draw);
}

/* Payoffs in [-5, 5] to one decimal. */
static inline struct gtalign_matrix random_matrix(uint64_t instance) {
  struct gtalign_matrix matrix;
  for (uint32_t k = 0; k < CELLS; k++)
    matrix.cell[k] = (struct gtalign_cell){gtalign_round(10.0 * test_uniform(instance, 2 * k) - 5.0),
                                           gtalign_round(10.0 * test_uniform(instance, 2 * k + 1) - 5.0)};
  return matrix;
}

#endif
