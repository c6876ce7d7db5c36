/* Nash Mirror Prox (Tiapkin et al. 2025) and its competitors on preference games: declaration. */
#include "models/nash-mirror-prox/network.h"
#include "models/nash-mirror-prox/tabular.h"

static walras_status run(walras_trial *trial, const void *parameters) {
  const struct nmp_parameters *const p = parameters;
  return p->policy_class == NMP_TABULAR ? nmp_run_tabular(trial, p) : nmp_run_network(trial, p);
}

/* Seconds as measured on one core. */
static double product_seconds(const struct nmp_parameters *p) {
  const double n = (double)p->game.actions;
  return preference_is_implicit(&p->game) ? 4e-9 * n : 2e-10 * n * n;
}

static void tabular_footprint(const struct nmp_parameters *p, walras_footprint *out) {
  const double n = (double)p->game.actions, iterations = (double)nmp_iterations(p, p->algorithm),
               evaluations = (double)nmp_evaluations(p);
  const double gradients = p->algorithm == NMP_NASH_MP_STOCHASTIC ? (double)p->inner_steps : 1.0,
               draws = p->game.oracle == ORACLE_EXACT ? 0.0 : 3e-7 * n;
  out->block = nmp_block(p);
  out->bytes_replicated = 8.0 * (double)(nmp_play_reals(p) + 4 * nmp_sums(p));
  out->seconds_per_entity = (2.0 * gradients * iterations + 3.0 * evaluations) * (product_seconds(p) + 2e-8 * n + 1e-7 + draws);
}

static void network_footprint(const struct nmp_parameters *p, walras_footprint *out) {
  const walras_network network = nmp_network(p);
  const double size = (double)walras_network_parameters(&network), n = (double)p->game.actions,
               passes = (double)nmp_iterations(p, p->algorithm) *
                        (p->algorithm == NMP_NASH_MP_STOCHASTIC ? 2.0 * (double)p->inner_steps : 2.0);
  out->block = WALRAS_NEURAL_BLOCK;
  out->bytes_per_entity = nmp_network_bytes(p);
  out->bytes_replicated = 8.0 * (10.0 * size + (double)nmp_sums(p) + 100.0 * n);
  out->seconds_per_entity = passes * (product_seconds(p) + 2e-9 * size + 6e-8 * n);
}

static void footprint(const void *parameters, walras_footprint *out) {
  const struct nmp_parameters *const p = parameters;
  *out = (walras_footprint){.population = p->game.prompts, .seconds_fixed = 1e-5};
  p->policy_class == NMP_TABULAR ? tabular_footprint(p, out) : network_footprint(p, out);
}

const walras_model walras_model_nash_mirror_prox = {
    WALRAS_MODEL_HEADER,
    .name = "nash-mirror-prox",
    .title = "Nash Mirror Prox and its competitors on regularised preference games: last policies, rates, noise",
    .family = "preference games",
    .reference =
        "Tiapkin, Calandriello, Belomestny, Moulines, Naumov, Rasul, Valko, Menard, Accelerating Nash Learning from Human "
        "Feedback via Mirror Prox, arXiv 2505.19731, 2025",
    .population = "prompts",
    .parameters_size = sizeof(struct nmp_parameters),
    .parameters = nmp_schema,
    .parameter_count = NMP_PARAMETERS,
    .metrics = nmp_metrics,
    .metric_count = NMP_METRICS,
    .resolve = nmp_resolve,
    .check = nmp_check,
    .footprint = footprint,
    .run = run};
