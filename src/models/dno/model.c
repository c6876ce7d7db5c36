/* Direct Nash Optimization (Rosset et al. 2024): declaration. */
#include "models/dno/record.h"

static walras_status run(walras_trial *trial, const void *parameters) {
  const struct dno_parameters *p = parameters;
  return dno_is_contrastive(p) ? dno_run_pairs(trial, p) : dno_run_steps(trial, p);
}

/* Seconds as measured on Zen 3: an entry of a game takes 12 ns to make and 1 ns a product, a feature 10 ns. */
static void footprint(const void *parameters, walras_footprint *out) {
  const struct dno_parameters *p = parameters;
  const struct dno_world world = {.p = p, .policy = dno_policy_make(p)};
  const double n = (double)p->game.actions, rounds = (double)p->iterations, inputs = (double)world.policy.inputs;
  const double theta = (double)world.policy.parameters, entries = preference_is_implicit(&p->game) ? 8.0 * n : n * n;
  const bool contrastive = dno_is_contrastive(p), sampled = !contrastive && p->solver == SOLVER_SAMPLED;
  const double view = (p->game.prompts > 1 ? 12e-9 : 1e-9) * entries + (40e-9 + 10e-9 * inputs) * n;
  /* dno_lookahead is all of dno_prct and an epoch on some pairs a student's response. */
  const double epoch = p->algorithm == ALGORITHM_DNO_LOOKAHEAD ? (double)p->game.prompts * (double)p->responses_per_prompt : 0.0;
  const double steps = contrastive || p->policy_class == CLASS_MLP
                           ? (epoch + rounds * (double)p->optimizer_steps * (double)p->minibatch) * (4e-7 + 2e-8 * theta)
                           : 0.0;
  const double pairs = (double)p->pairs_sampled / (double)p->game.prompts;
  *out = (walras_footprint){
      .population = p->game.prompts,
      .block = dno_prompt_block(p),
      .bytes_per_entity = contrastive ? 0.0 : 32.0 * n + (sampled ? 32.0 * pairs : 0.0),
      .bytes_replicated = (double)dno_work_bytes(&world) + 8.0 * theta * (contrastive ? (double)dno_rounds(p) + 4.0 : 8.0) +
                          (contrastive ? 32.0 * (double)p->game.prompts * (double)p->responses_per_prompt
                                       : 8.0 * (double)preference_prompt_reals(&p->game)),
      .seconds_per_entity = (contrastive ? 1.0 : rounds) * 2.0 * view + (sampled ? 3e-7 * rounds * pairs : 0.0),
      .seconds_fixed = 2e-5 + 2e-6 * rounds + steps};
}

const walras_model walras_model_dno = {WALRAS_MODEL_HEADER,
                                       .name = "dno",
                                       .title = "Direct Nash Optimization: self-play on general preferences as regression on win "
                                                "rates, and its practical form on an annotator's pairs",
                                       .family = "alignment",
                                       .reference = "Rosset, Cheng, Mitra, Santacroce, Awadallah, Xie, Direct Nash Optimization, "
                                                    "arXiv 2404.03715, 2024",
                                       .population = "prompts",
                                       .parameters_size = sizeof(struct dno_parameters),
                                       .parameters = dno_schema,
                                       .parameter_count = DNO_PARAMETERS,
                                       .metrics = dno_metrics,
                                       .metric_count = DNO_METRICS,
                                       .resolve = dno_resolve,
                                       .check = dno_check,
                                       .footprint = footprint,
                                       .run = run};
