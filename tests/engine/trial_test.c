/* What a trial of several ranks does beyond one rank's: sharing words and errors. */
#include "engine/kept.h"
#include "ranks.h"

static walras_status words_of_the_first_rank_reach_all(walras_trial *trial, const void *parameters) {
  int64_t words[3];
  (void)parameters;
  for (int i = 0; i < 3; i++)
    words[i] = ranks_group().rank == 0 ? 40 + i + walras_trial_point(trial) : -1;
  RANKS_TRY(walras_trial_broadcast(trial, words, sizeof words));
  for (int i = 0; i < 3; i++)
    EXPECT(words[i] == 40 + i + walras_trial_point(trial));
  return walras_trial_broadcast(trial, NULL, 0);
}

/* `parameters`: the rank that fails before the others' next collective. */
static walras_status an_error_of_one_rank_reaches_all(walras_trial *trial, const void *parameters) {
  if (ranks_group().rank == *(const int *)parameters)
    return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_MODEL, "rank %d gives up", ranks_group().rank);
  for (int64_t round = walras_trial_first_round(trial); round < 3; round++)
    RANKS_TRY(walras_trial_round_done(trial, round));
  return WALRAS_OK;
}

static walras_status the_lowest_failing_rank_is_heard(walras_trial *trial, const void *parameters) {
  const int rank = ranks_group().rank;
  (void)parameters;
  return rank == 0 && ranks_group().size > 1 ? walras_trial_round_done(trial, 0)
                                             : WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_RANGE, "rank %d gives up", rank);
}

static walras_status different_services_are_a_bug_of_the_model(walras_trial *trial, const void *parameters) {
  int64_t word = 0;
  (void)parameters;
  return ranks_group().rank == 0 ? walras_trial_round_done(trial, 0) : walras_trial_broadcast(trial, &word, sizeof word);
}

/* What a model keeps on every rank; the rank of `parameters` (-1: none) goes its own way in the next round. */
static walras_status kept_data_must_be_equal_on_every_rank(walras_trial *trial, const void *parameters) {
  double prices[3] = {1.0, 2.0, 3.0};
  int64_t sales[2] = {7, 8};
  RANKS_TRY(walras_trial_keep(trial, "prices", prices, 3, sizeof *prices));
  RANKS_TRY(walras_trial_keep(trial, "sales", sales, 2, sizeof *sales));
  RANKS_TRY(walras_trial_compare_kept(trial));
  RANKS_TRY(walras_trial_round_done(trial, 0));
  if (ranks_group().rank == *(const int *)parameters)
    sales[1] += 1;
  prices[0] = 2.5; /* on every rank: no fault */
  return walras_trial_compare_kept(trial);
}

/* A rank that keeps less, or more, than the first is found as well, and nobody waits for it. */
static walras_status kept_data_must_be_there_on_every_rank(walras_trial *trial, const void *parameters) {
  int64_t words[2] = {1, 2};
  if (ranks_group().rank != *(const int *)parameters)
    RANKS_TRY(walras_trial_keep(trial, "words", words, 2, sizeof *words));
  return walras_trial_compare_kept(trial);
}

static walras_status rounds_end_with_a_comparison(walras_trial *trial, const void *parameters) {
  int64_t rank = ranks_group().rank;
  (void)parameters;
  RANKS_TRY(walras_trial_keep(trial, "rank", &rank, 1, sizeof rank));
  return walras_trial_round_done(trial, 0);
}

static void check_kept(int threads) {
  const int size = ranks_group().size, nobody = -1;
  char message[128];
  ranks_run(kept_data_must_be_equal_on_every_rank, &nobody, threads, WALRAS_OK, NULL);
  ranks_run(kept_data_must_be_there_on_every_rank, &nobody, threads, WALRAS_OK, NULL);
  for (int rank = 0; size > 1 && rank < size; rank++) {
    /* Where the first rank strays, the lowest of the others is heard. */
    snprintf(message, sizeof message, "kept state 'sales' on rank %d of the group is not that of its first rank",
             rank > 0 ? rank : 1);
    ranks_run(kept_data_must_be_equal_on_every_rank, &rank, threads, WALRAS_ERROR_STATE, message);
    snprintf(message, sizeof message, "kept state '%s' on rank %d of the group is not that of its first rank",
             rank > 0 ? "(missing)" : "words", rank > 0 ? rank : 1);
    ranks_run(kept_data_must_be_there_on_every_rank, &rank, threads, WALRAS_ERROR_STATE, message);
  }
#ifdef NDEBUG
  ranks_run(rounds_end_with_a_comparison, NULL, threads, WALRAS_OK, NULL);
#else
  ranks_run(rounds_end_with_a_comparison, NULL, threads, size > 1 ? WALRAS_ERROR_STATE : WALRAS_OK,
            "kept state 'rank' on rank 1 of the group is not that of its first rank");
#endif
}

static void check(int threads) {
  const int size = ranks_group().size, last = size - 1;
  char message[64];
  ranks_run(words_of_the_first_rank_reach_all, NULL, threads, WALRAS_OK, NULL);
  for (int rank = 0; rank < size; rank++) {
    snprintf(message, sizeof message, "rank %d gives up", rank);
    ranks_run(an_error_of_one_rank_reaches_all, &rank, threads, WALRAS_ERROR_MODEL, message);
  }
  ranks_run(the_lowest_failing_rank_is_heard, NULL, threads, WALRAS_ERROR_RANGE,
            last > 0 ? "rank 1 gives up" : "rank 0 gives up");
  ranks_run(different_services_are_a_bug_of_the_model, NULL, threads, size > 1 ? WALRAS_ERROR_STATE : WALRAS_OK, NULL);
  check_kept(threads);
}

RANKS_TEST(check)
