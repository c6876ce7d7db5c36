#include "cli/json.h"

#include <math.h>
#include <string.h>

static bool needs_no_escape(char byte) {
  return (unsigned char)byte >= 0x20u && byte != '"' && byte != '\\';
}

void cli_json_string(config_text *text, const char *string) {
  config_text_bytes(text, "\"", 1);
  for (const char *c = string; *c != '\0'; c++) {
    const char *plain = c;
    while (needs_no_escape(*c))
      c++;
    config_text_bytes(text, plain, (size_t)(c - plain));
    if (*c == '\0')
      break;
    if (*c == '"' || *c == '\\')
      config_text_add(text, "\\%c", *c);
    else
      config_text_add(text, "\\u%04x", (unsigned char)*c);
  }
  config_text_bytes(text, "\"", 1);
}

void cli_json_number(config_text *text, double value) {
  if (isfinite(value))
    config_text_real(text, value);
  else
    config_text_bytes(text, "null", 4);
}
