/** What the tests of information acquisition share: the model's name, and a scratch trial for its parts. */
#ifndef WALRAS_TESTS_INFORMATION_ACQUISITION_H
#define WALRAS_TESTS_INFORMATION_ACQUISITION_H

#include "models/model_run.h"

#define ACQUISITION (&walras_model_information_acquisition)
#define RUN(run, ...) RUN_MODEL(run, ACQUISITION, __VA_ARGS__)
#define REFUSED(word, ...) model_refuses(ACQUISITION, word, SETTINGS(__VA_ARGS__))

/* A whole run with these settings leaves `number` (to `tolerance`) as the metric `name`. */
#define CHECK_METRIC(name, number, tolerance, ...)                                                                               \
  do {                                                                                                                           \
    RUN(checked, __VA_ARGS__);                                                                                                   \
    CU_ASSERT_DOUBLE_EQUAL(metric(&checked, name), number, tolerance);                                                           \
    end_run(&checked);                                                                                                           \
  } while (0)

#endif
