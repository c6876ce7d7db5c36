#include "models/spo/metrics.h"

static bool is_tabular(const void *parameters) {
  return ((const struct spo_parameters *)parameters)->mode == MODE_TABULAR;
}

static bool never(const void *parameters) {
  (void)parameters;
  return false;
}

static bool has_one_prompt(const void *parameters) {
  return is_tabular(parameters) && preference_has_one_prompt(parameters);
}

static bool has_facts(const void *parameters) {
  return is_tabular(parameters) && preference_has_facts(parameters);
}

static bool has_matrix(const void *parameters) {
  return is_tabular(parameters) && preference_has_matrix(parameters);
}

bool spo_has_bound(const void *parameters) {
  const struct spo_parameters *const p = parameters;
  return p->mode == MODE_TABULAR && p->no_regret == LEARNER_HEDGE && p->game.oracle == ORACLE_EXACT;
}

static int64_t evaluations(const void *parameters) {
  return is_tabular(parameters) ? spo_evaluations(parameters) : 1;
}

#define TABULAR .absent = "in mode trajectory", .present = is_tabular
#define BOUNDED .absent = "but for hedge on exact win rates", .present = spo_has_bound

const walras_metric spo_metrics[SPO_METRICS] = {
    PREFERENCE_METRICS_WHERE("in mode trajectory", is_tabular, evaluations, never, never, never, has_one_prompt, has_facts,
                             has_matrix),
    [METRIC_GAP_PAYOFF] = {.name = "gap_payoff_units",
                           .unit = "payoff",
                           .doc = "twice duality_gap_average: the gap of payoffs in [-1, 1]",
                           TABULAR},
    [METRIC_BOUND] = {.name = "theory_gap_bound",
                      .unit = "probability",
                      .doc = "log(1/min pi_1)/(eta T) + eta/2, the bound on duality_gap_average",
                      BOUNDED},
    [METRIC_BOUND_RATIO] = {.name = "gap_over_bound", .unit = "1", .doc = "duality_gap_average over theory_gap_bound", BOUNDED},
    [METRIC_ENTROPY] = {.name = "entropy", .unit = "nat", .doc = "entropy of the last policy", TABULAR},
};
