/**
 * Gather-Trade-Build (Zheng, Trott, Srinivasa, Parkes, Socher 2021): N agents on a grid gather wood and stone, trade them for coin in two
 * auctions, build houses for coin, and are taxed by periods. This header: what all environments share (the setting), the state of one
 * environment, and its reset and step.
 *
 * An environment is one piece of caller's memory, setting.bytes long (about 5 KB for 4 agents on 25 x 25 tiles), without pointers: it may be
 * copied, stored and moved. A gtb_world is a view of it, cheap to make. Nothing here allocates, and environments know nothing of each other:
 * any thread may step any of them. Random numbers are functions of (environment, step, agent), so that results do not depend on who steps what
 * in which order.
 *
 * Tiles are numbered row by row from the top left. Coin is real: orders are for whole coins, house payments and taxes are not.
 */
#ifndef WALRAS_MODELS_AI_ECONOMIST_GTB_WORLD_H
#define WALRAS_MODELS_AI_ECONOMIST_GTB_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "numerics/taxes/schedule.h"
#include "walras/random.h"

enum { GTB_AGENTS_MOST = 64, GTB_PRICE_MOST = 60, GTB_SIDE_MOST = 1000 };
enum { GTB_STONE, GTB_WOOD, GTB_RESOURCES };
enum { GTB_BID, GTB_ASK, GTB_ORDER_SIDES };

/** Bits of a tile: the resource whose source it is (1 << resource), and whether a unit lies there. */
enum { GTB_SOURCE_STONE = 1 << GTB_STONE, GTB_SOURCE_WOOD = 1 << GTB_WOOD, GTB_UNIT = 4, GTB_WATER = 8 };
enum { GTB_SOURCE = GTB_SOURCE_STONE | GTB_SOURCE_WOOD };

/** Where agents start, unless tiles are given. */
typedef enum gtb_start {
  GTB_START_BY_RANK, /**< a corner for each quarter of the skill ranks */
  GTB_START_ANYWHERE,
  GTB_START_BY_HALF /**< top agents in the upper half of the map, the others in the lower */
} gtb_start;

/** What all environments of a trial share; read-only once prepared. Pointers are the caller's and outlive it. */
typedef struct gtb_setting {
  /* Filled by the caller. */
  int32_t agents;                                             /**< N, 2..GTB_AGENTS_MOST */
  int32_t height, width;                                      /**< tiles, 1..GTB_SIDE_MOST each */
  const uint8_t *tiles;                                       /**< [height * width] the map; NULL: each episode draws its own */
  int32_t drawn_sources;                                      /**< sources of each resource on drawn maps */
  int32_t episode_length, tax_period;                         /**< steps */
  int32_t price_most;                                         /**< highest price of an order, 1..GTB_PRICE_MOST */
  int32_t order_duration;                                     /**< age past which an order expires, steps */
  int32_t order_limit;                                        /**< open orders per agent and resource, 1..255 */
  double move_labor, collect_labor, order_labor, build_labor; /**< labor per action */
  double build_payment, build_multiplier_most;                /**< coin per house of the least skill; cap of skill multipliers */
  const double *payments;                                     /**< [N] coin per house of each agent; NULL: by ranks, or drawn */
  const double *ranked_payments;                              /**< [N] coin per house by rank, ascending; NULL: drawn */
  bool gather_bonus;                                          /**< agents draw a probability of a second unit */
  bool random_order;                                          /**< agents move in a fresh random order each step, else by index */
  gtb_start start;
  const int32_t *starts;  /**< [N] start tiles; NULL: by `start` */
  const bool *top_agents; /**< [N] by rank, 0 = best builder; for GTB_START_BY_HALF */
  double start_coin;
  int32_t start_stock[GTB_RESOURCES];
  double refill_probability; /**< of an empty source, per step */
  double eta, kappa;         /**< curvature of the utility of coin; cost of labor */
  walras_tax_schedule taxes; /**< cutoffs, and the rates of every episode's first period */
  double rate_min, rate_step;
  int32_t rate_levels; /**< rates that a planner may choose: rate_min + k rate_step */
  /* Filled by gtb_setting_prepare. */
  int32_t tile_count, source_most, order_most, periods, actions, planner_actions;
  double log_stay_empty; /**< log(1 - refill_probability) */
  struct {
    size_t agents, orders, refills, prices, rates, past_rates, incomes, paid, tiles, houses, occupants;
  } offset;
  size_t bytes; /**< of one environment; a multiple of 64 */
} gtb_setting;

/** Derives sizes. The caller's fields are within the ranges stated (asserted). */
void gtb_setting_prepare(gtb_setting *setting);

typedef struct gtb_agent {
  double coin, coin_escrow;
  double labor;
  double payment;      /**< coin per house */
  double bonus;        /**< probability of a second unit when gathering */
  double coin_utility; /**< utility of `valued_coin` */
  double valued_coin;  /**< coin of the latest utility */
  double utility;      /**< after the latest step */
  double taxed_coin;   /**< coin after the last tax day */
  double last_income;  /**< of the last full period */
  double last_rate;    /**< marginal rate there */
  int32_t stock[GTB_RESOURCES], escrow[GTB_RESOURCES], gathered[GTB_RESOURCES];
  int32_t houses;
  int32_t tile;
  uint8_t open_orders[GTB_RESOURCES];
  uint8_t rank; /**< 0 = the best builder of its environment */
} gtb_agent;

typedef struct gtb_order {
  int32_t age; /**< steps */
  int16_t price;
  uint8_t owner;
} gtb_order;

/** A source that was emptied, and the step at whose end it is full again. */
typedef struct gtb_refill {
  int32_t tile, due;
} gtb_refill;

typedef struct gtb_head {
  int32_t step;   /**< of this episode: those done */
  uint32_t clock; /**< steps of all episodes: the round of random numbers */
  uint32_t episode;
  int32_t orders[GTB_RESOURCES][GTB_ORDER_SIDES]; /**< open ones */
  int32_t refills, next_refill;                   /**< pending ones, and the first due step */
  int32_t trades, refused;                        /**< of this episode; actions that were not possible */
  double ledger_error;                            /**< largest change of all coin by anything but building */
} gtb_head;

typedef struct gtb_trade {
  int32_t step, resource, buyer, seller, price;
} gtb_trade;

/** An environment opened: pointers into its memory, its number, and its trial's random numbers. */
typedef struct gtb_world {
  const gtb_setting *setting;
  gtb_head *head;
  gtb_agent *agents;                                 /**< [N] */
  gtb_order *orders[GTB_RESOURCES][GTB_ORDER_SIDES]; /**< [order_most] each, best first */
  gtb_refill *refills;                               /**< [source_most] */
  double *price_history[GTB_RESOURCES];              /**< [price_most + 1] decaying counts of trades */
  double *rates;                                     /**< [brackets] in force */
  double *past_rates;                                /**< [periods][brackets] */
  double *incomes, *paid;                            /**< [periods][N] */
  uint8_t *tiles;                                    /**< [tile_count] bits */
  uint8_t *houses, *occupants;                       /**< [tile_count] 1 + owner, 1 + agent; 0 none */
  uint64_t environment;                              /**< the entity of its random numbers */
  uint32_t key[2];                                   /**< the trial's */
  gtb_trade *trades;                                 /**< where trades are written, or NULL; the caller's */
  int32_t trade_count, trade_room; /**< written, and how many there is room for: later ones are only counted in head */
} gtb_world;

/** `memory` [setting->bytes], 64-byte aligned. `key` as of walras_trial_stream: environments of one trial differ by `environment`. */
gtb_world gtb_open(const gtb_setting *setting, void *memory, uint64_t environment, const uint32_t key[2]);

/** Begins the next episode; `first` for memory that holds nothing yet. */
void gtb_reset(gtb_world *world, bool first);

/** What everybody does in one step. */
typedef struct gtb_actions {
  const uint8_t *agents;  /**< [N] 0..actions-1 */
  const uint8_t *planner; /**< [brackets] 0 = keep, 1 + level; used in the first step of a period; NULL = keep */
  const double *rates;    /**< [brackets] the rates of a period, instead of `planner`; used in its first step; NULL = none */
} gtb_actions;

/**
 * One step: build, auction, move and gather, tax, regrow. Impossible actions are no-ops, counted in head->refused. rewards [N] (NULL = not
 * wanted): changes of utility. Returns true when the episode is over: the next call is gtb_reset.
 */
bool gtb_step(gtb_world *world, const gtb_actions *actions, double *rewards);

/** Coin in inventory and escrow. */
static inline double gtb_coin(const gtb_agent *agent) {
  return agent->coin + agent->coin_escrow;
}

/** (x^(1 - eta) - 1) / (1 - eta); log max(1, x) for eta = 1. */
double gtb_coin_utility(double eta, double coin);

#endif
