#include "cli/wall_time.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/run_log.h"

/* A number of up to nine digits, past which `text` is moved. */
static bool take_number(const char **text, double *value) {
  char *end;
  const char *start = *text;
  if (!isdigit((unsigned char)*start))
    return false;
  *value = (double)strtoll(start, &end, 10);
  *text = end;
  return end - start <= 9;
}

bool cli_parse_span(const char *text, double *seconds) {
  double parts[3] = {0.0, 0.0, 0.0}, days = 0.0, first;
  int count = 1;
  const char *next = text;
  if (!take_number(&next, &first))
    return false;
  const bool with_days = *next == '-';
  if (with_days) {
    days = first;
    next++;
    if (!take_number(&next, &first))
      return false;
  }
  parts[0] = first;
  while (*next == ':' && count < 3) {
    next++;
    if (!take_number(&next, &parts[count++]))
      return false;
  }
  if (*next != '\0')
    return false;
  /* After days come hours; else the last part is seconds. */
  const double hours = with_days || count == 3 ? parts[0] : 0.0;
  const double minutes = with_days || count == 3 ? parts[1] : count == 2 ? parts[0] : 0.0;
  const double rest = with_days || count == 3 ? parts[2] : parts[count - 1];
  *seconds = 86400.0 * days + 3600.0 * hours + 60.0 * minutes + rest;
  return true;
}

/* Nothing but digits may reach a shell. */
static bool is_number(const char *text) {
  return text[0] != '\0' && strlen(text) < 20 && strspn(text, "0123456789") == strlen(text);
}

/* What squeue says is left; INFINITY when there is no squeue, no such job or no limit. */
static double ask_squeue(const char *job) {
  char command[96], answer[64] = "";
  double seconds = INFINITY;
  snprintf(command, sizeof command, "squeue --noheader --format=%%L --jobs=%s 2>/dev/null", job);
  FILE *pipe = popen(command, "r");
  if (pipe == NULL)
    return INFINITY;
  const bool told = fgets(answer, sizeof answer, pipe) != NULL;
  pclose(pipe);
  answer[strcspn(answer, " \n")] = '\0';
  return told && cli_parse_span(answer, &seconds) ? seconds : INFINITY;
}

bool cli_wall_time(const cli_line *line, double *seconds) {
  const char *given = cli_value(line, "--wall-time"), *end = getenv("SLURM_JOB_END_TIME"), *job = getenv("SLURM_JOB_ID");
  *seconds = INFINITY;
  if (given != NULL) {
    if (strcmp(given, "none") == 0 || cli_parse_span(given, seconds))
      return true;
    cli_complain("--wall-time: expected seconds, MM:SS, HH:MM:SS, D-HH:MM:SS or none, found '%s'", given);
    return false;
  }
  if (end != NULL && is_number(end))
    *seconds = strtod(end, NULL) - cli_now();
  else if (job != NULL && is_number(job))
    *seconds = ask_squeue(job);
  return true;
}
