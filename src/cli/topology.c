#include "cli/topology.h"

#include <ctype.h>
#include <math.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int cli_parse_processors(const char *list, unsigned char *has) {
  memset(has, 0, CLI_PROCESSORS_MOST);
  for (const char *next = list; *next != '\0' && *next != '\n';) {
    char *end;
    if (!isdigit((unsigned char)*next))
      return false;
    const long first = strtol(next, &end, 10);
    long last = first;
    if (*end == '-' && isdigit((unsigned char)end[1]))
      last = strtol(end + 1, &end, 10);
    if (last < first || last >= CLI_PROCESSORS_MOST || (*end != ',' && *end != '\0' && *end != '\n'))
      return false;
    memset(has + first, 1, (size_t)(last - first + 1));
    next = *end == ',' ? end + 1 : end;
  }
  return true;
}

static bool read_line(const char *path, char *line, int size) {
  FILE *file = fopen(path, "r");
  const bool ok = file != NULL && fgets(line, size, file) != NULL;
  if (file != NULL)
    fclose(file);
  return ok;
}

/* Domains numbered without gaps or nearly so: a few missing ones do not end the search. */
static int count_domains(const char *nodes, const cpu_set_t *mask) {
  int domains = 0;
  for (int node = 0, missing = 0; missing < 64; node++) {
    char path[4096], list[8192];
    unsigned char has[CLI_PROCESSORS_MOST];
    snprintf(path, sizeof path, "%s/node%d/cpulist", nodes, node);
    if (!read_line(path, list, sizeof list) || !cli_parse_processors(list, has)) {
      missing++;
      continue;
    }
    bool ours = false;
    for (size_t processor = 0; processor < CPU_SETSIZE; processor++)
      ours = ours || (has[processor] != 0 && CPU_ISSET(processor, mask));
    domains += ours;
  }
  return domains > 0 ? domains : 1;
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

cli_topology cli_topology_read(const char *nodes) {
  cli_topology here = {.processors = 1, .domains = 1};
  cpu_set_t mask;
  if (sched_getaffinity(0, sizeof mask, &mask) == 0 && CPU_COUNT(&mask) > 0) {
    here.processors = CPU_COUNT(&mask);
    here.domains = count_domains(nodes, &mask);
  }
  const long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
  const double whole = pages > 0 && page > 0 ? (double)pages * (double)page : 0.0;
  here.memory_bytes = fmin(whole, control_group_limit());
  return here;
}
