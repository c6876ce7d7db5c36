/* Modes analytic and game: one belief, by expectations and by plays. */
#include <math.h>

#include "models/off-switch/tasks.h"

static bool is_same(const struct off_switch_policy *a, const struct off_switch_policy *b) {
  return a->family == b->family && a->scale == b->scale && a->error == b->error;
}

static walras_status find(walras_trial *trial, const struct off_switch_parameters *p, struct off_switch_findings *f) {
  const struct off_switch_point point = off_switch_point_of(p);
  const struct off_switch_policy truth = off_switch_true_policy(p), assumed = off_switch_assumed_policy(p),
                                 rational = off_switch_policy_make(FAMILY_RATIONAL, 0.0, 0.0, p->n_overseers);
  if (!off_switch_point_moments(&point, &truth, &f->truth, &f->quadrature_error))
    return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_NUMERIC, "quad_tol = %g: quadrature stays %g off; a larger tolerance will do",
                             p->quad_tol, f->quadrature_error);
  f->gains = off_switch_point_gains(&point);
  f->delta = off_switch_point_delta_from(&point, &truth, &f->truth);
  f->assumed_delta = is_same(&truth, &assumed) ? f->delta : off_switch_point_delta(&point, &assumed);
  f->waits = off_switch_point_waits(&point, &assumed, f->assumed_delta);
  f->waits_for_rational = off_switch_point_waits(&point, &rational, off_switch_point_delta(&point, &rational));
  f->defers = off_switch_point_waits(&point, &truth, f->delta);
  return WALRAS_OK;
}

walras_status off_switch_run_analytic(walras_trial *trial, const struct off_switch_parameters *p) {
  struct off_switch_findings findings;
  const walras_status status = find(trial, p, &findings);
  if (status != WALRAS_OK)
    return status;
  off_switch_record_findings(trial, p, &findings);
  off_switch_record_expectations(trial, p, &findings);
  return walras_trial_status(trial);
}

typedef struct game {
  off_switch_stage stage;
  const struct off_switch_parameters *p;
  struct off_switch_policy truth;
  struct off_switch_findings findings;
  const double *cumulative; /* [belief_values.count] of the weights; NULL for the normal law */
  walras_stream tasks;
} game;

static void draw_utilities(const game *g, off_switch_chunk *chunk) {
  const uint64_t first = (uint64_t)chunk->first;
  if (g->cumulative == NULL) {
    walras_fill_normal(&g->tasks, first, chunk->count, 0, chunk->draw[0]);
    g->stage.kernels->affine(chunk->draw[0], g->p->mu, g->p->sigma, chunk->count, chunk->utility);
    return;
  }
  for (int64_t i = 0; i < chunk->count; i++)
    chunk->utility[i] =
        g->p->belief_values
            .values[walras_categorical(&g->tasks, first + (uint64_t)i, 0, g->cumulative, g->p->belief_values.count)];
}

/* All robots of a game are one: same belief, same decision. */
static walras_status play_block(const walras_block *block, void *context) {
  const game *g = context;
  off_switch_chunk *chunk = walras_block_scratch(block, g->stage.scratch);
  for (int i = 0; i < PLAY_CHUNK; i++) {
    chunk->acts[i] = g->p->mu > 0.0;
    chunk->waits[i] = g->findings.waits;
    chunk->obeys[i] = g->findings.waits_for_rational;
    chunk->defers[i] = g->findings.defers;
    chunk->delta[i] = g->findings.delta;
  }
  for (int64_t done = 0; done < block->count; done += PLAY_CHUNK) {
    chunk->first = block->first + done;
    chunk->count = block->count - done < PLAY_CHUNK ? block->count - done : PLAY_CHUNK;
    draw_utilities(g, chunk);
    off_switch_toss(&g->stage, &g->truth, NULL, chunk);
    off_switch_score(&g->stage, block, chunk, true);
  }
  return WALRAS_OK;
}

static walras_status lay_out_belief(walras_trial *trial, game *g) {
  if (g->p->belief_family == BELIEF_GAUSSIAN)
    return WALRAS_OK;
  double sum = 0.0, *cumulative = walras_trial_allocate(trial, g->p->belief_values.count, sizeof *cumulative);
  if (cumulative == NULL)
    return walras_trial_status(trial);
  for (int64_t i = 0; i < g->p->belief_values.count; i++)
    cumulative[i] = sum += g->p->belief_weights.values[i];
  g->cumulative = cumulative;
  return WALRAS_OK;
}

walras_status off_switch_run_game(walras_trial *trial, const struct off_switch_parameters *p) {
  game g = {.p = p, .truth = off_switch_true_policy(p), .tasks = walras_trial_stream(trial, STREAM_TASK, 0)};
  struct off_switch_tally tally;
  walras_status status = find(trial, p, &g.findings);
  if (status == WALRAS_OK)
    status = off_switch_stage_set(trial, p, p->mu, &g.stage);
  g.stage.shift[DELTA_MEAN] = g.findings.delta;
  if (status == WALRAS_OK)
    status = lay_out_belief(trial, &g);
  if (status == WALRAS_OK)
    status = off_switch_play(&g.stage, play_block, &g, &tally);
  if (status != WALRAS_OK)
    return status;
  off_switch_record_findings(trial, p, &g.findings);
  off_switch_record_tally(trial, p, &tally);
  off_switch_record_wait_z(trial, &tally, g.findings.delta + fmax(p->mu, 0.0));
  return walras_trial_status(trial);
}
