/* The shuffled order of blocks, which tests turn on. */
#include "engine/trial_state.h"
#include "toy_model.h"
#include "unit.h"

enum { COUNT = 1000, CALLS = 3 };

static int64_t seen[CALLS][COUNT];
static bool in_order[CALLS];

static walras_status draw_orders(walras_trial *trial, const void *parameters) {
  (void)parameters;
  for (int call = 0; call < CALLS; call++) {
    const int64_t *order = walras_block_order(trial, COUNT);
    in_order[call] = order == NULL;
    if (order != NULL)
      memcpy(seen[call], order, sizeof seen[call]);
  }
  return WALRAS_FAIL(walras_trial_error(trial), WALRAS_ERROR_MODEL, "nothing to record");
}

static void run_with(const char *seed) {
  static const toy_parameters plain = {.lots = 2, .rounds = 3, .extra = true};
  static const void *points[] = {&plain};
  static const uint32_t key[2] = {1, 2};
  walras_model model = toy_model;
  walras_group group = {.size = 1};
  walras_record_layout *records;
  walras_trial *trial;
  model.run = draw_orders;
  CU_ASSERT_EQUAL(seed != NULL ? setenv("WALRAS_BLOCK_ORDER_SEED", seed, 1) : unsetenv("WALRAS_BLOCK_ORDER_SEED"), 0);
  CU_ASSERT_EQUAL_FATAL(walras_record_layout_create(&model, 1, points, true, true, true, &records, NULL), WALRAS_OK);
  const walras_trial_input input = {.model = &model, .records = records, .group = &group, .threads = 1};
  CU_ASSERT_EQUAL_FATAL(walras_trial_open(&input, &trial, NULL), WALRAS_OK);
  for (int again = 0; again < 2; again++)
    CU_ASSERT_EQUAL(walras_trial_execute(trial, 0, 0, key, &plain), WALRAS_ERROR_MODEL);
  walras_trial_close(trial);
  walras_record_layout_destroy(records);
}

static void blocks_run_in_order_without_a_seed(void) {
  run_with(NULL);
  CU_ASSERT(in_order[0] && in_order[1] && in_order[2]);
  run_with("0");
  CU_ASSERT(in_order[0] && in_order[1] && in_order[2]);
}

static bool is_permutation(const int64_t *order) {
  bool met[COUNT] = {false};
  for (int i = 0; i < COUNT; i++) {
    if (order[i] < 0 || order[i] >= COUNT || met[order[i]])
      return false;
    met[order[i]] = true;
  }
  return true;
}

/* The number of pieces that stay in their place has mean 1 and variance 1: more than 12 of 1000 happen once in 10^10 permutations. */
static void each_order_is_another_permutation_far_from_the_last(void) {
  static int64_t first_seed[COUNT];
  run_with("7");
  for (int call = 0; call < CALLS; call++) {
    int fixed = 0, as_before = 0;
    CU_ASSERT(!in_order[call] && is_permutation(seen[call]));
    for (int i = 0; i < COUNT; i++) {
      fixed += seen[call][i] == i;
      as_before += call > 0 && seen[call][i] == seen[call - 1][i];
    }
    CU_ASSERT(fixed <= 12 && as_before <= 12);
  }
  memcpy(first_seed, seen[0], sizeof first_seed);
  run_with("7");
  CU_ASSERT(memcmp(first_seed, seen[0], sizeof first_seed) == 0); /* also in the context's second trial */
  run_with("8");
  CU_ASSERT(memcmp(first_seed, seen[0], sizeof first_seed) != 0);
}

WALRAS_UNIT_TESTS(UNIT(blocks_run_in_order_without_a_seed), UNIT(each_order_is_another_permutation_far_from_the_last))
