/* Lists drawn from a policy with parameters, and what their pairs teach. */
#include <math.h>
#include <string.h>

#include "models/inpo/fitted.h"
#include "models/inpo/pairs.h"
#include "numerics/preference_games/oracle.h"
#include "numerics/preference_games/policy.h"

/* A prompt of a list: the game, f_t and log pi_t of its responses. */
struct desk {
  struct inpo_prompt prompt;
  double *values, *policy, *cumulative, *scores, *c; /* [n] each, c [feature_dim] */
  double *uniforms;
  double *work;
};

static int64_t list_length(const struct inpo_parameters *p) {
  return inpo_takes_pairs(p) && p->pair_rule == PAIRS_RANDOM ? 2 : p->responses_per_prompt;
}

static int64_t prompt_of(const struct inpo_fit *fit, int64_t list) {
  const struct inpo_parameters *const p = fit->learning->p;
  return (int64_t)(((uint64_t)(fit->round - 1) * (uint64_t)p->pairs_sampled + (uint64_t)list) % (uint64_t)p->game.prompts);
}

static void set_up(const walras_block *block, const struct inpo_fit *fit, int64_t prompt, struct desk *desk) {
  const struct inpo_parameters *const p = fit->learning->p;
  const int64_t n = p->game.actions, d = p->game.feature_dim;
  double *const memory = walras_block_scratch(block, fit->scratch);
  desk->values = memory + inpo_prompt_reals(p);
  desk->policy = desk->values + n;
  desk->cumulative = desk->policy + n;
  desk->scores = desk->cumulative + n;
  desk->c = desk->scores + n;
  desk->uniforms = desk->c + d;
  desk->work = desk->uniforms + p->responses_per_prompt * p->responses_per_prompt + 2 * p->responses_per_prompt;
  inpo_prompt_make(block->trial, p, prompt, memory, &desk->prompt);
  preference_prompt_features(block->trial, &p->game, prompt, desk->c);
  inpo_fit_values(fit, fit->thetas + (fit->round - 1) * fit->parameters, desk->c, desk->values, desk->work);
  for (int64_t i = 0; i < n; i++)
    desk->policy[i] = desk->prompt.reference[i] + desk->values[i];
  walras_policy_normalise(desk->policy, n);
  walras_policy_probabilities(desk->policy, n, desk->cumulative);
  walras_preference_cumulate(desk->cumulative, n, desk->cumulative);
}

/* The reward model's scores of the prompt's responses: c' A f. */
static void score(const struct inpo_fit *fit, struct desk *desk) {
  const int64_t n = fit->learning->p->game.actions, d = fit->learning->p->game.feature_dim;
  for (int64_t i = 0; i < n; i++) {
    desk->scores[i] = 0.0;
    for (int64_t a = 0; a < d; a++)
      for (int64_t b = 0; b < d; b++)
        desk->scores[i] += fit->reward[a * d + b] * desk->c[a] * fit->responses[i * d + b];
  }
}

/* Draws the list's responses; the uniforms of its comparisons follow theirs. */
static void draw_list(const walras_stream *stream, int64_t list, int64_t count, int64_t draws, int64_t n, struct desk *desk,
                      int64_t *responses) {
  walras_fill_uniform_draws(stream, (uint64_t)list, 0, draws, desk->uniforms);
  for (int64_t k = 0; k < count; k++)
    responses[k] = walras_cumulative_index(desk->cumulative, n, desk->uniforms[k] * desk->cumulative[n - 1]);
}

enum { LIST_MOST = 64, PAIRS_MOST = LIST_MOST * (LIST_MOST - 1) / 2 };

static int64_t note_pairs(const struct inpo_fit *fit, const struct desk *desk, struct inpo_jury *jury, int64_t *responses,
                          int64_t count, int64_t prompt, struct inpo_lesson *lessons, const walras_block *block) {
  struct inpo_pair pairs[PAIRS_MOST];
  const int64_t found = inpo_list_pairs(jury, fit->learning->p->pair_rule, responses, count, pairs);
  int64_t kept = 0;
  for (int64_t k = 0; k < found; k++)
    if (pairs[k].kept)
      lessons[kept++] = (struct inpo_lesson){.prompt = prompt,
                                             .winner = pairs[k].winner,
                                             .loser = pairs[k].loser,
                                             .anchor = desk->values[pairs[k].winner] - desk->values[pairs[k].loser]};
  block->totals[TOTAL_KEPT] += kept;
  block->totals[TOTAL_POSSIBLE] += found;
  return kept;
}

/* SPPO: each response of the list against every other one. */
static int64_t note_margins(const struct inpo_fit *fit, const struct desk *desk, struct inpo_jury *jury, const int64_t *responses,
                            int64_t count, int64_t prompt, struct inpo_lesson *lessons, const walras_block *block) {
  for (int64_t a = 0; a < count; a++) {
    double won = 0.0;
    for (int64_t b = 0; b < count; b++)
      won += b != a && inpo_first_wins(jury, responses[a], responses[b]);
    lessons[a] = (struct inpo_lesson){.prompt = prompt,
                                      .winner = responses[a],
                                      .loser = -1,
                                      .anchor = desk->policy[responses[a]],
                                      .target = fit->learning->p->sppo_eta * (won / (double)(count - 1) - 0.5)};
  }
  block->totals[TOTAL_KEPT]++;
  block->totals[TOTAL_POSSIBLE]++;
  return count;
}

static walras_status draw_block(const walras_block *block, void *context) {
  const struct inpo_fit *const fit = context;
  const struct inpo_parameters *const p = fit->learning->p;
  const int64_t count = list_length(p), n = p->game.actions;
  const int64_t asks = inpo_takes_pairs(p) ? inpo_list_comparisons(p->pair_rule, count) : count * (count - 1);
  const walras_stream stream = walras_trial_stream(block->trial, STREAM_LISTS, (uint32_t)fit->round);
  struct inpo_lesson lessons[PAIRS_MOST];
  struct desk desk;
  struct inpo_lesson *all = NULL;
  int64_t taught = 0;
  for (int64_t k = 0; k < block->count; k++) {
    int64_t responses[LIST_MOST];
    const int64_t list = block->first + k, prompt = prompt_of(fit, list);
    set_up(block, fit, prompt, &desk);
    all = (void *)(desk.work + inpo_fit_network_work(fit)); /* of the whole block, behind the room to work */
    if (p->judge == JUDGE_REWARD_MODEL)
      score(fit, &desk);
    draw_list(&stream, list, count, count + asks, n, &desk, responses);
    struct inpo_jury jury = {
        .judge = p->judge, .game = &desk.prompt.judged, .scores = desk.scores, .uniforms = desk.uniforms + count, .stride = 1};
    const int64_t kept = inpo_takes_pairs(p) ? note_pairs(fit, &desk, &jury, responses, count, prompt, lessons, block)
                                             : note_margins(fit, &desk, &jury, responses, count, prompt, lessons, block);
    memcpy(all + taught, lessons, (size_t)kept * sizeof *all);
    taught += kept;
    block->totals[TOTAL_LISTS]++;
    block->totals[TOTAL_COMPARISONS] += jury.asked;
    block->totals[TOTAL_PAIR_COMPARISONS] += jury.asked;
  }
  return walras_block_emit(block, fit->gather, all, taught * (int64_t)sizeof *all);
}

/* Neighbours in draw order, compared by the people themselves: what a reward model is trained on. Every pair is emitted, also of equals. */
static walras_status compare_block(const walras_block *block, void *context) {
  const struct inpo_fit *const fit = context;
  const int64_t count = list_length(fit->learning->p), n = fit->learning->p->game.actions;
  const walras_stream stream = walras_trial_stream(block->trial, STREAM_REWARD, (uint32_t)fit->round);
  struct inpo_lesson *all = NULL;
  struct desk desk;
  int64_t compared = 0;
  for (int64_t k = 0; k < block->count; k++) {
    int64_t responses[LIST_MOST];
    const int64_t list = block->first + k, prompt = prompt_of(fit, list);
    set_up(block, fit, prompt, &desk);
    all = (void *)(desk.work + inpo_fit_network_work(fit));
    draw_list(&stream, list, count, count + count / 2, n, &desk, responses);
    for (int64_t j = 0; j + 1 < count; j += 2) {
      const bool first =
          walras_preference_duel(&desk.prompt.judged, responses[j], responses[j + 1], desk.uniforms[count + j / 2]);
      all[compared++] =
          (struct inpo_lesson){.prompt = prompt, .winner = responses[first ? j : j + 1], .loser = responses[first ? j + 1 : j]};
    }
  }
  block->totals[TOTAL_COMPARISONS] += compared;
  return walras_block_emit(block, fit->gather, all, compared * (int64_t)sizeof *all);
}

static void add_totals(struct inpo_fit *fit) {
  for (int slot = 0; slot < TOTALS; slot++)
    fit->totals[slot] += (int64_t)walras_reduction_total(fit->tally, slot);
}

static walras_status gather(struct inpo_fit *fit, walras_block_function function) {
  const void *data = NULL;
  const int64_t *offsets = NULL;
  walras_status status = walras_for_each_block(fit->lists, function, fit, fit->tally);
  if (status == WALRAS_OK)
    status = walras_gather_all(fit->gather, &data, &offsets);
  if (status != WALRAS_OK)
    return status;
  add_totals(fit);
  fit->lessons = data;
  fit->lesson_count = offsets[walras_population_blocks(fit->lists)] / (int64_t)sizeof *fit->lessons;
  return WALRAS_OK;
}

walras_status inpo_fit_draw(struct inpo_fit *fit) {
  return gather(fit, draw_block);
}

walras_status inpo_fit_compare(struct inpo_fit *fit) {
  return gather(fit, compare_block);
}
