#include "cli/forecast.h"

#include <stdlib.h>

#include "engine/calibration.h"

static const double FORECAST_SECONDS = 1.0;

static void predict(cli_forecast *f, const walras_plan_factor *factors, double after) {
  f->input.factors = factors;
  walras_plan_predict(&f->input, &f->plan);
  f->prediction.seconds = f->prediction.seconds_most = f->plan.seconds;
  if (f->most != NULL) {
    walras_plan_input all = f->input;
    walras_plan_result result = f->plan;
    all.point_replications = f->most;
    walras_plan_predict(&all, &result);
    f->prediction.seconds_most = result.seconds;
  }
  f->prediction.after_seconds = after;
  f->input.factors = NULL;
  cli_run_log_predict(f->writer, f->layout, &f->prediction);
}

static void count_pending(cli_forecast *f, const uint8_t *status) {
  const int64_t replications = f->input.replications;
  for (int64_t trial = 0; trial < f->input.points * replications; trial++)
    f->pending[trial / replications] += status[trial] == WALRAS_TRIAL_PENDING;
}

walras_status cli_forecast_begin(cli_forecast *f, const walras_plan_input *input, const walras_plan_result *plan,
                                 const uint8_t *status, const int64_t *most, walras_error *error) {
  const size_t points = (size_t)input->points;
  f->input = *input;
  f->plan = *plan;
  f->most = most;
  f->pending = calloc(points, sizeof *f->pending);
  f->planned = calloc(points, sizeof *f->planned);
  f->taken = calloc(points, sizeof *f->taken);
  if (f->pending == NULL || f->planned == NULL || f->taken == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the forecast");
  count_pending(f, status);
  f->input.point_replications = f->pending;
  f->input.store_path = NULL; /* it stands by now */
  f->prediction = (cli_prediction){.bytes_per_rank = plan->bytes_per_rank, .store_bytes = (double)walras_store_bytes(f->writer)};
  predict(f, NULL, 0.0);
  return WALRAS_OK;
}

/* Nothing depends on it: without memory there is no second forecast. */
static void predict_again(cli_forecast *f, double elapsed) {
  walras_measured *measured = calloc((size_t)f->input.points, sizeof *measured);
  walras_plan_factor *factors = calloc((size_t)f->input.points, sizeof *factors);
  walras_plan_cost *rough = calloc((size_t)f->input.points, sizeof *rough);
  const bool room = measured != NULL && factors != NULL && rough != NULL;
  int64_t count = 0;
  for (int64_t point = 0; room && point < f->input.points; point++) {
    rough[point].spread = walras_plan_trial_seconds(&f->input, &f->plan, point);
    if (f->planned[point] > 0.0)
      measured[count++] = (walras_measured){.point = point, .rough.spread = f->planned[point], .seconds = f->taken[point]};
  }
  if (count > 0 && walras_calibration_fit(measured, count, rough, f->input.points, factors))
    predict(f, factors, elapsed);
  free(measured);
  free(factors);
  free(rough);
}

void cli_forecast_measured(int64_t first, int64_t count, const double *seconds, double elapsed, void *forecast) {
  cli_forecast *f = forecast;
  if (f->prediction.after_seconds > 0.0)
    return;
  double planned = 0.0;
  for (int64_t i = 0, last = -1; i < count; i++) {
    const int64_t point = (first + i) / f->input.replications;
    if (point != last)
      planned = walras_plan_trial_seconds(&f->input, &f->plan, point);
    f->planned[point] += planned;
    f->taken[point] += seconds[i];
    last = point;
  }
  if (elapsed >= FORECAST_SECONDS)
    predict_again(f, elapsed);
}

void cli_forecast_free(cli_forecast *f) {
  free(f->pending);
  free(f->planned);
  free(f->taken);
}
