/** What the tests of the LLM Economist share. */
#ifndef WALRAS_TESTS_LLM_ECONOMIST_H
#define WALRAS_TESTS_LLM_ECONOMIST_H

#include "model_run.h"

#define RUN(run, ...) RUN_MODEL(run, &walras_model_llm_economist, __VA_ARGS__)
#define REFUSED(word, ...) CU_ASSERT(model_refuses(&walras_model_llm_economist, word, SETTINGS(__VA_ARGS__)))

/* A thousand census workers at their quantiles, rational and continuous, for one step. */
#define THOUSAND "n_workers=1000", "skill_sampling=quantile", "labor_mode=continuous", "horizon=1", "tax_year=1"
/* The same with a median week of 40 hours, and weights that nobody's choice changes. */
#define MEDIAN40 THOUSAND, "labor_cost_mode=median40", "swf=reference_inverse_income"

#endif
