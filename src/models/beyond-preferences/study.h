/** One function per study: plays it in a trial and records its metrics. Collective; the file study_<name>.c says what is computed. */
#ifndef WALRAS_MODELS_BEYOND_PREFERENCES_STUDY_H
#define WALRAS_MODELS_BEYOND_PREFERENCES_STUDY_H

#include "models/beyond-preferences/metrics.h"
#include "models/beyond-preferences/parameters.h"

/** Entities per block of the studies with a population. */
enum { CHOICE_BLOCK = 16384, COHERENCE_BLOCK = 256, INFLUENCE_BLOCK = 16384, AGGREGATION_BLOCK = 1024, COMPARISON_BLOCK = 4096 };

/** Streams of random numbers, one per thing drawn. */
enum {
  STREAM_DIFFERENCES,
  STREAM_ORDER,
  STREAM_ATTENTION,
  STREAM_ROWS,
  STREAM_OFFERS,
  STREAM_HARM,
  STREAM_ACCEPT,
  STREAM_ADVERSARY,
  STREAM_USERS,
  STREAM_IDEALS,
  STREAM_MEMBERS,
  STREAM_NORMS,
  STREAM_STAKEHOLDER_ROWS,
  STREAM_COMPARISONS
};

walras_status play_choice(walras_trial *trial, const struct beyond_parameters *p); /**< both choice studies */
walras_status play_coherence(walras_trial *trial, const struct beyond_parameters *p);
walras_status play_influence(walras_trial *trial, const struct beyond_parameters *p);
walras_status play_misuse(walras_trial *trial, const struct beyond_parameters *p);
walras_status play_insensitive_annotators(walras_trial *trial, const struct beyond_parameters *p);
walras_status play_aggregation(walras_trial *trial, const struct beyond_parameters *p);

#endif
