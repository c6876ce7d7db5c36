#include <string.h>

#include "experiment/evaluation/checks.h"
#include "experiment/evaluation/pairing.h"

static void name_method(const evaluator *e, bool ratio, bool paired) {
  if (ratio)
    evaluator_method(e, "Fieller's interval of the ratio of means, %s",
                     paired ? "paired by replication" : "unpaired: independent random numbers");
  else
    evaluator_method(e, "%s",
                     paired ? "t interval of the difference, paired by replication"
                            : "Welch's t interval of the difference, unpaired: independent random numbers");
}

/* Two metrics of the same points: a point counts on both sides or on none. */
static void match_points(claim_sample *left, claim_sample *right) {
  for (int64_t i = 0; i < left->point_count; i++)
    if (left->counts[i] == 0 || right->counts[i] == 0)
      left->counts[i] = right->counts[i] = 0;
}

static bool compare(evaluator *e, claim_sample *left, claim_sample *right, finding *found) {
  const bool ratio = strcmp(e->claim->check, "ratio") == 0;
  ratio_measure r;
  t_measure d;
  if (evaluator_has(e, "versus_metric"))
    match_points(left, right);
  claim_sample_drop_empty(left);
  claim_sample_drop_empty(right);
  name_method(e, ratio, claim_is_paired(e, left, right));
  if (ratio ? !claim_ratio(e, left, right, &r, &e->out->values) : !claim_difference(e, left, right, &d, &e->out->values))
    return false;
  const measurement measured = ratio ? measure_ratio(&r) : measure_t(&d);
  *found = judge(&measured, e->out->minimum, e->out->maximum);
  return true;
}

walras_status claim_check_pair(evaluator *e) {
  const char *other = evaluator_word(e, "versus_metric");
  const config_setting_t *where = config_setting_get_member(e->group, "where"),
                         *versus = config_setting_get_member(e->group, "versus");
  claim_sample left, right = {0};
  walras_status status = claim_sample_load(e, e->claim->metric, where, NULL, &left);
  if (status == WALRAS_OK)
    status = claim_sample_load(e, other != NULL ? other : e->claim->metric, other != NULL ? where : versus, NULL, &right);
  if (status == WALRAS_OK) {
    finding found;
    e->out->points = left.point_count + (other != NULL ? 0 : right.point_count);
    if (compare(e, &left, &right, &found))
      judge_record(e->out, &found);
    else
      status = evaluator_no_memory(e);
  }
  claim_sample_free(&left);
  claim_sample_free(&right);
  return status;
}
