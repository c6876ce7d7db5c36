/* Nash Mirror Prox (Tiapkin et al. 2025) and its competitors on preference games: declaration. */
#include "models/nash-mirror-prox/tabular.h"

static walras_status run(walras_trial *trial, const void *parameters) {
  return nmp_run_tabular(trial, parameters);
}

/* Seconds as measured on one core. */
static void footprint(const void *parameters, walras_footprint *out) {
  const struct nmp_parameters *p = parameters;
  const double n = (double)p->game.actions, product = preference_is_implicit(&p->game) ? 4e-9 * n : 2e-10 * n * n,
               iterations = (double)nmp_iterations(p, p->algorithm), evaluations = (double)nmp_evaluations(p);
  *out = (walras_footprint){.population = p->game.prompts,
                            .block = nmp_block(p),
                            .bytes_replicated = 8.0 * (double)(nmp_play_reals(p) + 4 * nmp_sums(p)),
                            .seconds_per_entity = (2.0 * iterations + 3.0 * evaluations) * (product + 2e-8 * n + 1e-7),
                            .seconds_fixed = 1e-5};
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
