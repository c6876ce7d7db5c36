/* The simulator against what can be worked out by hand. */
#include "engine/simulation/simulation.h"

#include <math.h>

#include "unit.h"

static const walras_simulation_costs FREE = {0};

typedef struct setting {
  double seconds; /* of a trial */
  int64_t trials;
  int groups, at_once;
  walras_noise noise;
  double variation, block;
  walras_simulation_costs costs;
} setting;

static walras_simulation_result simulate(setting s) {
  walras_trial_times times;
  walras_simulation_result result = {0};
  walras_error error = {0};
  const walras_trial_times_input input = {
      .values = &s.seconds, .value_count = 1, .trials = s.trials, .noise = s.noise, .variation = s.variation, .seed = 3};
  CU_ASSERT_EQUAL_FATAL(walras_trial_times_open(&times, &input, NULL), WALRAS_OK);
  const walras_status status = walras_simulate(&(walras_simulation_input){.times = &times,
                                                                          .trials = s.trials,
                                                                          .groups = s.groups,
                                                                          .at_once = s.at_once > 0 ? s.at_once : 1,
                                                                          .block_seconds = s.block,
                                                                          .datasets = 10,
                                                                          .record_bytes = 100,
                                                                          .costs = &s.costs},
                                               &result, &error);
  CU_ASSERT_EQUAL_FATAL(status, WALRAS_OK);
  CU_ASSERT(s.noise != WALRAS_NOISE_NONE ||
            fabs(result.work_seconds - s.seconds * (double)s.trials) < 1e-9 * result.work_seconds);
  walras_trial_times_close(&times);
  return result;
}

static void one_rank_takes_the_sum_of_its_trials_and_of_what_they_cost(void) {
  const walras_simulation_costs costs = {
      .dataset_seconds = 2e-4, .trial_seconds = 1e-5, .byte_seconds = 1e-7, .overhead_seconds = 2e-5};
  const walras_simulation_result free_of_costs = simulate((setting){.seconds = 0.3, .trials = 50, .groups = 1, .costs = FREE});
  CU_ASSERT_DOUBLE_EQUAL(free_of_costs.seconds, 15.0, 1e-9);
  CU_ASSERT_DOUBLE_EQUAL(free_of_costs.utilisation, 1.0, 1e-9);
  const walras_simulation_result result = simulate((setting){.seconds = 0.3, .trials = 50, .groups = 1, .costs = costs});
  const double written = 50 * (10 * 2e-4 + 1e-5 + 100 * 1e-7);
  CU_ASSERT_DOUBLE_EQUAL(result.seconds, 15.0 + 50 * 2e-5 + written, 1e-9);
  CU_ASSERT_DOUBLE_EQUAL(result.coordinator_busy, written / result.seconds, 1e-9);
  CU_ASSERT(result.batches == 50 && result.messages == 0);
}

static void equal_trials_take_as_many_rounds_as_they_fill(void) {
  for (int groups = 2; groups <= 9; groups++)
    for (int64_t trials = 1; trials <= 40; trials++) {
      const walras_simulation_result result =
          simulate((setting){.seconds = 1.0, .trials = trials, .groups = groups, .costs = FREE});
      const double rounds = ceil((double)trials / groups);
      CU_ASSERT_DOUBLE_EQUAL(result.seconds, rounds, 1e-9);
      CU_ASSERT_DOUBLE_EQUAL(result.utilisation, (double)trials / (rounds * groups), 1e-9);
    }
}

/* List scheduling ends within the longest trial (Graham, "Bounds for certain multiprocessing anomalies", 1966); one more may wait in reserve. */
static void uneven_trials_end_within_two_of_the_longest_one(void) {
  for (int groups = 2; groups <= 64; groups *= 2) {
    const setting s = {.seconds = 1.0,
                       .trials = 50 * groups,
                       .groups = groups,
                       .noise = WALRAS_NOISE_LOGNORMAL,
                       .variation = 2.0,
                       .block = 1e-3,
                       .costs = FREE};
    const walras_simulation_result result = simulate(s);
    walras_trial_times times;
    const walras_trial_times_input input = {
        .values = &s.seconds, .value_count = 1, .trials = s.trials, .noise = s.noise, .variation = s.variation, .seed = 3};
    double longest = 0.0;
    CU_ASSERT_EQUAL_FATAL(walras_trial_times_open(&times, &input, NULL), WALRAS_OK);
    for (int64_t trial = 0; trial < s.trials; trial++)
      longest = fmax(longest, walras_trial_times_of(&times, trial));
    walras_trial_times_close(&times);
    CU_ASSERT(result.seconds >= result.work_seconds / groups);
    CU_ASSERT(result.seconds <= result.work_seconds / groups + 2.0 * longest);
  }
}

/* Short trials, and trials longer than what a batch is worth; uneven ones wait for the last of their batch. */
static void trials_side_by_side_fill_all_threads(void) {
  walras_simulation_result result =
      simulate((setting){.seconds = 1e-3, .trials = 80000, .groups = 2, .at_once = 4, .costs = FREE});
  CU_ASSERT_DOUBLE_EQUAL(result.seconds, 10.0, 0.05);
  CU_ASSERT(result.utilisation > 0.995 && result.utilisation <= 1.0 + 1e-9);
  result = simulate((setting){.seconds = 1.0, .trials = 8000, .groups = 2, .at_once = 4, .costs = FREE});
  CU_ASSERT(result.utilisation > 0.99);
  result = simulate(
      (setting){.seconds = 1.0, .trials = 8000, .groups = 2, .at_once = 4, .noise = WALRAS_NOISE_EXPONENTIAL, .costs = FREE});
  CU_ASSERT(result.utilisation > 0.85);
}

/* A hundred others could do 200,000 trials a second, of which rank 0 can record 50,000: it does nothing else, whatever the batches' size. */
static void a_saturated_coordinator_records_as_many_trials_as_their_costs_allow(void) {
  const walras_simulation_costs costs = {
      .report_seconds = 10e-6, .answer_seconds = 5e-6, .dataset_seconds = 2e-6, .trial_seconds = 20e-6};
  const walras_simulation_result result =
      simulate((setting){.seconds = 0.5e-3, .trials = 2000000, .groups = 101, .costs = costs});
  const double rate = 2e6 / result.seconds, size = 2e6 / (double)result.batches;
  CU_ASSERT_DOUBLE_EQUAL(rate * (20e-6 + 35e-6 / size), 1.0, 0.02);
  CU_ASSERT(result.coordinator_busy > 0.98);
  CU_ASSERT(result.utilisation < 0.3);
}

/* One at a time, 100,000 trials a second of 10,000 ranks would ask for two and a half times what rank 0 has. In larger batches they take a
 * fifth of it; at the end, in smaller ones, up to four fifths. */
static void many_groups_are_fed_in_batches_that_the_coordinator_can_bear(void) {
  const setting s = {.seconds = 0.1, .trials = 5000000, .groups = 10000, .costs = {.report_seconds = 25e-6}};
  const walras_simulation_result result = simulate(s);
  CU_ASSERT(result.utilisation > 0.98);
  CU_ASSERT(result.coordinator_busy > 0.2 && result.coordinator_busy < 0.4);
}

/* Each batch of another group: an answer, a report, its records; at the end of everything a word to each, and releases. */
static void messages_and_bytes_are_those_of_the_protocol(void) {
  const walras_simulation_result result = simulate((setting){.seconds = 1.0, .trials = 30, .groups = 3, .costs = FREE});
  CU_ASSERT_EQUAL(result.batches, 30);
  CU_ASSERT_EQUAL(result.messages, 3 * 20 + 2 * 2 + 2);
  CU_ASSERT_EQUAL(result.bytes, 20 * (40 + 48 + 100) + 4 * 40 + 2 * 4);
}

/* Rank 0 hears the others only between its own trials. Theirs are ten times as long as the latency, and their reserve covers the wait. */
static void latency_is_hidden_by_the_reserve(void) {
  const walras_simulation_costs costs = {.latency_seconds = 1e-3};
  const walras_simulation_result result =
      simulate((setting){.seconds = 0.01, .trials = 16000, .groups = 8, .block = 1e-3, .costs = costs});
  CU_ASSERT(result.utilisation > 0.99);
}

/* Where looking for reports takes long, as among very many peers, the first batches seem dear, and some groups' first trials very short: neither
 * may make a batch so large that its group works on when all others are done. */
static void no_group_is_given_more_than_its_share_on_first_impressions(void) {
  const setting s = {.seconds = 0.1,
                     .trials = 2000000,
                     .groups = 10000,
                     .noise = WALRAS_NOISE_EXPONENTIAL,
                     .costs = {.report_seconds = 20e-6, .peer_seconds = 60e-9}};
  CU_ASSERT(simulate(s).utilisation > 0.9);
}

/* Exponential trials, which rank 0 cannot interrupt, of which the longest of its own would keep 999 others waiting for their next. As it only
 * coordinates, nobody waits but at the end. */
static void rank_0_of_many_does_not_keep_the_others_waiting(void) {
  const setting s = {
      .seconds = 0.1, .trials = 200000, .groups = 1000, .noise = WALRAS_NOISE_EXPONENTIAL, .costs = {.report_seconds = 10e-6}};
  CU_ASSERT(simulate(s).utilisation > 0.93);
}

/* One each is one round, also where there are many. */
static void rank_0_of_many_takes_its_share_of_few_trials(void) {
  const walras_simulation_result result = simulate((setting){.seconds = 1.0, .trials = 1000, .groups = 1000, .costs = FREE});
  CU_ASSERT_DOUBLE_EQUAL(result.seconds, 1.0, 1e-9);
}

static void the_same_input_gives_the_same_bits(void) {
  const setting s = {.seconds = 1e-3,
                     .trials = 100000,
                     .groups = 50,
                     .noise = WALRAS_NOISE_EXPONENTIAL,
                     .costs = walras_simulation_costs_measured};
  const walras_simulation_result first = simulate(s), second = simulate(s);
  CU_ASSERT(unit_same_bits(first.seconds, second.seconds) && unit_same_bits(first.coordinator_busy, second.coordinator_busy));
  CU_ASSERT_EQUAL(first.messages, second.messages);
}

WALRAS_UNIT_TESTS(UNIT(one_rank_takes_the_sum_of_its_trials_and_of_what_they_cost),
                  UNIT(equal_trials_take_as_many_rounds_as_they_fill), UNIT(uneven_trials_end_within_two_of_the_longest_one),
                  UNIT(trials_side_by_side_fill_all_threads),
                  UNIT(a_saturated_coordinator_records_as_many_trials_as_their_costs_allow),
                  UNIT(many_groups_are_fed_in_batches_that_the_coordinator_can_bear),
                  UNIT(messages_and_bytes_are_those_of_the_protocol), UNIT(latency_is_hidden_by_the_reserve),
                  UNIT(no_group_is_given_more_than_its_share_on_first_impressions),
                  UNIT(rank_0_of_many_does_not_keep_the_others_waiting), UNIT(rank_0_of_many_takes_its_share_of_few_trials),
                  UNIT(the_same_input_gives_the_same_bits))
