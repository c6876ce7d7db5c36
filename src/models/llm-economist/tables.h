/** The tables of a trial's record. */
#ifndef WALRAS_ECONOMIST_TABLES_H
#define WALRAS_ECONOMIST_TABLES_H

#include "models/llm-economist/course.h"

/** One worker at the last step. */
typedef struct economist_worker_row {
  double skill, labor, income, tax, utility;
  int64_t type, satisfied;
} economist_worker_row;

/** rows [count], in the order of workers. */
walras_status economist_record_workers(walras_trial *trial, const economist_worker_row *rows, int64_t count);

/** workers [J], and sums over them: income, tax [J]. */
walras_status economist_record_brackets(const economist_course *course, const int64_t *workers, const double *income,
                                        const double *tax);

/** Rates of all tax years, what a Saez planner saw, and the best of an enumeration. */
walras_status economist_record_plans(const economist_course *course);

#endif
