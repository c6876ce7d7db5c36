#include "cli/size.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool cli_parse_size(const char *text, double *bytes) {
  static const char letters[] = "KMGTP";
  char *end;
  if (!isdigit((unsigned char)text[0]) || strspn(text, "0123456789.") > 18)
    return false;
  double size = strtod(text, &end); /* digits and a point alone: what follows them is a letter or nothing */
  if ((size_t)(end - text) != strspn(text, "0123456789."))
    return false;
  const char *letter = *end != '\0' ? strchr(letters, toupper((unsigned char)*end)) : letters + 1;
  if (letter == NULL)
    return false;
  for (const char *power = letters; power <= letter; power++)
    size *= 1024.0;
  const char *rest = *end != '\0' ? end + 1 : end;
  *bytes = size;
  return size > 0.0 && (*rest == '\0' || strcmp(rest, "B") == 0 || strcmp(rest, "iB") == 0);
}

bool cli_size(const cli_line *line, const char *option, double standard, double *bytes) {
  const char *text = cli_value(line, option);
  *bytes = standard;
  if (text == NULL || cli_parse_size(text, bytes))
    return true;
  cli_complain("%s: option %s must be a size such as 512M, 64G or 64GiB, but is '%s'", line->command->name, option, text);
  return false;
}
