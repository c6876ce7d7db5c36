#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "experiment/evaluation/checks.h"
#include "experiment/evaluation/contrast.h"
#include "experiment/evaluation/words.h"

/* How an average over the points of a selection gets its interval. */
static const char *average_method(const evaluator *e, int64_t points) {
  if (points == 1)
    return "t interval of the mean";
  return e->experiment->independent ? "t interval of the average of the points' means, independent points"
                                    : "t interval of the average of the points' means, over replications";
}

walras_status claim_check_mean(evaluator *e) {
  claim_sample sample;
  t_measure mean;
  walras_status status = claim_sample_load(e, e->claim->metric, config_setting_get_member(e->group, "where"), NULL, &sample);
  if (status != WALRAS_OK)
    return status;
  e->out->points = sample.point_count;
  e->out->values = sample.value_count;
  evaluator_method(e, "%s", average_method(e, sample.point_count));
  if (claim_average(e, &sample, &mean)) {
    const measurement measured = measure_t(&mean);
    const finding found = judge(&measured, e->out->minimum, e->out->maximum);
    judge_record(e->out, &found);
  } else
    status = evaluator_no_memory(e);
  claim_sample_free(&sample);
  return status;
}

/* "...", with what a joint verdict rests on. */
static void joint_method(const evaluator *e, const char *method, const findings *all) {
  if (all->count > 1)
    evaluator_method(e, "%s, Bonferroni over %lld", method, (long long)all->count);
  else
    evaluator_method(e, "%s", method);
}

walras_status claim_check_each_mean(evaluator *e) {
  claim_sample sample;
  walras_status status = claim_sample_load(e, e->claim->metric, config_setting_get_member(e->group, "where"), NULL, &sample);
  if (status != WALRAS_OK)
    return status;
  findings all = {0};
  int64_t at = -1;
  e->out->points = sample.point_count;
  e->out->values = sample.value_count;
  claim_sample_drop_empty(&sample);
  for (int64_t i = 0; status == WALRAS_OK && i < sample.point_count; i++) {
    const claim_sample one = {.points = sample.points + i,
                              .point_count = 1,
                              .replications = sample.replications,
                              .values = sample.values + i * sample.replications,
                              .means = sample.means + i,
                              .counts = sample.counts + i,
                              .value_count = sample.counts[i]};
    t_measure mean;
    if (!claim_average(e, &one, &mean)) {
      status = evaluator_no_memory(e);
      break;
    }
    const measurement measured = measure_t(&mean);
    const finding found = judge(&measured, e->out->minimum, e->out->maximum);
    findings_add(&all, &found);
  }
  if (all.count > 0) {
    char point[200];
    const finding joint = findings_joint(&all, &at);
    judge_record(e->out, &joint);
    claim_sample_name_point(e, &sample, at, point, sizeof point);
    evaluator_worst(e, "%s", point);
  }
  joint_method(e, all.count > 1 ? "t interval of each point's mean" : "t interval of the mean", &all);
  claim_sample_free(&sample);
  return status;
}

/* One row of a table, from its own selection within that of the claim. */
static walras_status check_entry(evaluator *e, const config_setting_t *row, walras_claim_entry *entry, finding *found) {
  claim_sample sample;
  const config_setting_t *own = config_setting_get_member(row, "where");
  walras_status status = claim_sample_load(e, e->claim->metric, config_setting_get_member(e->group, "where"), own, &sample);
  if (status != WALRAS_OK)
    return status;
  t_measure mean;
  const double expected = evaluator_number(row, "expected", NAN), tolerance = evaluator_tolerance(e, expected);
  entry->where = claim_where_words(own);
  if (entry->where == NULL || !claim_average(e, &sample, &mean))
    status = evaluator_no_memory(e);
  else {
    const measurement measured = measure_t(&mean);
    *found = judge(&measured, expected - tolerance, expected + tolerance);
    entry->expected = expected;
    entry->estimate = found->estimate;
    entry->low = found->low;
    entry->high = found->high;
    entry->verdict = found->verdict;
    e->out->points += sample.point_count;
    e->out->values += sample.value_count;
  }
  claim_sample_free(&sample);
  return status;
}

walras_status claim_check_table(evaluator *e) {
  const config_setting_t *rows = config_setting_get_member(e->group, "entries");
  const int count = rows != NULL ? config_setting_length(rows) : 0;
  walras_status status = WALRAS_OK;
  findings all = {0};
  e->out->entries = calloc((size_t)count + 1, sizeof *e->out->entries);
  if (e->out->entries == NULL)
    return evaluator_no_memory(e);
  for (int i = 0; status == WALRAS_OK && i < count; i++) {
    finding found;
    e->out->entry_count = i + 1;
    status = check_entry(e, config_setting_get_elem(rows, (unsigned)i), &e->out->entries[i], &found);
    if (status == WALRAS_OK)
      findings_add(&all, &found);
  }
  if (status != WALRAS_OK || count == 0)
    return status;
  int64_t at = -1;
  const finding joint = findings_joint(&all, &at);
  judge_record(e->out, &joint);
  e->out->expected = e->out->entries[at].expected;
  evaluator_worst(e, "entry %lld (%s)", (long long)at + 1, e->out->entries[at].where);
  joint_method(e, "t interval of each entry's mean", &all);
  return WALRAS_OK;
}
