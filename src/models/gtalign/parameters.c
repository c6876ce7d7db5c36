#include "models/gtalign/parameters.h"

#include <math.h>
#include <string.h>

#include "models/gtalign/environment.h"
#include "models/gtalign/schema_words.h"

bool gtalign_has_policy(const struct gtalign_parameters *p) {
  return p->mode == MODE_OPTIMAL || p->mode == MODE_TRAIN;
}
bool gtalign_is_drawn(const struct gtalign_parameters *p) {
  return p->mode == MODE_DECIDE || (gtalign_has_policy(p) && p->evaluation == EVALUATION_DRAWN);
}
bool gtalign_is_trained(const struct gtalign_parameters *p) {
  return p->mode == MODE_TRAIN && (p->policy == POLICY_LEARNED || p->policy == POLICY_SFT);
}
bool gtalign_has_matrix(const struct gtalign_parameters *p) {
  return p->mode == MODE_DECIDE || p->mode == MODE_STEER;
}

/* ---- defaults that follow from others ---- */

static walras_status check_lengths(const struct gtalign_parameters *p, walras_error *error);
static walras_status check_types(const struct gtalign_parameters *p, walras_error *error);

static walras_status resolve_matrix(struct gtalign_parameters *p, const walras_given *given, walras_error *error) {
  walras_status status = check_lengths(p, error);
  if (status == WALRAS_OK)
    status = check_types(p, error);
  if (status != WALRAS_OK)
    return status;
  walras_reals *cells = walras_given_allocate(given, CELLS, sizeof *cells);
  double *payoffs = walras_given_allocate(given, 2 * CELLS, sizeof *payoffs);
  struct gtalign_matrix matrix;
  int64_t levels[CELLS];
  if (cells == NULL || payoffs == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "payoff_matrix: no memory for %d cells", CELLS);
  gtalign_true_matrix(p, &matrix, levels);
  for (int cell = 0; cell < CELLS; cell++) {
    payoffs[2 * cell] = matrix.cell[cell].user;
    payoffs[2 * cell + 1] = matrix.cell[cell].llm;
    cells[cell] = (walras_reals){.count = 2, .values = &payoffs[2 * cell]};
  }
  p->payoff_matrix = (walras_real_lists){.count = CELLS, .lists = cells};
  return WALRAS_OK;
}

walras_status gtalign_resolve(void *parameters, const walras_given *given, walras_error *error) {
  struct gtalign_parameters *p = parameters;
  const bool variant = walras_is_given(given, "reward_variant"), reward = walras_is_given(given, "training_reward");
  if (!reward)
    p->training_reward = variant ? p->reward_variant : VARIANT_COBB_DOUGLAS;
  if (!variant)
    p->reward_variant = p->training_reward;
  if (!walras_is_given(given, "evaluation"))
    p->evaluation = p->mode == MODE_TRAIN ? EVALUATION_DRAWN : EVALUATION_EXACT;
  return gtalign_has_matrix(p) && !walras_is_given(given, "payoff_matrix") ? resolve_matrix(p, given, error) : WALRAS_OK;
}

/* ---- constraints ---- */

static walras_status check_scores(const struct gtalign_parameters *p, walras_error *error) {
  if (p->format_score != 0.0 && p->format_score != 1.0)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "format_score = %g: a response is well formed or not; use 0 or 1",
                       p->format_score);
  if (p->pareto_score != 0.0 && p->pareto_score != 0.5 && p->pareto_score != 1.0)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "pareto_score = %g: use 0, 0.5 or 1", p->pareto_score);
  if (p->mode == MODE_REWARD && p->total_words < p->response_length_words)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "total_words = %g must be at least response_length_words = %g",
                       p->total_words, p->response_length_words);
  return WALRAS_OK;
}

static walras_status check_lengths(const struct gtalign_parameters *p, walras_error *error) {
  const struct {
    const char *name;
    int64_t count;
  } lists[] = {{"answer_base_dq", p->answer_base_dq.count},
               {"answer_base_vq", p->answer_base_vq.count},
               {"answer_gain_dq", p->answer_gain_dq.count},
               {"answer_gain_vq", p->answer_gain_vq.count},
               {"response_words", p->response_words.count}};
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
    if (lists[i].count != ANSWERS)
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: one entry for each of DA, CQ, AQ, not %lld", lists[i].name,
                         (long long)lists[i].count);
  const walras_reals *levels = &p->reasoning_levels;
  if (levels->count < 1 || levels->count > LEVELS_MOST)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "reasoning_levels: 1 to %d of them, not %lld", LEVELS_MOST,
                       (long long)levels->count);
  for (int64_t r = 1; r < levels->count; r++)
    if (!(levels->values[r] > levels->values[r - 1]))
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "reasoning_levels: entry %lld = %g must be above entry %lld = %g",
                         (long long)r + 1, levels->values[r], (long long)r, levels->values[r - 1]);
  return WALRAS_OK;
}

static walras_status check_types(const struct gtalign_parameters *p, walras_error *error) {
  double sum = 0.0;
  if (p->user_types.count < 1)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "user_types: at least one array [weight, time_cost, followup_cost]");
  for (int64_t type = 0; type < p->user_types.count; type++) {
    const walras_reals *row = &p->user_types.lists[type];
    if (row->count != 3)
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                         "user_types: array %lld has %lld entries; [weight, time_cost, followup_cost]", (long long)type + 1,
                         (long long)row->count);
    sum += row->values[0];
  }
  if (!(fabs(sum - 1.0) <= 1e-9))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "user_types: weights sum to %.12g, not 1", sum);
  return WALRAS_OK;
}

static walras_status check_matrix(const struct gtalign_parameters *p, walras_error *error) {
  if (p->payoff_matrix.count != CELLS)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "payoff_matrix: %lld cells; it needs %d: DQ_DA, DQ_CQ, DQ_AQ, VQ_DA, VQ_CQ, VQ_AQ",
                       (long long)p->payoff_matrix.count, CELLS);
  for (int cell = 0; cell < CELLS; cell++)
    if (p->payoff_matrix.lists[cell].count != 2)
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "payoff_matrix: cell %s has %lld payoffs; it needs [user, LLM]",
                         gtalign_cell_words[cell], (long long)p->payoff_matrix.lists[cell].count);
  if (p->mode == MODE_STEER && p->steering == STEERING_NONE)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "steering = none: mode = steer needs llm or user");
  return WALRAS_OK;
}

static walras_status check_points(const char *name, const walras_real_lists *points, walras_error *error) {
  if (points->count < 1)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: mode = compare needs at least one array [U, L]", name);
  for (int64_t i = 0; i < points->count; i++)
    if (points->lists[i].count != 2)
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: array %lld has %lld entries; it needs [U, L]", name,
                         (long long)i + 1, (long long)points->lists[i].count);
  return WALRAS_OK;
}

static walras_status check_comparison(const struct gtalign_parameters *p, walras_error *error) {
  walras_status status = check_points("points_a", &p->points_a, error);
  if (status == WALRAS_OK)
    status = check_points("points_b", &p->points_b, error);
  if (status == WALRAS_OK && p->points_a.count != p->points_b.count)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "points_b: %lld points for %lld of points_a; they are pairs",
                       (long long)p->points_b.count, (long long)p->points_a.count);
  return status;
}

static walras_status check_policy(const struct gtalign_parameters *p, walras_error *error) {
  if (p->policy == POLICY_SFT && p->mode != MODE_TRAIN)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "policy = sft: an imitator is trained; use mode = train");
  if (p->clip_ratio > 0.0 && p->batch_epochs == 1)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "clip_ratio = %g has no effect with batch_epochs = 1: the first step on a batch has ratio 1",
                       p->clip_ratio);
  if (p->initial_policy == START_SFT && p->policy != POLICY_LEARNED)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "initial_policy = sft: only policy = learned starts from it");
  const int64_t most = INT64_C(1) << 26;
  if (gtalign_types(p) > most / (2 * gtalign_actions(p)))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "n_user_types = %lld with %lld actions: their product must not exceed 2^25",
                       (long long)gtalign_types(p), (long long)gtalign_actions(p));
  return WALRAS_OK;
}

walras_status gtalign_check(const void *parameters, walras_error *error) {
  const struct gtalign_parameters *p = parameters;
  if (p->backend == BACKEND_ENDPOINT)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "backend = endpoint: this version has no language model as assistant; use backend = surrogate");
  walras_status status = check_scores(p, error);
  if (status == WALRAS_OK)
    status = check_lengths(p, error);
  if (status == WALRAS_OK)
    status = check_types(p, error);
  if (status == WALRAS_OK && gtalign_has_matrix(p))
    status = check_matrix(p, error);
  if (status == WALRAS_OK && p->mode == MODE_COMPARE)
    status = check_comparison(p, error);
  return status == WALRAS_OK ? check_policy(p, error) : status;
}
