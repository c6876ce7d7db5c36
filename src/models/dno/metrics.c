#include "models/dno/metrics.h"

#include "models/dno/policy.h"

#define P const struct dno_parameters *p = parameters

int64_t dno_rounds(const struct dno_parameters *p) {
  return p->iterations + (p->algorithm == ALGORITHM_DNO_LOOKAHEAD);
}

bool dno_is_evaluated(const struct dno_parameters *p, int64_t round) {
  return (round + 1) % p->game.evaluate_every == 0 || round + 1 == dno_rounds(p);
}

int64_t dno_evaluation(const struct dno_parameters *p, int64_t round) {
  return (round + 1 + p->game.evaluate_every - 1) / p->game.evaluate_every - 1;
}

static int64_t evaluations(const void *parameters) {
  P;
  return dno_evaluation(p, dno_rounds(p) - 1) + 1;
}

static bool is_contrastive(const void *parameters) {
  return dno_is_contrastive(parameters);
}

static bool is_step(const void *parameters) {
  return !dno_is_contrastive(parameters);
}

/* The theory of steps without a reference. */
static bool is_plain(const void *parameters) {
  return dno_is_plain(parameters);
}

static bool is_regularised(const void *parameters) {
  return dno_is_regularised(parameters);
}

static bool has_losses(const void *parameters) {
  P;
  return p->algorithm <= ALGORITHM_DNO_REGULARISED && p->game.actions <= DNO_LOSS_MOST;
}

static bool has_probe(const void *parameters) {
  P;
  return has_losses(p) && p->probe_policy.count > 0;
}

static bool has_pairs(const void *parameters) {
  P;
  return dno_is_contrastive(p) || (p->algorithm <= ALGORITHM_DNO_REGULARISED && p->solver == SOLVER_SAMPLED);
}

static bool has_scores(const void *parameters) {
  P;
  return dno_is_contrastive(p) && p->algorithm != ALGORITHM_SPIN;
}

static bool has_two_rounds(const void *parameters) {
  P;
  return dno_is_contrastive(p) && p->iterations >= 2;
}

static bool has_three_rounds(const void *parameters) {
  P;
  return dno_is_contrastive(p) && p->iterations >= 3;
}

static bool starts_cyclic(const void *parameters) {
  P;
  return is_step(p) && p->iterations >= 2;
}

static bool has_theta(const void *parameters) {
  P;
  return p->policy_class == CLASS_LINEAR_SOFTMAX;
}

/* Algorithms that never look at the reference need not have a divergence to it, which may be infinite. */
static bool is_referenced(const void *parameters) {
  return is_step(parameters) && !is_plain(parameters);
}

static bool has_one_prompt(const void *parameters) {
  return is_step(parameters) && preference_has_one_prompt(parameters);
}

static bool has_facts(const void *parameters) {
  return is_step(parameters) && preference_has_facts(parameters);
}

static bool has_matrix(const void *parameters) {
  return is_step(parameters) && preference_has_matrix(parameters);
}

static bool has_nash_table(const void *parameters) {
  return is_regularised(parameters) && preference_has_one_prompt(parameters);
}

static int64_t theta_length(const void *parameters) {
  return dno_policy_make(parameters).parameters;
}

static const walras_column theta_columns[] = {{.name = "theta", .unit = "1", .doc = "element of theta"}, {.name = NULL}};
#define ROUNDS .kind = WALRAS_SERIES, .length = evaluations
#define SERIES(enumerator, word, unit_, ...) [METRIC_##enumerator] = {.name = #word, ROUNDS, .unit = unit_, .doc = __VA_ARGS__}
#define SCALAR(enumerator, word, unit_, ...) [METRIC_##enumerator] = {.name = #word, .unit = unit_, .doc = __VA_ARGS__}
#define COUNT .type = WALRAS_VALUE_INTEGER
#define WHERE(function, words) .present = function, .absent = words
#define OF_STEPS WHERE(is_step, "of algorithms that train on an annotator's pairs")
#define OF_ANNOTATED WHERE(is_contrastive, "unless the algorithm trains on an annotator's pairs")
#define OF_SCORES WHERE(has_scores, "unless the algorithm trains on pairs by an annotator's scores")
#define OF_PLAIN WHERE(is_plain, "unless algorithm = dno or spi_exact")

const walras_metric dno_metrics[DNO_METRICS] = {
    PREFERENCE_METRICS_WHERE("of algorithms that train on an annotator's pairs", is_step, evaluations, is_regularised,
                             is_referenced, has_nash_table, has_one_prompt, has_facts, has_matrix),
    SERIES(WIN_RATE_VS_PREVIOUS, win_rate_vs_previous, "probability", "P(pi_{t+1} beats pi_t)"),
    SERIES(IMPROVEMENT_LOWER_BOUND, improvement_lower_bound, "probability",
           "1/2 + eta KL(pi_{t+1} || pi_t), below which no exact step is", OF_PLAIN),
    SERIES(WIN_RATE_VS_START, win_rate_vs_start, "probability", "P(pi_{t+1} beats pi_1)"),
    SERIES(WIN_RATE_VS_TEACHER, win_rate_vs_teacher, "probability",
           "P(pi_{t+1} beats the teacher); of dno_prct and its like on held-out prompts"),
    SERIES(WIN_RATE_VS_BEST, win_rate_vs_best, "probability", "P(pi_{t+1} beats the response of the highest Borda score)"),
    SERIES(KL_FORWARD, kl_forward, "nat", "KL(pi_{t+1} || pi_t)"),
    SERIES(KL_BACKWARD, kl_backward, "nat", "KL(pi_t || pi_{t+1})"),
    SERIES(SUBOPT_LAST, subopt_last, "probability", "max_y P(y beats pi_{t+1}) - 1/2"),
    SERIES(SUBOPT_AVERAGE, subopt_average, "probability", "the same of the mean of pi_1..pi_t", OF_STEPS),
    SERIES(TV_TO_TARGET, tv_to_target, "1", "mean total variation between pi_{t+1} and the exact step from pi_t", OF_STEPS),
    SERIES(CONCENTRABILITY, concentrability, "1",
           "C_t, spread of log-ratios of target to fit under these two, over that under the data",
           .undefined = "the fit is exact where the data are", OF_STEPS),
    SERIES(PAIRS_USED, pairs_used, "pairs", "pairs of different responses in round t, with replayed ones", COUNT,
           WHERE(has_pairs, "unless pairs are drawn")),
    SERIES(PAIRS_TEACHER_OVER_STUDENT, pairs_teacher_over_student, "pairs", "new pairs that the teacher's response wins", COUNT,
           OF_ANNOTATED),
    SERIES(PAIRS_STUDENT_OVER_TEACHER, pairs_student_over_teacher, "pairs", "new pairs that the teacher's response loses", COUNT,
           OF_ANNOTATED),
    SERIES(PAIRS_STUDENT_OVER_STUDENT, pairs_student_over_student, "pairs", "new pairs between the student's responses", COUNT,
           OF_ANNOTATED),
    SERIES(MEAN_STUDENT_SCORE, mean_student_score, "points", "mean score of the student's responses", OF_SCORES),
    SERIES(MEAN_TEACHER_SCORE, mean_teacher_score, "points", "mean score of the teacher's responses", OF_SCORES),
    SERIES(BEST_STUDENT_WIN_RATE, best_student_win_rate, "1",
           "share of prompts at which the best of the student's responses scores above the teacher's", OF_SCORES),
    SERIES(STUDENT_WINS, student_wins, "responses", "mean number of a prompt's student responses that score above the teacher's",
           OF_SCORES),
    SCALAR(LOSS_PROBE, loss_probe, "nat", "L_1 at probe_policy", WHERE(has_probe, "without probe_policy")),
    SCALAR(LOSS_CURRENT, loss_current, "nat", "L_1 at pi_1",
           WHERE(has_losses, "unless algorithm = dno or dno_regularised with at most 1024 actions")),
    SCALAR(LOSS_TARGET, loss_target, "nat", "L_1 at the exact step",
           WHERE(has_losses, "unless algorithm = dno or dno_regularised with at most 1024 actions")),
    SCALAR(IMPROVEMENT_SLACK_MIN, improvement_slack_min, "probability",
           "least P(pi_{t+1} beats pi_t) - 1/2 - eta KL(pi_{t+1} || pi_t) over the recorded rounds", OF_PLAIN),
    SCALAR(IDENTITY_DEVIATION, identity_deviation, "probability",
           "largest |P(pi_{t+1} beats pi_t) - 1/2 - eta (KL forward + KL backward)|, 0 of exact steps", OF_PLAIN),
    SCALAR(IMPROVING_SHARE, improving_share, "1", "share of recorded rounds with P(pi_{t+1} beats pi_t) above 1/2"),
    SCALAR(WIN_RATE_VS_START_MIN, win_rate_vs_start_min, "probability",
           "least win_rate_vs_start from the second recorded round on",
           WHERE(starts_cyclic, "of a single round, and of algorithms that train on an annotator's pairs"),
           .undefined = "only one round was recorded"),
    SCALAR(AVERAGE_BOUND_RATIO, average_bound_ratio, "1",
           "final subopt_average over its bound eta log(n)/T + 1/(8 eta), which holds from a uniform start", OF_PLAIN),
    SCALAR(TV_MAX, tv_max, "1", "largest tv_to_target", OF_STEPS),
    SCALAR(TV_SQUARED, tv_squared, "1", "mean over recorded rounds and prompts of the squared total variation to the target",
           OF_STEPS),
    SCALAR(EMPTY_ROUNDS, empty_rounds, "rounds", "rounds in which no pair passed and nothing was learned", COUNT,
           WHERE(has_pairs, "unless pairs are drawn")),
    SCALAR(VALIDATION_BEST_ROUND, validation_best_round, "rounds",
           "rounds after which the policy beats the teacher most often on held-out prompts; 0: before any", COUNT, OF_ANNOTATED),
    SCALAR(START_WIN_RATE_VS_TEACHER, start_win_rate_vs_teacher, "probability", "P(pi_1 beats the teacher) on held-out prompts",
           OF_ANNOTATED),
    SCALAR(FINAL_WIN_RATE_VS_TEACHER, final_win_rate_vs_teacher, "probability",
           "P(last policy beats the teacher) on held-out prompts", OF_ANNOTATED),
    SCALAR(BEST_WIN_RATE_VS_TEACHER, best_win_rate_vs_teacher, "probability", "the same after validation_best_round",
           OF_ANNOTATED),
    SCALAR(ROUND_TWO_GAIN, round_two_gain, "probability", "win_rate_vs_teacher after two rounds less that of the start",
           WHERE(has_two_rounds, "unless an annotator's pairs are trained on in at least two rounds")),
    SCALAR(LATER_GAIN_MIN, later_gain_min, "probability", "least gain of win_rate_vs_teacher in a round after the second",
           WHERE(has_three_rounds, "unless an annotator's pairs are trained on in at least three rounds")),
    SCALAR(WIN_RATE_SWING, win_rate_swing, "probability", "standard deviation over rounds of win_rate_vs_teacher",
           WHERE(has_two_rounds, "unless an annotator's pairs are trained on in at least two rounds")),
    SCALAR(TEACHER_PAIRS_RISE_MAX, teacher_pairs_rise_max, "pairs",
           "largest rise of pairs_teacher_over_student from round to round", COUNT,
           WHERE(has_two_rounds, "unless an annotator's pairs are trained on in at least two rounds")),
    SCALAR(STUDENT_PAIRS_RISE_MIN, student_pairs_rise_min, "pairs",
           "least rise of pairs_student_over_teacher from round to round", COUNT,
           WHERE(has_two_rounds, "unless an annotator's pairs are trained on in at least two rounds")),
    [METRIC_THETA] = {.name = "theta",
                      .kind = WALRAS_TABLE,
                      .unit = "1",
                      .doc = "parameters of the last policy; of dno_prct and its like of the best one on held-out prompts",
                      .columns = theta_columns,
                      .length = theta_length,
                      WHERE(has_theta, "unless policy_class = linear_softmax")},
};
