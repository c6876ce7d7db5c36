#include "models/shared/preference_games/prompt.h"

#include <math.h>
#include <string.h>

#include "numerics/preference_games/policy.h"

static int64_t part_reals(const struct preference_parameters *p, int generator) {
  switch (generator) {
  case GENERATOR_BRADLEY_TERRY:
    return p->actions;
  case GENERATOR_DISC:
    return 2 * p->actions;
  case GENERATOR_LOW_RANK_SKEW:
    return 2 * p->skew_rank * p->actions;
  case GENERATOR_FEATURE_CONTEXTUAL:
    return 4 * p->actions + 2 * p->feature_dim;
  case GENERATOR_POPULATION_MIXTURE:
    return p->annotator_utilities.count * p->actions;
  default:
    return 0;
  }
}

int64_t preference_source_reals(const struct preference_parameters *p) {
  return p->preference_generator == GENERATOR_BLEND ? part_reals(p, p->blend_first) + part_reals(p, p->blend_second)
                                                    : part_reals(p, p->preference_generator);
}

/* A game has a matrix where it fits and is of use. */
static bool has_matrix(const struct preference_parameters *p) {
  return !preference_is_implicit(p) && p->actions <= PREFERENCE_MATRIX_MOST;
}

int64_t preference_prompt_reals(const struct preference_parameters *p) {
  const int64_t matrix = has_matrix(p) ? p->actions * p->actions : 0;
  return preference_source_reals(p) + matrix + (p->tie_band > 0.0 ? matrix : 0);
}

static walras_stream stream_of(const walras_trial *trial, int stream, int64_t prompt) {
  return walras_trial_stream(trial, (uint32_t)stream, (uint32_t)prompt);
}

static void make_bradley_terry(const walras_trial *trial, const struct preference_parameters *p, int64_t prompt, double *u,
                               walras_preference_source *s) {
  const int64_t n = p->actions;
  s->kind = WALRAS_PREFERENCE_SCORES;
  s->utilities = u;
  s->temperature = p->bt_temperature;
  if (p->utility_source == UTILITIES_LIST) {
    memcpy(u, p->utilities.values + (p->utilities.count == n ? 0 : prompt * n), (size_t)n * sizeof *u);
  } else if (p->utility_source == UTILITIES_RAMP) {
    walras_preference_ramp(p->utility_ramp, n, u);
  } else {
    const walras_stream stream = stream_of(trial, PREFERENCE_STREAM_UTILITIES, prompt);
    walras_fill_normal(&stream, 0, n, 0, u);
    for (int64_t i = 0; i < n; i++)
      u[i] *= p->utility_spread;
  }
}

/* With the linear link, gamma is lowered where scores could leave [-2, 2]: |x_ij| <= gamma max |z|^2. */
static double linear_gamma(const double *features, int64_t rank, int64_t n, double gamma) {
  double most = 0.0;
  for (int64_t i = 0; i < n; i++) {
    double square = 0.0;
    for (int64_t k = 0; k < 2 * rank; k++)
      square += features[k * n + i] * features[k * n + i];
    most = fmax(most, square);
  }
  return fabs(gamma) * most > 2.0 ? copysign(2.0 / most, gamma) : gamma;
}

static void make_skew(const walras_trial *trial, const struct preference_parameters *p, int generator, int64_t prompt, double *z,
                      walras_preference_source *s) {
  const int64_t n = p->actions;
  s->kind = WALRAS_PREFERENCE_SCORES;
  s->features = z;
  s->temperature = 1.0;
  s->rank = generator == GENERATOR_DISC ? 1 : p->skew_rank;
  s->linear = p->preference_link == LINK_LINEAR && p->preference_generator == generator;
  if (generator == GENERATOR_DISC) {
    walras_preference_disc(p->disc_radius_low, p->disc_radius_high, p->disc_phase, n, z);
  } else {
    const walras_stream stream = stream_of(trial, PREFERENCE_STREAM_SKEW, prompt);
    for (int64_t k = 0; k < 2 * s->rank; k++)
      walras_fill_normal(&stream, 0, n, (uint32_t)k, z + k * n);
  }
  s->gamma = generator == GENERATOR_DISC ? p->disc_gamma : p->disc_gamma / (double)s->rank;
  if (s->linear)
    s->gamma = linear_gamma(z, s->rank, n, s->gamma);
}

void preference_prompt_features(const walras_trial *trial, const struct preference_parameters *p, int64_t prompt,
                                double *features) {
  const walras_stream stream = stream_of(trial, PREFERENCE_STREAM_PROMPT_FEATURES, prompt);
  for (int64_t k = 0; k < p->feature_dim; k++)
    features[k] = walras_normal(&stream, 0, (uint32_t)k);
}

void preference_response_feature(const walras_trial *trial, const struct preference_parameters *p, int64_t k, double *out) {
  const walras_stream stream = stream_of(trial, PREFERENCE_STREAM_RESPONSE_FEATURES, 0);
  walras_fill_normal(&stream, 0, p->actions, (uint32_t)k, out);
}

/* v = c_x' A, the entries of A with sd spread / d, so that utilities c_x' A f have sd `spread` over prompts and responses. */
static void map_features(const walras_trial *trial, const struct preference_parameters *p, const double *c, double *v) {
  const walras_stream map = stream_of(trial, PREFERENCE_STREAM_FEATURE_MAP, 0);
  const int64_t d = p->feature_dim;
  for (int64_t column = 0; column < d; column++) {
    v[column] = 0.0;
    for (int64_t row = 0; row < d; row++)
      v[column] += c[row] * walras_normal(&map, (uint64_t)row, (uint32_t)column);
    v[column] *= p->utility_spread / (double)d;
  }
}

/* u(x, y) = c_x' A f_y, and a rotation of the first two features of a strength that the prompt's first feature sets. */
static void make_contextual(const walras_trial *trial, const struct preference_parameters *p, int64_t prompt, double *memory,
                            walras_preference_source *s) {
  const int64_t n = p->actions, d = p->feature_dim;
  double *const u = memory, *const z = u + n, *const f = z + 2 * n, *const c = f + n, *const v = c + d;
  preference_prompt_features(trial, p, prompt, c);
  map_features(trial, p, c, v);
  for (int64_t i = 0; i < n; i++)
    u[i] = 0.0;
  for (int64_t k = 0; k < d; k++) {
    preference_response_feature(trial, p, k, f);
    for (int64_t i = 0; i < n; i++)
      u[i] += v[k] * f[i];
    if (k < 2)
      memcpy(z + k * n, f, (size_t)n * sizeof *z);
  }
  s->kind = WALRAS_PREFERENCE_SCORES;
  s->utilities = u;
  s->temperature = p->bt_temperature;
  s->features = z;
  s->rank = 1;
  s->gamma = p->disc_gamma * c[0];
}

static void make_mixture(const struct preference_parameters *p, double *u, walras_preference_source *s) {
  s->kind = WALRAS_PREFERENCE_MIXTURE;
  s->types = p->annotator_utilities.count;
  s->temperature = p->bt_temperature;
  s->weights = p->annotator_weights.values;
  s->utilities = u;
  for (int64_t type = 0; type < s->types; type++)
    memcpy(u + type * p->actions, p->annotator_utilities.lists[type].values, (size_t)p->actions * sizeof *u);
}

/* The source of a game that is no blend. */
static void make_part(const walras_trial *trial, const struct preference_parameters *p, int generator, int64_t prompt,
                      double *memory, walras_preference_source *s) {
  *s = (walras_preference_source){.n = p->actions, .margin = p->cycle_margin, .gap = p->condorcet_gap};
  switch (generator) {
  case GENERATOR_EXPLICIT:
    s->kind = WALRAS_PREFERENCE_EXPLICIT;
    s->entries = p->preference_entries.values + prompt * p->actions * p->actions;
    break;
  case GENERATOR_BRADLEY_TERRY:
    make_bradley_terry(trial, p, prompt, memory, s);
    break;
  case GENERATOR_CYCLIC:
    s->kind = WALRAS_PREFERENCE_CYCLIC;
    break;
  case GENERATOR_CONDORCET_WINNER:
    s->kind = WALRAS_PREFERENCE_CONDORCET;
    break;
  case GENERATOR_RPS3:
    s->kind = WALRAS_PREFERENCE_RPS3;
    memcpy(s->margins, p->rps_margins.values, sizeof s->margins);
    break;
  case GENERATOR_POPULATION_MIXTURE:
    make_mixture(p, memory, s);
    break;
  case GENERATOR_FEATURE_CONTEXTUAL:
    make_contextual(trial, p, prompt, memory, s);
    break;
  case GENERATOR_RANDOM_UNIFORM:
    s->kind = WALRAS_PREFERENCE_UNIFORM;
    s->draws = stream_of(trial, PREFERENCE_STREAM_MATRIX, prompt);
    break;
  default:
    make_skew(trial, p, generator, prompt, memory, s);
  }
}

void preference_source_make(const walras_trial *trial, const struct preference_parameters *p, int64_t prompt, double *memory,
                            struct preference_prompt *out) {
  if (p->preference_generator != GENERATOR_BLEND) {
    make_part(trial, p, p->preference_generator, prompt, memory, &out->source);
    return;
  }
  make_part(trial, p, p->blend_first, prompt, memory, &out->parts[0]);
  make_part(trial, p, p->blend_second, prompt, memory + part_reals(p, p->blend_first), &out->parts[1]);
  out->source = (walras_preference_source){.kind = WALRAS_PREFERENCE_BLEND,
                                           .n = p->actions,
                                           .first = &out->parts[0],
                                           .second = &out->parts[1],
                                           .weight = p->blend_weight};
}

void preference_prompt_make(const walras_trial *trial, const struct preference_parameters *p, int64_t prompt, double *memory,
                            struct preference_prompt *out) {
  double *const matrix = memory + preference_source_reals(p);
  const int64_t n = p->actions;
  preference_source_make(trial, p, prompt, memory, out);
  out->clean = (walras_preference_game){.n = n, .source = &out->source, .scale = 1.0};
  if (has_matrix(p)) {
    walras_preference_matrix(&out->source, matrix);
    out->clean.margins = matrix;
  }
  out->played = out->clean;
  out->played.scale = 1.0 - 2.0 * p->flip_probability;
  if (p->tie_band > 0.0) {
    double *const tied = matrix + n * n;
    memcpy(tied, matrix, (size_t)(n * n) * sizeof *tied);
    walras_preference_tie(tied, n * n, p->tie_band);
    out->played.margins = tied;
  }
}

double preference_prompt_weight(const struct preference_parameters *p, int64_t prompt) {
  switch (p->prompt_distribution) {
  case PROMPTS_ZIPF:
    return walras_pow((double)(prompt + 1), -p->prompt_zipf_exponent);
  case PROMPTS_EXPLICIT:
    return p->prompt_weights.values[prompt];
  default:
    return 1.0;
  }
}

void preference_reference(const walras_trial *trial, const struct preference_parameters *p, int64_t prompt, double *reference) {
  const int64_t n = p->actions;
  switch (p->reference_policy) {
  case REFERENCE_EXPLICIT:
    walras_policy_logarithms(p->reference_entries.values, n, reference);
    return;
  case REFERENCE_SOFTMAX_RAMP:
    walras_preference_ramp(p->reference_scale, n, reference);
    break;
  case REFERENCE_RANDOM_SOFTMAX: {
    const walras_stream stream = stream_of(trial, PREFERENCE_STREAM_REFERENCE, prompt);
    walras_fill_normal(&stream, 0, n, 0, reference);
    for (int64_t i = 0; i < n; i++)
      reference[i] *= p->reference_scale;
    break;
  }
  default:
    walras_policy_uniform(reference, n);
    return;
  }
  walras_policy_normalise(reference, n);
}

void preference_start(const struct preference_parameters *p, bool uniform, const double *reference, double *policy) {
  if (p->start_policy.count > 0)
    walras_policy_logarithms(p->start_policy.values, p->actions, policy);
  else if (uniform)
    walras_policy_uniform(policy, p->actions);
  else
    memcpy(policy, reference, (size_t)p->actions * sizeof *policy);
}
