#include "cli/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

enum { LINE_SECONDS = 60 };

void cli_progress_start(cli_progress *progress, const char *mode) {
  const char *kind = getenv("TERM");
  const bool terminal = isatty(STDERR_FILENO) == 1 && (kind == NULL || strcmp(kind, "dumb") != 0);
  const bool always = mode != NULL && strcmp(mode, "always") == 0;
  *progress = (cli_progress){.shown = mode == NULL || strcmp(mode, "never") != 0, .terminal = terminal, .first_done = -1};
  progress->last_line = always && !terminal ? -LINE_SECONDS : 0.0;
}

/* The rate counts only what this run has done; a resumed run starts with finished trials. */
static void describe(const walras_progress *state, int64_t first_done, char *text, size_t size) {
  char elapsed[32], remaining[32];
  const int64_t finished = state->done + state->failed;
  const double rate = state->seconds > 0.0 ? (double)(finished - first_done) / state->seconds : 0.0;
  const double left = rate > 0.0 ? (double)(state->trials - finished) / rate : 0.0;
  const int length = snprintf(text, size, "%lld of %lld trials%s, %.3g a second, %s gone, %s left%s", (long long)finished,
                              (long long)state->trials, state->more ? " so far" : "", rate, cli_duration(state->seconds, elapsed),
                              rate > 0.0 ? cli_duration(left, remaining) : "?", state->more ? " or more" : "");
  if (state->failed > 0 && length > 0 && (size_t)length < size)
    snprintf(text + length, size - (size_t)length, ", %lld failed", (long long)state->failed);
}

void cli_progress_show(const walras_progress *state, void *context) {
  cli_progress *progress = context;
  char text[160];
  if (progress->first_done < 0)
    progress->first_done = state->done + state->failed;
  if (!progress->shown || (!progress->terminal && state->seconds - progress->last_line < LINE_SECONDS))
    return;
  progress->last_line = state->seconds;
  describe(state, progress->first_done, text, sizeof text);
  fprintf(stderr, progress->terminal ? "\r\033[K%s" : "walras: %s\n", text);
  fflush(stderr);
  progress->line_open = progress->terminal;
}

void cli_progress_end(cli_progress *progress) {
  if (progress->line_open)
    fputs("\r\033[K", stderr);
  progress->line_open = false;
}
