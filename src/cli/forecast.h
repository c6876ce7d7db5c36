/** What a session will take: foretold on rank 0 from the model's rough costs, and once more from what its own first trials took. That costs the
 *  run nothing, where a calibration would cost it a second; the end stands beside it in the log. */
#ifndef WALRAS_CLI_FORECAST_H
#define WALRAS_CLI_FORECAST_H

#include "cli/run_log.h"
#include "engine/planner.h"

typedef struct cli_forecast {
  walras_store_writer *writer;
  const walras_layout *layout;
  walras_plan_input input; /* of what is pending */
  walras_plan_result plan;
  const int64_t *most;     /* [points] replications, should sequential stopping release all; NULL = no more than are pending */
  int64_t *pending;        /* [points] replications */
  double *planned, *taken; /* [points] sums over the trials that were seen */
  cli_prediction prediction;
} cli_forecast;

/** Of the pending trials of `status` [points * replications], laid out as `plan` says, and writes it to the log. `most` may be NULL. */
walras_status cli_forecast_begin(cli_forecast *forecast, const walras_plan_input *input, const walras_plan_result *plan,
                                 const uint8_t *status, const int64_t *most, walras_error *error);

/** A walras_measured_function: with the first trials that are written after a second, foretells it again. A shorter run needs none. */
void cli_forecast_measured(int64_t first, int64_t count, const double *seconds, double elapsed, void *forecast);

void cli_forecast_free(cli_forecast *forecast);

#endif
