/** What the tests of the AI Economist share. */
#ifndef WALRAS_TESTS_AI_ECONOMIST_H
#define WALRAS_TESTS_AI_ECONOMIST_H

#include "model_run.h"
#include "models/ai-economist/metrics.h"

#define RUN(run, ...) RUN_MODEL(run, &walras_model_ai_economist, __VA_ARGS__)
#define REFUSED(word, ...) CU_ASSERT(model_refuses(&walras_model_ai_economist, word, SETTINGS(__VA_ARGS__)))
#define NEAR(value, expected, tolerance) CU_ASSERT_DOUBLE_EQUAL(value, expected, tolerance)

static inline double worker(const model_run *run, enum ai_worker_column column, int64_t row) {
  return element_of(run, "worker", column, row);
}
static inline double bracket(const model_run *run, enum ai_bracket_column column, int64_t row) {
  return element_of(run, "bracket", column, row);
}

#endif
