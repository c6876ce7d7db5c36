/* walras status STORE: what is done, what failed and why. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/load.h"
#include "cli/stored.h"
#include "cli/time_split.h"
#include "engine/layout.h"
#include "engine/recheck.h"
#include "store/read.h"

enum { SHOWN_FAILURES = 10 };

typedef struct trial_counts {
  int64_t pending, done, failed, unused;
} trial_counts;

static trial_counts count(const uint8_t *status, int64_t trials) {
  trial_counts counts = {0};
  for (int64_t trial = 0; trial < trials; trial++) {
    counts.pending += status[trial] == WALRAS_TRIAL_PENDING;
    counts.done += status[trial] == WALRAS_TRIAL_DONE;
    counts.failed += status[trial] == WALRAS_TRIAL_FAILED;
    counts.unused += status[trial] == WALRAS_TRIAL_UNUSED;
  }
  return counts;
}

static void print_failures(const walras_store_reader *reader, const uint8_t *status, int64_t failed) {
  int64_t *trials = malloc(WALRAS_ERROR_TABLE_ENTRIES * sizeof *trials), shown = 0;
  uint8_t *messages = malloc((size_t)WALRAS_ERROR_TABLE_ENTRIES * WALRAS_ERROR_TABLE_MESSAGE);
  const int64_t replications = walras_store_replications(reader), all = walras_store_points(reader) * replications;
  if (trials != NULL && messages != NULL &&
      walras_store_read_integers(reader, "/trials/errors/trial", 0, WALRAS_ERROR_TABLE_ENTRIES, trials, NULL) == WALRAS_OK &&
      walras_store_read_bytes(reader, "/trials/errors/message", 0, WALRAS_ERROR_TABLE_ENTRIES, messages, NULL) == WALRAS_OK)
    for (int64_t i = 0; i < WALRAS_ERROR_TABLE_ENTRIES && shown < SHOWN_FAILURES; i++) {
      if (trials[i] < 0 || trials[i] >= all || status[trials[i]] != WALRAS_TRIAL_FAILED)
        continue;
      printf("  trial %lld (point %lld, replication %lld): %.*s\n", (long long)trials[i], (long long)(trials[i] / replications),
             (long long)(trials[i] % replications), WALRAS_ERROR_TABLE_MESSAGE,
             (const char *)messages + i * WALRAS_ERROR_TABLE_MESSAGE);
      shown++;
    }
  if (failed > shown)
    printf("  and %lld more\n", (long long)(failed - shown));
  free(trials);
  free(messages);
}

/* Reads every finished trial; needs the model, which the store names. */
static int check_rows(const cli_line *line, int64_t *damaged) {
  cli_registry registry;
  walras_experiment *experiment = NULL;
  walras_layout *layout = NULL;
  walras_store_writer *writer = NULL;
  walras_error error = {0};
  int64_t first = -1;
  if (!cli_registry_load(line, &registry))
    return CLI_USAGE;
  int code = CLI_USAGE;
  if (cli_load_stored(line, line->operands[0], &registry.list, &experiment)) {
    const walras_layout_input input = cli_layout_input(experiment);
    const int64_t trials = experiment->points * experiment->replications;
    uint8_t *status = malloc((size_t)trials + 1);
    walras_status result = status != NULL ? walras_layout_build(&input, &layout, &error) : WALRAS_ERROR_MEMORY;
    if (result == WALRAS_OK)
      result = walras_store_writer_open(line->operands[0], walras_layout_store(layout), &writer, &error);
    if (result == WALRAS_OK)
      result = walras_store_read_rows(writer, walras_layout_status_dataset(layout), 0, trials, status, &error);
    if (result == WALRAS_OK)
      result = walras_recheck(writer, layout, status, damaged, &first, &error);
    if (result == WALRAS_OK)
      printf(*damaged == 0 ? "every finished trial matches its CRC\n"
                           : "%lld finished trials do not match their CRC (first: trial %lld); walras resume runs them again\n",
             (long long)*damaged, (long long)first);
    else
      cli_complain("%s", error.message[0] != '\0' ? error.message : "out of memory");
    code = result == WALRAS_OK ? CLI_OK : CLI_FAILED;
    walras_store_writer_close(writer, NULL);
    free(status);
  }
  walras_layout_destroy(layout);
  walras_experiment_destroy(experiment);
  cli_registry_free(&registry);
  return code;
}

int cli_status(const cli_line *line) {
  walras_error error = {0};
  walras_store_reader *reader = NULL;
  if (walras_store_reader_open(line->operands[0], &reader, &error) != WALRAS_OK) {
    cli_complain_error(&error);
    return CLI_USAGE;
  }
  const int64_t trials = walras_store_points(reader) * walras_store_replications(reader);
  uint8_t *status = malloc((size_t)trials + 1);
  if (status == NULL ||
      walras_store_read_bytes(reader, "/trials/status", 0, walras_store_points(reader), status, &error) != WALRAS_OK) {
    cli_complain("%s", status == NULL ? "out of memory" : error.message);
    free(status);
    walras_store_reader_close(reader);
    return CLI_FAILED;
  }
  const trial_counts counts = count(status, trials);
  printf("%lld trials: %lld done, %lld failed, %lld pending\n", (long long)(trials - counts.unused), (long long)counts.done,
         (long long)counts.failed, (long long)counts.pending);
  cli_print_time_split(reader);
  if (counts.failed > 0)
    print_failures(reader, status, counts.failed);
  free(status);
  walras_store_reader_close(reader);
  int64_t damaged = 0;
  if (cli_has(line, "--check")) {
    const int code = check_rows(line, &damaged);
    if (code != CLI_OK)
      return code;
  }
  return counts.pending > 0 || damaged > 0 ? CLI_STOPPED : counts.failed > 0 ? CLI_FAILED : CLI_OK;
}
