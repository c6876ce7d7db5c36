/* The loop over updates: one policy whose batches are cut in blocks of prompts, or one for each type of users, each with batches of its own. */
#include "models/gtalign/learn.h"

#include <math.h>
#include <string.h>

#include "models/gtalign/streams.h"
#include "models/gtalign/tasks.h"
#include "numerics/neural/optimiser.h"

/* The welfare is looked at every LOOK updates, and compared with that of LOOKS looks before. */
enum { LOOK = 100, LOOKS = 5 };
enum { TYPES_BLOCK = 4 };

/* Vectors of one policy, [weights] each. */
struct pupil {
  double *weights, *first, *second, *reference;
};

/* Of the one policy's course: what a checkpoint keeps beside its vectors. */
struct progress {
  double seen[LOOKS + 1];
  int64_t looks, stopped, updates;
};

struct school {
  walras_trial *trial;
  const struct gtalign_environment *e;
  const struct gtalign_grid *grid;
  struct gtalign_policy *policy;
  struct gtalign_lesson lesson;
  int64_t imitations; /* updates before those that are recorded */
  int64_t update;     /* of its phase */
  const double *before, *now;
  walras_population *population;
  walras_reduction *sums;
  walras_scratch *desks;
  walras_state *state; /* of types: pupils' vectors one after the other */
};

static bool learns_by_type(const struct gtalign_environment *e) {
  return e->p->user_type_visible && e->types > 1;
}

static void take_step(const struct gtalign_parameters *p, int64_t step, int64_t count, const double *gradient,
                      const struct pupil *pupil) {
  const walras_adam adam = {.rate = p->learning_rate, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8};
  if (p->optimizer == OPTIMIZER_ADAM)
    walras_adam_step(&adam, step, count, gradient, pupil->first, pupil->second, pupil->weights);
  else
    walras_descend(p->learning_rate, count, gradient, pupil->weights);
}

static void begin_pupil(const struct school *s, uint64_t entity, const struct pupil *pupil) {
  const walras_stream stream = walras_trial_stream(s->trial, STREAM_WEIGHTS, 0);
  memset(pupil->weights, 0, (size_t)s->lesson.weights * sizeof(double));
  if (s->lesson.network.layers > 1)
    walras_network_initialise(&s->lesson.network, WALRAS_INIT_NORMAL_FAN_IN, 0.01, &stream, entity, pupil->weights);
  memcpy(pupil->reference, pupil->weights, (size_t)s->lesson.weights * sizeof(double));
}

/* Imitation over: moments are forgotten, and the policy becomes the one to stay near. */
static void change_phase(const struct school *s, const struct pupil *pupil) {
  const size_t bytes = (size_t)s->lesson.weights * sizeof(double);
  memset(pupil->first, 0, bytes);
  memset(pupil->second, 0, bytes);
  memcpy(pupil->reference, pupil->weights, bytes);
}

/* The phase and streams of a round. */
static void set_lesson(struct school *s, int64_t round) {
  const bool warming = round < s->imitations;
  s->update = warming ? round : round - s->imitations;
  s->lesson.imitates = warming || s->e->p->policy == POLICY_SFT;
  s->lesson.prompts = walras_trial_stream(s->trial, s->lesson.imitates ? STREAM_IMITATED : STREAM_PROMPTS, (uint32_t)s->update);
  s->lesson.groups = walras_trial_stream(s->trial, STREAM_GROUPS, (uint32_t)s->update);
}

static int64_t epochs_of(const struct school *s) {
  return s->lesson.imitates ? 1 : s->e->p->batch_epochs;
}

/* `prompts`: of how many the course is the sum. */
static void record_course(const struct school *s, int64_t round, const double *course, double prompts) {
  if (round < s->imitations)
    return;
  for (int k = 0; k < COURSES; k++)
    walras_record_round(s->trial, SERIES_WELFARE + k, s->update, course[k] / prompts);
}

/* ---- one policy ---- */

static walras_status prompts_block(const walras_block *block, void *context) {
  const struct school *s = context;
  double *course = s->before == s->now ? block->sums + s->lesson.weights : NULL;
  gtalign_learn_prompts(&s->lesson, -1, block->first, block->count, s->e->p->batch_prompts, s->before, s->now,
                        walras_block_scratch(block, s->desks), block->sums, course);
  return WALRAS_OK;
}

/* Learning is over when the welfare has changed by less than stop_change over LOOK x LOOKS updates. */
static void look(const struct school *s, double *work, struct progress *progress) {
  struct gtalign_outcome outcome;
  if (s->e->p->stop_change == 0.0 || s->update % LOOK != 0 || s->lesson.imitates)
    return;
  gtalign_evaluate_common(s->e, s->grid, s->policy, work, &outcome);
  memmove(progress->seen, progress->seen + 1, LOOKS * sizeof *progress->seen);
  progress->seen[LOOKS] = outcome.mean[MEAN_MUTUAL];
  progress->looks++;
  progress->stopped = progress->looks > LOOKS && fabs(progress->seen[LOOKS] - progress->seen[0]) < s->e->p->stop_change;
}

static walras_status update_common(struct school *s, int64_t round, const struct pupil *pupil, double *before) {
  const size_t bytes = (size_t)s->lesson.weights * sizeof(double);
  walras_status status = WALRAS_OK;
  set_lesson(s, round);
  if (round == s->imitations && round > 0)
    change_phase(s, pupil);
  memcpy(before, pupil->weights, bytes);
  for (int64_t epoch = 0; status == WALRAS_OK && epoch < epochs_of(s); epoch++) {
    s->now = pupil->weights;
    s->before = epoch == 0 ? pupil->weights : before;
    status = walras_for_each_block(s->population, prompts_block, s, s->sums);
    if (status != WALRAS_OK)
      return status;
    const double *sums = walras_reduction_sums(s->sums);
    if (epoch == 0)
      record_course(s, round, sums + s->lesson.weights, (double)s->e->p->batch_prompts);
    take_step(s->e->p, s->update * epochs_of(s) + epoch + 1, s->lesson.weights, sums, pupil);
  }
  return status;
}

static walras_status make_pupil(walras_trial *trial, int64_t weights, struct pupil *pupil, struct progress *progress) {
  double *all = walras_trial_allocate_zero(trial, 4 * weights, sizeof *all);
  if (all == NULL)
    return walras_trial_status(trial);
  *pupil = (struct pupil){all, all + weights, all + 2 * weights, all + 3 * weights};
  const walras_status status = walras_trial_keep(trial, "weights", all, 4 * weights, sizeof *all);
  return status == WALRAS_OK ? walras_trial_keep(trial, "progress", progress, 1, sizeof *progress) : status;
}

static walras_status learn_common(walras_trial *trial, struct school *s) {
  const struct gtalign_parameters *p = s->e->p;
  struct progress *progress = walras_trial_allocate_zero(trial, 1, sizeof *progress);
  double *before = walras_trial_allocate(trial, s->lesson.weights, sizeof *before);
  double *work = walras_trial_allocate(trial, gtalign_policy_work(s->policy), sizeof *work);
  struct pupil pupil = {NULL, NULL, NULL, NULL};
  if (walras_trial_status(trial) != WALRAS_OK)
    return walras_trial_status(trial);
  walras_status status = make_pupil(trial, s->lesson.weights, &pupil, progress);
  if (status != WALRAS_OK)
    return status;
  begin_pupil(s, 0, &pupil);
  s->policy->parameters = pupil.weights;
  s->lesson.reference = p->kl_coefficient > 0.0 ? pupil.reference : NULL;
  const int64_t rounds = s->imitations + p->updates;
  for (int64_t round = walras_trial_first_round(trial); round < rounds && !progress->stopped; round++) {
    status = update_common(s, round, &pupil, before);
    if (status != WALRAS_OK)
      return status;
    progress->updates = s->update + 1;
    look(s, work, progress);
    status = walras_trial_round_done(trial, round);
    if (status != WALRAS_OK)
      return status;
  }
  walras_record_integer(trial, METRIC_UPDATES, progress->updates);
  return WALRAS_OK;
}

/* ---- one policy for each type ---- */

static struct pupil pupil_of(const struct school *s, const walras_block *block, int64_t type) {
  const int64_t weights = s->lesson.weights;
  double *all = (double *)walras_block_state(block, s->state) + 4 * weights * (type - block->first);
  return (struct pupil){all, all + weights, all + 2 * weights, all + 3 * weights};
}

static walras_status begin_types(const walras_block *block, void *context) {
  const struct school *s = context;
  for (int64_t type = block->first; type < block->first + block->count; type++) {
    const struct pupil pupil = pupil_of(s, block, type);
    begin_pupil(s, (uint64_t)type, &pupil);
  }
  return WALRAS_OK;
}

/* Prompts of type h are numbers h B .. (h + 1) B - 1. Vectors of gradient and weights before stand behind the desk. */
static void update_type(const struct school *s, const struct gtalign_lesson *lesson, int64_t type, const struct pupil *pupil,
                        struct gtalign_desk *desk, double *vectors, double *course) {
  const int64_t batch = s->e->p->batch_prompts, weights = lesson->weights;
  double *gradient = vectors, *before = vectors + weights;
  memcpy(before, pupil->weights, (size_t)weights * sizeof(double));
  for (int64_t epoch = 0; epoch < epochs_of(s); epoch++) {
    memset(gradient, 0, (size_t)weights * sizeof(double));
    for (int64_t first = 0; first < batch; first += WALRAS_NEURAL_BLOCK) {
      const int64_t count = batch - first < WALRAS_NEURAL_BLOCK ? batch - first : WALRAS_NEURAL_BLOCK;
      gtalign_learn_prompts(lesson, type, type * batch + first, count, batch, epoch == 0 ? pupil->weights : before,
                            pupil->weights, desk, gradient, epoch == 0 ? course : NULL);
    }
    take_step(s->e->p, s->update * epochs_of(s) + epoch + 1, weights, gradient, pupil);
  }
}

static walras_status update_types(const walras_block *block, void *context) {
  const struct school *s = context;
  struct gtalign_lesson lesson = s->lesson;
  char *scratch = walras_block_scratch(block, s->desks);
  double *vectors = (void *)scratch;
  struct gtalign_desk *desk = (void *)(scratch + 2 * (size_t)lesson.weights * sizeof(double));
  for (int64_t type = block->first; type < block->first + block->count; type++) {
    const struct pupil pupil = pupil_of(s, block, type);
    if (s->update == 0 && s->imitations > 0 && !lesson.imitates)
      change_phase(s, &pupil);
    lesson.reference = s->e->p->kl_coefficient > 0.0 ? pupil.reference : NULL;
    update_type(s, &lesson, type, &pupil, desk, vectors, block->sums);
  }
  return WALRAS_OK;
}

static walras_status emit_types(const walras_block *block, void *context) {
  const struct school *s = context;
  const int64_t weights = s->lesson.weights;
  double *rows = walras_block_scratch(block, s->desks);
  for (int64_t k = 0; k < block->count; k++)
    memcpy(rows + k * weights, pupil_of(s, block, block->first + k).weights, (size_t)weights * sizeof(double));
  return walras_block_emit(block, s->policy->gather, rows, block->count * weights * (int64_t)sizeof(double));
}

static walras_status collect_types(walras_trial *trial, struct school *s) {
  const void *rows = NULL;
  walras_status status = walras_gather_create(s->population, &s->policy->gather);
  if (status == WALRAS_OK)
    status = walras_scratch_create(trial, (size_t)(TYPES_BLOCK * s->lesson.weights) * sizeof(double), &s->desks);
  if (status == WALRAS_OK)
    status = walras_for_each_block(s->population, emit_types, s, NULL);
  if (status == WALRAS_OK)
    status = walras_gather_all(s->policy->gather, &rows, NULL);
  s->policy->parameters = rows;
  return status;
}

static walras_status learn_by_type(walras_trial *trial, struct school *s) {
  const struct gtalign_parameters *p = s->e->p;
  walras_status status = walras_state_create(s->population, "pupils", 4 * (size_t)s->lesson.weights * sizeof(double), &s->state);
  if (status == WALRAS_OK)
    status = walras_for_each_block(s->population, begin_types, s, NULL);
  if (status != WALRAS_OK)
    return status;
  const int64_t rounds = s->imitations + p->updates;
  for (int64_t round = walras_trial_first_round(trial); round < rounds; round++) {
    set_lesson(s, round);
    status = walras_for_each_block(s->population, update_types, s, s->sums);
    if (status != WALRAS_OK)
      return status;
    record_course(s, round, walras_reduction_sums(s->sums), (double)p->batch_prompts * (double)s->e->types);
    status = walras_trial_round_done(trial, round);
    if (status != WALRAS_OK)
      return status;
  }
  walras_record_integer(trial, METRIC_UPDATES, p->updates);
  return collect_types(trial, s);
}

/* ---- the whole ---- */

/* The imitated rule: on the frontier of the true matrix of six cells, at the level of reasoning that goes with the cell. */
static void set_expert(const struct gtalign_environment *e, int64_t *expert) {
  struct gtalign_matrix matrix;
  int64_t levels[CELLS];
  gtalign_true_matrix(e->p, &matrix, levels);
  for (int z = 0; z < QUESTIONS; z++) {
    const int cell = gtalign_choose(RULE_SUM_TIEBREAK, 0.5, matrix.cell, CELLS, z == QUESTION_VAGUE ? MASK_VAGUE : MASK_DEFINITE);
    expert[z] = cell % ANSWERS * e->levels + levels[cell];
  }
}

walras_status gtalign_learn(walras_trial *trial, const struct gtalign_environment *e, const struct gtalign_grid *grid,
                            struct gtalign_policy *policy) {
  const struct gtalign_parameters *p = e->p;
  const bool by_type = learns_by_type(e);
  struct school s = {.trial = trial,
                     .e = e,
                     .grid = grid,
                     .policy = policy,
                     .lesson = {.e = e, .network = policy->network, .weights = policy->weights},
                     .imitations = p->initial_policy == START_SFT ? p->updates : 0};
  const walras_population_input input = {.name = by_type ? "types" : "prompts",
                                         .entities = by_type ? e->types : p->batch_prompts,
                                         .block_size = by_type ? TYPES_BLOCK : WALRAS_NEURAL_BLOCK};
  const size_t bytes = (by_type ? 2 * (size_t)policy->weights * sizeof(double) : 0) + gtalign_desk_bytes(&s.lesson);
  set_expert(e, s.lesson.expert);
  walras_status status = walras_population_create(trial, &input, &s.population);
  if (status == WALRAS_OK)
    status =
        walras_reduction_create(trial, &(walras_reduction_shape){.sums = (by_type ? 0 : policy->weights) + COURSES}, &s.sums);
  if (status == WALRAS_OK)
    status = walras_scratch_create(trial, bytes, &s.desks);
  if (status != WALRAS_OK)
    return status;
  return by_type ? learn_by_type(trial, &s) : learn_common(trial, &s);
}
