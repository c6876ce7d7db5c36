#include "models/llm-economist/elections.h"

#include <math.h>
#include <string.h>

#include "models/llm-economist/skills.h"
#include "numerics/sorting/reals.h"

enum {
  REMEMBERED = 1000000, /* anticipated rebates of one election */
  LISTED = 1000000      /* rates in the table of platforms */
};

int64_t economist_candidates(const struct economist_parameters *p) {
  if (p->platforms.count > 0)
    return p->platforms.count;
  return p->candidate_rule == CANDIDATES_NONE ? 0 : p->candidate_rule == CANDIDATES_ALL ? p->n_workers : p->n_candidates;
}

int64_t economist_elections(const struct economist_parameters *p) {
  return economist_years(p) - 1;
}

bool economist_lists_elections(const void *parameters) {
  const struct economist_parameters *p = parameters;
  if (p->governance != GOVERNANCE_VOTE || economist_candidates(p) == 0 || economist_elections(p) == 0)
    return false;
  return economist_elections(p) <= LISTED / (economist_candidates(p) * economist_brackets(p));
}

int economist_policy_in_mind(const struct economist_parameters *p) {
  return p->worker_policy == POLICY_FIXED ? POLICY_FIXED : POLICY_RATIONAL;
}

/* The subsample on which platforms are judged: its skills are the law's quantiles, or every so many-th of a sorted list. */
typedef struct sampling {
  const economist_economy *voters;
  economist_skills skills;
  const double *sorted; /* of a list */
} sampling;

static walras_status fill_sample(const walras_block *block, void *context) {
  const sampling *s = context;
  const struct economist_parameters *p = s->voters->p;
  const int64_t voters = walras_population_entities(s->voters->workers);
  double *skill = walras_block_state(block, s->voters->skill);
  for (int64_t i = 0; i < block->count; i++) {
    const double share = ((double)(block->first + i) + 0.5) / (double)voters;
    skill[i] = s->sorted != NULL ? s->sorted[(int64_t)(share * (double)p->n_workers)] : share;
  }
  if (s->sorted == NULL)
    economist_skill_quantiles(&s->skills, skill, block->count);
  if (s->voters->skill_e != NULL)
    walras_tax_powers(&s->voters->labor, skill, block->count, walras_block_state(block, s->voters->skill_e),
                      walras_block_state(block, s->voters->skill_delta));
  return WALRAS_OK;
}

static const double *sort_list(walras_trial *trial, const struct economist_parameters *p) {
  double *sorted = walras_trial_allocate(trial, 2 * p->n_workers, sizeof *sorted);
  if (sorted == NULL)
    return NULL;
  memcpy(sorted, p->skill_list.values, (size_t)p->n_workers * sizeof *sorted);
  walras_sort_reals(sorted, p->n_workers, sorted + p->n_workers);
  return sorted;
}

static walras_status create_sample(economist_course *course) {
  economist_economy *voters = &course->election->voters;
  const struct economist_parameters *p = voters->p;
  const walras_population_input input = {
      .name = "voters in mind", .entities = p->anticipation_sample, .block_size = ECONOMIST_BLOCK};
  sampling s = {.voters = voters};
  walras_status status = walras_population_create(voters->trial, &input, &voters->workers);
  if (status == WALRAS_OK)
    status = walras_state_create(voters->workers, "voter_skill", sizeof(double), &voters->skill);
  if (status == WALRAS_OK && voters->skill_e != NULL)
    status = walras_state_create(voters->workers, "voter_skill_e", sizeof(double), &voters->skill_e);
  if (status == WALRAS_OK && voters->skill_delta != NULL)
    status = walras_state_create(voters->workers, "voter_skill_delta", sizeof(double), &voters->skill_delta);
  if (status != WALRAS_OK)
    return status;
  if (p->agent_mix == MIX_LIST)
    s.sorted = sort_list(voters->trial, p);
  else
    economist_skills_make(p, p->anticipation_sample, &s.skills);
  status = walras_trial_status(voters->trial);
  return status == WALRAS_OK ? walras_for_each_block(voters->workers, fill_sample, &s, NULL) : status;
}

/* Arrays of reals for the candidates of one election. */
static walras_status allocate_candidates(economist_course *course) {
  economist_election *election = course->election;
  walras_trial *trial = course->economy.trial;
  const int64_t candidates = election->candidates, brackets = economist_brackets(course->economy.p);
  election->skill = walras_trial_allocate_zero(trial, candidates, sizeof(double));
  election->skill_e = walras_trial_allocate_zero(trial, candidates, sizeof(double));
  election->skill_delta = walras_trial_allocate_zero(trial, candidates, sizeof(double));
  election->worker = walras_trial_allocate_zero(trial, candidates, sizeof(int64_t));
  election->rate = walras_trial_allocate_zero(trial, candidates * brackets, sizeof(double));
  election->rebate = walras_trial_allocate_zero(trial, candidates, sizeof(double));
  election->draft = walras_trial_allocate(trial, election->changes * (brackets + 2), sizeof(double));
  election->response = walras_trial_allocate_zero(trial, candidates, sizeof *election->response);
  if (election->platforms > 0)
    election->rebates = walras_trial_allocate(trial, election->platforms, sizeof(double));
  return walras_trial_status(trial);
}

static walras_status keep_history(economist_course *course) {
  economist_election *election = course->election;
  walras_trial *trial = course->economy.trial;
  const int64_t elections = economist_elections(course->economy.p), rows = elections * election->candidates;
  const int64_t rates = rows * economist_brackets(course->economy.p);
  if (elections == 0)
    return WALRAS_OK;
  election->winner = walras_trial_allocate_zero(trial, elections, sizeof(int64_t));
  election->past_worker = walras_trial_allocate_zero(trial, rows, sizeof(int64_t));
  election->past_votes = walras_trial_allocate_zero(trial, rows, sizeof(int64_t));
  election->past_skill = walras_trial_allocate_zero(trial, rows, sizeof(double));
  election->past_rate = walras_trial_allocate_zero(trial, rates, sizeof(double));
  walras_status status = walras_trial_status(trial);
  const struct {
    const char *name;
    void *array;
    int64_t count;
  } kept[] = {{"winner", election->winner, elections},
              {"past_worker", election->past_worker, rows},
              {"past_votes", election->past_votes, rows},
              {"past_skill", election->past_skill, rows},
              {"past_rate", election->past_rate, rates}};
  for (size_t i = 0; status == WALRAS_OK && i < sizeof kept / sizeof *kept; i++)
    if (kept[i].count > 0)
      status = walras_trial_keep(trial, kept[i].name, kept[i].array, kept[i].count, sizeof(double));
  return status;
}

/* Where all platforms have few enough combinations of changes, each is asked for once per election. */
static int64_t remembered_platforms(const struct economist_parameters *p, int64_t changes) {
  int64_t platforms = 1;
  for (int64_t j = 0; j < economist_brackets(p); j++) {
    platforms *= changes;
    if (platforms > REMEMBERED)
      return 0;
  }
  return platforms;
}

static walras_status copy_skills(const walras_block *block, double *values, void *context) {
  const economist_economy *economy = context;
  memcpy(values, walras_block_state(block, economy->skill), (size_t)block->count * sizeof *values);
  return WALRAS_OK;
}

/* The workers in the middle of n equal parts of the order of skills, for all elections. */
static walras_status find_quantile_candidates(economist_course *course) {
  economist_election *election = course->election;
  const int64_t workers = course->economy.p->n_workers;
  for (int64_t k = 0; k < election->candidates; k++)
    election->worker[k] = (2 * k + 1) * workers / (2 * election->candidates);
  return walras_order_statistics(course->economy.workers, copy_skills, &course->economy, election->worker, election->candidates,
                                 election->skill);
}

static walras_status create_election(economist_course *course) {
  const struct economist_parameters *p = course->economy.p;
  walras_trial *trial = course->economy.trial;
  economist_election *election = walras_trial_allocate_zero(trial, 1, sizeof *election);
  course->election = election;
  if (election == NULL)
    return walras_trial_status(trial);
  election->candidates = economist_candidates(p);
  election->changes = 2 * (int64_t)floor(p->delta_max / p->rate_step + 1e-9) + 1;
  election->platforms = p->platforms.count > 0 ? 0 : remembered_platforms(p, election->changes);
  election->voters = course->economy;
  walras_status status = keep_history(course);
  if (status == WALRAS_OK && election->candidates == 0)
    return WALRAS_OK;
  if (status == WALRAS_OK)
    status = allocate_candidates(course);
  if (status == WALRAS_OK && p->anticipation_sample < p->n_workers)
    status = create_sample(course);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.sums = ECONOMIST_BATCH}, &election->revenue);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.counts = election->candidates}, &election->ballots);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.sums = election->candidates}, &election->skills);
  if (status == WALRAS_OK)
    status = economist_booths_create(course);
  if (status == WALRAS_OK && p->platforms.count == 0 && p->candidate_rule == CANDIDATES_QUANTILE)
    status = find_quantile_candidates(course);
  return status;
}

walras_status economist_elections_create(economist_course *course) {
  walras_trial *trial = course->economy.trial;
  if (course->economy.p->governance == GOVERNANCE_VOTE)
    return create_election(course);
  if (course->economy.p->governance != GOVERNANCE_VOTE_FLAT)
    return WALRAS_OK;
  course->flat_vote = walras_trial_allocate_zero(trial, 1, sizeof *course->flat_vote);
  return course->flat_vote == NULL ? walras_trial_status(trial)
                                   : walras_trial_keep(trial, "flat_vote", course->flat_vote, 1, sizeof *course->flat_vote);
}

/* Floyd's way to n distinct ids (Bentley and Floyd 1987), a draw each. */
static void draw_candidates(const walras_stream *stream, int64_t workers, int64_t candidates, int64_t *ids) {
  for (int64_t k = 0; k < candidates; k++) {
    const int64_t last = workers - candidates + k;
    int64_t id = (int64_t)walras_bounded(stream, 0, (uint32_t)k, (uint64_t)last + 1);
    for (int64_t other = 0; other < k; other++)
      if (ids[other] == id) {
        id = last;
        break;
      }
    ids[k] = id;
  }
}

/* Each candidate's skill is one term and zeros. */
static walras_status look_up_skills(const walras_block *block, void *context) {
  const economist_course *course = context;
  const economist_election *election = course->election;
  const double *skill = walras_block_state(block, course->economy.skill);
  for (int64_t k = 0; k < election->candidates; k++)
    if (election->worker[k] >= block->first && election->worker[k] < block->first + block->count)
      block->sums[k] += skill[election->worker[k] - block->first];
  return WALRAS_OK;
}

static walras_status nominate(economist_course *course, int64_t year) {
  const struct economist_parameters *p = course->economy.p;
  economist_election *election = course->election;
  if (p->candidate_rule == CANDIDATES_QUANTILE)
    return WALRAS_OK; /* always the same */
  const walras_stream stream = walras_trial_stream(course->economy.trial, ECONOMIST_STREAM_CANDIDATES, (uint32_t)year);
  if (p->candidate_rule == CANDIDATES_RANDOM)
    draw_candidates(&stream, p->n_workers, election->candidates, election->worker);
  else
    for (int64_t k = 0; k < election->candidates; k++)
      election->worker[k] = k;
  const walras_status status = walras_for_each_block(course->economy.workers, look_up_skills, course, election->skills);
  if (status == WALRAS_OK)
    memcpy(election->skill, walras_reduction_sums(election->skills), (size_t)election->candidates * sizeof(double));
  return status;
}

static walras_status announce_literal(economist_course *course) {
  const walras_real_lists *lists = &course->economy.p->platforms;
  const int64_t brackets = economist_brackets(course->economy.p);
  economist_election *election = course->election;
  for (int64_t k = 0; k < lists->count; k++) {
    election->worker[k] = k;
    memcpy(election->rate + k * brackets, lists->lists[k].values, (size_t)brackets * sizeof(double));
  }
  return economist_anticipate(course, election->rate, election->candidates, election->rebate);
}

static walras_status campaign(economist_course *course, int64_t year) {
  if (course->economy.p->platforms.count > 0)
    return announce_literal(course);
  const walras_status status = nominate(course, year);
  return status == WALRAS_OK ? economist_make_platforms(course) : status;
}

/* The most votes; of several the one drawn. */
static int64_t winner_of(const economist_course *course, int64_t year, const int64_t *votes) {
  const int64_t candidates = course->election->candidates;
  int64_t most = 0, tied = 0;
  for (int64_t k = 0; k < candidates; k++) {
    tied = votes[k] > most ? 1 : tied + (votes[k] == most);
    most = votes[k] > most ? votes[k] : most;
  }
  const walras_stream stream = walras_trial_stream(course->economy.trial, ECONOMIST_STREAM_TIES, (uint32_t)year);
  int64_t drawn = (int64_t)walras_bounded(&stream, 0, 0, (uint64_t)tied), winner = 0;
  for (int64_t k = 0; k < candidates; k++)
    if (votes[k] == most && drawn-- == 0)
      winner = k;
  return winner;
}

static void remember(economist_election *election, int64_t row, int64_t brackets, int64_t winner) {
  const int64_t first = row * election->candidates;
  const size_t candidates = (size_t)election->candidates;
  election->winner[row] = winner;
  memcpy(election->past_worker + first, election->worker, candidates * sizeof(int64_t));
  memcpy(election->past_skill + first, election->skill, candidates * sizeof(double));
  memcpy(election->past_rate + first * brackets, election->rate, candidates * (size_t)brackets * sizeof(double));
}

walras_status economist_elect(economist_course *course, int64_t year) {
  const int64_t brackets = economist_brackets(course->economy.p), row = year - 1;
  economist_election *election = course->election;
  election->winner[row] = -1;
  if (election->candidates == 0)
    return WALRAS_OK;
  int64_t *votes = election->past_votes + row * election->candidates;
  walras_status status = campaign(course, year);
  if (status == WALRAS_OK)
    status = economist_count_votes(course, year, votes);
  if (status != WALRAS_OK)
    return status;
  const int64_t winner = winner_of(course, year, votes);
  remember(election, row, brackets, winner);
  course->now->leaders_changed += election->worker[winner] != course->now->leader;
  course->now->leader = election->worker[winner];
  walras_tax_set_rates(&course->now->schedule, election->rate + winner * brackets);
  return WALRAS_OK;
}
