#include "models/dno/record.h"

#include <math.h>

#include "walras/elementary.h"

void dno_progress_begin(struct dno_progress *progress) {
  *progress = (struct dno_progress){
      .slack_min = INFINITY, .start_min = INFINITY, .later_min = INFINITY, .rise_min = INT64_MAX, .rise_max = INT64_MIN};
}

/* Blocks of about a million win probabilities, at most 256 prompts. */
int64_t dno_prompt_block(const struct dno_parameters *p) {
  const double n = (double)p->game.actions, fit = 1048576.0 / (n * n);
  return fit < 1.0 ? 1 : fit > 256.0 ? 256 : (int64_t)fit;
}

/* Win rates and divergences, which both kinds of trials record. */
static void record_change(const struct dno_stage *stage, int64_t place, const double *sums) {
  const double w = sums[SUM_WEIGHT];
  const struct {
    int metric, sum;
    double plus;
  } entries[] = {{METRIC_WIN_RATE_VS_PREVIOUS, SUM_WIN_PREVIOUS, 0.5},
                 {METRIC_WIN_RATE_VS_START, SUM_WIN_START, 0.5},
                 {METRIC_WIN_RATE_VS_TEACHER, SUM_WIN_TEACHER, 0.5},
                 {METRIC_WIN_RATE_VS_BEST, SUM_WIN_BEST, 0.5},
                 {METRIC_KL_FORWARD, SUM_KL_FORWARD, 0.0},
                 {METRIC_KL_BACKWARD, SUM_KL_BACKWARD, 0.0},
                 {METRIC_SUBOPT_LAST, SUM_SUBOPT_LAST, 0.0}};
  for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
    walras_record_round(stage->trial, entries[i].metric, place, entries[i].plus + sums[entries[i].sum] / w);
}

/* ---- exact steps and regressions ---- */

static void record_losses(const struct dno_stage *stage, const double *sums) {
  const double w = sums[SUM_WEIGHT];
  walras_record_real(stage->trial, METRIC_LOSS_PROBE, sums[SUM_LOSS_PROBE] / w);
  walras_record_real(stage->trial, METRIC_LOSS_CURRENT, sums[SUM_LOSS_CURRENT] / w);
  walras_record_real(stage->trial, METRIC_LOSS_TARGET, sums[SUM_LOSS_TARGET] / w);
}

/* What a round asks of the annotator: a vector of win rates per prompt, or comparisons one by one. */
static int64_t queries_of(const struct dno_parameters *p, int64_t used) {
  const bool draws = p->algorithm <= ALGORITHM_DNO_REGULARISED && p->solver == SOLVER_SAMPLED;
  if (draws && p->label_mode != LABEL_SOFT_EXACT)
    return p->label_mode == LABEL_BERNOULLI ? used : 2 * p->opponents_per_response * used;
  return p->game.prompts;
}

void dno_record_step(const struct dno_stage *stage, struct dno_progress *progress, int64_t round, const double *sums,
                     int64_t used) {
  const struct dno_parameters *p = stage->p;
  const double w = sums[SUM_WEIGHT], eta = p->learning_rate_inverse;
  const int64_t place = dno_evaluation(p, round);
  const bool draws = p->algorithm <= ALGORITHM_DNO_REGULARISED && p->solver == SOLVER_SAMPLED;
  if (round == 0) {
    record_losses(stage, sums);
    progress->residual = sums[DNO_SUMS + PREFERENCE_SUMS] / w;
  }
  progress->empty += draws && used == 0;
  progress->queries += queries_of(p, used);
  if (!dno_is_evaluated(p, round))
    return;
  const double win = sums[SUM_WIN_PREVIOUS] / w, forward = sums[SUM_KL_FORWARD] / w, backward = sums[SUM_KL_BACKWARD] / w;
  const double tv = sums[SUM_TV] / w, spread = sums[SUM_SPREAD_DATA];
  record_change(stage, place, sums);
  walras_record_round(stage->trial, METRIC_IMPROVEMENT_LOWER_BOUND, place, 0.5 + eta * forward);
  walras_record_round(stage->trial, METRIC_SUBOPT_AVERAGE, place, sums[SUM_SUBOPT_AVERAGE] / w);
  walras_record_round(stage->trial, METRIC_TV_TO_TARGET, place, tv);
  walras_record_round(stage->trial, METRIC_CONCENTRABILITY, place,
                      spread > 1e-300 ? sums[SUM_SPREAD_POLICIES] / spread : (double)NAN);
  walras_record_round_integer(stage->trial, METRIC_PAIRS_USED, place, used);
  progress->slack_min = fmin(progress->slack_min, win - eta * forward);
  progress->deviation_max = fmax(progress->deviation_max, fabs(win - eta * (forward + backward)));
  progress->tv_max = fmax(progress->tv_max, tv);
  progress->tv_squared += sums[SUM_TV_SQUARED] / w;
  progress->improving += win > 0.0;
  progress->average = sums[SUM_SUBOPT_AVERAGE] / w;
  if (progress->evaluated++ > 0)
    progress->start_min = fmin(progress->start_min, 0.5 + sums[SUM_WIN_START] / w);
  preference_record_path(stage->trial, place, round + 1, sums + DNO_SUMS, progress->queries);
  if (round + 1 == p->iterations) {
    preference_record_means(stage->trial, sums + DNO_SUMS, progress->queries);
    walras_record_real(stage->trial, PREFERENCE_NASH_RESIDUAL, progress->residual);
  }
}

void dno_record_steps_end(const struct dno_stage *stage, const struct dno_progress *progress) {
  const struct dno_parameters *p = stage->p;
  walras_trial *trial = stage->trial;
  const double eta = p->learning_rate_inverse, evaluated = (double)progress->evaluated;
  const double bound = eta * walras_log((double)p->game.actions) / (double)p->iterations + 0.125 / eta;
  walras_record_real(trial, METRIC_IMPROVEMENT_SLACK_MIN, progress->slack_min);
  walras_record_real(trial, METRIC_IDENTITY_DEVIATION, progress->deviation_max);
  walras_record_real(trial, METRIC_IMPROVING_SHARE, (double)progress->improving / evaluated);
  walras_record_real(trial, METRIC_WIN_RATE_VS_START_MIN, isfinite(progress->start_min) ? progress->start_min : (double)NAN);
  walras_record_real(trial, METRIC_AVERAGE_BOUND_RATIO, progress->average / bound);
  walras_record_real(trial, METRIC_TV_MAX, progress->tv_max);
  walras_record_real(trial, METRIC_TV_SQUARED, progress->tv_squared / evaluated);
  walras_record_integer(trial, METRIC_EMPTY_ROUNDS, progress->empty);
  if (stage->p->policy_class == CLASS_LINEAR_SOFTMAX)
    walras_record_column_reals(trial, METRIC_THETA, 0, stage->theta, stage->world.policy.parameters);
}

/* ---- training on an annotator's pairs ---- */

void dno_progress_start_rate(struct dno_progress *progress, double win_rate) {
  progress->teacher_first = progress->teacher_best = progress->teacher_last = win_rate;
}

static void record_annotation(const struct dno_stage *stage, struct dno_progress *progress, int64_t round, int64_t place,
                              const struct dno_annotation *a) {
  const double students = a->prompts * (double)stage->p->responses_per_prompt;
  for (int kind = 0; kind < PAIR_KINDS; kind++)
    walras_record_round_integer(stage->trial, METRIC_PAIRS_TEACHER_OVER_STUDENT + kind, place, a->kinds[kind]);
  for (int side = 0; side < 2 && round < stage->p->iterations; side++) {
    const int64_t rise = a->kinds[side] - progress->pairs[side];
    if (round > 0 && side == 0)
      progress->rise_max = rise > progress->rise_max ? rise : progress->rise_max;
    if (round > 0 && side == 1)
      progress->rise_min = rise < progress->rise_min ? rise : progress->rise_min;
    progress->pairs[side] = a->kinds[side];
  }
  if (!(a->prompts > 0.0))
    return;
  walras_record_round(stage->trial, METRIC_MEAN_STUDENT_SCORE, place, a->student_score / students);
  walras_record_round(stage->trial, METRIC_MEAN_TEACHER_SCORE, place, a->teacher_score / a->prompts);
  walras_record_round(stage->trial, METRIC_BEST_STUDENT_WIN_RATE, place, a->best_wins / a->prompts);
  walras_record_round(stage->trial, METRIC_STUDENT_WINS, place, a->wins / a->prompts);
}

void dno_record_training(const struct dno_stage *stage, struct dno_progress *progress, int64_t round, const double *sums,
                         const struct dno_annotation *annotation, int64_t used) {
  const int64_t place = dno_evaluation(stage->p, round);
  const double win = 0.5 + sums[SUM_WIN_TEACHER] / sums[SUM_WEIGHT];
  if (dno_is_evaluated(stage->p, round)) {
    record_change(stage, place, sums);
    walras_record_round_integer(stage->trial, METRIC_PAIRS_USED, place, used);
  }
  record_annotation(stage, progress, round, place, annotation);
  progress->evaluated++;
  progress->improving += sums[SUM_WIN_PREVIOUS] > 0.0;
  progress->empty += used == 0;
  progress->teacher_sum += win;
  progress->teacher_squares += win * win;
  if (round == 1)
    progress->teacher_second = win;
  if (round >= 2)
    progress->later_min = fmin(progress->later_min, win - progress->teacher_last);
  if (win > progress->teacher_best) {
    progress->teacher_best = win;
    progress->best_round = round + 1;
  }
  progress->teacher_last = win;
}

void dno_record_training_end(const struct dno_stage *stage, const struct dno_progress *progress) {
  walras_trial *trial = stage->trial;
  const double rounds = (double)progress->evaluated, mean = progress->teacher_sum / rounds;
  walras_record_real(trial, METRIC_IMPROVING_SHARE, (double)progress->improving / rounds);
  walras_record_integer(trial, METRIC_EMPTY_ROUNDS, progress->empty);
  walras_record_integer(trial, METRIC_VALIDATION_BEST_ROUND, progress->best_round);
  walras_record_real(trial, METRIC_START_WIN_RATE_VS_TEACHER, progress->teacher_first);
  walras_record_real(trial, METRIC_FINAL_WIN_RATE_VS_TEACHER, progress->teacher_last);
  walras_record_real(trial, METRIC_BEST_WIN_RATE_VS_TEACHER, progress->teacher_best);
  walras_record_real(trial, METRIC_ROUND_TWO_GAIN, progress->teacher_second - progress->teacher_first);
  if (stage->p->iterations >= 3)
    walras_record_real(trial, METRIC_LATER_GAIN_MIN, progress->later_min);
  walras_record_real(trial, METRIC_WIN_RATE_SWING, sqrt(fmax(progress->teacher_squares / rounds - mean * mean, 0.0)));
  walras_record_integer(trial, METRIC_TEACHER_PAIRS_RISE_MAX, progress->rise_max);
  walras_record_integer(trial, METRIC_STUDENT_PAIRS_RISE_MIN, progress->rise_min);
  if (stage->p->policy_class == CLASS_LINEAR_SOFTMAX)
    walras_record_column_reals(trial, METRIC_THETA, 0, stage->theta, stage->world.policy.parameters);
}
