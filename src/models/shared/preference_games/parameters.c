#include "models/shared/preference_games/parameters.h"

#include <math.h>
#include <stdio.h>

const char *const preference_generators[] = {"explicit",
                                             "bradley_terry",
                                             "cyclic",
                                             "rps3",
                                             "disc",
                                             "random_uniform",
                                             "condorcet_winner",
                                             "population_mixture",
                                             "blend",
                                             "low_rank_skew",
                                             "feature_contextual",
                                             NULL};
const char *const preference_prompt_distributions[] = {"uniform", "zipf", "explicit", NULL};
const char *const preference_utility_sources[] = {"ramp", "spread", "list", NULL};
const char *const preference_links[] = {"logistic", "linear", NULL};
const char *const preference_references[] = {"uniform", "explicit", "softmax_ramp", "random_softmax", NULL};
const char *const preference_oracles[] = {"exact", "bernoulli", NULL};

_Static_assert(sizeof((walras_parameter[]){PREFERENCE_SCHEMA}) / sizeof(walras_parameter) == PREFERENCE_PARAMETERS,
               "PREFERENCE_PARAMETERS counts the schema's entries");

enum { IMPLICIT_FROM = 257 };

static bool uses(const struct preference_parameters *p, int generator) {
  return p->preference_generator == generator ||
         (p->preference_generator == GENERATOR_BLEND && (p->blend_first == generator || p->blend_second == generator));
}

static bool is_linear_skew(const struct preference_parameters *p) {
  return p->preference_link == LINK_LINEAR &&
         (p->preference_generator == GENERATOR_LOW_RANK_SKEW || p->preference_generator == GENERATOR_DISC);
}

bool preference_is_implicit(const struct preference_parameters *p) {
  const int kind = p->preference_generator;
  return p->actions >= IMPLICIT_FROM && p->tie_band == 0.0 &&
         (kind == GENERATOR_CYCLIC || kind == GENERATOR_CONDORCET_WINNER || is_linear_skew(p));
}

/* Skew forms of features, whose rows are made anew in every product: at a cost of n^2, hence to so many responses. */
static bool is_made(const struct preference_parameters *p) {
  return p->actions <= PREFERENCE_MADE_MOST && p->tie_band == 0.0 &&
         (p->preference_generator == GENERATOR_LOW_RANK_SKEW || p->preference_generator == GENERATOR_DISC);
}

#define ONLY(generator) (1u << GENERATOR_##generator)
/* Generators that read a parameter. Models read cycle_margin, bt_temperature and feature_dim for purposes of their own too. */
static const struct {
  const char *name;
  unsigned generators;
} read_by[] = {{"preference_entries", ONLY(EXPLICIT)},
               {"utility_source", ONLY(BRADLEY_TERRY)},
               {"utilities", ONLY(BRADLEY_TERRY)},
               {"utility_ramp", ONLY(BRADLEY_TERRY)},
               {"utility_spread", ONLY(BRADLEY_TERRY) | ONLY(FEATURE_CONTEXTUAL)},
               {"rps_margins", ONLY(RPS3)},
               {"disc_gamma", ONLY(DISC) | ONLY(LOW_RANK_SKEW) | ONLY(FEATURE_CONTEXTUAL)},
               {"disc_radius_low", ONLY(DISC)},
               {"disc_radius_high", ONLY(DISC)},
               {"disc_phase", ONLY(DISC)},
               {"condorcet_gap", ONLY(CONDORCET_WINNER)},
               {"annotator_utilities", ONLY(POPULATION_MIXTURE)},
               {"annotator_weights", ONLY(POPULATION_MIXTURE)},
               {"blend_first", ONLY(BLEND)},
               {"blend_second", ONLY(BLEND)},
               {"blend_weight", ONLY(BLEND)},
               {"skew_rank", ONLY(LOW_RANK_SKEW)},
               {"preference_link", ONLY(DISC) | ONLY(LOW_RANK_SKEW)}};
#undef ONLY

static void ignore_other_generators(const struct preference_parameters *p, const walras_given *given) {
  unsigned used = 1u << p->preference_generator;
  char why[96];
  if (p->preference_generator == GENERATOR_BLEND)
    used |= 1u << p->blend_first | 1u << p->blend_second;
  snprintf(why, sizeof why, "with preference_generator = %s", preference_generators[p->preference_generator]);
  for (size_t i = 0; i < sizeof read_by / sizeof *read_by; i++)
    if (!(read_by[i].generators & used))
      walras_given_ignored(given, read_by[i].name, why);
}

walras_status preference_resolve(struct preference_parameters *p, const walras_given *given, walras_error *error) {
  (void)error;
  if (!walras_is_given(given, "utility_source"))
    p->utility_source = p->utilities.count > 0 ? UTILITIES_LIST : p->utility_spread > 0.0 ? UTILITIES_SPREAD : UTILITIES_RAMP;
  if (!walras_is_given(given, "preference_link"))
    p->preference_link = p->actions > PREFERENCE_MATRIX_MOST ? LINK_LINEAR : LINK_LOGISTIC;
  ignore_other_generators(p, given);
  return WALRAS_OK;
}

void preference_ignores_regularisation(const walras_given *given, const char *why) {
  walras_given_ignored(given, "kl_coefficient", why);
}

void preference_ignores_reference(const walras_given *given, const char *why) {
  walras_given_ignored(given, "reference_policy", why);
  walras_given_ignored(given, "reference_entries", why);
  walras_given_ignored(given, "reference_scale", why);
}

static walras_status check_sum(const walras_reals *weights, const char *name, walras_error *error) {
  double sum = 0.0;
  for (int64_t i = 0; i < weights->count; i++)
    sum += weights->values[i];
  if (!(fabs(sum - 1.0) <= 1e-9))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: the entries add up to %.17g, not to 1 within 1e-9", name, sum);
  return WALRAS_OK;
}

static walras_status check_count(const walras_reals *values, const char *name, int64_t count, const char *of,
                                 walras_error *error) {
  if (values->count != count)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s has %lld entries; give %lld, %s", name, (long long)values->count,
                       (long long)count, of);
  return WALRAS_OK;
}

static walras_status check_law(const walras_reals *law, const char *name, int64_t count, const char *of, walras_error *error) {
  const walras_status status = check_count(law, name, count, of, error);
  return status != WALRAS_OK ? status : check_sum(law, name, error);
}

static walras_status check_entries(const struct preference_parameters *p, walras_error *error) {
  const int64_t n = p->actions;
  const walras_status status =
      check_count(&p->preference_entries, "preference_entries", p->prompts * n * n, "prompts * actions * actions", error);
  if (status != WALRAS_OK)
    return status;
  for (int64_t prompt = 0; prompt < p->prompts; prompt++) {
    const double *const entry = p->preference_entries.values + prompt * n * n;
    for (int64_t i = 0; i < n; i++)
      for (int64_t j = 0; j <= i; j++)
        if (!(fabs(entry[i * n + j] + entry[j * n + i] - 1.0) <= 1e-9))
          return WALRAS_FAIL(
              error, WALRAS_ERROR_PARAMETER,
              "preference_entries: P(%lld, %lld) = %g and P(%lld, %lld) = %g of prompt %lld must add up to 1 within "
              "1e-9",
              (long long)i, (long long)j, entry[i * n + j], (long long)j, (long long)i, entry[j * n + i], (long long)prompt);
  }
  return WALRAS_OK;
}

static walras_status check_mixture(const struct preference_parameters *p, walras_error *error) {
  if (p->annotator_utilities.count == 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "annotator_utilities: population_mixture needs a list of utilities for each type of annotator");
  for (int64_t type = 0; type < p->annotator_utilities.count; type++)
    if (p->annotator_utilities.lists[type].count != p->actions)
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "annotator_utilities: list %lld has %lld utilities; actions = %lld",
                         (long long)type, (long long)p->annotator_utilities.lists[type].count, (long long)p->actions);
  return check_law(&p->annotator_weights, "annotator_weights", p->annotator_utilities.count,
                   "one per list of annotator_utilities", error);
}

static walras_status check_utilities(const struct preference_parameters *p, walras_error *error) {
  if (p->utility_source != UTILITIES_LIST)
    return WALRAS_OK;
  if (p->utilities.count == p->actions)
    return WALRAS_OK;
  return check_count(&p->utilities, "utilities", p->prompts * p->actions, "one per response, or per prompt and response", error);
}

static walras_status check_shape(const struct preference_parameters *p, walras_error *error) {
  const long long n = p->actions;
  if (uses(p, GENERATOR_CYCLIC) && n % 2 == 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "actions = %lld: a cyclic game needs an odd number of responses", n);
  if (uses(p, GENERATOR_CONDORCET_WINNER) && (n % 2 != 0 || n < 4))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "actions = %lld: condorcet_winner needs an even number of responses, at least 4", n);
  if (uses(p, GENERATOR_RPS3) && n != 3)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "actions = %lld: rps3 has 3 responses", n);
  if (uses(p, GENERATOR_RPS3) && p->rps_margins.count != 3)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "rps_margins has %lld entries; give 3", (long long)p->rps_margins.count);
  if (uses(p, GENERATOR_FEATURE_CONTEXTUAL) && p->feature_dim < 2)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "feature_dim = %lld: feature_contextual needs at least 2",
                       (long long)p->feature_dim);
  if (p->preference_generator == GENERATOR_BLEND && (p->blend_first == GENERATOR_BLEND || p->blend_second == GENERATOR_BLEND))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s = blend: a blend is of two games that are none",
                       p->blend_first == GENERATOR_BLEND ? "blend_first" : "blend_second");
  return WALRAS_OK;
}

static walras_status check_generator(const struct preference_parameters *p, walras_error *error) {
  walras_status status = check_shape(p, error);
  if (status == WALRAS_OK && uses(p, GENERATOR_EXPLICIT))
    status = check_entries(p, error);
  if (status == WALRAS_OK && uses(p, GENERATOR_BRADLEY_TERRY))
    status = check_utilities(p, error);
  if (status == WALRAS_OK && uses(p, GENERATOR_POPULATION_MIXTURE))
    status = check_mixture(p, error);
  return status;
}

static walras_status check_size(const struct preference_parameters *p, walras_error *error) {
  const long long n = p->actions;
  if (n < 2)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "actions = %lld: a game needs at least 2 responses", n);
  if (n > PREFERENCE_MATRIX_MOST && !is_made(p) && !preference_is_implicit(p))
    return WALRAS_FAIL(
        error, WALRAS_ERROR_PARAMETER,
        "actions = %lld: the matrix of preference_generator = %s would take %lld bytes; at most %d responses, or a "
        "game that needs no matrix: cyclic, condorcet_winner, or disc and low_rank_skew with preference_link = "
        "linear, without tie_band",
        n, preference_generators[p->preference_generator], 8 * n * n, PREFERENCE_MATRIX_MOST);
  return WALRAS_OK;
}

static walras_status check_start(const struct preference_parameters *p, walras_error *error) {
  if (p->start_policy.count == 0)
    return WALRAS_OK;
  return check_law(&p->start_policy, "start_policy", p->actions, "one per response", error);
}

/* A start policy is positive everywhere, and so is the one that stands for it: the reference may have no zero. */
static walras_status check_reference(const struct preference_parameters *p, walras_error *error) {
  if (p->reference_policy != REFERENCE_EXPLICIT)
    return WALRAS_OK;
  const walras_status status = check_law(&p->reference_entries, "reference_entries", p->actions, "one per response", error);
  for (int64_t i = 0; status == WALRAS_OK && i < p->actions; i++)
    if (!(p->reference_entries.values[i] > 0.0))
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                         "reference_entries: entry %lld is 0, where the start policy is positive; give every response some mass",
                         (long long)i);
  return status;
}

static walras_status check_prompts(const struct preference_parameters *p, walras_error *error) {
  if (p->prompt_distribution != PROMPTS_EXPLICIT)
    return WALRAS_OK;
  return check_law(&p->prompt_weights, "prompt_weights", p->prompts, "one per prompt", error);
}

walras_status preference_check(const struct preference_parameters *p, walras_error *error) {
  walras_status status = check_size(p, error);
  if (status == WALRAS_OK)
    status = check_generator(p, error);
  if (status == WALRAS_OK)
    status = check_prompts(p, error);
  if (status == WALRAS_OK)
    status = check_reference(p, error);
  return status == WALRAS_OK ? check_start(p, error) : status;
}
