/* Modes population and designer: each play has its own robot, human and task. */
#include <math.h>

#include "models/off-switch/decisions.h"
#include "models/off-switch/tasks.h"
#include "walras/elementary.h"

typedef struct crowd {
  off_switch_stage stage;
  const struct off_switch_parameters *p;
  struct off_switch_policy truth;
  struct off_switch_decider right, assumed; /* with true and assumed overseers */
  struct off_switch_decider rational;
  walras_stream tasks, misjudgements, candidates;
} crowd;

static double overseer_scale(const struct off_switch_policy *policy) {
  return policy->family == FAMILY_LOGISTIC || policy->family == FAMILY_PROBIT ? policy->scale : 1.0;
}

static void fill(double value, int64_t count, double *out) {
  for (int64_t i = 0; i < count; i++)
    out[i] = value;
}

static walras_status set_up(walras_trial *trial, const struct off_switch_parameters *p, double centre, crowd *c) {
  *c = (crowd){.p = p,
               .truth = off_switch_true_policy(p),
               .tasks = walras_trial_stream(trial, STREAM_TASK, 0),
               .misjudgements = walras_trial_stream(trial, STREAM_MISJUDGEMENT, 0),
               .candidates = walras_trial_stream(trial, STREAM_CANDIDATES, 0)};
  const struct off_switch_policy assumed = off_switch_assumed_policy(p),
                                 rational = off_switch_policy_make(FAMILY_RATIONAL, 0.0, 0.0, p->n_overseers);
  walras_status status = off_switch_stage_set(trial, p, centre, &c->stage);
  if (status == WALRAS_OK)
    status = off_switch_decider_make(trial, &c->truth, p->wait_cost, p->quad_tol, p->delta_distribution, &c->right);
  if (status == WALRAS_OK)
    status = off_switch_decider_make(trial, &rational, p->wait_cost, p->quad_tol, false, &c->rational);
  c->assumed = c->right;
  if (status == WALRAS_OK && (assumed.family != c->truth.family || assumed.error != c->truth.error))
    status = off_switch_decider_make(trial, &assumed, p->wait_cost, p->quad_tol, false, &c->assumed);
  return status;
}

/* With a free question R would ask whenever it took H to be rational. */
static void decide_for_rational(const crowd *c, const double *mu, const double *sigma, off_switch_chunk *chunk) {
  if (c->p->wait_cost == 0.0)
    fill(1.0, chunk->count, chunk->obeys);
  else
    off_switch_waits(&c->rational, mu, sigma, chunk->scale, chunk->count, chunk->obeys);
}

static walras_status run_crowd(walras_trial *trial, crowd *c, walras_block_function function) {
  struct off_switch_tally tally;
  const walras_status status = off_switch_play(&c->stage, function, c, &tally);
  if (status != WALRAS_OK)
    return status;
  tally.table_error = fmax(c->right.table_error, c->assumed.table_error);
  off_switch_record_tally(trial, c->p, &tally);
  return walras_trial_status(trial);
}

/* ---- population ---- */

/* median exp(logsd z): the median itself where nothing varies. */
static void lognormal(const crowd *c, const double *z, double median, double logsd, int64_t count, double *out) {
  if (logsd == 0.0) {
    fill(median, count, out);
    return;
  }
  c->stage.kernels->affine(z, 0.0, logsd, count, out);
  walras_exp_batch(out, out, count);
  c->stage.kernels->affine(out, 0.0, median, count, out);
}

/* Beliefs, humans and what the robots take them for; and the utilities' deviates, draw[3]. */
static void draw_robots(const crowd *c, off_switch_chunk *chunk) {
  const struct off_switch_parameters *p = c->p;
  const uint64_t first = (uint64_t)chunk->first;
  const int64_t n = chunk->count;
  double(*draw)[PLAY_CHUNK] = chunk->draw;
  walras_fill_normal_pair(&c->tasks, first, n, 0, draw[0], draw[1]);
  walras_fill_normal_pair(&c->tasks, first, n, 1, draw[2], draw[3]);
  c->stage.kernels->affine(draw[0], p->pop_mu_mean, p->pop_mu_sd, n, chunk->mean);
  lognormal(c, draw[1], p->pop_sigma_median, p->pop_sigma_logsd, n, chunk->spread);
  lognormal(c, draw[2], p->pop_beta_median, p->pop_beta_logsd, n, chunk->scale);
  if (p->beta_noise > 0.0)
    walras_fill_normal(&c->misjudgements, first, n, 0, draw[4]);
  lognormal(c, draw[4], walras_exp(p->beta_bias), p->beta_noise, n, chunk->assumed_scale);
  for (int64_t i = 0; i < n; i++)
    chunk->assumed_scale[i] *= chunk->scale[i];
}

static walras_status population_block(const walras_block *block, void *context) {
  const crowd *c = context;
  off_switch_chunk *chunk = walras_block_scratch(block, c->stage.scratch);
  const bool logistic = c->truth.family == FAMILY_LOGISTIC;
  for (int64_t done = 0; done < block->count; done += PLAY_CHUNK) {
    chunk->first = block->first + done;
    chunk->count = block->count - done < PLAY_CHUNK ? block->count - done : PLAY_CHUNK;
    draw_robots(c, chunk);
    c->stage.kernels->utilities(chunk->mean, chunk->spread, chunk->draw[3], chunk->count, chunk->utility, chunk->acts);
    off_switch_waits(&c->assumed, chunk->mean, chunk->spread, chunk->assumed_scale, chunk->count, chunk->waits);
    if (!logistic)
      fill(overseer_scale(&c->truth), chunk->count, chunk->scale);
    off_switch_waits(&c->right, chunk->mean, chunk->spread, chunk->scale, chunk->count, chunk->defers);
    decide_for_rational(c, chunk->mean, chunk->spread, chunk);
    if (c->p->delta_distribution)
      off_switch_deltas(&c->right, chunk->mean, chunk->spread, chunk->scale, chunk->count, chunk->delta);
    off_switch_toss(&c->stage, &c->truth, logistic ? chunk->scale : NULL, chunk);
    off_switch_score(&c->stage, block, chunk, c->p->delta_distribution);
  }
  return WALRAS_OK;
}

walras_status off_switch_run_population(walras_trial *trial, const struct off_switch_parameters *p) {
  crowd c;
  const walras_status status = set_up(trial, p, p->pop_mu_mean, &c);
  return status == WALRAS_OK ? run_crowd(trial, &c, population_block) : status;
}

/* ---- designer ---- */

/* Posterior of one candidate: mean gain x, standard deviation. */
typedef struct posterior {
  double gain, sd;
} posterior;

/* By the ratio of the two, whose squares neither vanish nor grow without bound. */
static posterior infer(double prior_sd, double noise_sd) {
  const double ratio = noise_sd / prior_sd, inverse = prior_sd / noise_sd;
  return (posterior){.gain = 1.0 / (1.0 + ratio * ratio),
                     .sd = ratio > 1.0 ? prior_sd / sqrt(1.0 + inverse * inverse) : noise_sd / sqrt(1.0 + ratio * ratio)};
}

/* The best measurement of each play in draw[2], and its utility. */
static void draw_candidates(const crowd *c, off_switch_chunk *chunk) {
  const struct off_switch_parameters *p = c->p;
  double *deviate = chunk->draw[0], *noise = chunk->draw[1], *best = chunk->draw[2];
  for (int64_t action = 0; action < p->n_actions; action++) {
    walras_fill_normal_pair(&c->candidates, (uint64_t)chunk->first, chunk->count, (uint32_t)action, deviate, noise);
    for (int64_t i = 0; i < chunk->count; i++) {
      const double utility = p->prior_sd * deviate[i], measured = utility + p->measurement_sd * noise[i];
      const bool better = action == 0 || measured > best[i];
      best[i] = better ? measured : best[i];
      chunk->utility[i] = better ? utility : chunk->utility[i];
    }
  }
}

/* What R believes and what it should believe: decisions of the one, and the other's for comparison. */
static void decide(const crowd *c, off_switch_chunk *chunk) {
  const struct off_switch_parameters *p = c->p;
  const posterior believed = infer(p->prior_sd, p->assumed_measurement_sd), right = infer(p->prior_sd, p->measurement_sd);
  const int64_t n = chunk->count;
  const double *best = chunk->draw[2];
  c->stage.kernels->affine(best, 0.0, believed.gain, n, chunk->mean);
  fill(believed.sd, n, chunk->spread);
  for (int64_t i = 0; i < n; i++)
    chunk->acts[i] = chunk->mean[i] > 0.0;
  off_switch_waits(&c->assumed, chunk->mean, chunk->spread, chunk->assumed_scale, n, chunk->waits);
  decide_for_rational(c, chunk->mean, chunk->spread, chunk);
  c->stage.kernels->affine(best, 0.0, right.gain, n, chunk->mean);
  fill(right.sd, n, chunk->spread);
  off_switch_waits(&c->right, chunk->mean, chunk->spread, chunk->scale, n, chunk->defers);
  if (p->delta_distribution)
    off_switch_deltas(&c->right, chunk->mean, chunk->spread, chunk->scale, n, chunk->delta);
}

static walras_status designer_block(const walras_block *block, void *context) {
  const crowd *c = context;
  off_switch_chunk *chunk = walras_block_scratch(block, c->stage.scratch);
  const struct off_switch_policy assumed = off_switch_assumed_policy(c->p);
  fill(overseer_scale(&c->truth), PLAY_CHUNK, chunk->scale);
  fill(overseer_scale(&assumed), PLAY_CHUNK, chunk->assumed_scale);
  for (int64_t done = 0; done < block->count; done += PLAY_CHUNK) {
    chunk->first = block->first + done;
    chunk->count = block->count - done < PLAY_CHUNK ? block->count - done : PLAY_CHUNK;
    draw_candidates(c, chunk);
    decide(c, chunk);
    off_switch_toss(&c->stage, &c->truth, NULL, chunk);
    off_switch_score(&c->stage, block, chunk, c->p->delta_distribution);
  }
  return WALRAS_OK;
}

walras_status off_switch_run_designer(walras_trial *trial, const struct off_switch_parameters *p) {
  crowd c;
  const walras_status status = set_up(trial, p, 0.0, &c);
  return status == WALRAS_OK ? run_crowd(trial, &c, designer_block) : status;
}
