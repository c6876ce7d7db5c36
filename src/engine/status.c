#include "walras/status.h"

#include <stdarg.h>
#include <stdio.h>

/* Cuts a truncated message at a character's border. */
static void trim_utf8(char *text, size_t length) {
  size_t start = length;
  while (start > 0 && ((unsigned char)text[start - 1] & 0xC0u) == 0x80u)
    start--;
  if (start == 0)
    return;
  const unsigned char lead = (unsigned char)text[start - 1];
  const size_t need = lead >= 0xF0u ? 4 : lead >= 0xE0u ? 3 : lead >= 0xC0u ? 2 : 1;
  if (length - (start - 1) < need)
    text[start - 1] = '\0';
}

walras_status walras_error_set(walras_error *error, walras_status status, const char *file, int line, const char *format, ...) {
  if (error == NULL || error->status != WALRAS_OK)
    return status;
  error->status = status;
  error->file = file;
  error->line = line;
  va_list arguments;
  va_start(arguments, format);
  const int length = vsnprintf(error->message, sizeof error->message, format, arguments);
  va_end(arguments);
  if (length >= (int)sizeof error->message)
    trim_utf8(error->message, sizeof error->message - 1);
  return status;
}

void walras_error_clear(walras_error *error) {
  *error = (walras_error){.status = WALRAS_OK};
}

const char *walras_status_name(walras_status status) {
  static const char *const names[] = {"ok",    "parameter", "memory", "range", "numeric",
                                      "model", "input",     "io",     "state", "stopped"};
  const unsigned index = (unsigned)status;
  return index < sizeof names / sizeof *names ? names[index] : "unknown";
}
