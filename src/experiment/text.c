#include "experiment/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "numerics/decimal/shortest.h"

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
  enum { USUAL = 96 }; /* room in which most pieces fit at once */
  va_list arguments, again;
  if (!reserve(text, USUAL))
    return;
  va_start(arguments, format);
  va_copy(again, arguments);
  const size_t room = text->capacity - text->length;
  const int length = vsnprintf(text->bytes + text->length, room, format, arguments);
  if (length < 0)
    text->exhausted = true;
  else if ((size_t)length < room)
    text->length += (size_t)length;
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

enum { MOST_DIGITS = 20 }; /* of 64 bits */

/* Decimal digits of a number, the last one at the end of the room; where they begin. */
static const char *write_digits(uint64_t number, char room[MOST_DIGITS], size_t *count) {
  char *first = room + MOST_DIGITS;
  do
    *--first = (char)('0' + number % 10);
  while ((number /= 10) > 0);
  *count = (size_t)(room + MOST_DIGITS - first);
  return first;
}

void config_text_decimal(config_text *text, int64_t value) {
  char room[MOST_DIGITS];
  size_t count;
  const char *digits = write_digits(value < 0 ? 0 - (uint64_t)value : (uint64_t)value, room, &count);
  if (value < 0)
    config_text_bytes(text, "-", 1);
  config_text_bytes(text, digits, count);
}

void config_text_integer(config_text *text, int64_t value, bool wide) {
  config_text_decimal(text, value);
  if (wide || config_integer_is_wide(value))
    config_text_bytes(text, "L", 1);
}

static void add_zeros(config_text *text, size_t count) {
  for (; count > 0; count--)
    config_text_bytes(text, "0", 1);
}

/* Digits with a point behind the first `whole` of them (0 or fewer: in front, behind zeros), always with a digit on both sides. */
static void add_pointed(config_text *text, const char *digits, size_t count, int whole) {
  const size_t leading = whole > 0 ? (size_t)whole : 0, before = leading < count ? leading : count;
  if (whole <= 0)
    config_text_bytes(text, "0", 1);
  config_text_bytes(text, digits, before);
  add_zeros(text, leading - before);
  config_text_bytes(text, ".", 1);
  add_zeros(text, whole < 0 ? (size_t)-whole : 0);
  if (before < count)
    config_text_bytes(text, digits + before, count - before);
  else
    config_text_bytes(text, "0", 1);
}

void config_text_real(config_text *text, double value) {
  if (!isfinite(value)) {
    config_text_add(text, "\"%s\"", isnan(value) ? "nan" : value < 0 ? "-inf" : "inf");
    return;
  }
  char room[MOST_DIGITS];
  size_t count;
  const walras_decimal decimal = walras_shortest_decimal(fabs(value));
  const char *digits = write_digits(decimal.digits, room, &count);
  const int power = decimal.digits > 0 ? decimal.exponent + (int)count - 1 : 0;
  if (signbit(value))
    config_text_bytes(text, "-", 1);
  /* Everyday sizes without an exponent; always with a point, or libconfig would read an integer. */
  if (power >= -5 && power <= 15)
    add_pointed(text, digits, count, power + 1);
  else {
    add_pointed(text, digits, count, 1);
    config_text_add(text, "e%c%02d", power < 0 ? '-' : '+', abs(power));
  }
}

/* The decimal to so many digits: half to even of what is cut off. */
static walras_decimal rounded(walras_decimal decimal, int digits) {
  uint64_t most = 1, cut = 1;
  for (int i = 0; i < digits; i++)
    most *= 10;
  for (; decimal.digits / cut >= most; cut *= 10)
    decimal.exponent++;
  const uint64_t rest = 2 * (decimal.digits % cut);
  decimal.digits /= cut;
  decimal.digits += rest > cut || (rest == cut && decimal.digits % 2 == 1);
  for (; decimal.digits > 0 && decimal.digits % 10 == 0; decimal.digits /= 10)
    decimal.exponent++;
  return decimal;
}

void config_text_significant(config_text *text, double value, int most) {
  if (!isfinite(value)) {
    config_text_add(text, "%s", isnan(value) ? "nan" : value < 0 ? "-inf" : "inf");
    return;
  }
  char room[MOST_DIGITS];
  size_t count;
  const walras_decimal decimal = rounded(walras_shortest_decimal(fabs(value)), most);
  const char *digits = write_digits(decimal.digits, room, &count);
  const int power = decimal.digits > 0 ? decimal.exponent + (int)count - 1 : 0;
  const bool scientific = power < -4 || power >= most;
  if (signbit(value))
    config_text_bytes(text, "-", 1);
  if (scientific ? count > 1 : decimal.exponent < 0)
    add_pointed(text, digits, count, scientific ? 1 : power + 1);
  else {
    config_text_bytes(text, digits, count);
    add_zeros(text, scientific ? 0 : (size_t)decimal.exponent);
  }
  if (scientific)
    config_text_add(text, "e%c%02d", power < 0 ? '-' : '+', abs(power));
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

void config_text_free(config_text *text) {
  free(text->bytes);
  *text = (config_text){0};
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
