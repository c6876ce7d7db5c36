#include "cli/node_layout.h"

#include <string.h>

#include "unit.h"

static const double GIB = 1073741824.0;

/* Two nodes of 64 processors in four NUMA domains. */
static cli_node_request two_nodes(int tasks, int threads) {
  return (cli_node_request){
      .nodes = 2, .tasks = tasks, .threads = threads, .processors = 64, .domains = 4, .memory_bytes = 256.0 * GIB};
}

static cli_node_layout choose(int tasks, int threads, walras_plan_demand demand) {
  const cli_node_request request = two_nodes(tasks, threads);
  return cli_node_layout_choose(&request, &demand);
}

static void many_small_trials_take_a_rank_on_each_processor(void) {
  const cli_node_layout layout = choose(0, 0, (walras_plan_demand){.together = 512, .replicated = 1e6});
  CU_ASSERT(layout.tasks == 64 && layout.threads == 1);
  CU_ASSERT_STRING_EQUAL(layout.reason, "a rank on each processor, as 512 trials can keep 128 busy");
}

static void few_trials_take_a_rank_on_each_domain_with_threads_inside(void) {
  const cli_node_layout layout = choose(0, 0, (walras_plan_demand){.together = 1, .replicated = 1e6});
  CU_ASSERT(layout.tasks == 4 && layout.threads == 16);
  CU_ASSERT_STRING_EQUAL(layout.reason,
                         "a rank on each NUMA domain, threads inside, as 1 trial cannot keep 128 processors busy one by one");
}

static void trials_too_large_for_every_processor_share_memory_by_threads(void) {
  cli_node_layout layout = choose(0, 0, (walras_plan_demand){.together = 100000, .spread = 3.0 * GIB, .replicated = GIB});
  CU_ASSERT(layout.tasks == 4 && layout.threads == 16);
  CU_ASSERT_STRING_EQUAL(
      layout.reason,
      "a rank on each NUMA domain, threads inside, as a trial on each processor would take 256.0 GiB of a node's 256.0 GiB");
  layout = choose(0, 0, (walras_plan_demand){.together = 100000, .replicated = 33.0 * GIB});
  CU_ASSERT(layout.tasks == 1 && layout.threads == 64);
  CU_ASSERT_PTR_NOT_NULL(strstr(layout.reason, "a rank on each node, threads inside"));
}

static void what_is_asked_for_stands_and_the_rest_follows_from_the_processors(void) {
  const walras_plan_demand demand = {.together = 512, .replicated = 1e6};
  cli_node_layout layout = choose(8, 0, demand);
  CU_ASSERT(layout.tasks == 8 && layout.threads == 8);
  CU_ASSERT_STRING_EQUAL(layout.reason, "tasks as asked for");
  layout = choose(0, 16, demand);
  CU_ASSERT(layout.tasks == 4 && layout.threads == 16);
  CU_ASSERT_STRING_EQUAL(layout.reason, "threads as asked for");
  layout = choose(100, 0, demand);
  CU_ASSERT(layout.tasks == 100 && layout.threads == 1);
  layout = choose(0, 100, demand);
  CU_ASSERT(layout.tasks == 1 && layout.threads == 100);
  layout = choose(16, 16, demand);
  CU_ASSERT(layout.tasks == 16 && layout.threads == 16);
  CU_ASSERT_STRING_EQUAL(layout.reason, "256 threads share 64 processors, as asked for");
}

WALRAS_UNIT_TESTS(UNIT(many_small_trials_take_a_rank_on_each_processor),
                  UNIT(few_trials_take_a_rank_on_each_domain_with_threads_inside),
                  UNIT(trials_too_large_for_every_processor_share_memory_by_threads),
                  UNIT(what_is_asked_for_stands_and_the_rest_follows_from_the_processors))
