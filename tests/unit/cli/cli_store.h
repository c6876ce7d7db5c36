/** A config with two claims, and its finished store: 2 points x 4 replications of `noise`, of which replication 2 fails. */
#ifndef WALRAS_TESTS_CLI_STORE_H
#define WALRAS_TESTS_CLI_STORE_H

#include "terminal.h"
#include "unit/small_experiment.h"

#define CLI_CLAIMS                                                                                                               \
  "claims: ( { id = \"A\"; statement = \"it is one\"; source = \"own\"; kind = \"theorem\"; check = \"mean\";\n"                 \
  "            metric = \"sample_mean\"; where = { mean = 1.0; }; expected = 1.0; tolerance = 0.5; reason = \"noise\"; },\n"     \
  "          { id = \"B\"; statement = \"it is five\"; source = \"own\"; kind = \"theorem\"; check = \"mean\";\n"                \
  "            metric = \"sample_mean\"; where = { mean = 1.0; }; expected = 5.0; tolerance = 0.5; reason = \"noise\"; } );\n"

/** The config as a file. */
static inline const char *cli_config(const char *name, const char *text) {
  const char *path = unit_path(name);
  unit_write_file(path, text, strlen(text));
  return path;
}

/** A store with its first `trials` trials run. */
static inline const char *cli_store(const char *name, int64_t trials) {
  small_experiment small = small_new(SMALL_CONFIG CLI_CLAIMS);
  const char *path = small_store(&small, name, trials);
  small_free(&small);
  return path;
}

#endif
