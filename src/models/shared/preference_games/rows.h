/**
 * One large game whose matrix is spread by rows over the ranks and threads of a trial's group. A dense matrix is made once, each row by the thread
 * that works on it; a matrix beyond PREFERENCE_MATRIX_MOST is made again row by row in every product. Policies are whole on every rank: all that
 * is not a product is done by each rank alone, with the same bits.
 */
#ifndef WALRAS_SHARED_PREFERENCE_ROWS_H
#define WALRAS_SHARED_PREFERENCE_ROWS_H

#include "models/shared/preference_games/prompt.h"

struct preference_rows; /* lives with the trial */

/** Spreading pays: one prompt, and products of at least PREFERENCE_SPREAD_FROM rows that are no O(n). Not with a tie_band. */
enum { PREFERENCE_SPREAD_FROM = 2048 };
bool preference_is_spread(const struct preference_parameters *p);

/** Collective. Makes the rows of the only prompt's game, where preference_is_spread. Errors: memory. */
walras_status preference_rows_create(walras_trial *trial, const struct preference_parameters *p, struct preference_rows **rows);

/** Collective. out = M q of the clean game, q [n] equal on every rank, out [n] on every rank; out may be q. */
walras_status preference_rows_product(struct preference_rows *rows, const double *q, double *out);

/** Bytes of the matrix per response. */
double preference_rows_bytes(const struct preference_parameters *p);
/** Seconds of one row's product, roughly, as measured on one core of Zen 3. */
double preference_rows_seconds(const struct preference_parameters *p);

#endif
