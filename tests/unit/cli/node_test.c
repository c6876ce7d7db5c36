#include "cli/node.h"

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
  static char text[384];
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
  CU_ASSERT_STRING_EQUAL(judged(&(cli_node){"n1", 2, bound, threads, .unbound = 8}), "");
  CU_ASSERT_STRING_EQUAL(judged(&(cli_node){"n1", 2, free_to_move, threads, .unbound = 0}), "");
}

static void threads_bound_to_too_few_processors_are_told_the_flag(void) {
  const cpu_set_t masks[] = {mask(0, 1), mask(1, 1)};
  const int threads[] = {4, 4};
  CU_ASSERT_STRING_EQUAL(judged(&(cli_node){"n1", 2, masks, threads, .unbound = 8}),
                         "a rank on n1 runs 4 threads but is bound to 1 processor: add --map-by slot:PE=4 or --bind-to none to "
                         "mpirun (srun: --cpus-per-task=4), or --threads 1");
}

static void more_threads_than_processors_are_told_what_fits(void) {
  const cpu_set_t masks[] = {mask(0, 2), mask(0, 2), mask(0, 2), mask(0, 2)};
  const int threads[] = {2, 2, 2, 2};
  CU_ASSERT_STRING_EQUAL(judged(&(cli_node){"n1", 4, masks, threads, .unbound = 0}),
                         "4 ranks x 2 threads share the 2 processors of n1: mpirun -n 2 and --threads 1 are faster");
  CU_ASSERT_STRING_EQUAL(judged(&(cli_node){"n1", 2, masks, threads, .unbound = 0}),
                         "2 ranks x 2 threads share the 2 processors of n1: mpirun -n 2 and --threads 1 are faster");
  const int many = 16;
  CU_ASSERT_STRING_EQUAL(judged(&(cli_node){"n1", 1, masks, &many, .unbound = 0}),
                         "16 threads share the 2 processors of n1: --threads 2 is faster");
}

static void processors_left_idle_by_the_binding_are_named(void) {
  const cpu_set_t masks[] = {mask(0, 1), mask(1, 1)};
  const int threads[] = {1, 1};
  CU_ASSERT_STRING_EQUAL(judged(&(cli_node){"n1", 2, masks, threads, .unbound = 64}),
                         "2 ranks x 1 thread use 2 of 64 processors of n1: mpirun --bind-to none lets them use all");
}

/* Masks like {0}, {0}, {2-7}: enough processors for all threads, but not where they may run. */
static void ranks_bound_to_the_same_processors_are_found_among_others(void) {
  const cpu_set_t masks[] = {mask(2, 6), mask(0, 1), mask(0, 1)};
  const int threads[] = {1, 1, 1};
  CU_ASSERT_STRING_EQUAL(
      judged(&(cli_node){"n1", 3, masks, threads, .unbound = 0}),
      "2 ranks with 2 threads on n1 are bound to processor 0, and others are idle: add --map-by slot:PE=1 --bind-to "
      "core or --bind-to none to mpirun (srun: --cpu-bind=cores)");
  CU_ASSERT_STRING_EQUAL(judged(&(cli_node){"n1", 1, masks, threads, .unbound = 0}), "");
  const cpu_set_t apart[] = {mask(2, 6), mask(0, 1), mask(1, 1)};
  CU_ASSERT_STRING_EQUAL(judged(&(cli_node){"n1", 3, apart, threads, .unbound = 0}), "");
}

static void ranks_crowded_by_the_binding_are_not_told_to_be_fewer(void) {
  const cpu_set_t masks[] = {mask(0, 1), mask(0, 1), mask(0, 1), mask(0, 1)};
  const int threads[] = {1, 1, 1, 1};
  CU_ASSERT_STRING_EQUAL(
      judged(&(cli_node){"n1", 4, masks, threads, .unbound = 64}),
      "4 ranks with 4 threads on n1 are bound to processor 0, and others are idle: add --map-by slot:PE=1 --bind-to "
      "core or --bind-to none to mpirun (srun: --cpu-bind=cores)");
}

/* 0-1, 1-2 and 2-3 hang together, 6 threads on 4 processors, though no two ranks have the same ones. */
static void overlapping_masks_count_together(void) {
  const cpu_set_t masks[] = {mask(8, 8), mask(0, 2), mask(1, 2), mask(2, 2)};
  const int threads[] = {1, 2, 2, 2};
  const char *text = judged(&(cli_node){"n1", 4, masks, threads, .unbound = 0});
  CU_ASSERT_PTR_NOT_NULL(strstr(text,
                                "3 ranks with 6 threads on n1 are bound to processors 0-3, and others are idle: add --map-by "
                                "slot:PE=2 "));
  const int fewer[] = {1, 1, 1, 2};
  CU_ASSERT_STRING_EQUAL(judged(&(cli_node){"n1", 4, masks, fewer, .unbound = 0}), "");
}

static void srun_without_the_processors_of_sbatch_is_told_the_variable(void) {
  const cpu_set_t masks[] = {mask(0, 1), mask(1, 1)}, wide[] = {mask(0, 8), mask(8, 8)};
  const int threads[] = {1, 1};
  CU_ASSERT_STRING_EQUAL(
      judged(&(cli_node){"n1", 2, masks, threads, .allotted = 8}),
      "the job has 8 processors a task, but srun gave a rank on n1 only 1: since Slurm 22.05 srun ignores sbatch's "
      "--cpus-per-task; export SRUN_CPUS_PER_TASK=8 before it, or srun --cpus-per-task=8");
  CU_ASSERT_STRING_EQUAL(judged(&(cli_node){"n1", 2, wide, threads, .allotted = 8}), "");
}

/* Two domains of four cores with two hardware threads each: processors p and p + 8 are one core's, 0-3 and 8-11 are of domain 0. */
static const cli_cores *two_domains(void) {
  static cli_cores cores;
  for (int processor = 0; processor < CPU_SETSIZE; processor++) {
    cores.core[processor] = (int16_t)(processor < 16 ? processor % 8 : processor);
    cores.domain[processor] = processor < 16 && processor % 8 >= 4;
  }
  return &cores;
}

static void hardware_threads_of_one_core_are_no_two_cores(void) {
  const cpu_set_t masks[] = {mask(0, 1), mask(8, 1)}, apart[] = {mask(0, 1), mask(9, 1)};
  const int threads[] = {1, 1};
  CU_ASSERT_STRING_EQUAL(
      judged(&(cli_node){"n1", 2, masks, threads, .unbound = 16, .cores = two_domains()}),
      "two ranks on n1, on processors 0 and 8, share a core by its hardware threads, and others are idle: mpirun "
      "--bind-to core gives each its own");
  CU_ASSERT_STRING_EQUAL(judged(&(cli_node){"n1", 2, apart, threads, .unbound = 16, .cores = two_domains()}),
                         "2 ranks x 1 thread use 2 of 16 processors of n1: mpirun --bind-to none lets them use all");
  CU_ASSERT_STRING_EQUAL(judged(&(cli_node){"n1", 2, masks, threads, .cores = two_domains()}), ""); /* may be meant */
}

static void ranks_that_wander_between_domains_are_told_how_to_stay(void) {
  const cpu_set_t unbound[] = {mask(0, 16), mask(0, 16)};
  cpu_set_t bound[] = {mask(0, 4), mask(4, 4)};
  const int threads[] = {8, 8};
  CU_ASSERT_STRING_EQUAL(judged(&(cli_node){"n1", 2, unbound, threads, .cores = two_domains()}),
                         "2 ranks on n1 may wander over 2 NUMA domains: --map-by numa --bind-to numa of mpirun (srun: "
                         "--cpu-bind=ldoms) keeps each beside its memory");
  CU_ASSERT_STRING_EQUAL(judged(&(cli_node){"n1", 1, unbound, threads, .cores = two_domains()}), "");
  for (int rank = 0; rank < 2; rank++) {
    const cpu_set_t hardware_threads = mask(8 + 4 * rank, 4);
    CPU_OR(&bound[rank], &bound[rank], &hardware_threads);
  }
  CU_ASSERT_STRING_EQUAL(judged(&(cli_node){"n1", 2, bound, threads, .cores = two_domains()}), "");
}

WALRAS_UNIT_TESTS(UNIT(unbound_ranks_share_the_processors), UNIT(bound_ranks_use_their_own_processors_only),
                  UNIT(every_rank_has_a_thread_however_many_share_a_processor),
                  UNIT(threads_that_fit_their_processors_need_no_word),
                  UNIT(threads_bound_to_too_few_processors_are_told_the_flag),
                  UNIT(more_threads_than_processors_are_told_what_fits), UNIT(processors_left_idle_by_the_binding_are_named),
                  UNIT(ranks_bound_to_the_same_processors_are_found_among_others),
                  UNIT(ranks_crowded_by_the_binding_are_not_told_to_be_fewer), UNIT(overlapping_masks_count_together),
                  UNIT(srun_without_the_processors_of_sbatch_is_told_the_variable),
                  UNIT(hardware_threads_of_one_core_are_no_two_cores),
                  UNIT(ranks_that_wander_between_domains_are_told_how_to_stay))
