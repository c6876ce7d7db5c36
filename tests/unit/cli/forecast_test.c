#include "cli/forecast.h"

#include "cli/placement.h"
#include "unit/small_experiment.h"

/* A forecast of the small experiment's pending trials: of point 0 the last two, of point 1 all. */
typedef struct prophecy {
  small_experiment small;
  walras_store_writer *writer;
  walras_plan_input input;
  walras_plan_result plan;
  cli_forecast forecast;
} prophecy;

static const cli_line line = {0};
static const cli_placement unknown = {.nodes = 1};
static const cli_session_start start = {.line = &line, .placement = &unknown, .ranks = 1, .threads = 1, .ranks_per_trial = 1};

static void begin(prophecy *p, const char *name, const int64_t *most) {
  p->small = small_new(SMALL_CONFIG);
  p->writer = small_open(&p->small, small_store(&p->small, name, 0));
  const walras_experiment *e = p->small.experiment;
  uint8_t status[SMALL_TRIALS] = {WALRAS_TRIAL_DONE, WALRAS_TRIAL_FAILED};
  p->input = (walras_plan_input){.model = e->model,
                                 .points = e->points,
                                 .replications = e->replications,
                                 .parameters = e->parameters,
                                 .point_replications = e->point_replications,
                                 .ranks = 1,
                                 .threads = 1,
                                 .memory.process = 3e7,
                                 .store = walras_layout_store(p->small.layout)};
  CU_ASSERT_EQUAL_FATAL(walras_plan_make(&p->input, &p->plan, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL_FATAL(cli_run_log_start(p->writer, p->small.layout, &start, NULL), WALRAS_OK);
  p->forecast = (cli_forecast){.writer = p->writer, .layout = p->small.layout};
  CU_ASSERT_EQUAL_FATAL(cli_forecast_begin(&p->forecast, &p->input, &p->plan, status, most, NULL), WALRAS_OK);
}

/* As the log has it once the writer is gone. */
static cli_history finish(prophecy *p, const char *name) {
  walras_store_reader *reader = NULL;
  cli_history history = {0};
  CU_ASSERT_EQUAL(walras_store_writer_close(p->writer, NULL), WALRAS_OK);
  cli_forecast_free(&p->forecast);
  small_free(&p->small);
  CU_ASSERT_EQUAL_FATAL(walras_store_reader_open(unit_path(name), &reader, NULL), WALRAS_OK);
  CU_ASSERT_TRUE(cli_run_log_read(reader, &history));
  walras_store_reader_close(reader);
  return history;
}

static void the_first_forecast_is_of_what_is_pending_by_rough_costs(void) {
  prophecy p;
  begin(&p, "rough.h5", NULL);
  const double each = walras_plan_trial_seconds(&p.input, &p.plan, 0), bytes = p.plan.bytes_per_rank;
  const double file = (double)walras_store_bytes(p.writer);
  const cli_prediction predicted = finish(&p, "rough.h5").predicted;
  CU_ASSERT(predicted.seconds >= 6.0 * each && predicted.seconds <= 6.0 * each + 1e-5);
  CU_ASSERT(predicted.seconds_most == predicted.seconds && predicted.after_seconds == 0.0);
  CU_ASSERT(predicted.bytes_per_rank == bytes && predicted.store_bytes == file && file > 0.0);
}

/* Trials 2 and 3 are of point 0, trial 4 of point 1; another of them is not heard of any more. */
static void after_a_second_the_trials_own_times_foretell_the_rest(void) {
  prophecy p;
  begin(&p, "taken.h5", NULL);
  cli_forecast_measured(2, 2, (double[]){0.25, 0.35}, 0.6, &p.forecast);
  CU_ASSERT(p.forecast.prediction.after_seconds == 0.0);
  cli_forecast_measured(4, 1, (double[]){0.5}, 1.25, &p.forecast);
  CU_ASSERT_DOUBLE_EQUAL(p.forecast.prediction.seconds, 2 * 0.3 + 4 * 0.5, 1e-5);
  cli_forecast_measured(5, 1, (double[]){9.0}, 10.0, &p.forecast);
  const cli_prediction predicted = finish(&p, "taken.h5").predicted;
  CU_ASSERT_DOUBLE_EQUAL(predicted.seconds, 2 * 0.3 + 4 * 0.5, 1e-5);
  CU_ASSERT_EQUAL(predicted.after_seconds, 1.25);
}

static void sequential_stopping_makes_it_a_range(void) {
  const int64_t most[SMALL_POINTS] = {20, 40};
  prophecy p;
  begin(&p, "range.h5", most);
  cli_forecast_measured(2, 1, (double[]){1.5}, 1.5, &p.forecast);
  const cli_prediction predicted = finish(&p, "range.h5").predicted;
  CU_ASSERT_DOUBLE_EQUAL(predicted.seconds, 6 * 1.5, 1e-4);
  CU_ASSERT_DOUBLE_EQUAL(predicted.seconds_most, 60 * 1.5, 1e-4);
}

WALRAS_UNIT_TESTS(UNIT(the_first_forecast_is_of_what_is_pending_by_rough_costs),
                  UNIT(after_a_second_the_trials_own_times_foretell_the_rest), UNIT(sequential_stopping_makes_it_a_range))
