#include "walras/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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

/* A message that is too long loses its middle: it begins with the place, often a path, and ends with the reason. */
static void shorten(char *message, size_t size, const char *whole, size_t length) {
  enum { HEAD = 160 };
  static const char gap[] = " ... ";
  memcpy(message, whole, HEAD);
  message[HEAD] = '\0';
  trim_utf8(message, HEAD);
  const size_t head = strlen(message), room = size - 1 - head - (sizeof gap - 1);
  const char *tail = whole + (length - room);
  while (((unsigned char)*tail & 0xC0u) == 0x80u)
    tail++;
  strcat(strcat(message, gap), tail);
}

walras_status walras_error_set(walras_error *error, walras_status status, const char *file, int line, const char *format, ...) {
  enum { LONGEST = 16384 };
  if (error == NULL || error->status != WALRAS_OK)
    return status;
  error->status = status;
  error->file = file;
  error->line = line;
  va_list arguments;
  va_start(arguments, format);
  const int length = vsnprintf(error->message, sizeof error->message, format, arguments);
  va_end(arguments);
  if (length >= (int)sizeof error->message) {
    char whole[LONGEST];
    va_start(arguments, format);
    vsnprintf(whole, sizeof whole, format, arguments);
    va_end(arguments);
    if (length >= LONGEST)
      trim_utf8(whole, LONGEST - 1);
    shorten(error->message, sizeof error->message, whole, strlen(whole));
  }
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
