#include "models/nash-mirror-prox/network.h"

#include <math.h>
#include <string.h>

#include "models/nash-mirror-prox/contexts.h"
#include "models/nash-mirror-prox/direction.h"
#include "models/nash-mirror-prox/passes.h"
#include "models/nash-mirror-prox/record.h"
#include "models/nash-mirror-prox/solver.h"
#include "numerics/neural/optimiser.h"

walras_network nmp_network(const struct nmp_parameters *p) {
  return walras_network_make(p->game.feature_dim, p->policy_class == NMP_MLP ? p->hidden_layers : 0, p->hidden_width,
                             p->activation == NMP_TANH ? WALRAS_ACTIVATION_TANH : WALRAS_ACTIVATION_RELU, p->game.actions);
}

double nmp_network_bytes(const struct nmp_parameters *p) {
  return nmp_context_bytes(p) + 8.0 * (double)p->game.actions;
}

/* Vectors of parameters that are kept over rounds. */
enum vector { POLICY, ANCHOR, OPPONENT, FIRST_MOMENT, SECOND_MOMENT, VECTORS };
struct counters {
  int64_t gradient_steps, evaluations, iterations, stopped;
};

struct training {
  walras_trial *trial;
  const struct nmp_parameters *p;
  struct nmp_passes passes;
  int algorithm;
  double *vectors; /* [VECTORS][size] */
  double *course;  /* [nmp_sums] of evaluations and wins */
  double *finals;  /* [contestants][size] */
  struct counters *counters;
};

static double *vector_of(const struct training *t, enum vector vector) {
  return t->vectors + vector * t->passes.size;
}

static void copy_vector(const struct training *t, enum vector to, enum vector from) {
  memcpy(vector_of(t, to), vector_of(t, from), (size_t)t->passes.size * sizeof(double));
}

/* A gradient pass, then a step of `rate` from the policy's parameters to `to`. */
static walras_status step(struct training *t, struct nmp_pass pass, double rate, enum vector to) {
  pass.parameters = vector_of(t, POLICY);
  pass.number = t->counters->gradient_steps++;
  const double *descent = NULL;
  const walras_status status = nmp_gradient_pass(&t->passes, &pass, &descent);
  if (status != WALRAS_OK)
    return status;
  if (to != POLICY)
    copy_vector(t, to, POLICY);
  if (t->p->optimizer == NMP_SGD) {
    walras_descend(rate, t->passes.size, descent, vector_of(t, to));
    return WALRAS_OK;
  }
  const walras_adam adam = {.rate = rate, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8};
  walras_adam_step(&adam, t->counters->gradient_steps, t->passes.size, descent, vector_of(t, FIRST_MOMENT),
                   vector_of(t, SECOND_MOMENT), vector_of(t, to));
  return WALRAS_OK;
}

static walras_status extragradient(struct training *t, int64_t averaged) {
  const double beta = t->p->game.kl_coefficient;
  struct nmp_pass pass = {
      .kind = NMP_ALL_PAIRS, .opponent = vector_of(t, POLICY), .reference_weight = beta, .averaged = averaged};
  const walras_status status = step(t, pass, t->p->step_size, OPPONENT);
  if (status != WALRAS_OK)
    return status;
  pass.opponent = vector_of(t, OPPONENT);
  pass.averaged = 0;
  return step(t, pass, t->p->step_size, POLICY);
}

static walras_status proximal_point(struct training *t, int64_t k, int64_t averaged) {
  if (k % t->p->inner_steps == 0)
    copy_vector(t, ANCHOR, POLICY);
  return step(t,
              (struct nmp_pass){.kind = NMP_PAIRS,
                                .opponent = vector_of(t, POLICY),
                                .anchor = vector_of(t, ANCHOR),
                                .reference_weight = t->p->game.kl_coefficient,
                                .anchor_weight = 1.0 / t->p->prox_step,
                                .averaged = averaged},
              t->p->step_size, POLICY);
}

/* Two proximal problems, or steps towards one slow target. */
static walras_status stochastic(struct training *t, int64_t averaged) {
  const bool slow = t->p->target_decay > 0.0;
  struct nmp_pass pass = {.kind = NMP_SCORE,
                          .opponent = vector_of(t, slow ? ANCHOR : OPPONENT),
                          .anchor = vector_of(t, ANCHOR),
                          .reference_weight = t->p->game.kl_coefficient,
                          .anchor_weight = 1.0 / t->p->prox_step,
                          .averaged = averaged};
  if (!slow)
    copy_vector(t, ANCHOR, POLICY);
  for (int problem = 0; problem < (slow ? 1 : 2); problem++) {
    copy_vector(t, OPPONENT, POLICY);
    for (int64_t i = 0; i < t->p->inner_steps; i++) {
      const walras_status status = step(t, pass, t->p->inner_learning_rate, POLICY);
      if (status != WALRAS_OK)
        return status;
      pass.averaged = 0;
      for (int64_t j = 0; slow && j < t->passes.size; j++)
        vector_of(t, ANCHOR)[j] += t->p->target_decay * (vector_of(t, POLICY)[j] - vector_of(t, ANCHOR)[j]);
    }
  }
  return WALRAS_OK;
}

/* Iteration k; averaged > 0: the policy that it begins with is number `averaged` of the average. */
static walras_status iterate(struct training *t, int64_t k, int64_t averaged) {
  const double beta = t->p->game.kl_coefficient;
  switch (t->algorithm) {
  case NMP_EGPO:
    return extragradient(t, averaged);
  case NMP_NASH_PROX:
    return proximal_point(t, k, averaged);
  case NMP_NASH_MP_STOCHASTIC:
    return stochastic(t, averaged);
  default: /* online_ipo, nash_md_pg */
    return step(t,
                (struct nmp_pass){.kind = t->algorithm == NMP_ONLINE_IPO ? NMP_PAIRS : NMP_SCORE,
                                  .opponent = vector_of(t, POLICY),
                                  .mixture = t->algorithm == NMP_ONLINE_IPO ? 0.0 : t->p->step_size * beta,
                                  .reference_weight = beta,
                                  .averaged = averaged},
                t->p->step_size, POLICY);
  }
}

static walras_status evaluate(struct training *t) {
  const int64_t all = nmp_evaluations(t->p), e = t->counters->evaluations++;
  double *const sums = t->course + e * PREFERENCE_SUMS;
  const walras_status status = nmp_evaluation_pass(&t->passes, vector_of(t, POLICY), e == 0, sums);
  if (status != WALRAS_OK)
    return status;
  const double subopt = sums[PREFERENCE_SUM_REGULARISED] / sums[PREFERENCE_SUM_WEIGHT];
  t->counters->stopped = t->p->subopt_tolerance > 0.0 && subopt < t->p->subopt_tolerance;
  for (int64_t rest = e + 1; t->counters->stopped && rest < all; rest++)
    memcpy(t->course + rest * PREFERENCE_SUMS, sums, PREFERENCE_SUMS * sizeof *sums);
  return WALRAS_OK;
}

static void begin(struct training *t) {
  const walras_stream weights = walras_trial_stream(t->trial, NMP_STREAM_WEIGHTS, 0);
  memset(t->vectors, 0, (size_t)(VECTORS * t->passes.size) * sizeof *t->vectors);
  walras_network_initialise(&t->passes.network, WALRAS_INIT_XAVIER_NORMAL, 0.0, &weights, 0, vector_of(t, POLICY));
  copy_vector(t, ANCHOR, POLICY);
  t->counters->gradient_steps = 0;
}

/* One iteration of the contestant that this round belongs to; the first contestant is the model's own, which is evaluated. */
static walras_status play_round(struct training *t, int64_t contestant, int64_t k, int64_t iterations) {
  const int64_t every = t->p->game.evaluate_every;
  const bool own = contestant == 0;
  t->algorithm = own ? t->p->algorithm : t->p->tournament.words[contestant - 1];
  walras_status status = WALRAS_OK;
  if (k == 0)
    begin(t);
  if (own && k == 0)
    status = evaluate(t);
  if (status == WALRAS_OK && !(own && t->counters->stopped)) {
    status = iterate(t, k, own ? k + 1 : 0);
    t->counters->iterations += own;
    if (status == WALRAS_OK && own && ((k + 1) % every == 0 || k + 1 == iterations))
      status = evaluate(t);
  }
  if (k + 1 == iterations)
    memcpy(t->finals + contestant * t->passes.size, vector_of(t, POLICY), (size_t)t->passes.size * sizeof(double));
  return status;
}

static walras_status train(struct training *t) {
  const int64_t contestants = nmp_contestants(t->p);
  int64_t round = walras_trial_first_round(t->trial), begun = 0;
  for (int64_t contestant = 0; contestant < contestants; contestant++) {
    const int64_t iterations = nmp_iterations(t->p, contestant == 0 ? t->p->algorithm : t->p->tournament.words[contestant - 1]);
    for (; round < begun + iterations; round++) {
      walras_status status = play_round(t, contestant, round - begun, iterations);
      if (status == WALRAS_OK)
        status = walras_trial_round_done(t->trial, round);
      if (status != WALRAS_OK)
        return status;
    }
    begun += iterations;
  }
  return WALRAS_OK;
}

static walras_status keep(struct training *t) {
  const int64_t size = t->passes.size, contestants = nmp_contestants(t->p), sums = nmp_sums(t->p);
  t->vectors = walras_trial_allocate_zero(t->trial, VECTORS * size, sizeof *t->vectors);
  t->course = walras_trial_allocate_zero(t->trial, sums, sizeof *t->course);
  t->finals = walras_trial_allocate_zero(t->trial, contestants * size, sizeof *t->finals);
  t->counters = walras_trial_allocate_zero(t->trial, 1, sizeof *t->counters);
  if (t->vectors == NULL || t->course == NULL || t->finals == NULL || t->counters == NULL)
    return walras_trial_status(t->trial);
  walras_status status = walras_trial_keep(t->trial, "parameters", t->vectors, VECTORS * size, sizeof *t->vectors);
  if (status == WALRAS_OK)
    status = walras_trial_keep(t->trial, "course", t->course, sums, sizeof *t->course);
  if (status == WALRAS_OK)
    status = walras_trial_keep(t->trial, "finals", t->finals, contestants * size, sizeof *t->finals);
  if (status == WALRAS_OK)
    status = walras_trial_keep(t->trial, "counters", t->counters, 1, sizeof *t->counters);
  return status;
}

static walras_status record(struct training *t) {
  const struct nmp_parameters *const p = t->p;
  struct nmp_keepsakes keepsakes = {0};
  double residual = 0.0;
  walras_status status = nmp_final_pass(&t->passes, t->finals, t->course + nmp_first_win(p), &keepsakes, &residual);
  if (status != WALRAS_OK)
    return status;
  struct nmp_totals totals = {.sums = t->course};
  for (int i = 0; i < NMP_MAXIMA; i++)
    totals.maxima[i] = (double)NAN;
  totals.maxima[NMP_MOST_ITERATIONS] = (double)t->counters->iterations;
  totals.maxima[NMP_MOST_RESIDUAL] = residual;
  t->course[nmp_first_sum(p) + NMP_SUM_STOPPED] = t->counters->stopped ? t->course[PREFERENCE_SUM_WEIGHT] : 0.0;
  status = nmp_record(t->trial, p, &totals);
  return status == WALRAS_OK ? nmp_record_only_prompt(t->trial, p, &keepsakes) : status;
}

walras_status nmp_run_network(walras_trial *trial, const struct nmp_parameters *p) {
  struct training t = {.trial = trial, .p = p};
  const walras_network network = nmp_network(p);
  walras_status status = nmp_passes_create(trial, p, &network, &t.passes);
  if (status == WALRAS_OK)
    status = keep(&t);
  if (status == WALRAS_OK)
    status = train(&t);
  return status == WALRAS_OK ? record(&t) : status;
}
