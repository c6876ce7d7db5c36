#include "cli/topology.h"

#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"
#include "unit/folder.h"

static int count(const char *list) {
  static unsigned char has[CLI_PROCESSORS_MOST];
  int processors = 0;
  if (!cli_parse_processors(list, has))
    return -1;
  for (int i = 0; i < CLI_PROCESSORS_MOST; i++)
    processors += has[i];
  return processors;
}

static void lists_of_processors_are_read_as_the_kernel_writes_them(void) {
  CU_ASSERT_EQUAL(count("0-3,8,10-11\n"), 7);
  CU_ASSERT_EQUAL(count("5"), 1);
  CU_ASSERT_EQUAL(count("\n"), 0); /* a domain of memory alone */
  CU_ASSERT_EQUAL(count("0-4095"), 4096);
  static const char *const wrong[] = {"a", "1-", "3-1", "0-4096", "1;2", "-3", "1-2-3"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    CU_ASSERT_EQUAL(count(wrong[i]), -1);
}

static void add_domain(const char *machine, const char *domain, const char *list) {
  char path[64];
  mkdir(unit_path(machine), 0700);
  snprintf(path, sizeof path, "%s/%s", machine, domain);
  mkdir(unit_path(path), 0700);
  snprintf(path, sizeof path, "%s/%s/cpulist", machine, domain);
  FILE *file = fopen(unit_path(path), "w");
  CU_ASSERT_PTR_NOT_NULL_FATAL(file);
  fputs(list, file);
  fclose(file);
}

static void domains_count_where_this_process_may_use_their_processors(void) {
  cpu_set_t mask;
  CU_ASSERT_EQUAL_FATAL(sched_getaffinity(0, sizeof mask, &mask), 0);
  int first = 0;
  while (!CPU_ISSET((size_t)first, &mask))
    first++;
  char list[32];
  snprintf(list, sizeof list, "%d\n", first);
  add_domain("machine", "node0", "3000-3063\n");
  add_domain("machine", "node1", "\n");
  add_domain("machine", "node4", list);
  add_domain("machine", "node6", list);
  const cli_topology here = cli_topology_read(unit_path("machine"));
  CU_ASSERT_EQUAL(here.domains, 2);
  CU_ASSERT_EQUAL(here.processors, CPU_COUNT(&mask));
  CU_ASSERT(here.memory_bytes > 0.0 && here.memory_bytes <= (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE));
  CU_ASSERT_EQUAL(cli_topology_read(unit_path("nowhere")).domains, 1);
}

WALRAS_UNIT_TESTS(UNIT(lists_of_processors_are_read_as_the_kernel_writes_them),
                  UNIT(domains_count_where_this_process_may_use_their_processors))
