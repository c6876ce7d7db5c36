/** Maps of the Gather-Trade-Build world: tiles [height * width], row by row from the top left; bits as in gtb_world.h. */
#ifndef WALRAS_MODELS_AI_ECONOMIST_GTB_MAP_H
#define WALRAS_MODELS_AI_ECONOMIST_GTB_MAP_H

#include "models/ai-economist/gtb_world.h"
#include "walras/status.h"

enum { GTB_NAMED_MAP_SIDE = 25 };

/** The authors' open quadrants: both resources top left, wood top right, stone bottom left, nothing bottom right. tiles [25 * 25]. */
void gtb_map_open_quadrant(uint8_t *tiles);

/** The same with a closed row of water through the middle. */
void gtb_map_split_world(uint8_t *tiles);

/**
 * A map written as rows: W wood, S stone, @ water, . or a blank free. Errors (the message begins with map_rows): rows of other lengths than
 * the first, other letters, sides outside 1..GTB_SIDE_MOST, fewer tiles than `agents` to stand on. `tiles` may be
 * NULL where the map is only to be checked.
 */
walras_status gtb_map_literal(const char *const *rows, int64_t count, int32_t agents, uint8_t *tiles, walras_error *error);

/**
 * A drawn map of the setting's size: a cross of water with a gap in each arm, wood in the two upper quadrants and stone in the two left ones,
 * setting->drawn_sources of each (1..gtb_map_room) in clumps of about ten: seeds uniformly, then growth by random neighbours. scratch
 * [drawn_sources]; words from 0 on of `entity` in one stream per resource.
 */
void gtb_map_draw(const gtb_setting *setting, uint64_t entity, const walras_stream streams[GTB_RESOURCES], int32_t *scratch,
                  uint8_t *tiles);

/** The most sources of each resource that gtb_map_draw can place. */
int32_t gtb_map_room(int32_t height, int32_t width);

#endif
