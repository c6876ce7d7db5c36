#include "models/shared/preference_games/evaluation.h"

#include <math.h>
#include <string.h>

#include "numerics/preference_games/gaps.h"
#include "numerics/preference_games/policy.h"
#include "numerics/preference_games/winner.h"

const walras_column preference_policy_columns[] = {
    {.name = "response", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "number of the response, from 0"},
    {.name = "probability", .unit = "probability", .doc = "its mass"},
    {.name = NULL}};
const walras_column preference_matrix_columns[] = {{.name = "response", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "i"},
                                                   {.name = "opponent", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "j"},
                                                   {.name = "probability", .unit = "probability", .doc = "P_ij, that i beats j"},
                                                   {.name = NULL}};

bool preference_has_one_prompt(const void *parameters) {
  return ((const struct preference_parameters *)parameters)->prompts == 1;
}

bool preference_has_facts(const void *parameters) {
  const struct preference_parameters *p = parameters;
  return p->prompts == 1 && p->actions <= PREFERENCE_FACTS_MOST;
}

bool preference_has_matrix(const void *parameters) {
  const struct preference_parameters *p = parameters;
  return p->prompts == 1 && p->actions <= PREFERENCE_MATRIX_KEPT;
}

int64_t preference_policy_entries(const void *parameters) {
  const struct preference_parameters *p = parameters;
  return p->actions <= PREFERENCE_POLICY_KEPT ? p->actions : PREFERENCE_POLICY_TOP;
}

int64_t preference_facts_entries(const void *parameters) {
  return preference_has_facts(parameters) ? ((const struct preference_parameters *)parameters)->actions : 1;
}

int64_t preference_matrix_entries(const void *parameters) {
  const int64_t n = ((const struct preference_parameters *)parameters)->actions;
  return preference_has_matrix(parameters) ? n * n : 1;
}

/* The gap of log-probabilities. */
static double duality_gap(const walras_preference_game *game, const struct preference_policies *policies, const double *policy,
                          double *work) {
  return 2.0 * (policies->regularisation > 0.0
                    ? walras_preference_regularised_subopt(game, policies->reference, policies->regularisation, policy, work)
                    : walras_preference_subopt(game, policy, work));
}

/* The same of probabilities; work [4 n]. */
static double average_gap(const walras_preference_game *game, const struct preference_policies *policies, double *work) {
  if (!(policies->regularisation > 0.0))
    return 2.0 * walras_preference_subopt_of(game, policies->average, work);
  walras_policy_logarithms(policies->average, game->n, work);
  return duality_gap(game, policies, work, work + game->n);
}

static void evaluate_last(const struct preference_parameters *p, const struct preference_prompt *prompt,
                          const struct preference_policies *policies, double weight, double *sums, double *work) {
  const int64_t n = p->actions;
  const double *const last = policies->last;
  sums[PREFERENCE_SUM_GAP_LAST] += weight * duality_gap(&prompt->played, policies, last, work);
  sums[PREFERENCE_SUM_ENTROPY] += weight * walras_policy_entropy(last, n);
  if (policies->reference != NULL)
    sums[PREFERENCE_SUM_KL_TO_REFERENCE] += weight * walras_policy_kl(last, policies->reference, n);
  if (policies->nash == NULL)
    return;
  sums[PREFERENCE_SUM_REGULARISED] +=
      weight * walras_preference_regularised_subopt(&prompt->played, policies->reference, p->kl_coefficient, last, work);
  sums[PREFERENCE_SUM_KL_TO_NASH] += weight * walras_policy_kl(policies->nash, last, n);
  sums[PREFERENCE_SUM_SPAN] += weight * walras_policy_span(last, policies->nash, n);
  sums[PREFERENCE_SUM_RESIDUAL] += weight * policies->residual;
}

static bool is_clean(const struct preference_prompt *prompt) {
  return prompt->played.margins == prompt->clean.margins && prompt->played.scale == prompt->clean.scale;
}

void preference_evaluate(const struct preference_parameters *p, const struct preference_prompt *prompt,
                         const struct preference_policies *policies, double weight, double *sums, double *work) {
  sums[PREFERENCE_SUM_WEIGHT] += weight;
  if (policies->last != NULL)
    evaluate_last(p, prompt, policies, weight, sums, work);
  if (policies->average == NULL)
    return;
  const double played = average_gap(&prompt->played, policies, work);
  sums[PREFERENCE_SUM_GAP_AVERAGE] += weight * played;
  sums[PREFERENCE_SUM_GAP_AVERAGE_CLEAN] += weight * (is_clean(prompt) ? played : average_gap(&prompt->clean, policies, work));
}

void preference_evaluate_margins(const struct preference_parameters *p, const struct preference_policies *policies,
                                 const double *margins_last, const double *margins_average, double weight, double *sums) {
  const int64_t n = p->actions;
  const double flips = 1.0 - 2.0 * p->flip_probability, last = fmax(margins_last[walras_policy_argmax(margins_last, n)], 0.0);
  const double average = 2.0 * fmax(margins_average[walras_policy_argmax(margins_average, n)], 0.0);
  sums[PREFERENCE_SUM_WEIGHT] += weight;
  sums[PREFERENCE_SUM_GAP_LAST] += weight * 2.0 * flips * last;
  sums[PREFERENCE_SUM_GAP_AVERAGE] += weight * flips * average;
  sums[PREFERENCE_SUM_GAP_AVERAGE_CLEAN] += weight * average;
  sums[PREFERENCE_SUM_ENTROPY] += weight * walras_policy_entropy(policies->last, n);
  if (policies->reference != NULL)
    sums[PREFERENCE_SUM_KL_TO_REFERENCE] += weight * walras_policy_kl(policies->last, policies->reference, n);
}

static const struct {
  int sum, scalar, path; /* path -1: none */
} places[] = {
    {PREFERENCE_SUM_GAP_AVERAGE, PREFERENCE_GAP_AVERAGE, PREFERENCE_PATH_GAP_AVERAGE},
    {PREFERENCE_SUM_GAP_AVERAGE_CLEAN, PREFERENCE_GAP_AVERAGE_CLEAN, -1},
    {PREFERENCE_SUM_GAP_LAST, PREFERENCE_GAP_LAST, PREFERENCE_PATH_GAP_LAST},
    {PREFERENCE_SUM_REGULARISED, PREFERENCE_REGULARISED, PREFERENCE_PATH_REGULARISED},
    {PREFERENCE_SUM_KL_TO_NASH, PREFERENCE_KL_TO_NASH, PREFERENCE_PATH_KL_TO_NASH},
    {PREFERENCE_SUM_KL_TO_REFERENCE, PREFERENCE_KL_TO_REFERENCE, PREFERENCE_PATH_KL_TO_REFERENCE},
    {PREFERENCE_SUM_SPAN, PREFERENCE_SPAN, PREFERENCE_PATH_SPAN},
    {PREFERENCE_SUM_RESIDUAL, PREFERENCE_NASH_RESIDUAL, -1},
    {PREFERENCE_SUM_ENTROPY, -1, PREFERENCE_PATH_ENTROPY},
};
enum { PLACES = sizeof places / sizeof *places };

void preference_record_means(walras_trial *trial, const double *sums, int64_t queries) {
  for (int i = 0; i < PLACES; i++)
    if (places[i].scalar >= 0)
      walras_record_real(trial, places[i].scalar, sums[places[i].sum] / sums[PREFERENCE_SUM_WEIGHT]);
  walras_record_integer(trial, PREFERENCE_QUERIES, queries);
}

void preference_record_path(walras_trial *trial, int64_t evaluation, int64_t iteration, const double *sums, int64_t queries) {
  for (int i = 0; i < PLACES; i++)
    if (places[i].path >= 0)
      walras_record_round(trial, places[i].path, evaluation, sums[places[i].sum] / sums[PREFERENCE_SUM_WEIGHT]);
  walras_record_round_integer(trial, PREFERENCE_PATH_ITERATION, evaluation, iteration);
  walras_record_round_integer(trial, PREFERENCE_PATH_QUERIES, evaluation, queries);
}

/* The `count` largest entries, ties lowest first, by insertion: response [count] is filled. */
static void top_responses(const double *p, int64_t n, int64_t count, int64_t *response) {
  int64_t found = 0;
  for (int64_t i = 0; i < n; i++) {
    if (found == count && !(p[i] > p[response[count - 1]]))
      continue;
    int64_t place = found < count ? found++ : count - 1;
    for (; place > 0 && p[i] > p[response[place - 1]]; place--)
      response[place] = response[place - 1];
    response[place] = i;
  }
}

walras_status preference_record_policy(walras_trial *trial, const struct preference_parameters *p, int metric,
                                       const double *probabilities) {
  if (p->prompts != 1)
    return WALRAS_OK;
  const int64_t count = preference_policy_entries(p);
  int64_t *const response = walras_trial_allocate(trial, count, sizeof *response);
  double *const mass = walras_trial_allocate(trial, count, sizeof *mass);
  if (response == NULL || mass == NULL)
    return walras_trial_status(trial);
  if (count == p->actions)
    for (int64_t i = 0; i < count; i++)
      response[i] = i;
  else
    top_responses(probabilities, p->actions, count, response);
  for (int64_t i = 0; i < count; i++)
    mass[i] = probabilities[response[i]];
  walras_record_column_integers(trial, metric, 0, response, count);
  walras_record_column_reals(trial, metric, 1, mass, count);
  return WALRAS_OK;
}

static walras_status record_matrix(walras_trial *trial, const struct preference_prompt *prompt) {
  const int64_t n = prompt->played.n;
  int64_t *const places_of = walras_trial_allocate(trial, 2 * n * n, sizeof *places_of);
  double *const entries = walras_trial_allocate(trial, n * n, sizeof *entries);
  if (places_of == NULL || entries == NULL)
    return walras_trial_status(trial);
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = 0; j < n; j++) {
      places_of[i * n + j] = i;
      places_of[n * n + i * n + j] = j;
      entries[i * n + j] = walras_preference_probability(&prompt->played, i, j);
    }
  walras_record_column_integers(trial, PREFERENCE_TABLE_MATRIX, 0, places_of, n * n);
  walras_record_column_integers(trial, PREFERENCE_TABLE_MATRIX, 1, places_of + n * n, n * n);
  walras_record_column_reals(trial, PREFERENCE_TABLE_MATRIX, 2, entries, n * n);
  return WALRAS_OK;
}

/* The clean game's matrix of margins: its own, or made here. */
static const double *matrix_of(walras_trial *trial, const struct preference_prompt *prompt) {
  if (prompt->clean.margins != NULL)
    return prompt->clean.margins;
  const int64_t n = prompt->clean.n;
  double *const matrix = walras_trial_allocate(trial, n * n, sizeof *matrix);
  if (matrix != NULL)
    walras_preference_matrix(&prompt->source, matrix);
  return matrix;
}

walras_status preference_record_facts(walras_trial *trial, const struct preference_parameters *p,
                                      const struct preference_prompt *prompt, const double *average) {
  if (!preference_has_facts(p))
    return WALRAS_OK;
  const int64_t n = p->actions;
  double *const winner = walras_trial_allocate(trial, 2 * n, sizeof *winner);
  const double *const matrix = matrix_of(trial, prompt);
  if (winner == NULL || matrix == NULL)
    return walras_trial_status(trial);
  walras_preference_winner found;
  const walras_status status = walras_preference_winner_find(matrix, n, winner, &found, walras_trial_error(trial));
  if (status != WALRAS_OK)
    return status;
  const walras_preference_facts facts = walras_preference_facts_of(matrix, n, winner + n);
  walras_record_integer(trial, PREFERENCE_MINIMAX_UNIQUE, found.unique);
  walras_record_integer(trial, PREFERENCE_MINIMAX_SUPPORT, found.support);
  walras_record_real(trial, PREFERENCE_INTRANSITIVITY, facts.intransitivity_index);
  walras_record_integer(trial, PREFERENCE_COPELAND_WINNER, facts.copeland_winner);
  walras_record_real(trial, PREFERENCE_COPELAND_MASS, average[facts.copeland_winner]);
  const walras_status recorded = preference_record_policy(trial, p, PREFERENCE_TABLE_MINIMAX, winner);
  return recorded == WALRAS_OK && preference_has_matrix(p) ? record_matrix(trial, prompt) : recorded;
}
