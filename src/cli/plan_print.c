/* walras plan for readers. */
#include <math.h>

#include "cli/cli.h"
#include "cli/plan.h"

static void print_replications(const walras_experiment *e) {
  int64_t least = e->stopping != NULL ? e->stopping->rule.initial : e->replications;
  for (int64_t point = 0; point < e->points; point++)
    least = e->point_replications[point] < least ? e->point_replications[point] : least;
  printf("%lld design point%s x ", (long long)e->points, cli_plural(e->points));
  if (least < e->replications)
    printf("%lld to ", (long long)least);
  printf("%lld replication%s\n", (long long)e->replications, cli_plural(e->replications));
}

static void print_nodes(const cli_planned *p) {
  char text[32];
  if (p->nodes.nodes == 0)
    return;
  printf("nodes          %lld of %d processor%s and %s: %d task%s each x %d thread%s (%s)\n", (long long)p->nodes.nodes,
         p->nodes.processors, cli_plural(p->nodes.processors), cli_bytes(p->nodes.memory_bytes, text), p->layout.tasks,
         cli_plural(p->layout.tasks), p->layout.threads, cli_plural(p->layout.threads), p->layout.reason);
}

/* What the time is based on. */
static void print_basis(const walras_calibration *k) {
  if (k->factors == NULL) {
    printf(" (from the model's rough costs%s%s)\n", k->problem[0] != '\0' ? ": " : "", k->problem);
    return;
  }
  printf(" (from %lld trial%s%s in %.1f s here", (long long)k->trials, cli_plural(k->trials),
         k->smaller ? ", some of them cut small," : "", k->seconds);
  if (k->others > 0.1)
    printf("; other programs took %.0f %% of the processors, which is not counted", 100.0 * k->others);
  printf(")\n");
}

static void print_time(const cli_planned *p) {
  char text[32];
  printf("time           about ");
  if (p->least < 1.0)
    printf("%s to ", cli_duration(p->least * p->plan.seconds, text));
  printf("%s", cli_duration(p->plan.seconds, text));
  print_basis(&p->calibration);
  if (!isfinite(p->allotted))
    return;
  printf("allotted       %s: ", cli_duration(p->allotted, text));
  if (p->plan.seconds <= p->allotted)
    printf("enough\n");
  else
    printf("about %.0f jobs of it, each going on where the one before stopped\n", ceil(p->plan.seconds / p->allotted));
}

static void print_layout(const cli_planned *p) {
  const walras_plan_result *plan = &p->plan;
  printf("layout         %lld rank%s x %d thread%s: %d group%s of %d rank%s", (long long)p->ranks, cli_plural(p->ranks),
         p->threads, cli_plural(p->threads), plan->groups, cli_plural(plan->groups), plan->ranks_per_trial,
         cli_plural(plan->ranks_per_trial));
  if (p->threads > 1)
    printf(", %s", plan->trials_at_once > 1 ? "a trial on each thread" : "whose threads share a trial");
  putchar('\n');
}

static void print_sizes(const cli_planned *p) {
  char text[32], other[32];
  printf("memory a rank  %s of %s (the program with MPI and HDF5, and trials %s)\n", cli_bytes(p->plan.bytes_per_rank, text),
         cli_bytes(p->plan.memory_bytes, other),
         p->calibration.bytes > 0.0 ? "as they were run here" : "by the model's footprint");
  printf("store          %s, created before the first trial: %s\n", cli_bytes(p->plan.store_bytes, text), p->store_path);
}

void cli_plan_print(const cli_planned *p) {
  printf("experiment     %s (%s)\n", p->experiment->name, p->experiment->model->name);
  if (p->experiment->part.count > 0)
    printf("shard          %lld of %lld\n", (long long)p->experiment->part.number, (long long)p->experiment->part.count);
  printf("trials         ");
  if (p->least < 1.0)
    printf("%lld to ", (long long)cli_planned_trials_least(p));
  printf("%lld: ", (long long)p->plan.trials);
  print_replications(p->experiment);
  print_nodes(p);
  print_layout(p);
  print_sizes(p);
  print_time(p);
}
