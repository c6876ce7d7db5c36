/**
 * What every model of preference games says of its policies: gaps, divergences, facts of the game, tables. Gaps are in units of win probability and
 * refer to the game that is played; means over prompts are weighted by rho.
 *
 * A model's metrics begin with PREFERENCE_METRICS, and its enumeration with the constants of enum preference_metric.
 */
#ifndef WALRAS_SHARED_PREFERENCE_EVALUATION_H
#define WALRAS_SHARED_PREFERENCE_EVALUATION_H

#include "models/shared/preference_games/prompt.h"

enum preference_metric {
  PREFERENCE_GAP_AVERAGE,
  PREFERENCE_GAP_AVERAGE_CLEAN,
  PREFERENCE_GAP_LAST,
  PREFERENCE_REGULARISED,
  PREFERENCE_KL_TO_NASH,
  PREFERENCE_KL_TO_REFERENCE,
  PREFERENCE_SPAN,
  PREFERENCE_NASH_RESIDUAL,
  PREFERENCE_QUERIES,
  PREFERENCE_MINIMAX_UNIQUE,
  PREFERENCE_MINIMAX_SUPPORT,
  PREFERENCE_INTRANSITIVITY,
  PREFERENCE_COPELAND_WINNER,
  PREFERENCE_COPELAND_MASS,
  PREFERENCE_PATH_ITERATION,
  PREFERENCE_PATH_QUERIES,
  PREFERENCE_PATH_GAP_AVERAGE,
  PREFERENCE_PATH_GAP_LAST,
  PREFERENCE_PATH_REGULARISED,
  PREFERENCE_PATH_KL_TO_NASH,
  PREFERENCE_PATH_KL_TO_REFERENCE,
  PREFERENCE_PATH_SPAN,
  PREFERENCE_PATH_ENTROPY,
  PREFERENCE_TABLE_LAST,
  PREFERENCE_TABLE_AVERAGE,
  PREFERENCE_TABLE_MINIMAX,
  PREFERENCE_TABLE_NASH,
  PREFERENCE_TABLE_MATRIX,
  PREFERENCE_METRIC_COUNT
};

/** Most responses for which the winner and other facts of the matrix are found, for which the matrix is kept, and for which whole policies are. */
enum { PREFERENCE_FACTS_MOST = 512, PREFERENCE_MATRIX_KEPT = 256, PREFERENCE_POLICY_KEPT = 4096, PREFERENCE_POLICY_TOP = 256 };

/* ---- means over prompts ---- */

/** Slots of a reduction's sums; all but the first are weighted by rho. */
enum preference_sum {
  PREFERENCE_SUM_WEIGHT,
  PREFERENCE_SUM_GAP_AVERAGE,
  PREFERENCE_SUM_GAP_AVERAGE_CLEAN,
  PREFERENCE_SUM_GAP_LAST,
  PREFERENCE_SUM_REGULARISED,
  PREFERENCE_SUM_KL_TO_NASH,
  PREFERENCE_SUM_KL_TO_REFERENCE,
  PREFERENCE_SUM_SPAN,
  PREFERENCE_SUM_ENTROPY,
  PREFERENCE_SUM_RESIDUAL, /**< a mean as the others; the largest residual of many prompts is the model's to find */
  PREFERENCE_SUMS
};

/** One prompt's policies. Whatever is NULL is not looked at and adds 0. */
struct preference_policies {
  const double *reference; /**< [n] log-probabilities */
  const double *nash;      /**< [n] log-probabilities of the regularised equilibrium */
  const double *last;      /**< [n] log-probabilities */
  const double *average;   /**< [n] probabilities */
  double residual;         /**< of `nash` */
  double regularisation;   /**< above 0: duality gaps are those of the game regularised by it, and need `reference` */
};

/** Adds weight times each quantity to sums [PREFERENCE_SUMS] (such as a block's). work [3 n], with regularised gaps [4 n]. Any thread. */
void preference_evaluate(const struct preference_parameters *p, const struct preference_prompt *prompt,
                         const struct preference_policies *policies, double weight, double *sums, double *work);

/**
 * The same for the only prompt of a game whose products are spread over ranks: margins [n] of the clean game against `last` and `average`. Without a
 * regularised equilibrium.
 */
void preference_evaluate_margins(const struct preference_parameters *p, const struct preference_policies *policies,
                                 const double *margins_last, const double *margins_average, double weight, double *sums);

/** Records the scalars that are means over prompts, and `queries`, from sums [PREFERENCE_SUMS] over all prompts. */
void preference_record_means(walras_trial *trial, const double *sums, int64_t queries);
/** Records evaluation number `evaluation` (0-based) of the series. */
void preference_record_path(walras_trial *trial, int64_t evaluation, int64_t iteration, const double *sums, int64_t queries);

/* ---- one prompt ---- */

/** One prompt of so few responses that the facts of its game are found: those metrics are present. */
bool preference_has_facts(const void *parameters);
bool preference_has_matrix(const void *parameters);
bool preference_has_one_prompt(const void *parameters);
int64_t preference_policy_entries(const void *parameters);
int64_t preference_matrix_entries(const void *parameters);
int64_t preference_facts_entries(const void *parameters);

/**
 * Finds and records the facts of the only prompt's game: minimax winner, uniqueness, intransitivity, Copeland winner and its mass in `average` [n]
 * (probabilities), the tables of winner and matrix. Does nothing where there are no facts. Errors: those of the winner's programme, memory.
 */
walras_status preference_record_facts(walras_trial *trial, const struct preference_parameters *p,
                                      const struct preference_prompt *prompt, const double *average);

/** Records a policy table from probabilities [n] of the only prompt: all responses, or the most likely ones beyond PREFERENCE_POLICY_KEPT. */
walras_status preference_record_policy(walras_trial *trial, const struct preference_parameters *p, int metric,
                                       const double *probabilities);

extern const walras_column preference_policy_columns[], preference_matrix_columns[];

#define PREFERENCE_MEAN_(word, unit_, ...)                                                                                       \
  { .name = word, .unit = unit_, __VA_ARGS__ }
#define PREFERENCE_PATH_(word, unit_, evaluations, ...)                                                                          \
  { .name = word, .kind = WALRAS_SERIES, .unit = unit_, .length = (evaluations), __VA_ARGS__ }
#define PREFERENCE_TABLE_(word, columns_, entries, ...)                                                                          \
  { .name = word, .kind = WALRAS_TABLE, .columns = (columns_), .length = (entries), __VA_ARGS__ }
#define PREFERENCE_IF_(words, function) .absent = words, .present = (function)
#define PREFERENCE_FACTS_WORDS_ "with more than one prompt or 512 actions"

/**
 * The shared entries, comma-separated, in the order of enum preference_metric, for models all of whose trials play such a game. Functions of the
 * model's parameters: `evaluations` is the number of evaluations (series' length); `regularised` and `referenced` tell whether there is a regularised
 * equilibrium and a reference; `nash_table` the same as `regularised`, with one prompt only.
 */
#define PREFERENCE_METRICS(evaluations, regularised, referenced, nash_table)                                                     \
  PREFERENCE_METRICS_WHERE(NULL, NULL, evaluations, regularised, referenced, nash_table, preference_has_one_prompt,              \
                           preference_has_facts, preference_has_matrix)

/** The same for models that have other trials too: present where `there` says so (`words`: where not), and the last three where both hold. */
#define PREFERENCE_METRICS_WHERE(words_, there, evaluations, regularised, referenced, nash_table, one_prompt, facts, matrix)     \
  PREFERENCE_MEAN_("duality_gap_average", "probability", PREFERENCE_IF_(words_, there),                                          \
                   .doc = "duality gap of the average policy: twice what the best response wins above 1/2, or gains in the "     \
                          "regularised game where the model says so"),                                                           \
      PREFERENCE_MEAN_("duality_gap_average_clean", "probability", PREFERENCE_IF_(words_, there),                                \
                       .doc = "the same in the game without flipped labels and ties"),                                           \
      PREFERENCE_MEAN_("duality_gap_last", "probability", PREFERENCE_IF_(words_, there),                                         \
                       .doc = "duality gap of the last policy, likewise"),                                                       \
      PREFERENCE_MEAN_("regularised_suboptimality", "probability", PREFERENCE_IF_("without regularisation", regularised),        \
                       .doc = "what the best regularised answer gains on the last policy; half its regularised duality gap"),    \
      PREFERENCE_MEAN_("kl_to_nash", "nat", PREFERENCE_IF_("without regularisation", regularised),                               \
                       .doc = "KL(regularised equilibrium || last policy); below 1e-13 it is rounding"),                         \
      PREFERENCE_MEAN_("kl_to_reference", "nat", PREFERENCE_IF_("without a reference policy", referenced),                       \
                       .doc = "KL(last policy || reference policy)"),                                                            \
      PREFERENCE_MEAN_("span_log_ratio", "nat", PREFERENCE_IF_("without regularisation", regularised),                           \
                       .doc = "largest minus least log-ratio of the last policy to the regularised equilibrium"),                \
      PREFERENCE_MEAN_("nash_residual", "nat", PREFERENCE_IF_("without regularisation", regularised),                            \
                       .doc = "residual of the fixed point that certifies the regularised equilibrium"),                         \
      PREFERENCE_MEAN_("preference_queries", "queries", PREFERENCE_IF_(words_, there), .type = WALRAS_VALUE_INTEGER,             \
                       .doc = "comparisons, or with the exact oracle vectors of win rates"),                                     \
      PREFERENCE_MEAN_("minimax_unique", "1", PREFERENCE_IF_(PREFERENCE_FACTS_WORDS_, facts), .type = WALRAS_VALUE_INTEGER,      \
                       .doc = "1 where the clean game has but one minimax winner"),                                              \
      PREFERENCE_MEAN_("minimax_support", "responses", PREFERENCE_IF_(PREFERENCE_FACTS_WORDS_, facts),                           \
                       .type = WALRAS_VALUE_INTEGER, .doc = "responses with mass in the minimax winner"),                        \
      PREFERENCE_MEAN_("intransitivity_index", "1", PREFERENCE_IF_(PREFERENCE_FACTS_WORDS_, facts),                              \
                       .doc = "share of the margins' norm that no ranking explains: 0 additive, 1 purely cyclic"),               \
      PREFERENCE_MEAN_("copeland_winner", "1", PREFERENCE_IF_(PREFERENCE_FACTS_WORDS_, facts), .type = WALRAS_VALUE_INTEGER,     \
                       .doc = "the response that beats most others; ties go to the lowest"),                                     \
      PREFERENCE_MEAN_("copeland_winner_mass", "probability", PREFERENCE_IF_(PREFERENCE_FACTS_WORDS_, facts),                    \
                       .doc = "its mass in the average policy"),                                                                 \
      PREFERENCE_PATH_("iteration_path", "iterations", evaluations, PREFERENCE_IF_(words_, there), .type = WALRAS_VALUE_INTEGER, \
                       .doc = "iterations done at each evaluation"),                                                             \
      PREFERENCE_PATH_("queries_path", "queries", evaluations, PREFERENCE_IF_(words_, there), .type = WALRAS_VALUE_INTEGER,      \
                       .doc = "preference_queries so far"),                                                                      \
      PREFERENCE_PATH_("duality_gap_average_path", "probability", evaluations, PREFERENCE_IF_(words_, there),                    \
                       .doc = "duality_gap_average over time"),                                                                  \
      PREFERENCE_PATH_("duality_gap_last_path", "probability", evaluations, PREFERENCE_IF_(words_, there),                       \
                       .doc = "duality_gap_last over time"),                                                                     \
      PREFERENCE_PATH_("regularised_suboptimality_path", "probability", evaluations,                                             \
                       PREFERENCE_IF_("without regularisation", regularised), .doc = "regularised_suboptimality over time"),     \
      PREFERENCE_PATH_("kl_to_nash_path", "nat", evaluations, PREFERENCE_IF_("without regularisation", regularised),             \
                       .doc = "kl_to_nash over time"),                                                                           \
      PREFERENCE_PATH_("kl_to_reference_path", "nat", evaluations, PREFERENCE_IF_("without a reference policy", referenced),     \
                       .doc = "kl_to_reference over time"),                                                                      \
      PREFERENCE_PATH_("span_log_ratio_path", "nat", evaluations, PREFERENCE_IF_("without regularisation", regularised),         \
                       .doc = "span_log_ratio over time"),                                                                       \
      PREFERENCE_PATH_("entropy_path", "nat", evaluations, PREFERENCE_IF_(words_, there),                                        \
                       .doc = "entropy of the last policy over time"),                                                           \
      PREFERENCE_TABLE_("last_policy", preference_policy_columns, preference_policy_entries,                                     \
                        PREFERENCE_IF_("with more than one prompt", one_prompt),                                                 \
                        .doc = "the last policy; beyond 4096 actions its 256 most likely responses"),                            \
      PREFERENCE_TABLE_("average_policy", preference_policy_columns, preference_policy_entries,                                  \
                        PREFERENCE_IF_("with more than one prompt", one_prompt),                                                 \
                        .doc = "the average policy; beyond 4096 actions its 256 most likely responses"),                         \
      PREFERENCE_TABLE_("minimax_winner", preference_policy_columns, preference_facts_entries,                                   \
                        PREFERENCE_IF_(PREFERENCE_FACTS_WORDS_, facts), .doc = "a minimax winner of the clean game"),            \
      PREFERENCE_TABLE_("regularised_nash", preference_policy_columns, preference_policy_entries,                                \
                        PREFERENCE_IF_("without regularisation or with more than one prompt", nash_table),                       \
                        .doc = "the regularised equilibrium"),                                                                   \
      PREFERENCE_TABLE_("preference_matrix", preference_matrix_columns, preference_matrix_entries,                               \
                        PREFERENCE_IF_("with more than one prompt or 256 actions", matrix),                                      \
                        .doc = "P of the game that is played")

#endif
