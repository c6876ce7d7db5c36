/* The noise model against what its definition says about each draw. */
#include "model_run.h"
#include "walras/random.h"

enum { ENTITIES = 1000 };

/* Draw `entity` of round `round` in the trial that the harness runs: seed 42, replication 0. */
static double draw(uint64_t entity, uint32_t round) {
  uint32_t key[2];
  walras_random_key(42, 0, 0, key);
  const walras_stream stream = walras_stream_make(key, 0, round);
  return 2.0 + 0.5 * walras_normal(&stream, entity, 0);
}

static int ascending(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

#define NOISE_RUN(run, ...)                                                                                                      \
  RUN_MODEL(run, &walras_model_noise, "entities=1000", "block=64", "mean=2.0", "standard_deviation=0.5", __VA_ARGS__)

/* Rounding: a thousand additions of numbers near 2. */
static void moments_and_extremes_are_those_of_the_draws(void) {
  NOISE_RUN(run, "rounds=1", "threshold=2.5");
  double sum = 0.0, squares = 0.0, smallest = INFINITY, largest = -INFINITY;
  int64_t above = 0, who = -1;
  for (uint64_t entity = 0; entity < ENTITIES; entity++) {
    const double x = draw(entity, 0);
    sum += x;
    above += x > 2.5;
    smallest = x < smallest ? x : smallest;
    who = x > largest ? (int64_t)entity : who;
    largest = x > largest ? x : largest;
  }
  for (uint64_t entity = 0; entity < ENTITIES; entity++)
    squares += (draw(entity, 0) - sum / ENTITIES) * (draw(entity, 0) - sum / ENTITIES);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "sample_mean"), sum / ENTITIES, 1e-13);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "absolute_error"), fabs(sum / ENTITIES - 2.0), 1e-13);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "sample_variance"), squares / (ENTITIES - 1), 1e-13);
  CU_ASSERT(metric(&run, "smallest") == smallest && metric(&run, "largest") == largest);
  CU_ASSERT_EQUAL((int64_t)metric(&run, "largest_entity"), who);
  CU_ASSERT_EQUAL(metric(&run, "share_above"), (double)above / ENTITIES);
  end_run(&run);
}

static void the_median_is_the_lower_middle_draw_of_the_last_round(void) {
  NOISE_RUN(run, "rounds=3", "exact_median=true");
  double draws[ENTITIES];
  for (uint64_t entity = 0; entity < ENTITIES; entity++)
    draws[entity] = draw(entity, 2);
  qsort(draws, ENTITIES, sizeof *draws, ascending);
  CU_ASSERT_EQUAL(metric(&run, "median"), draws[ENTITIES / 2 - 1]);
  end_run(&run);
}

static void every_round_has_fresh_draws(void) {
  NOISE_RUN(run, "rounds=3");
  for (uint32_t round = 0; round < 3; round++) {
    double sum = 0.0;
    for (uint64_t entity = 0; entity < ENTITIES; entity++)
      sum += draw(entity, round);
    CU_ASSERT_DOUBLE_EQUAL(element(&run, "round_mean", round), sum / ENTITIES, 1e-13);
  }
  end_run(&run);
}

static void every_draw_is_in_one_bin(void) {
  NOISE_RUN(run, "rounds=1");
  double counted = 0.0;
  for (int64_t bin = 0; bin < 32; bin++)
    counted += element(&run, "draws", bin);
  CU_ASSERT_EQUAL(counted, ENTITIES);
  end_run(&run);
}

static void a_variance_of_one_draw_is_undefined_and_the_chosen_replication_fails(void) {
  RUN_MODEL(single, &walras_model_noise, "entities=1");
  CU_ASSERT(isnan(metric(&single, "sample_variance")));
  end_run(&single);
  CU_ASSERT(
      model_refuses(&walras_model_noise, "replication 0 fails because fail_replication says so", SETTINGS("fail_replication=0")));
  CU_ASSERT(model_refuses(&walras_model_noise, "entities", SETTINGS("entities=0")));
}

WALRAS_UNIT_TESTS(UNIT(moments_and_extremes_are_those_of_the_draws), UNIT(the_median_is_the_lower_middle_draw_of_the_last_round),
                  UNIT(every_round_has_fresh_draws), UNIT(every_draw_is_in_one_bin),
                  UNIT(a_variance_of_one_draw_is_undefined_and_the_chosen_replication_fails))
