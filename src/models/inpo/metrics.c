#include "models/inpo/metrics.h"

typedef const struct inpo_parameters inputs;

static bool is_exact_inpo(inputs *p) {
  return p->algorithm == ALGORITHM_INPO && p->solver != SOLVER_SAMPLED;
}

bool inpo_has_nash(const void *parameters) {
  return ((inputs *)parameters)->compare_with_nash;
}

bool inpo_has_bounds(const void *parameters) {
  return is_exact_inpo(parameters) && inpo_has_nash(parameters);
}

bool inpo_has_rate(const void *parameters) {
  return inpo_has_bounds(parameters) && ((inputs *)parameters)->omd_schedule == SCHEDULE_TIME_VARYING;
}

bool inpo_has_regret_bound(const void *parameters) {
  return is_exact_inpo(parameters) && ((inputs *)parameters)->omd_schedule != SCHEDULE_TIME_VARYING;
}

bool inpo_has_probe(const void *parameters) {
  return ((inputs *)parameters)->probe_policy.count > 0;
}

bool inpo_has_loss_checks(const void *parameters) {
  return ((inputs *)parameters)->solver == SOLVER_POPULATION_LOSS;
}

bool inpo_has_sampling_error(const void *parameters) {
  inputs *p = parameters;
  return inpo_is_tabular(p) && inpo_draws(p) && p->algorithm == ALGORITHM_INPO && p->iterations >= 2;
}

bool inpo_has_pair_table(const void *parameters) {
  inputs *p = parameters;
  return inpo_is_tabular(p) && inpo_draws(p) && inpo_takes_pairs(p) && p->game.prompts == 1 && p->iterations >= 2;
}

bool inpo_has_intransitivity(const void *parameters) {
  inputs *p = parameters;
  return !preference_is_implicit(&p->game) && p->game.actions <= PREFERENCE_FACTS_MOST;
}

static bool has_nash_table(const void *parameters) {
  return preference_has_one_prompt(parameters) && inpo_has_nash(parameters);
}

static bool always(const void *parameters) {
  (void)parameters;
  return true;
}

static bool has_pairs(const void *parameters) {
  return inpo_draws(parameters) && ((inputs *)parameters)->iterations >= 2;
}

static int64_t table_length(const void *parameters) {
  return inpo_has_pair_table(parameters) ? ((inputs *)parameters)->game.actions : 1;
}

static const walras_column pair_columns[] = {
    {.name = "frequency",
     .type = WALRAS_VALUE_REAL,
     .unit = "1",
     .doc = "share of the first round's pairs; a tournament's before its last comparison"},
    {.name = "probability",
     .type = WALRAS_VALUE_REAL,
     .unit = "1",
     .doc = "its exact law; NaN where that is not worked out: no tournament, a reward model, or more than 16 responses"},
    {.name = NULL}};

/* The rest begins with the text. */
#define SCALAR(word, unit_, ...)                                                                                                 \
  { .name = word, .unit = unit_, .doc = __VA_ARGS__ }
#define COUNT(word, unit_, ...)                                                                                                  \
  { .name = word, .type = WALRAS_VALUE_INTEGER, .unit = unit_, .doc = __VA_ARGS__ }
#define SERIES(word, unit_, ...)                                                                                                 \
  { .name = word, .kind = WALRAS_SERIES, .unit = unit_, .length = inpo_evaluations, .doc = __VA_ARGS__ }
#define OF_NASH .absent = "without compare_with_nash", .present = inpo_has_nash
#define OF_PAIRS .absent = "unless comparisons are drawn", .present = has_pairs
#define OF_LOSSES .absent = "unless solver = population_loss", .present = inpo_has_loss_checks
#define OF_PROBE .absent = "without probe_policy", .present = inpo_has_probe
#define TABLE(word, list, ...)                                                                                                   \
  { .name = word, .kind = WALRAS_TABLE, .unit = "1", .columns = list, .length = table_length, .doc = __VA_ARGS__ }

const walras_metric inpo_metrics[INPO_METRICS] = {
    PREFERENCE_METRICS(inpo_evaluations, inpo_has_nash, always, has_nash_table),
    [METRIC_MEAN_LOG_LENGTH] = SCALAR("mean_log_length_last", "log-unit", "mean log length of the responses of pi_T"),
    [METRIC_REFERENCE_WIN_RATE] = SCALAR("win_rate_reference", "probability", "P(pi_T > ref), without length bias and flips"),
    [METRIC_SCORE] = SCALAR("score", "probability", "P(pi_T > strong policy), without length bias and flips"),
    [METRIC_OPPONENT_REFERENCE] =
        SCALAR("opponent_win_rate_reached", "probability", "P(strong policy > ref): opponent_win_rate where the game allows it"),
    [METRIC_SCORE_REFERENCE] = SCALAR("score_reference", "probability", "P(ref > strong policy), what a learner begins with"),
    [METRIC_LOG_RATIO_MAX] = SCALAR("log_ratio_max", "nat", "largest |log pi_t(y) / ref(y)| over rounds, prompts and responses"),
    [METRIC_LOG_RATIO_VIOLATION] = COUNT("log_ratio_violation", "1", "1 where it is above log_ratio_bound"),
    [METRIC_NASH_RESIDUAL_MAX] = SCALAR("nash_residual_max", "nat", "largest residual of a Nash policy's fixed point", OF_NASH),
    [METRIC_SLACK_T2] =
        SCALAR("slack_t2", "nat",
               "largest excess of KL(pi* || pi_{t+1}) over its one-step bound (1 - tau/eta) KL(pi* || pi_t) + 8 C^2/eta^2",
               .absent = "unless INPO with exact win rates is compared with Nash policies, over two rounds or more",
               .present = inpo_has_bounds, .undefined = "there is but one round"),
    [METRIC_RATIO_T3] =
        SCALAR("ratio_t3", "1", "largest KL(pi* || pi_t) (t + 1) tau^2 / (32 C^2)",
               .absent = "unless omd_schedule = time_varying, under the conditions of slack_t2", .present = inpo_has_rate),
    [METRIC_RATIO_T4] =
        SCALAR("ratio_t4", "1", "largest duality gap of an average policy over its bound 2 (eta D / t + (4 tau^2 B^2 + 1) / eta)",
               .absent = "unless INPO with exact win rates takes a fixed step", .present = inpo_has_regret_bound),
    [METRIC_LOSS_EQ7] = SCALAR(
        "loss_eq7", "1", "squared log-ratios: the loss against win rates (equation 7) of round 1 at probe_policy", OF_PROBE),
    [METRIC_LOSS_EQ8] = SCALAR("loss_eq8", "1", "the loss of pairs (equation 8) there", OF_PROBE),
    [METRIC_LOSS_DIFFERENCE_SPREAD] =
        SCALAR("loss_difference_spread", "1",
               "largest distance of their difference from its closed form, at loss_probes random policies", OF_LOSSES),
    [METRIC_ARGMIN_DISTANCE] =
        SCALAR("argmin_distance", "1",
               "largest L1 distance of the minimiser of the loss of pairs from the closed form, over rounds", OF_LOSSES),
    [METRIC_SAMPLING_KL] = SCALAR("sampling_kl", "nat", "KL(exact pi_2 || sampled pi_2)",
                                  .absent = "unless INPO draws its comparisons, tabular", .present = inpo_has_sampling_error),
    [METRIC_COMPARISONS_PER_PROMPT] = SCALAR(
        "comparisons_per_prompt", "1", "comparisons asked for a list of responses, training of reward models apart", OF_PAIRS),
    [METRIC_RETAINED] = SCALAR("retained_share", "1", "share of pairs that were kept, over all rounds", OF_PAIRS),
    [METRIC_INTRANSITIVITY_MEAN] =
        SCALAR("intransitivity_mean", "1", "0 additive, 1 purely cyclic; mean over prompts",
               .absent = "where the matrix is not made or has more than 512 responses", .present = inpo_has_intransitivity),
    [SERIES_LOG_RATIO_MAX] = SERIES("log_ratio_max_path", "nat", "largest |log pi / ref| up to then"),
    [SERIES_ETA] = SERIES("eta_t", "probability/nat", "inverse step of round t"),
    [SERIES_COMPARISONS] = SERIES("comparisons", "1", "asked up to then", .type = WALRAS_VALUE_INTEGER, OF_PAIRS),
    [SERIES_RETAINED] =
        SERIES("retained_fraction", "1", "share of pairs kept up to then", .undefined = "none was drawn yet", OF_PAIRS),
    [SERIES_MEAN_LOG_LENGTH] = SERIES("mean_log_length", "log-unit", "of the responses of pi_t"),
    [SERIES_SCORE] = SERIES("score_path", "probability", "P(pi_t > strong policy), without length bias and flips"),
    [TABLE_WINNERS] = TABLE("winner_distribution", pair_columns, "winners of the first round's pairs",
                            .absent = "unless pairs of a single prompt are drawn, tabular", .present = inpo_has_pair_table),
    [TABLE_LOSERS] = TABLE("loser_distribution", pair_columns, "losers of the first round's pairs",
                           .absent = "unless pairs of a single prompt are drawn, tabular", .present = inpo_has_pair_table),
};
