/* The registry of what a trial keeps: its entries, what is refused, and the comparison of the ranks' replicated data. */
#include "engine/trial_state.h"
#include "ranks.h"

enum { ENTITIES = 300, BLOCK = 16 };

static bool is_entry(const walras_kept *entry, const char *name, const void *data, size_t bytes) {
  return entry != NULL && strcmp(entry->name, name) == 0 && entry->data == data && entry->bytes == bytes;
}

/* Names are copied: the model's may change. An entity's state is the rank's own part. */
static walras_status entries_stand_in_the_order_of_registration(walras_trial *trial, const void *parameters) {
  static int64_t sales[5];
  static double price;
  char name[] = "sales";
  walras_population *population;
  walras_state *state;
  (void)parameters;
  EXPECT(walras_trial_kept(trial) == NULL); /* nothing of the trial before */
  RANKS_TRY(walras_trial_keep(trial, name, sales, 5, sizeof *sales));
  memset(name, 'x', sizeof name - 1);
  RANKS_TRY(ranks_population(trial, ENTITIES, BLOCK, false, &population));
  RANKS_TRY(walras_state_create(population, "visits", 12, &state));
  walras_state *made_again;
  RANKS_TRY(walras_state_create(population, NULL, 8, &made_again)); /* no entry */
  RANKS_TRY(walras_trial_keep(trial, "price", &price, 1, sizeof price));
  RANKS_TRY(walras_trial_keep(trial, "nothing", &price, 0, 8));
  const walras_kept *first = walras_trial_kept(trial), *second = first->next, *third = second->next;
  EXPECT(is_entry(first, "sales", sales, 40) && first->population == NULL && first->entity_bytes == 0);
  EXPECT(strcmp(second->name, "visits") == 0 && second->population == population && second->entity_bytes == 12);
  EXPECT(is_entry(third, "price", &price, 8) && is_entry(third->next, "nothing", &price, 0) && third->next->next == NULL);
  return WALRAS_OK;
}

static double anything[4];

static walras_status keep_nowhere(walras_trial *trial, const void *parameters) {
  (void)parameters;
  return walras_trial_keep(trial, "place", NULL, 1, 8);
}
static walras_status keep_twice(walras_trial *trial, const void *parameters) {
  (void)parameters;
  RANKS_TRY(walras_trial_keep(trial, "twice", anything, 1, 8));
  return walras_trial_keep(trial, "twice", anything + 1, 1, 8);
}
static walras_status keep_a_name_of_entities(walras_trial *trial, const void *parameters) {
  walras_population *population;
  walras_state *state;
  (void)parameters;
  RANKS_TRY(walras_trial_keep(trial, "shared", anything, 4, 8));
  RANKS_TRY(ranks_population(trial, ENTITIES, BLOCK, false, &population));
  return walras_state_create(population, "shared", 8, &state);
}
static walras_status keep_less_than_nothing(walras_trial *trial, const void *parameters) {
  (void)parameters;
  return walras_trial_keep(trial, "few", anything, -1, 8);
}
static walras_status keep_without_size(walras_trial *trial, const void *parameters) {
  (void)parameters;
  return walras_trial_keep(trial, "thin", anything, 4, 0);
}
static walras_status keep_more_than_memory_has(walras_trial *trial, const void *parameters) {
  (void)parameters;
  return walras_trial_keep(trial, "vast", anything, INT64_MAX, 16);
}

/* ---- the ranks' data ---- */

/* What the last rank does otherwise than the others; alone, it is the first rank itself, and nothing is wrong. */
typedef enum deviation { NONE, OTHER_BYTE, OTHER_NAME, OTHER_LENGTH, ONE_LESS, ONE_MORE } deviation;

static walras_status visit(const walras_block *block, void *context) {
  int64_t *visits = walras_block_state(block, context);
  for (int64_t i = 0; i < block->count; i++)
    visits[i] = 1000 * block->trial->group->rank + i;
  return WALRAS_OK;
}

static walras_status keep_and_compare(walras_trial *trial, const void *parameters) {
  static double first[3], second[3];
  walras_population *population;
  walras_state *state;
  const bool last = trial->group->rank == trial->group->size - 1 && trial->group->size > 1;
  const deviation d = last ? *(const deviation *)parameters : NONE;
  for (int i = 0; i < 3; i++) {
    first[i] = i;
    second[i] = d == OTHER_BYTE && i == 2 ? 2.0000000000000004 : 2.0;
  }
  RANKS_TRY(walras_trial_keep(trial, "alike", first, 3, sizeof *first));
  RANKS_TRY(ranks_population(trial, ENTITIES, BLOCK, false, &population));
  RANKS_TRY(walras_state_create(population, "visits", sizeof(int64_t), &state));
  RANKS_TRY(walras_for_each_block(population, visit, state, NULL));
  if (d != ONE_LESS)
    RANKS_TRY(walras_trial_keep(trial, d == OTHER_NAME ? "third" : "second", second, d == OTHER_LENGTH ? 2 : 3, sizeof *second));
  if (d == ONE_MORE)
    RANKS_TRY(walras_trial_keep(trial, "more", second, 3, sizeof *second));
  return walras_trial_compare_kept(trial);
}

/* Entities differ from rank to rank, and may; whatever else does is told by the name that the erring rank gives it. */
static void expect_comparison(int threads, deviation d, const char *name) {
  char message[160];
  const int last = ranks_group().size - 1;
  const bool wrong = last > 0 && name != NULL;
  snprintf(message, sizeof message, "kept state '%s' on rank %d of the group is not that of its first rank",
           name != NULL ? name : "", last);
  ranks_run(keep_and_compare, &d, threads, wrong ? WALRAS_ERROR_STATE : WALRAS_OK, message);
}

static void check(int threads) {
  ranks_run(entries_stand_in_the_order_of_registration, "", threads, WALRAS_OK, NULL);
  ranks_run(keep_nowhere, "", threads, WALRAS_ERROR_STATE, "kept state 'place' has no data");
  ranks_run(keep_twice, "", threads, WALRAS_ERROR_STATE, "two kept states are called 'twice'");
  ranks_run(keep_a_name_of_entities, "", threads, WALRAS_ERROR_STATE, "two kept states are called 'shared'");
  ranks_run(keep_less_than_nothing, "", threads, WALRAS_ERROR_STATE, "kept state 'few' has -1 elements of 8 bytes");
  ranks_run(keep_without_size, "", threads, WALRAS_ERROR_STATE, "kept state 'thin' has 4 elements of 0 bytes");
  ranks_run(keep_more_than_memory_has, "", threads, WALRAS_ERROR_STATE,
            "kept state 'vast' has 9223372036854775807 elements of 16 bytes");
  expect_comparison(threads, NONE, NULL);
  expect_comparison(threads, OTHER_BYTE, "second");
  expect_comparison(threads, OTHER_NAME, "third");
  expect_comparison(threads, OTHER_LENGTH, "second");
  expect_comparison(threads, ONE_LESS, "(missing)");
  expect_comparison(threads, ONE_MORE, "more");
}

RANKS_TEST(check)
