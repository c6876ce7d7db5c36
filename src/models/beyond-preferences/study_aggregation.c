/* Thesis 4: to align with many is to aggregate their preferences. Rules that aggregate and rules that ask for agreement, on the same gains. */
#include <math.h>
#include <string.h>

#include "models/beyond-preferences/comparisons.h"
#include "models/beyond-preferences/lotteries.h"
#include "numerics/logistic/bradley_terry.h"

/* Sums of the first pass over stakeholders: role 1 unless said otherwise. */
typedef struct tally_layout {
  int64_t welfare, logs, rejections, wins, margins; /* offsets */
  int64_t role_welfare;                             /* [roles - 1][norms], of the roles after the first */
  int64_t sums;
} tally_layout;

static tally_layout layout_of(const society *s) {
  tally_layout t = {.welfare = 0, .logs = s->norms, .rejections = 2 * s->norms, .wins = 3 * s->norms};
  t.margins = t.wins + walras_vote_pairs(s->norms);
  t.role_welfare = t.margins + walras_vote_pairs(s->norms);
  t.sums = t.role_welfare + (s->p->roles - 1) * s->norms;
  return t;
}

typedef struct tally_context {
  const society *s;
  tally_layout at;
  walras_scratch *scratch;
} tally_context;

static const double LEAST_LOG_GAIN = 1e-6;

/* With one gain per stakeholder and norm a rejection is a loss; with several it depends on all of them. */
static void add_rejections(const society *s, const society_chunk *chunk, double *sums) {
  const walras_ballots ballots = society_ballots(s, chunk);
  if (s->rows == 1) {
    walras_vote_add_rejections(&ballots, sums);
    return;
  }
  for (int64_t i = 0; i < chunk->count; i++)
    for (int64_t l = 0; l < s->norms; l++) {
      int64_t losing = 0;
      for (int64_t k = 0; k < s->rows; k++)
        losing += chunk->by_row[(i * s->rows + k) * s->norms + l] < 0.0;
      if (s->p->rejection_mode == REJECTION_STRICT ? losing > 0 : losing == s->rows)
        sums[l] += chunk->share[i];
    }
}

static void tally_chunk(const tally_context *c, const walras_block *block, const society_chunk *chunk, double *work) {
  const walras_ballots ballots = society_ballots(c->s, chunk);
  double *sums = block->sums;
  walras_vote_add_welfare(&ballots, sums + c->at.welfare);
  walras_vote_add_logs(&ballots, LEAST_LOG_GAIN, sums + c->at.logs);
  add_rejections(c->s, chunk, sums + c->at.rejections);
  walras_vote_add_duels(&ballots, c->s->p->bt_rationality, work, sums + c->at.wins, sums + c->at.margins);
  for (int64_t i = 0; i < chunk->count; i++)
    for (int64_t l = 0; l < c->s->norms; l++)
      walras_offer_minimum(&block->minima[l], chunk->mean[i * c->s->norms + l], chunk->first + i);
}

static walras_status tally_block(const walras_block *block, void *context) {
  const tally_context *c = context;
  double *memory = walras_block_scratch(block, c->scratch);
  society_chunk chunk = society_chunk_in(memory, c->s);
  double *work = memory + society_chunk_bytes(c->s) / sizeof(double);
  for (int64_t from = 0; from < block->count; from += SOCIETY_CHUNK) {
    const int64_t count = block->count - from < SOCIETY_CHUNK ? block->count - from : SOCIETY_CHUNK;
    for (int64_t role = c->s->p->roles - 1; role > 0; role--) {
      society_draw(c->s, role, block->first + from, count, &chunk);
      const walras_ballots ballots = society_ballots(c->s, &chunk);
      walras_vote_add_welfare(&ballots, block->sums + c->at.role_welfare + (role - 1) * c->s->norms);
    }
    society_draw(c->s, 0, block->first + from, count, &chunk);
    tally_chunk(c, block, &chunk, work);
  }
  return WALRAS_OK;
}

/* sum over roles of exposure x (welfare of the role's best norm) less that of the norm that is best for all roles. */
static double role_gain(const society *s, const tally_layout *at, const double *sums, double *all_roles) {
  double separate = 0.0;
  memset(all_roles, 0, (size_t)s->norms * sizeof *all_roles);
  for (int64_t role = 0; role < s->p->roles; role++) {
    const double *welfare = role == 0 ? sums + at->welfare : sums + at->role_welfare + (role - 1) * s->norms;
    const double exposure = s->p->role_exposure.values[role];
    double best = -INFINITY;
    for (int64_t l = 0; l < s->norms; l++) {
      best = fmax(best, welfare[l]);
      all_roles[l] += exposure * welfare[l];
    }
    separate += exposure * best;
  }
  double together = -INFINITY;
  for (int64_t l = 0; l < s->norms; l++)
    together = fmax(together, all_roles[l]);
  return separate - together;
}

/* What the rules choose: a lottery per rule, of one norm or several; all zero for the status quo. */
typedef struct choices {
  int64_t chosen[AGGREGATES];
  double *lottery; /* [AGGREGATES][norms] */
} choices;

static void choose(choices *c, const society *s, int rule, int64_t norm) {
  c->chosen[rule] = norm;
  memset(c->lottery + rule * s->norms, 0, (size_t)s->norms * sizeof *c->lottery);
  if (norm >= 0)
    c->lottery[rule * s->norms + norm] = 1.0;
}

/* All rules that choose single norms, from the sums of the first pass. */
static walras_status choose_norms(walras_trial *trial, const society *s, const tally_layout *at, const walras_reduction *tally,
                                  choices *c) {
  const int64_t norms = s->norms;
  const double *sums = walras_reduction_sums(tally);
  double *matrix = walras_trial_allocate(trial, norms * norms + 3 * norms + walras_bradley_terry_work(norms), sizeof *matrix);
  if (matrix == NULL)
    return walras_trial_status(trial);
  double *borda = matrix + norms * norms, *scores = borda + norms, *least = scores + norms, *work = least + norms;
  for (int64_t l = 0; l < norms; l++)
    least[l] = walras_reduction_minimum(tally, l).value;
  walras_vote_win_matrix(sums + at->wins, norms, matrix);
  walras_vote_borda_scores(matrix, norms, borda);
  const walras_status status = s->p->comparisons > 0 ? draw_comparisons(trial, s, matrix) : WALRAS_OK;
  if (status != WALRAS_OK)
    return status;
  if (!walras_bradley_terry_fit(matrix, norms, work, scores))
    return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_MODEL,
                             "comparisons = %lld leave some of %lld norms without a link to the others: raise it",
                             (long long)s->p->comparisons, (long long)norms);
  choose(c, s, AGGREGATE_UTILITARIAN, walras_vote_first_best(sums + at->welfare, norms));
  choose(c, s, AGGREGATE_BT, walras_vote_first_best(scores, norms));
  choose(c, s, AGGREGATE_BORDA, walras_vote_first_best(borda, norms));
  choose(c, s, AGGREGATE_CONDORCET, walras_vote_condorcet(sums + at->margins, norms));
  choose(c, s, AGGREGATE_CONTRACTUALIST,
         walras_vote_contractualist(sums + at->rejections, sums + at->logs, norms, s->p->rejection_tolerance));
  choose(c, s, AGGREGATE_MINIMAX_COMPLAINT, walras_vote_first_best(least, norms));
  walras_record_column_reals(trial, BT_SCORES, 0, scores, norms);
  walras_record_column_reals(trial, WELFARE, 0, sums + at->welfare, norms);
  walras_record_column_reals(trial, REJECT_SHARE, 0, sums + at->rejections, norms);
  walras_record_integer(trial, DISAGREEMENTS, walras_vote_disagreements(borda, scores, norms, 1e-9));
  walras_record_real(trial, ROLE_GAIN, role_gain(s, at, sums, borda));
  return WALRAS_OK;
}

static walras_status choose_lotteries(walras_trial *trial, walras_population *population, const society *s,
                                      const walras_reduction *tally, choices *c) {
  double *egalitarian = c->lottery + AGGREGATE_EGALITARIAN * s->norms, *nash = c->lottery + AGGREGATE_NASH * s->norms;
  double value = 0.0;
  bool agreement = false;
  walras_status status = find_egalitarian(trial, population, s, tally, egalitarian, &value);
  if (status == WALRAS_OK)
    status = find_nash(trial, population, s, egalitarian, value, nash, &agreement);
  if (status != WALRAS_OK)
    return status;
  c->chosen[AGGREGATE_EGALITARIAN] = walras_vote_first_best(egalitarian, s->norms);
  c->chosen[AGGREGATE_NASH] = agreement ? walras_vote_first_best(nash, s->norms) : WALRAS_STATUS_QUO;
  walras_record_column_reals(trial, LOTTERY_EGALITARIAN, 0, egalitarian, s->norms);
  walras_record_column_reals(trial, LOTTERY_NASH, 0, nash, s->norms);
  walras_record_real(trial, NO_AGREEMENT_CONDORCET, c->chosen[AGGREGATE_CONDORCET] < 0);
  walras_record_real(trial, NO_AGREEMENT_CONTRACTUALIST, c->chosen[AGGREGATE_CONTRACTUALIST] < 0);
  walras_record_real(trial, NO_AGREEMENT_NASH, !agreement);
  return WALRAS_OK;
}

/* The last pass: what the choices mean to the stakeholders. */
enum { OUTCOME_WELFARE, OUTCOME_MINORITY = AGGREGATES, OUTCOME_REJECT = 2 * AGGREGATES, OUTCOME_SUMS = 3 * AGGREGATES };

typedef struct outcome_context {
  const society *s;
  const choices *c;
  walras_scratch *scratch;
} outcome_context;

static walras_status outcome_block(const walras_block *block, void *context) {
  const outcome_context *c = context;
  society_chunk chunk = society_chunk_in(walras_block_scratch(block, c->scratch), c->s);
  for (int64_t from = 0; from < block->count; from += SOCIETY_CHUNK) {
    society_draw(c->s, 0, block->first + from, block->count - from < SOCIETY_CHUNK ? block->count - from : SOCIETY_CHUNK, &chunk);
    for (int64_t i = 0; i < chunk.count; i++)
      for (int rule = 0; rule < AGGREGATES; rule++) {
        bool rejects = false;
        const double gain = society_gain(c->s, &chunk, i, c->c->lottery + rule * c->s->norms, &rejects);
        block->sums[OUTCOME_WELFARE + rule] += chunk.share[i] * gain;
        block->sums[OUTCOME_MINORITY + rule] += chunk.first + i >= c->s->majority ? gain : 0.0;
        block->sums[OUTCOME_REJECT + rule] += rejects ? chunk.share[i] : 0.0;
        walras_offer_minimum(&block->minima[rule], gain, chunk.first + i);
      }
  }
  return WALRAS_OK;
}

static void record_outcomes(walras_trial *trial, const society *s, const choices *c, const walras_reduction *outcome) {
  const double minority = (double)(s->stakeholders - s->majority);
  for (int rule = 0; rule < AGGREGATES; rule++) {
    walras_record_integer(trial, CHOSEN + rule, c->chosen[rule]);
    walras_record_real(trial, WELFARE_OF + rule, walras_reduction_sum(outcome, OUTCOME_WELFARE + rule));
    walras_record_real(trial, MIN_GAIN + rule, walras_reduction_minimum(outcome, rule).value);
    walras_record_real(trial, MINORITY_GAIN + rule,
                       minority > 0.0 ? walras_reduction_sum(outcome, OUTCOME_MINORITY + rule) / minority : (double)NAN);
    walras_record_real(trial, REJECT_SHARE_OF + rule, walras_reduction_sum(outcome, OUTCOME_REJECT + rule));
  }
}

static walras_status tally_all(walras_trial *trial, walras_population *population, const society *s, tally_layout at,
                               walras_reduction **tally) {
  tally_context context = {.s = s, .at = at};
  walras_status status = walras_reduction_create(trial, &(walras_reduction_shape){.sums = at.sums, .minima = s->norms}, tally);
  if (status == WALRAS_OK)
    status = walras_scratch_create(trial, society_chunk_bytes(s) + (size_t)walras_vote_work(s->norms) * sizeof(double),
                                   &context.scratch);
  return status == WALRAS_OK ? walras_for_each_block(population, tally_block, &context, *tally) : status;
}

static walras_status judge_outcomes(walras_trial *trial, walras_population *population, const society *s, const choices *c) {
  outcome_context context = {.s = s, .c = c};
  walras_reduction *outcome = NULL;
  walras_status status =
      walras_reduction_create(trial, &(walras_reduction_shape){.sums = OUTCOME_SUMS, .minima = AGGREGATES}, &outcome);
  if (status == WALRAS_OK)
    status = walras_scratch_create(trial, society_chunk_bytes(s), &context.scratch);
  if (status == WALRAS_OK)
    status = walras_for_each_block(population, outcome_block, &context, outcome);
  if (status == WALRAS_OK)
    record_outcomes(trial, s, c, outcome);
  return status;
}

walras_status play_aggregation(walras_trial *trial, const struct beyond_parameters *p) {
  society s;
  choices c;
  walras_population *population = NULL;
  walras_reduction *tally = NULL;
  walras_status status = society_create(&s, trial, p);
  if (status == WALRAS_OK)
    status = walras_population_create(
        trial, &(walras_population_input){.name = "stakeholders", .entities = s.stakeholders, .block_size = AGGREGATION_BLOCK},
        &population);
  if (status != WALRAS_OK)
    return status;
  const tally_layout at = layout_of(&s);
  c.lottery = walras_trial_allocate_zero(trial, AGGREGATES * s.norms, sizeof *c.lottery);
  if (c.lottery == NULL)
    return walras_trial_status(trial);
  status = tally_all(trial, population, &s, at, &tally);
  if (status == WALRAS_OK)
    status = choose_norms(trial, &s, &at, tally, &c);
  if (status == WALRAS_OK)
    status = choose_lotteries(trial, population, &s, tally, &c);
  return status == WALRAS_OK ? judge_outcomes(trial, population, &s, &c) : status;
}
