/**
 * What workers do in a step. Rational workers without other aims, and those of fixed hours, answer the schedule alone. The others are a society whose
 * steps differ: bandits learn from the last step's utility and choose; altruists maximise, and adversaries minimise, the planner's welfare with the
 * other workers' last incomes and the last rebate, after a first step as egotists.
 */
#ifndef WALRAS_ECONOMIST_SOCIETY_H
#define WALRAS_ECONOMIST_SOCIETY_H

#include "models/llm-economist/course.h"

/** Collective. The arrays of a society, and the place of the schedule in force. */
walras_status economist_society_create(economist_course *course);

/** Collective. The step `step` under the schedule in force, into course->now->totals; `fresh`: the schedule is a new one. */
walras_status economist_step(economist_course *course, int64_t step, bool fresh);

/** Makes course->played, for the functions below. */
void economist_set_schedule(economist_course *course);

/** Choices of a chunk of workers at the last step under course->played, into the desk. */
walras_tax_choices economist_last_choices(const economist_course *course, const walras_block *block, int64_t first, int64_t count,
                                          economist_desk *desk);

#endif
