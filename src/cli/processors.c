#include "cli/processors.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int next_in(const cpu_set_t *set, int after) {
  int processor = after + 1;
  while (processor < CPU_SETSIZE && !CPU_ISSET((size_t)processor, set))
    processor++;
  return processor;
}

/* The last of the row that begins with `first` and goes on in steps of `step`. */
static int end_of_row(const cpu_set_t *set, int first, int step) {
  int last = first;
  while (last + step < CPU_SETSIZE && next_in(set, last) == last + step)
    last += step;
  return last;
}

const char *cli_processors_print(const cpu_set_t *set, char *text, size_t size) {
  size_t used = 0;
  text[0] = '\0';
  for (int first = next_in(set, -1); first < CPU_SETSIZE;) {
    char row[48];
    const int step = next_in(set, first) - first;
    int last = end_of_row(set, first, step);
    if (step > 1 && last - first < 2 * step) /* two are no row */
      last = first;
    const int length = last == first ? snprintf(row, sizeof row, "%d", first)
                       : step == 1   ? snprintf(row, sizeof row, "%d-%d", first, last)
                                     : snprintf(row, sizeof row, "%d-%d:%d", first, last, step);
    if (used + (size_t)length + 5 >= size) {
      snprintf(text + used, size - used, "...");
      break;
    }
    used += (size_t)snprintf(text + used, size - used, "%s%s", used > 0 ? "," : "", row);
    first = next_in(set, last);
  }
  return text;
}

static bool take_number(const char **text, long *number) {
  char *end;
  if (!isdigit((unsigned char)**text))
    return false;
  *number = strtol(*text, &end, 10);
  *text = end;
  return *number < CPU_SETSIZE;
}

bool cli_processors_parse(const char *text, cpu_set_t *set) {
  CPU_ZERO(set);
  while (*text != '\0' && *text != '\n') {
    long first, last;
    if (!take_number(&text, &first))
      return false;
    last = first;
    if (*text == '-' && (text++, !take_number(&text, &last) || last < first))
      return false;
    for (long processor = first; processor <= last; processor++)
      CPU_SET((size_t)processor, set);
    if (*text == ',' && text[1] != '\0' && text[1] != '\n')
      text++;
    else if (*text != '\0' && *text != '\n')
      return false;
  }
  return true;
}

static bool read_list(const char *folder, const char *name, cpu_set_t *set) {
  char path[4096], line[4096] = "";
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "r");
  const bool read = file != NULL && fgets(line, sizeof line, file) != NULL && cli_processors_parse(line, set);
  if (file != NULL)
    fclose(file);
  return read;
}

void cli_cores_read(const char *folder, cli_cores *cores) {
  cpu_set_t online, domains, set;
  char name[64];
  for (int processor = 0; processor < CPU_SETSIZE; processor++) {
    cores->core[processor] = (int16_t)processor;
    cores->domain[processor] = 0;
  }
  CPU_ZERO(&online);
  CPU_ZERO(&domains);
  if (read_list(folder, "cpu/online", &online))
    for (int processor = next_in(&online, -1); processor < CPU_SETSIZE; processor = next_in(&online, processor)) {
      snprintf(name, sizeof name, "cpu/cpu%d/topology/thread_siblings_list", processor);
      if (read_list(folder, name, &set) && CPU_ISSET((size_t)processor, &set))
        cores->core[processor] = (int16_t)next_in(&set, -1);
    }
  if (read_list(folder, "node/online", &domains))
    for (int domain = next_in(&domains, -1); domain < CPU_SETSIZE; domain = next_in(&domains, domain)) {
      snprintf(name, sizeof name, "node/node%d/cpulist", domain);
      if (read_list(folder, name, &set))
        for (int processor = next_in(&set, -1); processor < CPU_SETSIZE; processor = next_in(&set, processor))
          cores->domain[processor] = (int16_t)domain;
    }
}

cpu_set_t cli_cores_around(const cli_cores *cores, const cpu_set_t *set) {
  cpu_set_t touched, around;
  CPU_ZERO(&touched);
  CPU_ZERO(&around);
  for (int processor = next_in(set, -1); processor < CPU_SETSIZE; processor = next_in(set, processor))
    CPU_SET((size_t)cores->core[processor], &touched);
  for (int processor = 0; processor < CPU_SETSIZE; processor++)
    if (CPU_ISSET((size_t)cores->core[processor], &touched))
      CPU_SET((size_t)processor, &around);
  return around;
}

int cli_cores_domains(const cli_cores *cores, const cpu_set_t *set) {
  cpu_set_t domains;
  CPU_ZERO(&domains);
  for (int processor = next_in(set, -1); processor < CPU_SETSIZE; processor = next_in(set, processor))
    CPU_SET((size_t)cores->domain[processor], &domains);
  return CPU_COUNT(&domains);
}
