/* What a trained policy does: with its mean actions, with drawn ones, and as the uniform mixture of its snapshots. */
#include <math.h>
#include <string.h>

#include "models/spo/metrics.h"
#include "models/spo/trajectory_trial.h"

enum { SUM_TOTAL, SUM_LEFT, SUM_LENGTH, SUM_STATE, SUM_COSINE = SUM_STATE + WALRAS_CONTROL_STATES, SUM_SINE, SUMS };
enum { COUNT_VIOLATING, COUNT_ZONES, COUNTS = COUNT_ZONES + RATER_SECTORS_MOST };

typedef struct evaluation_context {
  const trajectory_trial *t;
  bool sampled;
  bool snapshots;   /* block b plays snapshot b / blocks */
  int64_t blocks;   /* of each snapshot */
  uint32_t streams; /* rounds of the streams: one for each kind of evaluation */
} evaluation_context;

static walras_status evaluate_block(const walras_block *block, void *context) {
  const evaluation_context *e = context;
  const trajectory_trial *t = e->t;
  trajectory_copies *copies = trajectory_copies_in(&t->policy, walras_block_scratch(block, t->scratch));
  const double *theta = e->snapshots ? t->snapshots + block->index / e->blocks * t->policy.parameters : t->theta;
  const trajectory_rollout rollout = {.p = t->p,
                                      .world = &t->world,
                                      .policy = &t->policy,
                                      .parameters = theta,
                                      .start = walras_trial_stream(t->trial, STREAM_EVALUATION, e->streams),
                                      .action = walras_trial_stream(t->trial, STREAM_EVALUATION + 1, e->streams),
                                      .component = walras_trial_stream(t->trial, STREAM_EVALUATION + 2, e->streams),
                                      .sampled = e->sampled};
  const walras_status status = trajectory_roll_out(block->trial, &rollout, block->first, block->count, copies, NULL, NULL);
  for (int64_t i = 0; status == WALRAS_OK && i < block->count; i++) {
    const trajectory_outcome outcome = trajectory_outcome_of(&rollout, copies, i);
    const double angle = trajectory_final_angle(&rollout, copies, i);
    block->sums[SUM_TOTAL] += outcome.total;
    block->sums[SUM_LEFT] += (double)copies->left[i] / (double)copies->length[i];
    block->sums[SUM_LENGTH] += (double)copies->length[i];
    for (int k = 0; k < t->world.states; k++)
      block->sums[SUM_STATE + k] += copies->state[k * copies->count + i];
    block->sums[SUM_COSINE] += walras_cos(angle);
    block->sums[SUM_SINE] += walras_sin(angle);
    block->counts[COUNT_VIOLATING] += outcome.violates;
    block->counts[COUNT_ZONES + outcome.zone]++;
  }
  return status;
}

double trajectory_exploitability(const trajectory_rater *rater, const double *occupancy) {
  double most = 0.0;
  for (int64_t i = 0; i < rater->zones; i++) {
    double margin = 0.0;
    for (int64_t j = 0; j < rater->zones; j++)
      margin += rater->margin[i * rater->zones + j] * occupancy[j];
    most = i == 0 || margin > most ? margin : most;
  }
  return most;
}

static void record_means(const trajectory_trial *t, const walras_reduction *sums, double n) {
  const int places = t->world.states / 2;
  double mean[WALRAS_CONTROL_STATES];
  walras_record_real(t->trial, METRIC_RETURN, walras_reduction_sum(sums, SUM_TOTAL) / n);
  walras_record_real(t->trial, METRIC_FRACTION_LEFT, walras_reduction_sum(sums, SUM_LEFT) / n);
  walras_record_real(t->trial, METRIC_STEPS, walras_reduction_sum(sums, SUM_LENGTH) / n);
  for (int k = 0; k < t->world.states; k++)
    mean[k] = walras_reduction_sum(sums, SUM_STATE + k) / n;
  const bool jump = t->world.kind == WALRAS_CONTROL_JUMP;
  walras_record_column_reals(t->trial, METRIC_FINAL_STATE, 0, mean, jump ? 2 : places);
  walras_record_column_reals(t->trial, METRIC_FINAL_STATE, 1, jump ? (double[2]){0.0, 0.0} : mean + places, jump ? 2 : places);
  walras_record_real(t->trial, METRIC_FINAL_ANGLE,
                     trajectory_angle(walras_reduction_sum(sums, SUM_COSINE), walras_reduction_sum(sums, SUM_SINE)));
}

/* Three zones: each as often as the margin between the other two; more of them: all the same. */
static void find_winner(const struct spo_parameters *p, double *share) {
  const double *m = p->sector_margins.values;
  const double sum = p->sectors == 3 ? m[0] + m[1] + m[2] : 0.0;
  for (int64_t zone = 0; zone < p->sectors; zone++)
    share[zone] = sum > 0.0 ? m[(zone + 1) % 3] / sum : 1.0 / (double)p->sectors;
}

static void record_occupancy(const trajectory_trial *t, const int64_t *zones, const int64_t *last, double n, double last_n) {
  double occupancy[RATER_SECTORS_MOST], latest[RATER_SECTORS_MOST], winner[RATER_SECTORS_MOST], distance = 0.0;
  int64_t number[RATER_SECTORS_MOST];
  find_winner(t->p, winner);
  for (int64_t zone = 0; zone < t->p->sectors; zone++) {
    number[zone] = zone;
    occupancy[zone] = (double)zones[zone] / n;
    latest[zone] = (double)last[zone] / last_n;
    distance += fabs(occupancy[zone] - winner[zone]);
  }
  walras_record_column_integers(t->trial, METRIC_ZONE_OCCUPANCY, 0, number, t->p->sectors);
  walras_record_column_reals(t->trial, METRIC_ZONE_OCCUPANCY, 1, occupancy, t->p->sectors);
  walras_record_column_reals(t->trial, METRIC_ZONE_OCCUPANCY, 2, latest, t->p->sectors);
  walras_record_column_reals(t->trial, METRIC_ZONE_OCCUPANCY, 3, winner, t->p->sectors);
  walras_record_real(t->trial, METRIC_EXPLOITABILITY, trajectory_exploitability(&t->rater, occupancy));
  walras_record_real(t->trial, METRIC_WINNER_DISTANCE, distance);
}

/* Each snapshot plays whole blocks of its own. */
static walras_status evaluate_snapshots(trajectory_trial *t, walras_reduction *sums, const int64_t *last) {
  const int64_t each = (t->p->evaluation_trajectories + t->course->snapshots - 1) / t->course->snapshots;
  const int64_t block = each < ROLLOUT_BLOCK ? each : ROLLOUT_BLOCK, blocks = (each + block - 1) / block;
  const int64_t entities = t->course->snapshots * blocks * block;
  evaluation_context e = {.t = t, .sampled = true, .snapshots = true, .blocks = blocks, .streams = 2};
  walras_population *population = NULL;
  walras_status status = walras_population_create(
      t->trial, &(walras_population_input){.name = "snapshots", .entities = entities, .block_size = block}, &population);
  if (status == WALRAS_OK)
    status = walras_for_each_block(population, evaluate_block, &e, sums);
  if (status == WALRAS_OK)
    record_occupancy(t, walras_reduction_counts(sums) + COUNT_ZONES, last, (double)entities,
                     (double)t->p->evaluation_trajectories);
  return status;
}

walras_status trajectory_evaluate(trajectory_trial *t) {
  const double n = (double)t->p->evaluation_trajectories;
  evaluation_context e = {.t = t};
  int64_t last[RATER_SECTORS_MOST];
  walras_population *population = NULL;
  walras_reduction *sums = NULL;
  walras_status status = walras_reduction_create(t->trial, &(walras_reduction_shape){.sums = SUMS, .counts = COUNTS}, &sums);
  if (status == WALRAS_OK)
    status = walras_population_create(
        t->trial,
        &(walras_population_input){.name = "evaluation", .entities = t->p->evaluation_trajectories, .block_size = ROLLOUT_BLOCK},
        &population);
  if (status == WALRAS_OK)
    status = walras_for_each_block(population, evaluate_block, &e, sums);
  if (status != WALRAS_OK)
    return status;
  record_means(t, sums, n);
  e = (evaluation_context){.t = t, .sampled = true, .streams = 1};
  status = walras_for_each_block(population, evaluate_block, &e, sums);
  if (status != WALRAS_OK)
    return status;
  walras_record_real(t->trial, METRIC_RETURN_SAMPLED, walras_reduction_sum(sums, SUM_TOTAL) / n);
  walras_record_real(t->trial, METRIC_VIOLATING_SHARE, (double)walras_reduction_counts(sums)[COUNT_VIOLATING] / n);
  walras_record_integer(t->trial, METRIC_QUERIES, t->course->queries);
  if (t->policy.is_density)
    walras_record_real(t->trial, METRIC_ENTROPY, trajectory_policy_entropy(&t->policy, t->theta));
  if (spo_has_reward_model(t->p))
    walras_record_real(t->trial, METRIC_RM_ACCURACY, t->course->accuracy);
  memcpy(last, walras_reduction_counts(sums) + COUNT_ZONES, sizeof last);
  return t->p->rater == RATER_INTRANSITIVE_SECTORS ? evaluate_snapshots(t, sums, last) : WALRAS_OK;
}
