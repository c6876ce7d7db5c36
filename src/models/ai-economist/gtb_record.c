/* What a trial of Gather-Trade-Build leaves in the store. */
#include <math.h>

#include "models/ai-economist/gtb_metrics.h"
#include "models/ai-economist/gtb_trial.h"
#include "models/ai-economist/metrics.h"

/* A mean over environments. */
static double mean(const gtb_trial *t, int64_t slot) {
  return walras_reduction_sum(t->sums, slot) / (double)t->p->environments;
}

static void record_means(walras_trial *trial, const gtb_trial *t) {
  static const struct {
    int metric, slot;
  } means[] = {{AI_SWF, GTB_SUM_OBJECTIVE},
               {AI_SWF_INV_INCOME, GTB_SUM_INCOME_UTILITY},
               {AI_SWF_INV_INCOME_COIN, GTB_SUM_INCOME_COIN},
               {AI_UTILITARIAN, GTB_SUM_UTILITARIAN},
               {AI_SWF_EQ_PROD, GTB_SUM_EQUALITY_PRODUCTIVITY},
               {AI_PRODUCTIVITY, GTB_SUM_PRODUCTIVITY},
               {AI_EQUALITY, GTB_SUM_EQUALITY},
               {AI_MEAN_LABOR, GTB_SUM_LABOR},
               {AI_REBATE, GTB_SUM_REBATE},
               {AI_GAMING_GAIN_MEAN, GTB_SUM_GAIN}};
  for (size_t k = 0; k < sizeof means / sizeof *means; k++)
    walras_record_real(trial, means[k].metric, mean(t, means[k].slot));
}

static void record_counts(walras_trial *trial, const gtb_trial *t) {
  const int64_t *counts = walras_reduction_counts(t->sums);
  const double environments = (double)t->p->environments, built = (double)counts[GTB_COUNT_BUILT];
  walras_record_real(trial, AI_HOUSES, (double)counts[GTB_COUNT_HOUSES] / environments);
  walras_record_real(trial, AI_TRADES, (double)counts[GTB_COUNT_TRADES] / environments);
  walras_record_integer(trial, AI_REFUSED_ACTIONS, counts[GTB_COUNT_REFUSED]);
  walras_record_real(trial, AI_TOP_BUILDER_SHARE,
                     built > 0.0 ? walras_reduction_sum(t->sums, GTB_SUM_TOP_SHARE) / built : (double)NAN);
  walras_record_real(trial, AI_SECOND_BUILDER_SHARE,
                     built > 0.0 ? walras_reduction_sum(t->sums, GTB_SUM_SECOND_SHARE) / built : (double)NAN);
  walras_record_real(trial, AI_LEDGER_ERROR, walras_reduction_maximum(t->sums, GTB_MOST_LEDGER_ERROR).value);
  if (t->setting.periods == 0)
    return;
  walras_record_real(trial, AI_GAMING_GAIN_MOST, walras_reduction_maximum(t->sums, GTB_MOST_GAIN).value);
  walras_record_real(trial, AI_GAMING_GAIN_LEAST, walras_reduction_minimum(t->sums, GTB_LEAST_GAIN).value);
}

static void record_saez(walras_trial *trial, const gtb_trial *t) {
  if (t->p->tax_model != TAX_SAEZ)
    return;
  const gtb_saez_state *state = t->saez.state;
  walras_record_real(trial, AI_ELASTICITY_USED, state->elasticity);
  walras_record_real(trial, AI_ELASTICITY_OLS_RAW, state->usable ? state->slope : (double)NAN);
  walras_record_integer(trial, AI_SAEZ_TOP_EMPTY, state->top_empty);
}

/* A table that is filled column by column: `columns` of `room` entries of either type, in the trial's memory. */
typedef struct table {
  walras_trial *trial;
  int metric;
  int64_t room, entries;
  double *reals;
  int64_t *integers;
} table;

static bool open_table(walras_trial *trial, int metric, int64_t columns, int64_t room, table *out) {
  *out = (table){.trial = trial, .metric = metric, .room = room};
  out->reals = walras_trial_allocate(trial, columns * room, sizeof *out->reals);
  out->integers = walras_trial_allocate(trial, columns * room, sizeof *out->integers);
  return out->reals != NULL && out->integers != NULL;
}

static void put_integer(table *t, int column, int64_t value) {
  t->integers[column * t->room + t->entries] = value;
}

static void put_real(table *t, int column, double value) {
  t->reals[column * t->room + t->entries] = value;
}

static void close_table(table *t, const walras_column *columns) {
  for (int column = 0; columns[column].name != NULL; column++)
    if (columns[column].type == WALRAS_VALUE_INTEGER)
      walras_record_column_integers(t->trial, t->metric, column, t->integers + column * t->room, t->entries);
    else
      walras_record_column_reals(t->trial, t->metric, column, t->reals + column * t->room, t->entries);
}

static void record_agents(walras_trial *trial, const gtb_world *w) {
  const gtb_setting *s = w->setting;
  table t;
  if (!open_table(trial, AI_GTB_AGENT, GTB_AGENT_COLUMNS, s->agents, &t))
    return;
  for (int32_t i = 0; i < s->agents; i++, t.entries++) {
    const gtb_agent *agent = &w->agents[i];
    put_integer(&t, GTB_AGENT_AGENT, i + 1);
    put_integer(&t, GTB_AGENT_RANK, agent->rank + 1);
    put_real(&t, GTB_AGENT_PAYMENT, agent->payment);
    put_real(&t, GTB_AGENT_LABOR, agent->labor);
    put_real(&t, GTB_AGENT_COIN, gtb_coin(agent));
    put_real(&t, GTB_AGENT_UTILITY, agent->utility);
    put_integer(&t, GTB_AGENT_WOOD, agent->stock[GTB_WOOD] + agent->escrow[GTB_WOOD]);
    put_integer(&t, GTB_AGENT_STONE, agent->stock[GTB_STONE] + agent->escrow[GTB_STONE]);
    put_integer(&t, GTB_AGENT_ROW, agent->tile / s->width);
    put_integer(&t, GTB_AGENT_COLUMN, agent->tile % s->width);
    put_integer(&t, GTB_AGENT_HOUSES, agent->houses);
  }
  close_table(&t, gtb_agent_columns);
}

static void record_ranks(walras_trial *trial, const gtb_trial *g) {
  table t;
  if (!open_table(trial, AI_GTB_RANK, GTB_RANK_COLUMNS, g->p->n_agents, &t))
    return;
  for (; t.entries < g->p->n_agents; t.entries++) {
    put_integer(&t, GTB_RANK_COLUMN_RANK, t.entries + 1);
    for (int k = 0; k < GTB_RANK_SUMS; k++)
      put_real(&t, GTB_RANK_COLUMN_SUMS + k, mean(g, GTB_SUMS + GTB_RANK_SUMS * t.entries + k));
  }
  close_table(&t, gtb_rank_columns);
}

static void record_trades(walras_trial *trial, const gtb_trial *g) {
  table t;
  if (!open_table(trial, AI_GTB_TRADE, GTB_TRADE_COLUMNS, g->log.counts[0] > 0 ? g->log.counts[0] : 1, &t))
    return;
  for (; t.entries < g->log.counts[0]; t.entries++) {
    const gtb_trade *trade = &g->log.trades[t.entries];
    put_integer(&t, GTB_TRADE_STEP, trade->step);
    put_integer(&t, GTB_TRADE_RESOURCE, trade->resource);
    put_integer(&t, GTB_TRADE_BUYER, trade->buyer + 1);
    put_integer(&t, GTB_TRADE_SELLER, trade->seller + 1);
    put_integer(&t, GTB_TRADE_PRICE, trade->price);
  }
  close_table(&t, gtb_trade_columns);
}

static double period_rebate(const gtb_world *w, int32_t period) {
  double sum = 0.0;
  for (int32_t i = 0; i < w->setting->agents; i++)
    sum += w->paid[(int64_t)period * w->setting->agents + i];
  return sum / w->setting->agents;
}

static void record_ledger(walras_trial *trial, const gtb_world *w) {
  const gtb_setting *s = w->setting;
  table t;
  if (s->periods == 0 || !open_table(trial, AI_GTB_TAX_LEDGER, GTB_LEDGER_COLUMNS, (int64_t)s->periods * s->agents, &t))
    return;
  for (int32_t period = 0; period < s->periods; period++)
    for (int32_t i = 0; i < s->agents; i++, t.entries++) {
      put_integer(&t, GTB_LEDGER_PERIOD, period + 1);
      put_integer(&t, GTB_LEDGER_AGENT, i + 1);
      put_real(&t, GTB_LEDGER_INCOME, w->incomes[t.entries]);
      put_real(&t, GTB_LEDGER_PAID, w->paid[t.entries]);
      put_real(&t, GTB_LEDGER_REBATE, period_rebate(w, period));
    }
  close_table(&t, gtb_ledger_columns);
}

static void record_gaming(walras_trial *trial, const gtb_world *w) {
  enum { AGENT, GAIN, PAID, SMOOTH, COLUMNS };
  const gtb_setting *s = w->setting;
  table t;
  if (s->periods == 0 || !open_table(trial, AI_TAX_GAMING_GAIN, COLUMNS, s->agents, &t))
    return;
  for (int32_t i = 0; i < s->agents; i++, t.entries++) {
    const gtb_gaming gaming = gtb_gaming_of(w, i, s->periods);
    put_integer(&t, GAIN_AGENT, i + 1);
    put_real(&t, GAIN_GAIN, gaming.on_mean - gaming.on_path);
    put_real(&t, GAIN_PAID, gaming.on_path);
    put_real(&t, GAIN_SMOOTH, gaming.on_mean);
  }
  close_table(&t, ai_metrics[AI_TAX_GAMING_GAIN].columns);
}

static void record_rates(walras_trial *trial, const gtb_trial *g) {
  const int brackets = g->setting.taxes.brackets;
  table t;
  if (!open_table(trial, AI_GTB_PERIOD_RATE, GTB_RATE_COLUMNS, g->rounds * brackets, &t))
    return;
  for (; t.entries < g->rounds * brackets; t.entries++) {
    put_integer(&t, GTB_RATE_PERIOD, t.entries / brackets + 1);
    put_integer(&t, GTB_RATE_BRACKET, t.entries % brackets + 1);
    put_real(&t, GTB_RATE_CUTOFF, g->setting.taxes.cutoff[t.entries % brackets]);
    put_real(&t, GTB_RATE_RATE, g->log.rates[t.entries]);
  }
  close_table(&t, gtb_rate_columns);
}

static void record_houses(walras_trial *trial, const gtb_trial *g, const gtb_world *w) {
  const gtb_setting *s = &g->setting;
  table t;
  if (!open_table(trial, AI_GTB_HOUSE, GTB_HOUSE_COLUMNS, s->tile_count, &t))
    return;
  for (int32_t tile = 0; tile < s->tile_count; tile++) {
    if (g->log.built[tile] == 0)
      continue;
    put_integer(&t, GTB_HOUSE_PERIOD, g->log.built[tile]);
    put_integer(&t, GTB_HOUSE_AGENT, w->houses[tile]);
    put_integer(&t, GTB_HOUSE_ROW, tile / s->width);
    put_integer(&t, GTB_HOUSE_COLUMN, tile % s->width);
    t.entries++;
  }
  close_table(&t, gtb_house_columns);
}

static void record_map(walras_trial *trial, const gtb_world *w) {
  const gtb_setting *s = w->setting;
  table t;
  if (!open_table(trial, AI_GTB_MAP, GTB_MAP_COLUMNS, s->tile_count, &t))
    return;
  for (int32_t tile = 0; tile < s->tile_count; tile++) {
    const uint8_t bits = w->tiles[tile];
    if ((bits & (GTB_WATER | GTB_SOURCE)) == 0)
      continue;
    put_integer(&t, GTB_MAP_ROW, tile / s->width);
    put_integer(&t, GTB_MAP_COLUMN, tile % s->width);
    put_integer(&t, GTB_MAP_TILE,
                (bits & GTB_WATER) != 0         ? GTB_MAP_WATER
                : (bits & GTB_SOURCE_WOOD) != 0 ? GTB_MAP_WOOD
                                                : GTB_MAP_STONE);
    t.entries++;
  }
  close_table(&t, gtb_map_columns);
}

void gtb_record(walras_trial *trial, const gtb_trial *t) {
  const gtb_world first = gtb_open(&t->setting, t->log.environment, 0, t->key);
  record_means(trial, t);
  record_counts(trial, t);
  record_saez(trial, t);
  record_agents(trial, &first);
  record_ranks(trial, t);
  record_trades(trial, t);
  record_ledger(trial, &first);
  record_gaming(trial, &first);
  record_rates(trial, t);
  record_houses(trial, t, &first);
  record_map(trial, &first);
}
