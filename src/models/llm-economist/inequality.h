/** Gini coefficients of the last step over all workers, exact, without bringing the population together anywhere. */
#ifndef WALRAS_ECONOMIST_INEQUALITY_H
#define WALRAS_ECONOMIST_INEQUALITY_H

#include "models/llm-economist/course.h"

/**
 * Collective. Records the Gini coefficients of incomes and of coin (income less tax plus rebate). Coin does not fall in income, as no rate is above 1, so
 * that one order serves both. Workers at quantiles who answer rates alone stand in that order already; others are sorted in a block, or
 * sent to buckets between order statistics that are sorted each by itself, and those equal to one are only counted.
 */
walras_status economist_record_inequality(economist_course *course);

#endif
