/**
 * One method on one problem, iteration by iteration. What lives between iterations is in `at` and in the vectors, which the trial keeps, so that a run
 * goes on from a checkpoint after any evaluation of the certificate.
 */
#ifndef WALRAS_VR_HALPERN_RUN_H
#define WALRAS_VR_HALPERN_RUN_H

#include "models/vr-halpern/problem.h"

/* [size] each. U is u_k; F is F(u) at the point that `at->point` names, where `at->known`. */
enum halpern_vector { V_START, V_U, V_OLD, V_G, V_F, V_HALF, V_W, VECTORS };

enum { THRESHOLDS = 4 }; /* residuals 1e-1 .. 1e-4 */

/** Where the method is. */
struct halpern_place {
  int64_t method;                       /* position in `algorithms` */
  int64_t iteration;                    /* done since the method began */
  int64_t anchored;                     /* k: done since its last restart */
  int64_t calls;                        /* component calls */
  int64_t inner;                        /* inner steps, or steps of vr_extragradient and vr_forb: the address of their draws */
  int64_t refreshes;                    /* iterations of Algorithm 1: the address of its draws */
  int64_t begun, known, lagging, point; /* lagging: OLD holds the snapshot before W */
  double target;                        /* restarted: residual at which it restarts next */
  double next_mark;                     /* of the path */
  double error_sum, surprise;           /* PAGE: scaled sum of g - F(u); sum of its surprises, and their number */
  int64_t surprises;
};

/** What a method has come to. NaN where it does not apply. */
struct halpern_result {
  double step, residual, gap, value, estimator_error, distance, initial_residual, resolvent_residual, residual_at_resolvent;
  double calls_to[THRESHOLDS];
  double halpern_bound, resolvent_bound, drift;
  int64_t calls, iterations, evaluations, increases, diverged, rows;
};

struct halpern_row {
  int64_t method, iteration, calls, inner_steps;
  double residual, gap, estimator_error, distance, page_probability;
};

/** Draws batches of components. */
struct halpern_sampler {
  int64_t *components;            /* [batch_size] */
  double *weights;                /* [batch_size]: 1, or 1/(n q_i) */
  double *uniforms, *keys, *work; /* [batch_size] */
  uint64_t *taken;                /* bits of components */
};

struct halpern_run {
  walras_trial *trial;
  const struct halpern_parameters *p;
  struct halpern_problem *problem;
  struct halpern_place *at;
  struct halpern_result *results; /* [methods] */
  struct halpern_row *rows;       /* [methods][path_points] */
  double *v[VECTORS];
  double *next, *work; /* [size] of one iteration */
  struct halpern_sampler sampler;
  double *factor; /* least squares' exact resolvent, NULL before its first use */
  int algorithm;
  double step, inner_step; /* eta of the method; gamma of Algorithm 2 */
  double distance;         /* ||u_0 - u*||, NaN where u* is not known */
};

/** Collective. All methods of a trial; results [methods] and rows of `run` are filled. */
walras_status halpern_run_methods(struct halpern_run *run);

/** eta of method `index`, and gamma of Algorithm 2. */
double halpern_step(const struct halpern_run *run, int64_t index);
double halpern_inner_step(const struct halpern_run *run);

/** p_k of PAGE, k >= 1. */
double halpern_page_probability(const struct halpern_parameters *p, int64_t k);
/** Calls that `iterations` of Algorithm 1 take on average. */
double halpern_expected_calls(const struct halpern_parameters *p, int64_t iterations);

walras_status halpern_sampler_make(walras_trial *trial, const struct halpern_parameters *p, struct halpern_sampler *sampler);
/** Fills components and weights with the batch of draw number `entity`. */
void halpern_draw_batch(struct halpern_run *run, int64_t entity);
/** One component, and its weight; `moves` says whether the snapshot moves after it. */
int64_t halpern_draw_one(const struct halpern_run *run, int64_t entity, double *weight, bool *moves);

/** F(u_k) in V_F, which `at->known` may say is there already. */
walras_status halpern_know(struct halpern_run *run);
/** u = lam u_0 + (1 - lam) u - eta g, projected. */
void halpern_anchor(const struct halpern_run *run, double lam, const double *u, double eta, const double *g, double *out);

/* One iteration of each. */
walras_status halpern_step_page(struct halpern_run *run);
walras_status halpern_step_halpern(struct halpern_run *run);
walras_status halpern_step_extragradient(struct halpern_run *run);
walras_status halpern_step_eag(struct halpern_run *run);
walras_status halpern_step_vr_extragradient(struct halpern_run *run);
walras_status halpern_step_vr_forb(struct halpern_run *run);
walras_status halpern_step_inexact(struct halpern_run *run);
walras_status halpern_step_resolvent(struct halpern_run *run);

/** out [size] = (I + eta (F + G))^-1 u. In closed form where G = 0, else by inner steps until they change nothing; counts its calls. Collective. */
walras_status halpern_resolvent(struct halpern_run *run, const double *u, double *out);
/** Notes u_k's distance from its resolvent. */
void halpern_note_resolvent(struct halpern_run *run, double distance);

#endif
