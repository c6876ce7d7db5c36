#include "models/llm-economist/society.h"

#include <string.h>

walras_status economist_step(economist_course *course, int64_t step, bool fresh) {
  (void)step;
  return fresh ? economist_evaluate(&course->economy, &course->now->schedule, 1, course->economy.p->worker_policy,
                                    &course->now->totals)
               : WALRAS_OK;
}

walras_tax_choices economist_last_choices(const economist_course *course, const economist_response *response,
                                          const walras_block *block, int64_t first, int64_t count, economist_desk *desk) {
  return economist_respond(&course->economy, response, block, first, count, desk);
}
