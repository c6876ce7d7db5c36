/** A command as its user meets it: words in, standard output, standard error and an exit code out. */
#ifndef WALRAS_TESTS_TERMINAL_H
#define WALRAS_TESTS_TERMINAL_H

#include <stdarg.h>

#include "cli/cli.h"
#include "unit/folder.h"

enum { TERMINAL_WORDS = 24, TERMINAL_BYTES = 65536 };

typedef struct terminal {
  int code;
  char out[TERMINAL_BYTES], err[TERMINAL_BYTES];
} terminal;

static inline int terminal_redirect(FILE *stream, const char *name) {
  fflush(stream);
  const int saved = dup(fileno(stream));
  FILE *file = fopen(unit_path(name), "w");
  CU_ASSERT_FATAL(saved >= 0 && file != NULL);
  CU_ASSERT(dup2(fileno(file), fileno(stream)) >= 0);
  fclose(file);
  return saved;
}

static inline void terminal_restore(FILE *stream, int saved, const char *name, char *text) {
  fflush(stream);
  dup2(saved, fileno(stream));
  close(saved);
  FILE *file = fopen(unit_path(name), "r");
  CU_ASSERT_PTR_NOT_NULL_FATAL(file);
  const size_t length = fread(text, 1, TERMINAL_BYTES - 1, file);
  text[length] = '\0';
  fclose(file);
  unlink(unit_path(name));
}

/** Calls `function(context)` with both streams caught; what it returns is the code. */
static inline terminal *terminal_catch(int (*function)(void *context), void *context) {
  static terminal t;
  const int out = terminal_redirect(stdout, "standard-output"), err = terminal_redirect(stderr, "standard-error");
  t.code = function(context);
  terminal_restore(stdout, out, "standard-output", t.out);
  terminal_restore(stderr, err, "standard-error", t.err);
  return &t;
}

static inline int terminal_command(void *words) {
  char **argv = words;
  int argc = 0;
  while (argv[argc] != NULL)
    argc++;
  const cli_command *command = cli_find_command(argv[1]);
  cli_line line;
  if (command == NULL || !cli_parse(command, argc, argv, &line))
    return CLI_USAGE;
  const int code = command->run(&line);
  cli_line_free(&line);
  return code;
}

/** Runs `walras WORD...`; NULL ends the words. Valid until the next call. */
static inline const terminal *terminal_words(const char *first, ...) {
  char *argv[TERMINAL_WORDS + 2] = {(char *)(uintptr_t) "walras"};
  int argc = 1;
  va_list rest;
  va_start(rest, first);
  for (const char *word = first; word != NULL && argc < TERMINAL_WORDS; word = va_arg(rest, const char *))
    argv[argc++] = (char *)(uintptr_t)word;
  va_end(rest);
  return terminal_catch(terminal_command, argv);
}
#define WALRAS(...) terminal_words(__VA_ARGS__, (const char *)NULL)

/** Exactly this on standard error, nothing on standard output, and this code. */
static inline void terminal_refuses(const terminal *t, int code, const char *message) {
  char expected[2048];
  snprintf(expected, sizeof expected, "walras: %s\n", message);
  CU_ASSERT_EQUAL(t->code, code);
  CU_ASSERT_STRING_EQUAL(t->out, "");
  CU_ASSERT_STRING_EQUAL(t->err, expected);
  if (strcmp(t->err, expected) != 0)
    printf("\n  expected: %s  got:      %s", expected, t->err);
}

static inline bool terminal_says(const terminal *t, const char *words) {
  const bool found = strstr(t->out, words) != NULL;
  if (!found)
    printf("\n  '%s' is not in:\n%s", words, t->out);
  return found;
}

#endif
