/* Mean-variance replies against the conditions of optimality, closed forms and each other. */
#include <math.h>

#include "numerics/games/bimatrix.h"
#include "numerics/games/mean_variance.h"
#include "unit.h"
#include "walras/elementary.h"
#include "walras/random.h"

enum { MOST = 70 };

typedef struct problem {
  int64_t n, m;
  double payoff[MOST * MOST], transposed[MOST * MOST], q[MOST], s[MOST];
  walras_risk_player player;
} problem;

static uint64_t drawn;
static double uniform(void) {
  static const uint32_t key[2] = {20, 22};
  const walras_stream stream = walras_stream_make(key, 0, 0);
  return walras_uniform(&stream, drawn++, 0);
}

/* kind 0: uniform payoffs; 1: whole numbers 0..3, with equal rows among them; 2: few outcomes are possible. */
static void draw(problem *p, int64_t n, int64_t m, double risk_aversion, int kind) {
  double total = 0.0;
  p->n = n;
  p->m = m;
  for (int64_t i = 0; i < n; i++)
    for (int64_t k = 0; k < m; k++) {
      const double u = uniform();
      p->payoff[i * m + k] = p->transposed[k * n + i] = kind == 1 ? floor(4.0 * u) : u;
    }
  if (kind == 1)
    for (int64_t k = 0; k < m; k++)
      p->payoff[(n - 1) * m + k] = p->transposed[k * n + n - 1] = p->payoff[k];
  for (int64_t k = 0; k < m; k++)
    total += p->q[k] = kind == 2 && k % 3 != 0 ? 0.0 : uniform();
  for (int64_t k = 0; k < m; k++)
    p->q[k] /= total;
  for (int64_t i = 0; i < n; i++)
    p->s[i] = 1.0 / (double)n;
  p->player = (walras_risk_player){.actions = n,
                                   .outcomes = m,
                                   .payoff = p->payoff,
                                   .transposed = p->transposed,
                                   .risk_aversion = risk_aversion,
                                   .temperature = 0.0};
}

static bool reply(problem *p) {
  double *const reals = malloc((size_t)walras_risk_reply_reals(p->n, p->m) * sizeof *reals);
  int64_t *const integers = malloc((size_t)walras_risk_reply_integers(p->n) * sizeof *integers);
  const bool ended = walras_risk_reply(&p->player, p->q, p->s, reals, integers);
  free(reals);
  free(integers);
  return ended;
}

static walras_risk_value value(const problem *p) {
  double work[MOST];
  return walras_risk_value_of(&p->player, p->s, p->q, work);
}

/* By the definition: m_i - 2 lambda (Sigma s)_i. */
static double marginal(const problem *p, int64_t i) {
  double mean = 0.0, mixed = 0.0, covariance = 0.0;
  for (int64_t k = 0; k < p->m; k++) {
    mean += p->q[k] * p->payoff[i * p->m + k];
    for (int64_t j = 0; j < p->n; j++)
      mixed += p->q[k] * p->s[j] * p->payoff[j * p->m + k];
  }
  for (int64_t k = 0; k < p->m; k++) {
    double own = 0.0;
    for (int64_t j = 0; j < p->n; j++)
      own += p->s[j] * p->payoff[j * p->m + k];
    covariance += p->q[k] * (p->payoff[i * p->m + k] - mean) * (own - mixed);
  }
  return mean - 2.0 * p->player.risk_aversion * covariance;
}

/* How far s is from optimal: no action may have more marginal utility than those in use (a concave problem: enough). */
static double violation(const problem *p) {
  double least = INFINITY, most = -INFINITY, total = 0.0;
  for (int64_t i = 0; i < p->n; i++) {
    const double u = marginal(p, i);
    CU_ASSERT(p->s[i] >= 0.0);
    total += p->s[i];
    most = fmax(most, u);
    if (p->s[i] > 1e-9)
      least = fmin(least, u);
  }
  CU_ASSERT_DOUBLE_EQUAL(total, 1.0, 1e-12);
  return most - least;
}

static void replies_meet_the_conditions_of_optimality(void) {
  static const double lambdas[] = {0.01, 0.1, 0.5, 2.0, 20.0, 1e6};
  static const int64_t sizes[][2] = {{3, 3}, {4, 4}, {5, 2}, {3, 9}, {10, 10}, {12, 1}, {20, 7}, {64, 64}};
  for (int kind = 0; kind < 3; kind++)
    for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++)
      for (size_t l = 0; l < sizeof lambdas / sizeof *lambdas; l++)
        for (int round = 0; round < (sizes[size][0] > 20 ? 1 : 20); round++) {
          problem p;
          draw(&p, sizes[size][0], sizes[size][1], lambdas[l], kind);
          CU_ASSERT(reply(&p));
          CU_ASSERT(violation(&p) <= 1e-10 * (1.0 + lambdas[l]));
        }
}

static void the_start_does_not_matter(void) {
  for (int round = 0; round < 200; round++) {
    problem p, other;
    draw(&p, 6, 6, 1.0, 0);
    other = p;
    other.player.payoff = other.payoff;
    other.player.transposed = other.transposed;
    for (int64_t i = 0; i < 6; i++)
      other.s[i] = i == round % 6 ? 1.0 : 0.0;
    CU_ASSERT(reply(&p) && reply(&other));
    for (int64_t i = 0; i < 6; i++)
      CU_ASSERT_DOUBLE_EQUAL(p.s[i], other.s[i], 1e-11);
  }
}

static void two_actions_agree_with_a_copy_of_one_of_them(void) {
  for (int round = 0; round < 100; round++) {
    problem two, three;
    draw(&two, 2, 4, 3.0 * uniform(), 0);
    draw(&three, 3, 4, two.player.risk_aversion, 0);
    for (int64_t k = 0; k < 4; k++) {
      three.q[k] = two.q[k];
      for (int64_t i = 0; i < 3; i++)
        three.payoff[i * 4 + k] = three.transposed[k * 3 + i] = two.payoff[(i < 2 ? i : 1) * 4 + k];
    }
    CU_ASSERT(reply(&two) && reply(&three));
    CU_ASSERT_DOUBLE_EQUAL(two.s[0], three.s[0], 1e-9);
  }
}

static void matching_pennies_are_played_evenly_at_any_risk_aversion(void) {
  problem p = {
      .n = 2, .m = 2, .payoff = {1.0, -1.0, -1.0, 1.0}, .transposed = {1.0, -1.0, -1.0, 1.0}, .q = {0.5, 0.5}, .s = {1.0}};
  p.player = (walras_risk_player){
      .actions = 2, .outcomes = 2, .payoff = p.payoff, .transposed = p.transposed, .risk_aversion = 0.3, .temperature = 0.0};
  CU_ASSERT(reply(&p));
  CU_ASSERT(p.s[0] == 0.5 && p.s[1] == 0.5);
  CU_ASSERT(value(&p).variance == 0.0 && value(&p).mean == 0.0);
}

static void without_risk_aversion_all_best_actions_share_equally(void) {
  problem p = {.n = 3, .m = 1, .payoff = {2.0, 1.0, 2.0}, .transposed = {2.0, 1.0, 2.0}, .q = {1.0}, .s = {0.0, 1.0, 0.0}};
  p.player = (walras_risk_player){
      .actions = 3, .outcomes = 1, .payoff = p.payoff, .transposed = p.transposed, .risk_aversion = 0.0, .temperature = 0.0};
  CU_ASSERT(reply(&p));
  CU_ASSERT(p.s[0] == 0.5 && p.s[1] == 0.0 && p.s[2] == 0.5);
  p.player.risk_aversion = 5.0; /* nothing varies against a pure opponent */
  CU_ASSERT(reply(&p));
  CU_ASSERT(p.s[0] == 0.5 && p.s[1] == 0.0 && p.s[2] == 0.5);
}

static void moments_are_those_of_the_game(void) {
  for (int round = 0; round < 20; round++) {
    problem p;
    walras_payoff_moments moments[2];
    draw(&p, 5, 4, 0.7, 0);
    const walras_bimatrix game = {5, 4, p.payoff, p.payoff};
    walras_bimatrix_moments(&game, p.s, p.q, moments);
    CU_ASSERT_DOUBLE_EQUAL(value(&p).mean, moments[0].mean, 1e-14);
    CU_ASSERT_DOUBLE_EQUAL(value(&p).variance, moments[0].opponent_variance, 1e-14);
    CU_ASSERT_DOUBLE_EQUAL(value(&p).utility, moments[0].mean - 0.7 * moments[0].opponent_variance, 1e-14);
  }
}

/* rae-t5's reason: along lambda, both mean and variance of what is chosen fall. */
static void more_risk_aversion_lowers_mean_and_variance(void) {
  for (int round = 0; round < 200; round++) {
    double mean = INFINITY, variance = INFINITY;
    problem p;
    draw(&p, 5, 5, 0.0, 0);
    for (double lambda = 0.0; lambda < 100.0; lambda = 2.0 * lambda + 0.05) {
      p.player.risk_aversion = lambda;
      CU_ASSERT(reply(&p));
      CU_ASSERT(value(&p).mean <= mean + 1e-12 && value(&p).variance <= variance + 1e-12);
      mean = value(&p).mean;
      variance = value(&p).variance;
    }
  }
}

static void constants_scales_and_orders_change_nothing(void) {
  for (int round = 0; round < 100; round++) {
    problem p, changed;
    draw(&p, 5, 5, 1.5, 0);
    changed = p;
    changed.player = (walras_risk_player){.actions = 5,
                                          .outcomes = 5,
                                          .payoff = changed.payoff,
                                          .transposed = changed.transposed,
                                          .risk_aversion = 0.375,
                                          .temperature = 0.0};
    for (int64_t i = 0; i < 5; i++)
      for (int64_t k = 0; k < 5; k++)
        changed.payoff[(4 - i) * 5 + k] = changed.transposed[k * 5 + 4 - i] = 4.0 * p.payoff[i * 5 + k] + 3.0;
    CU_ASSERT(reply(&p) && reply(&changed));
    for (int64_t i = 0; i < 5; i++)
      CU_ASSERT_DOUBLE_EQUAL(p.s[i], changed.s[4 - i], 1e-10);
  }
}

/* With entropy: log s = (marginal utility) / eta up to one constant. */
static void replies_with_entropy_meet_their_condition(void) {
  static const double lambdas[] = {0.0, 0.5, 20.0, 1e4}, etas[] = {0.01, 0.1, 3.0};
  static const int64_t sizes[] = {2, 3, 8, 30};
  for (int size = 0; size < 4; size++)
    for (int l = 0; l < 4; l++)
      for (int e = 0; e < 3; e++)
        for (int round = 0; round < 5; round++) {
          problem p;
          double least = INFINITY, most = -INFINITY;
          draw(&p, sizes[size], sizes[size], lambdas[l], round % 3);
          p.player.temperature = etas[e];
          CU_ASSERT(reply(&p));
          for (int64_t i = 0; i < p.n; i++)
            if (p.s[i] > 1e-300) {
              const double constant = marginal(&p, i) - etas[e] * walras_log(p.s[i]);
              least = fmin(least, constant);
              most = fmax(most, constant);
            }
          CU_ASSERT(most - least <= 1e-8 * (1.0 + lambdas[l]));
        }
}

static void costs_count_as_means_and_not_as_risks(void) {
  for (int round = 0; round < 60; round++) {
    problem p, charged;
    double cost[MOST * MOST];
    draw(&p, 2 + round % 4, 3, 1.0, 0);
    charged = p;
    for (int64_t i = 0; i < p.n; i++)
      for (int64_t k = 0; k < p.m; k++) {
        cost[k * p.n + i] = 0.1 * uniform();
        charged.payoff[i * p.m + k] = charged.transposed[k * p.n + i] = p.payoff[i * p.m + k];
      }
    p.player.temperature = charged.player.temperature = round < 30 ? 0.0 : 0.1;
    charged.player.payoff = charged.payoff;
    charged.player.transposed = charged.transposed;
    charged.player.cost = cost;
    CU_ASSERT(reply(&charged));
    double mean_cost = 0.0;
    for (int64_t i = 0; i < p.n; i++)
      for (int64_t k = 0; k < p.m; k++)
        mean_cost += p.q[k] * charged.s[i] * cost[k * p.n + i];
    p.player.payoff = p.payoff;
    p.player.transposed = p.transposed;
    memcpy(p.s, charged.s, sizeof p.s);
    CU_ASSERT_DOUBLE_EQUAL(value(&charged).utility, value(&p).utility - mean_cost, 1e-12);
    for (int64_t i = 0; i < p.n; i++) { /* no pure reply, nor the one without costs, is worth more */
      const double best = value(&charged).utility;
      problem other = charged;
      other.player.payoff = other.payoff;
      other.player.transposed = other.transposed;
      for (int64_t j = 0; j < p.n; j++)
        other.s[j] = 0.9 * charged.s[j] + (i == j ? 0.1 : 0.0);
      CU_ASSERT(value(&other).utility <= best + 1e-12);
    }
  }
}

static void without_risk_aversion_replies_with_entropy_are_logit(void) {
  problem p;
  draw(&p, 2, 2, 0.0, 0);
  p.player.temperature = 0.25;
  CU_ASSERT(reply(&p));
  CU_ASSERT_DOUBLE_EQUAL(p.s[0], 1.0 / (1.0 + walras_exp((marginal(&p, 1) - marginal(&p, 0)) / 0.25)), 1e-14);
}

WALRAS_UNIT_TESTS(UNIT(replies_meet_the_conditions_of_optimality), UNIT(the_start_does_not_matter),
                  UNIT(two_actions_agree_with_a_copy_of_one_of_them),
                  UNIT(matching_pennies_are_played_evenly_at_any_risk_aversion),
                  UNIT(without_risk_aversion_all_best_actions_share_equally), UNIT(moments_are_those_of_the_game),
                  UNIT(more_risk_aversion_lowers_mean_and_variance), UNIT(constants_scales_and_orders_change_nothing),
                  UNIT(replies_with_entropy_meet_their_condition), UNIT(costs_count_as_means_and_not_as_risks),
                  UNIT(without_risk_aversion_replies_with_entropy_are_logit))
