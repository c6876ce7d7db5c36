/* Modes decide and steer: what each rule makes of one matrix, at the prices given. */
#include "models/gtalign/tasks.h"

static struct gtalign_matrix matrix_of(const struct gtalign_parameters *p) {
  struct gtalign_matrix matrix;
  for (int cell = 0; cell < CELLS; cell++)
    matrix.cell[cell] = (struct gtalign_cell){p->payoff_matrix.lists[cell].values[0], p->payoff_matrix.lists[cell].values[1]};
  return matrix;
}

static void record_frontier(walras_trial *trial, const struct gtalign_matrix *matrix) {
  const unsigned on = gtalign_frontier(matrix->cell, CELLS);
  int64_t cell[CELLS], count = 0;
  double user[CELLS], llm[CELLS];
  for (int k = 0; k < CELLS; k++)
    if ((on >> k & 1u) != 0) {
      cell[count] = k;
      user[count] = matrix->cell[k].user;
      llm[count++] = matrix->cell[k].llm;
    }
  walras_record_column_integers(trial, TABLE_FRONTIER, 0, cell, count);
  walras_record_column_reals(trial, TABLE_FRONTIER, 1, user, count);
  walras_record_column_reals(trial, TABLE_FRONTIER, 2, llm, count);
}

static void record_choices(walras_trial *trial, const struct gtalign_parameters *p, const struct gtalign_matrix *matrix) {
  static const int rules[CHOICE_RULES] = {RULE_SUM_TIEBREAK, RULE_PRODUCT, RULE_COBB_DOUGLAS_SAFE};
  static const unsigned masks[] = {MASK_ALL, MASK_DEFINITE, MASK_VAGUE};
  int64_t rule[CHOICES], known[CHOICES], cell[CHOICES];
  for (int k = 0; k < CHOICES; k++) {
    rule[k] = k / 3;
    known[k] = k % 3;
    cell[k] = gtalign_choose(rules[k / 3], p->welfare_alpha, matrix->cell, CELLS, masks[k % 3]);
    walras_record_integer(trial, METRIC_CHOICE + k, cell[k]);
  }
  walras_record_column_integers(trial, TABLE_CHOICE, 0, rule, CHOICES);
  walras_record_column_integers(trial, TABLE_CHOICE, 1, known, CHOICES);
  walras_record_column_integers(trial, TABLE_CHOICE, 2, cell, CHOICES);
}

static void record_steered(walras_trial *trial, const struct gtalign_matrix *before, const struct gtalign_matrix *after) {
  int64_t cell[CELLS];
  double payoffs[4][CELLS];
  for (int k = 0; k < CELLS; k++) {
    cell[k] = k;
    payoffs[0][k] = before->cell[k].user;
    payoffs[1][k] = before->cell[k].llm;
    payoffs[2][k] = after->cell[k].user;
    payoffs[3][k] = after->cell[k].llm;
  }
  walras_record_column_integers(trial, TABLE_STEERED, 0, cell, CELLS);
  for (int column = 0; column < 4; column++)
    walras_record_column_reals(trial, TABLE_STEERED, 1 + column, payoffs[column], CELLS);
}

/* Prices move what the assistant reckons with. What its users and its provider get is counted without them. */
static walras_status decide(walras_trial *trial, const struct gtalign_parameters *p, const struct gtalign_matrix *matrix) {
  struct gtalign_parameters *unpriced = walras_trial_allocate(trial, 1, sizeof *unpriced);
  struct gtalign_environment *e = walras_trial_allocate(trial, 1, sizeof *e);
  if (walras_trial_status(trial) != WALRAS_OK)
    return walras_trial_status(trial);
  *unpriced = *p;
  unpriced->steering = STEERING_NONE;
  const walras_status status = gtalign_environment_make(trial, unpriced, e);
  return status == WALRAS_OK ? gtalign_decide(trial, e, matrix) : status;
}

walras_status gtalign_run_matrix(walras_trial *trial, const struct gtalign_parameters *p) {
  const struct gtalign_matrix before = matrix_of(p);
  struct gtalign_matrix after = before;
  gtalign_steer(p->steering, p->steering_shift, &after);
  record_frontier(trial, &after);
  record_choices(trial, p, &after);
  if (p->mode == MODE_DECIDE)
    return decide(trial, p, &after);
  record_steered(trial, &before, &after);
  return WALRAS_OK;
}
