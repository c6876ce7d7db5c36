#include "models/ai-economist/gtb_metrics.h"

#include "models/ai-economist/brackets.h"
#include "models/ai-economist/gtb_measure.h"
#include "models/ai-economist/gtb_trial.h"

static const struct ai_parameters *of(const void *p) {
  return p;
}

bool gtb_plays(const void *p) {
  return of(p)->economy == ECONOMY_GTB;
}
bool gtb_has_tax_days(const void *p) {
  return gtb_plays(p) && of(p)->tax_period <= of(p)->episode_length;
}
bool gtb_has_saez(const void *p) {
  return gtb_plays(p) && of(p)->tax_model == TAX_SAEZ;
}

int64_t gtb_trade_entries(const void *p) {
  return gtb_trade_room(p);
}
int64_t gtb_ledger_entries(const void *p) {
  return of(p)->episode_length / of(p)->tax_period * of(p)->n_agents;
}
int64_t gtb_rate_entries(const void *p) {
  return gtb_round_count(p) * ai_bracket_count(p);
}
int64_t gtb_tiles(const void *p) {
  return of(p)->world_height * of(p)->world_width;
}

static const char *const resources[] = {[GTB_STONE] = "stone", [GTB_WOOD] = "wood", NULL};
static const char *const tiles[] = {[GTB_MAP_WATER] = "water", [GTB_MAP_WOOD] = "wood", [GTB_MAP_STONE] = "stone", NULL};

_Static_assert((int)GTB_RANK_COLUMNS == (int)GTB_RANK_COLUMN_SUMS + (int)GTB_RANK_SUMS, "a column for each sum");

#define COUNTED .type = WALRAS_VALUE_INTEGER, .unit = "1"

const walras_column gtb_agent_columns[] = {
    [GTB_AGENT_AGENT] = {.name = "agent", COUNTED, .doc = "from 1"},
    [GTB_AGENT_RANK] = {.name = "rank", COUNTED, .doc = "by payment, from 1, the best builder"},
    [GTB_AGENT_PAYMENT] = {.name = "payment", .unit = "coin", .doc = "coin for a house: its skill"},
    [GTB_AGENT_LABOR] = {.name = "labor", .unit = "labor", .doc = "of the whole episode"},
    [GTB_AGENT_COIN] = {.name = "coin", .unit = "coin", .doc = "in inventory and escrow"},
    [GTB_AGENT_UTILITY] = {.name = "utility", .unit = "util", .doc = "of its coin, less the cost of its labor"},
    [GTB_AGENT_WOOD] = {.name = "wood", COUNTED, .doc = "units in inventory and escrow"},
    [GTB_AGENT_STONE] = {.name = "stone", COUNTED, .doc = "units in inventory and escrow"},
    [GTB_AGENT_ROW] = {.name = "row", COUNTED, .doc = "where it stands, from 0 at the top"},
    [GTB_AGENT_COLUMN] = {.name = "column", COUNTED, .doc = "where it stands, from 0 at the left"},
    [GTB_AGENT_HOUSES] = {.name = "houses", COUNTED, .doc = "built"},
    {0}};
const walras_column gtb_rank_columns[] = {
    [GTB_RANK_COLUMN_RANK] = {.name = "rank", COUNTED, .doc = "by payment, from 1, the best builder"},
    [GTB_RANK_COLUMN_SUMS + GTB_RANK_PAYMENT] = {.name = "payment", .unit = "coin", .doc = "mean coin for a house"},
    [GTB_RANK_COLUMN_SUMS + GTB_RANK_LABOR] = {.name = "labor", .unit = "labor", .doc = "mean labor"},
    [GTB_RANK_COLUMN_SUMS + GTB_RANK_INCOME] = {.name = "income", .unit = "coin", .doc = "mean income before taxes and rebates"},
    [GTB_RANK_COLUMN_SUMS + GTB_RANK_PAID] = {.name = "paid", .unit = "coin", .doc = "mean tax paid"},
    [GTB_RANK_COLUMN_SUMS + GTB_RANK_COIN] = {.name = "coin", .unit = "coin", .doc = "mean coin at the end"},
    [GTB_RANK_COLUMN_SUMS + GTB_RANK_UTILITY] = {.name = "utility", .unit = "util", .doc = "mean utility at the end"},
    [GTB_RANK_COLUMN_SUMS + GTB_RANK_HOUSES] = {.name = "houses", .unit = "1", .doc = "mean number of houses built"},
    {0}};
const walras_column gtb_trade_columns[] = {
    [GTB_TRADE_STEP] = {.name = "step", COUNTED, .doc = "from 0"},
    [GTB_TRADE_RESOURCE] = {.name = "resource", COUNTED, .doc = "what was traded", .words = resources},
    [GTB_TRADE_BUYER] = {.name = "buyer", COUNTED, .doc = "agent, from 1"},
    [GTB_TRADE_SELLER] = {.name = "seller", COUNTED, .doc = "agent, from 1"},
    [GTB_TRADE_PRICE] = {.name = "price", .type = WALRAS_VALUE_INTEGER, .unit = "coin", .doc = "of the unit"},
    {0}};
const walras_column gtb_ledger_columns[] = {
    [GTB_LEDGER_PERIOD] = {.name = "period", COUNTED, .doc = "tax period, from 1"},
    [GTB_LEDGER_AGENT] = {.name = "agent", COUNTED, .doc = "from 1"},
    [GTB_LEDGER_INCOME] = {.name = "income", .unit = "coin", .doc = "change of its coin since the last tax day"},
    [GTB_LEDGER_PAID] = {.name = "paid", .unit = "coin", .doc = "tax, at most its inventory"},
    [GTB_LEDGER_REBATE] = {.name = "rebate", .unit = "coin", .doc = "its share of all taxes"},
    {0}};
const walras_column gtb_rate_columns[] = {
    [GTB_RATE_PERIOD] = {.name = "period", COUNTED, .doc = "tax period, from 1"},
    [GTB_RATE_BRACKET] = {.name = "bracket", COUNTED, .doc = "from 1"},
    [GTB_RATE_CUTOFF] = {.name = "cutoff", .unit = "coin", .doc = "income where the bracket begins"},
    [GTB_RATE_RATE] = {.name = "rate", .unit = "1", .doc = "marginal rate, mean over environments"},
    {0}};
const walras_column gtb_house_columns[] = {
    [GTB_HOUSE_PERIOD] = {.name = "period", COUNTED, .doc = "tax period in which it was built, from 1"},
    [GTB_HOUSE_AGENT] = {.name = "agent", COUNTED, .doc = "its owner, from 1"},
    [GTB_HOUSE_ROW] = {.name = "row", COUNTED, .doc = "from 0 at the top"},
    [GTB_HOUSE_COLUMN] = {.name = "column", COUNTED, .doc = "from 0 at the left"},
    {0}};
const walras_column gtb_map_columns[] = {
    [GTB_MAP_ROW] = {.name = "row", COUNTED, .doc = "from 0 at the top"},
    [GTB_MAP_COLUMN] = {.name = "column", COUNTED, .doc = "from 0 at the left"},
    [GTB_MAP_TILE] = {.name = "tile", COUNTED, .doc = "water, or whose source; tiles that are not here are free", .words = tiles},
    {0}};
