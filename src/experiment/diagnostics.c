#include "experiment/diagnostics.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "experiment/nearest.h"
#include "experiment/printable.h"
#include "experiment/text.h"

enum { MOST_NAMES = 16 }; /* a message stays one line that can be read */

/* Takes `message` (may be NULL: lost), and makes it one line whatever it quotes. The array grows at powers of two. */
static void keep(config_log *log, walras_diagnostics *d, char *message) {
  if (message != NULL && (d->count & (d->count - 1)) == 0) {
    const size_t capacity = d->count == 0 ? 1 : (size_t)d->count * 2;
    char **messages = realloc(d->messages, capacity * sizeof *messages);
    if (messages == NULL) {
      free(message);
      message = NULL;
    } else
      d->messages = messages;
  }
  if (message == NULL)
    log->exhausted = true;
  else
    d->messages[d->count++] = config_make_printable(message);
}

static void add_place(config_text *text, config_place place) {
  if (place.line > 0)
    config_text_add(text, "%s:%d: ", place.file, place.line);
  else
    config_text_add(text, "%s: ", place.file);
}

/* "file:line: message" */
static void add(config_log *log, walras_diagnostics *to, config_place place, const char *format, va_list arguments) {
  config_text text = {0};
  add_place(&text, place);
  char *message = NULL;
  if (vasprintf(&message, format, arguments) < 0)
    message = NULL;
  if (message == NULL)
    text.exhausted = true;
  else
    config_text_bytes(&text, message, strlen(message));
  free(message);
  keep(log, to, config_text_take(&text));
}

void config_report(config_log *log, config_place place, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  add(log, log->diagnostics, place, format, arguments);
  va_end(arguments);
}

void config_warn(config_log *log, config_place place, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  if (log->warnings != NULL)
    add(log, log->warnings, place, format, arguments);
  va_end(arguments);
}

void config_report_unknown(config_log *log, config_place place, const char *problem, const char *name, const char *nouns,
                           const char *const *names, int64_t count) {
  config_text text = {0};
  add_place(&text, place);
  config_text_bytes(&text, problem, strlen(problem));
  const char *nearest = walras_nearest(name, names, count);
  if (nearest != NULL)
    config_text_add(&text, "; did you mean '%s'?", nearest);
  else {
    config_text_add(&text, "; known %s: ", nouns);
    for (int64_t i = 0; i < count && i < MOST_NAMES; i++)
      config_text_add(&text, "%s%s", i > 0 ? ", " : "", names[i]);
    if (count > MOST_NAMES)
      config_text_add(&text, " and %lld more", (long long)(count - MOST_NAMES));
    if (count == 0)
      config_text_add(&text, "none");
  }
  keep(log, log->diagnostics, config_text_take(&text));
}

void walras_diagnostics_clear(walras_diagnostics *diagnostics) {
  for (int64_t i = 0; i < diagnostics->count; i++)
    free(diagnostics->messages[i]);
  free(diagnostics->messages);
  *diagnostics = (walras_diagnostics){0};
}
