#include "models/gtalign/metrics.h"

#include <math.h>

#include "models/gtalign/schema_words.h"

static const struct gtalign_parameters *of(const void *parameters) {
  return parameters;
}
static bool in_reward(const void *p) {
  return of(p)->mode == MODE_REWARD;
}
static bool in_decide(const void *p) {
  return of(p)->mode == MODE_DECIDE;
}
static bool in_compare(const void *p) {
  return of(p)->mode == MODE_COMPARE;
}
static bool in_steer(const void *p) {
  return of(p)->mode == MODE_STEER;
}
static bool has_interactions(const void *p) {
  return gtalign_has_policy(of(p)) || in_decide(p);
}
static bool is_drawn(const void *p) {
  return gtalign_is_drawn(of(p));
}
static bool has_policy(const void *p) {
  return gtalign_has_policy(of(p));
}
static bool is_trained(const void *p) {
  return gtalign_is_trained(of(p));
}
static bool has_matrix(const void *p) {
  return gtalign_has_matrix(of(p));
}
static bool has_types(const void *p) {
  return has_policy(p) && gtalign_types(of(p)) > 1;
}
static bool has_policy_table(const void *p) {
  return has_policy(p) && of(p)->record_policy && (gtalign_types(of(p)) == 1 || !of(p)->user_type_visible);
}

static int64_t updates(const void *p) {
  return of(p)->updates;
}
static int64_t regret_bins(const void *p) {
  (void)p;
  return REGRET_BINS;
}
static void regret_edges(const void *p, double *edges) {
  (void)p;
  for (int bin = 0; bin <= REGRET_BINS; bin++)
    edges[bin] = 0.005 * (double)bin;
}
static int64_t cells(const void *p) {
  (void)p;
  return CELLS;
}
static int64_t choices(const void *p) {
  (void)p;
  return CHOICES;
}
static int64_t policy_points(const void *p) {
  (void)p;
  return POLICY_POINTS;
}
static int64_t listed_types(const void *p) {
  const int64_t types = gtalign_types(of(p));
  return types < TYPES_MOST ? types : TYPES_MOST;
}
static int64_t joint_points(const void *p) {
  return of(p)->points_a.count + of(p)->points_b.count;
}

static const char *const rule_words[] = {"sum_tiebreak", "product", "cobb_douglas_safe", NULL};
static const char *const known_words[] = {"nothing", "DQ", "VQ", NULL};
static const char *const answer_words[] = {"DA", "CQ", "AQ", NULL};
static const char *const method_words[] = {"a", "b", NULL};
static const char *const no_yes[] = {"no", "yes", NULL};

#define CELL_COLUMN(name_, doc_)                                                                                                 \
  { .name = name_, .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = doc_, .words = gtalign_cell_words }
#define REAL_COLUMN(name_, unit_, doc_)                                                                                          \
  { .name = name_, .unit = unit_, .doc = doc_ }
static const walras_column frontier_columns[] = {CELL_COLUMN("cell", "question and mode on the frontier of all six"),
                                                 REAL_COLUMN("user", "payoff", "the user's payoff"),
                                                 REAL_COLUMN("llm", "payoff", "the assistant's payoff"),
                                                 {0}};
static const walras_column choice_columns[] = {
    {.name = "rule", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "how it chooses", .words = rule_words},
    {.name = "known", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "what is known of the question", .words = known_words},
    CELL_COLUMN("cell", "what it chooses"),
    {0}};
static const walras_column steered_columns[] = {CELL_COLUMN("cell", "question and mode"),
                                                REAL_COLUMN("user_before", "payoff", "the user's payoff"),
                                                REAL_COLUMN("llm_before", "payoff", "the assistant's payoff"),
                                                REAL_COLUMN("user", "payoff", "the user's payoff at the new prices"),
                                                REAL_COLUMN("llm", "payoff", "the assistant's payoff at the new prices"),
                                                {0}};
static const walras_column policy_columns[] = {
    REAL_COLUMN("x", "1", "what the assistant sees"),
    REAL_COLUMN("posterior", "probability", "that the question is vague"),
    REAL_COLUMN("share_da", "probability", "of answering"),
    REAL_COLUMN("share_cq", "probability", "of asking back"),
    REAL_COLUMN("share_aq", "probability", "of answering and asking"),
    REAL_COLUMN("reasoning_chars", "characters", "expected length of reasoning"),
    {.name = "answer", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "mode of the likeliest action", .words = answer_words},
    {.name = "level", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "its level of reasoning, from 0"},
    {0}};
static const walras_column type_columns[] = {REAL_COLUMN("weight", "probability", "share of users"),
                                             REAL_COLUMN("time_cost", "1", "of reasoning, 1 = that of the public code"),
                                             REAL_COLUMN("followup_cost", "welfare", "of a question back"),
                                             REAL_COLUMN("mutual_welfare", "welfare", "expected sqrt(UL) of the type"),
                                             REAL_COLUMN("user", "welfare", "expected U of the type"),
                                             REAL_COLUMN("optimum", "welfare", "expected sqrt(UL) of its own best policy"),
                                             {0}};
static const walras_column joint_columns[] = {
    REAL_COLUMN("user", "welfare", "U of the point"),
    REAL_COLUMN("llm", "welfare", "L of the point"),
    {.name = "method", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "whose it is", .words = method_words},
    {.name = "on_frontier", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "no point of either dominates it", .words = no_yes},
    {0}};

#define REWARD .absent = "unless mode = reward", .present = in_reward
#define INTERACTIONS .absent = "unless interactions are evaluated", .present = has_interactions
#define POLICY .absent = "unless mode = optimal or train", .present = has_policy
#define TRAINED .absent = "unless weights are trained", .present = is_trained
#define TYPES .absent = "unless policies meet several types of users", .present = has_types
#define MATRIX .absent = "unless mode = decide or steer", .present = has_matrix
#define COMPARE .absent = "unless mode = compare", .present = in_compare
#define REAL(name_, unit_, doc_, ...)                                                                                            \
  { .name = name_, .unit = unit_, .doc = doc_, __VA_ARGS__ }
#define COUNT(name_, doc_, ...)                                                                                                  \
  { .name = name_, .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = doc_, __VA_ARGS__ }
#define CHOICE(rule, name_, doc_)                                                                                                \
  [METRIC_CHOICE +                                                                                                               \
      3 * (rule)] = COUNT("choice_" name_, doc_ ": the cell, in storage order from 0", MATRIX),                                  \
          [METRIC_CHOICE + 3 * (rule) + 1] = COUNT("choice_" name_ "_given_DQ", doc_ " at a definite question", MATRIX),         \
          [METRIC_CHOICE + 3 * (rule) + 2] = COUNT("choice_" name_ "_given_VQ", doc_ " at a vague question", MATRIX)
#define SERIES(name_, unit_, doc_)                                                                                               \
  { .name = name_, .kind = WALRAS_SERIES, .unit = unit_, .doc = doc_, .length = updates, TRAINED }
#define TABLE(name_, doc_, columns_, length_, ...)                                                                               \
  { .name = name_, .kind = WALRAS_TABLE, .unit = "1", .doc = doc_, .columns = columns_, .length = length_, __VA_ARGS__ }

const walras_metric gtalign_metrics[GTALIGN_METRICS] = {
    [METRIC_USER_WELFARE] = REAL("user_welfare", "welfare", "U of the response", REWARD),
    [METRIC_LLM_WELFARE] = REAL("llm_welfare", "welfare", "L of the response", REWARD),
    [METRIC_REWARD] = REAL("reward", "welfare", "training reward of the response", REWARD),
    [METRIC_MUTUAL] = REAL("mutual_welfare", "welfare", "mean of sqrt(UL)", INTERACTIONS),
    [METRIC_MUTUAL_SE] = REAL("mutual_welfare_se", "welfare", "standard error of that mean over n_instances",
                              .absent = "unless interactions are drawn", .present = is_drawn),
    [METRIC_USER] = REAL("user", "welfare", "mean of U", INTERACTIONS),
    [METRIC_LLM] = REAL("llm", "welfare", "mean of L, by the formulas of cobb_douglas whatever is trained", INTERACTIONS),
    [METRIC_MEAN_REWARD] = REAL("mean_reward", "welfare", "mean of the training reward", POLICY),
    [METRIC_ANSWER] = REAL("mean_answer", "1", "mean score of answers", INTERACTIONS),
    [METRIC_CHARS] = REAL("mean_reasoning_chars", "characters", "mean length of reasoning", INTERACTIONS),
    [METRIC_EFFICIENCY] =
        REAL("efficiency", "answers per 1000 characters", "of reasoning", INTERACTIONS, .undefined = "where nothing is reasoned"),
    [METRIC_EFFICIENCY_TOTAL] = REAL("efficiency_total", "answers per 1000 characters", "of the whole output", INTERACTIONS,
                                     .undefined = "where nothing is written"),
    [METRIC_SHARE_DA] = REAL("share_da", "1", "share of direct answers", INTERACTIONS),
    [METRIC_SHARE_CQ] = REAL("share_cq", "1", "share of clarifying questions", INTERACTIONS),
    [METRIC_SHARE_AQ] = REAL("share_aq", "1", "share of answers with a question", INTERACTIONS),
    [METRIC_VIOLATION] =
        REAL("amgm_violation", "welfare", "largest excess of sqrt(UL) over (U + L)/2 of any response, 0 without", INTERACTIONS),
    [METRIC_PAYOFF_SCORE] =
        REAL("mean_payoff_score", "1", "of the assistants' matrices", .absent = "unless mode = decide", .present = in_decide),
    [METRIC_CONSISTENCY] = REAL("pareto_consistency", "1", "share of choices on the frontier of the assistant's matrix",
                                .absent = "unless mode = decide", .present = in_decide),
    [METRIC_EXACT_MUTUAL] = REAL("exact_mutual_welfare", "welfare", "expected sqrt(UL), by the grid of x", POLICY),
    [METRIC_OPTIMUM] = REAL("optimum_welfare", "welfare", "that of the best policy of x", POLICY),
    [METRIC_RATIO] = REAL("welfare_ratio_to_optimum", "1", "exact_mutual_welfare by optimum_welfare", POLICY),
    [METRIC_UPDATES] = COUNT("updates_done", "updates until learning ended", TRAINED),
    [METRIC_TYPE_WELFARE_MIN] = REAL("type_welfare_min", "welfare", "least expected sqrt(UL) of a type of users", TYPES),
    [METRIC_TYPE_USER_MIN] = REAL("type_user_min", "welfare", "least expected U of a type", TYPES),
    [METRIC_TYPE_REGRET_MEAN] =
        REAL("type_regret_mean", "welfare", "mean loss of sqrt(UL) against the best policy for each type alone", TYPES),
    [METRIC_TYPE_REGRET_MAX] = REAL("type_regret_max", "welfare", "largest such loss of a type", TYPES),
    CHOICE(CHOICE_SUM, "sum", "largest sum on the frontier"),
    CHOICE(CHOICE_PRODUCT, "product", "largest product"),
    CHOICE(CHOICE_SAFE, "cobb_douglas_safe", "largest Cobb-Douglas mean of payoffs made positive"),
    [METRIC_COVERAGE_A] =
        REAL("coverage_a", "1", "share of the first method's points within the slack of a frontier point", COMPARE),
    [METRIC_COVERAGE_B] = REAL("coverage_b", "1", "share of the second method's", COMPARE),
    [METRIC_REGRET_A] = REAL("regret_a", "1", "mean distance of the first's points below the frontier, in ranges", COMPARE),
    [METRIC_REGRET_B] = REAL("regret_b", "1", "mean distance of the second's", COMPARE),
    [METRIC_HYPERVOLUME_A] =
        REAL("hypervolume_a", "welfare^2", "area that the first dominates above the least coordinates", COMPARE),
    [METRIC_HYPERVOLUME_B] = REAL("hypervolume_b", "welfare^2", "area that the second dominates", COMPARE),
    [METRIC_FIRST_POINT_A] =
        REAL("hypervolume_first_point_a", "welfare^2", "its first rectangle only, as the public script has it", COMPARE),
    [METRIC_FIRST_POINT_B] = REAL("hypervolume_first_point_b", "welfare^2", "the second's first rectangle", COMPARE),
    [METRIC_DOMINATES_A] = COUNT("dominates_a", "pairs in which the first dominates, with slack", COMPARE),
    [METRIC_DOMINATES_B] = COUNT("dominates_b", "pairs in which the second dominates", COMPARE),
    [HISTOGRAM_TYPE_REGRET] = {.name = "type_regret",
                               .kind = WALRAS_HISTOGRAM,
                               .unit = "welfare",
                               .doc = "types by their loss against their own best policy, the last bin open",
                               .length = regret_bins,
                               .edges = regret_edges,
                               TYPES},
    [SERIES_WELFARE] = SERIES("training_welfare", "welfare", "expected sqrt(UL) of the batch, by update"),
    [SERIES_SHARE_DA] = SERIES("training_share_da", "1", "probability of direct answers, by update"),
    [SERIES_SHARE_CQ] = SERIES("training_share_cq", "1", "probability of clarifying questions, by update"),
    [SERIES_SHARE_AQ] = SERIES("training_share_aq", "1", "probability of answers with a question, by update"),
    [SERIES_CHARS] = SERIES("training_reasoning_chars", "characters", "expected length of reasoning, by update"),
    [TABLE_FRONTIER] = TABLE("frontier", "cells that none dominates", frontier_columns, cells, MATRIX),
    [TABLE_CHOICE] = TABLE("choice", "what each rule chooses", choice_columns, choices, MATRIX),
    [TABLE_STEERED] = TABLE("steered_payoffs", "the matrix before and after", steered_columns, cells,
                            .absent = "unless mode = steer", .present = in_steer),
    [TABLE_POLICY] = TABLE("policy", "what is done by x", policy_columns, policy_points,
                           .absent = "unless mode = optimal or train, record_policy holds and all users have one policy",
                           .present = has_policy_table),
    [TABLE_TYPES] = TABLE("types", "the first 4096 types of users", type_columns, listed_types, TYPES),
    [TABLE_JOINT] = TABLE("points", "both methods' points", joint_columns, joint_points, COMPARE),
};

static double per_thousand(double answers, double characters) {
  return characters > 0.0 ? 1000.0 * answers / characters : (double)NAN;
}

void gtalign_record_outcome(walras_trial *trial, const struct gtalign_parameters *p, const struct gtalign_outcome *outcome) {
  const double *mean = outcome->mean, n = (double)p->n_instances;
  walras_record_real(trial, METRIC_MUTUAL, mean[MEAN_MUTUAL]);
  walras_record_real(trial, METRIC_MUTUAL_SE,
                     sqrt(fmax(0.0, mean[MEAN_MUTUAL_SQUARE] - mean[MEAN_MUTUAL] * mean[MEAN_MUTUAL]) / n));
  walras_record_real(trial, METRIC_USER, mean[MEAN_USER]);
  walras_record_real(trial, METRIC_LLM, mean[MEAN_LLM]);
  walras_record_real(trial, METRIC_MEAN_REWARD, mean[MEAN_REWARD]);
  walras_record_real(trial, METRIC_ANSWER, mean[MEAN_ANSWER]);
  walras_record_real(trial, METRIC_CHARS, mean[MEAN_CHARS]);
  walras_record_real(trial, METRIC_EFFICIENCY, per_thousand(mean[MEAN_ANSWER], mean[MEAN_CHARS]));
  walras_record_real(trial, METRIC_EFFICIENCY_TOTAL, per_thousand(mean[MEAN_ANSWER], mean[MEAN_ALL_CHARS]));
  for (int answer = 0; answer < ANSWERS; answer++)
    walras_record_real(trial, METRIC_SHARE_DA + answer, mean[MEAN_SHARE + answer]);
  walras_record_real(trial, METRIC_VIOLATION, outcome->violation);
}
