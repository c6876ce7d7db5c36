/** What a trial of the AI Economist records. */
#ifndef WALRAS_AI_ECONOMIST_METRICS_H
#define WALRAS_AI_ECONOMIST_METRICS_H

#include "models/ai-economist/parameters.h"

/** Positions in the table. */
enum ai_metric {
  AI_SWF,
  AI_SWF_INV_INCOME,
  AI_SWF_INV_INCOME_COIN,
  AI_UTILITARIAN,
  AI_SWF_EQ_PROD,
  AI_SWF_FIXED_WEIGHTS,
  AI_PRODUCTIVITY,
  AI_EQUALITY,
  AI_REBATE,
  AI_MEAN_LABOR,
  AI_SHARE_AT_KINK,
  AI_ELASTICITY_OLS_RAW,
  AI_ELASTICITY_USED,
  AI_ELASTICITY_LOG_Z0,
  AI_ELASTICITY_EXACT,
  AI_SAEZ_RESIDUAL,
  AI_SAEZ_TOP_EMPTY,
  AI_MIRRLEES_SWF,
  AI_MIRRLEES_REBATE,
  AI_MIRRLEES_IRONED,
  AI_MIRRLEES_TOP_RATE,
  AI_SCHEDULES_TRIED,
  AI_PLANNER_SWF,
  AI_BRACKET,
  AI_WORKER,
  AI_MIRRLEES_RATE,
  AI_GAMING_GAIN_LEAST,
  AI_GAMING_GAIN_MEAN,
  AI_GAMING_GAIN_MOST,
  AI_TAX_GAMING_GAIN,
  AI_HOUSES,
  AI_TRADES,
  AI_LEDGER_ERROR,
  AI_REFUSED_ACTIONS,
  AI_TOP_BUILDER_SHARE,
  AI_SECOND_BUILDER_SHARE,
  AI_GTB_AGENT,
  AI_GTB_RANK,
  AI_GTB_TRADE,
  AI_GTB_TAX_LEDGER,
  AI_GTB_PERIOD_RATE,
  AI_GTB_HOUSE,
  AI_GTB_MAP,
  AI_METRICS
};
extern const walras_metric ai_metrics[AI_METRICS];

enum ai_bracket_column { BRACKET_CUTOFF, BRACKET_RATE, BRACKET_OCCUPANCY, BRACKET_INCOME, BRACKET_TAX };
enum ai_worker_column { WORKER_SKILL, WORKER_LABOR, WORKER_INCOME, WORKER_TAX, WORKER_COIN, WORKER_UTILITY };
enum ai_rate_column { RATE_QUANTILE, RATE_SKILL, RATE_INCOME, RATE_RATE };
enum ai_gain_column { GAIN_AGENT, GAIN_GAIN, GAIN_PAID, GAIN_SMOOTH };

enum { AI_RATE_QUANTILES = 9, AI_SEARCH_ROUNDS_MOST = 1000 };
extern const double ai_rate_quantiles[AI_RATE_QUANTILES];

/** When each is recorded. */
bool ai_has_brackets(const void *parameters);
bool ai_has_worker_table(const void *parameters);
bool ai_has_fixed_weights(const void *parameters);
bool ai_has_mirrlees(const void *parameters);
bool ai_measures_elasticity(const void *parameters);

#endif
