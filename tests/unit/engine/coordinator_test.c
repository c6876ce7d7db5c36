#include "engine/coordinator.h"

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
  bool released, lost;
} group_model;

/* One random history: requests, records (whole or cut by a stop), losses. Returns false at the first broken promise. */
static bool history_keeps_its_promises(uint32_t seed) {
  choices c = {.seed = seed};
  bool pending[TRIALS_MOST];
  int recorded[TRIALS_MOST] = {0};
  group_model groups[GROUPS_MOST] = {{{{0, 0}}, 0, false, false}};
  const int64_t trials = 1 + choice(&c, TRIALS_MOST);
  const int group_count = 1 + (int)choice(&c, GROUPS_MOST);
  bool stopped = false;
  int alive = group_count;
  for (int64_t t = 0; t < trials; t++)
    pending[t] = choice(&c, 4) != 0;
  walras_coordinator *machine = NULL;
  if (walras_coordinator_create(pending, trials, group_count, 0.02, 1 + choice(&c, 30), &machine, NULL) != WALRAS_OK)
    return false;
  bool ok = true;
  for (int step = 0; ok && step < 5000 && !walras_coordinator_ended(machine); step++) {
    const int g = (int)choice(&c, (uint32_t)group_count);
    group_model *group = &groups[g];
    const uint32_t event = choice(&c, 100);
    if (group->lost)
      continue;
    if (event == 0 && alive > 1) {
      walras_coordinator_lost(machine, g);
      group->lost = true;
      alive--;
    } else if (event == 1 && choice(&c, 20) == 0) {
      walras_coordinator_stop(machine);
      stopped = true;
    } else if (event < 55 && group->count < 2) {
      walras_batch batch;
      if (walras_coordinator_request(machine, g, &batch) == WALRAS_ANSWER_BATCH)
        group->held[group->count++] = batch;
    } else if (group->count > 0) {
      const walras_batch batch = group->held[0];
      const int64_t finished = stopped ? choice(&c, (uint32_t)batch.count + 1) : batch.count;
      for (int64_t t = batch.first; t < batch.first + finished; t++) {
        ok = ok && pending[t];
        recorded[t]++;
      }
      ok = ok && walras_coordinator_recorded(machine, g, batch, finished, 1e-4 * choice(&c, 1000));
      group->held[0] = group->held[1];
      group->count--;
    }
  }
  ok = ok && walras_coordinator_ended(machine);
  int64_t left = 0;
  for (int64_t t = 0; t < trials; t++) {
    ok = ok && recorded[t] <= (pending[t] ? 1 : 0);
    left += pending[t] && recorded[t] == 0;
  }
  ok = ok && left == walras_coordinator_pending(machine) && (stopped || left == 0);
  walras_coordinator_destroy(machine);
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
  CU_ASSERT_FALSE(walras_coordinator_recorded(machine, 0, (walras_batch){0, 1}, 1, 0.1));
  CU_ASSERT_EQUAL(walras_coordinator_request(machine, 0, &batch), WALRAS_ANSWER_BATCH);
  CU_ASSERT_FALSE(walras_coordinator_recorded(machine, 1, batch, batch.count, 0.1));
  CU_ASSERT(walras_coordinator_recorded(machine, 0, batch, batch.count, 0.1));
  CU_ASSERT_FALSE(walras_coordinator_recorded(machine, 0, batch, batch.count, 0.1));
  walras_coordinator_destroy(machine);
}

static void batches_shrink_to_single_trials_at_the_end(void) {
  enum { TRIALS = 100000 };
  bool *pending = malloc(TRIALS);
  walras_coordinator *machine = NULL;
  walras_batch batch = {0, 0};
  int64_t largest = 0, last = 0, next = 0;
  CU_ASSERT_PTR_NOT_NULL_FATAL(pending);
  memset(pending, 1, TRIALS);
  CU_ASSERT_EQUAL_FATAL(walras_coordinator_create(pending, TRIALS, 4, 0.02, 1000000, &machine, NULL), WALRAS_OK);
  while (walras_coordinator_request(machine, 0, &batch) == WALRAS_ANSWER_BATCH) {
    CU_ASSERT_EQUAL(batch.first, next);
    next = batch.first + batch.count;
    largest = batch.count > largest ? batch.count : largest;
    last = batch.count;
    CU_ASSERT(walras_coordinator_recorded(machine, 0, batch, batch.count, 2e-6 * (double)batch.count));
  }
  CU_ASSERT_EQUAL(next, TRIALS);
  CU_ASSERT(largest > 1000);
  CU_ASSERT_EQUAL(last, 1);
  walras_coordinator_destroy(machine);
  free(pending);
}

WALRAS_UNIT_TESTS(UNIT(random_histories_lose_no_trial_record_none_twice_and_end),
                  UNIT(reports_of_batches_that_were_never_given_are_refused), UNIT(batches_shrink_to_single_trials_at_the_end))
