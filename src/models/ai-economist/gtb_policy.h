/** Policies of Gather-Trade-Build agents that need no training: at random, greedy by rules, and from a script. */
#ifndef WALRAS_MODELS_AI_ECONOMIST_GTB_POLICY_H
#define WALRAS_MODELS_AI_ECONOMIST_GTB_POLICY_H

#include "models/ai-economist/gtb_world.h"
#include "walras/status.h"

/** Each agent uniformly over what it may do: actions [N]. */
void gtb_random_actions(const gtb_world *world, uint8_t *actions);

/** A planner that chooses each rate uniformly among keeping it and all levels: actions [brackets]. */
void gtb_random_planner(const gtb_world *world, uint8_t *actions);

/** Rates uniformly on [low, high], in steps of nothing: rates [brackets]. */
void gtb_random_rates(const gtb_world *world, double low, double high, double *rates);

/** Bytes of working memory of gtb_greedy_actions. */
size_t gtb_greedy_scratch(const gtb_setting *setting);

/**
 * Rules without regard to taxes; an agent is a builder if a house pays it at least `builder_payment`. The first that applies: (a) a builder builds;
 * (b) every tenth step, agents in turn, a non-builder asks 5 for the resource it has most of, a builder with 6 coin bids 6 for the one it has
 * least of (ties: wood); (c) a builder with both resources walks to the nearest place for a house; (d) with one, to the nearest unit of the
 * other; (e) everybody to the nearest unit of any. Nearest by steps over tiles that are free at the moment; ties left, right, up, down.
 * scratch: gtb_greedy_scratch bytes, aligned for uint64_t; any contents, kept between calls by nobody.
 */
void gtb_greedy_actions(const gtb_world *world, double builder_payment, void *scratch, uint8_t *actions);

/**
 * Reads one agent's script: tokens separated by blanks: . nothing; L R U D moves; B builds; bW5 bS5 bid and aW5 aS5 ask 5 coin for wood or stone.
 * Writes at most `room` actions (NULL: only reads) and sets *count. Errors (WALRAS_ERROR_PARAMETER) name scripts, the agent and the token's position.
 */
walras_status gtb_script_parse(const gtb_setting *setting, const char *script, int64_t agent, uint8_t *actions, int64_t room,
                               int64_t *count, walras_error *error);

#endif
