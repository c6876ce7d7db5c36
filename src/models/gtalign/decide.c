/* Interactions whose assistants look at a matrix of payoffs, each with errors of its own, and pick a cell by a rule. */
#include <string.h>

#include "models/gtalign/streams.h"
#include "models/gtalign/tasks.h"

enum { DECIDE_BLOCK = 4096, PAYOFF_POINTS = 13, DECIDE_SLOTS = CELLS * 2 * 2 * PAYOFF_POINTS };

/* What an assistant makes of its matrix. */
struct verdict {
  int cell;
  bool consistent; /* with the frontier */
  int64_t points;  /* twelfths of the payoff score */
};

struct decider {
  const struct gtalign_environment *e;
  const gtalign_kernels *kernels;
  struct gtalign_matrix matrix;
  int64_t level[CELLS];              /* of reasoning that goes with a cell */
  struct verdict settled[QUESTIONS]; /* of the matrix without errors, by the likelier question */
  walras_stream features, coins, matrices;
  double slope, offset;
  walras_scratch *scratch;
};

struct chunk {
  double noise[CHUNK], coin[4][CHUNK], x[CHUNK], rho[CHUNK];
  double error[CELLS][2][CHUNK];
  uint32_t word[4][CHUNK];
  int32_t vague[CHUNK];
};

static void draw_chunk(const struct decider *d, struct chunk *c, int64_t first, int64_t count) {
  const struct gtalign_parameters *p = d->e->p;
  uint32_t *const words[4] = {c->word[0], NULL, c->word[2], c->word[3]};
  walras_fill_normal_pair(&d->features, (uint64_t)first / 2, CHUNK / 2, 0, c->noise, c->noise + CHUNK / 2);
  walras_fill_words(&d->coins, (uint64_t)first, count, 0, words);
  for (int k = 0; k < 4; k++)
    if (words[k] != NULL)
      d->kernels->uniforms(c->word[k], count, c->coin[k]);
  d->kernels->questions(c->noise, c->coin[0], p->feature_separation, p->vague_share, count, c->x, c->vague);
  d->kernels->minus_log_odds(c->x, d->slope, d->offset, count, c->rho);
  walras_exp_batch(c->rho, c->rho, count);
  d->kernels->posterior(count, c->rho);
  for (int cell = 0; cell < CELLS && p->matrix_noise > 0.0; cell++)
    walras_fill_normal_pair(&d->matrices, (uint64_t)first, count, (uint32_t)cell, c->error[cell][0], c->error[cell][1]);
}

static struct gtalign_matrix seen(const struct decider *d, const struct chunk *c, int64_t i) {
  struct gtalign_matrix matrix = d->matrix;
  const double sd = d->e->p->matrix_noise;
  for (int cell = 0; cell < CELLS && sd > 0.0; cell++) {
    matrix.cell[cell].user += sd * c->error[cell][0][i];
    matrix.cell[cell].llm += sd * c->error[cell][1][i];
  }
  return matrix;
}

/* The cell, and whether it is on the frontier: of all six at the likelier question, or of rows mixed by belief. */
static int choose(const struct decider *d, const struct gtalign_matrix *matrix, double rho, bool *consistent) {
  const struct gtalign_parameters *p = d->e->p;
  const int z = rho > 0.5 ? QUESTION_VAGUE : QUESTION_DEFINITE;
  if (p->decision_rule != RULE_BELIEF_WEIGHTED) {
    const int cell =
        gtalign_choose(p->decision_rule, p->welfare_alpha, matrix->cell, CELLS, z == QUESTION_VAGUE ? MASK_VAGUE : MASK_DEFINITE);
    *consistent = (gtalign_frontier(matrix->cell, CELLS) >> cell & 1u) != 0;
    return cell;
  }
  struct gtalign_cell mixed[ANSWERS];
  for (int answer = 0; answer < ANSWERS; answer++) {
    const struct gtalign_cell *definite = &matrix->cell[answer], *vague = &matrix->cell[ANSWERS + answer];
    mixed[answer].user = (1.0 - rho) * definite->user + rho * vague->user;
    mixed[answer].llm = (1.0 - rho) * definite->llm + rho * vague->llm;
  }
  const int answer = gtalign_choose(RULE_SUM_TIEBREAK, p->welfare_alpha, mixed, ANSWERS, MASK_DEFINITE);
  *consistent = (gtalign_frontier(mixed, ANSWERS) >> answer & 1u) != 0;
  return ANSWERS * z + answer;
}

static struct verdict judge(const struct decider *d, const struct gtalign_matrix *matrix, double rho) {
  struct verdict verdict = {.points = (int64_t)(12.0 * gtalign_payoff_score(matrix) + 0.5)};
  verdict.cell = choose(d, matrix, rho, &verdict.consistent);
  return verdict;
}

static void count_chunk(const struct decider *d, const walras_block *block, const struct chunk *c, int64_t count) {
  const struct gtalign_environment *e = d->e;
  const bool settled = e->p->matrix_noise == 0.0 && e->p->decision_rule != RULE_BELIEF_WEIGHTED;
  for (int64_t i = 0; i < count; i++) {
    const struct gtalign_matrix matrix = seen(d, c, i);
    const struct verdict verdict = settled ? d->settled[c->rho[i] > 0.5] : judge(d, &matrix, c->rho[i]);
    const int cell = verdict.cell;
    const int64_t action = cell % ANSWERS * e->levels + d->level[cell], type = gtalign_type_at(e, c->coin[3][i]);
    const int64_t answered = c->coin[2][i] < e->success[c->vague[i]][action];
    block->counts[type * DECIDE_SLOTS + ((cell * 2 + answered) * 2 + verdict.consistent) * PAYOFF_POINTS + verdict.points]++;
  }
}

static walras_status decide_block(const walras_block *block, void *context) {
  const struct decider *d = context;
  struct chunk *c = walras_block_scratch(block, d->scratch);
  for (int64_t done = 0; done < block->count; done += CHUNK) {
    const int64_t count = block->count - done < CHUNK ? block->count - done : CHUNK;
    draw_chunk(d, c, block->first + done, count);
    count_chunk(d, block, c, count);
  }
  return WALRAS_OK;
}

/* ---- what it comes to ---- */

struct sums {
  struct gtalign_outcome outcome;
  double payoff, consistent;
};

/* Responses of one type, cell and result, with the scores of the matrix that they came from. */
static void add_slot(const struct decider *d, int64_t type, int slot, double count, struct sums *sums) {
  const struct gtalign_environment *e = d->e;
  const int points = slot % PAYOFF_POINTS, consistent = slot / PAYOFF_POINTS % 2, answered = slot / (2 * PAYOFF_POINTS) % 2;
  const int cell = slot / (4 * PAYOFF_POINTS);
  const int64_t action = cell % ANSWERS * e->levels + d->level[cell], outcome = 2 * action + answered;
  const double payoff = (double)points / 12.0, score = 0.2 * (1.0 - payoff) + (consistent == 1 ? 0.0 : 0.2);
  double weight[OUTCOMES_MOST] = {0}, mutual[OUTCOMES_MOST] = {0}, llm[OUTCOMES_MOST] = {0};
  struct gtalign_values values = gtalign_values_of(e, type);
  weight[outcome] = count;
  llm[outcome] = e->llm[outcome] - score;
  mutual[outcome] = gtalign_mutual((struct gtalign_welfare){values.user[outcome], llm[outcome]});
  values.llm = llm;
  values.mutual = mutual;
  gtalign_outcome_add(e, &values, weight, &sums->outcome);
  sums->payoff += count * payoff;
  sums->consistent += count * (double)consistent;
}

static void record(walras_trial *trial, const struct decider *d, const int64_t *counts) {
  const double n = (double)d->e->p->n_instances;
  struct sums sums = {.payoff = 0.0};
  for (int64_t type = 0; type < d->e->types; type++)
    for (int slot = 0; slot < DECIDE_SLOTS; slot++)
      if (counts[type * DECIDE_SLOTS + slot] > 0)
        add_slot(d, type, slot, (double)counts[type * DECIDE_SLOTS + slot], &sums);
  for (int mean = 0; mean < MEANS; mean++)
    sums.outcome.mean[mean] /= n;
  gtalign_record_outcome(trial, d->e->p, &sums.outcome);
  walras_record_real(trial, METRIC_PAYOFF_SCORE, sums.payoff / n);
  walras_record_real(trial, METRIC_CONSISTENCY, sums.consistent / n);
}

walras_status gtalign_decide(walras_trial *trial, const struct gtalign_environment *e, const struct gtalign_matrix *matrix) {
  struct decider d = {.e = e,
                      .kernels = gtalign_kernels_get(),
                      .matrix = *matrix,
                      .features = walras_trial_stream(trial, STREAM_FEATURES, 0),
                      .coins = walras_trial_stream(trial, STREAM_COINS, 0),
                      .matrices = walras_trial_stream(trial, STREAM_MATRICES, 0)};
  struct gtalign_matrix truth;
  walras_population *interactions = NULL;
  walras_reduction *counts = NULL;
  gtalign_true_matrix(e->p, &truth, d.level);
  gtalign_log_odds(e->p, &d.slope, &d.offset);
  for (int z = 0; z < QUESTIONS; z++)
    d.settled[z] = judge(&d, &d.matrix, (double)z);
  walras_status status = walras_population_create(
      trial, &(walras_population_input){.name = "interactions", .entities = e->p->n_instances, .block_size = DECIDE_BLOCK},
      &interactions);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.counts = e->types * DECIDE_SLOTS}, &counts);
  if (status == WALRAS_OK)
    status = walras_scratch_create(trial, sizeof(struct chunk), &d.scratch);
  if (status == WALRAS_OK)
    status = walras_for_each_block(interactions, decide_block, &d, counts);
  if (status == WALRAS_OK)
    record(trial, &d, walras_reduction_counts(counts));
  return status;
}
