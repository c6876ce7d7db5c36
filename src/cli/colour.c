#include "cli/colour.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

static bool is_launched; /* set once, before there are threads */

void cli_colour_start(void) {
  is_launched = cli_is_launched();
}

static bool is_coloured(FILE *stream) {
  const char *none = getenv("NO_COLOR"), *kind = getenv("TERM");
  return !is_launched && (none == NULL || none[0] == '\0') && kind != NULL && kind[0] != '\0' && strcmp(kind, "dumb") != 0 &&
         isatty(fileno(stream)) == 1;
}

const char *cli_colour_code(FILE *stream, cli_colour colour) {
  static const char *const codes[] = {"\033[0m", "\033[32m", "\033[33m", "\033[31m"};
  return is_coloured(stream) ? codes[colour] : "";
}
