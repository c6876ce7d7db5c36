/** Inequality of the last step over all workers. */
#ifndef WALRAS_ECONOMIST_INEQUALITY_H
#define WALRAS_ECONOMIST_INEQUALITY_H

#include "models/llm-economist/course.h"

/** Collective. Records the Gini coefficients of incomes and of coin, income less tax plus rebate: exact, and nothing is gathered. */
walras_status economist_record_inequality(economist_course *course);

#endif
