/** Laws of the workers' skills. */
#ifndef WALRAS_ECONOMIST_SKILLS_H
#define WALRAS_ECONOMIST_SKILLS_H

#include "models/llm-economist/parameters.h"
#include "walras/walras.h"

/** Hours of a week at which the census reports incomes: skill = income / 40. */
#define ECONOMIST_WEEK 40.0

/** Skills in USD/h of the workers first..first+count-1. */
void economist_fill_skills(const struct economist_parameters *p, const walras_stream *stream, int64_t first, int64_t count,
                           double *skills);

/** Quantiles of the law at u [count] in (0, 1), in place; not for lists. */
void economist_skill_quantiles(const struct economist_parameters *p, double *u, int64_t count);

#endif
