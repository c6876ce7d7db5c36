#include "models/magentic-marketplace/steps.h"

#include "numerics/elementary/dispatch.h"

void magentic_judge(struct magentic_cohort *cohort, int rows) {
  static magentic_step *const paths[] = {magentic_judge_baseline, magentic_judge_avx2, magentic_judge_avx512};
  paths[walras_simd_path_get()](cohort, rows);
}

void magentic_find_first(struct magentic_cohort *cohort, int rows) {
  static magentic_step *const paths[] = {magentic_find_first_baseline, magentic_find_first_avx2, magentic_find_first_avx512};
  paths[walras_simd_path_get()](cohort, rows);
}
