#include "cli/stored.h"

#include <hdf5.h>

#include "cli_store.h"
#include "store/seal.h"

static walras_experiment *loaded;
static int load_stored(void *path) {
  char *words[] = {(char[]){"walras"}, (char[]){"resume"}, path, NULL};
  cli_line line;
  if (!cli_parse(cli_find_command("resume"), 3, words, &line))
    return CLI_USAGE;
  loaded = NULL;
  const bool ok = cli_load_stored(&line, path, &small_list, &loaded);
  cli_line_free(&line);
  return ok ? CLI_OK : CLI_USAGE;
}

/* A store repeats its experiment from itself alone. */
static void the_stored_experiment_resolves_to_itself(void) {
  small_experiment small = small_new(SMALL_CONFIG CLI_CLAIMS);
  char path[200];
  strcpy(path, small_store(&small, "s.h5", 0));
  CU_ASSERT_EQUAL(terminal_catch(load_stored, path)->code, CLI_OK);
  CU_ASSERT_PTR_NOT_NULL_FATAL(loaded);
  CU_ASSERT_STRING_EQUAL(loaded->resolved_text, small.experiment->resolved_text);
  CU_ASSERT(loaded->points == 2 && loaded->replications == 4 && loaded->seed == 5 && loaded->claim_count == 2);
  walras_experiment_destroy(loaded);
  small_free(&small);
}

static void the_sources_of_its_numbers_come_along(void) {
  small_experiment small = small_new(SMALL_CONFIG SMALL_SOURCES);
  char path[200];
  strcpy(path, small_store(&small, "sources.h5", 0));
  CU_ASSERT_EQUAL(terminal_catch(load_stored, path)->code, CLI_OK);
  CU_ASSERT_PTR_NOT_NULL_FATAL(loaded);
  CU_ASSERT_PTR_NOT_NULL(strstr(loaded->sources_text, "mean = \"Table 1\";"));
  CU_ASSERT_STRING_EQUAL(loaded->sources_text, small.experiment->sources_text);
  walras_experiment_destroy(loaded);
  small_free(&small);
}

static void a_store_without_its_experiment_is_refused(void) {
  char path[200], message[300];
  strcpy(path, cli_store("bare.h5", 0));
  const hid_t file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT);
  CU_ASSERT(H5Adelete(file, "experiment") >= 0);
  H5Fclose(file);
  CU_ASSERT_EQUAL(walras_store_seal(path, path, NULL, 0, NULL), WALRAS_OK);
  snprintf(message, sizeof message, "%s holds no experiment that could be read", path);
  terminal_refuses(terminal_catch(load_stored, path), CLI_USAGE, message);
}

WALRAS_UNIT_TESTS(UNIT(the_stored_experiment_resolves_to_itself), UNIT(the_sources_of_its_numbers_come_along),
                  UNIT(a_store_without_its_experiment_is_refused))
