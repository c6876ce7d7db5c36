#include "models/inpo/fitted.h"

#include <math.h>
#include <string.h>

#include "models/inpo/evaluate.h"
#include "numerics/preference_games/equilibrium.h"
#include "numerics/preference_games/policy.h"

static bool is_linear(const struct inpo_fit *fit) {
  return fit->learning->p->policy_class == POLICY_LINEAR_SOFTMAX;
}

void inpo_fit_inputs(const struct inpo_fit *fit, const double *c, int64_t first, int64_t count, double *out) {
  const int64_t d = fit->learning->p->game.feature_dim;
  for (int64_t row = 0; row < count; row++) {
    const double *const f = fit->responses + (first + row) * d;
    double *const x = out + row * walras_network_inputs(&fit->network);
    if (is_linear(fit)) {
      for (int64_t a = 0; a < d; a++)
        for (int64_t b = 0; b < d; b++)
          x[a * d + b] = c[a] * f[b];
    } else {
      memcpy(x, c, (size_t)d * sizeof *x);
      memcpy(x + d, f, (size_t)d * sizeof *x);
    }
  }
}

int64_t inpo_fit_network_work(const struct inpo_fit *fit) {
  return WALRAS_NEURAL_BLOCK * walras_network_inputs(&fit->network) + walras_network_work(&fit->network);
}

void inpo_fit_values(const struct inpo_fit *fit, const double *theta, const double *c, double *out, double *work) {
  const int64_t n = fit->learning->p->game.actions;
  double *const inputs = work, *const room = work + WALRAS_NEURAL_BLOCK * walras_network_inputs(&fit->network);
  for (int64_t first = 0; first < n; first += WALRAS_NEURAL_BLOCK) {
    const int64_t count = n - first < WALRAS_NEURAL_BLOCK ? n - first : WALRAS_NEURAL_BLOCK;
    inpo_fit_inputs(fit, c, first, count, inputs);
    memcpy(out + first, walras_network_forward(&fit->network, theta, count, inputs, room), (size_t)count * sizeof *out);
  }
}

enum { NASH_SWEEPS_MOST = 200000 };

/* The mixture of pi_1, ..., pi_last on a prompt, its last member and the largest log-ratio on the way. */
static double mix(const struct inpo_fit *fit, const double *c, const double *reference, double *policy, double *mean,
                  double *work) {
  const struct inpo_learning *const l = fit->learning;
  const int64_t n = l->p->game.actions;
  double ratio = 0.0;
  memset(mean, 0, (size_t)n * sizeof *mean);
  for (int64_t t = 1; t <= l->last; t++) {
    inpo_fit_values(fit, fit->thetas + (t - 1) * fit->parameters, c, policy, work);
    for (int64_t i = 0; i < n; i++)
      policy[i] += reference[i];
    walras_policy_normalise(policy, n);
    walras_policy_mean_add(mean, policy, n, t);
    for (int64_t i = 0; i < n; i++)
      ratio = fmax(ratio, fabs(policy[i] - reference[i]));
  }
  return ratio;
}

static walras_status evaluate_block(const walras_block *block, void *context) {
  const struct inpo_fit *const fit = context;
  const struct inpo_learning *const l = fit->learning;
  const int64_t n = l->p->game.actions;
  double *const memory = walras_block_scratch(block, fit->scratch), *const policy = memory + inpo_prompt_reals(l->p);
  double *const mean = policy + n, *const nash = mean + n, *const c = nash + n, *const work = c + l->p->game.feature_dim;
  struct inpo_prompt made;
  for (int64_t k = 0; k < block->count; k++) {
    const int64_t prompt = block->first + k;
    double kept[KEPT_NUMBERS] = {0.0};
    inpo_prompt_make(block->trial, l->p, prompt, memory, &made);
    preference_prompt_features(block->trial, &l->p->game, prompt, c);
    kept[KEPT_LOG_RATIO] = mix(fit, c, made.reference, policy, mean, work);
    if (inpo_has_nash(l->p))
      kept[KEPT_RESIDUAL] = walras_preference_equilibrium_find(&made.games.played, made.reference, l->p->game.kl_coefficient,
                                                               NASH_SWEEPS_MOST, nash, work)
                                .residual;
    inpo_evaluate(
        block, l, prompt, &made,
        &(struct inpo_findings){.kept = kept, .policy = policy, .mean = mean, .nash = inpo_has_nash(l->p) ? nash : NULL}, work);
    for (int slot = 0; slot < TOTALS; slot++) /* the rounds' counts ride along, once */
      block->totals[slot] += prompt == 0 ? fit->totals[slot] : 0;
  }
  return WALRAS_OK;
}

walras_status inpo_fit_rounds(struct inpo_fit *fit, int64_t first, int64_t last) {
  struct inpo_learning *const l = (struct inpo_learning *)fit->learning;
  memset(fit->totals, 0, sizeof fit->totals);
  for (int64_t t = first; t <= last; t++) {
    if (t == 1)
      continue;
    fit->round = t - 1;
    walras_status status = l->p->judge == JUDGE_REWARD_MODEL ? inpo_fit_reward(fit) : WALRAS_OK;
    if (status == WALRAS_OK)
      status = inpo_fit_draw(fit);
    if (status == WALRAS_OK)
      status = inpo_fit_learn(fit);
    if (status != WALRAS_OK)
      return status;
  }
  l->first = first;
  l->last = last;
  return walras_for_each_block(l->prompts, evaluate_block, fit, l->reduction);
}

static walras_status create_populations(struct inpo_fit *fit) {
  walras_trial *const trial = fit->learning->trial;
  const struct inpo_parameters *const p = fit->learning->p;
  const int64_t products = p->game.feature_dim * p->game.feature_dim;
  const int64_t pairs = p->pair_rule == PAIRS_RANDOM ? 1 : p->responses_per_prompt / 2;
  walras_status status = walras_population_create(
      trial, &(walras_population_input){.name = "lists", .entities = p->pairs_sampled, .block_size = 16}, &fit->lists);
  if (status == WALRAS_OK)
    status = walras_population_create(
        trial, &(walras_population_input){.name = "minibatch", .entities = p->minibatch, .block_size = WALRAS_NEURAL_BLOCK / 2},
        &fit->batch);
  if (status == WALRAS_OK && p->judge == JUDGE_REWARD_MODEL)
    status = walras_population_create(
        trial, &(walras_population_input){.name = "comparisons", .entities = p->pairs_sampled * pairs, .block_size = 256},
        &fit->comparisons);
  if (status == WALRAS_OK && p->judge == JUDGE_REWARD_MODEL)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.sums = 1 + products + products * (products + 1) / 2},
                                     &fit->reward_sums);
  if (status == WALRAS_OK)
    status = walras_gather_create(fit->lists, &fit->gather);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.totals = TOTALS}, &fit->tally);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.sums = fit->parameters}, &fit->batch_sums);
  return status;
}

enum { LESSON_REALS = sizeof(struct inpo_lesson) / sizeof(double) };

/* Room of one thread, for whichever loop asks for most. */
static size_t scratch_bytes(const struct inpo_fit *fit) {
  const struct inpo_parameters *const p = fit->learning->p;
  const int64_t n = p->game.actions, d = p->game.feature_dim, k = p->responses_per_prompt;
  const int64_t evaluation = inpo_learning_reals(p) + 3 * n + d + inpo_fit_network_work(fit);
  const int64_t lists =
      inpo_learning_reals(p) + 4 * n + d + inpo_fit_network_work(fit) + k * (k + 2) + 16 * (k * k + 2) * LESSON_REALS;
  const int64_t rows = (d * d + 8) * 256, batch = 4 * n + 2 * d + 4 * inpo_fit_network_work(fit);
  const int64_t most = evaluation > lists ? evaluation : lists, other = rows > batch ? rows : batch;
  return (size_t)(most > other ? most : other) * sizeof(double);
}

walras_status inpo_fit_begin(struct inpo_learning *l, struct inpo_fit *fit) {
  const struct inpo_parameters *const p = l->p;
  const int64_t n = p->game.actions, d = p->game.feature_dim;
  *fit = (struct inpo_fit){.learning = l};
  fit->network = p->policy_class == POLICY_MLP
                     ? walras_network_make(2 * d, p->hidden_layers, p->hidden_width, WALRAS_ACTIVATION_TANH, 1)
                     : walras_network_make(d * d, 0, 1, WALRAS_ACTIVATION_LINEAR, 1);
  fit->parameters = walras_network_parameters(&fit->network);
  fit->thetas = walras_trial_allocate_zero(l->trial, p->iterations * fit->parameters, sizeof *fit->thetas);
  fit->gradient = walras_trial_allocate(l->trial, 3 * fit->parameters, sizeof *fit->gradient);
  fit->responses = walras_trial_allocate(l->trial, n * d + n, sizeof *fit->responses);
  if (fit->thetas == NULL || fit->gradient == NULL || fit->responses == NULL)
    return walras_trial_status(l->trial);
  fit->first = fit->gradient + fit->parameters;
  fit->second = fit->first + fit->parameters;
  double *const feature = fit->responses + n * d;
  for (int64_t k = 0; k < d; k++) {
    preference_response_feature(l->trial, &p->game, k, feature);
    for (int64_t i = 0; i < n; i++)
      fit->responses[i * d + k] = feature[i];
  }
  const walras_stream stream = walras_trial_stream(l->trial, STREAM_WEIGHTS, 0);
  walras_network_initialise(&fit->network, WALRAS_INIT_GLOROT_UNIFORM, 0.0, &stream, 0, fit->thetas);
  walras_status status = create_populations(fit);
  if (status == WALRAS_OK)
    status = walras_scratch_create(l->trial, scratch_bytes(fit), &fit->scratch);
  return status == WALRAS_OK
             ? walras_trial_keep(l->trial, "thetas", fit->thetas, p->iterations * fit->parameters, sizeof *fit->thetas)
             : status;
}
