/** One prompt as the learner and its judges see it: the game, the responses' features and quality, the teacher. */
#ifndef WALRAS_MODELS_DNO_VIEW_H
#define WALRAS_MODELS_DNO_VIEW_H

#include "models/dno/policy.h"
#include "models/shared/preference_games/prompt.h"

/** Streams of the trial's random numbers. */
enum dno_stream {
  STREAM_FEATURES = 1, /* entity: prompt * n + response, draw: feature */
  STREAM_THETA,        /* a network's first weights */
  STREAM_POOL,         /* entity: prompt */
  STREAM_PAIRS,        /* round; entity: pair, draws 0, 1: responses, 2: label */
  STREAM_OPPONENTS,    /* round; entity: pair, two draws per comparison of the first response */
  STREAM_OPPONENTS_2,  /* of the second */
  STREAM_ALLOTMENT,    /* round; draw 0: where prompts' shares of the pairs begin */
  STREAM_STUDENTS,     /* round; entity: prompt, draw: place; the teacher's is the last */
  STREAM_RUBRIC,       /* round; entity: prompt, draw: place */
  STREAM_SHUFFLE,      /* round; entity: epoch */
  STREAM_REPLAY        /* round; entity: earlier round */
};

/** What prompts are made from; constant over a trial. */
struct dno_world {
  const walras_trial *trial;
  const struct dno_parameters *p;
  struct dno_policy policy;
  walras_stream features;
};

/** Points into its memory and itself: make it in place. */
struct dno_view {
  int64_t prompt; /* -1: not made yet */
  double weight;  /* of the prompt, without the normaliser of rho */
  struct preference_prompt game;
  double *reference; /* [n] log-probabilities */
  double *quality;   /* [n] normal quantile of the Borda score, standardised over responses */
  double *teacher;   /* [n] probabilities */
  double *inputs;    /* [n][policy.inputs] rows; of tabular policies none */
  int64_t best;      /* the response of the highest Borda score, the lowest index of several */
  double *room;      /* [n] working memory */
};

struct dno_world dno_world_make(const walras_trial *trial, const struct dno_parameters *p);

/** Doubles of memory of a view. */
int64_t dno_view_reals(const struct dno_world *world);

/** Makes the view of `prompt` in `memory` [dno_view_reals]; does nothing where it is made already. Any thread. */
void dno_view_make(const struct dno_world *world, int64_t prompt, double *memory, struct dno_view *view);

/** The same without game, quality and teacher: enough for the policy. The view counts as not made. */
void dno_view_make_inputs(const struct dno_world *world, int64_t prompt, double *memory, struct dno_view *view);

/** A response to a prompt. */
typedef struct dno_place {
  int64_t prompt, response;
} dno_place;

/** The rows of inputs [count][policy.inputs] of single responses, without views: the same numbers as a view's. */
void dno_input_rows(const struct dno_world *world, const dno_place *places, int64_t count, double *rows);

/** Log-probabilities [n] of the policy with parameters theta. */
void dno_view_policy(const struct dno_world *world, const struct dno_view *view, const double *theta, double *work,
                     double *log_policy);

#endif
