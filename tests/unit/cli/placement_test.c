#include "cli/placement.h"

#include "unit.h"

/* A mask of the processors first..first+count-1. */
static cpu_set_t mask(int first, int count) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (int processor = first; processor < first + count; processor++)
    CPU_SET((size_t)processor, &set);
  return set;
}

static const char *judged(const cli_node *node) {
  static char text[256];
  cli_node_judge(node, text, sizeof text);
  return text;
}

static void unbound_ranks_share_the_processors(void) {
  const cpu_set_t masks[] = {mask(0, 8), mask(0, 8), mask(0, 8)};
  for (int rank = 0; rank < 3; rank++)
    CU_ASSERT_EQUAL(cli_threads_share(masks, 3, rank), 2);
  CU_ASSERT_EQUAL(cli_threads_share(masks, 1, 0), 8);
}

static void bound_ranks_use_their_own_processors_only(void) {
  const cpu_set_t masks[] = {mask(0, 4), mask(4, 4), mask(8, 2)};
  CU_ASSERT_EQUAL(cli_threads_share(masks, 3, 0), 4);
  CU_ASSERT_EQUAL(cli_threads_share(masks, 3, 1), 4);
  CU_ASSERT_EQUAL(cli_threads_share(masks, 3, 2), 2);
}

static void every_rank_has_a_thread_however_many_share_a_processor(void) {
  const cpu_set_t masks[] = {mask(0, 2), mask(0, 2), mask(0, 2), mask(0, 2)};
  for (int rank = 0; rank < 4; rank++)
    CU_ASSERT_EQUAL(cli_threads_share(masks, 4, rank), 1);
}

static void threads_that_fit_their_processors_need_no_word(void) {
  const cpu_set_t bound[] = {mask(0, 4), mask(4, 4)}, free_to_move[] = {mask(0, 8), mask(0, 8)};
  const int threads[] = {4, 4};
  CU_ASSERT_STRING_EQUAL(judged(&(cli_node){"n1", 2, bound, threads, 8}), "");
  CU_ASSERT_STRING_EQUAL(judged(&(cli_node){"n1", 2, free_to_move, threads, 0}), "");
}

static void threads_bound_to_too_few_processors_are_told_the_flag(void) {
  const cpu_set_t masks[] = {mask(0, 1), mask(1, 1)};
  const int threads[] = {4, 4};
  CU_ASSERT_STRING_EQUAL(judged(&(cli_node){"n1", 2, masks, threads, 8}),
                         "a rank on n1 runs 4 threads but is bound to 1 processor: add --map-by slot:PE=4 or --bind-to none to "
                         "mpirun (srun: --cpus-per-task=4), or --threads 1");
}

static void more_threads_than_processors_are_told_what_fits(void) {
  const cpu_set_t masks[] = {mask(0, 2), mask(0, 2), mask(0, 2), mask(0, 2)};
  const int threads[] = {2, 2, 2, 2};
  CU_ASSERT_STRING_EQUAL(judged(&(cli_node){"n1", 4, masks, threads, 0}),
                         "4 ranks x 2 threads share the 2 processors of n1: mpirun -n 2 and --threads 1 are faster");
  CU_ASSERT_STRING_EQUAL(judged(&(cli_node){"n1", 2, masks, threads, 0}),
                         "2 ranks x 2 threads share the 2 processors of n1: mpirun -n 2 and --threads 1 are faster");
  const int many = 16;
  CU_ASSERT_STRING_EQUAL(judged(&(cli_node){"n1", 1, masks, &many, 0}),
                         "16 threads share the 2 processors of n1: --threads 2 is faster");
}

static void processors_left_idle_by_the_binding_are_named(void) {
  const cpu_set_t masks[] = {mask(0, 1), mask(1, 1)};
  const int threads[] = {1, 1};
  CU_ASSERT_STRING_EQUAL(judged(&(cli_node){"n1", 2, masks, threads, 64}),
                         "2 ranks x 1 thread use 2 of 64 processors of n1: mpirun --bind-to none lets them use all");
}

WALRAS_UNIT_TESTS(UNIT(unbound_ranks_share_the_processors), UNIT(bound_ranks_use_their_own_processors_only),
                  UNIT(every_rank_has_a_thread_however_many_share_a_processor),
                  UNIT(threads_that_fit_their_processors_need_no_word),
                  UNIT(threads_bound_to_too_few_processors_are_told_the_flag),
                  UNIT(more_threads_than_processors_are_told_what_fits), UNIT(processors_left_idle_by_the_binding_are_named))
