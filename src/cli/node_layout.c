#include "cli/node_layout.h"

#include <stdio.h>

#include "cli/cli.h"

static int at_least_one(int count) {
  return count > 0 ? count : 1;
}

/* As the planner: trials enough for all to end together, and room for one on every processor in half of the memory. */
static void choose_freely(const cli_node_request *r, const walras_plan_demand *d, cli_node_layout *layout) {
  const int64_t processors = r->nodes * r->processors;
  const double trial = d->spread + d->replicated, on_all = trial * (double)r->processors;
  char text[32], node[32];
  if (d->together >= 4 * processors && on_all <= 0.5 * r->memory_bytes) {
    *layout = (cli_node_layout){.tasks = r->processors, .threads = 1};
    snprintf(layout->reason, sizeof layout->reason, "a rank on each processor, as %lld trials can keep %lld busy",
             (long long)d->together, (long long)processors);
    return;
  }
  const bool few = d->together < 4 * processors;
  const int tasks = d->replicated * r->domains <= 0.5 * r->memory_bytes ? at_least_one(r->domains) : 1;
  *layout = (cli_node_layout){.tasks = tasks, .threads = at_least_one(r->processors / tasks)};
  const char *where = tasks == 1 ? "a rank on each node" : "a rank on each NUMA domain";
  if (few)
    snprintf(layout->reason, sizeof layout->reason,
             "%s, threads inside, as %lld trial%s cannot keep %lld processors busy one by one", where, (long long)d->together,
             cli_plural(d->together), (long long)processors);
  else
    snprintf(layout->reason, sizeof layout->reason,
             "%s, threads inside, as a trial on each processor would take %s of a node's %s", where, cli_bytes(on_all, text),
             cli_bytes(r->memory_bytes, node));
}

cli_node_layout cli_node_layout_choose(const cli_node_request *r, const walras_plan_demand *d) {
  cli_node_layout layout = {.tasks = r->tasks, .threads = r->threads};
  if (r->tasks == 0 && r->threads == 0) {
    choose_freely(r, d, &layout);
    return layout;
  }
  if (r->tasks == 0)
    layout.tasks = at_least_one(r->processors / r->threads);
  if (r->threads == 0)
    layout.threads = at_least_one(r->processors / r->tasks);
  const int64_t wanted = (int64_t)layout.tasks * layout.threads;
  if (wanted > r->processors)
    snprintf(layout.reason, sizeof layout.reason, "%lld threads share %d processor%s, as asked for", (long long)wanted,
             r->processors, cli_plural(r->processors));
  else
    snprintf(layout.reason, sizeof layout.reason, "%s as asked for",
             r->tasks == 0     ? "threads"
             : r->threads == 0 ? "tasks"
                               : "both");
  return layout;
}
