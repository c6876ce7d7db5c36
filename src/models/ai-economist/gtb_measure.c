#include "models/ai-economist/gtb_measure.h"

#include <math.h>

/* Coin that was not there at the start and did not come from building is an error of the books. */
static double ledger_error(const gtb_world *w) {
  const gtb_setting *s = w->setting;
  double surplus = 0.0;
  for (int32_t i = 0; i < s->agents; i++)
    surplus += gtb_coin(&w->agents[i]) - s->start_coin - w->agents[i].houses * w->agents[i].payment;
  return fmax(w->head->ledger_error, fabs(surplus));
}

static void add_rank(const gtb_world *w, int32_t i, double *sums) {
  const gtb_setting *s = w->setting;
  const gtb_agent *agent = &w->agents[i];
  double income = gtb_coin(agent) - agent->taxed_coin, paid = 0.0; /* what came after the last tax day */
  for (int32_t period = 0; period < s->periods; period++) {
    income += w->incomes[(int64_t)period * s->agents + i];
    paid += w->paid[(int64_t)period * s->agents + i];
  }
  sums[GTB_RANK_PAYMENT] += agent->payment;
  sums[GTB_RANK_LABOR] += agent->labor;
  sums[GTB_RANK_INCOME] += income;
  sums[GTB_RANK_PAID] += paid;
  sums[GTB_RANK_COIN] += gtb_coin(agent);
  sums[GTB_RANK_UTILITY] += agent->utility;
  sums[GTB_RANK_HOUSES] += agent->houses;
}

static void add_gaming(const gtb_world *w, const walras_block *block) {
  const int32_t n = w->setting->agents;
  for (int32_t i = 0; i < n && w->setting->periods > 0; i++) {
    const gtb_gaming gaming = gtb_gaming_of(w, i, w->setting->periods);
    const double gain = gaming.on_mean - gaming.on_path;
    block->sums[GTB_SUM_GAIN] += gain / n;
    walras_offer_maximum(&block->maxima[GTB_MOST_GAIN], gain, (int64_t)w->environment);
    walras_offer_minimum(&block->minima[GTB_LEAST_GAIN], gain, (int64_t)w->environment);
  }
}

static void add_houses(const gtb_world *w, const walras_block *block) {
  int32_t houses = 0, first = 0, second = 0;
  for (int32_t i = 0; i < w->setting->agents; i++) {
    const gtb_agent *agent = &w->agents[i];
    houses += agent->houses;
    first += agent->rank == 0 ? agent->houses : 0;
    second += agent->rank == 1 ? agent->houses : 0;
  }
  block->counts[GTB_COUNT_HOUSES] += houses;
  if (houses == 0)
    return;
  block->counts[GTB_COUNT_BUILT]++;
  block->sums[GTB_SUM_TOP_SHARE] += (double)first / houses;
  block->sums[GTB_SUM_SECOND_SHARE] += (double)second / houses;
}

void gtb_measure(const struct ai_parameters *p, const gtb_world *w, const walras_block *block) {
  const gtb_setting *s = w->setting;
  const gtb_welfare welfare = gtb_welfare_of(p, w);
  double *sums = block->sums;
  sums[GTB_SUM_OBJECTIVE] += welfare.objective;
  sums[GTB_SUM_INCOME_UTILITY] += welfare.income_utility;
  sums[GTB_SUM_INCOME_COIN] += welfare.income_coin;
  sums[GTB_SUM_UTILITARIAN] += welfare.utilitarian;
  sums[GTB_SUM_EQUALITY_PRODUCTIVITY] += welfare.equality_productivity;
  sums[GTB_SUM_PRODUCTIVITY] += welfare.productivity;
  sums[GTB_SUM_EQUALITY] += welfare.equality;
  for (int32_t i = 0; i < s->agents; i++) {
    sums[GTB_SUM_LABOR] += w->agents[i].labor / s->agents;
    add_rank(w, i, sums + GTB_SUMS + GTB_RANK_SUMS * w->agents[i].rank);
  }
  for (int64_t k = 0; k < (int64_t)s->periods * s->agents; k++)
    sums[GTB_SUM_REBATE] += w->paid[k] / s->agents;
  add_gaming(w, block);
  add_houses(w, block);
  block->counts[GTB_COUNT_TRADES] += w->head->trades;
  block->counts[GTB_COUNT_REFUSED] += w->head->refused;
  walras_offer_maximum(&block->maxima[GTB_MOST_LEDGER_ERROR], ledger_error(w), (int64_t)w->environment);
}
