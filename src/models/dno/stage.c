#include "models/dno/stage.h"

#include <string.h>

#include "models/dno/regression.h"
#include "numerics/preference_games/equilibrium.h"

static bool fits_tables(const struct dno_parameters *p) {
  return p->algorithm <= ALGORITHM_DNO_REGULARISED && p->policy_class == CLASS_TABULAR && p->solver != SOLVER_CLOSED_FORM;
}

/* What a search for the equilibrium works in, for games that are as large as this one. */
static int64_t search_reals(const struct dno_parameters *p) {
  const walras_preference_game game = {.n = p->game.actions,
                                       .margins = preference_is_implicit(&p->game) ? NULL : &p->game.cycle_margin};
  return dno_is_regularised(p) ? walras_preference_equilibrium_reals(&game) : 0;
}

static int64_t row_count(const struct dno_world *world) {
  return world->p->game.actions > 2 * DNO_EXAMPLES ? world->p->game.actions : 2 * DNO_EXAMPLES;
}

static int64_t work_reals(const struct dno_world *world) {
  const int64_t n = world->p->game.actions;
  return dno_view_reals(world) + (DNO_STEP_VECTORS + 4 + 3 + 2) * n +
         (fits_tables(world->p) ? n * n + dno_regression_table_work(n) : 0) + search_reals(world->p) +
         dno_policy_work(&world->policy) + 2 * DNO_EXAMPLES * world->policy.inputs + 2 * row_count(world);
}

int64_t dno_work_bytes(const struct dno_world *world) {
  return (int64_t)sizeof(struct dno_work) + 64 + work_reals(world) * (int64_t)sizeof(double);
}

struct dno_step dno_step_in(double *memory, int64_t n) {
  return (struct dno_step){
      .anchor = memory, .opponent = memory + n, .reward = memory + 2 * n, .target = memory + 3 * n, .data = memory + 4 * n};
}

struct dno_work *dno_stage_work(const struct dno_stage *stage, const walras_block *block) {
  const struct dno_world *world = &stage->world;
  const int64_t n = stage->p->game.actions;
  struct dno_work *work = walras_block_scratch(block, stage->scratch);
  double *next = (double *)(work + 1);
#define TAKE(count) (next += (count), next - (count))
  *work = (struct dno_work){.own = {.prompt = -1}};
  work->memory = TAKE(dno_view_reals(world));
  work->step = dno_step_in(TAKE(DNO_STEP_VECTORS * n), n);
  work->after = TAKE(n);
  work->start = TAKE(n);
  work->before = TAKE(n);
  work->margins = TAKE(n);
  work->spare = TAKE(3 * n);
  work->cumulative = TAKE(2 * n);
  work->table = TAKE(fits_tables(stage->p) ? n * n + dno_regression_table_work(n) : 0);
  work->search = TAKE(search_reals(stage->p));
  work->network = TAKE(dno_policy_work(&world->policy));
  work->rows = TAKE(2 * DNO_EXAMPLES * world->policy.inputs);
  work->slopes = TAKE(row_count(world));
  work->scores = TAKE(row_count(world));
#undef TAKE
  return work;
}

const struct dno_view *dno_stage_view(const struct dno_stage *stage, struct dno_work *work, int64_t prompt) {
  if (stage->single != NULL)
    return stage->single;
  dno_view_make(&stage->world, prompt, work->memory, &work->own);
  return &work->own;
}

static walras_status make_single(struct dno_stage *stage) {
  double *memory = walras_trial_allocate(stage->trial, dno_view_reals(&stage->world), sizeof *memory);
  stage->single = walras_trial_allocate(stage->trial, 1, sizeof *stage->single);
  if (memory == NULL || stage->single == NULL)
    return walras_trial_status(stage->trial);
  stage->single->prompt = -1;
  dno_view_make(&stage->world, 0, memory, stage->single);
  return WALRAS_OK;
}

walras_status dno_stage_make(walras_trial *trial, const struct dno_parameters *p, struct dno_stage *stage) {
  *stage = (struct dno_stage){.trial = trial, .p = p, .world = dno_world_make(trial, p)};
  const int64_t parameters = stage->world.policy.parameters;
  double *thetas = walras_trial_allocate_zero(trial, 3 * parameters + 1, sizeof *thetas);
  if (thetas == NULL)
    return walras_trial_status(trial);
  stage->theta = thetas;
  stage->next_theta = thetas + parameters;
  stage->first_theta = thetas + 2 * parameters;
  if (parameters > 0) {
    const walras_stream stream = walras_trial_stream(trial, STREAM_THETA, 0);
    dno_policy_start(&stage->world.policy, p, &stream, stage->first_theta);
    memcpy(stage->theta, stage->first_theta, (size_t)parameters * sizeof *thetas);
  }
  const walras_status status = walras_scratch_create(trial, (size_t)dno_work_bytes(&stage->world), &stage->scratch);
  return status == WALRAS_OK && p->game.prompts == 1 && !dno_is_contrastive(p) ? make_single(stage) : status;
}
