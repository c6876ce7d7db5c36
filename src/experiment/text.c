#include "experiment/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Makes room for `extra` bytes and a terminating zero. */
static bool reserve(config_text *text, size_t extra) {
  if (text->exhausted || extra >= SIZE_MAX / 2 - text->length) {
    text->exhausted = true;
    return false;
  }
  const size_t needed = text->length + extra + 1;
  if (needed <= text->capacity)
    return true;
  const size_t capacity = needed > 2 * text->capacity ? needed : 2 * text->capacity;
  char *bytes = realloc(text->bytes, capacity);
  if (bytes == NULL) {
    text->exhausted = true;
    return false;
  }
  text->bytes = bytes;
  text->capacity = capacity;
  return true;
}

void config_text_bytes(config_text *text, const char *bytes, size_t length) {
  if (!reserve(text, length))
    return;
  if (length > 0)
    memcpy(text->bytes + text->length, bytes, length);
  text->length += length;
  text->bytes[text->length] = '\0';
}

void config_text_add(config_text *text, const char *format, ...) {
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  const int length = vsnprintf(NULL, 0, format, arguments);
  if (length < 0)
    text->exhausted = true;
  else if (reserve(text, (size_t)length)) {
    vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
    text->length += (size_t)length;
  }
  va_end(again);
  va_end(arguments);
}

bool config_integer_is_wide(int64_t integer) {
  return integer < INT32_MIN || integer > INT32_MAX;
}

void config_text_integer(config_text *text, int64_t value, bool wide) {
  config_text_add(text, "%lld%s", (long long)value, wide || config_integer_is_wide(value) ? "L" : "");
}

void config_text_real(config_text *text, double value) {
  if (!isfinite(value)) {
    config_text_add(text, "\"%s\"", isnan(value) ? "nan" : value < 0 ? "-inf" : "inf");
    return;
  }
  char digits[40];
  int precision = 0;
  do
    snprintf(digits, sizeof digits, "%.*e", precision, value);
  while (strtod(digits, NULL) != value && ++precision < 17);
  /* Everyday sizes without an exponent; always with a point, or libconfig would read an integer. */
  char *exponent = strchr(digits, 'e');
  const int power = atoi(exponent + 1);
  if (power >= -5 && power <= 15)
    config_text_add(text, "%.*f", precision > power ? precision - power : 1, value);
  else
    config_text_add(text, "%.*s%s%s", (int)(exponent - digits), digits, precision == 0 ? ".0" : "", exponent);
}

void config_text_string(config_text *text, const char *string) {
  config_text_bytes(text, "\"", 1);
  for (const char *c = string; *c != '\0'; c++) {
    const unsigned char byte = (unsigned char)*c;
    const char *from = "\"\\\n\r\t\f", *found = strchr(from, *c);
    if (found != NULL)
      config_text_add(text, "\\%c", "\"\\nrtf"[found - from]);
    else if (byte < 0x20u || byte == 0x7Fu)
      config_text_add(text, "\\x%02X", byte);
    else
      config_text_bytes(text, c, 1);
  }
  config_text_bytes(text, "\"", 1);
}

char *config_text_take(config_text *text) {
  if (text->bytes == NULL)
    config_text_bytes(text, "", 0);
  char *bytes = text->bytes;
  if (text->exhausted) {
    free(bytes);
    bytes = NULL;
  }
  *text = (config_text){0};
  return bytes;
}
