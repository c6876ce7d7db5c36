/** The last metrics that were read, kept: claims about one metric read its dataset once. */
#ifndef WALRAS_CLI_VALUE_CACHE_H
#define WALRAS_CLI_VALUE_CACHE_H

#include "experiment/evaluate.h"

enum { CLI_CACHE_COLUMNS = 2, CLI_CACHE_BYTES = 16 << 20 };

/** One metric's element at all points. */
typedef struct cli_cached_column {
  char metric[128];
  int64_t element;
  double *values; /* [points][replications] */
  bool *known;    /* [points] */
  int64_t used;   /* when, in reads */
} cli_cached_column;

/** A reader in front of another one. A column that would take more than CLI_CACHE_BYTES is not kept. */
typedef struct cli_value_cache {
  walras_values_reader read;
  void *context;
  int64_t points, replications, reads;
  cli_cached_column columns[CLI_CACHE_COLUMNS];
} cli_value_cache;

cli_value_cache cli_value_cache_make(walras_values_reader read, void *context, int64_t points, int64_t replications);
void cli_value_cache_free(cli_value_cache *cache);

/** A walras_values_reader whose context is a cli_value_cache. */
walras_status cli_value_cache_read(void *cache, const char *metric, int64_t element, int64_t point, double *values,
                                   walras_error *error);

#endif
