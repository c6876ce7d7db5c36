/** Claims against measured values: the paper's number, ours with its interval, and a verdict.
 *
 *  A claim of a number (mean, median, quantile, ratio, difference, slope, share, correlation, and bounds of means) holds when the whole 95 %
 *  interval of ours lies in the band that the claim allows, fails when the interval misses the band, and is undecided otherwise, also when there
 *  is no interval (one replication, no value). Of several numbers (bounds of means, the steps of an order, the entries of a table) each must
 *  hold; the claim fails when one of them does, by Bonferroni's rule over all. Claims of every trial (equal, bounds) hold or fail exactly.
 *
 *  Trials with the same replication at different points share their random numbers unless the experiment says "independent". Intervals over
 *  several points therefore rest on the replications as units: differences and ratios are paired, and so are means, slopes and shares over
 *  several points. With independent numbers the points are units of their own (Welch and Satterthwaite). */
#ifndef WALRAS_EXPERIMENT_EVALUATE_H
#define WALRAS_EXPERIMENT_EVALUATE_H

#include "experiment/experiment.h"

#define WALRAS_CLAIM_CONFIDENCE 0.95 /**< of every interval; its complement is the level of the failures */

typedef enum walras_verdict {
  WALRAS_CLAIM_HOLDS,
  WALRAS_CLAIM_FAILS,
  WALRAS_CLAIM_UNDECIDED, /**< the interval is too wide, or too few trials are done */
} walras_verdict;

/** Where the values come from: fills values [replications] of one scalar metric, or element `element` (from 0) of a vector or series, at one
 *  point; NaN where the trial is not done or the value is undefined. Claims ask for one metric after the other, points ascending. */
typedef walras_status (*walras_values_reader)(void *context, const char *metric, int64_t element, int64_t point, double *values,
                                              walras_error *error);

/** One number of a table. */
typedef struct walras_claim_entry {
  char *where; /**< its selection in words */
  double expected, estimate, low, high;
  walras_verdict verdict;
} walras_claim_entry;

/** The outcome of one claim. Numbers that there are none of are NaN. */
typedef struct walras_evaluation {
  walras_verdict verdict;
  double estimate, low,
      high;        /**< ours, with its interval (equal for claims of every trial); infinite ends where the data set no limit */
  double expected; /**< as in the config; of a table that of the worst entry */
  double minimum, maximum; /**< the band that the claim allows; infinite where open */
  int64_t points, values;  /**< how many design points are selected, and how many values it rests on */
  int64_t
      more_replications; /**< of an undecided claim: how many more would decide, if estimate and spread stayed as they are (so with even
                                   chances); -1 = none up to 10^9, or it says nothing */
  double p,
      adjusted_p;      /**< two-sided, of the hypothesis that the truth lies in the band; adjusted by walras_evaluations_adjust */
  double replications; /**< that the interval rests on */
  bool informative;    /**< shown, never failing */
  char method[160];    /**< how the interval was made: "t interval of the mean", "every trial", ... */
  char worst[240];     /**< for checks over every trial, point, step or entry: which one is shown */
  char paper[120];     /**< the band in words: "1 +- 0.005", "at least 0.6", "increasing" */
  char unit[64];       /**< of the estimate */
  char *where;         /**< the selection in words, with what it is compared to; "" = all points */
  walras_claim_entry *entries; /**< [entry_count] of a table */
  int64_t entry_count;
} walras_evaluation;

/** Evaluates one claim of an experiment. Free with walras_evaluation_clear, also after an error. Errors: those of the reader, _MEMORY, and
 *  WALRAS_ERROR_INPUT for a claim that was never checked. */
walras_status walras_claim_evaluate(const walras_experiment *experiment, const walras_claim *claim, walras_values_reader read,
                                    void *context, walras_evaluation *evaluation, walras_error *error);
void walras_evaluation_clear(walras_evaluation *evaluation);

/** Many claims at once: adjusts the p-values of all claims [claim_count] of a kind by Benjamini and Hochberg's rule, and takes back what fails
 *  at 5 % by itself but not so adjusted: it is undecided then. False when memory is exhausted. */
bool walras_evaluations_adjust(const walras_experiment *experiment, walras_evaluation *evaluations);

/** "holds", "fails", "undecided". */
const char *walras_verdict_name(walras_verdict verdict);

#endif
