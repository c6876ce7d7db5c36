/** Laws of the workers' skills. */
#ifndef WALRAS_ECONOMIST_SKILLS_H
#define WALRAS_ECONOMIST_SKILLS_H

#include "models/llm-economist/parameters.h"
#include "numerics/distributions/law.h"
#include "walras/walras.h"

/** Hours of a week at which the census reports incomes: skill = income / 40. */
#define ECONOMIST_WEEK 40.0

/** The law of skills in USD/h, made ready; not for lists, which have none. */
typedef struct economist_skills {
  const struct economist_parameters *p;
  walras_law law;
  walras_gb2_table table; /**< unset for few quantiles of GB2, and for other laws */
  bool tabled;
} economist_skills;

/** `quantiles`: how many will be asked for, which decides whether a table is worth its making. */
void economist_skills_make(const struct economist_parameters *p, int64_t quantiles, economist_skills *skills);

/** The law's quantiles at u [count] in (0, 1), in place. */
void economist_skill_quantiles(const economist_skills *skills, double *u, int64_t count);

/** Skills of the workers first..first+count-1: `out` [count]. */
void economist_fill_skills(const economist_skills *skills, const walras_stream *stream, int64_t first, int64_t count,
                           double *out);

#endif
