#include "cli/value_cache.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

cli_value_cache cli_value_cache_make(walras_values_reader read, void *context, int64_t points, int64_t replications) {
  return (cli_value_cache){.read = read, .context = context, .points = points, .replications = replications};
}

static void forget(cli_cached_column *column) {
  free(column->values);
  free(column->known);
  *column = (cli_cached_column){0};
}

void cli_value_cache_free(cli_value_cache *cache) {
  for (int i = 0; i < CLI_CACHE_COLUMNS; i++)
    forget(&cache->columns[i]);
}

static bool holds(const cli_cached_column *column, const char *metric, int64_t element) {
  return column->known != NULL && column->element == element && strcmp(column->metric, metric) == 0;
}

/* The metric's column, in place of the one that was not used for the longest time when it is new; NULL when it is not to be kept. */
static cli_cached_column *find(cli_value_cache *cache, const char *metric, int64_t element) {
  cli_cached_column *oldest = &cache->columns[0];
  for (int i = 0; i < CLI_CACHE_COLUMNS; i++) {
    if (holds(&cache->columns[i], metric, element))
      return &cache->columns[i];
    if (cache->columns[i].used < oldest->used)
      oldest = &cache->columns[i];
  }
  const size_t values = (size_t)cache->points * (size_t)cache->replications;
  if (values * sizeof *oldest->values > CLI_CACHE_BYTES || strlen(metric) >= sizeof oldest->metric)
    return NULL;
  forget(oldest);
  oldest->values = malloc(values * sizeof *oldest->values + 1);
  oldest->known = calloc((size_t)cache->points, sizeof *oldest->known);
  oldest->element = element;
  snprintf(oldest->metric, sizeof oldest->metric, "%s", metric);
  if (oldest->values != NULL && oldest->known != NULL)
    return oldest;
  forget(oldest);
  return NULL;
}

walras_status cli_value_cache_read(void *context, const char *metric, int64_t element, int64_t point, double *values,
                                   walras_error *error) {
  cli_value_cache *cache = context;
  cli_cached_column *column = find(cache, metric, element);
  if (column == NULL)
    return cache->read(cache->context, metric, element, point, values, error);
  double *row = column->values + point * cache->replications;
  column->used = ++cache->reads;
  if (!column->known[point]) {
    const walras_status status = cache->read(cache->context, metric, element, point, row, error);
    if (status != WALRAS_OK)
      return status;
    column->known[point] = true;
  }
  memcpy(values, row, (size_t)cache->replications * sizeof *values);
  return WALRAS_OK;
}
