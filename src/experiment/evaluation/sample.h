/** The values of one metric at the selected points. */
#ifndef WALRAS_EXPERIMENT_EVALUATION_SAMPLE_H
#define WALRAS_EXPERIMENT_EVALUATION_SAMPLE_H

#include "experiment/evaluation/evaluator.h"

typedef struct claim_sample {
  int64_t *points; /**< [point_count] ascending */
  int64_t point_count;
  int64_t replications; /**< of the store: columns of `values`, some without a value */
  double *values;       /**< [point_count][replications], NaN where there is none */
  double *means;        /**< [point_count] NaN without values */
  int64_t *counts;      /**< [point_count] values of each point */
  int64_t value_count;  /**< of all points */
} claim_sample;

/** Reads a metric ("name" or "name[k]", k from 1) at the points that `where` selects, and `also` (either may be NULL: all). On success the
 *  caller frees the sample. */
walras_status claim_sample_load(const evaluator *e, const char *metric, const config_setting_t *where,
                                const config_setting_t *also, claim_sample *sample);
/** Means and counts once more, after `values` were changed. */
void claim_sample_summarise(claim_sample *sample);
void claim_sample_free(claim_sample *sample);

static inline const double *claim_sample_row(const claim_sample *sample, int64_t index) {
  return sample->values + index * sample->replications;
}

/** Takes out the points without any value (their metric is absent, or no trial is done). */
void claim_sample_drop_empty(claim_sample *sample);

/** The mean over the sample's points in each replication: means [replications], NaN where a point has no value. */
void claim_sample_replication_means(const claim_sample *sample, double *means);

/** "point 3 (agents = 40)": the number and what tells it from the other selected points, cut to `size`. */
void claim_sample_name_point(const evaluator *e, const claim_sample *sample, int64_t index, char *text, size_t size);

#endif
