#include "cli/topology.h"

#include <ctype.h>
#include <math.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/processors.h"

static bool read_line(const char *path, char *line, int size) {
  FILE *file = fopen(path, "r");
  const bool ok = file != NULL && fgets(line, size, file) != NULL;
  if (file != NULL)
    fclose(file);
  return ok;
}

/* Those of the processors that this process may use. */
static int count_domains(const char *system, const cpu_set_t *mask) {
  cli_cores *cores = malloc(sizeof *cores);
  if (cores == NULL)
    return 1;
  cli_cores_read(system, cores);
  const int domains = cli_cores_domains(cores, mask);
  free(cores);
  return domains;
}

/* A container or a batch job may allow less than the machine has. */
static double control_group_limit(void) {
  static const char *const files[] = {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"};
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    char line[64];
    if (read_line(files[i], line, sizeof line) && isdigit((unsigned char)line[0]))
      return strtod(line, NULL);
  }
  return INFINITY;
}

cli_topology cli_topology_read(const char *system) {
  cli_topology here = {.processors = 1, .domains = 1};
  cpu_set_t mask;
  if (sched_getaffinity(0, sizeof mask, &mask) == 0 && CPU_COUNT(&mask) > 0) {
    here.processors = CPU_COUNT(&mask);
    here.domains = count_domains(system, &mask);
  }
  const long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
  const double whole = pages > 0 && page > 0 ? (double)pages * (double)page : 0.0;
  here.memory_bytes = fmin(whole, control_group_limit());
  return here;
}
