/** From sums over prompts to what is recorded, round by round and at the end. */
#ifndef WALRAS_MODELS_DNO_RECORD_H
#define WALRAS_MODELS_DNO_RECORD_H

#include "models/dno/pairs.h"
#include "models/dno/stage.h"

/** What rounds leave for the scalars; kept over stops. */
struct dno_progress {
  double slack_min, deviation_max, start_min, tv_max, tv_squared, average;
  double teacher_first, teacher_last, teacher_second, teacher_best, teacher_sum, teacher_squares, later_min;
  double residual; /* of the regularised equilibrium */
  int64_t evaluated, improving, empty, best_round, queries;
  int64_t pairs[2], rise_max, rise_min; /* teacher over student and the reverse in the last round */
};

void dno_progress_begin(struct dno_progress *progress);

/** The series of an exact step or regression; sums [DNO_SUMS + PREFERENCE_SUMS], and the residual of the equilibrium in the first round. `used`: pairs drawn. */
void dno_record_step(const struct dno_stage *stage, struct dno_progress *progress, int64_t round, const double *sums,
                     int64_t used);
void dno_record_steps_end(const struct dno_stage *stage, const struct dno_progress *progress);

/** What annotating a round's prompts gives. */
struct dno_annotation {
  int64_t kinds[PAIR_KINDS];
  double prompts, student_score, teacher_score, best_wins, wins; /* sums over prompts */
};

/** The series of a round of training on pairs: `sums` of the held-out prompts, `used` pairs with replayed ones. */
void dno_record_training(const struct dno_stage *stage, struct dno_progress *progress, int64_t round, const double *sums,
                         const struct dno_annotation *annotation, int64_t used);
/** Before the first round. */
void dno_progress_start_rate(struct dno_progress *progress, double win_rate);
void dno_record_training_end(const struct dno_stage *stage, const struct dno_progress *progress);

/** Prompts per block. */
int64_t dno_prompt_block(const struct dno_parameters *p);

#endif
