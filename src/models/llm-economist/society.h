/** What workers do in a step. */
#ifndef WALRAS_ECONOMIST_SOCIETY_H
#define WALRAS_ECONOMIST_SOCIETY_H

#include "models/llm-economist/course.h"

/** Collective. The step `step` under the schedule in force, into course->now->totals; `fresh`: the schedule is a new one. */
walras_status economist_step(economist_course *course, int64_t step, bool fresh);

/** Choices of a chunk of workers at the last step, into the desk; `response` is made for the schedule in force and rational workers. */
walras_tax_choices economist_last_choices(const economist_course *course, const economist_response *response,
                                          const walras_block *block, int64_t first, int64_t count, economist_desk *desk);

#endif
