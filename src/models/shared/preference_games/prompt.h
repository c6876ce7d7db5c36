/** The game of one prompt of a trial: its matrix or source, its reference and start policies, its weight and its features. */
#ifndef WALRAS_SHARED_PREFERENCE_PROMPT_H
#define WALRAS_SHARED_PREFERENCE_PROMPT_H

#include "models/shared/preference_games/parameters.h"
#include "numerics/preference_games/game.h"

/** Streams of the trial that these draws take; a prompt's number is the round, so that prompts < 2^32. Models use streams below 3900. */
enum preference_stream {
  PREFERENCE_STREAM_MATRIX = 3900,
  PREFERENCE_STREAM_UTILITIES,         /* entity: response */
  PREFERENCE_STREAM_SKEW,              /* entity: response, draw: feature */
  PREFERENCE_STREAM_PROMPT_FEATURES,   /* entity: 0, draw: feature */
  PREFERENCE_STREAM_RESPONSE_FEATURES, /* entity: response, draw: feature; the same for every prompt */
  PREFERENCE_STREAM_FEATURE_MAP,       /* entity: row, draw: column; the same for every prompt */
  PREFERENCE_STREAM_REFERENCE,         /* entity: response */
  PREFERENCE_STREAM_ORACLE             /* 3907..3922 by the purpose of the draw: see oracle.h */
};

/** One prompt's game. It points into itself: make it in place and do not move it. */
struct preference_prompt {
  walras_preference_source source, parts[2]; /* parts of a blend */
  walras_preference_game played;             /**< with flips and ties: what every gap refers to */
  walras_preference_game clean;              /**< without them; the same matrix as `played` where there is no tie_band */
};

/** Doubles of memory that a prompt's game takes; the same for all prompts. */
int64_t preference_prompt_reals(const struct preference_parameters *p);

/** Makes the game of `prompt` in `memory` [preference_prompt_reals], which lives as long as the game. Any thread. */
void preference_prompt_make(const walras_trial *trial, const struct preference_parameters *p, int64_t prompt, double *memory,
                            struct preference_prompt *out);

/** The same without a matrix: only out->source (and its parts) is made, in memory [preference_source_reals]. */
int64_t preference_source_reals(const struct preference_parameters *p);
void preference_source_make(const walras_trial *trial, const struct preference_parameters *p, int64_t prompt, double *memory,
                            struct preference_prompt *out);

/** Weight of a prompt in proportion to rho_x, without its normaliser: means over prompts divide by the sum of weights. Explicit weights sum to 1. */
double preference_prompt_weight(const struct preference_parameters *p, int64_t prompt);

/** The prompt's reference as log-probabilities [n]. */
void preference_reference(const walras_trial *trial, const struct preference_parameters *p, int64_t prompt, double *reference);
/** The start policy as log-probabilities [n]: the one given, else uniform or a copy of `reference` [n] (not used when uniform). */
void preference_start(const struct preference_parameters *p, bool uniform, const double *reference, double *policy);

/** Features c_x [feature_dim] of a prompt, N(0, 1). */
void preference_prompt_features(const walras_trial *trial, const struct preference_parameters *p, int64_t prompt,
                                double *features);
/** Feature `k` of every response, N(0, 1): out [n]; the same for every prompt. */
void preference_response_feature(const walras_trial *trial, const struct preference_parameters *p, int64_t k, double *out);

#endif
