/* Self-Play Preference Optimization (Swamy, Dann, Kidambi, Wu, Agarwal 2024): the declaration. */
#include "models/spo/tabular.h"
#include "models/spo/trajectory_trial.h"

static walras_status run(walras_trial *trial, const void *parameters) {
  const struct spo_parameters *p = parameters;
  const walras_status status = p->mode == MODE_TABULAR ? spo_run_tabular(trial, p) : trajectory_train(trial, p);
  return status == WALRAS_OK ? walras_trial_status(trial) : status;
}

static void footprint(const void *parameters, walras_footprint *out) {
  const struct spo_parameters *p = parameters;
  if (p->mode == MODE_TABULAR)
    spo_tabular_footprint(p, out);
  else
    trajectory_footprint(p, out);
}

const walras_model walras_model_spo = {WALRAS_MODEL_HEADER,
                                       .name = "spo",
                                       .title = "Self-play preference optimization: minimax winners without a reward model",
                                       .family = "alignment",
                                       .reference =
                                           "Swamy, Dann, Kidambi, Wu, Agarwal, A Minimaximalist Approach to Reinforcement "
                                           "Learning from Human Feedback, arXiv 2401.04056, ICML 2024",
                                       .population = "prompts",
                                       .parameters_size = sizeof(struct spo_parameters),
                                       .parameters = spo_schema,
                                       .parameter_count = SPO_PARAMETERS,
                                       .metrics = spo_metrics,
                                       .metric_count = SPO_METRICS,
                                       .resolve = spo_resolve,
                                       .check = spo_check,
                                       .footprint = footprint,
                                       .run = run};
