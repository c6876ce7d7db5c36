#include "experiment/scan.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "experiment/scan_key.h"

/* Where the scanner stands in one file's text. */
typedef struct cursor {
  const config_file *file;
  const char *at, *end;
  int line;
  bool line_start; /* nothing but blanks before on this line */
} cursor;

static config_place place_of(const config_scan *scan, const cursor *c) {
  config_place place = {.file = c->file->path, .line = c->line};
  if (scan->label != NULL)
    place = (config_place){.file = scan->label};
  return place;
}

static config_nest *top(config_scan *scan) {
  return &scan->nests[scan->depth];
}

/* Remembers where the current line of the clean text came from. */
static void begin_line(config_scan *scan, config_place place) {
  if (scan->line_count == scan->line_capacity) {
    const int64_t capacity = scan->line_capacity == 0 ? 256 : 2 * scan->line_capacity;
    config_place *lines = realloc(scan->lines, (size_t)capacity * sizeof *lines);
    if (lines == NULL) {
      scan->arena->exhausted = scan->broken = true;
      return;
    }
    scan->lines = lines;
    scan->line_capacity = capacity;
  }
  scan->lines[scan->line_count++] = place;
}

static void end_line(config_scan *scan, cursor *c) {
  config_text_bytes(&scan->text, "\n", 1);
  c->line++;
  c->line_start = true;
  begin_line(scan, place_of(scan, c));
}

static void emit(config_scan *scan, const char *bytes, size_t length) {
  config_text_bytes(&scan->text, bytes, length);
  config_text_bytes(&scan->text, " ", 1);
}

static void emit_fault(config_scan *scan) {
  config_text_add(&scan->text, "\"%s\" ", CONFIG_FAULT);
}

/* Structure: is a value welcome here? `token` (length bytes) is its text, for messages. */
static bool begin_value(config_scan *scan, const cursor *c, const char *token, size_t length, bool string) {
  config_nest *nest = top(scan);
  const int shown = length > 40 ? 40 : (int)length;
  switch (nest->state) {
  case CONFIG_FOLLOWED:
    config_report(scan->log, place_of(scan, c), "a comma is missing before %.*s", shown, token);
    emit(scan, ",", 1);
    break;
  case CONFIG_FIRST:
  case CONFIG_ELEMENT:
    break;
  case CONFIG_VALUE:
    nest->state = CONFIG_SETTLED;
    nest->string = string;
    return true;
  case CONFIG_SETTLED:
    if (string && nest->string)
      return true;
    config_report(scan->log, place_of(scan, c), "expected ';' after the value of '%s', found %.*s", nest->name, shown, token);
    scan->broken = true;
    return false;
  case CONFIG_NAME:
    config_report(scan->log, place_of(scan, c), "expected a name, found %.*s", shown, token);
    scan->broken = true;
    return false;
  case CONFIG_ASSIGN:
    config_report(scan->log, place_of(scan, c), "expected '=' after '%s', found %.*s", nest->name, shown, token);
    scan->broken = true;
    return false;
  }
  nest->state = CONFIG_FOLLOWED;
  return true;
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_name_character(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '*';
}

/* The extent of a token that starts like a number; its form is checked afterwards. */
static size_t number_length(const char *at, const char *end) {
  const bool hex = end - at > 2 && at[0] == '0' && (at[1] == 'x' || at[1] == 'X');
  const char *p = at + 1;
  for (; p < end; p++) {
    const bool exponent_sign = (*p == '+' || *p == '-') && !hex && (p[-1] == 'e' || p[-1] == 'E');
    if (!is_letter(*p) && !is_digit(*p) && *p != '.' && *p != '_' && !exponent_sign)
      break;
  }
  return (size_t)(p - at);
}

/* An integer token: digits that `base` knows, then at most "LL". Returns false when it is none. `wide`: has a suffix. */
static bool integer_form(const char *digits, int base, bool *wide) {
  const size_t count = strspn(digits, base == 16 ? "0123456789abcdefABCDEF" : "0123456789");
  const char *suffix = digits + count;
  *wide = *suffix == 'L';
  return count > 0 && (*suffix == '\0' || strcmp(suffix, "L") == 0 || strcmp(suffix, "LL") == 0);
}

/* Digits with an optional point and exponent, at least one digit before the exponent. */
static bool real_form(const char *text) {
  size_t count = strspn(text, "0123456789");
  const char *p = text + count;
  if (*p == '.') {
    const size_t fraction = strspn(p + 1, "0123456789");
    count += fraction;
    p += 1 + fraction;
  }
  if (*p == 'e' || *p == 'E') {
    p += p[1] == '+' || p[1] == '-' ? 2 : 1;
    const size_t exponent = strspn(p, "0123456789");
    if (exponent == 0)
      return false;
    p += exponent;
  }
  return count > 0 && *p == '\0';
}

/* Reports an integer that libconfig would wrap or clamp. */
static bool integer_fits(config_scan *scan, config_place place, const char *token, int base, bool wide) {
  errno = 0;
  bool fits64 = true, fits32 = true;
  if (base == 16) {
    const unsigned long long value = strtoull(token, NULL, 16);
    fits64 = errno == 0 && value <= INT64_MAX;
    fits32 = fits64 && value <= INT32_MAX;
  } else {
    const long long value = strtoll(token, NULL, 10);
    fits64 = errno == 0;
    fits32 = fits64 && value >= INT32_MIN && value <= INT32_MAX;
  }
  if (!fits64)
    config_report(scan->log, place, "the integer %s does not fit 64 bits", token);
  else if (!wide && !fits32)
    config_report(scan->log, place, "the integer %s does not fit 32 bits: write %sL (the suffix L makes it 64 bits)", token,
                  token);
  return fits64 && (wide || fits32);
}

static bool real_fits(config_scan *scan, config_place place, const char *token) {
  const double value = strtod(token, NULL);
  const bool zero = strspn(token, "+-0.") == strcspn(token, "eE");
  if (isinf(value))
    config_report(scan->log, place, "the number %s is too large for a real (at most about 1.8e308); infinity is written \"inf\"",
                  token);
  else if (value == 0 && !zero)
    config_report(scan->log, place, "the number %s is too small for a real: it would become 0", token);
  return !isinf(value) && (value != 0 || zero);
}

static void scan_number(config_scan *scan, cursor *c) {
  const size_t length = number_length(c->at, c->end);
  if (!begin_value(scan, c, c->at, length, false))
    return;
  const config_place place = place_of(scan, c);
  char *token = config_copy(scan->arena, c->at, length);
  if (token == NULL) {
    scan->broken = true;
    return;
  }
  const char *digits = token + (*token == '+' || *token == '-');
  const bool hex = digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X');
  bool wide = false, good = false;
  if (hex && digits == token && integer_form(digits + 2, 16, &wide))
    good = integer_fits(scan, place, token, 16, wide);
  else if (!hex && integer_form(digits, 10, &wide))
    good = integer_fits(scan, place, token, 10, wide);
  else if (!hex && real_form(digits))
    good = real_fits(scan, place, token);
  else
    config_report(scan->log, place, "'%s' is not a number (text needs quotes)", token);
  if (good)
    emit(scan, token, length);
  else
    emit_fault(scan);
  c->at += length;
}

/* A quoted string; it may hold line ends. */
static void scan_string(config_scan *scan, cursor *c) {
  const config_place place = place_of(scan, c);
  const char *p = c->at + 1;
  while (p < c->end && *p != '"')
    p += *p == '\\' && p + 1 < c->end ? 2 : 1;
  if (p >= c->end) {
    config_report(scan->log, place, "a string that starts here is never closed: \" is missing");
    scan->broken = true;
    return;
  }
  const size_t length = (size_t)(p + 1 - c->at);
  if (!begin_value(scan, c, c->at, length, true))
    return;
  config_text_bytes(&scan->text, c->at, length);
  for (const char *q = c->at; q < p; q++) {
    if (*q == '\n') {
      c->line++;
      begin_line(scan, place_of(scan, c));
    }
  }
  config_text_bytes(&scan->text, " ", 1);
  c->at = p + 1;
}

/* The next byte that is neither blank nor line end. */
static char peek(const char *at, const char *end) {
  while (at < end && strchr(" \t\r\n\f", *at) != NULL)
    at++;
  return at < end ? *at : '\0';
}

static bool is_boolean(const char *word, size_t length) {
  return (length == 4 && strncasecmp(word, "true", 4) == 0) || (length == 5 && strncasecmp(word, "false", 5) == 0);
}

static void scan_name(config_scan *scan, cursor *c, size_t length) {
  config_nest *nest = top(scan);
  if (is_boolean(c->at, length)) {
    config_report(scan->log, place_of(scan, c), "expected a name, found %.*s", (int)length, c->at);
    scan->broken = true;
    return;
  }
  char *name = config_copy(scan->arena, c->at, length);
  if (name == NULL) {
    scan->broken = true;
    return;
  }
  nest->name = name;
  nest->state = CONFIG_ASSIGN;
  nest->string = false;
  const config_place place = place_of(scan, c);
  const config_place *first = config_scan_key(scan, nest->group, name, place);
  if (first == NULL)
    emit(scan, name, length);
  else {
    if (first->line > 0)
      config_report(scan->log, place, "duplicate key '%s': it is given already on line %d of %s", name, first->line, first->file);
    else
      config_report(scan->log, place, "duplicate key '%s'", name);
    config_text_add(&scan->text, CONFIG_REPEATED "%lld ", (long long)scan->repeated++);
  }
}

/* A word where a value stands: true, false, or text that lacks its quotes. */
static void scan_word(config_scan *scan, cursor *c, size_t length) {
  const char next = peek(c->at + length, c->end);
  if (top(scan)->state == CONFIG_VALUE && (next == '=' || next == ':')) {
    config_report(scan->log, place_of(scan, c), "'%s' has no value", top(scan)->name);
    scan->broken = true;
    return;
  }
  if (!begin_value(scan, c, c->at, length, false))
    return;
  if (is_boolean(c->at, length))
    emit(scan, c->at, length);
  else if (scan->bare_words)
    config_text_add(&scan->text, "\"%.*s\" ", (int)length, c->at);
  else {
    config_report(scan->log, place_of(scan, c), "text needs quotes: write \"%.*s\"", (int)length, c->at);
    emit_fault(scan);
  }
}

static void scan_identifier(config_scan *scan, cursor *c) {
  size_t length = 1;
  while (c->at + length < c->end && is_name_character(c->at[length]))
    length++;
  const config_state state = top(scan)->state;
  if (state == CONFIG_NAME || state == CONFIG_SETTLED)
    scan_name(scan, c, length);
  else
    scan_word(scan, c, length);
  c->at += length;
}

static void scan_open(config_scan *scan, cursor *c) {
  const char open = *c->at;
  if (!begin_value(scan, c, c->at, 1, false))
    return;
  const config_place place = place_of(scan, c);
  if (top(scan)->open == '[') {
    config_report(scan->log, place, "an array [ ] holds plain values only: use a list ( ) around groups, lists and arrays");
    scan->broken = true;
    return;
  }
  if (scan->depth + 1 == CONFIG_DEEPEST) {
    config_report(scan->log, place, "brackets are nested deeper than %d", CONFIG_DEEPEST - 1);
    scan->broken = true;
    return;
  }
  scan->depth++;
  *top(scan) = (config_nest){
      .open = open, .state = open == '{' ? CONFIG_NAME : CONFIG_FIRST, .group = ++scan->groups, .place = place, .name = ""};
  emit(scan, open == '[' ? "(" : c->at, 1);
  c->at++;
}

static void scan_close(config_scan *scan, cursor *c) {
  const char close = *c->at;
  const config_nest *nest = top(scan);
  const char match = nest->open == '{' ? '}' : nest->open == '(' ? ')' : nest->open == '[' ? ']' : '\0';
  const config_place place = place_of(scan, c);
  if (match == '\0')
    config_report(scan->log, place, "'%c' closes nothing", close);
  else if (match != close && nest->place.line > 0)
    config_report(scan->log, place, "'%c' found where the '%c' of line %d needs its '%c'", close, nest->open, nest->place.line,
                  match);
  else if (match != close)
    config_report(scan->log, place, "'%c' found where '%c' needs its '%c'", close, nest->open, match);
  else if (nest->state == CONFIG_ASSIGN || nest->state == CONFIG_VALUE)
    config_report(scan->log, place, "'%s' has no value", nest->name);
  else {
    if (nest->state == CONFIG_ELEMENT) {
      config_report(scan->log, place, "a comma stands before '%c' with nothing behind it", close);
      emit_fault(scan);
    }
    scan->depth--;
    emit(scan, close == ']' ? ")" : c->at, 1);
    c->at++;
    return;
  }
  scan->broken = true;
}

/* = : ; and comma. A stray separator is reported and left out. */
static void scan_separator(config_scan *scan, cursor *c) {
  config_nest *nest = top(scan);
  const char mark = *c->at++;
  if ((mark == '=' || mark == ':') && nest->state == CONFIG_ASSIGN) {
    nest->state = CONFIG_VALUE;
    emit(scan, "=", 1);
  } else if ((mark == ';' || mark == ',') && nest->state == CONFIG_SETTLED) {
    nest->state = CONFIG_NAME;
    emit(scan, ";", 1);
  } else if (mark == ',' && nest->state == CONFIG_FOLLOWED) {
    nest->state = CONFIG_ELEMENT;
    emit(scan, ",", 1);
  } else if (nest->state == CONFIG_ASSIGN || nest->state == CONFIG_VALUE) {
    config_report(scan->log, place_of(scan, c), "'%s' has no value", nest->name);
    scan->broken = true;
  } else
    config_report(scan->log, place_of(scan, c), "unexpected '%c'", mark);
}

/* Skips a comment; the cursor stays before the line end of a one-line comment. False when there is none here. */
static bool scan_comment(config_scan *scan, cursor *c) {
  const size_t left = (size_t)(c->end - c->at);
  if (*c->at == '#' || (left >= 2 && c->at[0] == '/' && c->at[1] == '/')) {
    const char *line_end = memchr(c->at, '\n', left);
    c->at = line_end != NULL ? line_end : c->end;
    return true;
  }
  if (left < 2 || c->at[0] != '/' || c->at[1] != '*')
    return false;
  const char *close = memmem(c->at + 2, left - 2, "*/", 2);
  if (close == NULL) {
    config_report(scan->log, place_of(scan, c), "a comment that starts here is never closed: */ is missing");
    scan->broken = true;
    return true;
  }
  for (; c->at < close; c->at++)
    if (*c->at == '\n')
      end_line(scan, c);
  c->at = close + 2;
  return true;
}

/* @include "file": the rest of the line may hold a comment only. */
static void scan_include(config_scan *scan, cursor *c) {
  static const char directive[] = "@include";
  const config_place place = place_of(scan, c);
  const char *p = c->at + sizeof directive - 1;
  const size_t left = (size_t)(c->end - c->at);
  const bool named = left >= sizeof directive && strncmp(c->at, directive, sizeof directive - 1) == 0;
  while (named && p < c->end && (*p == ' ' || *p == '\t'))
    p++;
  const char *close = named && p < c->end && *p == '"' ? memchr(p + 1, '"', (size_t)(c->end - p - 1)) : NULL;
  if (!c->line_start || close == NULL || memchr(p, '\n', (size_t)(close - p)) != NULL) {
    config_report(scan->log, place, "expected @include \"file\" on a line of its own");
    scan->broken = true;
    return;
  }
  const char *name = config_copy(scan->arena, p + 1, (size_t)(close - p - 1));
  if (name == NULL) {
    scan->broken = true;
    return;
  }
  config_scan_include(scan, c->file, place, name);
  config_text_bytes(&scan->text, "\n", 1);
  begin_line(scan, place);
  c->at = close + 1;
}

/* Refuses what is not text, naming the line. */
static bool is_text(config_scan *scan, const config_file *file, const char *text, size_t length) {
  config_place place = {.file = file->path, .line = 1};
  if (scan->label != NULL)
    place = (config_place){.file = scan->label};
  for (size_t i = 0; i < length;) {
    const bool control = (unsigned char)text[i] < 0x20u && strchr("\t\n\r\f", text[i]) == NULL;
    const size_t step = control || text[i] == '\0' ? 0 : config_utf8_length((const unsigned char *)text + i, length - i);
    if (step == 0) {
      config_report(scan->log, place, "byte 0x%02X is no text (UTF-8 is expected)", (unsigned)(unsigned char)text[i]);
      scan->broken = true;
      return false;
    }
    place.line += place.line > 0 && text[i] == '\n';
    i += step;
  }
  return true;
}

static void scan_token(config_scan *scan, cursor *c) {
  const char first = *c->at;
  if (is_digit(first) || first == '+' || first == '-' || first == '.')
    scan_number(scan, c);
  else if (is_letter(first) || first == '*')
    scan_identifier(scan, c);
  else if (first == '"')
    scan_string(scan, c);
  else if (strchr("{([", first) != NULL)
    scan_open(scan, c);
  else if (strchr("})]", first) != NULL)
    scan_close(scan, c);
  else if (strchr("=:;,", first) != NULL)
    scan_separator(scan, c);
  else if (first == '@')
    scan_include(scan, c);
  else {
    const int bytes = (int)config_utf8_length((const unsigned char *)c->at, (size_t)(c->end - c->at));
    config_report(scan->log, place_of(scan, c), "unexpected '%.*s'", bytes, c->at);
    scan->broken = true;
  }
}

void config_scan_text(config_scan *scan, const config_file *file, const char *text, size_t length) {
  if (scan->line_count == 0)
    scan->nests[0] = (config_nest){.state = CONFIG_NAME, .name = ""};
  /* An editor's byte order mark is no part of the text. */
  const size_t mark = length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  if (!is_text(scan, file, text, length))
    return;
  cursor c = {.file = file, .at = text + mark, .end = text + length, .line = 1, .line_start = true};
  config_text_bytes(&scan->text, "\n", scan->line_count > 0 ? 1 : 0);
  begin_line(scan, place_of(scan, &c));
  while (c.at < c.end && !scan->broken) {
    if (*c.at == '\n') {
      end_line(scan, &c);
      c.at++;
    } else if (strchr(" \t\r\f", *c.at) != NULL)
      c.at++;
    else if (!scan_comment(scan, &c)) {
      scan_token(scan, &c);
      c.line_start = false;
    }
    if (scan->text.length > scan->cap && !scan->broken) {
      config_report(scan->log, place_of(scan, &c), "the config is larger than %zu bytes with its includes", scan->cap);
      scan->broken = true;
    }
  }
  if (scan->text.exhausted)
    scan->broken = scan->arena->exhausted = true;
}

void config_scan_finish(config_scan *scan) {
  if (scan->broken)
    return;
  const config_nest *nest = top(scan);
  if (scan->depth > 0) {
    config_report(scan->log, nest->place, "the '%c' that stands here is never closed", nest->open);
    scan->broken = true;
  } else if (nest->state == CONFIG_ASSIGN || nest->state == CONFIG_VALUE) {
    config_report(scan->log, scan->lines[scan->line_count - 1], "'%s' has no value", nest->name);
    scan->broken = true;
  }
}

void config_scan_free(config_scan *scan) {
  free(scan->text.bytes);
  free(scan->lines);
  free(scan->keys);
  scan->text = (config_text){0};
  scan->lines = NULL;
  scan->keys = NULL;
}
