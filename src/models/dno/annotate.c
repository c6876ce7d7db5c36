#include "models/dno/annotate.h"

#include <math.h>
#include <string.h>

#include "numerics/preference_games/policy.h"

enum { PAIRS_AT_ONCE = 65536 };

enum sum { SUM_PROMPTS, SUM_STUDENT_SCORE, SUM_TEACHER_SCORE, SUM_BEST_WINS, SUM_WINS, ANNOTATION_SUMS };

struct dno_annotator {
  const struct dno_stage *stage;
  dno_pair_rule rule;
  walras_population *prompts; /* of a round: as many as the largest part has */
  walras_reduction *reduction;
  walras_scratch *candidates;
  walras_gather *pairs;
  /* of the round under way */
  int64_t round, first, end;
  const double *theta;
};

/* One thread's candidates of one prompt, and the pairs of a block. */
struct room {
  int64_t *scores;    /* [K + 1] */
  int32_t *responses; /* [K + 1] */
  dno_pair *pairs;
};

static dno_pair_rule rule_of(const struct dno_parameters *p) {
  return (dno_pair_rule){.positive_min_score = p->positive_min_score,
                         .margin_teacher = p->margin_teacher,
                         .margin_student = p->margin_student,
                         .teacher_over_students_only = p->algorithm == ALGORITHM_DNO_RESTRICTIVE,
                         .every_student_below_the_teacher = p->algorithm == ALGORITHM_SPIN};
}

static int64_t block_of(const struct dno_parameters *p) {
  const int64_t fit = PAIRS_AT_ONCE / dno_pairs_most(p->responses_per_prompt), block = dno_prompt_block(p);
  return fit < 1 ? 1 : fit < block ? fit : block;
}

static struct room room_in(const dno_annotator *a, const walras_block *block) {
  const int64_t candidates = a->stage->p->responses_per_prompt + 1;
  char *memory = walras_block_scratch(block, a->candidates);
  const size_t scores = (size_t)candidates * sizeof(int64_t), responses = (size_t)((candidates + 1) / 2 * 2) * sizeof(int32_t);
  return (struct room){.scores = (int64_t *)(void *)memory,
                       .responses = (int32_t *)(void *)(memory + scores),
                       .pairs = (dno_pair *)(void *)(memory + scores + responses)};
}

static int64_t room_bytes(const struct dno_parameters *p) {
  const int64_t candidates = p->responses_per_prompt + 1;
  return candidates * (int64_t)sizeof(int64_t) + (candidates + 1) * (int64_t)sizeof(int32_t) +
         block_of(p) * dno_pairs_most(p->responses_per_prompt) * (int64_t)sizeof(dno_pair);
}

/* ---- scores ---- */

int64_t dno_rubric(double quality, double noise) {
  return (int64_t)fmin(fmax(floor(3.5 + 1.25 * quality + noise + 0.5), 0.0), 6.0);
}

static int64_t score(const dno_annotator *a, const struct dno_view *view, const double *margins, int64_t place,
                     int64_t response) {
  const struct dno_parameters *p = a->stage->p;
  const walras_stream stream = walras_trial_stream(a->stage->trial, STREAM_RUBRIC, (uint32_t)a->round);
  switch (p->annotator) {
  case ANNOTATOR_FIXED_SCORES:
    return place == p->responses_per_prompt ? p->fixed_teacher_scores.values[view->prompt]
                                            : (int64_t)p->fixed_student_scores.lists[view->prompt].values[place];
  case ANNOTATOR_WINRATE:
    return (int64_t)floor(6.0 * (0.5 + margins[response]) + 0.5);
  default:
    return dno_rubric(view->quality[response], p->rubric_noise * walras_normal(&stream, (uint64_t)view->prompt, (uint32_t)place));
  }
}

/* ---- one prompt ---- */

static void draw_candidates(const dno_annotator *a, const struct dno_view *view, struct dno_work *work, struct room *room) {
  const struct dno_stage *stage = a->stage;
  const int64_t n = stage->p->game.actions, students = stage->p->responses_per_prompt;
  const walras_stream stream = walras_trial_stream(stage->trial, STREAM_STUDENTS, (uint32_t)a->round);
  double *cumulative = work->cumulative, *teacher = work->cumulative + n, sum = 0.0, teacher_sum = 0.0;
  for (int64_t y = 0; y < n; y++) {
    cumulative[y] = sum += work->spare[y];
    teacher[y] = teacher_sum += view->teacher[y];
  }
  for (int64_t k = 0; k < students; k++)
    room->responses[k] = (int32_t)walras_categorical(&stream, (uint64_t)view->prompt, (uint32_t)k, cumulative, n);
  room->responses[students] = (int32_t)walras_categorical(&stream, (uint64_t)view->prompt, (uint32_t)students, teacher, n);
}

static void count_scores(const struct room *room, int64_t students, double *sums) {
  int64_t total = 0, wins = 0;
  for (int64_t k = 0; k < students; k++) {
    total += room->scores[k];
    wins += room->scores[k] > room->scores[students];
  }
  sums[SUM_STUDENT_SCORE] += (double)total;
  sums[SUM_TEACHER_SCORE] += (double)room->scores[students];
  sums[SUM_WINS] += (double)wins;
  sums[SUM_BEST_WINS] += wins > 0 ? 1.0 : 0.0;
}

/* Writes the prompt's pairs behind `pairs`; returns how many. */
static int64_t annotate_prompt(const dno_annotator *a, const walras_block *block, int64_t prompt, struct dno_work *work,
                               struct room *room, dno_pair *pairs) {
  const struct dno_stage *stage = a->stage;
  const struct dno_view *view = dno_stage_view(stage, work, prompt);
  const int64_t n = stage->p->game.actions, students = stage->p->responses_per_prompt;
  if (a->theta != NULL)
    dno_view_policy(&stage->world, view, a->theta, work->network, work->before);
  else
    memcpy(work->before, view->reference, (size_t)n * sizeof *work->before);
  walras_policy_probabilities(work->before, n, work->spare);
  if (stage->p->annotator == ANNOTATOR_WINRATE)
    walras_preference_product(&view->game.played, work->spare, work->margins);
  draw_candidates(a, view, work, room);
  block->sums[SUM_PROMPTS] += 1.0;
  if (stage->p->algorithm != ALGORITHM_SPIN) {
    for (int64_t k = 0; k <= students; k++)
      room->scores[k] = score(a, view, work->margins, k, room->responses[k]);
    count_scores(room, students, block->sums);
  }
  const dno_candidates candidates = {
      .prompt = prompt, .students = students, .responses = room->responses, .scores = room->scores};
  return dno_pairs_find(&a->rule, &candidates, pairs, block->counts);
}

static walras_status annotate_block(const walras_block *block, void *context) {
  const dno_annotator *a = context;
  struct dno_work *work = dno_stage_work(a->stage, block);
  struct room room = room_in(a, block);
  int64_t found = 0;
  for (int64_t i = 0; i < block->count && a->first + block->first + i < a->end; i++)
    found += annotate_prompt(a, block, a->first + block->first + i, work, &room, room.pairs + found);
  return walras_block_emit(block, a->pairs, room.pairs, found * (int64_t)sizeof *room.pairs);
}

/* ---- rounds ---- */

/* First prompt of a round's part of all prompts. */
static int64_t part(const struct dno_parameters *p, int64_t round) {
  return (int64_t)((walras_int128)p->game.prompts * round / p->iterations);
}

static walras_status count_pairs(const dno_annotator *a, struct dno_round_pairs *out) {
  const int64_t *offsets = NULL, blocks = walras_population_blocks(a->prompts);
  const void *data = NULL;
  const walras_status status = walras_gather_all(a->pairs, &data, &offsets);
  if (status != WALRAS_OK)
    return status;
  const int64_t *kinds = walras_reduction_counts(a->reduction);
  const double *sums = walras_reduction_sums(a->reduction);
  *out = (struct dno_round_pairs){.count = offsets[blocks] / (int64_t)sizeof *out->pairs,
                                  .annotation = {.kinds = {kinds[0], kinds[1], kinds[2]},
                                                 .prompts = sums[SUM_PROMPTS],
                                                 .student_score = sums[SUM_STUDENT_SCORE],
                                                 .teacher_score = sums[SUM_TEACHER_SCORE],
                                                 .best_wins = sums[SUM_BEST_WINS],
                                                 .wins = sums[SUM_WINS]}};
  out->pairs = walras_trial_allocate(a->stage->trial, out->count + 1, sizeof *out->pairs);
  if (out->pairs == NULL)
    return walras_trial_status(a->stage->trial);
  memcpy(out->pairs, data, (size_t)offsets[blocks]);
  return WALRAS_OK;
}

walras_status dno_annotate(dno_annotator *annotator, int64_t round, const double *theta, struct dno_round_pairs *out) {
  const struct dno_parameters *p = annotator->stage->p;
  annotator->round = round;
  annotator->first = part(p, round);
  annotator->end = part(p, round + 1);
  annotator->theta = theta;
  const walras_status status = walras_for_each_block(annotator->prompts, annotate_block, annotator, annotator->reduction);
  return status == WALRAS_OK ? count_pairs(annotator, out) : status;
}

walras_status dno_annotator_make(const struct dno_stage *stage, dno_annotator **annotator) {
  const struct dno_parameters *p = stage->p;
  dno_annotator *a = walras_trial_allocate_zero(stage->trial, 1, sizeof *a);
  if (a == NULL)
    return walras_trial_status(stage->trial);
  *a = (dno_annotator){.stage = stage, .rule = rule_of(p)};
  const walras_population_input input = {
      .name = "prompts", .entities = (p->game.prompts + p->iterations - 1) / p->iterations, .block_size = block_of(p)};
  const walras_reduction_shape shape = {.counts = PAIR_KINDS, .sums = ANNOTATION_SUMS};
  walras_status status = walras_population_create(stage->trial, &input, &a->prompts);
  if (status == WALRAS_OK)
    status = walras_reduction_create(stage->trial, &shape, &a->reduction);
  if (status == WALRAS_OK)
    status = walras_gather_create(a->prompts, &a->pairs);
  if (status == WALRAS_OK)
    status = walras_scratch_create(stage->trial, (size_t)room_bytes(p), &a->candidates);
  *annotator = a;
  return status;
}
