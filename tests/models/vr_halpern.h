/** What the tests of vr-halpern share. */
#ifndef WALRAS_TESTS_VR_HALPERN_H
#define WALRAS_TESTS_VR_HALPERN_H

#include "model_run.h"

#define RUN(run, ...) RUN_MODEL(run, &walras_model_vr_halpern, __VA_ARGS__)
#define REFUSED(word, ...) CU_ASSERT(model_refuses(&walras_model_vr_halpern, word, SETTINGS(__VA_ARGS__)))

enum { METHOD_RESIDUAL = 2, METHOD_GAP = 3, METHOD_CALLS = 4, METHOD_ITERATIONS = 5 }; /* columns of the table `methods` */

static inline double method(const model_run *run, int column, int64_t index) {
  return element_of(run, "methods", column, index);
}

/* Both runs store the same bits, with as many threads as given. */
static inline bool same_on_threads(int threads, const char *const *settings, int64_t count) {
  model_run one, many;
  run_model(&one, &walras_model_vr_halpern, 1, settings, count);
  run_model(&many, &walras_model_vr_halpern, threads, settings, count);
  if (one.status != WALRAS_OK)
    fprintf(stderr, "    %s\n", one.message);
  const bool same = same_records(&one, &many);
  end_run(&one);
  end_run(&many);
  return same;
}

#endif
