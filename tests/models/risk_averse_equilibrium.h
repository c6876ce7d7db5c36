/** What the tests of the risk-averse equilibrium share. */
#ifndef WALRAS_TESTS_RISK_AVERSE_EQUILIBRIUM_H
#define WALRAS_TESTS_RISK_AVERSE_EQUILIBRIUM_H

#include <math.h>

#include "model_run.h"
#include "walras/random.h"

#define RUN(run, ...) RUN_MODEL(run, &walras_model_risk_averse_equilibrium, __VA_ARGS__)
#define REFUSED(word, ...) CU_ASSERT(model_refuses(&walras_model_risk_averse_equilibrium, word, SETTINGS(__VA_ARGS__)))

static inline double test_uniform(uint64_t instance, uint32_t draw) {
  const uint32_t key[2] = {22, 5};
  const walras_stream stream = walras_stream_make(key, 0, 0);
  return walras_uniform(&stream, instance, draw);
}

#endif
