#include "cli/processors.h"

#include <sys/stat.h>

#include "unit/folder.h"

static const char *printed(const char *list, size_t size) {
  static char text[256];
  cpu_set_t set;
  CU_ASSERT(cli_processors_parse(list, &set));
  return cli_processors_print(&set, text, size);
}

static void sets_are_printed_as_rows_steps_and_single_processors(void) {
  static const char *const cases[][2] = {{"", ""},
                                         {"0", "0"},
                                         {"0-1", "0-1"},
                                         {"0,2", "0,2"},
                                         {"0,2,4", "0-4:2"},
                                         {"0-3,8", "0-3,8"},
                                         {"1,5,6,7", "1,5-7"},
                                         {"1023", "1023"},
                                         {"3,7,11,12", "3-11:4,12"},
                                         {"5-5\n", "5"},
                                         {"0-3,8,10-11\n", "0-3,8,10-11"},
                                         {"\n", ""}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    CU_ASSERT_STRING_EQUAL(printed(cases[i][0], 256), cases[i][1]);
}

/* Every processor is in the text once: what is printed without steps is read back. */
static void what_is_printed_is_the_set(void) {
  for (uint32_t bits = 0; bits < 4096; bits++) {
    cpu_set_t set, back;
    char text[256], *step;
    CPU_ZERO(&set);
    for (size_t processor = 0; processor < 12; processor++)
      if (bits >> processor & 1)
        CPU_SET(processor, &set);
    CPU_ZERO(&back);
    cli_processors_print(&set, text, sizeof text);
    for (char *row = strtok(text, ","); row != NULL; row = strtok(NULL, ",")) {
      const long first = strtol(row, &step, 10), last = *step == '-' ? strtol(step + 1, &step, 10) : first,
                 by = *step == ':' ? strtol(step + 1, NULL, 10) : 1;
      for (long processor = first; processor <= last; processor += by) {
        CU_ASSERT_FALSE(CPU_ISSET((size_t)processor, &back));
        CPU_SET((size_t)processor, &back);
      }
    }
    CU_ASSERT(CPU_EQUAL(&set, &back));
  }
}

static void a_set_that_does_not_fit_ends_in_dots(void) {
  CU_ASSERT_STRING_EQUAL(printed("0,3,4,9,11,100-200", 12), "0,3-4,9...");
  CU_ASSERT_STRING_EQUAL(printed("0,3,4,9,11,100-200", 64), "0,3-4,9,11,100-200");
}

static void what_is_no_list_is_not_taken(void) {
  static const char *const wrong[] = {"a", "1-", "-1", "1,,2", "1,", "1;2", "0-1024", "1 2", "1-2-3", "3-1"};
  cpu_set_t set;
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    CU_ASSERT_FALSE(cli_processors_parse(wrong[i], &set));
}

/* A recorded machine: the kernel's files below a folder of the test. */
static void record(const char *folder, const char *name, const char *text) {
  char path[256];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  for (char *slash = strchr(path + strlen(folder) + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    (void)mkdir(path, 0777);
    *slash = '/';
  }
  unit_write_file(path, text, strlen(text));
}

static void cores_and_domains_are_read_as_the_kernel_shows_them(void) {
  const char *folder = unit_path("system");
  CU_ASSERT_EQUAL_FATAL(mkdir(folder, 0777), 0);
  record(folder, "cpu/online", "0-3,6\n");
  record(folder, "cpu/cpu0/topology/thread_siblings_list", "0,2\n");
  record(folder, "cpu/cpu1/topology/thread_siblings_list", "1,3\n");
  record(folder, "cpu/cpu2/topology/thread_siblings_list", "0,2\n");
  record(folder, "cpu/cpu3/topology/thread_siblings_list", "1,3\n");
  record(folder, "node/online", "0,4\n");
  record(folder, "node/node0/cpulist", "0,2\n");
  record(folder, "node/node4/cpulist", "1,3,6\n");
  cli_cores cores;
  cli_cores_read(folder, &cores);
  CU_ASSERT(cores.core[0] == 0 && cores.core[1] == 1 && cores.core[2] == 0 && cores.core[3] == 1 && cores.core[6] == 6);
  CU_ASSERT(cores.domain[0] == 0 && cores.domain[1] == 4 && cores.domain[2] == 0 && cores.domain[3] == 4 && cores.domain[6] == 4);
  cpu_set_t set, around, expected;
  CU_ASSERT(cli_processors_parse("2,6", &set) && cli_processors_parse("0,2,6", &expected));
  around = cli_cores_around(&cores, &set);
  CU_ASSERT(CPU_EQUAL(&around, &expected));
  CU_ASSERT_EQUAL(cli_cores_domains(&cores, &set), 2);
  CU_ASSERT(cli_processors_parse("3,6", &set) && cli_cores_domains(&cores, &set) == 1);
}

static void without_the_kernels_files_every_processor_is_a_core_of_one_domain(void) {
  cli_cores cores;
  cpu_set_t set;
  cli_cores_read(unit_path("nowhere"), &cores);
  CU_ASSERT(cores.core[5] == 5 && cores.domain[5] == 0);
  CU_ASSERT(cli_processors_parse("0-1023", &set) && cli_cores_domains(&cores, &set) == 1);
}

static void this_machine_can_be_read(void) {
  cli_cores cores;
  cpu_set_t set;
  cli_cores_read(CLI_SYSTEM_FOLDER, &cores);
  CU_ASSERT_EQUAL_FATAL(sched_getaffinity(0, sizeof set, &set), 0);
  CU_ASSERT(cli_cores_domains(&cores, &set) >= 1);
  for (int processor = 0; processor < CPU_SETSIZE; processor++)
    CU_ASSERT(cores.core[processor] <= processor);
}

WALRAS_UNIT_TESTS(UNIT(sets_are_printed_as_rows_steps_and_single_processors), UNIT(what_is_printed_is_the_set),
                  UNIT(a_set_that_does_not_fit_ends_in_dots), UNIT(what_is_no_list_is_not_taken),
                  UNIT(cores_and_domains_are_read_as_the_kernel_shows_them),
                  UNIT(without_the_kernels_files_every_processor_is_a_core_of_one_domain), UNIT(this_machine_can_be_read))
