#include "engine/coordinator.h"

#include <math.h>

#include "numerics/random/philox.h"
#include "unit.h"

enum { TRIALS_MOST = 200, GROUPS_MOST = 7, SCHEDULES = 20000 };

/* A stream of choices from a seed. */
typedef struct choices {
  uint32_t seed, used;
} choices;

static uint32_t choice(choices *c, uint32_t bound) {
  const uint32_t counter[4] = {c->used++, 0, 0, 0}, key[2] = {c->seed, 77};
  uint32_t out[4];
  walras_philox4x32(counter, key, out);
  return out[0] % bound;
}

typedef struct group_model {
  walras_batch held[2];
  int count;
  walras_batch sent[2]; /* finished, records under way; count: how much of them was finished */
  int sent_count;
  bool released, lost;
} group_model;

/* One random history under way. */
typedef struct history {
  choices c;
  walras_coordinator *machine;
  int64_t trials;
  int group_count, alive;
  bool pending[TRIALS_MOST], stopped, waited;
  int recorded[TRIALS_MOST];
  group_model groups[GROUPS_MOST];
} history;

static void ask(history *h, int g) {
  group_model *group = &h->groups[g];
  walras_batch batch;
  const walras_answer answer = walras_coordinator_request(h->machine, g, &batch);
  if (answer == WALRAS_ANSWER_BATCH)
    group->held[group->count++] = batch;
  group->released = group->released || answer == WALRAS_ANSWER_RELEASE;
  h->waited = h->waited || answer == WALRAS_ANSWER_WAIT;
}

/* The whole batch, or its first part: after a stop, or because it took too long. */
static bool finish(history *h, int g) {
  group_model *group = &h->groups[g];
  const walras_batch batch = group->held[0];
  const bool cut = h->stopped || choice(&h->c, 4) == 0;
  const int64_t finished = cut ? choice(&h->c, (uint32_t)batch.count + 1) : batch.count;
  const bool ok = walras_coordinator_finished(h->machine, g, batch, finished, 1e-4 * choice(&h->c, 1000));
  group->held[0] = group->held[1];
  group->count--;
  if (finished == 0)
    return ok && walras_coordinator_recorded(h->machine, g, batch.first);
  group->sent[group->sent_count++] = (walras_batch){batch.first, finished};
  return ok;
}

/* Records of two batches may overtake each other. Once there is a stop, some of their trials may have been cut short by it. */
static bool record(history *h, int g) {
  group_model *group = &h->groups[g];
  const int which = (int)choice(&h->c, (uint32_t)group->sent_count);
  const walras_batch batch = group->sent[which];
  bool ok = true;
  for (int64_t t = batch.first; t < batch.first + batch.count; t++) {
    ok = ok && h->pending[t];
    if (h->stopped && choice(&h->c, 3) == 0)
      ok = ok && walras_coordinator_cut_short(h->machine, g, batch.first, t);
    else
      h->recorded[t]++;
  }
  ok = ok && walras_coordinator_recorded(h->machine, g, batch.first);
  group->sent[which] = group->sent[1];
  group->sent_count--;
  return ok;
}

static bool take_step(history *h) {
  const int g = (int)choice(&h->c, (uint32_t)h->group_count);
  group_model *group = &h->groups[g];
  const uint32_t event = choice(&h->c, 100);
  if (group->lost)
    return true;
  if (event == 0 && h->alive > 1) {
    walras_coordinator_lost(h->machine, g);
    group->lost = true;
    h->alive--;
  } else if (event == 1 && choice(&h->c, 20) == 0) {
    walras_coordinator_stop(h->machine);
    h->stopped = true;
  } else if (event == 2) {
    walras_coordinator_gap(h->machine, 1e-3 * choice(&h->c, 200));
  } else if (event < 40 && group->count < 2 && !group->released) {
    ask(h, g);
  } else if (event < 70 && group->count > 0 && group->sent_count < 2) {
    return finish(h, g);
  } else if (group->sent_count > 0) {
    return record(h, g);
  }
  return true;
}

/* Requests, parts and wholes of batches, records in any order, losses, a stop and what it cuts short. Returns false at the first broken promise. */
static bool history_keeps_its_promises(uint32_t seed) {
  history h = {.c = {.seed = seed}};
  h.trials = 1 + choice(&h.c, TRIALS_MOST);
  h.group_count = h.alive = 1 + (int)choice(&h.c, GROUPS_MOST);
  for (int64_t t = 0; t < h.trials; t++)
    h.pending[t] = choice(&h.c, 4) != 0;
  if (walras_coordinator_create(h.pending, h.trials, h.group_count, 0.02, 1 + choice(&h.c, 30), &h.machine, NULL) != WALRAS_OK)
    return false;
  bool ok = true;
  for (int step = 0; ok && step < 20000 && !walras_coordinator_ended(h.machine); step++) {
    ok = take_step(&h);
    /* Whoever is released while trials are still out could not run what comes back. */
    for (int g = 0; g < h.group_count; g++)
      ok = ok && (!h.groups[g].released || h.groups[g].lost || walras_coordinator_ended(h.machine) || h.stopped);
  }
  ok = ok && walras_coordinator_ended(h.machine);
  int64_t left = 0;
  for (int64_t t = 0; t < h.trials; t++) {
    ok = ok && h.recorded[t] <= (h.pending[t] ? 1 : 0);
    left += h.pending[t] && h.recorded[t] == 0;
  }
  ok = ok && left == walras_coordinator_pending(h.machine) && (h.stopped || left == 0);
  walras_coordinator_destroy(h.machine);
  return ok;
}

static void random_histories_lose_no_trial_record_none_twice_and_end(void) {
  for (uint32_t seed = 0; seed < SCHEDULES; seed++) {
    const bool ok = history_keeps_its_promises(seed);
    if (!ok)
      printf("\n  failing seed %u\n", seed);
    CU_ASSERT_FATAL(ok);
  }
}

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
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 1, &rest), WALRAS_ANSWER_BATCH);
  CU_ASSERT_EQUAL(rest.first, first.first);
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 0, &first), WALRAS_ANSWER_WAIT);
  CU_ASSERT(walras_coordinator_finished(machine, 1, second, 1, 0.0));
  CU_ASSERT(walras_coordinator_finished(machine, 1, rest, 1, 0.0));
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 0, &first),
                  WALRAS_ANSWER_WAIT); /* the group may be lost before its records come */
  CU_ASSERT(walras_coordinator_recorded(machine, 1, rest.first));
  CU_ASSERT(walras_coordinator_recorded(machine, 1, second.first));
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 0, &first), WALRAS_ANSWER_RELEASE);
  CU_ASSERT(walras_coordinator_ended(machine));
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

WALRAS_UNIT_TESTS(UNIT(random_histories_lose_no_trial_record_none_twice_and_end),
                  UNIT(reports_of_batches_that_were_never_given_are_refused),
                  UNIT(trials_cut_short_are_pending_again_once_the_others_are_recorded),
                  UNIT(a_lost_groups_batch_goes_back_whole_whatever_was_cut_short),
                  UNIT(batches_shrink_to_single_trials_at_the_end), UNIT(no_batch_is_larger_than_the_most_not_even_the_first),
                  UNIT(each_group_gets_the_target_time_in_trials_of_its_own_cost),
                  UNIT(other_groups_batches_outlast_the_gap_in_listening_to_the_very_end),
                  UNIT(a_long_gap_is_forgotten_after_some_seconds_of_short_ones),
                  UNIT(nobody_is_released_while_trials_may_come_back), UNIT(rests_come_back_only_while_there_is_room_for_them),
                  UNIT(workers_seldom_wait_for_a_coordinator_that_computes_long_blocks))
