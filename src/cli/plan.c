/* walras plan CONFIG: what a run would need; starts nothing. */
#include "engine/planner.h"

#include "cli/cli.h"
#include "cli/load.h"
#include "engine/layout.h"

static void print_plan(const walras_experiment *e, const walras_plan_result *plan, int64_t ranks, int threads) {
  char text[32], other[32];
  printf("model          %s\n", e->model->name);
  printf("trials         %lld (%lld points, up to %lld replications)\n", (long long)plan->trials, (long long)e->points,
         (long long)e->replications);
  printf("layout         %lld ranks x %d threads, %d rank%s a trial, %d group%s\n", (long long)ranks, threads,
         plan->ranks_per_trial, plan->ranks_per_trial == 1 ? "" : "s", plan->groups, plan->groups == 1 ? "" : "s");
  printf("memory a rank  %s of %s\n", cli_bytes(plan->bytes_per_rank, text), cli_bytes(plan->memory_bytes, other));
  printf("store          %s: %s\n", cli_bytes(plan->store_bytes, text), e->store_path);
  printf("time           about %s (from the model's rough costs)\n", cli_duration(plan->seconds, text));
}

int cli_plan(const cli_line *line) {
  cli_registry registry;
  int64_t ranks;
  if (!cli_integer(line, "--ranks", 1, 1 << 24, 1, &ranks) || !cli_registry_load(line, &registry))
    return CLI_USAGE;
  walras_experiment *e = NULL;
  int code = CLI_USAGE;
  if (cli_load_experiment(line, line->operands[0], &registry.list, &e)) {
    walras_error error = {0};
    walras_layout *layout = NULL;
    walras_plan_result plan;
    const int threads = e->threads > 0 ? e->threads : cli_available_threads();
    const walras_layout_input input = cli_layout_input(e);
    walras_status status = walras_layout_build(&input, &layout, &error);
    if (status == WALRAS_OK)
      status = walras_plan_make(&(walras_plan_input){.model = e->model,
                                                     .points = e->points,
                                                     .replications = e->replications,
                                                     .parameters = e->parameters,
                                                     .point_replications = e->point_replications,
                                                     .ranks = (int)ranks,
                                                     .threads = threads,
                                                     .ranks_per_trial = e->ranks_per_trial,
                                                     .store = walras_layout_store(layout),
                                                     .store_path = e->store_path},
                                &plan, &error);
    if (status == WALRAS_OK) {
      print_plan(e, &plan, ranks, threads);
      code = CLI_OK;
    } else {
      cli_complain_error(&error);
    }
    walras_layout_destroy(layout);
  }
  walras_experiment_destroy(e);
  cli_registry_free(&registry);
  return code;
}
