/** Planners by Saez's formula. */
#ifndef WALRAS_ECONOMIST_SAEZ_H
#define WALRAS_ECONOMIST_SAEZ_H

#include "models/llm-economist/course.h"

/** Collective. The authors' routine on skills times saez_reference_hours, with elasticities [J]: rates [J], and course->saez [J]. */
walras_status economist_saez(economist_course *course, const double *elasticities, double *rates);

/**
 * Collective. Elasticities [J] as the authors measure them: the mean relative change of labour, by the relative change of 1 - t_j, of rational
 * workers whose income under the rates in force lies in bracket j, over a rise and a fall of t_j by `perturbation`. Without such workers the elasticity of a
 * linear schedule.
 */
walras_status economist_measure_elasticities(economist_course *course, double *elasticities);

/** Collective. The binned formula on realised incomes, reference weights and the true elasticity, iterated with damping from 30 % in every
 *  bracket: rates [J]. At least two brackets. */
walras_status economist_saez_iterated(economist_course *course, double *rates);

#endif
