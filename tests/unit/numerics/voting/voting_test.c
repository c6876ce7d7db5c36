/* Rules on gains whose outcomes are known by hand or by an independent program. */
#include <math.h>
#include <stdlib.h>

#include "numerics/logistic/bradley_terry.h"
#include "numerics/voting/lottery.h"
#include "unit.h"
#include "walras/random.h"

enum { N = 5, L = 4, PAIRS = 6 };
static const double gains[N * L] = {1.0, 0.6, -0.2, 0.3, 0.9, 0.5,  0.1,  0.2, -0.8, 0.1,
                                    0.9, 0.2, 0.7,  0.4, 0.0, 0.25, -0.3, 0.3, 0.6,  0.1};
static const double equal[N] = {0.2, 0.2, 0.2, 0.2, 0.2};

typedef struct tally {
  double welfare[16], logs[16], rejections[16], least[16], wins[120], margins[120], matrix[256], borda[16], scores[16];
} tally;

static void count(const double *g, const double *shares, int64_t n, int64_t norms, int64_t cut, double beta, tally *t) {
  static double work[8192], fit[1000];
  *t = (tally){.welfare = {0}};
  for (int64_t l = 0; l < norms; l++)
    t->least[l] = INFINITY;
  for (int64_t first = 0; first < n; first += cut) {
    const walras_ballots b = {
        .rows = n - first < cut ? n - first : cut, .norms = norms, .gains = g + first * norms, .shares = shares + first};
    walras_vote_add_welfare(&b, t->welfare);
    walras_vote_add_logs(&b, 1e-6, t->logs);
    walras_vote_add_rejections(&b, t->rejections);
    walras_vote_least(&b, t->least);
    walras_vote_add_duels(&b, beta, work, t->wins, t->margins);
  }
  walras_vote_win_matrix(t->wins, norms, t->matrix);
  walras_vote_borda_scores(t->matrix, norms, t->borda);
  CU_ASSERT(walras_bradley_terry_fit(t->matrix, norms, fit, t->scores));
}

static void rules_choose_the_worked_norms(void) {
  static const double scores[L] = {.07403978, .15082722, -.06616833, -.15869867}, rejected[L] = {.4, 0.0, .2, 0.0};
  tally t;
  count(gains, equal, N, L, N, 2.0, &t);
  CU_ASSERT_EQUAL(walras_vote_first_best(t.welfare, L), 1);
  CU_ASSERT_EQUAL(walras_vote_first_best(t.scores, L), 1);
  CU_ASSERT_EQUAL(walras_vote_first_best(t.borda, L), 1);
  CU_ASSERT_EQUAL(walras_vote_condorcet(t.margins, L), 0);
  CU_ASSERT_EQUAL(walras_vote_contractualist(t.rejections, t.logs, L, 0.1), 1);
  CU_ASSERT_EQUAL(walras_vote_first_best(t.least, L), 1);
  CU_ASSERT_EQUAL(walras_vote_disagreements(t.borda, t.scores, L, 1e-9), 0);
  for (int l = 0; l < L; l++) {
    CU_ASSERT_DOUBLE_EQUAL(t.scores[l], scores[l], 1e-8);
    CU_ASSERT_DOUBLE_EQUAL(t.rejections[l], rejected[l], 1e-15);
  }
}

static void blocks_add_up_to_the_whole(void) {
  tally whole, parts;
  count(gains, equal, N, L, N, 2.0, &whole);
  count(gains, equal, N, L, 2, 2.0, &parts);
  for (int l = 0; l < L; l++) {
    CU_ASSERT_DOUBLE_EQUAL(whole.welfare[l], parts.welfare[l], 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(whole.logs[l], parts.logs[l], 1e-14);
    CU_ASSERT_EQUAL(whole.least[l], parts.least[l]);
  }
  for (int pair = 0; pair < PAIRS; pair++)
    CU_ASSERT_DOUBLE_EQUAL(whole.wins[pair], parts.wins[pair], 1e-15);
}

static void a_cycle_has_no_condorcet_winner_and_a_tie_none_either(void) {
  const double cycle[9] = {3, 2, 1, 1, 3, 2, 2, 1, 3}, third[3] = {1.0 / 3, 1.0 / 3, 1.0 / 3}, tie[4] = {1, 0, 0, 1},
               half[2] = {.5, .5};
  tally t;
  count(cycle, third, 3, 3, 3, 1.0, &t);
  CU_ASSERT_EQUAL(walras_vote_condorcet(t.margins, 3), WALRAS_STATUS_QUO);
  count(tie, half, 2, 2, 2, 1.0, &t);
  CU_ASSERT_EQUAL(walras_vote_condorcet(t.margins, 2), WALRAS_STATUS_QUO);
}

static void the_contractualist_tolerates_what_it_is_told_to(void) {
  tally t;
  const double all_lose[2] = {-1.0, -2.0}, one[1] = {1.0};
  count(gains, equal, N, L, N, 2.0, &t);
  t.logs[0] = 10.0;
  CU_ASSERT_EQUAL(walras_vote_contractualist(t.rejections, t.logs, L, 0.39), 1);
  CU_ASSERT_EQUAL(walras_vote_contractualist(t.rejections, t.logs, L, 0.4), 0);
  count(all_lose, one, 1, 2, 1, 2.0, &t);
  CU_ASSERT_EQUAL(walras_vote_contractualist(t.rejections, t.logs, 2, 0.99), WALRAS_STATUS_QUO);
  CU_ASSERT_EQUAL(walras_vote_contractualist(t.rejections, t.logs, 2, 1.0), 0);
}

/* More pairs than fit the working memory at once, against one row at a time. */
static void duels_of_many_norms_are_sums_of_sigmoids(void) {
  enum { NORMS = 200, ROWS = 3 };
  static double g[ROWS * NORMS], wins[NORMS * NORMS / 2], margins[NORMS * NORMS / 2], work[NORMS * NORMS];
  const double shares[ROWS] = {0.5, 0.25, 0.25};
  for (int i = 0; i < ROWS * NORMS; i++)
    g[i] = sin(i * 0.7) * 3.0;
  const walras_ballots b = {.rows = ROWS, .norms = NORMS, .gains = g, .shares = shares};
  CU_ASSERT(walras_vote_work(NORMS) <= NORMS * NORMS);
  walras_vote_add_duels(&b, 1.5, work, wins, margins);
  for (int l = 1; l < NORMS; l += 37)
    for (int m = 0; m < l; m += 11) {
      double expected = 0.0;
      for (int i = 0; i < ROWS; i++)
        expected += shares[i] / (1.0 + exp(-1.5 * (g[i * NORMS + l] - g[i * NORMS + m])));
      CU_ASSERT_DOUBLE_EQUAL(wins[walras_vote_pairs(l) + m], expected, 1e-14);
    }
}

static double egalitarian(const double *g, int64_t n, int64_t norms, double *lottery) {
  double value = 0.0;
  walras_error error = {0};
  const walras_ballots b = {.rows = n, .norms = norms, .gains = g};
  CU_ASSERT_EQUAL(walras_lottery_egalitarian(&b, lottery, &value, &error), WALRAS_OK);
  return value;
}

/* The Nash lottery by the search, from the egalitarian and the uniform one; NaN where nobody can agree. */
static double nash(const double *g, const double *shares, int64_t n, int64_t norms, double *lottery) {
  double memory[600], sums[200], start[16];
  walras_nash_search search;
  const walras_ballots b = {.rows = n, .norms = norms, .gains = g, .shares = shares};
  const double value = egalitarian(g, n, norms, start);
  if (!(value > 1e-9))
    return (double)NAN;
  for (double uniform = 0.5;; uniform *= 0.5) {
    double mixed[16];
    for (int64_t l = 0; l < norms; l++)
      mixed[l] = (1.0 - uniform) * start[l] + uniform / (double)norms;
    for (int64_t s = 0; s < walras_nash_sums(norms); s++)
      sums[s] = 0.0;
    if (walras_nash_accumulate(&b, mixed, sums) >= 0.25 * value) {
      walras_nash_begin(&search, memory, mixed, norms);
      break;
    }
  }
  while (!search.done) {
    for (int64_t s = 0; s < walras_nash_sums(norms); s++)
      sums[s] = 0.0;
    const double least = walras_nash_accumulate(&b, search.lottery, sums);
    walras_nash_update(&search, sums, least, 300);
  }
  CU_ASSERT(search.converged && search.excess <= 1e-9);
  for (int64_t l = 0; l < norms; l++)
    lottery[l] = search.lottery[l];
  return search.value;
}

static void lotteries_have_their_worked_values(void) {
  static const double fair[L] = {0.0, 0.75, 0.25, 0.0}, bargained[L] = {0.0, 0.806858, 0.193142, 0.0};
  double lottery[L];
  CU_ASSERT_DOUBLE_EQUAL(egalitarian(gains, N, L, lottery), 0.3, 1e-9);
  for (int l = 0; l < L; l++)
    CU_ASSERT_DOUBLE_EQUAL(lottery[l], fair[l], 1e-9);
  CU_ASSERT_DOUBLE_EQUAL(nash(gains, equal, N, L, lottery), -1.0392521804, 1e-9);
  for (int l = 0; l < L; l++)
    CU_ASSERT_DOUBLE_EQUAL(lottery[l], bargained[l], 1e-6);
}

/* One stakeholder: the best norm. Two of opposite tastes: log p + log (1 - p) is largest at one half. */
static void simple_bargains_are_known(void) {
  const double one[3] = {0.2, 0.9, -0.5}, whole[1] = {1.0}, two[4] = {1, 0, 0, 5}, half[2] = {0.5, 0.5};
  double lottery[3];
  CU_ASSERT_DOUBLE_EQUAL(nash(one, whole, 1, 3, lottery), log(0.9), 1e-8);
  CU_ASSERT_DOUBLE_EQUAL(lottery[1], 1.0, 1e-8);
  CU_ASSERT_DOUBLE_EQUAL(egalitarian(one, 1, 3, lottery), 0.9, 1e-12);
  nash(two, half, 2, 2, lottery);
  CU_ASSERT_DOUBLE_EQUAL(lottery[0], 0.5, 1e-8);
  CU_ASSERT_DOUBLE_EQUAL(egalitarian(two, 2, 2, lottery), 5.0 / 6.0, 1e-9);
}

static void draw(const walras_stream *stream, uint64_t instance, int64_t count_of, double *g) {
  for (int64_t i = 0; i < count_of; i++)
    g[i] = 0.4 + walras_normal(stream, instance, (uint32_t)i);
}

/* 200 random societies of 6 and 5 norms: what scaling, rescaling one, copies of norms and of everybody may and may not change. */
static void transformations_leave_what_they_must(void) {
  enum { PEOPLE = 6, NORMS = 5 };
  uint32_t key[2];
  walras_random_key(11, 0, 0, key);
  const walras_stream stream = walras_stream_make(key, 0, 0);
  double shares[PEOPLE], twice_shares[2 * PEOPLE];
  for (int i = 0; i < 2 * PEOPLE; i++) {
    shares[i % PEOPLE] = 1.0 / PEOPLE;
    twice_shares[i] = 0.5 / PEOPLE;
  }
  for (uint64_t instance = 0; instance < 200; instance++) {
    double g[PEOPLE * NORMS], scaled[PEOPLE * NORMS], one[PEOPLE * NORMS], twice[2 * PEOPLE * NORMS],
        copied[PEOPLE * (NORMS + 1)];
    double lottery[NORMS], other[NORMS + 1];
    tally t, of_scaled, of_one, of_twice;
    draw(&stream, instance, PEOPLE * NORMS, g);
    for (int i = 0; i < PEOPLE * NORMS; i++) {
      scaled[i] = 4.0 * g[i];
      one[i] = i < NORMS ? 3.0 * g[i] : g[i];
      twice[i] = twice[PEOPLE * NORMS + i] = g[i];
    }
    for (int i = 0; i < PEOPLE; i++)
      for (int l = 0; l <= NORMS; l++)
        copied[i * (NORMS + 1) + l] = g[i * NORMS + (l < NORMS ? l : 2)];
    count(g, shares, PEOPLE, NORMS, PEOPLE, 2.0, &t);
    count(scaled, shares, PEOPLE, NORMS, PEOPLE, 2.0, &of_scaled);
    count(one, shares, PEOPLE, NORMS, PEOPLE, 2.0, &of_one);
    count(twice, twice_shares, 2 * PEOPLE, NORMS, 5, 2.0, &of_twice);
    CU_ASSERT_EQUAL(walras_vote_first_best(t.welfare, NORMS), walras_vote_first_best(of_scaled.welfare, NORMS));
    CU_ASSERT_EQUAL(walras_vote_condorcet(t.margins, NORMS), walras_vote_condorcet(of_scaled.margins, NORMS));
    CU_ASSERT_EQUAL(walras_vote_condorcet(t.margins, NORMS), walras_vote_condorcet(of_one.margins, NORMS));
    CU_ASSERT_EQUAL(walras_vote_contractualist(t.rejections, t.logs, NORMS, 0.2),
                    walras_vote_contractualist(of_twice.rejections, of_twice.logs, NORMS, 0.2));
    CU_ASSERT_EQUAL(walras_vote_disagreements(t.borda, t.scores, NORMS, 1e-9), 0);
    for (int l = 0; l < NORMS; l++) {
      CU_ASSERT_EQUAL(t.rejections[l], of_one.rejections[l]);
      CU_ASSERT_DOUBLE_EQUAL(t.scores[l], of_twice.scores[l], 1e-11);
    }
    const double fair = egalitarian(g, PEOPLE, NORMS, lottery);
    CU_ASSERT_DOUBLE_EQUAL(egalitarian(scaled, PEOPLE, NORMS, other), 4.0 * fair, 1e-7);
    CU_ASSERT_DOUBLE_EQUAL(egalitarian(copied, PEOPLE, NORMS + 1, other), fair, 1e-7);
    const double bargain = nash(g, shares, PEOPLE, NORMS, lottery);
    if (isnan(bargain)) {
      CU_ASSERT(fair <= 1e-9);
      continue;
    }
    CU_ASSERT_DOUBLE_EQUAL(nash(scaled, shares, PEOPLE, NORMS, other), bargain + log(4.0), 1e-8);
    CU_ASSERT_DOUBLE_EQUAL(nash(copied, shares, PEOPLE, NORMS + 1, other), bargain, 1e-8);
    CU_ASSERT_DOUBLE_EQUAL(nash(one, shares, PEOPLE, NORMS, other), bargain + log(3.0) / PEOPLE, 1e-8);
    for (int l = 0; l < NORMS; l++)
      CU_ASSERT_DOUBLE_EQUAL(other[l], lottery[l], 1e-4);
  }
}

/* Norms moved round by one, stakeholders turned upside down: the results move along. */
static void permutations_permute_the_results(void) {
  double moved[N * L], lottery[L], other[L];
  tally t, of_moved;
  for (int i = 0; i < N; i++)
    for (int l = 0; l < L; l++)
      moved[(N - 1 - i) * L + (l + 1) % L] = gains[i * L + l];
  count(gains, equal, N, L, N, 2.0, &t);
  count(moved, equal, N, L, N, 2.0, &of_moved);
  for (int l = 0; l < L; l++) {
    CU_ASSERT_DOUBLE_EQUAL(of_moved.welfare[(l + 1) % L], t.welfare[l], 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(of_moved.scores[(l + 1) % L], t.scores[l], 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(of_moved.borda[(l + 1) % L], t.borda[l], 1e-14);
    CU_ASSERT_EQUAL(of_moved.least[(l + 1) % L], t.least[l]);
  }
  CU_ASSERT_EQUAL(walras_vote_condorcet(of_moved.margins, L), (walras_vote_condorcet(t.margins, L) + 1) % L);
  CU_ASSERT_EQUAL(walras_vote_contractualist(of_moved.rejections, of_moved.logs, L, 0.1),
                  (walras_vote_contractualist(t.rejections, t.logs, L, 0.1) + 1) % L);
  CU_ASSERT_DOUBLE_EQUAL(egalitarian(moved, N, L, lottery), egalitarian(gains, N, L, other), 1e-9);
  nash(gains, equal, N, L, lottery);
  nash(moved, equal, N, L, other);
  for (int l = 0; l < L; l++)
    CU_ASSERT_DOUBLE_EQUAL(other[(l + 1) % L], lottery[l], 1e-6);
}

WALRAS_UNIT_TESTS(UNIT(rules_choose_the_worked_norms), UNIT(blocks_add_up_to_the_whole),
                  UNIT(a_cycle_has_no_condorcet_winner_and_a_tie_none_either),
                  UNIT(the_contractualist_tolerates_what_it_is_told_to), UNIT(duels_of_many_norms_are_sums_of_sigmoids),
                  UNIT(lotteries_have_their_worked_values), UNIT(simple_bargains_are_known),
                  UNIT(permutations_permute_the_results), UNIT(transformations_leave_what_they_must))
