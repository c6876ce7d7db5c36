#include "models/ai-economist/gtb_map.h"

#include <assert.h>
#include <string.h>

#include "models/ai-economist/gtb_random.h"

/* Which columns of a row hold a bit: the authors' map as published with their simulator. */
typedef struct stretch {
  uint8_t row, first, last;
} stretch;

static void mark(uint8_t *tiles, uint8_t bits, const stretch *stretches, int count) {
  for (int k = 0; k < count; k++)
    for (int column = stretches[k].first; column <= stretches[k].last; column++)
      tiles[stretches[k].row * GTB_NAMED_MAP_SIDE + column] = bits;
}

static const stretch wood[] = {{0, 0, 4},   {0, 7, 7}, {0, 14, 14}, {1, 0, 1},   {1, 3, 3}, {1, 14, 14}, {1, 21, 21},
                               {1, 23, 24}, {2, 1, 1}, {2, 22, 22}, {2, 24, 24}, {3, 1, 1}, {4, 16, 16}, {4, 23, 23}};
static const stretch stone[] = {{3, 0, 0},  {3, 3, 3},  {3, 5, 5},  {5, 1, 2},  {6, 1, 1},  {9, 0, 0},  {9, 7, 7},  {13, 1, 1},
                                {14, 0, 0}, {14, 2, 2}, {15, 3, 3}, {16, 0, 1}, {17, 1, 2}, {18, 0, 1}, {19, 2, 2}, {24, 0, 0}};
static const stretch water_row[] = {{12, 0, 4}, {12, 9, 15}, {12, 20, 24}};

void gtb_map_open_quadrant(uint8_t *tiles) {
  enum { MIDDLE = GTB_NAMED_MAP_SIDE / 2 };
  memset(tiles, 0, GTB_NAMED_MAP_SIDE * GTB_NAMED_MAP_SIDE);
  for (int row = 0; row < GTB_NAMED_MAP_SIDE; row++)
    if (row <= 4 || (row >= 9 && row <= 15) || row >= 20)
      tiles[row * GTB_NAMED_MAP_SIDE + MIDDLE] = GTB_WATER;
  mark(tiles, GTB_WATER, water_row, sizeof water_row / sizeof *water_row);
  mark(tiles, GTB_SOURCE_WOOD, wood, sizeof wood / sizeof *wood);
  mark(tiles, GTB_SOURCE_STONE, stone, sizeof stone / sizeof *stone);
}

void gtb_map_split_world(uint8_t *tiles) {
  gtb_map_open_quadrant(tiles);
  memset(tiles + GTB_NAMED_MAP_SIDE / 2 * GTB_NAMED_MAP_SIDE, GTB_WATER, GTB_NAMED_MAP_SIDE);
}

static int tile_of(char letter) {
  switch (letter) {
  case 'W':
    return GTB_SOURCE_WOOD;
  case 'S':
    return GTB_SOURCE_STONE;
  case '@':
    return GTB_WATER;
  case '.':
  case ' ':
    return 0;
  default:
    return -1;
  }
}

walras_status gtb_map_literal(const char *const *rows, int64_t count, int32_t agents, uint8_t *tiles, walras_error *error) {
  const size_t width = count > 0 ? strlen(rows[0]) : 0;
  if (count < 1 || count > GTB_SIDE_MOST || width < 1 || width > GTB_SIDE_MOST)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "map_rows: %lld rows of %zu letters; 1 to %d of each are possible",
                       (long long)count, width, GTB_SIDE_MOST);
  int64_t free = 0;
  for (int64_t row = 0; row < count; row++) {
    if (strlen(rows[row]) != width)
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "map_rows: row %lld has %zu letters, row 0 has %zu", (long long)row,
                         strlen(rows[row]), width);
    for (size_t column = 0; column < width; column++) {
      const int tile = tile_of(rows[row][column]);
      if (tile < 0)
        return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                           "map_rows: '%c' in row %lld, column %zu is none of W (wood), S (stone), @ (water), . (free)",
                           rows[row][column], (long long)row, column);
      if (tiles != NULL)
        tiles[(size_t)row * width + column] = (uint8_t)tile;
      free += tile != GTB_WATER;
    }
  }
  if (free < agents)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "map_rows: %lld tiles without water for %d agents", (long long)free,
                       agents);
  return WALRAS_OK;
}

/* The gap of an arm that reaches out `arm` tiles from the middle: 4 wide, half way. */
static bool is_gap(int32_t distance, int32_t arm) {
  const int32_t first = arm > 6 ? (arm - 4) / 2 : 1;
  return distance >= first && distance < first + 4;
}

static void draw_cross(int32_t height, int32_t width, uint8_t *tiles) {
  const int32_t row_middle = height / 2, column_middle = width / 2;
  for (int32_t row = 0; row < height; row++) {
    const int32_t distance = row < row_middle ? row_middle - row : row - row_middle;
    if (distance == 0 || !is_gap(distance, row_middle))
      tiles[row * width + column_middle] = GTB_WATER;
  }
  for (int32_t column = 0; column < width; column++) {
    const int32_t distance = column < column_middle ? column_middle - column : column - column_middle;
    if (distance == 0 || !is_gap(distance, column_middle))
      tiles[row_middle * width + column] = GTB_WATER;
  }
}

int32_t gtb_map_room(int32_t height, int32_t width) {
  return height * width / 8;
}

typedef struct drawn_map {
  int32_t height, width, resource;
  uint8_t *tiles;
  int32_t *placed, count; /* sources of this resource so far */
  walras_stream stream;
  uint64_t entity;
  uint32_t next; /* word */
} drawn_map;

static uint32_t draw_below(drawn_map *map, int32_t bound) {
  const uint32_t word = walras_draw(&map->stream, map->entity, map->next / 4).word[map->next % 4];
  map->next++;
  return gtb_bounded(word, (uint32_t)bound);
}

static void place(drawn_map *map, int32_t tile) {
  map->tiles[tile] = (uint8_t)(1 << map->resource);
  map->placed[map->count++] = tile;
}

/* A seed: a free tile of the resource's part of the map, each as likely. */
static void place_seed(drawn_map *map) {
  const int32_t rows = map->resource == GTB_WOOD ? map->height / 2 : map->height;
  const int32_t columns = map->resource == GTB_STONE ? map->width / 2 : map->width;
  int32_t tile;
  do {
    const int32_t cell = (int32_t)draw_below(map, rows * columns);
    tile = cell / columns * map->width + cell % columns;
  } while (map->tiles[tile] != 0);
  place(map, tile);
}

/* Growth: a random neighbour of a random source, where that is free and lies in the resource's part of the map. */
static bool grow(drawn_map *map) {
  static const int8_t down[] = {0, 0, -1, 1}, right[] = {-1, 1, 0, 0};
  const int32_t choice = (int32_t)draw_below(map, 4 * map->count);
  const int32_t row = map->placed[choice / 4] / map->width + down[choice % 4];
  const int32_t column = map->placed[choice / 4] % map->width + right[choice % 4];
  const int32_t rows = map->resource == GTB_WOOD ? map->height / 2 : map->height;
  const int32_t columns = map->resource == GTB_STONE ? map->width / 2 : map->width;
  if (row < 0 || row >= rows || column < 0 || column >= columns || map->tiles[row * map->width + column] != 0)
    return false;
  place(map, row * map->width + column);
  return true;
}

void gtb_map_draw(const gtb_setting *setting, uint64_t entity, const walras_stream streams[GTB_RESOURCES], int32_t *scratch,
                  uint8_t *tiles) {
  enum { CLUMP = 10, PATIENCE = 64 };
  assert(setting->drawn_sources >= 1 && setting->drawn_sources <= gtb_map_room(setting->height, setting->width));
  memset(tiles, 0, (size_t)setting->height * (size_t)setting->width);
  draw_cross(setting->height, setting->width, tiles);
  for (int32_t resource = 0; resource < GTB_RESOURCES; resource++) {
    drawn_map map = {.height = setting->height,
                     .width = setting->width,
                     .resource = resource,
                     .tiles = tiles,
                     .placed = scratch,
                     .stream = streams[resource],
                     .entity = entity};
    while (map.count < (setting->drawn_sources + CLUMP - 1) / CLUMP)
      place_seed(&map);
    /* Clumps that have no room left make place for a new one. */
    for (int failures = 0; map.count < setting->drawn_sources;) {
      failures = grow(&map) ? 0 : failures + 1;
      if (failures == PATIENCE && map.count < setting->drawn_sources) {
        place_seed(&map);
        failures = 0;
      }
    }
  }
}
