/** The optimal tax without brackets: workers get the incomes and taxes that the formula of Mirrlees and Diamond designs for their skills. */
#ifndef WALRAS_ECONOMIST_MIRRLEES_H
#define WALRAS_ECONOMIST_MIRRLEES_H

#include "models/llm-economist/economy.h"

enum {
  ECONOMIST_DESIGNED = 2000, /**< most skills that a design is made for; workers between them get what lies between */
  ECONOMIST_QUANTILES = 6    /**< skills whose rates are recorded */
};

/** A design: arrays of ascending skills, plain data. The sizes of brackets follow it for the record. */
typedef struct economist_design {
  int64_t count;
  double skill[ECONOMIST_DESIGNED], rate[ECONOMIST_DESIGNED], income[ECONOMIST_DESIGNED], tax[ECONOMIST_DESIGNED];
  bool ironed;
} economist_design;

/** For the law of skills of the trial and weights 1 / max(reference income, 1): at the quantiles (i + 1/2) / count, count = the number of
 *  workers up to ECONOMIST_DESIGNED. work [ECONOMIST_DESIGNED]. */
void economist_design_make(const economist_economy *economy, double *work, economist_design *design);

/** Choices of workers with these skills [count] under the design. */
void economist_follow_design(const economist_design *design, const walras_labor *labor, const double *skills, int64_t count,
                             const walras_tax_choices *choices);

/** Collective. What the design does to all workers. */
walras_status economist_evaluate_design(economist_economy *economy, const economist_design *design, economist_totals *totals);

/** What the design takes over each bracket by its width (its last rate in the open one): rates [schedule->brackets]. */
void economist_design_brackets(const economist_design *design, const walras_tax_schedule *schedule, double *rates);

/** The quantiles that are recorded, and marginal rates there [ECONOMIST_QUANTILES]. */
extern const double economist_quantiles[ECONOMIST_QUANTILES];
void economist_design_rates(const economist_economy *economy, double *skills, double *rates);

#endif
