#include "engine/coordinator.h"

#include <math.h>

#include "unit.h"

static void reports_of_batches_that_were_never_given_are_refused(void) {
  const bool pending[3] = {true, true, true};
  walras_coordinator *machine = NULL;
  walras_batch batch;
  CU_ASSERT_EQUAL_FATAL(walras_coordinator_create(pending, 3, 2, 0.02, 100, &machine, NULL), WALRAS_OK);
  CU_ASSERT_FALSE(walras_coordinator_finished(machine, 0, (walras_batch){0, 1}, 1, 0.1));
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 0, &batch), WALRAS_ANSWER_BATCH);
  CU_ASSERT_FALSE(walras_coordinator_finished(machine, 1, batch, batch.count, 0.1));
  CU_ASSERT_FALSE(walras_coordinator_recorded(machine, 0, batch.first));
  CU_ASSERT(walras_coordinator_finished(machine, 0, batch, batch.count, 0.1));
  CU_ASSERT_FALSE(walras_coordinator_finished(machine, 0, batch, batch.count, 0.1));
  CU_ASSERT_FALSE(walras_coordinator_recorded(machine, 1, batch.first));
  CU_ASSERT(walras_coordinator_recorded(machine, 0, batch.first));
  CU_ASSERT_FALSE(walras_coordinator_recorded(machine, 0, batch.first));
  walras_coordinator_destroy(machine);
}

static void trials_cut_short_are_pending_again_once_the_others_are_recorded(void) {
  const bool pending[8] = {true, true, true, true, true, true, true, true};
  walras_coordinator *machine = NULL;
  walras_batch batch, none;
  CU_ASSERT_EQUAL_FATAL(walras_coordinator_create(pending, 8, 1, 0.02, 100, &machine, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 0, &batch), WALRAS_ANSWER_BATCH);
  CU_ASSERT_EQUAL_FATAL(batch.count, 2);
  CU_ASSERT_FALSE(walras_coordinator_cut_short(machine, 0, 0, 0)); /* still in work */
  CU_ASSERT(walras_coordinator_finished(machine, 0, batch, 2, 0.1));
  CU_ASSERT_FALSE(walras_coordinator_cut_short(machine, 0, 0, 2)); /* not in the batch */
  CU_ASSERT_FALSE(walras_coordinator_cut_short(machine, 0, 1, 1)); /* no batch begins there */
  CU_ASSERT(walras_coordinator_cut_short(machine, 0, 0, 1));
  CU_ASSERT_FALSE(walras_coordinator_cut_short(machine, 0, 0, 1)); /* a second time */
  CU_ASSERT_EQUAL(walras_coordinator_out(machine), 2);
  CU_ASSERT_EQUAL(walras_coordinator_pending(machine), 6);
  CU_ASSERT_FALSE(walras_coordinator_ended(machine)); /* the batch's other trial has yet to be recorded */
  CU_ASSERT(walras_coordinator_recorded(machine, 0, 0));
  CU_ASSERT_EQUAL(walras_coordinator_out(machine), 0);
  CU_ASSERT_EQUAL(walras_coordinator_pending(machine), 7);
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 0, &none), WALRAS_ANSWER_RELEASE); /* a cut is a stop */
  CU_ASSERT(walras_coordinator_ended(machine));
  walras_coordinator_destroy(machine);
}

static void a_lost_groups_batch_goes_back_whole_whatever_was_cut_short(void) {
  const bool pending[8] = {true, true, true, true, true, true, true, true};
  walras_coordinator *machine = NULL;
  walras_batch batch;
  CU_ASSERT_EQUAL_FATAL(walras_coordinator_create(pending, 8, 1, 0.02, 100, &machine, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 0, &batch), WALRAS_ANSWER_BATCH);
  CU_ASSERT(walras_coordinator_finished(machine, 0, batch, batch.count, 0.1));
  CU_ASSERT(walras_coordinator_cut_short(machine, 0, batch.first, batch.first));
  walras_coordinator_lost(machine, 0);
  CU_ASSERT_FALSE(walras_coordinator_cut_short(machine, 0, batch.first, batch.first + 1));
  CU_ASSERT_FALSE(walras_coordinator_recorded(machine, 0, batch.first));
  CU_ASSERT_EQUAL(walras_coordinator_out(machine), 0);
  CU_ASSERT_EQUAL(walras_coordinator_pending(machine), 8);
  walras_coordinator_destroy(machine);
}

static walras_coordinator *all_pending(int64_t trials, int groups) {
  bool *pending = malloc((size_t)trials);
  walras_coordinator *machine = NULL;
  CU_ASSERT_PTR_NOT_NULL_FATAL(pending);
  memset(pending, 1, (size_t)trials);
  CU_ASSERT_EQUAL_FATAL(walras_coordinator_create(pending, trials, groups, 0.02, 1000000, &machine, NULL), WALRAS_OK);
  free(pending);
  return machine;
}

/* Asks, runs and records a batch whose trials take `seconds` each. */
static walras_batch run_one(walras_coordinator *machine, int group, double seconds) {
  walras_batch batch = {0, 0};
  if (walras_coordinator_request(machine, group, &batch) != WALRAS_ANSWER_BATCH)
    return (walras_batch){0, 0};
  CU_ASSERT(walras_coordinator_finished(machine, group, batch, batch.count, seconds * (double)batch.count));
  CU_ASSERT(walras_coordinator_recorded(machine, group, batch.first));
  return batch;
}

static void batches_shrink_to_single_trials_at_the_end(void) {
  enum { TRIALS = 100000 };
  walras_coordinator *machine = all_pending(TRIALS, 4);
  int64_t largest = 0, last = 0, next = 0;
  for (walras_batch batch = run_one(machine, 0, 2e-6); batch.count > 0; batch = run_one(machine, 0, 2e-6)) {
    CU_ASSERT_EQUAL(batch.first, next);
    next = batch.first + batch.count;
    largest = batch.count > largest ? batch.count : largest;
    last = batch.count;
  }
  CU_ASSERT_EQUAL(next, TRIALS);
  CU_ASSERT(largest > 1000);
  CU_ASSERT_EQUAL(last, 1);
  walras_coordinator_destroy(machine);
}

static void no_batch_is_larger_than_the_most_not_even_the_first(void) {
  bool pending[1000];
  memset(pending, 1, sizeof pending);
  for (int64_t most = 1; most < 7; most++) {
    walras_coordinator *machine = NULL;
    CU_ASSERT_EQUAL_FATAL(walras_coordinator_create(pending, 1000, 1, 0.02, most, &machine, NULL), WALRAS_OK);
    CU_ASSERT_EQUAL(run_one(machine, 0, 1e-6).count, most < 4 ? most : 4); /* while no cost is known, a few */
    CU_ASSERT_EQUAL(run_one(machine, 0, 1e-6).count, most);
    walras_coordinator_destroy(machine);
  }
}

/* The store is broken: what has been reported is never recorded, and the group, which knows nothing of it, asks and asks. */
static void after_a_stop_everybody_is_released_though_records_are_missing(void) {
  walras_coordinator *machine = all_pending(100, 1);
  walras_batch batch[4];
  for (int i = 0; i < 4; i++) {
    if (i >= 2)
      CU_ASSERT(walras_coordinator_finished(machine, 0, batch[i - 2], batch[i - 2].count, 0.1));
    CU_ASSERT_EQUAL(walras_coordinator_request(machine, 0, &batch[i]), WALRAS_ANSWER_BATCH);
  }
  walras_coordinator_stop(machine);
  for (int i = 2; i < 4; i++) {
    CU_ASSERT_EQUAL(walras_coordinator_request(machine, 0, &batch[0]), WALRAS_ANSWER_RELEASE);
    CU_ASSERT(walras_coordinator_finished(machine, 0, batch[i], batch[i].count, 0.1));
  }
  CU_ASSERT_FALSE(walras_coordinator_ended(machine));
  CU_ASSERT_EQUAL(walras_coordinator_out(machine) + walras_coordinator_pending(machine), 100);
  walras_coordinator_destroy(machine);
}

static void a_run_whose_groups_are_all_lost_has_ended(void) {
  walras_coordinator *machine = all_pending(8, 2);
  walras_coordinator_lost(machine, 0);
  walras_coordinator_lost(machine, 0); /* once more is not another one */
  CU_ASSERT_FALSE(walras_coordinator_ended(machine));
  walras_coordinator_lost(machine, 1);
  CU_ASSERT(walras_coordinator_ended(machine));
  CU_ASSERT_EQUAL(walras_coordinator_pending(machine), 8);
  walras_coordinator_destroy(machine);
}

static void each_group_gets_the_target_time_in_trials_of_its_own_cost(void) {
  walras_coordinator *machine = all_pending(1000000, 2);
  run_one(machine, 0, 1e-2);
  run_one(machine, 1, 1e-4);
  CU_ASSERT_EQUAL(run_one(machine, 0, 1e-2).count, 2);
  CU_ASSERT_EQUAL(run_one(machine, 1, 1e-4).count, 200);
  walras_coordinator_destroy(machine);
}

static void other_groups_batches_outlast_the_gap_in_listening_to_the_very_end(void) {
  walras_coordinator *machine = all_pending(2000, 2);
  run_one(machine, 1, 2e-4);
  walras_coordinator_gap(machine, 0.05);
  int64_t left = 2000 - 1;
  for (walras_batch batch = run_one(machine, 1, 2e-4); batch.count > 0; batch = run_one(machine, 1, 2e-4)) {
    left = 2000 - batch.first - batch.count;
    CU_ASSERT(2e-4 * (double)batch.count >= 0.05 || left == 0);
  }
  CU_ASSERT_EQUAL(left, 0);
  walras_coordinator_destroy(machine);
}

static void a_long_gap_is_forgotten_after_some_seconds_of_short_ones(void) {
  walras_coordinator *machine = all_pending(1000000, 2);
  run_one(machine, 1, 1e-4);
  walras_coordinator_gap(machine, 0.8);
  CU_ASSERT_EQUAL(run_one(machine, 1, 1e-4).count, 10000);
  for (int i = 0; i < 10000; i++)
    walras_coordinator_gap(machine, 1e-3);
  CU_ASSERT_EQUAL(run_one(machine, 1, 1e-4).count, 200);
  walras_coordinator_destroy(machine);
}

/* A hundred groups, each batch a millisecond of the coordinator's time: all of them together may take a fifth of it, so that batches last
 * half a second; at the end four fifths. */
static void batches_grow_with_what_many_of_them_cost_the_coordinator(void) {
  walras_coordinator *machine = all_pending(10000000, 100);
  run_one(machine, 1, 1e-2);
  CU_ASSERT_EQUAL(run_one(machine, 1, 1e-2).count, 2);
  walras_coordinator_cost(machine, 1e-3);
  CU_ASSERT_EQUAL(run_one(machine, 1, 1e-2).count, 50);
  CU_ASSERT_DOUBLE_EQUAL(walras_coordinator_limit(machine), 4.0 * 0.5, 1e-12);
  walras_coordinator_destroy(machine);
  machine = all_pending(3000, 100);
  run_one(machine, 1, 1e-2);
  walras_coordinator_cost(machine, 1e-3);
  CU_ASSERT_EQUAL(run_one(machine, 1, 1e-2).count, 12); /* not the fair share of 7 */
  walras_coordinator_destroy(machine);
}

/* Each group runs four trials side by side. Trials longer than a batch's target still come eight for each lane, then four in all, as long as
 * every group gets that many; their time in a group is a quarter of their own. */
static void batches_fill_the_lanes_of_a_group(void) {
  walras_coordinator *machine = all_pending(1000, 2);
  walras_coordinator_lanes(machine, 4);
  CU_ASSERT_EQUAL(run_one(machine, 0, 0.25).count, 4);
  CU_ASSERT_EQUAL(run_one(machine, 0, 0.25).count, 32);
  CU_ASSERT_DOUBLE_EQUAL(walras_coordinator_limit(machine), 4.0 * 32 * 0.25, 1e-9);
  int64_t left = 1000 - 36, last = 0;
  for (walras_batch batch = run_one(machine, 0, 0.25); batch.count > 0; batch = run_one(machine, 0, 0.25)) {
    CU_ASSERT(batch.count >= 4 || left < 8);
    left -= batch.count;
    last = batch.count;
  }
  CU_ASSERT(left == 0 && last == 1);
  walras_coordinator_destroy(machine);
}

static void nobody_is_released_while_trials_may_come_back(void) {
  const bool pending[2] = {true, true};
  walras_coordinator *machine = NULL;
  walras_batch first, second, rest;
  CU_ASSERT_EQUAL_FATAL(walras_coordinator_create(pending, 2, 2, 0.02, 100, &machine, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 0, &first), WALRAS_ANSWER_BATCH);
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 1, &second), WALRAS_ANSWER_BATCH);
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 1, &rest), WALRAS_ANSWER_WAIT);
  CU_ASSERT(walras_coordinator_finished(machine, 0, first, 0, 0.0));
  CU_ASSERT(walras_coordinator_recorded(machine, 0, first.first));
  CU_ASSERT(walras_coordinator_finished(machine, 1, second, 1, 0.0));
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 1, &rest), WALRAS_ANSWER_BATCH);
  CU_ASSERT_EQUAL(rest.first, first.first);
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 0, &first), WALRAS_ANSWER_WAIT);
  CU_ASSERT(walras_coordinator_finished(machine, 1, rest, 1, 0.0));
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 0, &first),
                  WALRAS_ANSWER_WAIT); /* the group may be lost before its records come */
  CU_ASSERT(walras_coordinator_recorded(machine, 1, rest.first));
  CU_ASSERT(walras_coordinator_recorded(machine, 1, second.first));
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 0, &first), WALRAS_ANSWER_RELEASE);
  CU_ASSERT(walras_coordinator_ended(machine));
  walras_coordinator_destroy(machine);
}

static void the_last_trials_go_to_idle_groups_and_not_into_reserve(void) {
  walras_coordinator *machine = all_pending(4, 3);
  walras_batch batch[3], reserve;
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 1, &batch[1]), WALRAS_ANSWER_BATCH);
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 2, &batch[2]), WALRAS_ANSWER_BATCH);
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 1, &reserve), WALRAS_ANSWER_WAIT);
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 2, &reserve), WALRAS_ANSWER_WAIT);
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 0, &batch[0]), WALRAS_ANSWER_BATCH);
  CU_ASSERT(walras_coordinator_finished(machine, 2, batch[2], 1, 1.0));
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 2, &batch[2]), WALRAS_ANSWER_BATCH);
  CU_ASSERT_EQUAL(walras_coordinator_pending(machine), 0);
  walras_coordinator_destroy(machine);
}

/* Of one second, with a gap of a millisecond and of a minute between two times the coordinator listens. */
static void short_trials_go_into_reserve_to_the_end(void) {
  walras_coordinator *machine = all_pending(5, 2);
  walras_batch batch, reserve;
  run_one(machine, 1, 1.0);
  walras_coordinator_gap(machine, 1e-3);
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 1, &batch), WALRAS_ANSWER_BATCH);
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 0, &reserve), WALRAS_ANSWER_BATCH);
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 1, &reserve), WALRAS_ANSWER_WAIT);
  walras_coordinator_gap(machine, 60.0);
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 1, &reserve), WALRAS_ANSWER_BATCH);
  walras_coordinator_destroy(machine);
}

static void those_who_wait_with_nothing_in_hand_are_named_when_work_comes_back_and_at_the_end(void) {
  walras_coordinator *machine = all_pending(2, 4);
  walras_batch first, second, none;
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 1, &first), WALRAS_ANSWER_BATCH);
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 2, &second), WALRAS_ANSWER_BATCH);
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 2, &none), WALRAS_ANSWER_WAIT); /* at work */
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 3, &none), WALRAS_ANSWER_WAIT);
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 3, &none), WALRAS_ANSWER_WAIT); /* once more is not another one */
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 0, &none), WALRAS_ANSWER_WAIT); /* asks by itself */
  CU_ASSERT_EQUAL(walras_coordinator_idle(machine), -1);
  walras_coordinator_lost(machine, 1); /* its trial comes back */
  CU_ASSERT_EQUAL(walras_coordinator_idle(machine), 3);
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 3, &first), WALRAS_ANSWER_BATCH);
  CU_ASSERT(walras_coordinator_finished(machine, 2, second, 1, 1.0));
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 2, &none), WALRAS_ANSWER_WAIT);
  CU_ASSERT(walras_coordinator_recorded(machine, 2, second.first));
  CU_ASSERT_EQUAL(walras_coordinator_idle(machine), -1);
  CU_ASSERT(walras_coordinator_finished(machine, 3, first, 1, 1.0));
  CU_ASSERT(walras_coordinator_recorded(machine, 3, first.first)); /* the last one out */
  CU_ASSERT_EQUAL(walras_coordinator_idle(machine), 2);
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 2, &none), WALRAS_ANSWER_RELEASE);
  CU_ASSERT_EQUAL(walras_coordinator_idle(machine), -1);
  walras_coordinator_destroy(machine);
}

static void those_who_wait_are_named_after_a_stop(void) {
  walras_coordinator *machine = all_pending(1, 3);
  walras_batch batch, none;
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 0, &batch), WALRAS_ANSWER_BATCH);
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 1, &none), WALRAS_ANSWER_WAIT);
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 2, &none), WALRAS_ANSWER_WAIT);
  walras_coordinator_stop(machine);
  for (int group = 1; group <= 2; group++) {
    CU_ASSERT_EQUAL(walras_coordinator_idle(machine), group);
    CU_ASSERT_EQUAL(walras_coordinator_request(machine, group, &none), WALRAS_ANSWER_RELEASE);
  }
  CU_ASSERT_EQUAL(walras_coordinator_idle(machine), -1);
  walras_coordinator_destroy(machine);
}

/* Each batch gives back all but its first trial, and costs rise so that the next one takes all of that rest but one trial: the pending
 * trials fall into more and more pieces. */
static void rests_come_back_only_while_there_is_room_for_them(void) {
  walras_coordinator *machine = all_pending(1000000, 1);
  double cost = 0.02 / 5000.5;
  int pieces = 0;
  run_one(machine, 0, cost);
  for (int64_t size = 5000; isfinite(walras_coordinator_limit(machine)) && size > 2; size -= 2) {
    walras_batch batch;
    CU_ASSERT_EQUAL_FATAL(walras_coordinator_request(machine, 0, &batch), WALRAS_ANSWER_BATCH);
    CU_ASSERT_EQUAL(batch.count, size);
    const double next = 0.02 / ((double)size - 1.5);
    CU_ASSERT(walras_coordinator_finished(machine, 0, batch, 1, 4.0 * (next - 0.75 * cost)));
    CU_ASSERT(walras_coordinator_recorded(machine, 0, batch.first));
    cost = next;
    pieces++;
  }
  CU_ASSERT(pieces > 500 && pieces < 2000);
  CU_ASSERT(isinf(walras_coordinator_limit(machine)));
  walras_coordinator_destroy(machine);
}

static void trials_added_before_a_batch_is_recorded_keep_everybody_waiting_for_them(void) {
  walras_coordinator *machine = all_pending(1, 2);
  walras_batch batch, other;
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 0, &batch), WALRAS_ANSWER_BATCH);
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 1, &other), WALRAS_ANSWER_WAIT);
  CU_ASSERT(walras_coordinator_finished(machine, 0, batch, 1, 0.1));
  CU_ASSERT_EQUAL(walras_coordinator_add(machine, (walras_batch){7, 1}, NULL), WALRAS_OK);
  CU_ASSERT(walras_coordinator_recorded(machine, 0, batch.first));
  CU_ASSERT(!walras_coordinator_ended(machine) && walras_coordinator_pending(machine) == 1);
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 1, &other), WALRAS_ANSWER_BATCH);
  CU_ASSERT(other.first == 7 && other.count == 1);
  CU_ASSERT(walras_coordinator_finished(machine, 1, other, 1, 0.1) && walras_coordinator_recorded(machine, 1, 7));
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 0, &batch), WALRAS_ANSWER_RELEASE);
  CU_ASSERT(walras_coordinator_ended(machine));
  walras_coordinator_destroy(machine);
}

static void added_trials_are_handed_out_behind_all_others_and_rests_before_them(void) {
  walras_coordinator *machine = all_pending(3, 1);
  walras_batch batch;
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 0, &batch), WALRAS_ANSWER_BATCH);
  CU_ASSERT_EQUAL(walras_coordinator_add(machine, (walras_batch){100, 1}, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_coordinator_add(machine, (walras_batch){50, 1}, NULL), WALRAS_OK);
  CU_ASSERT(walras_coordinator_finished(machine, 0, batch, 0, 0.0) && walras_coordinator_recorded(machine, 0, batch.first));
  static const int64_t expected[] = {0, 1, 2, 100, 50};
  for (int i = 0; i < 5; i++)
    CU_ASSERT_EQUAL(run_one(machine, 0, 1.0).first, expected[i]);
  CU_ASSERT(walras_coordinator_ended(machine));
  walras_coordinator_destroy(machine);
}

static void any_number_of_ranges_can_be_added(void) {
  enum { RANGES = 20000 };
  walras_coordinator *machine = all_pending(1, 1);
  CU_ASSERT_EQUAL(run_one(machine, 0, 1.0).first, 0);
  int64_t next = 1;
  for (int64_t i = 1; i <= RANGES; i++) {
    CU_ASSERT_EQUAL_FATAL(walras_coordinator_add(machine, (walras_batch){2 * i, 1}, NULL), WALRAS_OK);
    if (i % 3 == 0)
      CU_ASSERT_EQUAL(run_one(machine, 0, 1.0).first, 2 * next++);
  }
  CU_ASSERT_EQUAL(walras_coordinator_pending(machine), RANGES + 1 - next);
  while (next <= RANGES)
    CU_ASSERT_EQUAL_FATAL(run_one(machine, 0, 1.0).first, 2 * next++);
  CU_ASSERT(walras_coordinator_ended(machine) && isfinite(walras_coordinator_limit(machine)));
  walras_coordinator_destroy(machine);
}

static void trials_added_after_a_stop_are_pending_and_not_handed_out(void) {
  walras_coordinator *machine = all_pending(1, 1);
  walras_batch batch, none;
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 0, &batch), WALRAS_ANSWER_BATCH);
  walras_coordinator_stop(machine);
  CU_ASSERT(walras_coordinator_finished(machine, 0, batch, 1, 0.1));
  CU_ASSERT_EQUAL(walras_coordinator_add(machine, (walras_batch){1, 9}, NULL), WALRAS_OK);
  CU_ASSERT(walras_coordinator_recorded(machine, 0, batch.first));
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 0, &none), WALRAS_ANSWER_RELEASE);
  CU_ASSERT(walras_coordinator_ended(machine) && walras_coordinator_pending(machine) == 9);
  walras_coordinator_destroy(machine);
}

/* A run in virtual time: the coordinator listens only between its own blocks. Returns the share of its time that the idlest worker
 * spends without work, until the last trial is handed out. */
static double idle_share(int workers, double trial_seconds, double gap, int64_t trials) {
  walras_coordinator *machine = all_pending(trials, workers + 1);
  double busy_until[8] = {0.0}, idle[8] = {0.0}, now = 0.0, worst = 0.0;
  walras_batch held[8][2];
  int count[8] = {0};
  for (bool more = true; more; now += gap) {
    walras_coordinator_gap(machine, now > 0.0 ? gap : 0.0);
    more = false;
    for (int w = 0; w < workers; w++) {
      /* What was finished since the last time; each batch began when the one before it ended. */
      while (count[w] > 0 && busy_until[w] + trial_seconds * (double)held[w][0].count <= now) {
        busy_until[w] += trial_seconds * (double)held[w][0].count;
        CU_ASSERT(
            walras_coordinator_finished(machine, w + 1, held[w][0], held[w][0].count, trial_seconds * (double)held[w][0].count));
        CU_ASSERT(walras_coordinator_recorded(machine, w + 1, held[w][0].first));
        held[w][0] = held[w][1];
        count[w]--;
      }
      if (count[w] == 0) {
        idle[w] += now - busy_until[w];
        busy_until[w] = now;
      }
      while (count[w] < 2 && walras_coordinator_request(machine, w + 1, &held[w][count[w]]) == WALRAS_ANSWER_BATCH)
        count[w]++;
    }
    more = walras_coordinator_pending(machine) > 0;
  }
  for (int w = 0; w < workers; w++)
    worst = idle[w] / now > worst ? idle[w] / now : worst;
  walras_coordinator_destroy(machine);
  return worst;
}

/* 200 microseconds a trial, blocks of 50 ms where the coordinator computes: only the first gap, when no cost is known, is lost. */
static void workers_seldom_wait_for_a_coordinator_that_computes_long_blocks(void) {
  CU_ASSERT(idle_share(1, 2e-4, 0.05, 50000) < 0.03);
  CU_ASSERT(idle_share(7, 2e-4, 0.05, 200000) < 0.03);
  CU_ASSERT(idle_share(7, 1e-2, 0.05, 5000) < 0.03);
  CU_ASSERT(idle_share(3, 2e-6, 0.001, 2000000) < 0.03);
}

WALRAS_UNIT_TESTS(UNIT(reports_of_batches_that_were_never_given_are_refused),
                  UNIT(trials_cut_short_are_pending_again_once_the_others_are_recorded),
                  UNIT(a_lost_groups_batch_goes_back_whole_whatever_was_cut_short),
                  UNIT(batches_shrink_to_single_trials_at_the_end), UNIT(no_batch_is_larger_than_the_most_not_even_the_first),
                  UNIT(after_a_stop_everybody_is_released_though_records_are_missing),
                  UNIT(a_run_whose_groups_are_all_lost_has_ended),
                  UNIT(each_group_gets_the_target_time_in_trials_of_its_own_cost),
                  UNIT(other_groups_batches_outlast_the_gap_in_listening_to_the_very_end),
                  UNIT(a_long_gap_is_forgotten_after_some_seconds_of_short_ones),
                  UNIT(trials_added_before_a_batch_is_recorded_keep_everybody_waiting_for_them),
                  UNIT(added_trials_are_handed_out_behind_all_others_and_rests_before_them),
                  UNIT(any_number_of_ranges_can_be_added), UNIT(trials_added_after_a_stop_are_pending_and_not_handed_out),
                  UNIT(the_last_trials_go_to_idle_groups_and_not_into_reserve), UNIT(short_trials_go_into_reserve_to_the_end),
                  UNIT(those_who_wait_with_nothing_in_hand_are_named_when_work_comes_back_and_at_the_end),
                  UNIT(those_who_wait_are_named_after_a_stop), UNIT(batches_fill_the_lanes_of_a_group),
                  UNIT(batches_grow_with_what_many_of_them_cost_the_coordinator),
                  UNIT(nobody_is_released_while_trials_may_come_back), UNIT(rests_come_back_only_while_there_is_room_for_them),
                  UNIT(workers_seldom_wait_for_a_coordinator_that_computes_long_blocks))
