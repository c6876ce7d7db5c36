/** What the tests of steering the herd share. */
#ifndef WALRAS_TESTS_STEERING_THE_HERD_H
#define WALRAS_TESTS_STEERING_THE_HERD_H

#include "model_run.h"
#include "models/steering-the-herd/exact_altruist.h"
#include "models/steering-the-herd/sequences.h"

#define RUN(run, ...) RUN_MODEL(run, &walras_model_steering_the_herd, "record_policy=false", __VA_ARGS__)
#define RUN_TABLES(run, ...) RUN_MODEL(run, &walras_model_steering_the_herd, __VA_ARGS__)
#define REFUSED(word, ...) CU_ASSERT(model_refuses(&walras_model_steering_the_herd, word, SETTINGS(__VA_ARGS__)))

/* The metric of a trial that only solves its programme. */
#define SOLVED(expected, tolerance, name, ...)                                                                                   \
  do {                                                                                                                           \
    RUN(solved, "n_sequences=0", __VA_ARGS__);                                                                                   \
    CU_ASSERT_DOUBLE_EQUAL(metric(&solved, name), expected, tolerance);                                                          \
    end_run(&solved);                                                                                                            \
  } while (0)

#endif
