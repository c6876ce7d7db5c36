#include "cli/machine.h"

#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "unit.h"

static void the_record_agrees_with_the_operating_system(void) {
  cli_machine machine;
  struct utsname kernel;
  char host[64] = "";
  cli_machine_describe(&machine);
  CU_ASSERT_EQUAL_FATAL(uname(&kernel), 0);
  CU_ASSERT_EQUAL_FATAL(gethostname(host, sizeof host - 1), 0);
  CU_ASSERT_STRING_EQUAL(machine.host, host);
  CU_ASSERT_PTR_NOT_NULL(strstr(machine.system, kernel.release));
  CU_ASSERT_PTR_NOT_NULL(strstr(machine.system, kernel.machine));
  CU_ASSERT_EQUAL(machine.processors, sysconf(_SC_NPROCESSORS_ONLN));
  CU_ASSERT_EQUAL(machine.memory_bytes, (int64_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE));
}

static void a_processor_has_one_name_without_its_key(void) {
  cli_machine machine;
  cli_machine_describe(&machine);
  CU_ASSERT(machine.processor[0] != '\0' && strchr(" \t:", machine.processor[0]) == NULL);
  CU_ASSERT_PTR_NULL(strchr(machine.processor, '\n'));
  CU_ASSERT_PTR_NULL(strstr(machine.processor, "model name"));
}

WALRAS_UNIT_TESTS(UNIT(the_record_agrees_with_the_operating_system), UNIT(a_processor_has_one_name_without_its_key))
