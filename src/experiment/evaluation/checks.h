/** The checks: each fills the evaluation of its claim. */
#ifndef WALRAS_EXPERIMENT_EVALUATION_CHECKS_H
#define WALRAS_EXPERIMENT_EVALUATION_CHECKS_H

#include "experiment/evaluation/evaluator.h"

/** equal, and bounds of trials: every single value lies in the band (about a constant, or about another metric of the same trial). */
walras_status claim_check_trials(evaluator *e);
/** mean: the average of the selected points' means lies in the band. */
walras_status claim_check_mean(evaluator *e);
/** bounds of means: the mean of each selected point lies in the band. */
walras_status claim_check_each_mean(evaluator *e);
/** table: the average of each entry's points lies within the tolerance of its number. */
walras_status claim_check_table(evaluator *e);
/** median and quantile of all selected values. */
walras_status claim_check_quantile(evaluator *e);
/** share of the selected trials with a condition. */
walras_status claim_check_share(evaluator *e);
/** ratio and difference of two means. */
walras_status claim_check_pair(evaluator *e);
/** slope of the least-squares line through the means along a parameter. */
walras_status claim_check_slope(evaluator *e);
/** order: each step of the means along a parameter goes in one direction. */
walras_status claim_check_order(evaluator *e);
/** correlation with a parameter or another metric. */
walras_status claim_check_correlation(evaluator *e);

#endif
