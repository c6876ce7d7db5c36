/** What the fuzz targets share: the registered models, one loaded config, and the promises that every input must keep. */
#ifndef WALRAS_TESTS_FUZZ_H
#define WALRAS_TESTS_FUZZ_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/load.h"
#include "models/models.h"

#define FUZZ_MODEL(model) &model,
static const walras_model *const fuzz_models[] = {WALRAS_MODELS(FUZZ_MODEL)};
#undef FUZZ_MODEL
static const walras_model_list fuzz_list = {.models = fuzz_models, .count = sizeof fuzz_models / sizeof *fuzz_models};

/* More trials than this cost time and memory, and show nothing new. */
enum { FUZZ_TRIALS_MOST = 4096 };

/** A broken promise ends the fuzzing: the input is kept. */
static inline void fuzz_promise(bool kept, const char *promise) {
  if (kept)
    return;
  fprintf(stderr, "broken promise: %s\n", promise);
  abort();
}

/** Every refusal is at least one message, each of one line. */
static inline void fuzz_refused(walras_diagnostics *diagnostics, const walras_experiment *experiment) {
  fuzz_promise(experiment == NULL, "a refused config is no experiment");
  fuzz_promise(diagnostics->count > 0, "a refusal has a message");
  for (int64_t i = 0; i < diagnostics->count; i++)
    fuzz_promise(diagnostics->messages[i][0] != '\0' && strpbrk(diagnostics->messages[i], "\r\n\033") == NULL,
                 "a message is one line");
  walras_diagnostics_clear(diagnostics);
}

/** An accepted config has a store's layout (or is too large for one, with a message), and what it resolves to resolves to itself: a resume
 *  depends on that. */
static inline void fuzz_accepted(walras_experiment *experiment, walras_diagnostics *diagnostics) {
  fuzz_promise(experiment != NULL && diagnostics->count == 0, "an accepted config has no mistakes");
  const size_t bytes = strlen(experiment->resolved_text) + strlen(experiment->run_text) + strlen(experiment->sources_text) + 3;
  char *text = malloc(bytes);
  fuzz_promise(text != NULL, "there is memory");
  snprintf(text, bytes, "%s\n%s\n%s", experiment->resolved_text, experiment->run_text, experiment->sources_text);
  walras_experiment *again = NULL;
  const walras_status status =
      walras_experiment_parse(text, "resolved", experiment->config_folder, &fuzz_list, NULL, &again, diagnostics);
  for (int64_t i = 0; i < diagnostics->count; i++)
    fprintf(stderr, "%s\n", diagnostics->messages[i]);
  fuzz_promise(status == WALRAS_OK, "a resolved experiment is valid");
  fuzz_promise(strcmp(again->resolved_text, experiment->resolved_text) == 0, "a resolved experiment resolves to itself");
  fuzz_promise(strcmp(again->run_text, experiment->run_text) == 0, "run settings are kept");
  fuzz_promise(strcmp(again->sources_text, experiment->sources_text) == 0, "the sources of numbers are kept");
  walras_experiment_destroy(again);
  free(text);
  if (experiment->points <= FUZZ_TRIALS_MOST) {
    const walras_layout_input input = cli_layout_input(experiment);
    walras_layout *layout = NULL;
    walras_error error = {0};
    fuzz_promise(walras_layout_build(&input, &layout, &error) == WALRAS_OK || error.message[0] != '\0', "a layout or a message");
    walras_layout_destroy(layout);
  }
  walras_experiment_destroy(experiment);
}

#endif
