#include "engine/notice.h"

#include <stdarg.h>
#include <stdio.h>

void walras_notice(const char *format, ...) {
  char text[1024];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  fprintf(stderr, "walras: %s\n", text);
}
