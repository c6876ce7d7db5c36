/**
 * Settings that all models of preference games share: the game, the reference and start policies, the regularisation and the oracle.
 *
 * A model's parameter struct has `struct preference_parameters game;` as its FIRST member and PREFERENCE_SCHEMA as the first entries of its schema.
 */
#ifndef WALRAS_SHARED_PREFERENCE_PARAMETERS_H
#define WALRAS_SHARED_PREFERENCE_PARAMETERS_H

#include "walras/walras.h"

enum preference_generator {
  GENERATOR_EXPLICIT,
  GENERATOR_BRADLEY_TERRY,
  GENERATOR_CYCLIC,
  GENERATOR_RPS3,
  GENERATOR_DISC,
  GENERATOR_RANDOM_UNIFORM,
  GENERATOR_CONDORCET_WINNER,
  GENERATOR_POPULATION_MIXTURE,
  GENERATOR_BLEND,
  GENERATOR_LOW_RANK_SKEW,
  GENERATOR_FEATURE_CONTEXTUAL
};
enum preference_prompt_distribution { PROMPTS_UNIFORM, PROMPTS_ZIPF, PROMPTS_EXPLICIT };
enum preference_utility_source { UTILITIES_RAMP, UTILITIES_SPREAD, UTILITIES_LIST };
enum preference_link { LINK_LOGISTIC, LINK_LINEAR };
enum preference_reference { REFERENCE_UNIFORM, REFERENCE_EXPLICIT, REFERENCE_SOFTMAX_RAMP, REFERENCE_RANDOM_SOFTMAX };
enum preference_oracle { ORACLE_EXACT, ORACLE_BERNOULLI };

/** Dense matrices end here; from there on games are never materialised. Those whose products cost n^2 without a matrix end at the second. */
enum { PREFERENCE_MATRIX_MOST = 20000, PREFERENCE_MADE_MOST = 1000000 };

struct preference_parameters {
  int preference_generator, prompt_distribution, utility_source, preference_link, reference_policy, oracle;
  int blend_first, blend_second; /* enum preference_generator */
  int64_t actions, prompts, skew_rank, feature_dim, comparisons_per_iteration, evaluate_every;
  walras_reals prompt_weights, preference_entries, utilities, rps_margins, annotator_weights, reference_entries, start_policy;
  walras_real_lists annotator_utilities;
  double prompt_zipf_exponent, utility_ramp, utility_spread, bt_temperature, cycle_margin;
  double disc_gamma, disc_radius_low, disc_radius_high, disc_phase, condorcet_gap, blend_weight;
  double reference_scale, kl_coefficient, flip_probability, tie_band;
};

extern const char *const preference_generators[], *const preference_prompt_distributions[],
                                                      *const preference_utility_sources[], *const preference_links[],
                                                                                               *const preference_references[],
                                                                                                   *const preference_oracles[];

#define PREFERENCE_FIELD_(kind, field, ...) WALRAS_##kind(struct preference_parameters, field, __VA_ARGS__)

/** The schema's entries, comma-separated, without a comma at the end. */
#define PREFERENCE_SCHEMA                                                                                                        \
  PREFERENCE_FIELD_(ENUMERATION, preference_generator, .words = preference_generators, .standard = "random_uniform",             \
                    .doc = "family of games"),                                                                                   \
      PREFERENCE_FIELD_(INTEGER, actions, .range = "[1, 1e7]", .standard = "10", .unit = "responses",                            \
                        .doc = "n, responses per prompt, at least 2; at most 20000 where the matrix is needed"),                 \
      PREFERENCE_FIELD_(INTEGER, prompts, .range = "[1, 1e9]", .standard = "1", .unit = "prompts",                               \
                        .doc = "X, contexts; the game separates over them"),                                                     \
      PREFERENCE_FIELD_(ENUMERATION, prompt_distribution, .words = preference_prompt_distributions, .standard = "uniform",       \
                        .doc = "rho, weights of prompts"),                                                                       \
      PREFERENCE_FIELD_(REAL, prompt_zipf_exponent, .range = "[0, 4]", .standard = "1.0", .unit = "1",                           \
                        .doc = "prompt_distribution = zipf: rho_x in proportion to (x + 1)^-exponent"),                          \
      PREFERENCE_FIELD_(REAL_ARRAY, prompt_weights, .range = "[0, 1]", .standard = "[]", .unit = "1",                            \
                        .doc = "prompt_distribution = explicit: rho, one per prompt, sum 1"),                                    \
      PREFERENCE_FIELD_(REAL_ARRAY, preference_entries, .range = "[0, 1]", .standard = "[]", .unit = "probability",              \
                        .doc = "explicit: P row by row, one matrix per prompt; P_ij + P_ji = 1"),                                \
      PREFERENCE_FIELD_(ENUMERATION, utility_source, .words = preference_utility_sources,                                        \
                        .rule = "list if utilities is given, else spread if utility_spread > 0, else ramp",                      \
                        .doc = "where Bradley-Terry utilities come from"),                                                       \
      PREFERENCE_FIELD_(REAL_ARRAY, utilities, .standard = "[]", .unit = "utils",                                                \
                        .doc = "utility_source = list: one per response, or one per prompt and response"),                       \
      PREFERENCE_FIELD_(REAL, utility_ramp, .standard = "1.0", .unit = "utils",                                                  \
                        .doc = "utility_source = ramp: s, u_i = s (1/2 - i / (n - 1)), the best first"),                         \
      PREFERENCE_FIELD_(REAL, utility_spread, .range = "[0, inf)", .standard = "0.0", .unit = "utils",                           \
                        .doc = "sd of random utilities: bradley_terry, feature_contextual"),                                     \
      PREFERENCE_FIELD_(REAL, bt_temperature, .range = "(0, inf)", .standard = "1.0", .unit = "utils",                           \
                        .doc = "T, divides utility differences"),                                                                \
      PREFERENCE_FIELD_(REAL, cycle_margin, .range = "[0, 0.5]", .standard = "0.3", .unit = "probability",                       \
                        .doc = "cyclic, condorcet_winner: how far above 1/2 the cyclic edge is"),                                \
      PREFERENCE_FIELD_(REAL_ARRAY, rps_margins, .range = "(0, 0.5]", .standard = "[0.1, 0.2, 0.3]", .unit = "probability",      \
                        .doc = "rps3: a, b, c; 0 beats 1 by a, 1 beats 2 by b, 2 beats 0 by c"),                                 \
      PREFERENCE_FIELD_(REAL, disc_gamma, .standard = "2.0", .unit = "1",                                                        \
                        .doc = "disc, low_rank_skew, feature_contextual: strength of the skew part"),                            \
      PREFERENCE_FIELD_(REAL, disc_radius_low, .standard = "1.0", .unit = "1", .doc = "disc: radius of response 0"),             \
      PREFERENCE_FIELD_(REAL, disc_radius_high, .standard = "1.0", .unit = "1", .doc = "disc: radius of the last response"),     \
      PREFERENCE_FIELD_(REAL, disc_phase, .standard = "0.0", .unit = "rad", .doc = "disc: angle of response 0"),                 \
      PREFERENCE_FIELD_(REAL, condorcet_gap, .range = "[0, 0.5]", .standard = "0.2", .unit = "probability",                      \
                        .doc = "condorcet_winner: how far above 1/2 response 0 beats the others"),                               \
      PREFERENCE_FIELD_(REAL_LISTS, annotator_utilities, .standard = "( )", .unit = "utils",                                     \
                        .doc = "population_mixture: a list of one utility per response for each type"),                          \
      PREFERENCE_FIELD_(REAL_ARRAY, annotator_weights, .range = "[0, 1]", .standard = "[]", .unit = "1",                         \
                        .doc = "population_mixture: share of each type, sum 1"),                                                 \
      PREFERENCE_FIELD_(ENUMERATION, blend_first, .words = preference_generators, .standard = "bradley_terry",                   \
                        .doc = "blend: the first game"),                                                                         \
      PREFERENCE_FIELD_(ENUMERATION, blend_second, .words = preference_generators, .standard = "cyclic",                         \
                        .doc = "blend: the second game"),                                                                        \
      PREFERENCE_FIELD_(REAL, blend_weight, .range = "[0, 1]", .standard = "0.5", .unit = "1",                                   \
                        .doc = "blend: weight of the second game"),                                                              \
      PREFERENCE_FIELD_(INTEGER, skew_rank, .range = "[1, 1024]", .standard = "2", .unit = "1",                                  \
                        .doc = "low_rank_skew: r; responses have 2 r features"),                                                 \
      PREFERENCE_FIELD_(INTEGER, feature_dim, .range = "[1, 1024]", .standard = "8", .unit = "1",                                \
                        .doc = "d, features of prompts and of responses"),                                                       \
      PREFERENCE_FIELD_(ENUMERATION, preference_link, .words = preference_links,                                                 \
                        .rule = "logistic for at most 20000 actions, else linear",                                               \
                        .doc = "disc, low_rank_skew: P = sigmoid(x), or 1/2 + x/4 with x held in [-2, 2], in O(n) memory"),      \
      PREFERENCE_FIELD_(ENUMERATION, reference_policy, .words = preference_references, .standard = "uniform",                    \
                        .doc = "ref, the policy that divergences are taken to"),                                                 \
      PREFERENCE_FIELD_(REAL_ARRAY, reference_entries, .range = "[0, 1]", .standard = "[]", .unit = "probability",               \
                        .doc = "reference_policy = explicit: one per response, sum 1"),                                          \
      PREFERENCE_FIELD_(REAL, reference_scale, .range = "[0, inf)", .standard = "1.0", .unit = "nats",                           \
                        .doc = "softmax_ramp: scale of the ramp; random_softmax: sd of the logits"),                             \
      PREFERENCE_FIELD_(REAL_ARRAY, start_policy, .range = "(0, 1]", .unit = "probability",                                      \
                        .rule = "the reference policy, or uniform where the algorithm starts there",                             \
                        .doc = "pi_1, one per response, sum 1"),                                                                 \
      PREFERENCE_FIELD_(REAL, kl_coefficient, .range = "[0, inf)", .standard = "0.1", .unit = "probability/nat",                 \
                        .doc = "beta, tau: strength of the regularisation; 0 = none where the algorithm allows it"),             \
      PREFERENCE_FIELD_(ENUMERATION, oracle, .words = preference_oracles, .standard = "exact",                                   \
                        .doc = "exact win rates, or sampled comparisons"),                                                       \
      PREFERENCE_FIELD_(INTEGER, comparisons_per_iteration, .range = "[1, 1e9]", .standard = "128", .unit = "queries",           \
                        .doc = "oracle = bernoulli: B"),                                                                         \
      PREFERENCE_FIELD_(REAL, flip_probability, .range = "[0, 0.5]", .standard = "0.0", .unit = "probability",                   \
                        .doc = "eps, each label is flipped; exact win rates are of (1 - 2 eps) P + eps"),                        \
      PREFERENCE_FIELD_(REAL, tie_band, .range = "[0, 0.5]", .standard = "0.0", .unit = "probability",                           \
                        .doc = "a fair coin answers where |P_ij - 1/2| is below it"),                                            \
      PREFERENCE_FIELD_(INTEGER, evaluate_every, .range = "[1, inf)", .standard = "1", .unit = "iterations",                     \
                        .doc = "spacing of evaluations of gaps")
enum { PREFERENCE_PARAMETERS = 37 };

/** Sets the defaults that follow from others: utility_source and preference_link. An empty start_policy stays empty: see preference_start. */
walras_status preference_resolve(struct preference_parameters *p, const walras_given *given, walras_error *error);

/** For `resolve`: warns where these are given although the algorithm ignores them. `why` follows "has no effect": "with algorithm = spo". */
void preference_ignores_regularisation(const walras_given *given, const char *why);
void preference_ignores_reference(const walras_given *given, const char *why);

/** All constraints between these parameters; the message names the parameter. */
walras_status preference_check(const struct preference_parameters *p, walras_error *error);

/** What is played is never materialised: cyclic and linear skew games of more than 256 responses. */
bool preference_is_implicit(const struct preference_parameters *p);

#endif
