/**
 * What agents and planner see, as numbers for a network, written straight into a caller's buffer.
 *
 * An agent: channels [GTB_CHANNELS][GTB_WINDOW][GTB_WINDOW] of the tiles around it (itself in the middle): stone there, wood there, house, water,
 * source of stone, source of wood, outside of the map, and two of numbers: owner of the house, agent standing there (0 none, 1 itself, else
 * 2 + its index). Then scalars, 136 for 4 agents, prices up to 10 and 7 brackets:
 *   coin, stone, wood in inventory / 100; row / height, column / width; payment / build_payment; building skill; bonus probability; time / episode;
 *   for stone, then wood: market rate (mean price of past trades), past trades at each price / 100, asks of others at each price, bids of others,
 *   own asks, own bids;
 *   whether the next step is a tax day, the first of a period, and where in the period it is; last incomes, ascending, / tax_period; rates; own
 *   marginal rate at the income so far.
 *
 * The planner, 86 + 6 N scalars: its own inventory (always 0); time; for each resource market rate, past trades, all asks, all bids; the three of
 * time in the period, last incomes and rates; and for each agent coin, stone, wood / 100, last income / tax_period, last and present
 * marginal rate.
 */
#ifndef WALRAS_MODELS_AI_ECONOMIST_GTB_OBSERVE_H
#define WALRAS_MODELS_AI_ECONOMIST_GTB_OBSERVE_H

#include "models/ai-economist/gtb_world.h"

enum { GTB_WINDOW = 11, GTB_CHANNELS = 9, GTB_WINDOW_INPUTS = GTB_CHANNELS * GTB_WINDOW * GTB_WINDOW };

int32_t gtb_agent_scalars(const gtb_setting *setting);
/** Length of an agent's observation: window, then scalars. */
int32_t gtb_agent_inputs(const gtb_setting *setting);
int32_t gtb_planner_inputs(const gtb_setting *setting);

/** Agent i's observation [gtb_agent_inputs] at inputs + i * stride. */
void gtb_observe_agents(const gtb_world *world, float *inputs, int64_t stride);
/** inputs [gtb_planner_inputs]. */
void gtb_observe_planner(const gtb_world *world, float *inputs);

#endif
