#include "cli/node.h"

#include <stdio.h>

#include "cli/cli.h"

/* What a node's warnings are made from. */
typedef struct summary {
  const cli_node *node;
  cpu_set_t all;     /* the processors of all ranks */
  int available;     /* how many they are */
  int threads, most; /* of all ranks, of one rank */
  bool idle;         /* mpirun's binding leaves some unused */
} summary;

static int processors(const cpu_set_t *mask) {
  const int count = CPU_COUNT(mask);
  return count > 0 ? count : 1;
}

static bool overlap(const cpu_set_t *a, const cpu_set_t *b) {
  cpu_set_t common;
  CPU_AND(&common, a, b);
  return CPU_COUNT(&common) > 0;
}

static bool is_within(const cpu_set_t *part, const cpu_set_t *whole) {
  cpu_set_t common;
  CPU_AND(&common, part, whole);
  return CPU_EQUAL(&common, part);
}

int cli_threads_share(const cpu_set_t *masks, int ranks, int rank) {
  int sharing = 1;
  for (int other = 0; other < ranks; other++)
    sharing += other != rank && overlap(&masks[rank], &masks[other]);
  const int share = processors(&masks[rank]) / sharing;
  return share > 0 ? share : 1;
}

static summary summarise(const cli_node *node) {
  summary s = {.node = node};
  CPU_ZERO(&s.all);
  for (int rank = 0; rank < node->ranks; rank++) {
    CPU_OR(&s.all, &s.all, &node->masks[rank]);
    s.threads += node->threads[rank];
    s.most = node->threads[rank] > s.most ? node->threads[rank] : s.most;
  }
  s.available = processors(&s.all);
  s.idle = node->unbound > s.available;
  return s;
}

/* Each check writes its line and answers true, or does nothing. */

static bool judge_srun(const summary *s, char *text, size_t size) {
  const cli_node *node = s->node;
  for (int rank = 0; rank < node->ranks; rank++) {
    const int own = processors(&node->masks[rank]);
    if (own < node->allotted) {
      snprintf(text, size,
               "the job has %d processors a task, but srun gave a rank on %s only %d: since Slurm 22.05 srun ignores sbatch's "
               "--cpus-per-task; export SRUN_CPUS_PER_TASK=%d before it, or srun --cpus-per-task=%d",
               node->allotted, node->host, own, node->allotted, node->allotted);
      return true;
    }
  }
  return false;
}

static bool judge_bound_threads(const summary *s, char *text, size_t size) {
  const cli_node *node = s->node;
  for (int rank = 0; rank < node->ranks; rank++) {
    const int own = processors(&node->masks[rank]), threads = node->threads[rank];
    if (threads > own && own < (s->idle ? node->unbound : s->available)) {
      snprintf(text, size,
               "a rank on %s runs %d threads but is bound to %d processor%s: add --map-by slot:PE=%d or --bind-to none to mpirun "
               "(srun: --cpus-per-task=%d), or --threads %d",
               node->host, threads, own, cli_plural(own), threads, threads, own);
      return true;
    }
  }
  return false;
}

/* The ranks that may run on processors of this set only have more threads than it has processors, while there are others. */
static bool judge_crowd(const summary *s, const cpu_set_t *set, char *text, size_t size) {
  const cli_node *node = s->node;
  char list[64];
  int ranks = 0, threads = 0, most = 1;
  for (int rank = 0; rank < node->ranks; rank++)
    if (is_within(&node->masks[rank], set)) {
      ranks++;
      threads += node->threads[rank];
      most = node->threads[rank] > most ? node->threads[rank] : most;
    }
  const int room = processors(set);
  if (ranks < 2 || threads <= room || room >= (s->idle ? node->unbound : s->available))
    return false;
  snprintf(text, size,
           "%d ranks with %d threads on %s are bound to processor%s %s, and others are idle: add --map-by slot:PE=%d --bind-to "
           "core or "
           "--bind-to none to mpirun (srun: --cpu-bind=cores)",
           ranks, threads, node->host, cli_plural(room), cli_processors_print(set, list, sizeof list), most);
  return true;
}

/* All processors of the ranks that overlap with this one, or with one that does, and so on. */
static cpu_set_t connected(const cli_node *node, int rank) {
  cpu_set_t set = node->masks[rank], before;
  do {
    before = set;
    for (int other = 0; other < node->ranks; other++)
      if (overlap(&set, &node->masks[other]))
        CPU_OR(&set, &set, &node->masks[other]);
  } while (!CPU_EQUAL(&before, &set));
  return set;
}

static bool judge_crowds(const summary *s, char *text, size_t size) {
  const cli_node *node = s->node;
  cpu_set_t seen;
  CPU_ZERO(&seen);
  for (int rank = 0; rank < node->ranks; rank++) {
    if (rank == 0 || !CPU_EQUAL(&node->masks[rank], &node->masks[rank - 1]))
      if (judge_crowd(s, &node->masks[rank], text, size))
        return true;
    if (is_within(&node->masks[rank], &seen))
      continue;
    const cpu_set_t set = connected(node, rank);
    CPU_OR(&seen, &seen, &set);
    if (judge_crowd(s, &set, text, size))
      return true;
  }
  return false;
}

static bool judge_totals(const summary *s, char *text, size_t size) {
  const cli_node *node = s->node;
  const int available = s->available;
  if (s->threads <= available)
    return false;
  if (node->ranks == 1)
    snprintf(text, size, "%d threads share the %d processor%s of %s: --threads %d is faster", s->threads, available,
             cli_plural(available), node->host, available);
  else
    snprintf(text, size, "%d ranks x %d thread%s share the %d processor%s of %s: mpirun -n %d and --threads %d are faster",
             node->ranks, s->most, cli_plural(s->most), available, cli_plural(available), node->host,
             node->ranks < available ? node->ranks : available, node->ranks < available ? available / node->ranks : 1);
  return true;
}

static bool judge_shared_cores(const summary *s, char *text, size_t size) {
  const cli_node *node = s->node;
  if (!s->idle || node->cores == NULL)
    return false;
  for (int rank = 1; rank < node->ranks; rank++) {
    const cpu_set_t cores = cli_cores_around(node->cores, &node->masks[rank]);
    for (int other = 0; other < rank; other++)
      if (overlap(&cores, &node->masks[other]) && !overlap(&node->masks[rank], &node->masks[other])) {
        char lists[2][64];
        snprintf(text, size,
                 "two ranks on %s, on processors %s and %s, share a core by its hardware threads, and others are idle: mpirun "
                 "--bind-to "
                 "core gives each its own",
                 node->host, cli_processors_print(&node->masks[other], lists[0], sizeof lists[0]),
                 cli_processors_print(&node->masks[rank], lists[1], sizeof lists[1]));
        return true;
      }
  }
  return false;
}

static bool judge_idle(const summary *s, char *text, size_t size) {
  const cli_node *node = s->node;
  if (s->idle)
    snprintf(text, size, "%d rank%s x %d thread%s use %d of %d processors of %s: mpirun --bind-to none lets them use all",
             node->ranks, cli_plural(node->ranks), s->most, cli_plural(s->most), s->threads, node->unbound, node->host);
  return s->idle;
}

/* Ranks enough for one a domain at least, but none is kept where its memory is. */
static bool judge_domains(const summary *s, char *text, size_t size) {
  const cli_node *node = s->node;
  const int domains = node->cores != NULL ? cli_cores_domains(node->cores, &s->all) : 1;
  if (node->ranks < 2 || domains < 2 || node->ranks < domains)
    return false;
  for (int rank = 0; rank < node->ranks; rank++)
    if (cli_cores_domains(node->cores, &node->masks[rank]) == domains) {
      snprintf(text, size,
               "%d ranks on %s may wander over %d NUMA domains: --map-by numa --bind-to numa of mpirun (srun: --cpu-bind=ldoms) "
               "keeps each "
               "beside its memory",
               node->ranks, node->host, domains);
      return true;
    }
  return false;
}

void cli_node_judge(const cli_node *node, char *text, size_t size) {
  static bool (*const checks[])(const summary *, char *, size_t) = {
      judge_srun, judge_bound_threads, judge_crowds, judge_totals, judge_shared_cores, judge_idle, judge_domains};
  const summary s = summarise(node);
  text[0] = '\0';
  for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
    if (checks[i](&s, text, size))
      return;
}
