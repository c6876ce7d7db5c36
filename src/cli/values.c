#include "cli/values.h"

#include <math.h>
#include <stdlib.h>

#include "store/store.h"
#include "store/walk.h"

bool cli_values_open(const char *path, int64_t points, int64_t replications, cli_values_source *source) {
  walras_error error = {0};
  *source = (cli_values_source){0};
  walras_status status = walras_store_reader_open(path, &source->reader, &error);
  if (status == WALRAS_OK &&
      (walras_store_points(source->reader) != points || walras_store_replications(source->reader) != replications))
    status = WALRAS_FAIL(&error, WALRAS_ERROR_INPUT, "%s has %lld x %lld trials, its experiment %lld x %lld", path,
                         (long long)walras_store_points(source->reader), (long long)walras_store_replications(source->reader),
                         (long long)points, (long long)replications);
  if (status == WALRAS_OK) {
    source->status = malloc((size_t)(points * replications) + 1);
    status = source->status != NULL ? walras_store_read_bytes(source->reader, "/trials/status", 0, points, source->status, &error)
                                    : WALRAS_FAIL(&error, WALRAS_ERROR_MEMORY, "out of memory");
  }
  if (status == WALRAS_OK)
    return true;
  cli_complain_error(&error);
  cli_values_close(source);
  return false;
}

void cli_values_close(cli_values_source *source) {
  walras_store_reader_close(source->reader);
  free(source->status);
  free(source->row);
  *source = (cli_values_source){0};
}

walras_status cli_values_read(void *context, const char *metric, int64_t element, int64_t point, double *values,
                              walras_error *error) {
  cli_values_source *source = context;
  char path[256];
  walras_store_shape shape;
  const int64_t replications = walras_store_replications(source->reader);
  snprintf(path, sizeof path, "/metrics/%s", metric);
  walras_status status = walras_store_shape_of(source->reader, path, &shape, error);
  if (status != WALRAS_OK)
    return status;
  if (!walras_is_per_trial(source->reader, &shape, path) || shape.rank > 3)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s has no value for each trial", metric);
  const int64_t length = shape.rank > 2 ? shape.extent[2] : 1;
  if (element < 0 || element >= length)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s has %lld values, not %lld", metric, (long long)length,
                       (long long)element + 1);
  if (source->row_capacity < replications * length) {
    free(source->row);
    source->row = malloc((size_t)(replications * length) * sizeof *source->row);
    source->row_capacity = source->row != NULL ? replications * length : 0;
  }
  if (source->row == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for %s", metric);
  status = walras_store_read_reals(source->reader, path, point, 1, source->row, error);
  for (int64_t i = 0; status == WALRAS_OK && i < replications; i++)
    values[i] = source->status[point * replications + i] == WALRAS_TRIAL_DONE ? source->row[i * length + element] : (double)NAN;
  return status;
}
