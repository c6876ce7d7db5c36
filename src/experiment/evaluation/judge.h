/** From a measured quantity to a verdict. */
#ifndef WALRAS_EXPERIMENT_EVALUATION_JUDGE_H
#define WALRAS_EXPERIMENT_EVALUATION_JUDGE_H

#include "experiment/evaluate.h"
#include "numerics/statistics/interval.h"

/** A quantity known from a finite number of replications. */
typedef struct measurement {
  double estimate;
  double replications; /**< it rests on; 0 = more of them would tell no more */
  /** The interval if so many replications had given the same estimate and spread; NaN ends when there is none. */
  walras_interval (*interval)(const void *data, double replications);
  /** Two-sided, of the hypothesis that the truth is `value`. */
  double (*p_value)(const void *data, double value);
  const void *data;
} measurement;

/** One quantity against its band. */
typedef struct finding {
  double estimate, low, high, minimum, maximum, p, replications;
  int64_t more; /**< replications that would decide; -1 = none */
  walras_verdict verdict;
} finding;

/** Holds with the whole interval in the band, fails with none of it in the band, undecided otherwise and without an interval. */
walras_verdict judge_interval(walras_interval interval, double minimum, double maximum);

finding judge(const measurement *measured, double minimum, double maximum);

/** Several findings of which each must hold. Zero-initialise before use. */
typedef struct findings {
  int64_t count, tests; /**< tests: those with a p-value */
  int64_t number[3];    /**< of each verdict */
  finding
      shown[3];  /**< of each verdict the one that tells most: with least room to the band, of failing ones with the smallest p */
  int64_t at[3]; /**< its number among all */
  double least_p; /**< of all tests */
  int64_t more;   /**< the most that an undecided one needs; -1 = one of them needs too many */
} findings;

void findings_add(findings *all, const finding *one);
/** The joint outcome: fails when one does by Bonferroni's rule. `at` gets the number of the finding shown; -1 = there was none. */
finding findings_joint(const findings *all, int64_t *at);

/** About how many more replications make a two-sided p-value as small as `level`, if what it rests on stays as it is (normal law); -1 = none. */
int64_t judge_more_to_reject(double p, double replications, double level);

/** Writes a finding into the evaluation. */
void judge_record(walras_evaluation *out, const finding *found);

#endif
