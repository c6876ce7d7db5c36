#include "cli/topology.h"

#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"
#include "unit/folder.h"

static void write_file(const char *path, const char *text) {
  FILE *file = fopen(unit_path(path), "w");
  CU_ASSERT_PTR_NOT_NULL_FATAL(file);
  fputs(text, file);
  fclose(file);
}

static void add_domain(const char *domain, const char *list) {
  char path[64];
  snprintf(path, sizeof path, "machine/node/%s", domain);
  mkdir(unit_path(path), 0700);
  snprintf(path, sizeof path, "machine/node/%s/cpulist", domain);
  write_file(path, list);
}

/* A domain of processors that are another's, one of memory alone, one of our first processor and one of all that we have besides. */
static void domains_count_where_this_process_may_use_their_processors(void) {
  cpu_set_t mask;
  CU_ASSERT_EQUAL_FATAL(sched_getaffinity(0, sizeof mask, &mask), 0);
  char first[32] = "", others[8 * CPU_SETSIZE] = "", foreign[32] = "";
  size_t used = 0;
  for (int processor = 0; processor < CPU_SETSIZE; processor++)
    if (!CPU_ISSET((size_t)processor, &mask))
      snprintf(foreign, sizeof foreign, "%d\n", processor);
    else if (first[0] == '\0')
      snprintf(first, sizeof first, "%d\n", processor);
    else
      used += (size_t)snprintf(others + used, sizeof others - used, "%s%d", used > 0 ? "," : "", processor);
  mkdir(unit_path("machine"), 0700);
  mkdir(unit_path("machine/node"), 0700);
  write_file("machine/node/online", "0-1,4,6\n");
  add_domain("node0", foreign);
  add_domain("node1", "\n");
  add_domain("node4", first);
  add_domain("node6", others);
  const cli_topology here = cli_topology_read(unit_path("machine"));
  CU_ASSERT_EQUAL(here.domains, CPU_COUNT(&mask) > 1 ? 2 : 1);
  CU_ASSERT_EQUAL(here.processors, CPU_COUNT(&mask));
  CU_ASSERT(here.memory_bytes > 0.0 && here.memory_bytes <= (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE));
  CU_ASSERT_EQUAL(cli_topology_read(unit_path("nowhere")).domains, 1);
}

WALRAS_UNIT_TESTS(UNIT(domains_count_where_this_process_may_use_their_processors))
