#include "cli/machine.h"

#include <H5public.h>
#include <mpi.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "experiment/printable.h"
#include "store/hdf5_types.h"

/* The value behind `key` and any of `separators` in the first such line of a file, without quotes. */
static bool read_field(const char *path, const char *key, const char *separators, char *value, size_t size) {
  FILE *file = fopen(path, "r");
  char line[512];
  bool found = false;
  while (file != NULL && !found && fgets(line, sizeof line, file) != NULL) {
    found = strncmp(line, key, strlen(key)) == 0;
    const char *start = line + strlen(key);
    if (found)
      start += strspn(start, separators);
    if (found)
      snprintf(value, size, "%.*s", (int)strcspn(start, "\"\n"), start);
  }
  if (file != NULL)
    fclose(file);
  return found;
}

static void describe_system(char *text, size_t size) {
  char name[64] = "";
  struct utsname kernel;
  if (!read_field("/etc/os-release", "PRETTY_NAME", "=\"", name, sizeof name))
    strcpy(name, "unknown distribution");
  if (uname(&kernel) == 0)
    snprintf(text, size, "%s, %.12s %.40s, %.12s", name, kernel.sysname, kernel.release, kernel.machine);
  else
    snprintf(text, size, "%s", name);
}

static void describe_libraries(cli_machine *machine) {
  char mpi[MPI_MAX_LIBRARY_VERSION_STRING] = "unknown";
  int length = 0;
  unsigned major = 0, minor = 0, release = 0;
  if (MPI_Get_library_version(mpi, &length) != MPI_SUCCESS)
    strcpy(mpi, "unknown");
  snprintf(machine->mpi, sizeof machine->mpi, "%.*s", (int)strcspn(mpi, ",\n"), mpi);
  walras_hdf5_quiet(); /* may be HDF5's first call, after which it listens to none of this */
  H5get_libversion(&major, &minor, &release);
  snprintf(machine->hdf5, sizeof machine->hdf5, "%u.%u.%u", major, minor, release);
}

void cli_machine_describe(cli_machine *machine) {
  *machine = (cli_machine){.host = "unknown", .processor = "unknown", .system = "unknown"};
  gethostname(machine->host, sizeof machine->host - 1);
  read_field("/proc/cpuinfo", "model name", "\t :", machine->processor, sizeof machine->processor);
  describe_system(machine->system, sizeof machine->system);
  describe_libraries(machine);
  const long processors = sysconf(_SC_NPROCESSORS_ONLN), pages = sysconf(_SC_PHYS_PAGES), page_bytes = sysconf(_SC_PAGESIZE);
  machine->processors = processors > 0 ? (int)processors : 0;
  machine->memory_bytes = pages > 0 && page_bytes > 0 ? (int64_t)pages * page_bytes : 0;
  config_make_printable(machine->host);
  config_make_printable(machine->processor);
  config_make_printable(machine->system);
  config_make_printable(machine->mpi);
}
