/* walras plan CONFIG: what a run would need; starts nothing. */
#include <sched.h>

#include "engine/planner.h"

#include "cli/cli.h"
#include "cli/load.h"
#include "engine/layout.h"

static const char *plural(int64_t count) {
  return count == 1 ? "" : "s";
}

static void print_replications(const walras_experiment *e) {
  int64_t least = e->stopping != NULL ? e->stopping->rule.initial : e->replications;
  for (int64_t point = 0; point < e->points; point++)
    least = e->point_replications[point] < least ? e->point_replications[point] : least;
  printf("%lld design point%s x ", (long long)e->points, plural(e->points));
  if (least < e->replications)
    printf("%lld to ", (long long)least);
  printf("%lld replication%s", (long long)e->replications, plural(e->replications));
}

static void print_plan(const walras_experiment *e, const walras_plan_result *plan, int64_t ranks, int threads) {
  char text[32], other[32];
  printf("experiment     %s (%s)\n", e->name, e->model->name);
  const double least = e->stopping != NULL ? (double)e->stopping->rule.initial / (double)e->stopping->rule.maximum : 1.0;
  printf("trials         ");
  if (least < 1.0)
    printf("%lld to ", (long long)(e->points * e->stopping->rule.initial));
  printf("%lld: ", (long long)plan->trials);
  print_replications(e);
  printf("\nlayout         %lld rank%s x %d thread%s: %d group%s of %d rank%s\n", (long long)ranks, plural(ranks), threads,
         plural(threads), plan->groups, plural(plan->groups), plan->ranks_per_trial, plural(plan->ranks_per_trial));
  printf("memory a rank  %s of %s\n", cli_bytes(plan->bytes_per_rank, text), cli_bytes(plan->memory_bytes, other));
  printf("store          %s: %s\n", cli_bytes(plan->store_bytes, text), e->store_path);
  printf("time           about ");
  if (least < 1.0)
    printf("%s to ", cli_duration(least * plan->seconds, text));
  printf("%s if each thread has a processor (from the model's rough costs)\n", cli_duration(plan->seconds, text));
}

/* As many as this machine's processors allow when all ranks are on it. */
static int default_threads(int64_t ranks) {
  cpu_set_t mask;
  const int processors = sched_getaffinity(0, sizeof mask, &mask) == 0 ? CPU_COUNT(&mask) : 1;
  return processors > ranks ? (int)(processors / ranks) : 1;
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
    const int threads = e->threads > 0 ? e->threads : default_threads(ranks);
    const walras_layout_input input = cli_layout_input(e);
    walras_status status = walras_layout_build(&input, &layout, &error);
    if (status == WALRAS_OK)
      status = walras_plan_make(&(walras_plan_input){.model = e->model,
                                                     .points = e->points,
                                                     .replications = e->replications,
                                                     .parameters = e->parameters,
                                                     .point_replications = e->point_replications,
                                                     .wave = cli_wave(e),
                                                     .ranks = (int)ranks,
                                                     .threads = threads,
                                                     .ranks_per_trial = e->ranks_per_trial,
                                                     .store = walras_layout_store(layout),
                                                     .store_path = e->store_path},
                                &plan, &error);
    if (status == WALRAS_OK) {
      print_plan(e, &plan, ranks, threads);
      cli_say_design(line->operands[0], e);
      cli_warn_of_small_waves(e, (int64_t)plan.groups * plan.trials_at_once);
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
