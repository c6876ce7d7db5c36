/** The scalar and vector metrics of a store, masked by the trials' status. */
#ifndef WALRAS_CLI_VALUES_H
#define WALRAS_CLI_VALUES_H

#include "cli/cli.h"
#include "store/read.h"

enum { CLI_VALUES_CHUNKS = 4 }; /* a contrast of two metrics between two selections of points reads at four places */

/** Rows of neighbouring points of one metric, read at once. */
typedef struct cli_values_chunk {
  char *metric;         /* NULL = none yet */
  int64_t used;         /* when, in reads */
  int64_t length;       /* values of a trial: 1, or a vector's */
  uint8_t *absent;      /* [points] where the model does not define the metric; NULL = nowhere */
  int64_t first, count; /* points */
  double *values;       /* [count][replications][length] */
  int64_t capacity;
} cli_values_chunk;

/** One open store with its status, and what was read last, in memory. */
typedef struct cli_values_source {
  walras_store_reader *reader;
  uint8_t *status; /* [points * replications] */
  int64_t reads;
  cli_values_chunk chunks[CLI_VALUES_CHUNKS];
} cli_values_source;

/** Opens a store whose experiment has so many points and replications. False after a message. */
bool cli_values_open(const char *path, int64_t points, int64_t replications, cli_values_source *source);
void cli_values_close(cli_values_source *source);
/** Flags [points] of the design points at which a metric is absent, the caller's to free; NULL where it is present at all. */
walras_status cli_values_absence(const cli_values_source *source, const char *metric, uint8_t **absent, walras_error *error);
/** values [replications] of element `element` of a metric at a point; NaN where the trial is not done or the metric absent. A walras_values_reader. Points are read in
 *  chunks of about a mebibyte; the last four stay. */
walras_status cli_values_read(void *source, const char *metric, int64_t element, int64_t point, double *values,
                              walras_error *error);

#endif
