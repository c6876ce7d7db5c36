/**
 * Problems: find u with 0 in F(u) + G(u), F an average of n components, affine here, and G given by its resolvent.
 *
 * u [size] = (x, y) [dimension] each in saddles and games, x alone in least squares. Vectors are replicated: every rank of a group holds them whole.
 * What is large, the matrix, is spread over the group by blocks.
 */
#ifndef WALRAS_VR_HALPERN_PROBLEM_H
#define WALRAS_VR_HALPERN_PROBLEM_H

#include "models/shared/preference_games/prompt.h"
#include "models/vr-halpern/parameters.h"

/** Streams of the trial: preference games take 3900 and above. */
enum halpern_stream {
  STREAM_WEALTH,  /* entity: house */
  STREAM_MATRIX,  /* entity: row dimension + column; sparse_game: row, draw: gap before its next entry */
  STREAM_VALUES,  /* sparse_game: row, draw: place among its entries */
  STREAM_PLAN,    /* entity: unknown; draws: x*, y*, and the slack of lp_saddle */
  STREAM_KRYLOV,  /* entity: entry of the first vector */
  STREAM_REFRESH, /* entity: iteration; whether PAGE evaluates in full */
  STREAM_BATCH,   /* entity: iteration, draw: place in the batch */
  STREAM_INNER    /* entity: step; draw 0: component, draw 1: whether the snapshot moves */
};

struct halpern_problem;

/** out [size] = the linear part of F at u. Collective. */
typedef walras_status (*halpern_linear)(struct halpern_problem *problem, const double *u, double *out);
/**
 * out [size] += scale sum_k weights[k] (F_i(u) - F_i(v)), i = components[k] (0..n-1, repeats allowed), n times the i-th term of F. Collective.
 */
typedef walras_status (*halpern_batch)(struct halpern_problem *problem, const int64_t *components, const double *weights,
                                       int64_t count, double scale, const double *u, const double *v, double *out);

struct halpern_problem {
  walras_trial *trial;
  const struct halpern_parameters *p;
  int64_t dimension, components, size;
  halpern_linear linear;
  halpern_batch batch;
  void *matrix;       /* of the kind of problem */
  double *constant;   /* [size] F(0), or NULL for 0 */
  double *start;      /* [size] u_0 */
  double *solution;   /* [size] u*, or NULL where it is not known */
  double *weights;    /* [n] q_i of importance sampling, or NULL: uniform */
  double *cumulative; /* [n] their prefix sums, or NULL */
  double *norms; /* [2 n] squared norms of A's rows, then columns; least squares: of rows, [n]; NULL where they are not known */
  double lipschitz;         /* L_F of F */
  double lipschitz_average; /* L under the sampling in use; NaN where it is not known */
  double frobenius;         /* of A */
  double *work;             /* [size] of batches */
  bool ascending;           /* batches must be given in ascending order of components */
};

/** Collective. Draws or fills the problem of a trial, and finds its constants. */
walras_status halpern_problem_make(walras_trial *trial, const struct halpern_parameters *p, struct halpern_problem *problem);

/** Collective. out [size] = F(u). */
walras_status halpern_full(struct halpern_problem *problem, const double *u, double *out);

/** u [size] becomes J_G(u): projected on the simplices or the box; unchanged where G = 0. */
void halpern_project(const struct halpern_problem *problem, double *u);

/** ||u - J_G(u - F)|| with F [size] = F(u); ||F|| where G = 0. work [size]. */
double halpern_residual(const struct halpern_problem *problem, const double *u, const double *f, double *work);
/** Duality gap and payoff at u from F(u): games and lp_saddle. */
double halpern_gap(const struct halpern_problem *problem, const double *u, const double *f);
double halpern_value(const struct halpern_problem *problem, const double *u, const double *f);

double halpern_norm(const double *x, int64_t n);
double halpern_distance(const double *x, const double *y, int64_t n, double *work);

/* The kinds: each sets linear, batch, matrix, and what it knows of constant, solution and norms. `problem` has its sizes, start and work. */
walras_status halpern_make_dense(struct halpern_problem *problem);
walras_status halpern_make_sparse(struct halpern_problem *problem);
walras_status halpern_make_implicit(struct halpern_problem *problem);
walras_status halpern_make_quadratic(struct halpern_problem *problem);
walras_status halpern_make_least_squares(struct halpern_problem *problem);

/** lipschitz of the quadratic problem in closed form. */
double halpern_quadratic_lipschitz(int64_t dimension);
/** lipschitz_average of the quadratic problem; q as of `weights`, or NULL. */
double halpern_quadratic_average(int64_t dimension, const double *q);
/** Collective. The largest singular value of F's linear part, by Lanczos's method. */
walras_status halpern_largest_singular(struct halpern_problem *problem, double *value);

#endif
