/** Which tables a trial of Gather-Trade-Build records: columns, lengths and when. The metrics themselves stand in metrics.c. */
#ifndef WALRAS_MODELS_AI_ECONOMIST_GTB_METRICS_H
#define WALRAS_MODELS_AI_ECONOMIST_GTB_METRICS_H

#include "models/ai-economist/parameters.h"

enum gtb_agent_column {
  GTB_AGENT_AGENT,
  GTB_AGENT_RANK,
  GTB_AGENT_PAYMENT,
  GTB_AGENT_LABOR,
  GTB_AGENT_COIN,
  GTB_AGENT_UTILITY,
  GTB_AGENT_WOOD,
  GTB_AGENT_STONE,
  GTB_AGENT_ROW,
  GTB_AGENT_COLUMN,
  GTB_AGENT_HOUSES,
  GTB_AGENT_COLUMNS
};
enum gtb_rank_column {
  GTB_RANK_COLUMN_RANK, /**< then the sums of gtb_rank_sum in their order */
  GTB_RANK_COLUMN_SUMS,
  GTB_RANK_COLUMNS = GTB_RANK_COLUMN_SUMS + 7
};
enum gtb_trade_column {
  GTB_TRADE_STEP,
  GTB_TRADE_RESOURCE,
  GTB_TRADE_BUYER,
  GTB_TRADE_SELLER,
  GTB_TRADE_PRICE,
  GTB_TRADE_COLUMNS
};
enum gtb_ledger_column {
  GTB_LEDGER_PERIOD,
  GTB_LEDGER_AGENT,
  GTB_LEDGER_INCOME,
  GTB_LEDGER_PAID,
  GTB_LEDGER_REBATE,
  GTB_LEDGER_COLUMNS
};
enum gtb_rate_column { GTB_RATE_PERIOD, GTB_RATE_BRACKET, GTB_RATE_CUTOFF, GTB_RATE_RATE, GTB_RATE_COLUMNS };
enum gtb_house_column { GTB_HOUSE_PERIOD, GTB_HOUSE_AGENT, GTB_HOUSE_ROW, GTB_HOUSE_COLUMN, GTB_HOUSE_COLUMNS };
enum gtb_map_column { GTB_MAP_ROW, GTB_MAP_COLUMN, GTB_MAP_TILE, GTB_MAP_COLUMNS };
/** Words of GTB_MAP_TILE. */
enum gtb_map_tile { GTB_MAP_WATER, GTB_MAP_WOOD, GTB_MAP_STONE };

extern const walras_column gtb_agent_columns[], gtb_rank_columns[], gtb_trade_columns[], gtb_ledger_columns[], gtb_rate_columns[],
    gtb_house_columns[], gtb_map_columns[];

bool gtb_plays(const void *parameters);        /**< economy is gtb */
bool gtb_has_tax_days(const void *parameters); /**< and a period fits in its episode */
bool gtb_has_saez(const void *parameters);

/* Lengths of the tables. */
int64_t gtb_trade_entries(const void *parameters);
int64_t gtb_ledger_entries(const void *parameters);
int64_t gtb_rate_entries(const void *parameters);
int64_t gtb_tiles(const void *parameters);

#endif
