/* `--set NAME=VALUE` on top of a valid config: each line of the input is one, its first byte chooses the config. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SETTINGS_MOST = 16 };

static const char *const configs[] = {
    "experiment: { name = \"noise\"; model = \"noise\"; replications = 2; };\n"
    "sweep: { design = \"grid\"; axes = ( { parameter = \"mean\"; values = [ 0.0, 1.0 ]; } ); };\n",
    "experiment: { name = \"market\"; model = \"magentic-marketplace\"; replications = 2; };\n"
    "sweep: { design = \"grids\"; grids = ( { label = \"a\"; axes = ( ); }, { label = \"b\"; axes = ( ); } ); };\n",
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0)
    return 0;
  char *text = malloc(size);
  fuzz_promise(text != NULL, "there is memory");
  memcpy(text, data + 1, size - 1);
  text[size - 1] = '\0';
  const char *settings[SETTINGS_MOST];
  int64_t count = 0;
  char *next = text;
  for (char *line; count < SETTINGS_MOST && (line = strsep(&next, "\n")) != NULL;)
    settings[count++] = line;
  const walras_overrides overrides = {.settings = settings, .setting_count = count, .replications = -1, .threads = -1};
  walras_experiment *experiment = NULL;
  walras_diagnostics diagnostics = {0};
  const char *config = configs[data[0] % (sizeof configs / sizeof *configs)];
  if (walras_experiment_parse(config, "base.cfg", WALRAS_SOURCE_DIR "/configs/noise", &fuzz_list, &overrides, &experiment,
                              &diagnostics) == WALRAS_OK)
    fuzz_accepted(experiment, &diagnostics);
  else
    fuzz_refused(&diagnostics, experiment);
  free(text);
  return 0;
}
