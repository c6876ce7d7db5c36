/* Trials of training on an annotator's pairs: fresh prompts in every round, judged on held-out ones. */
#include <string.h>

#include "models/dno/annotate.h"
#include "models/dno/training.h"
#include "numerics/preference_games/policy.h"

struct rounds {
  struct dno_stage stage;
  dno_annotator *annotator;
  dno_trainer trainer;
  struct dno_progress *progress; /* kept over rounds, as are */
  double *thetas;                /* [rounds + 1][parameters] of pi_1, pi_2, ... */
  struct dno_round_pairs *parts; /* [iterations] */
  dno_pair *lesson;              /* [room] pairs of the round under way */
  int64_t room;
  walras_population *held_out;
  walras_reduction *reduction;
  int64_t round;
};

static double *theta_of(const struct rounds *r, int64_t round) {
  return r->thetas + round * r->stage.world.policy.parameters;
}

/* ---- validation ---- */

/* Held-out prompts have the numbers after those trained on. */
static walras_status validate_block(const walras_block *block, void *context) {
  const struct rounds *r = context;
  const struct dno_stage *stage = &r->stage;
  const int64_t n = stage->p->game.actions;
  struct dno_work *work = dno_stage_work(stage, block);
  for (int64_t i = 0; i < block->count; i++) {
    const struct dno_view *view = dno_stage_view(stage, work, stage->p->game.prompts + block->first + i);
    const struct {
      const double *theta;
      double *policy, *margins;
    } both[] = {{theta_of(r, r->round), work->before, work->step.reward},
                {theta_of(r, r->round + 1), work->after, work->margins}};
    for (int side = 0; side < 2; side++) {
      dno_view_policy(&stage->world, view, both[side].theta, work->network, both[side].policy);
      walras_policy_probabilities(both[side].policy, n, work->spare);
      walras_preference_product(&view->game.played, work->spare, both[side].margins);
    }
    dno_view_policy(&stage->world, view, stage->first_theta, work->network, work->start);
    const struct dno_change change = {.before = work->before,
                                      .after = work->after,
                                      .start = work->start,
                                      .margins_before = work->step.reward,
                                      .margins_after = work->margins};
    /* Every held-out prompt counts alike. */
    struct dno_view alike = *view;
    alike.weight = 1.0;
    dno_measure_change(&alike, &change, work->spare, block->sums);
  }
  return WALRAS_OK;
}

/* ---- lessons ---- */

struct chosen {
  const struct rounds *rounds;
  const dno_pair *pairs;
};

/* With the reference as the anchor the log-ratio of the reference comes off the logit. */
static void pair_example(const struct dno_stage *stage, struct dno_work *work, int64_t item, void *context, dno_example *out) {
  const struct chosen *chosen = context;
  const dno_pair *pair = &chosen->pairs[item];
  const struct dno_parameters *p = stage->p;
  *out = (dno_example){.prompt = pair->prompt, .first = pair->winner, .second = pair->loser, .label = 1.0, .weight = 1.0};
  if (p->algorithm != ALGORITHM_OFFLINE_DPO || p->game.reference_policy == REFERENCE_UNIFORM)
    return;
  preference_reference(stage->trial, &p->game, pair->prompt, work->start);
  out->offset = -p->prct_beta * (work->start[pair->winner] - work->start[pair->loser]);
}

static walras_status learn(struct rounds *r, const dno_pair *pairs, int64_t count, int64_t steps, const double *anchor) {
  const struct dno_parameters *p = r->stage.p;
  struct chosen chosen = {.rounds = r, .pairs = pairs};
  const dno_lesson lesson = {.example = pair_example,
                             .context = &chosen,
                             .items = count,
                             .steps = steps,
                             .scale = p->prct_beta,
                             .anchor = p->algorithm == ALGORITHM_OFFLINE_DPO ? NULL : anchor,
                             .likelihood = p->algorithm == ALGORITHM_SFT_POSITIVES,
                             .round = r->round};
  double *theta = theta_of(r, r->round + 1);
  memcpy(theta, anchor, (size_t)r->stage.world.policy.parameters * sizeof *theta);
  return count > 0 ? dno_train(&r->stage, &r->trainer, &lesson, theta) : WALRAS_OK;
}

/* ---- which pairs a round trains on ---- */

/* How many pairs a share of a round's is. */
static int64_t replayed(const struct rounds *r, int64_t round, double share) {
  return (int64_t)(share * (double)r->parts[round].count);
}

/* Copies them: those from a drawn place on, around the end. */
static int64_t replay(const struct rounds *r, int64_t round, double share, dno_pair *out) {
  const struct dno_round_pairs *part = &r->parts[round];
  const walras_stream stream = walras_trial_stream(r->stage.trial, STREAM_REPLAY, (uint32_t)r->round);
  const int64_t count = replayed(r, round, share);
  const int64_t start = part->count > 0 ? (int64_t)walras_bounded(&stream, (uint64_t)round, 0, (uint64_t)part->count) : 0;
  for (int64_t i = 0; i < count; i++)
    out[i] = part->pairs[(start + i) % part->count];
  return count;
}

/* Room for so many pairs, at least twice what there was: memory of a trial is not given back. */
static walras_status make_room(struct rounds *r, int64_t count) {
  if (count <= r->room)
    return WALRAS_OK;
  r->room = count > 2 * r->room ? count : 2 * r->room;
  r->lesson = walras_trial_allocate(r->stage.trial, r->room, sizeof *r->lesson);
  return r->lesson != NULL ? WALRAS_OK : walras_trial_status(r->stage.trial);
}

/* The share of the pairs of a round that is `age` rounds old: 1, the decay, half of it, ... */
static double share_of(const struct rounds *r, int64_t age, bool all) {
  double share = all || age == 0 ? 1.0 : r->stage.p->replay_decay;
  for (int64_t k = 1; k < age && !all && share > 0.0; k++)
    share *= 0.5;
  return share;
}

/* The new pairs and those replayed; of offline_dpo and of a restart all that there are. */
static walras_status gather_lesson(struct rounds *r, int64_t *count) {
  const struct dno_parameters *p = r->stage.p;
  const bool all = p->algorithm == ALGORITHM_OFFLINE_DPO || r->round == p->iterations;
  const int64_t last = all ? p->iterations - 1 : r->round;
  int64_t needed = 0;
  for (int64_t round = last; round >= 0; round--)
    needed += replayed(r, round, share_of(r, last - round, all));
  const walras_status status = make_room(r, needed);
  *count = 0;
  for (int64_t round = last; status == WALRAS_OK && round >= 0; round--)
    *count += replay(r, round, share_of(r, last - round, all), r->lesson + *count);
  return status;
}

/* ---- rounds ---- */

/* The pairs of a round; of offline_dpo those of all rounds at once, by the reference's answers. */
static walras_status annotate(struct rounds *r, int64_t round) {
  const struct dno_parameters *p = r->stage.p;
  if (p->algorithm != ALGORITHM_OFFLINE_DPO)
    return round < p->iterations ? dno_annotate(r->annotator, round, theta_of(r, round), &r->parts[round]) : WALRAS_OK;
  walras_status status = WALRAS_OK;
  for (int64_t each = 0; status == WALRAS_OK && round == 0 && each < p->iterations; each++)
    status = dno_annotate(r->annotator, each, NULL, &r->parts[each]);
  return status;
}

/* What is new in a round. */
static struct dno_annotation news(const struct rounds *r) {
  const struct dno_parameters *p = r->stage.p;
  struct dno_annotation sum = {.prompts = 0.0};
  if (p->algorithm != ALGORITHM_OFFLINE_DPO)
    return r->round < p->iterations ? r->parts[r->round].annotation : sum;
  for (int64_t round = 0; r->round == 0 && round < p->iterations; round++) {
    const struct dno_annotation *part = &r->parts[round].annotation;
    for (int kind = 0; kind < PAIR_KINDS; kind++)
      sum.kinds[kind] += part->kinds[kind];
    sum.prompts += part->prompts;
    sum.student_score += part->student_score;
    sum.teacher_score += part->teacher_score;
    sum.best_wins += part->best_wins;
    sum.wins += part->wins;
  }
  return sum;
}

/* dno_lookahead begins anew on all pairs that there are, for one epoch. */
static walras_status one_round(struct rounds *r) {
  const struct dno_parameters *p = r->stage.p;
  const bool restart = r->round == p->iterations;
  int64_t count = 0;
  walras_status status = annotate(r, r->round);
  if (status == WALRAS_OK)
    status = gather_lesson(r, &count);
  if (status == WALRAS_OK)
    status = learn(r, r->lesson, count, restart ? (count + p->minibatch - 1) / p->minibatch : p->optimizer_steps,
                   theta_of(r, restart ? 0 : r->round));
  if (status == WALRAS_OK)
    status = walras_for_each_block(r->held_out, validate_block, r, r->reduction);
  if (status != WALRAS_OK)
    return status;
  const struct dno_annotation annotation = news(r);
  dno_record_training(&r->stage, r->progress, r->round, walras_reduction_sums(r->reduction), &annotation, count);
  return WALRAS_OK;
}

/* The rate of pi_1: a round that changes nothing, and is not recorded. */
static walras_status measure_start(struct rounds *r) {
  const int64_t parameters = r->stage.world.policy.parameters;
  r->round = 0;
  memcpy(theta_of(r, 1), theta_of(r, 0), (size_t)parameters * sizeof(double));
  const walras_status status = walras_for_each_block(r->held_out, validate_block, r, r->reduction);
  if (status == WALRAS_OK)
    dno_progress_start_rate(r->progress, 0.5 + walras_reduction_sum(r->reduction, SUM_WIN_TEACHER) /
                                                   walras_reduction_sum(r->reduction, SUM_WEIGHT));
  return status;
}

static walras_status make(walras_trial *trial, const struct dno_parameters *p, struct rounds *r) {
  walras_status status = dno_stage_make(trial, p, &r->stage);
  if (status == WALRAS_OK)
    status = dno_annotator_make(&r->stage, &r->annotator);
  if (status == WALRAS_OK)
    status = dno_trainer_make(&r->stage, &r->trainer);
  const walras_population_input input = {
      .name = "held-out prompts", .entities = p->validation_prompts, .block_size = dno_prompt_block(p)};
  const walras_reduction_shape shape = {.sums = DNO_SUMS};
  if (status == WALRAS_OK)
    status = walras_population_create(trial, &input, &r->held_out);
  return status == WALRAS_OK ? walras_reduction_create(trial, &shape, &r->reduction) : status;
}

static walras_status keep(walras_trial *trial, struct rounds *r) {
  const int64_t parameters = r->stage.world.policy.parameters, thetas = (dno_rounds(r->stage.p) + 1) * parameters;
  r->parts = walras_trial_allocate_zero(trial, r->stage.p->iterations, sizeof *r->parts);
  r->thetas = walras_trial_allocate_zero(trial, thetas, sizeof *r->thetas);
  r->progress = walras_trial_allocate_zero(trial, 1, sizeof *r->progress);
  if (r->parts == NULL || r->thetas == NULL || r->progress == NULL)
    return walras_trial_status(trial);
  memcpy(r->thetas, r->stage.first_theta, (size_t)parameters * sizeof *r->thetas);
  dno_progress_begin(r->progress);
  const walras_status status = measure_start(r);
  if (status != WALRAS_OK)
    return status;
  memset(theta_of(r, 1), 0, (size_t)parameters * sizeof *r->thetas);
  const walras_status kept = walras_trial_keep(trial, "progress", r->progress, 1, sizeof *r->progress);
  return kept == WALRAS_OK ? walras_trial_keep(trial, "thetas", r->thetas, thetas, sizeof *r->thetas) : kept;
}

walras_status dno_run_pairs(walras_trial *trial, const struct dno_parameters *p) {
  struct rounds r = {.round = 0};
  walras_status status = make(trial, p, &r);
  if (status == WALRAS_OK)
    status = keep(trial, &r);
  if (status != WALRAS_OK)
    return status;
  const int64_t first = walras_trial_first_round(trial), rounds = dno_rounds(p);
  /* Pairs of rounds before a stop are made again: they follow from the policies that were kept. */
  for (int64_t round = 0; status == WALRAS_OK && round < first; round++)
    status = annotate(&r, round);
  for (r.round = first; status == WALRAS_OK && r.round < rounds; r.round++) {
    status = one_round(&r);
    if (status == WALRAS_OK)
      status = walras_trial_round_done(trial, r.round);
  }
  if (status != WALRAS_OK)
    return status;
  memcpy(r.stage.theta, theta_of(&r, r.progress->best_round), (size_t)r.stage.world.policy.parameters * sizeof(double));
  dno_record_training_end(&r.stage, r.progress);
  return walras_trial_status(trial);
}
