#include "models/gtalign/payoffs.h"

#include <math.h>

#include "numerics/pareto/pareto.h"

/** Payoffs closer than this are equal for dominance. */
#define CLOSE 1e-9

unsigned gtalign_frontier(const struct gtalign_cell *cells, int count) {
  unsigned on = 0;
  for (int k = 0; k < count; k++) {
    bool dominated = false;
    for (int j = 0; j < count; j++)
      dominated = dominated || walras_pareto_dominates(cells[j].user, cells[j].llm, cells[k].user, cells[k].llm, CLOSE);
    on |= dominated ? 0u : 1u << k;
  }
  return on;
}

/* Larger sum, then larger user, then larger LLM; the earlier cell stays where all are equal. */
static bool is_larger(struct gtalign_cell a, struct gtalign_cell b) {
  const double sum_a = a.user + a.llm, sum_b = b.user + b.llm;
  if (fabs(sum_a - sum_b) > CLOSE)
    return sum_a > sum_b;
  if (fabs(a.user - b.user) > CLOSE)
    return a.user > b.user;
  return a.llm > b.llm + CLOSE;
}

static int choose_sum(const struct gtalign_cell *cells, int count, unsigned mask) {
  const unsigned on = gtalign_frontier(cells, count) & mask, among = on != 0 ? on : mask;
  int best = -1;
  for (int k = 0; k < count; k++)
    if ((among >> k & 1) != 0 && (best < 0 || is_larger(cells[k], cells[best])))
      best = k;
  return best;
}

static double least(const struct gtalign_cell *cells, int count, bool user) {
  double least = INFINITY;
  for (int k = 0; k < count; k++)
    least = fmin(least, user ? cells[k].user : cells[k].llm);
  return least;
}

static int choose_product(double alpha, bool safe, const struct gtalign_cell *cells, int count, unsigned mask) {
  const double user = safe ? least(cells, count, true) : 0.0, llm = safe ? least(cells, count, false) : 0.0;
  double most = -INFINITY;
  int best = -1;
  for (int k = 0; k < count; k++) {
    if ((mask >> k & 1) == 0)
      continue;
    const double value = safe ? walras_pow(cells[k].user - user + 0.1, alpha) * walras_pow(cells[k].llm - llm + 0.1, 1.0 - alpha)
                              : cells[k].user * cells[k].llm;
    if (best < 0 || value > most + CLOSE) {
      most = value;
      best = k;
    }
  }
  return best;
}

int gtalign_choose(int rule, double alpha, const struct gtalign_cell *cells, int count, unsigned mask) {
  if (rule == RULE_PRODUCT || rule == RULE_COBB_DOUGLAS_SAFE)
    return choose_product(alpha, rule == RULE_COBB_DOUGLAS_SAFE, cells, count, mask);
  return choose_sum(cells, count, mask);
}

double gtalign_payoff_score(const struct gtalign_matrix *matrix) {
  int points = 0;
  for (int k = 0; k < CELLS; k++) {
    const double user = matrix->cell[k].user, llm = matrix->cell[k].llm, apart = fabs(user - llm);
    points += (user != llm) + (apart / fmax(fmax(fabs(user), fabs(llm)), 1e-8) > 0.1);
  }
  return (double)points / 12.0;
}

double gtalign_round(double payoff) {
  const double rounded = rint(10.0 * payoff) / 10.0;
  return rounded == 0.0 ? 0.0 : rounded;
}

struct gtalign_cell gtalign_price(int steering, double shift, int answer) {
  static const double to_user[ANSWERS] = {0.0, 0.5, 1.0}, to_llm[ANSWERS] = {1.0, 0.0, 0.5};
  if (shift == 0.0 || steering == STEERING_NONE)
    return (struct gtalign_cell){0.0, 0.0};
  if (steering == STEERING_LLM)
    return (struct gtalign_cell){.user = to_user[answer], .llm = shift};
  return (struct gtalign_cell){.user = shift, .llm = to_llm[answer]};
}

void gtalign_steer(int steering, double shift, struct gtalign_matrix *matrix) {
  if (shift == 0.0 || steering == STEERING_NONE)
    return;
  for (int k = 0; k < CELLS; k++) {
    const struct gtalign_cell price = gtalign_price(steering, shift, k % ANSWERS);
    matrix->cell[k].user = gtalign_round(matrix->cell[k].user + price.user);
    matrix->cell[k].llm = gtalign_round(matrix->cell[k].llm + price.llm);
  }
}
