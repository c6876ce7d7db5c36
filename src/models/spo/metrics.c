#include "models/spo/metrics.h"

static bool is_tabular(const void *parameters) {
  return ((const struct spo_parameters *)parameters)->mode == MODE_TABULAR;
}

static bool never(const void *parameters) {
  (void)parameters;
  return false;
}

static bool has_one_prompt(const void *parameters) {
  return is_tabular(parameters) && preference_has_one_prompt(parameters);
}

static bool has_facts(const void *parameters) {
  return is_tabular(parameters) && preference_has_facts(parameters);
}

static bool has_matrix(const void *parameters) {
  return is_tabular(parameters) && preference_has_matrix(parameters);
}

bool spo_has_bound(const void *parameters) {
  const struct spo_parameters *const p = parameters;
  return p->mode == MODE_TABULAR && p->no_regret == LEARNER_HEDGE && p->game.oracle == ORACLE_EXACT;
}

static bool is_trajectory(const void *parameters) {
  return !is_tabular(parameters);
}

static bool has_entropy(const void *parameters) {
  return is_tabular(parameters) || ((const struct spo_parameters *)parameters)->policy != POLICY_LINEAR;
}

static bool has_density(const void *parameters) {
  return is_trajectory(parameters) && has_entropy(parameters);
}

static bool has_queue(const void *parameters) {
  return is_trajectory(parameters) && ((const struct spo_parameters *)parameters)->algorithm == ALGORITHM_SPO;
}

static bool has_reward_model(const void *parameters) {
  return is_trajectory(parameters) && spo_has_reward_model(parameters);
}

static bool has_zones(const void *parameters) {
  return is_trajectory(parameters) && ((const struct spo_parameters *)parameters)->rater == RATER_INTRANSITIVE_SECTORS;
}

static bool has_three_zones(const void *parameters) {
  return has_zones(parameters) && ((const struct spo_parameters *)parameters)->sectors == 3;
}

static int64_t rounds(const void *parameters) {
  return is_tabular(parameters) ? 1 : spo_evaluations(parameters);
}

static int64_t coordinates(const void *parameters) {
  (void)parameters;
  return 2;
}

static int64_t zones(const void *parameters) {
  return ((const struct spo_parameters *)parameters)->sectors;
}

static const walras_column final_columns[] = {
    {.name = "final_x", .unit = "1", .doc = "mean position at the end, coordinate by coordinate; of the pendulum its angle"},
    {.name = "final_velocity", .unit = "1", .doc = "mean velocity at the end"},
    {0}};
static const walras_column zone_columns[] = {
    {.name = "zone", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "zone of the final angle"},
    {.name = "mixture", .unit = "1", .doc = "share of trajectories of the uniform mixture of snapshots"},
    {.name = "last", .unit = "1", .doc = "share of trajectories of the last snapshot"},
    {.name = "minimax_winner", .unit = "1", .doc = "share of the minimax winner of the game of zones"},
    {0}};

static int64_t evaluations(const void *parameters) {
  return is_tabular(parameters) ? spo_evaluations(parameters) : 1;
}

#define TABULAR .absent = "in mode trajectory", .present = is_tabular
#define TRAJECTORY .absent = "in mode tabular", .present = is_trajectory
#define QUEUE .absent = "but for trajectories of spo", .present = has_queue
#define REWARD_MODEL .absent = "without a reward model", .present = has_reward_model
#define ZONES .absent = "but for trajectories and rater = intransitive_sectors", .present = has_zones
#define THREE_ZONES .absent = "but for trajectories, rater = intransitive_sectors and sectors = 3", .present = has_three_zones
#define COURSE(units, ...) .kind = WALRAS_SERIES, .unit = units, .length = rounds, __VA_ARGS__
#define BOUNDED .absent = "but for hedge on exact win rates", .present = spo_has_bound

const walras_metric spo_metrics[SPO_METRICS] = {
    PREFERENCE_METRICS_WHERE("in mode trajectory", is_tabular, evaluations, never, never, never, has_one_prompt, has_facts,
                             has_matrix),
    [METRIC_GAP_PAYOFF] = {.name = "gap_payoff_units",
                           .unit = "payoff",
                           .doc = "twice duality_gap_average: the gap of payoffs in [-1, 1]",
                           TABULAR},
    [METRIC_BOUND] = {.name = "theory_gap_bound",
                      .unit = "probability",
                      .doc = "log(1/min pi_1)/(eta T) + eta/2, the bound on duality_gap_average",
                      BOUNDED},
    [METRIC_BOUND_RATIO] = {.name = "gap_over_bound", .unit = "1", .doc = "duality_gap_average over theory_gap_bound", BOUNDED},
    [METRIC_ENTROPY] =
        {.name = "entropy",
         .unit = "nat",
         .doc = "entropy of the last policy; trajectory: differential, of one action, over components by their shares",
         .absent = "for policy = linear",
         .present = has_entropy},
    [METRIC_RETURN] = {.name = "return", .unit = "1", .doc = "mean hidden return of the last policy's mean actions", TRAJECTORY},
    [METRIC_RETURN_SAMPLED] = {.name = "return_sampled", .unit = "1", .doc = "the same of its drawn actions", TRAJECTORY},
    [METRIC_FRACTION_LEFT] = {.name = "fraction_left",
                              .unit = "1",
                              .doc = "mean share of steps that end with a negative first coordinate; mean actions",
                              TRAJECTORY},
    [METRIC_STEPS] = {.name = "steps", .unit = "steps", .doc = "mean length of trajectories; mean actions", TRAJECTORY},
    [METRIC_FINAL_STATE] = {.name = "final_state",
                            .kind = WALRAS_TABLE,
                            .doc = "where trajectories end; mean actions",
                            .columns = final_columns,
                            .length = coordinates,
                            TRAJECTORY},
    [METRIC_FINAL_ANGLE] = {.name = "final_angle",
                            .unit = "rad",
                            .doc = "direction of the mean of the unit vectors of final angles, in [0, 2 pi); mean actions",
                            TRAJECTORY},
    [METRIC_VIOLATING_SHARE] =
        {.name = "violating_share",
         .unit = "1",
         .doc = "share of trajectories with more than constraint_fraction of their steps on the left; drawn actions",
         TRAJECTORY},
    [METRIC_QUERIES] = {.name = "queries",
                        .type = WALRAS_VALUE_INTEGER,
                        .unit = "comparisons",
                        .doc = "comparisons that the rater was asked for in training",
                        TRAJECTORY},
    [METRIC_RM_ACCURACY] = {.name = "rm_accuracy",
                            .unit = "1",
                            .doc =
                                "share of the last new pairs that the reward model, before it saw them, ranked as the rater does",
                            .undefined = "where the rater has no opinion on any",
                            REWARD_MODEL},
    [METRIC_EXPLOITABILITY] = {.name = "exploitability",
                               .unit = "payoff",
                               .doc = "largest margin of a zone against the mixture's occupancy, in payoffs of [-1, 1]",
                               ZONES},
    [METRIC_ZONE_OCCUPANCY] = {.name = "zone_occupancy",
                               .kind = WALRAS_TABLE,
                               .doc = "zones that trajectories end in; drawn actions",
                               .columns = zone_columns,
                               .length = zones,
                               ZONES},
    [METRIC_WINNER_DISTANCE] = {.name = "winner_distance",
                                .unit = "1",
                                .doc = "L1 distance of the mixture's occupancy from the minimax winner of the game of zones",
                                ZONES},
    [METRIC_TRAIN_RETURN] = {.name = "train_return", .doc = "mean hidden return of the batch", COURSE("1", TRAJECTORY)},
    [METRIC_WIN_SHARE] = {.name = "win_share",
                          .doc = "mean share of comparisons with the queue that the batch won, ties half",
                          COURSE("1", QUEUE)},
    [METRIC_ENTROPY_COURSE] = {.name = "entropy_course",
                               .doc = "differential entropy of an action before the round's step",
                               COURSE("nat", .absent = "in mode tabular and for policy = linear", .present = has_density)},
    [METRIC_RM_ACCURACY_COURSE] = {.name = "rm_accuracy_course",
                                   .doc = "rm_accuracy of the round's pairs; reward model fitted once: of the first",
                                   .undefined = "where the rater has no opinion on any",
                                   COURSE("1", REWARD_MODEL)},
    [METRIC_QUERIES_COURSE] = {.name = "queries_course",
                               .type = WALRAS_VALUE_INTEGER,
                               .doc = "comparisons asked for so far",
                               COURSE("comparisons", TRAJECTORY)},
    [METRIC_EXPLOITABILITY_COURSE] = {.name = "exploitability_course",
                                      .doc = "exploitability of the zones of all trajectories so far",
                                      COURSE("payoff", ZONES)},
    [METRIC_ZONE_COURSE] = {.name = "zone0_course",
                            .doc = "share of all trajectories so far in zone 0",
                            COURSE("1", THREE_ZONES)},
    [METRIC_ZONE_COURSE + 1] = {.name = "zone1_course", .doc = "the same of zone 1", COURSE("1", THREE_ZONES)},
    [METRIC_ZONE_COURSE_LAST] = {.name = "zone2_course", .doc = "the same of zone 2", COURSE("1", THREE_ZONES)},
};
