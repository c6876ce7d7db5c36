/* Four theses on preferences as studies with predictions that can be measured. The formalisation is walras's own, not the paper's. */
#include "models/beyond-preferences/study.h"

static walras_status run(walras_trial *trial, const void *parameters) {
  const struct beyond_parameters *p = parameters;
  switch (p->study) {
  case STUDY_COHERENCE:
    return play_coherence(trial, p);
  case STUDY_INFLUENCE:
    return play_influence(trial, p);
  case STUDY_MISUSE:
    return play_misuse(trial, p);
  case STUDY_INSENSITIVE_ANNOTATORS:
    return play_insensitive_annotators(trial, p);
  case STUDY_AGGREGATION:
    return play_aggregation(trial, p);
  default:
    return play_choice(trial, p);
  }
}

/* Passes of the fits, offers checked against holdings, sigmoids of the win matrix. */
static void footprint(const void *parameters, walras_footprint *out) {
  const struct beyond_parameters *p = parameters;
  *out = (walras_footprint){.population = 1, .block = 1, .seconds_fixed = 1e-5};
  if (p->study <= STUDY_CHOICE_ATTENTION) {
    const double d = p->study == STUDY_CHOICE_ATTENTION ? (double)p->true_weights.count : 2.0;
    out->population = p->observations;
    out->block = CHOICE_BLOCK;
    out->seconds_per_entity = 15.0 * (2e-8 + 1e-8 * d + 2e-9 * d * d);
  } else if (p->study == STUDY_COHERENCE) {
    out->population = p->agents;
    out->block = COHERENCE_BLOCK;
    out->seconds_per_entity = (double)p->offers * (1e-7 + 1e-9 * (double)(p->offers * p->value_dims));
  } else if (p->study == STUDY_INFLUENCE && p->heterogeneous) {
    out->population = p->users;
    out->block = INFLUENCE_BLOCK;
    out->seconds_per_entity = 2e-7;
  } else if (p->study == STUDY_AGGREGATION) {
    const double norms = p->instance == INSTANCE_GROUPS ? (double)p->norms : (double)p->gains.lists[0].count;
    out->population = p->instance == INSTANCE_GROUPS ? p->stakeholders : p->gains.count;
    out->block = AGGREGATION_BLOCK;
    out->bytes_replicated = 64.0 * norms * norms;
    out->seconds_per_entity = 5e-9 * norms * norms * 20.0;
    out->seconds_fixed = 1e-3;
  }
}

const walras_model walras_model_beyond_preferences = {
    WALRAS_MODEL_HEADER,
    .name = "beyond-preferences",
    .title = "Preference matching and aggregation against role norms that stakeholders agree on (formalisation by walras, not by "
             "the paper)",
    .family = "alignment",
    .reference =
        "after Zhi-Xuan, Carroll, Franklin and Ashton, Beyond Preferences in AI Alignment, arXiv 2408.16984, 2024, which has no "
        "model and no numbers: all of the formalisation is walras's own",
    .population = "stakeholders",
    .parameters_size = sizeof(struct beyond_parameters),
    .parameters = beyond_schema,
    .parameter_count = BEYOND_PARAMETERS,
    .metrics = beyond_metrics,
    .metric_count = BEYOND_METRICS,
    .resolve = beyond_resolve,
    .check = beyond_check,
    .footprint = footprint,
    .run = run};
