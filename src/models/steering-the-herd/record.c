#include "models/steering-the-herd/exact_altruist.h"
#include "models/steering-the-herd/metrics.h"

/* Half way between the last belief of the herd on B and the next. */
static double herd_threshold(const struct herd_belief_programme *b) {
  int64_t node = 0;
  while (node + 1 < b->grid.nodes && b->programme.choice[node + 1].mode == MODE_HERD)
    node++;
  return node + 1 < b->grid.nodes ? 0.5 * (b->grid.belief[node] + b->grid.belief[node + 1]) : 1.0;
}

static double obfuscate_share(const struct herd_belief_programme *b) {
  int64_t inside = 0, obfuscating = 0;
  for (int64_t k = 0; k < b->grid.even; k++) {
    const int64_t node = b->grid.cell[k];
    const double belief = b->grid.belief[node];
    if (belief <= 0.5 + HERD_BESIDE || belief >= b->p->baseline_precision - HERD_BESIDE)
      continue;
    inside++;
    obfuscating += b->programme.choice[node].mode == MODE_OBFUSCATE;
  }
  return inside > 0 ? (double)obfuscating / (double)inside : (double)NAN;
}

/* On even beliefs only: those beside jumps stand so close that slopes would be rounding. */
static double least_slope_increment(const struct herd_belief_programme *b) {
  const double *v = b->programme.value;
  const int64_t *cell = b->grid.cell;
  double least = INFINITY;
  for (int64_t k = 1; k + 1 < b->grid.even; k++)
    least = fmin(least, ((v[cell[k + 1]] - v[cell[k]]) - (v[cell[k]] - v[cell[k - 1]])) * (double)(b->grid.even - 1));
  return least;
}

static double theory_value_at_half(const struct herd_parameters *p) {
  const double step = p->cost_slope * (p->baseline_precision - 0.5), d = p->discount;
  return (-step - 0.5 * p->error_cost - 0.5 * d * step / (1.0 - d)) / (1.0 - 0.5 * d);
}

static double grid_error(const struct herd_belief_programme *b, const struct herd_belief_programme *finer) {
  double error = 0.0;
  for (int64_t k = 0; k < b->grid.even; k++)
    error = fmax(error, fabs(b->programme.value[b->grid.cell[k]] - finer->programme.value[finer->grid.cell[2 * k]]));
  return error;
}

static void record_phases(walras_trial *trial, const struct herd_belief_programme *b, double *reals, int64_t *modes) {
  const herd_choice *choice = b->programme.choice;
  const int64_t n = b->grid.nodes, most = herd_metrics[TABLE_PHASES].length(b->p);
  int64_t count = 0;
  for (int64_t first = 0, last; first < n && count < most; first = last + 1, count++) {
    for (last = first; last + 1 < n && choice[last + 1].mode == choice[first].mode &&
                       (b->p->precision_grid == 0.0 || choice[last + 1].precision == choice[first].precision);)
      last++;
    reals[count] = b->grid.belief[first];
    reals[most + count] = b->grid.belief[last];
    modes[count] = choice[first].mode;
  }
  walras_record_column_reals(trial, TABLE_PHASES, 0, reals, count);
  walras_record_column_reals(trial, TABLE_PHASES, 1, reals + most, count);
  walras_record_column_integers(trial, TABLE_PHASES, 2, modes, count);
}

struct columns {
  double *belief, *precision, *optimum, *phases;
  int64_t *mode, *phase_modes;
};

static void record_tables(walras_trial *trial, const herd_programme *programme, const struct columns *c) {
  const int64_t n = programme->nodes;
  walras_record_column_reals(trial, TABLE_VALUE, 0, c->belief, n);
  walras_record_column_reals(trial, TABLE_VALUE, 1, programme->value, n);
  walras_record_column_reals(trial, TABLE_POLICY, 0, c->belief, n);
  walras_record_column_reals(trial, TABLE_POLICY, 1, c->precision, n);
  walras_record_column_integers(trial, TABLE_POLICY, 2, c->mode, n);
  walras_record_column_reals(trial, TABLE_POLICY, 3, c->optimum, n);
}

/* What the planner sets is asked of the policy itself. */
static void fill_columns(const struct herd_policy *policy, const herd_programme *programme, const struct columns *c) {
  const struct herd_parameters *p = policy->p;
  for (int64_t node = 0; node < programme->nodes; node++) {
    const herd_choice *choice = &programme->choice[node];
    const bool on_beliefs = policy->beliefs != NULL;
    c->belief[node] = on_beliefs ? policy->beliefs->grid.belief[node] : herd_belief(herd_log_odds_node(node));
    c->mode[node] = choice->mode;
    c->optimum[node] = on_beliefs ? herd_mode_precision(p, choice->mode, c->belief[node], choice->precision) : choice->precision;
    const double b = c->belief[node], l = herd_clamp(b <= 0.0   ? -HERD_CERTAIN
                                                     : b >= 1.0 ? HERD_CERTAIN
                                                                : walras_log(b / (1.0 - b)));
    c->precision[node] = p->planner == PLANNER_SURROGATE ? herd_policy_decide(policy, l, 0.5).precision : c->optimum[node];
  }
}

static walras_status record_policy(walras_trial *trial, const struct herd_policy *policy, const herd_programme *programme) {
  const int64_t n = programme->nodes, most = herd_metrics[TABLE_PHASES].length(policy->p);
  const struct columns c = {.belief = walras_trial_allocate(trial, n, sizeof(double)),
                            .precision = walras_trial_allocate(trial, n, sizeof(double)),
                            .optimum = walras_trial_allocate(trial, n, sizeof(double)),
                            .phases = walras_trial_allocate(trial, 2 * most, sizeof(double)),
                            .mode = walras_trial_allocate(trial, n, sizeof(int64_t)),
                            .phase_modes = walras_trial_allocate(trial, most, sizeof(int64_t))};
  if (walras_trial_status(trial) != WALRAS_OK)
    return walras_trial_status(trial);
  fill_columns(policy, programme, &c);
  record_tables(trial, programme, &c);
  if (policy->beliefs != NULL) {
    record_phases(trial, policy->beliefs, c.phases, c.phase_modes);
    return WALRAS_OK;
  }
  walras_record_column_reals(trial, TABLE_PHASES, 0, c.phases, 0);
  walras_record_column_reals(trial, TABLE_PHASES, 1, c.phases, 0);
  walras_record_column_integers(trial, TABLE_PHASES, 2, c.phase_modes, 0);
  return WALRAS_OK;
}

walras_status herd_record_solution(walras_trial *trial, const struct herd_policy *policy,
                                   const struct herd_belief_programme *finer) {
  const struct herd_parameters *p = policy->p;
  const struct herd_belief_programme *b = policy->beliefs;
  const double beta = herd_cost(p, OBJECTIVE_ALTRUISTIC, 1.0);
  if (b != NULL) {
    walras_record_real(trial, METRIC_VALUE, herd_belief_value(b, p->prior));
    walras_record_real(trial, METRIC_THRESHOLD, herd_threshold(b));
    walras_record_real(trial, METRIC_OBFUSCATE_SHARE, obfuscate_share(b));
    walras_record_real(trial, METRIC_CONVEXITY, least_slope_increment(b));
    walras_record_real(trial, METRIC_THEORY_VALUE, theory_value_at_half(p));
    walras_record_real(trial, METRIC_THEORY_THRESHOLD, (herd_is_myopic(p) ? 1.0 : 1.0 - p->discount) * beta / p->error_cost);
  } else {
    const double l = p->prior == 0.5 ? 0.0 : walras_log(p->prior / (1.0 - p->prior));
    walras_record_real(trial, METRIC_VALUE, herd_value_at(policy->log_odds->programme.value, herd_log_odds_find(l)));
  }
  if (finer != NULL)
    walras_record_real(trial, METRIC_GRID_ERROR, grid_error(b, finer));
  return p->record_policy ? record_policy(trial, policy, b != NULL ? &b->programme : &policy->log_odds->programme) : WALRAS_OK;
}

enum { EXACT_BELIEFS = 100 };

void herd_record_exact(walras_trial *trial, const struct herd_belief_programme *beliefs) {
  struct herd_exact exact;
  double gap = 0.0, gain = -INFINITY;
  herd_exact_make(beliefs->p, &exact);
  for (int k = 0; k < EXACT_BELIEFS; k++) {
    const double belief = ((double)k + 0.5) / EXACT_BELIEFS, l = walras_log(belief / (1.0 - belief));
    gap = fmax(gap, fabs(herd_belief_value(beliefs, belief) - herd_exact_value(&exact, l)));
    gain = fmax(gain, herd_exact_dense_gain(&exact, belief, beliefs->p->n_precisions));
  }
  walras_record_real(trial, METRIC_EXACT_GAP, gap);
  walras_record_real(trial, METRIC_DENSE_GAIN, gain);
}

/* One position's sums: those of sequences on the move, and of all that have ended. */
struct position {
  double right, up, herding, precision, cost, belief;
};

static double loss_of(const struct herd_policy *policy, const struct position *at) {
  return policy->objective == OBJECTIVE_ALTRUISTIC ? 1.0 - at->right : 1.0 - at->up;
}

static void record_position(walras_trial *trial, int64_t position, const struct position *at) {
  walras_record_round(trial, SERIES_CORRECT, position, at->right);
  walras_record_round(trial, SERIES_PRECISION, position, at->precision);
  walras_record_round(trial, SERIES_COST, position, at->cost);
  walras_record_round(trial, SERIES_BELIEF, position, at->belief);
  walras_record_round(trial, SERIES_HERDING, position, at->herding);
}

static void record_cascades(walras_trial *trial, const struct herd_parameters *p, const walras_reduction *sums, double agents) {
  double total[HERD_TOTALS];
  for (int k = 0; k < HERD_TOTALS; k++)
    total[k] = walras_int128_to_real(walras_reduction_total(sums, k)) / agents;
  walras_record_real(trial, METRIC_CASCADE_CORRECT, total[TOTAL_UP_RIGHT] + total[TOTAL_DOWN_RIGHT]);
  walras_record_real(trial, METRIC_CASCADE_G, total[TOTAL_UP_RIGHT] + total[TOTAL_UP_WRONG]);
  walras_record_real(trial, METRIC_CASCADE_B, total[TOTAL_DOWN_RIGHT] + total[TOTAL_DOWN_WRONG]);
  walras_record_real(trial, METRIC_CASCADE_TIME, total[TOTAL_FOLLOWED]);
  const double q = p->baseline_precision, both = q * q + (1.0 - q) * (1.0 - q);
  walras_record_real(trial, METRIC_THEORY_CASCADE, q * q / both);
  walras_record_real(trial, METRIC_THEORY_TIME, 2.0 / both);
  const int64_t *counts = walras_reduction_counts(sums);
  walras_record_integers(trial, HISTOGRAM_TIME, counts + herd_time_slot(p), HERD_TIME_BINS);
  walras_record_integers(trial, HISTOGRAM_BELIEF, counts + herd_belief_slot(p), HERD_BELIEF_BINS);
}

void herd_record_sequences(walras_trial *trial, const struct herd_policy *policy, const walras_reduction *sums) {
  const struct herd_parameters *p = policy->p;
  const int64_t T = p->n_agents, *counts = walras_reduction_counts(sums);
  const double *reals = walras_reduction_sums(sums), lines = (double)p->n_sequences * (double)p->n_groups;
  struct position ended = {0}, mean = {0};
  double payoff = 0.0, weight = 1.0;
  for (int64_t t = 0; t < T; t++, weight *= p->discount) {
    ended.right += (double)counts[COUNT_RIGHT_ENDED * T + t];
    ended.up += (double)counts[COUNT_UP_ENDED * T + t];
    ended.herding += (double)counts[COUNT_HERDING_ENDED * T + t];
    ended.precision += reals[SUM_PRECISION_ENDED * T + t];
    ended.cost += reals[SUM_COST_ENDED * T + t];
    ended.belief += reals[SUM_BELIEF_ENDED * T + t];
    const struct position at = {.right = ((double)counts[COUNT_RIGHT * T + t] + ended.right) / lines,
                                .up = ((double)counts[COUNT_UP * T + t] + ended.up) / lines,
                                .herding = ((double)counts[COUNT_HERDING * T + t] + ended.herding) / lines,
                                .precision = (reals[SUM_PRECISION * T + t] + ended.precision) / lines,
                                .cost = (reals[SUM_COST * T + t] + ended.cost) / lines,
                                .belief = (reals[SUM_BELIEF * T + t] + ended.belief) / lines};
    record_position(trial, t, &at);
    payoff -= weight * (at.cost + p->error_cost * loss_of(policy, &at));
    mean.right += at.right;
    mean.up += at.up;
    mean.cost += at.cost;
  }
  walras_record_real(trial, METRIC_PAYOFF, payoff);
  walras_record_real(trial, METRIC_EXPENDITURE, mean.cost / (double)T);
  walras_record_real(trial, METRIC_WELFARE, -p->error_cost * (1.0 - mean.right / (double)T));
  walras_record_real(trial, METRIC_FRAC_CORRECT, mean.right / (double)T);
  walras_record_real(trial, METRIC_FRAC_G, mean.up / (double)T);
  record_cascades(trial, p, sums, lines);
}
