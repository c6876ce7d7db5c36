#include "models/inpo/learn.h"

#include <math.h>
#include <string.h>

#include "models/inpo/evaluate.h"
#include "models/inpo/fitted.h"
#include "models/inpo/losses.h"
#include "models/inpo/opponent.h"
#include "models/inpo/packed.h"
#include "numerics/preference_games/equilibrium.h"
#include "numerics/preference_games/policy.h"

double inpo_eta(const struct inpo_learning *l, int64_t t) {
  const struct inpo_parameters *const p = l->p;
  const double tau = p->game.kl_coefficient;
  switch (p->omd_schedule) {
  case SCHEDULE_THEORY:
    return fmax(p->log_ratio_bound * tau, 1.0) * sqrt((double)p->iterations / l->divergence);
  case SCHEDULE_TIME_VARYING:
    return tau * (double)(t + 2) / 2.0;
  default:
    return p->omd_parameter;
  }
}

static struct inpo_step step_of(const struct inpo_learning *l, int64_t t) {
  const struct inpo_parameters *const p = l->p;
  return (struct inpo_step){.algorithm = p->algorithm,
                            .tau = p->game.kl_coefficient,
                            .eta = inpo_eta(l, t),
                            .sppo_eta = p->sppo_eta,
                            .contrast = p->algorithm == ALGORITHM_DNO_PRCT ? p->prct_beta : p->game.kl_coefficient};
}

static int64_t most(int64_t a, int64_t b) {
  return a > b ? a : b;
}

/* Room for whatever is done to a prompt, one thing at a time. */
static int64_t work_reals(const struct inpo_parameters *p) {
  const int64_t n = p->game.actions;
  const walras_preference_game shape = {.n = n, .margins = preference_is_implicit(&p->game) ? NULL : &(double){0.0}};
  int64_t reals = most(8 * n, inpo_exact_work(p->algorithm, n) + 2 * n);
  if (p->solver == SOLVER_SAMPLED)
    reals = most(reals, inpo_sampled_reals(p) + n);
  if (p->compare_with_nash)
    reals = most(reals, walras_preference_equilibrium_reals(&shape));
  return reals;
}

/* Prompts of small games whose exact rounds run side by side: nothing is looked at between evaluations but the largest log-ratio. */
static bool is_packed(const struct inpo_parameters *p) {
  return (p->algorithm == ALGORITHM_INPO || p->algorithm == ALGORITHM_SPPO) && p->solver == SOLVER_CLOSED_FORM &&
         !p->compare_with_nash && p->game.prompts > 1 && p->game.actions <= PACKED_ACTIONS_MOST && p->probe_policy.count == 0;
}

/* Prompts that a thread holds at once. */
static int64_t prompts_at_once(const struct inpo_parameters *p) {
  return is_packed(p) ? PACK_LANES : 1;
}

/* Rounded up to whole cache lines. */
static int64_t prompt_room(const struct inpo_parameters *p) {
  return (inpo_prompt_reals(p) + 7) / 8 * 8;
}

int64_t inpo_learning_reals(const struct inpo_parameters *p) {
  return prompts_at_once(p) * prompt_room(p) + work_reals(p) + (is_packed(p) ? inpo_pack_reals(p->game.actions) : 0);
}

/* A prompt of a block: its game, what is kept of it, and room. */
struct place {
  const struct inpo_prompt *prompt;
  double *kept, *policy, *mean, *nash, *work;
};

static int64_t state_reals(const struct inpo_parameters *p) {
  return KEPT_NUMBERS + (p->compare_with_nash ? 3 : 2) * p->game.actions;
}

/* The prompt is made in `made`, number `seat` of those that the thread holds. */
static struct place place_of(const walras_block *block, const struct inpo_learning *l, int64_t offset, int64_t seat,
                             struct inpo_prompt *made) {
  const int64_t n = l->p->game.actions;
  double *const scratch = walras_block_scratch(block, l->scratch), *const memory = scratch + seat * prompt_room(l->p);
  struct place place = {.prompt = l->single, .work = scratch + prompts_at_once(l->p) * prompt_room(l->p)};
  if (place.prompt == NULL) {
    inpo_prompt_make(block->trial, l->p, block->first + offset, memory, made);
    place.prompt = made;
  }
  place.kept = (double *)walras_block_state(block, l->state) + offset * state_reals(l->p);
  place.policy = place.kept + KEPT_NUMBERS;
  place.mean = place.policy + n;
  place.nash = l->p->compare_with_nash ? place.mean + n : NULL;
  return place;
}

enum { NASH_SWEEPS_MOST = 200000 };

static void begin_prompt(const struct inpo_learning *l, const struct place *place) {
  const struct inpo_parameters *const p = l->p;
  const int64_t n = p->game.actions;
  memset(place->kept, 0, KEPT_NUMBERS * sizeof *place->kept);
  memset(place->mean, 0, (size_t)n * sizeof *place->mean);
  place->kept[KEPT_SLACK] = -INFINITY;
  preference_start(&p->game, false, place->prompt->reference, place->policy);
  double least = 0.0;
  for (int64_t i = 0; i < n; i++)
    least = fmin(least, place->policy[i]);
  place->kept[KEPT_DIVERGENCE] = -least;
  if (place->nash != NULL)
    place->kept[KEPT_RESIDUAL] =
        walras_preference_equilibrium_find(&place->prompt->games.played, place->prompt->reference, p->game.kl_coefficient,
                                           NASH_SWEEPS_MOST, place->nash, place->work)
            .residual;
}

static walras_status begin_block(const walras_block *block, void *context) {
  const struct inpo_learning *const l = context;
  struct inpo_prompt made;
  for (int64_t k = 0; k < block->count; k++) {
    const struct place place = place_of(block, l, k, 0, &made);
    begin_prompt(l, &place);
    walras_offer_maximum(&block->maxima[MOST_DIVERGENCE], place.kept[KEPT_DIVERGENCE], block->first + k);
  }
  return WALRAS_OK;
}

/* The bounds of Zhang et al. (2024), each of this prompt: theorem 4's single step and its rate, with the largest log-ratio so far. */
static void track(const struct inpo_learning *l, const struct place *place, int64_t t) {
  const struct inpo_parameters *const p = l->p;
  const double tau = p->game.kl_coefficient;
  double *const kept = place->kept;
  for (int64_t i = 0; i < p->game.actions; i++)
    kept[KEPT_LOG_RATIO] = fmax(kept[KEPT_LOG_RATIO], fabs(place->policy[i] - place->prompt->reference[i]));
  if (!inpo_has_bounds(p))
    return;
  const double kl = walras_policy_kl(place->nash, place->policy, p->game.actions);
  const double c = fmax(fmax(p->log_ratio_bound, kept[KEPT_LOG_RATIO]) * tau, 1.0);
  if (t > 1) {
    const double eta = inpo_eta(l, t - 1);
    kept[KEPT_SLACK] = fmax(kept[KEPT_SLACK], kl - ((1.0 - tau / eta) * kept[KEPT_KL] + 8.0 * (c * c) / (eta * eta)));
  }
  kept[KEPT_RATE] = fmax(kept[KEPT_RATE], kl * (double)(t + 1) * (tau * tau) / (32.0 * (c * c)));
  kept[KEPT_KL] = kl;
}

/* The minimiser of the loss of pairs in place of the closed form, and how far apart they are. */
static bool minimise(const struct inpo_round *round, const struct place *place, double *work) {
  const int64_t n = round->game->n;
  double *const exact = work, *const found = work + n, distance[1] = {0.0};
  memcpy(exact, place->policy, (size_t)n * sizeof *exact);
  inpo_exact_round(round->step, round->game, round->reference, exact, work + 2 * n);
  if (inpo_minimise_pairs(round, found, work + 2 * n) < 0)
    return false;
  memcpy(place->policy, found, (size_t)n * sizeof *found);
  walras_policy_probabilities(exact, n, exact);
  walras_policy_probabilities(found, n, found);
  for (int64_t i = 0; i < n; i++)
    *distance += fabs(exact[i] - found[i]);
  place->kept[KEPT_DISTANCE] = fmax(place->kept[KEPT_DISTANCE], *distance);
  return true;
}

/* How far the difference of the two losses is from its closed form at random policies. */
static void probe_losses(const walras_block *block, const struct inpo_round *round, int64_t prompt, int64_t probes,
                         const struct place *place, double *work) {
  const int64_t n = round->game->n;
  const walras_stream stream = walras_trial_stream(block->trial, STREAM_PROBES, (uint32_t)prompt);
  const double expected = inpo_losses_difference(round, work);
  for (int64_t k = 0; k < probes; k++) {
    walras_fill_normal(&stream, 0, n, (uint32_t)k, work);
    walras_policy_normalise(work, n);
    const struct inpo_losses losses = inpo_losses_at(round, work, work + n);
    place->kept[KEPT_SPREAD] = fmax(place->kept[KEPT_SPREAD], fabs(losses.pairs - losses.win_rates - expected));
  }
}

static void note_losses(const struct inpo_parameters *p, const struct inpo_round *round, const struct place *place,
                        double *work) {
  const int64_t n = p->game.actions;
  walras_policy_logarithms(p->probe_policy.values, n, work);
  const struct inpo_losses losses = inpo_losses_at(round, work, work + n);
  place->kept[KEPT_LOSSES] = losses.win_rates;
  place->kept[KEPT_LOSSES + 1] = losses.pairs;
}

static walras_status draw_round(const walras_block *block, const struct inpo_learning *l, const struct inpo_step *step, int64_t t,
                                int64_t prompt, const struct place *place, struct inpo_tally *tally) {
  const int64_t n = l->p->game.actions;
  double *const exact = place->work, *const work = place->work + n;
  const struct inpo_sampling sampling = {.p = l->p,
                                         .step = *step,
                                         .judged = &place->prompt->judged,
                                         .lists = walras_trial_stream(block->trial, STREAM_LISTS, (uint32_t)t),
                                         .second = walras_trial_stream(block->trial, STREAM_SECOND, (uint32_t)t),
                                         .reward = walras_trial_stream(block->trial, STREAM_REWARD, (uint32_t)t),
                                         .prompt = prompt};
  const bool compares = t == 1 && inpo_has_sampling_error(l->p);
  if (compares) {
    memcpy(exact, place->policy, (size_t)n * sizeof *exact);
    inpo_exact_round(step, sampling.judged, place->prompt->reference, exact, work);
  }
  struct inpo_tally own = *tally;
  if (t > 1) /* ends of pairs are the first round's */
    own.winners = own.losers = NULL;
  const walras_status status = inpo_sampled_round(&sampling, place->prompt->reference, place->policy, &own, work);
  own.winners = tally->winners;
  own.losers = tally->losers;
  *tally = own;
  if (status == WALRAS_OK && compares)
    place->kept[KEPT_ERROR] = walras_policy_kl(exact, place->policy, n);
  return status;
}

/* Round t: pi_t becomes pi_{t+1}. */
static walras_status play_round(const walras_block *block, const struct inpo_learning *l, int64_t t, int64_t prompt,
                                const struct place *place, struct inpo_tally *tally) {
  const struct inpo_parameters *const p = l->p;
  const struct inpo_step step = step_of(l, t);
  const struct inpo_round round = {
      .step = &step, .game = &place->prompt->judged, .reference = place->prompt->reference, .policy = place->policy};
  if (t == 1 && p->solver == SOLVER_POPULATION_LOSS)
    probe_losses(block, &round, prompt, p->loss_probes, place, place->work);
  bool fitted = true;
  switch (p->solver) {
  case SOLVER_SAMPLED: {
    const walras_status status = draw_round(block, l, &step, t, prompt, place, tally);
    fitted = status == WALRAS_OK;
    break;
  }
  case SOLVER_POPULATION_LOSS:
    fitted = minimise(&round, place, place->work);
    break;
  default:
    fitted = inpo_exact_round(&step, round.game, round.reference, place->policy, place->work);
  }
  if (!fitted)
    return WALRAS_TRIAL_FAIL(block->trial, WALRAS_ERROR_NUMERIC,
                             "round %lld of prompt %lld: the fit to its comparisons did not converge", (long long)t,
                             (long long)prompt);
  return WALRAS_OK;
}

static walras_status learn_prompt(const walras_block *block, const struct inpo_learning *l, int64_t offset,
                                  const struct place *place, struct inpo_tally *tally) {
  const int64_t prompt = block->first + offset;
  for (int64_t t = l->first; t <= l->last; t++) {
    if (t > 1) {
      const walras_status status = play_round(block, l, t - 1, prompt, place, tally);
      if (status != WALRAS_OK)
        return status;
    } else if (inpo_has_probe(l->p)) {
      const struct inpo_step step = step_of(l, 1);
      const struct inpo_round round = {&step, &place->prompt->judged, place->prompt->reference, place->policy};
      note_losses(l->p, &round, place, place->work);
    }
    walras_policy_mean_add(place->mean, place->policy, l->p->game.actions, t);
    track(l, place, t);
  }
  return WALRAS_OK;
}

static void evaluate(const walras_block *block, const struct inpo_learning *l, int64_t offset, const struct place *place) {
  inpo_evaluate(block, l, block->first + offset, place->prompt,
                &(struct inpo_findings){.kept = place->kept, .policy = place->policy, .mean = place->mean, .nash = place->nash},
                place->work);
}

/* A prompt's game and policies into a lane. */
static void seat(struct inpo_pack *pack, int lane, const struct place *place) {
  const walras_preference_game *const game = &place->prompt->judged;
  for (int64_t i = 0; i < pack->n; i++) {
    pack->reference[i * PACK_LANES + lane] = place->prompt->reference[i];
    pack->policy[i * PACK_LANES + lane] = place->policy[i];
    pack->mean[i * PACK_LANES + lane] = place->mean[i];
    for (int64_t j = 0; j < pack->n; j++)
      pack->margins[(i * pack->n + j) * PACK_LANES + lane] = game->scale * game->margins[i * pack->n + j];
  }
  pack->ratio[lane] = place->kept[KEPT_LOG_RATIO];
}

static void unseat(const struct inpo_pack *pack, int lane, const struct place *place) {
  for (int64_t i = 0; i < pack->n; i++) {
    place->policy[i] = pack->policy[i * PACK_LANES + lane];
    place->mean[i] = pack->mean[i * PACK_LANES + lane];
  }
  place->kept[KEPT_LOG_RATIO] = pack->ratio[lane];
}

/* Rounds of the prompts in the lanes. */
static void play_pack(const struct inpo_learning *l, struct inpo_pack *pack) {
  if (l->first == 1)
    inpo_pack_begin(pack);
  else
    inpo_pack_resume(pack);
  for (int64_t t = l->first > 1 ? l->first : 2; t <= l->last; t++) {
    const double rate = 1.0 / inpo_eta(l, t - 1), share = l->p->game.kl_coefficient * rate;
    if (l->p->algorithm == ALGORITHM_SPPO)
      inpo_pack_round(pack, 1.0, 0.0, l->p->sppo_eta, t);
    else
      inpo_pack_round(pack, 1.0 - share, share, rate, t);
  }
}

/* Lanes without a prompt repeat the last one. */
static walras_status pack_block(const walras_block *block, void *context) {
  const struct inpo_learning *const l = context;
  const int64_t n = l->p->game.actions;
  double *const scratch = walras_block_scratch(block, l->scratch);
  struct inpo_pack pack = inpo_pack_make(n, scratch + inpo_learning_reals(l->p) - inpo_pack_reals(n));
  struct inpo_prompt made[PACK_LANES];
  struct place places[PACK_LANES];
  for (int64_t first = 0; first < block->count; first += PACK_LANES) {
    const int held = block->count - first < PACK_LANES ? (int)(block->count - first) : PACK_LANES;
    for (int lane = 0; lane < PACK_LANES; lane++) {
      if (lane < held)
        places[lane] = place_of(block, l, first + lane, lane, &made[lane]);
      seat(&pack, lane, &places[lane < held ? lane : held - 1]);
    }
    play_pack(l, &pack);
    for (int lane = 0; lane < held; lane++) {
      unseat(&pack, lane, &places[lane]);
      evaluate(block, l, first + lane, &places[lane]);
    }
  }
  return WALRAS_OK;
}

static void note_tally(const walras_block *block, const struct inpo_tally *tally) {
  block->totals[TOTAL_LISTS] += tally->lists;
  block->totals[TOTAL_KEPT] += tally->kept;
  block->totals[TOTAL_POSSIBLE] += tally->possible;
  block->totals[TOTAL_COMPARISONS] += tally->comparisons;
  block->totals[TOTAL_PAIR_COMPARISONS] += tally->pair_comparisons;
}

static walras_status learn_block(const walras_block *block, void *context) {
  const struct inpo_learning *const l = context;
  const int64_t n = l->p->game.actions;
  struct inpo_tally tally = {0};
  struct inpo_prompt made;
  if (inpo_has_pair_table(l->p) && l->first <= 2 && l->last >= 2) {
    tally.winners = block->counts;
    tally.losers = block->counts + n;
  }
  for (int64_t k = 0; k < block->count; k++) {
    const struct place place = place_of(block, l, k, 0, &made);
    const walras_status status = learn_prompt(block, l, k, &place, &tally);
    if (status != WALRAS_OK)
      return status;
    evaluate(block, l, k, &place);
  }
  note_tally(block, &tally);
  return WALRAS_OK;
}

walras_status inpo_learn(struct inpo_learning *l, int64_t first, int64_t last) {
  if (l->fit != NULL)
    return inpo_fit_rounds(l->fit, first, last);
  l->first = first;
  l->last = last;
  return walras_for_each_block(l->prompts, is_packed(l->p) ? pack_block : learn_block, l, l->reduction);
}

/* Blocks of about a millisecond. */
static int64_t block_size(const struct inpo_parameters *p) {
  const int64_t n = p->game.actions, size = 100000 / (n * n + 20 * n);
  return size < 1 ? 1 : size > 256 ? 256 : size;
}

static walras_status make_single(struct inpo_learning *l) {
  struct inpo_prompt *const single = walras_trial_allocate(l->trial, 1, sizeof *single);
  double *const memory = walras_trial_allocate(l->trial, inpo_prompt_reals(l->p), sizeof *memory);
  if (single == NULL || memory == NULL)
    return walras_trial_status(l->trial);
  inpo_prompt_make(l->trial, l->p, 0, memory, single);
  l->single = single;
  return WALRAS_OK;
}

static walras_status create(struct inpo_learning *l) {
  const struct inpo_parameters *const p = l->p;
  walras_status status = walras_population_create(
      l->trial, &(walras_population_input){.name = "prompts", .entities = p->game.prompts, .block_size = block_size(p)},
      &l->prompts);
  if (status == WALRAS_OK && inpo_is_tabular(p))
    status = walras_state_create(l->prompts, "policies", (size_t)state_reals(p) * sizeof(double), &l->state);
  if (status == WALRAS_OK)
    status = walras_scratch_create(l->trial, (size_t)inpo_learning_reals(p) * sizeof(double), &l->scratch);
  if (status == WALRAS_OK)
    status = walras_reduction_create(
        l->trial,
        &(walras_reduction_shape){
            .totals = TOTALS, .counts = inpo_has_pair_table(p) ? 2 * p->game.actions : 0, .sums = SUMS, .maxima = MOSTS},
        &l->reduction);
  return status;
}

enum { OPPONENT_PROMPTS = 64 };

/* The first prompts of the population, on every rank. */
static walras_status fit_opponent(struct inpo_learning *l) {
  const struct inpo_parameters *const p = l->p;
  const int64_t n = p->game.actions, prompts = p->game.prompts < OPPONENT_PROMPTS ? p->game.prompts : OPPONENT_PROMPTS;
  double *const references = walras_trial_allocate(l->trial, (2 * prompts + 1) * n + prompts, sizeof *references);
  double *const memory = walras_trial_allocate(l->trial, inpo_prompt_reals(p), sizeof *memory);
  if (references == NULL || memory == NULL)
    return walras_trial_status(l->trial);
  double *const margins = references + prompts * n, *const work = margins + prompts * n, *const weights = work + n;
  struct inpo_prompt made;
  for (int64_t k = 0; k < prompts; k++) {
    inpo_prompt_make(l->trial, p, k, memory, &made);
    memcpy(references + k * n, made.reference, (size_t)n * sizeof *references);
    walras_policy_probabilities(made.reference, n, work);
    walras_preference_product(&made.games.clean, work, margins + k * n);
    weights[k] = preference_prompt_weight(&p->game, k);
  }
  l->sharpness = inpo_opponent_sharpness(
      &(struct inpo_opponent_sample){
          .prompts = prompts, .n = n, .references = references, .margins = margins, .weights = weights},
      p->opponent_win_rate, work);
  return WALRAS_OK;
}

static walras_status check_schedule(struct inpo_learning *l) {
  const struct inpo_parameters *const p = l->p;
  if (p->omd_schedule != SCHEDULE_THEORY || p->allow_overshoot || inpo_eta(l, 1) >= p->game.kl_coefficient)
    return WALRAS_OK;
  return WALRAS_TRIAL_FAIL(
      l->trial, WALRAS_ERROR_PARAMETER,
      "omd_schedule = theory: its eta = %g with iterations = %lld is below kl_coefficient = %g; allow_overshoot = "
      "true permits it",
      inpo_eta(l, 1), (long long)p->iterations, p->game.kl_coefficient);
}

walras_status inpo_learning_begin(walras_trial *trial, const struct inpo_parameters *p, struct inpo_learning *l) {
  *l = (struct inpo_learning){.trial = trial, .p = p};
  walras_status status = p->game.prompts == 1 ? make_single(l) : WALRAS_OK;
  if (status == WALRAS_OK)
    status = create(l);
  if (status == WALRAS_OK)
    status = fit_opponent(l);
  if (status == WALRAS_OK && !inpo_is_tabular(p)) {
    l->fit = walras_trial_allocate(trial, 1, sizeof *l->fit);
    return l->fit != NULL ? inpo_fit_begin(l, l->fit) : walras_trial_status(trial);
  }
  if (status == WALRAS_OK)
    status = walras_for_each_block(l->prompts, begin_block, l, l->reduction);
  if (status != WALRAS_OK)
    return status;
  l->divergence = walras_reduction_maximum(l->reduction, MOST_DIVERGENCE).value;
  return check_schedule(l);
}

/* One block, one prompt: its policies travel as what the block emits. */
struct policies {
  const struct inpo_learning *learning;
  walras_gather *gather;
};

static walras_status emit(const walras_block *block, void *context) {
  const struct policies *const c = context;
  const int64_t reals = state_reals(c->learning->p);
  return walras_block_emit(block, c->gather, walras_block_state(block, c->learning->state), reals * (int64_t)sizeof(double));
}

walras_status inpo_single_policies(struct inpo_learning *l, double *last, double *average, double *nash) {
  const int64_t n = l->p->game.actions;
  struct policies c = {.learning = l};
  const void *data = NULL;
  walras_status status = walras_gather_create(l->prompts, &c.gather);
  if (status == WALRAS_OK)
    status = walras_for_each_block(l->prompts, emit, &c, NULL);
  if (status == WALRAS_OK)
    status = walras_gather_all(c.gather, &data, NULL);
  if (status != WALRAS_OK)
    return status;
  const double *const policy = (const double *)data + KEPT_NUMBERS;
  if (last != NULL)
    walras_policy_probabilities(policy, n, last);
  if (average != NULL)
    memcpy(average, policy + n, (size_t)n * sizeof *average);
  if (nash != NULL)
    walras_policy_probabilities(policy + 2 * n, n, nash);
  return WALRAS_OK;
}
