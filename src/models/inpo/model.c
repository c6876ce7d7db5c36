/* Iterative Nash Policy Optimization of Zhang et al. (2024): declaration, rounds and records. */
#include <math.h>

#include "models/inpo/learn.h"
#include "models/inpo/pairs.h"
#include "numerics/preference_games/policy.h"

/* Counts since the start: what a resumed trial must not lose. */
struct counts {
  int64_t totals[TOTALS];
};

static double mean_of(const walras_reduction *sums, int slot) {
  return walras_reduction_sum(sums, slot) / walras_reduction_sum(sums, PREFERENCE_SUM_WEIGHT);
}

static double most_of(const walras_reduction *sums, int slot) {
  return walras_reduction_maximum(sums, slot).value;
}

static double share_kept(const struct counts *counts) {
  const int64_t possible = counts->totals[TOTAL_POSSIBLE];
  return possible > 0 ? (double)counts->totals[TOTAL_KEPT] / (double)possible : (double)NAN;
}

static int64_t queries(const struct inpo_parameters *p, int64_t rounds, const struct counts *counts) {
  if (p->solver == SOLVER_SAMPLED)
    return counts->totals[TOTAL_COMPARISONS];
  const bool matrix =
      p->solver == SOLVER_POPULATION_LOSS || p->algorithm == ALGORITHM_ITERATIVE_DPO || p->algorithm == ALGORITHM_DNO_PRCT;
  const int64_t vectors = matrix ? p->game.actions : p->algorithm == ALGORITHM_NASH_MP ? 2 : 1;
  return vectors * rounds * p->game.prompts;
}

static void record_evaluation(const struct inpo_learning *l, int64_t place, int64_t t, const struct counts *counts) {
  preference_record_path(l->trial, place, t, walras_reduction_sums(l->reduction), queries(l->p, t - 1, counts));
  walras_record_round(l->trial, SERIES_MEAN_LOG_LENGTH, place, mean_of(l->reduction, SUM_LENGTH));
  walras_record_round(l->trial, SERIES_SCORE, place, mean_of(l->reduction, SUM_SCORE));
  walras_record_round(l->trial, SERIES_LOG_RATIO_MAX, place, most_of(l->reduction, MOST_LOG_RATIO));
  walras_record_round(l->trial, SERIES_ETA, place, inpo_eta(l, t));
  walras_record_round_integer(l->trial, SERIES_COMPARISONS, place, counts->totals[TOTAL_COMPARISONS]);
  walras_record_round(l->trial, SERIES_RETAINED, place, share_kept(counts));
}

static void record_scalars(const struct inpo_learning *l, const struct counts *counts) {
  static const struct {
    int metric, sum;
  } means[] = {{METRIC_MEAN_LOG_LENGTH, SUM_LENGTH},
               {METRIC_REFERENCE_WIN_RATE, SUM_REFERENCE_WINS},
               {METRIC_SCORE, SUM_SCORE},
               {METRIC_OPPONENT_REFERENCE, SUM_OPPONENT},
               {METRIC_LOSS_EQ7, SUM_EQ7},
               {METRIC_LOSS_EQ8, SUM_EQ8},
               {METRIC_SAMPLING_KL, SUM_ERROR},
               {METRIC_INTRANSITIVITY_MEAN, SUM_CYCLIC}};
  static const struct {
    int metric, most;
  } mosts[] = {{METRIC_LOG_RATIO_MAX, MOST_LOG_RATIO},
               {METRIC_NASH_RESIDUAL_MAX, MOST_RESIDUAL},
               {METRIC_RATIO_T3, MOST_RATE},
               {METRIC_RATIO_T4, MOST_REGRET},
               {METRIC_LOSS_DIFFERENCE_SPREAD, MOST_SPREAD},
               {METRIC_ARGMIN_DISTANCE, MOST_DISTANCE}};
  const double slack = most_of(l->reduction, MOST_SLACK);
  preference_record_means(l->trial, walras_reduction_sums(l->reduction), queries(l->p, l->p->iterations - 1, counts));
  for (size_t k = 0; k < sizeof means / sizeof *means; k++)
    walras_record_real(l->trial, means[k].metric, mean_of(l->reduction, means[k].sum));
  for (size_t k = 0; k < sizeof mosts / sizeof *mosts; k++)
    walras_record_real(l->trial, mosts[k].metric, most_of(l->reduction, mosts[k].most));
  walras_record_real(l->trial, METRIC_SCORE_REFERENCE, 1.0 - mean_of(l->reduction, SUM_OPPONENT));
  walras_record_real(l->trial, METRIC_SLACK_T2, slack > -INFINITY ? slack : (double)NAN);
  walras_record_integer(l->trial, METRIC_LOG_RATIO_VIOLATION, most_of(l->reduction, MOST_LOG_RATIO) > l->p->log_ratio_bound);
  if (counts->totals[TOTAL_LISTS] > 0) {
    walras_record_real(l->trial, METRIC_COMPARISONS_PER_PROMPT,
                       (double)counts->totals[TOTAL_PAIR_COMPARISONS] / (double)counts->totals[TOTAL_LISTS]);
    walras_record_real(l->trial, METRIC_RETAINED, share_kept(counts));
  }
}

/* Winners or losers of the first round's pairs beside their law, where that is worked out. */
static void record_ends(const struct inpo_learning *l, int table, const int64_t *ends, const double *law) {
  const int64_t n = l->p->game.actions;
  double frequency[SAMPLED_ACTIONS_MOST], none[SAMPLED_ACTIONS_MOST];
  int64_t all = 0;
  for (int64_t i = 0; i < n; i++)
    all += ends[i];
  for (int64_t i = 0; i < n; i++) {
    frequency[i] = all > 0 ? (double)ends[i] / (double)all : (double)NAN;
    none[i] = (double)NAN;
  }
  walras_record_column_reals(l->trial, table, 0, frequency, n);
  walras_record_column_reals(l->trial, table, 1, law != NULL ? law : none, n);
}

static void record_pairs(const struct inpo_learning *l, const int64_t *ends) {
  const struct inpo_parameters *const p = l->p;
  const int64_t n = p->game.actions;
  double joint[TOURNAMENT_LAW_ACTIONS * TOURNAMENT_LAW_ACTIONS], work[2 * TOURNAMENT_LAW_ACTIONS * TOURNAMENT_LAW_ACTIONS];
  double winners[TOURNAMENT_LAW_ACTIONS] = {0.0}, losers[TOURNAMENT_LAW_ACTIONS] = {0.0}, start[TOURNAMENT_LAW_ACTIONS];
  const bool known = p->pair_rule == PAIRS_TOURNAMENT && p->judge != JUDGE_REWARD_MODEL && n <= TOURNAMENT_LAW_ACTIONS;
  if (known) {
    preference_start(&p->game, false, l->single->reference, start);
    walras_policy_probabilities(start, n, start);
    inpo_tournament_law(&l->single->judged, p->judge, start, p->responses_per_prompt, joint, work);
    for (int64_t i = 0; i < n * n; i++) {
      winners[i / n] += joint[i];
      losers[i % n] += joint[i];
    }
  }
  record_ends(l, TABLE_WINNERS, ends, known ? winners : NULL);
  record_ends(l, TABLE_LOSERS, ends + n, known ? losers : NULL);
}

static walras_status record_policies(struct inpo_learning *l) {
  const int64_t n = l->p->game.actions;
  double *const last = walras_trial_allocate(l->trial, 3 * n, sizeof *last);
  if (last == NULL)
    return walras_trial_status(l->trial);
  double *const average = last + n, *const nash = inpo_has_nash(l->p) ? average + n : NULL;
  walras_status status = inpo_single_policies(l, last, average, nash);
  if (status == WALRAS_OK)
    status = preference_record_policy(l->trial, &l->p->game, PREFERENCE_TABLE_LAST, last);
  if (status == WALRAS_OK)
    status = preference_record_policy(l->trial, &l->p->game, PREFERENCE_TABLE_AVERAGE, average);
  if (status == WALRAS_OK && nash != NULL)
    status = preference_record_policy(l->trial, &l->p->game, PREFERENCE_TABLE_NASH, nash);
  return status == WALRAS_OK ? preference_record_facts(l->trial, &l->p->game, &l->single->games, average) : status;
}

/* Evaluation `place` and the rounds that lead to it. */
static walras_status go_on(struct inpo_learning *l, int64_t place, struct counts *counts) {
  const struct inpo_parameters *const p = l->p;
  const int64_t first = place * p->game.evaluate_every + 1;
  const int64_t last = p->iterations - first < p->game.evaluate_every ? p->iterations : first + p->game.evaluate_every - 1;
  const walras_status status = inpo_learn(l, first, last);
  if (status != WALRAS_OK)
    return status;
  for (int k = 0; k < TOTALS; k++)
    counts->totals[k] += (int64_t)walras_reduction_total(l->reduction, k);
  record_evaluation(l, place, last, counts);
  if (first <= 2 && last >= 2 && inpo_has_pair_table(p))
    record_pairs(l, walras_reduction_counts(l->reduction));
  if (last < p->iterations)
    return WALRAS_OK;
  record_scalars(l, counts);
  return preference_has_one_prompt(p) ? record_policies(l) : WALRAS_OK;
}

static walras_status run(walras_trial *trial, const void *parameters) {
  const struct inpo_parameters *p = parameters;
  struct inpo_learning learning;
  struct counts counts = {{0}};
  walras_status status = inpo_learning_begin(trial, p, &learning);
  if (status == WALRAS_OK)
    status = walras_trial_keep(trial, "counts", counts.totals, TOTALS, sizeof *counts.totals);
  if (status != WALRAS_OK)
    return status;
  const int64_t evaluations = inpo_evaluations(p);
  for (int64_t place = walras_trial_first_round(trial); place < evaluations; place++) {
    status = go_on(&learning, place, &counts);
    if (status == WALRAS_OK)
      status = walras_trial_round_done(trial, place);
    if (status != WALRAS_OK)
      return status;
  }
  return WALRAS_OK;
}

/* Seconds as measured on Zen 3. */
static void footprint(const void *parameters, walras_footprint *out) {
  const struct inpo_parameters *p = parameters;
  const double n = (double)p->game.actions, rounds = (double)(p->iterations - 1), evaluations = (double)inpo_evaluations(p);
  const double list = p->pair_rule == PAIRS_RANDOM && p->algorithm != ALGORITHM_SPPO ? 2.0 : (double)p->responses_per_prompt;
  const double exact = 3.5e-7 + 2e-8 * n + 2.5e-10 * n * n, made = 2e-6 + 1e-8 * n * n;
  const double nash = p->compare_with_nash ? 1e-5 + 1e-7 * n * n : 0.0;
  const double lists = 6e-8 * list * (double)p->pairs_sampled, steps = (double)p->optimizer_steps * (double)p->minibatch;
  const bool tabular = p->policy_class == POLICY_TABULAR;
  *out = (walras_footprint){.population = p->game.prompts,
                            .block = 1,
                            .bytes_per_entity = tabular ? 8.0 * (KEPT_NUMBERS + 3.0 * n) : 0.0,
                            .bytes_replicated =
                                16.0 * (double)inpo_learning_reals(p) + (tabular ? 0.0 : 1e3 * (double)p->pairs_sampled),
                            .seconds_per_entity = nash + (evaluations + 1.0) * made + 4.0 * evaluations * exact +
                                                  rounds * (tabular && p->solver == SOLVER_SAMPLED ? lists : exact),
                            .seconds_fixed = 2e-5 + (tabular ? 0.0 : rounds * (1e-6 * steps + made * (double)p->pairs_sampled))};
}

const walras_model walras_model_inpo = {
    WALRAS_MODEL_HEADER,
    .name = "inpo",
    .title = "Iterative Nash Policy Optimization: no-regret learning of a regularised Nash policy from pairwise preferences",
    .family = "preference games",
    .reference =
        "Zhang, Yu, Peng, Song, Tian, Huo, Jiang, Mi, Yu, Iterative Nash Policy Optimization, arXiv 2407.00617, ICLR 2025",
    .population = "prompts",
    .parameters_size = sizeof(struct inpo_parameters),
    .parameters = inpo_schema,
    .parameter_count = INPO_PARAMETERS,
    .metrics = inpo_metrics,
    .metric_count = INPO_METRICS,
    .resolve = inpo_resolve,
    .check = inpo_check,
    .footprint = footprint,
    .run = run};
