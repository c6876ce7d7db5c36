/* Trials of exact steps and of regressions: all prompts in every round, pi_{t+1} from pi_t prompt by prompt or through theta. */
#include <math.h>
#include <string.h>

#include "models/dno/fit.h"
#include "models/dno/record.h"
#include "numerics/preference_games/equilibrium.h"
#include "numerics/preference_games/policy.h"

enum { SWEEPS_MOST = 20000 };

struct steps {
  struct dno_stage stage;
  struct dno_fit fit;
  struct dno_progress *progress; /* kept over rounds */
  walras_population *prompts;
  walras_reduction *reduction;
  walras_state *state;
  walras_gather *policies; /* of the first prompt, for tables, and of the only one, for its pairs */
  int64_t round;
  bool evaluated, last;
};

static double *vector(double *state, int64_t n, enum dno_state_vector which) {
  return state + which * n;
}

static void margins_of(const struct dno_view *view, const double *policy, double *probabilities, double *out) {
  walras_policy_probabilities(policy, view->game.played.n, probabilities);
  walras_preference_product(&view->game.played, probabilities, out);
}

/* pi_1 of a prompt. */
static void start_policy(const struct steps *s, const struct dno_view *view, struct dno_work *work, double *policy) {
  if (dno_has_theta(s->stage.p))
    dno_view_policy(&s->stage.world, view, s->stage.first_theta, work->network, policy);
  else
    preference_start(&s->stage.p->game, dno_starts_uniform(s->stage.p), view->reference, policy);
}

/* ---- tables ---- */

/* Wins of every response against every other: of all pairs by their exact labels. */
static void exact_wins(const struct dno_step *step, int64_t n, double *wins) {
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = 0; j < n; j++)
      wins[i * n + j] = i == j ? 0.0 : step->data[i] * step->data[j] * dno_sigmoid(step->reward[i] - step->reward[j]);
}

/* Of the prompt's share of the drawn pairs. Returns how many say something. */
static int64_t drawn_wins(const struct steps *s, const struct dno_view *view, struct dno_work *work, double *wins) {
  const int64_t n = s->stage.p->game.actions;
  const dno_sampler sampler = dno_sampler_make(&s->stage.world, view, &work->step, s->round, work->cumulative);
  const int64_t end = dno_allotment_first(&s->fit.allotment, view->prompt + 1);
  int64_t used = 0;
  memset(wins, 0, (size_t)(n * n) * sizeof *wins);
  for (int64_t pair = dno_allotment_first(&s->fit.allotment, view->prompt); pair < end; pair++) {
    dno_labelled labelled = {0};
    if (!dno_sampler_draw(&sampler, pair, &labelled))
      continue;
    wins[labelled.first * n + labelled.second] += labelled.label;
    wins[labelled.second * n + labelled.first] += 1.0 - labelled.label;
    used++;
  }
  return used;
}

static walras_status fit_table(const struct steps *s, const walras_block *block, const struct dno_view *view,
                               struct dno_work *work) {
  const struct dno_parameters *p = s->stage.p;
  const int64_t n = p->game.actions;
  const double *wins = work->table;
  memcpy(work->after, work->step.anchor, (size_t)n * sizeof *work->after);
  if (p->solver == SOLVER_GRADIENT)
    exact_wins(&work->step, n, work->table);
  else if (s->fit.wins != NULL)
    wins = s->fit.wins;
  else
    block->counts[0] += drawn_wins(s, view, work, work->table);
  if (!dno_regression_table(wins, n, p->learning_rate_inverse, work->table + n * n, work->after))
    return WALRAS_TRIAL_FAIL(block->trial, WALRAS_ERROR_NUMERIC,
                             "the regression of prompt %lld in round %lld did not converge; raise pairs_sampled, or use "
                             "data_policy = uniform",
                             (long long)view->prompt, (long long)s->round);
  walras_policy_normalise(work->after, n);
  return WALRAS_OK;
}

/* pi_{t+1} into work->after. */
static walras_status advance(const struct steps *s, const walras_block *block, const struct dno_view *view,
                             struct dno_work *work) {
  const struct dno_parameters *p = s->stage.p;
  if (dno_has_theta(p)) {
    dno_view_policy(&s->stage.world, view, s->stage.next_theta, work->network, work->after);
    return WALRAS_OK;
  }
  if (p->algorithm <= ALGORITHM_DNO_REGULARISED && p->solver != SOLVER_CLOSED_FORM)
    return fit_table(s, block, view, work);
  memcpy(work->after, work->step.target, (size_t)p->game.actions * sizeof *work->after);
  return WALRAS_OK;
}

/* ---- one round of one prompt ---- */

/* The equilibrium that policies are compared with: once. Returns its residual. */
static double equilibrium(const struct steps *s, const struct dno_view *view, struct dno_work *work, double *policy) {
  return walras_preference_equilibrium_find(&view->game.played, view->reference, s->stage.p->game.kl_coefficient, SWEEPS_MOST,
                                            policy, work->search)
      .residual;
}

static void measure(const struct steps *s, const walras_block *block, const struct dno_view *view, struct dno_work *work,
                    const double *state) {
  const struct dno_parameters *p = s->stage.p;
  const int64_t n = p->game.actions;
  start_policy(s, view, work, work->start);
  const struct dno_change change = {.before = state + STATE_POLICY * n,
                                    .after = work->after,
                                    .start = work->start,
                                    .margins_before = state + STATE_MARGINS * n,
                                    .margins_after = work->margins};
  const double *sum = state + STATE_SUM * n;
  dno_measure_change(view, &change, work->spare, block->sums);
  block->sums[SUM_SUBOPT_AVERAGE] += view->weight * fmax(sum[walras_policy_argmax(sum, n)], 0.0) / (double)(s->round + 1);
  const struct preference_policies policies = {.reference = dno_is_plain(p) ? NULL : view->reference,
                                               .nash = dno_is_regularised(p) ? state + STATE_NASH * n : NULL,
                                               .last = work->after,
                                               .average = state + STATE_MEAN * n};
  preference_evaluate(&p->game, &view->game, &policies, view->weight, block->sums + DNO_SUMS, work->spare);
  dno_measure_fit(view, &work->step, work->after, work->spare, block->sums);
}

static walras_status emit(const struct steps *s, const walras_block *block, const struct dno_work *work, const double *state) {
  const int64_t n = s->stage.p->game.actions;
  double *all = work->spare;
  memcpy(all, work->after, (size_t)n * sizeof *all);
  memcpy(all + n, state + STATE_MEAN * n, (size_t)n * sizeof *all);
  if (dno_is_regularised(s->stage.p))
    memcpy(all + 2 * n, state + STATE_NASH * n, (size_t)n * sizeof *all);
  return walras_block_emit(block, s->policies, all, 3 * n * (int64_t)sizeof *all);
}

static bool has_to_emit(const struct steps *s, int64_t prompt) {
  return prompt == 0 && s->stage.p->game.prompts == 1 && (s->fit.wins != NULL || s->last);
}

static walras_status prompt_round(const struct steps *s, const walras_block *block, int64_t prompt, struct dno_work *work,
                                  double *state) {
  const struct dno_parameters *p = s->stage.p;
  const int64_t n = p->game.actions;
  const struct dno_view *view = dno_stage_view(&s->stage, work, prompt);
  double *policy = vector(state, n, STATE_POLICY), *margins = vector(state, n, STATE_MARGINS), *sum = vector(state, n, STATE_SUM);
  if (s->round == 0) {
    start_policy(s, view, work, policy);
    margins_of(view, policy, work->spare, margins);
    if (dno_is_regularised(p))
      block->sums[DNO_SUMS + PREFERENCE_SUMS] += view->weight * equilibrium(s, view, work, vector(state, n, STATE_NASH));
  }
  work->step.before = policy;
  dno_step_make(p, view, margins, &work->step);
  for (int64_t y = 0; y < n; y++)
    sum[y] += margins[y];
  walras_policy_mean_add(vector(state, n, STATE_MEAN), policy, n, s->round + 1);
  if (s->round == 0 && p->algorithm <= ALGORITHM_DNO_REGULARISED && n <= DNO_LOSS_MOST)
    dno_measure_losses(p, view, &work->step, work->spare, block->sums);
  walras_status status = advance(s, block, view, work);
  if (status != WALRAS_OK)
    return status;
  margins_of(view, work->after, work->spare, work->margins);
  if (s->evaluated || s->round == 0)
    measure(s, block, view, work, state);
  memcpy(policy, work->after, (size_t)n * sizeof *policy);
  memcpy(margins, work->margins, (size_t)n * sizeof *margins);
  return has_to_emit(s, prompt) ? emit(s, block, work, state) : WALRAS_OK;
}

static walras_status round_block(const walras_block *block, void *context) {
  const struct steps *s = context;
  struct dno_work *work = dno_stage_work(&s->stage, block);
  double *state = walras_block_state(block, s->state);
  walras_status status = WALRAS_OK;
  for (int64_t i = 0; status == WALRAS_OK && i < block->count; i++)
    status = prompt_round(s, block, block->first + i, work, state + i * dno_state_vectors(s->stage.p) * s->stage.p->game.actions);
  return status;
}

/* ---- rounds ---- */

/* The tables and facts of the only prompt's game. Policies [3][n]: last and equilibrium as logarithms, the mean between them. */
static walras_status record_only_prompt(const struct steps *s, const double *policies) {
  const struct dno_parameters *p = s->stage.p;
  walras_trial *trial = s->stage.trial;
  const int64_t n = p->game.actions;
  double *last = walras_trial_allocate(trial, 2 * n, sizeof *last);
  if (last == NULL)
    return walras_trial_status(trial);
  walras_policy_probabilities(policies, n, last);
  walras_status status = preference_record_policy(trial, &p->game, PREFERENCE_TABLE_LAST, last);
  if (status == WALRAS_OK)
    status = preference_record_policy(trial, &p->game, PREFERENCE_TABLE_AVERAGE, policies + n);
  if (status == WALRAS_OK && dno_is_regularised(p)) {
    walras_policy_probabilities(policies + 2 * n, n, last + n);
    status = preference_record_policy(trial, &p->game, PREFERENCE_TABLE_NASH, last + n);
  }
  return status == WALRAS_OK ? preference_record_facts(trial, &p->game, &s->stage.single->game, policies + n) : status;
}

/* What the only prompt's pairs are drawn from in the next round, on every rank; at the end the tables. */
static walras_status spread_policies(struct steps *s) {
  const int64_t n = s->stage.p->game.actions;
  const void *data = NULL;
  const walras_status status = walras_gather_all(s->policies, &data, NULL);
  if (status != WALRAS_OK)
    return status;
  const double *policies = data;
  if (s->fit.wins != NULL)
    memcpy(s->fit.before, policies, (size_t)n * sizeof *policies);
  return s->last ? record_only_prompt(s, policies) : WALRAS_OK;
}

static walras_status one_round(struct steps *s) {
  const struct dno_parameters *p = s->stage.p;
  s->evaluated = dno_is_evaluated(p, s->round);
  s->last = s->round + 1 == p->iterations;
  walras_status status = dno_fit_round(&s->fit, s->round);
  if (status == WALRAS_OK)
    status = walras_for_each_block(s->prompts, round_block, s, s->reduction);
  if (status == WALRAS_OK && has_to_emit(s, 0))
    status = spread_policies(s);
  if (status != WALRAS_OK)
    return status;
  const int64_t used = s->fit.used + walras_reduction_counts(s->reduction)[0];
  dno_record_step(&s->stage, s->progress, s->round, walras_reduction_sums(s->reduction), used);
  if (dno_has_theta(p))
    memcpy(s->stage.theta, s->stage.next_theta, (size_t)s->stage.world.policy.parameters * sizeof(double));
  return WALRAS_OK;
}

static walras_status make_populations(struct steps *s) {
  const struct dno_parameters *p = s->stage.p;
  walras_trial *trial = s->stage.trial;
  const walras_population_input input = {.name = "prompts", .entities = p->game.prompts, .block_size = dno_prompt_block(p)};
  const walras_reduction_shape shape = {.counts = 1, .sums = DNO_SUMS + PREFERENCE_SUMS + 1};
  walras_status status = walras_population_create(trial, &input, &s->prompts);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &shape, &s->reduction);
  if (status == WALRAS_OK)
    status = walras_state_create(s->prompts, "policies",
                                 (size_t)(dno_state_vectors(s->stage.p) * p->game.actions) * sizeof(double), &s->state);
  if (status == WALRAS_OK)
    status = walras_gather_create(s->prompts, &s->policies);
  return status;
}

/* What must outlive a stop: parameters, what has been recorded, and the only prompt's policy. */
static walras_status keep(struct steps *s) {
  walras_trial *trial = s->stage.trial;
  const int64_t parameters = s->stage.world.policy.parameters, n = s->stage.p->game.actions;
  s->progress = walras_trial_allocate_zero(trial, 1, sizeof *s->progress);
  if (s->progress == NULL)
    return walras_trial_status(trial);
  dno_progress_begin(s->progress);
  walras_status status = walras_trial_keep(trial, "progress", s->progress, 1, sizeof *s->progress);
  if (status == WALRAS_OK && parameters > 0)
    status = walras_trial_keep(trial, "theta", s->stage.theta, parameters, sizeof(double));
  if (status != WALRAS_OK || s->fit.wins == NULL)
    return status;
  if (!dno_has_theta(s->stage.p))
    preference_start(&s->stage.p->game, dno_starts_uniform(s->stage.p), s->stage.single->reference, s->fit.before);
  return walras_trial_keep(trial, "policy", s->fit.before, n, sizeof(double));
}

walras_status dno_run_steps(walras_trial *trial, const struct dno_parameters *p) {
  struct steps s = {0};
  walras_status status = dno_stage_make(trial, p, &s.stage);
  if (status == WALRAS_OK)
    status = make_populations(&s);
  if (status == WALRAS_OK)
    status = dno_fit_make(&s.stage, s.prompts, s.state, &s.fit);
  if (status == WALRAS_OK)
    status = keep(&s);
  if (status != WALRAS_OK)
    return status;
  for (s.round = walras_trial_first_round(trial); s.round < p->iterations; s.round++) {
    status = one_round(&s);
    if (status == WALRAS_OK)
      status = walras_trial_round_done(trial, s.round);
    if (status != WALRAS_OK)
      return status;
  }
  dno_record_steps_end(&s.stage, s.progress);
  return walras_trial_status(trial);
}
