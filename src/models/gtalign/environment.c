#include "models/gtalign/environment.h"

#include <math.h>

#include "models/gtalign/streams.h"

enum { VALUE_REWARD, VALUE_MUTUAL, VALUE_USER, VALUES };
enum { PROFILE_WEIGHT, PROFILE_TIME, PROFILE_FOLLOW_UP, PROFILE };
enum { TYPES_BLOCK = 256 };

double gtalign_success(const struct gtalign_parameters *p, int question, int answer, int64_t level) {
  const walras_reals *base = question == QUESTION_VAGUE ? &p->answer_base_vq : &p->answer_base_dq;
  const walras_reals *gain = question == QUESTION_VAGUE ? &p->answer_gain_vq : &p->answer_gain_dq;
  const double saturation = 1.0 - walras_exp(-p->reasoning_levels.values[level] / p->reasoning_half_chars);
  return fmin(1.0, fmax(0.0, base->values[answer] + gain->values[answer] * saturation));
}

struct gtalign_welfare gtalign_outcome_welfare(const struct gtalign_parameters *p, int variant, int answer, int64_t level,
                                               bool answered, double time_cost, double followup_cost) {
  const double chars = p->reasoning_levels.values[level], words = p->response_words.values[answer];
  const struct gtalign_response response = {.answer = answered ? 1.0 : 0.0,
                                            .words = words,
                                            .total_words = words + chars / p->chars_per_word,
                                            .reasoning_chars = chars,
                                            .format = 1.0,
                                            .pareto = 1.0,
                                            .payoff = 1.0,
                                            .time_cost = time_cost};
  const struct gtalign_cell price = gtalign_price(p->steering, p->steering_shift, answer);
  struct gtalign_welfare w = gtalign_welfare_of(variant, &response);
  w.user = fmax(GTALIGN_FLOOR, w.user + price.user / 10.0 - (answer == ANSWER_DIRECT ? 0.0 : followup_cost));
  w.llm = fmax(GTALIGN_FLOOR, w.llm + price.llm / 10.0);
  return w;
}

/* ---- types ---- */

static const double *values_at(const struct gtalign_environment *e, int64_t type, int value) {
  return e->table + (type * VALUES + value) * 2 * e->actions;
}

struct gtalign_values gtalign_values_of(const struct gtalign_environment *e, int64_t type) {
  return (struct gtalign_values){.reward = values_at(e, type, VALUE_REWARD),
                                 .mutual = values_at(e, type, VALUE_MUTUAL),
                                 .user = values_at(e, type, VALUE_USER),
                                 .llm = e->llm};
}

struct gtalign_values gtalign_mean_values(const struct gtalign_environment *e) {
  return (struct gtalign_values){
      .reward = e->mean[VALUE_REWARD], .mutual = e->mean[VALUE_MUTUAL], .user = e->mean[VALUE_USER], .llm = e->llm};
}

double gtalign_type_weight(const struct gtalign_environment *e, int64_t type) {
  return e->profile[type * PROFILE + PROFILE_WEIGHT];
}

int64_t gtalign_type_at(const struct gtalign_environment *e, double uniform) {
  if (e->types == 1)
    return 0;
  if (e->cumulative != NULL)
    return walras_cumulative_index(e->cumulative, e->types, uniform * e->cumulative[e->types - 1]);
  const int64_t type = (int64_t)(uniform * (double)e->types);
  return type < e->types ? type : e->types - 1;
}

static void fill_profile(walras_trial *trial, const struct gtalign_parameters *p, int64_t type, double *profile) {
  if (p->n_user_types == 0) {
    for (int k = 0; k < PROFILE; k++)
      profile[k] = p->user_types.lists[type].values[k];
    return;
  }
  const walras_stream stream = walras_trial_stream(trial, STREAM_TYPES, 0);
  const double sd = p->time_cost_sd;
  profile[PROFILE_WEIGHT] = 1.0 / (double)p->n_user_types;
  profile[PROFILE_TIME] = walras_exp(sd * walras_normal(&stream, (uint64_t)type, 0) - 0.5 * sd * sd);
  profile[PROFILE_FOLLOW_UP] = p->followup_cost_mean * walras_exponential(&stream, (uint64_t)type, 2);
}

static walras_status fill_profiles(walras_trial *trial, int64_t first, int64_t count, void *rows, void *context) {
  const struct gtalign_environment *e = context;
  for (int64_t k = 0; k < count; k++)
    fill_profile(trial, e->p, first + k, (double *)rows + k * PROFILE);
  return WALRAS_OK;
}

static void fill_outcome(const struct gtalign_environment *e, int64_t type, int64_t outcome, double *row) {
  const struct gtalign_parameters *p = e->p;
  const double *profile = &e->profile[type * PROFILE];
  const int64_t action = outcome / 2, level = action % e->levels, outcomes = 2 * e->actions;
  const int answer = (int)(action / e->levels);
  const struct gtalign_welfare judged = gtalign_outcome_welfare(p, VARIANT_COBB_DOUGLAS, answer, level, outcome % 2 == 1,
                                                                profile[PROFILE_TIME], profile[PROFILE_FOLLOW_UP]);
  const struct gtalign_welfare trained = gtalign_outcome_welfare(p, p->reward_variant, answer, level, outcome % 2 == 1,
                                                                 profile[PROFILE_TIME], profile[PROFILE_FOLLOW_UP]);
  row[VALUE_REWARD * outcomes + outcome] = gtalign_reward(p->training_reward, p->welfare_alpha, trained);
  row[VALUE_MUTUAL * outcomes + outcome] = gtalign_mutual(judged);
  row[VALUE_USER * outcomes + outcome] = judged.user;
}

static walras_status fill_values(walras_trial *trial, int64_t first, int64_t count, void *rows, void *context) {
  const struct gtalign_environment *e = context;
  (void)trial;
  for (int64_t k = 0; k < count; k++)
    for (int64_t outcome = 0; outcome < 2 * e->actions; outcome++)
      fill_outcome(e, first + k, outcome, (double *)rows + k * VALUES * 2 * e->actions);
  return WALRAS_OK;
}

static walras_status add_means(const walras_block *block, void *context) {
  const struct gtalign_environment *e = context;
  for (int64_t type = block->first; type < block->first + block->count; type++)
    for (int64_t k = 0; k < VALUES * 2 * e->actions; k++)
      block->sums[k] += gtalign_type_weight(e, type) * e->table[type * VALUES * 2 * e->actions + k];
  return WALRAS_OK;
}

static walras_status find_means(walras_trial *trial, struct gtalign_environment *e) {
  walras_population *types = NULL;
  walras_reduction *sums = NULL;
  walras_status status = walras_population_create(
      trial, &(walras_population_input){.name = "mean types", .entities = e->types, .block_size = TYPES_BLOCK}, &types);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.sums = VALUES * 2 * e->actions}, &sums);
  if (status == WALRAS_OK)
    status = walras_for_each_block(types, add_means, e, sums);
  for (int value = 0; status == WALRAS_OK && value < VALUES; value++)
    for (int64_t outcome = 0; outcome < 2 * e->actions; outcome++)
      e->mean[value][outcome] = walras_reduction_sum(sums, value * 2 * e->actions + outcome);
  return status;
}

static walras_status make_types(walras_trial *trial, struct gtalign_environment *e) {
  const void *rows = NULL;
  walras_status status = walras_trial_table(trial, e->types, PROFILE * sizeof(double), TYPES_BLOCK, fill_profiles, e, &rows);
  e->profile = rows;
  if (status == WALRAS_OK)
    status = walras_trial_table(trial, e->types, (size_t)(VALUES * 2 * e->actions) * sizeof(double), TYPES_BLOCK, fill_values, e,
                                &rows);
  e->table = rows;
  if (status != WALRAS_OK || e->p->n_user_types > 0)
    return status;
  e->cumulative = walras_trial_allocate(trial, e->types, sizeof(double));
  if (e->cumulative == NULL)
    return walras_trial_status(trial);
  double sum = 0.0;
  for (int64_t type = 0; type < e->types; type++)
    e->cumulative[type] = sum += gtalign_type_weight(e, type);
  return WALRAS_OK;
}

/* ---- the whole ---- */

walras_status gtalign_environment_make(walras_trial *trial, const struct gtalign_parameters *p, struct gtalign_environment *e) {
  *e =
      (struct gtalign_environment){.p = p, .actions = gtalign_actions(p), .levels = gtalign_levels(p), .types = gtalign_types(p)};
  for (int64_t action = 0; action < e->actions; action++) {
    const int answer = (int)(action / e->levels);
    const int64_t level = action % e->levels;
    for (int z = 0; z < QUESTIONS; z++)
      e->success[z][action] = gtalign_success(p, z, answer, level);
    e->chars[action] = p->reasoning_levels.values[level];
    e->all_chars[action] = e->chars[action] + p->chars_per_word * p->response_words.values[answer];
    for (int answered = 0; answered < 2; answered++)
      e->llm[2 * action + answered] =
          gtalign_outcome_welfare(p, VARIANT_COBB_DOUGLAS, answer, level, answered == 1, 1.0, 0.0).llm;
  }
  const walras_status status = make_types(trial, e);
  return status == WALRAS_OK ? find_means(trial, e) : status;
}

void gtalign_expect(const struct gtalign_environment *e, const double *of_outcome, double *expected) {
  for (int z = 0; z < QUESTIONS; z++)
    for (int64_t a = 0; a < e->actions; a++) {
      const double success = e->success[z][a];
      expected[z * e->actions + a] = success * of_outcome[2 * a + 1] + (1.0 - success) * of_outcome[2 * a];
    }
}

/* ---- the true matrix ---- */

/* U, L and sqrt(U L) that (z, a, r) may expect from the mean of the listed types, without prices. */
static struct gtalign_cell expected_cell(const struct gtalign_parameters *p, int z, int answer, int64_t level, double *mutual) {
  struct gtalign_parameters unpriced = *p;
  struct gtalign_cell mean = {0.0, 0.0};
  const double success = gtalign_success(p, z, answer, level);
  unpriced.steering = STEERING_NONE;
  *mutual = 0.0;
  for (int64_t type = 0; type < p->user_types.count; type++)
    for (int answered = 0; answered < 2; answered++) {
      const double *profile = p->user_types.lists[type].values;
      const double chance = profile[PROFILE_WEIGHT] * (answered == 1 ? success : 1.0 - success);
      const struct gtalign_welfare w = gtalign_outcome_welfare(&unpriced, VARIANT_COBB_DOUGLAS, answer, level, answered == 1,
                                                               profile[PROFILE_TIME], profile[PROFILE_FOLLOW_UP]);
      mean.user += chance * w.user;
      mean.llm += chance * w.llm;
      *mutual += chance * gtalign_mutual(w);
    }
  return mean;
}

void gtalign_true_matrix(const struct gtalign_parameters *p, struct gtalign_matrix *matrix, int64_t *levels) {
  for (int cell = 0; cell < CELLS; cell++) {
    double most = -INFINITY;
    for (int64_t level = 0; level < p->reasoning_levels.count; level++) {
      double mutual = 0.0;
      const struct gtalign_cell mean = expected_cell(p, cell / ANSWERS, cell % ANSWERS, level, &mutual);
      if (mutual <= most)
        continue;
      most = mutual;
      levels[cell] = level;
      matrix->cell[cell] = (struct gtalign_cell){gtalign_round(10.0 * mean.user - 5.0), gtalign_round(10.0 * mean.llm - 5.0)};
    }
  }
}
