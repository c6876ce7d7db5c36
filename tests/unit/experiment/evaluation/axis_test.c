#include "experiment/evaluation/axis.h"

#include "bench.h"

/* The axis of a bench along its agents. */
static claim_axis load(bench *b) {
  claim_axis axis;
  config_t config;
  walras_error error = {0};
  const walras_claim claim = {.metric = "welfare"};
  walras_experiment *x = bench_experiment(b, "");
  config_init(&config);
  CU_ASSERT_FATAL(config_read_string(&config, "claim: { along = \"agents\"; };"));
  const evaluator e = {.experiment = x,
                       .claim = &claim,
                       .group = config_lookup(&config, "claim"),
                       .read = bench_read,
                       .context = b,
                       .error = &error};
  CU_ASSERT_EQUAL_FATAL(claim_axis_load(&e, &axis), WALRAS_OK);
  config_destroy(&config);
  walras_experiment_destroy(x);
  return axis;
}

#define GRID                                                                                                                     \
  "sweep: { design = \"grid\"; axes = ( { parameter = \"truthful\"; values = [ true, false ]; }, "                               \
  "{ parameter = \"agents\"; values = [ 40, 10, 20 ]; } ); };"

static void points_are_sorted_and_those_at_one_value_stand_together(void) {
  bench b = {.replications = 2, .sweep = GRID, .welfare = {{4, 4}, {1, 1}, {2, 2}, {40, 42}, {10, 12}, {20, 22}}};
  claim_axis axis = load(&b);
  CU_ASSERT(axis.count == 3 && axis.x[0] == 10 && axis.x[1] == 20 && axis.x[2] == 40);
  CU_ASSERT(axis.first[0] == 0 && axis.first[1] == 2 && axis.first[3] == 6 && axis.sample.points[0] == 1 &&
            axis.sample.points[1] == 4);
  CU_ASSERT(claim_axis_mean(&axis, 0) == 6.0 && claim_axis_mean(&axis, 2) == 22.5);
  const claim_sample part = claim_axis_part(&axis, 2);
  CU_ASSERT(part.point_count == 2 && part.value_count == 4 && part.means[1] == 41.0 && claim_sample_row(&part, 1)[1] == 42.0);
  claim_axis_free(&axis);
}

static void a_value_with_an_unmeasured_point_is_left_out(void) {
  bench b = {.replications = 2, .sweep = GRID, .welfare = {{4, 4}, {1, 1}, {2, NAN}, {40, 42}, {NAN, NAN}, {20, 22}}};
  claim_axis axis = load(&b);
  CU_ASSERT(axis.count == 2 && axis.x[0] == 20 && axis.x[1] == 40 && axis.sample.point_count == 4 &&
            axis.sample.value_count == 7);
  claim_axis_free(&axis);
}

WALRAS_UNIT_TESTS(UNIT(points_are_sorted_and_those_at_one_value_stand_together),
                  UNIT(a_value_with_an_unmeasured_point_is_left_out))
