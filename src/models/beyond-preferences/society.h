/** Stakeholders, norms and gains of the study aggregation: listed, or two groups drawn again whenever they are asked for. */
#ifndef WALRAS_MODELS_BEYOND_PREFERENCES_SOCIETY_H
#define WALRAS_MODELS_BEYOND_PREFERENCES_SOCIETY_H

#include "models/beyond-preferences/study.h"
#include "numerics/voting/voting.h"

enum { SOCIETY_CHUNK = 32 };

typedef struct society {
  const struct beyond_parameters *p;
  int64_t stakeholders, norms, rows; /* rows: gains of one stakeholder from one norm, one by each of her weight vectors */
  int64_t majority;                  /* the first stakeholders are the majority, the others the minority */
  double *norm;                      /* [norms][value_dims] */
  double *ideal;                     /* [roles][value_dims] of the majority; the minority's is its opposite */
  walras_stream members, weights;
} society;

/** Consecutive stakeholders. */
typedef struct society_chunk {
  int64_t first, count;
  double *by_row; /* [count][rows][norms] */
  double *mean;   /* [count][norms] over the rows; by_row itself where there is one */
  double *share;  /* [count] */
  double *weight; /* [rows][value_dims] of one stakeholder */
} society_chunk;

walras_status society_create(society *s, walras_trial *trial, const struct beyond_parameters *p);
/** Bytes behind one chunk, and the chunk laid over such memory. */
size_t society_chunk_bytes(const society *s);
society_chunk society_chunk_in(void *memory, const society *s);
/** Fills the chunk with `count` <= SOCIETY_CHUNK stakeholders from `first` on, in role `role`. A pure function. */
void society_draw(const society *s, int64_t role, int64_t first, int64_t count, society_chunk *chunk);
/** Expected gains of stakeholder `i` of the chunk from a lottery over norms [norms]: returns that by her mean row; *rejects tells whether she would
 *  rather have the status quo, by all of her rows or by any (rejection_mode). */
double society_gain(const society *s, const society_chunk *chunk, int64_t i, const double *lottery, bool *rejects);
/** The ballots of a chunk. */
walras_ballots society_ballots(const society *s, const society_chunk *chunk);

#endif
