/** What the parts of a trial share: the world, the policy's parameters, and each thread's working memory. */
#ifndef WALRAS_MODELS_DNO_STAGE_H
#define WALRAS_MODELS_DNO_STAGE_H

#include "models/dno/measures.h"
#include "models/dno/metrics.h"

/** One thread's working memory; vectors of n numbers unless said otherwise. */
struct dno_work {
  struct dno_view own; /* of the prompt that was made last */
  struct dno_step step;
  double *memory; /* of `own` */
  double *after, *start, *before, *margins;
  double *spare;      /* [3 n] */
  double *cumulative; /* [2 n] */
  double *table;      /* [n n + dno_regression_table_work(n)] where tables are fitted to pairs */
  double *search;     /* of the equilibrium, where the game is regularised */
  double *network;    /* of the policy's functions */
  double *rows;       /* [2 DNO_EXAMPLES][inputs] */
  double *slopes;     /* [max(n, 2 DNO_EXAMPLES)] and */
  double *scores;     /* the same */
};

/** Examples that are scored in one go: two responses each fill a block of the network. */
enum { DNO_EXAMPLES = WALRAS_NEURAL_BLOCK / 2 };

struct dno_stage {
  walras_trial *trial;
  const struct dno_parameters *p;
  struct dno_world world;
  walras_scratch *scratch;
  struct dno_view *single;                  /* the view of the only prompt; NULL with several */
  double *theta, *next_theta, *first_theta; /* [policy.parameters] of pi_t, pi_{t+1}, pi_1 */
};

walras_status dno_stage_make(walras_trial *trial, const struct dno_parameters *p, struct dno_stage *stage);

/** The thread's working memory, its view forgotten: call it at the start of a block function. */
struct dno_work *dno_stage_work(const struct dno_stage *stage, const walras_block *block);
/** The view of a prompt, in the thread's memory unless there is one prompt only. */
const struct dno_view *dno_stage_view(const struct dno_stage *stage, struct dno_work *work, int64_t prompt);

/** Bytes of a thread's working memory. */
int64_t dno_work_bytes(const struct dno_world *world);

/** Doubles of memory of a set of step vectors, and the set in it. */
struct dno_step dno_step_in(double *memory, int64_t n);
enum { DNO_STEP_VECTORS = 5 };

/* The two kinds of trials. */
walras_status dno_run_steps(walras_trial *trial, const struct dno_parameters *p);
walras_status dno_run_pairs(walras_trial *trial, const struct dno_parameters *p);

#endif
