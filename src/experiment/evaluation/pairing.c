#include "experiment/evaluation/pairing.h"

#include <math.h>
#include <stdlib.h>

#include "numerics/statistics/difference.h"

bool claim_is_paired(const evaluator *e, const claim_sample *left, const claim_sample *right) {
  if (!e->experiment->independent)
    return true;
  for (int64_t i = 0, k = 0; i < left->point_count && k < right->point_count;) {
    if (left->points[i] == right->points[k])
      return true;
    if (left->points[i] < right->points[k])
      i++;
    else
      k++;
  }
  return false;
}

/* Both sides' means in each replication, as one new array [2][replications]; NULL when memory is exhausted. */
static double *both_means(const claim_sample *left, const claim_sample *right) {
  double *means = malloc(2 * (size_t)left->replications * sizeof *means);
  if (means != NULL) {
    claim_sample_replication_means(left, means);
    claim_sample_replication_means(right, means + left->replications);
  }
  return means;
}

bool claim_difference(const evaluator *e, const claim_sample *left, const claim_sample *right, t_measure *difference,
                      int64_t *values) {
  if (!claim_is_paired(e, left, right)) {
    t_measure x, y;
    if (!claim_average(e, left, &x) || !claim_average(e, right, &y))
      return false;
    *difference = claim_welch(&x, &y, -1.0);
    *values = left->value_count + right->value_count;
    return true;
  }
  double *means = both_means(left, right);
  if (means == NULL)
    return false;
  const walras_difference pairs = walras_difference_paired(means, means + left->replications, left->replications);
  *difference = (t_measure){pairs.mean, pairs.error, pairs.degrees, (double)pairs.count};
  *values = pairs.count;
  free(means);
  return true;
}

bool claim_ratio(const evaluator *e, const claim_sample *left, const claim_sample *right, ratio_measure *ratio, int64_t *values) {
  if (!claim_is_paired(e, left, right)) {
    t_measure x, y;
    if (!claim_average(e, left, &x) || !claim_average(e, right, &y))
      return false;
    const double r = x.estimate / y.estimate, variance_y = y.error * y.error;
    const t_measure scaled = {r * y.estimate, fabs(r) * y.error, y.degrees, y.replications};
    const t_measure rest = claim_welch(&x, &scaled, -1.0);
    *ratio =
        (ratio_measure){{r, y.estimate, rest.error * rest.error, -r * variance_y, variance_y, rest.degrees}, rest.replications};
    *values = left->value_count + right->value_count;
    return true;
  }
  double *means = both_means(left, right);
  if (means == NULL)
    return false;
  const walras_ratio of_means = walras_ratio_of_means(means, means + left->replications, left->replications);
  *ratio = (ratio_measure){of_means, of_means.degrees + 1.0};
  *values = (int64_t)ratio->replications;
  free(means);
  return true;
}
