/** Sets of processors as text, and the cores and NUMA domains that they belong to. */
#ifndef WALRAS_CLI_PROCESSORS_H
#define WALRAS_CLI_PROCESSORS_H

#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** "0-3,8"; every second of a row is "0-62:2", as taskset takes it. Ends in "..." where it does not fit. Returns `text`. */
const char *cli_processors_print(const cpu_set_t *set, char *text, size_t size);

/** The kernel's lists, "0-3,8\n"; false for any other text, and for processors past CPU_SETSIZE. */
bool cli_processors_parse(const char *text, cpu_set_t *set);

/** What each processor of a machine belongs to. */
typedef struct cli_cores {
  int16_t core[CPU_SETSIZE];   /**< the first hardware thread of its core; itself when unknown */
  int16_t domain[CPU_SETSIZE]; /**< its NUMA domain; 0 when unknown */
} cli_cores;

#define CLI_SYSTEM_FOLDER "/sys/devices/system"
/** Reads them as the kernel shows them in `folder`: CLI_SYSTEM_FOLDER but for tests. */
void cli_cores_read(const char *folder, cli_cores *cores);

/** The processors of all cores, and how many NUMA domains, that a set has a part in. */
cpu_set_t cli_cores_around(const cli_cores *cores, const cpu_set_t *set);
int cli_cores_domains(const cli_cores *cores, const cpu_set_t *set);

#endif
