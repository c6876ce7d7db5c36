/* The config reader with the whole schema check, over the registered models. */
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As `walras check FILE` does, for bytes that no C string can hold. */
static walras_status load_bytes(const uint8_t *data, size_t size, walras_experiment **experiment,
                                walras_diagnostics *diagnostics) {
  char path[64];
  const int file = memfd_create("fuzz.cfg", MFD_CLOEXEC);
  fuzz_promise(file >= 0 && write(file, data, size) == (ssize_t)size, "there is memory");
  snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  const walras_status status = walras_experiment_load(path, &fuzz_list, NULL, experiment, diagnostics);
  close(file);
  return status;
}

static walras_status parse_text(const uint8_t *data, size_t size, walras_experiment **experiment,
                                walras_diagnostics *diagnostics) {
  char *text = malloc(size + 1);
  fuzz_promise(text != NULL, "there is memory");
  memcpy(text, data, size);
  text[size] = '\0';
  const walras_status status =
      walras_experiment_parse(text, "fuzz.cfg", WALRAS_SOURCE_DIR "/configs/noise", &fuzz_list, NULL, experiment, diagnostics);
  free(text);
  return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  walras_experiment *experiment = NULL;
  walras_diagnostics diagnostics = {0};
  const walras_status status = memchr(data, '\0', size) == NULL ? parse_text(data, size, &experiment, &diagnostics)
                                                                : load_bytes(data, size, &experiment, &diagnostics);
  if (status == WALRAS_OK)
    fuzz_accepted(experiment, &diagnostics);
  else
    fuzz_refused(&diagnostics, experiment);
  return 0;
}
