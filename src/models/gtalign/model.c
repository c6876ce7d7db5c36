/* GTAlign, game-theoretic alignment of assistants (Zhu, Zhang, Cisneros-Velarde, You 2025): reward formulas, declaration. */
#include "models/gtalign/tasks.h"

walras_status gtalign_run_reward(walras_trial *trial, const struct gtalign_parameters *p) {
  const struct gtalign_response response = {.answer = p->answer,
                                            .words = p->response_length_words,
                                            .total_words = p->total_words,
                                            .reasoning_chars = p->reasoning_chars,
                                            .format = p->format_score,
                                            .pareto = p->pareto_score,
                                            .payoff = p->payoff_score,
                                            .time_cost = 1.0};
  const struct gtalign_welfare w = gtalign_welfare_of(p->reward_variant, &response);
  walras_record_real(trial, METRIC_USER_WELFARE, w.user);
  walras_record_real(trial, METRIC_LLM_WELFARE, w.llm);
  walras_record_real(trial, METRIC_REWARD, gtalign_reward(p->training_reward, p->welfare_alpha, w));
  return WALRAS_OK;
}

static walras_status run(walras_trial *trial, const void *parameters) {
  const struct gtalign_parameters *p = parameters;
  walras_status status = WALRAS_OK;
  if (p->mode == MODE_REWARD)
    status = gtalign_run_reward(trial, p);
  else if (gtalign_has_policy(p))
    status = gtalign_run_policy(trial, p);
  else if (p->mode == MODE_COMPARE)
    status = gtalign_run_compare(trial, p);
  else
    status = gtalign_run_matrix(trial, p);
  return status == WALRAS_OK ? walras_trial_status(trial) : status;
}

/* Seconds as measured on one core of Zen 3. */
static void footprint(const void *parameters, walras_footprint *out) {
  const struct gtalign_parameters *p = parameters;
  const double actions = (double)gtalign_actions(p), types = gtalign_has_policy(p) ? (double)gtalign_types(p) : 1.0;
  const double tables = p->user_type_visible ? types : 1.0;
  const double prompts = gtalign_is_trained(p) ? (double)p->updates * (double)p->batch_prompts * tables : 0.0;
  *out = (walras_footprint){.population = gtalign_is_drawn(p) ? p->n_instances : 1,
                            .block = 16384,
                            .bytes_replicated = 1e5 + actions * 4096.0 + 32.0 * (double)p->feature_grid + types * actions * 96.0,
                            .seconds_per_entity = !gtalign_is_drawn(p)     ? 0.0
                                                  : p->mode == MODE_DECIDE ? 2e-7
                                                                           : 2e-8 + 2e-9 * actions,
                            .seconds_fixed = 1e-4 + types * 1e-8 * actions * (double)p->feature_grid +
                                             prompts * 1e-8 * (actions + 4.0 * (double)p->group_size)};
}

const walras_model walras_model_gtalign = {
    WALRAS_MODEL_HEADER,
    .name = "gtalign",
    .title = "Game-theoretic alignment of assistants: payoff matrices, mutual welfare as a training reward, prices that steer",
    .family = "alignment",
    .reference = "Zhu, Zhang, Cisneros-Velarde, You, GTAlign: Game-Theoretic Alignment of LLM Assistants for Mutual Welfare, "
                 "arXiv 2510.08872, 2025",
    .population = "n_instances",
    .parameters_size = sizeof(struct gtalign_parameters),
    .parameters = gtalign_schema,
    .parameter_count = GTALIGN_PARAMETERS,
    .metrics = gtalign_metrics,
    .metric_count = GTALIGN_METRICS,
    .resolve = gtalign_resolve,
    .check = gtalign_check,
    .footprint = footprint,
    .run = run};
