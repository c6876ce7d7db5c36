/* Steering the herd: control of social learning by the precision of signals (Arghal, He, Saeedi Bidokhti, Sarkar 2025): the declaration. */
#include "models/steering-the-herd/metrics.h"

/* The optimum against Bayesian agents, for the value that it has against others. */
static walras_status record_hybrid(walras_trial *trial, const struct herd_parameters *p) {
  struct herd_belief_programme *bayes = walras_trial_allocate(trial, 1, sizeof *bayes);
  double value = 0.0;
  if (bayes == NULL)
    return walras_trial_status(trial);
  walras_status status = herd_belief_solve(trial, p, p->n_beliefs, bayes);
  if (status == WALRAS_OK)
    status = herd_hybrid_value(trial, p, bayes, &value);
  if (status == WALRAS_OK)
    walras_record_real(trial, METRIC_HYBRID_VALUE, value);
  return status;
}

static walras_status solve(walras_trial *trial, const struct herd_parameters *p, struct herd_belief_programme *beliefs,
                           struct herd_log_odds_programme *log_odds, struct herd_policy *policy) {
  const bool solved = herd_is_solved(p), on_log_odds = herd_solves_log_odds(p);
  walras_status status = WALRAS_OK;
  if (on_log_odds)
    status = herd_log_odds_solve(trial, p, log_odds);
  else if (solved)
    status = herd_belief_solve(trial, p, p->n_beliefs, beliefs);
  if (status == WALRAS_OK)
    status = herd_policy_make(trial, p, solved && !on_log_odds ? beliefs : NULL, on_log_odds ? log_odds : NULL, policy);
  if (status == WALRAS_OK && on_log_odds && !herd_is_myopic(p))
    status = record_hybrid(trial, p);
  return status;
}

static walras_status record_programme(walras_trial *trial, const struct herd_parameters *p, const struct herd_policy *policy) {
  struct herd_belief_programme *finer = NULL;
  walras_status status = WALRAS_OK;
  if (p->report_grid_error) {
    finer = walras_trial_allocate(trial, 1, sizeof *finer);
    if (finer == NULL)
      return walras_trial_status(trial);
    status = herd_belief_solve(trial, p, 2 * p->n_beliefs - 1, finer);
  }
  if (status == WALRAS_OK)
    status = herd_record_solution(trial, policy, finer);
  if (status == WALRAS_OK && p->report_exact_gap)
    herd_record_exact(trial, policy->beliefs);
  return status;
}

static walras_status draw(walras_trial *trial, const struct herd_parameters *p, const struct herd_policy *policy) {
  struct herd_chain chain;
  walras_reduction *sums = NULL;
  bool chained = herd_policy_is_fixed(policy) && p->n_groups == 1;
  walras_status status = WALRAS_OK;
  if (chained)
    status = herd_chain_make(trial, policy, &chain, &chained);
  if (status == WALRAS_OK)
    status = herd_draw_sequences(trial, policy, chained ? &chain : NULL, &sums);
  if (status == WALRAS_OK)
    herd_record_sequences(trial, policy, sums);
  return status;
}

static walras_status run(walras_trial *trial, const void *parameters) {
  const struct herd_parameters *p = parameters;
  struct herd_belief_programme beliefs;
  struct herd_log_odds_programme log_odds;
  struct herd_policy policy;
  walras_status status = solve(trial, p, &beliefs, &log_odds, &policy);
  if (status == WALRAS_OK && herd_is_solved(p))
    status = record_programme(trial, p, &policy);
  if (status == WALRAS_OK && p->n_sequences > 0)
    status = draw(trial, p, &policy);
  return status == WALRAS_OK ? walras_trial_status(trial) : status;
}

/* Seconds as measured on one core of Zen 3. */
static void footprint(const void *parameters, walras_footprint *out) {
  const struct herd_parameters *p = parameters;
  const double agents = (double)p->n_agents * (double)p->n_groups;
  const bool alone = p->n_groups > 1 || p->planner == PLANNER_RANDOM || p->agent_precision_sd > 0.0;
  const bool biased = herd_objective_of(p) == OBJECTIVE_BIASED && p->precision_grid == 0.0;
  const double controls = biased ? (double)p->n_precisions : 5.0 + (double)herd_grid_precisions(p);
  const double beliefs = (double)p->n_beliefs * (p->report_grid_error ? 3.0 : 1.0);
  *out = (walras_footprint){.population = p->n_sequences,
                            .block = herd_block_size(p),
                            .bytes_replicated = 1e6 + 300.0 * beliefs + 100.0 * (double)p->n_agents + 100.0 * (double)p->n_groups,
                            .seconds_per_entity = alone ? 1.5e-7 * agents : 1e-7,
                            .seconds_fixed = herd_is_solved(p) ? beliefs * (3e-7 * controls + 2e-6) : 1e-4};
}

const walras_model walras_model_steering_the_herd = {
    WALRAS_MODEL_HEADER,
    .name = "steering-the-herd",
    .title = "Control of social learning by the precision of signals: altruistic and biased planners, cascades, stand-ins",
    .family = "game",
    .reference = "Arghal, He, Saeedi Bidokhti, Sarkar, Steering the Herd: A Framework for LLM-based Control of Social Learning, "
                 "arXiv 2504.02648, 2025",
    .population = "n_sequences",
    .parameters_size = sizeof(struct herd_parameters),
    .parameters = herd_schema,
    .parameter_count = HERD_PARAMETERS,
    .metrics = herd_metrics,
    .metric_count = HERD_METRICS,
    .check = herd_check,
    .footprint = footprint,
    .run = run};
