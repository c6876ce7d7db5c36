/* walras merge SHARD... --output STORE: the store that a single run of the experiment would have made. */
#include "engine/merge.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/load.h"
#include "cli/merge_inputs.h"
#include "cli/merge_log.h"
#include "cli/run_log.h"
#include "cli/stored.h"
#include "experiment/shard.h"
#include "store/checkpoint_folder.h"
#include "store/read.h"

typedef struct merging {
  const cli_line *line;
  const cli_merge_input *inputs; /* [line->operand_count] in the order of their trials */
  walras_experiment *experiment;
  char *config;          /* as it was written */
  walras_layout *layout; /* of the whole */
  cli_merge_log log;
  double started;
} merging;

/* The message of an error, behind what it is about. */
static walras_status about(const cli_merge_input *input, walras_status status, walras_error *error) {
  char message[sizeof error->message];
  if (status != WALRAS_ERROR_INPUT)
    return status;
  strcpy(message, error->message);
  *error = (walras_error){0};
  return WALRAS_FAIL(error, status, "%s (shard %lld of %lld): %s; go on with: walras resume %s", input->path,
                     (long long)input->part.number, (long long)input->part.count, message, input->path);
}

static walras_status add_shard(merging *m, walras_store_writer *writer, const cli_merge_input *input, walras_error *error) {
  walras_layout *layout = NULL;
  walras_store_writer *reader = NULL;
  walras_status status = walras_shard_take(m->experiment, &input->part, error);
  if (status != WALRAS_OK)
    return status;
  const walras_layout_input of_part = cli_layout_input(m->experiment);
  status = walras_layout_build(&of_part, &layout, error);
  if (status == WALRAS_OK)
    status = walras_store_writer_open_to_read(input->path, walras_layout_store(layout), &reader, error);
  if (status == WALRAS_OK) {
    const walras_merge_source source = {.reader = reader, .layout = layout, .part = &input->part};
    status = about(input, walras_merge_shard(writer, m->layout, &source, error), error);
  }
  if (status == WALRAS_OK)
    status = cli_merge_log_add(&m->log, reader, layout, error);
  walras_store_writer_close(reader, NULL);
  walras_layout_destroy(layout);
  return status;
}

/* A walras_store_fill. */
static walras_status add_shards(void *context, walras_store_writer *writer, walras_error *error) {
  merging *m = context;
  walras_status status = WALRAS_OK;
  for (int i = 0; status == WALRAS_OK && i < m->line->operand_count; i++)
    status = add_shard(m, writer, &m->inputs[i], error);
  if (status == WALRAS_OK)
    status = cli_merge_log_write(&m->log, writer, m->layout, m->line, m->inputs[0].part.count, m->started, error);
  walras_shard_give_back(m->experiment);
  return status;
}

/* What run would say of the new store, and its exit code. */
static int report(const merging *m, const char *output) {
  walras_error error = {0};
  walras_store_writer *reader = NULL;
  const int64_t trials = m->experiment->points * m->experiment->replications;
  uint8_t *states = malloc((size_t)trials + 1);
  int64_t done = 0, failed = 0;
  walras_status status = states != NULL ? WALRAS_OK : WALRAS_FAIL(&error, WALRAS_ERROR_MEMORY, "out of memory");
  if (status == WALRAS_OK)
    status = walras_store_writer_open_to_read(output, walras_layout_store(m->layout), &reader, &error);
  if (status == WALRAS_OK)
    status = walras_store_read_rows(reader, walras_layout_status_dataset(m->layout), 0, trials, states, &error);
  for (int64_t trial = 0; status == WALRAS_OK && trial < trials; trial++) {
    done += states[trial] == WALRAS_TRIAL_DONE;
    failed += states[trial] == WALRAS_TRIAL_FAILED;
  }
  walras_store_writer_close(reader, NULL);
  free(states);
  if (status != WALRAS_OK) {
    cli_complain_error(&error);
    return CLI_FAILED;
  }
  cli_complain("%lld of %lld trials done%s, joined from %d shard%s: %s", (long long)done, (long long)(done + failed),
               failed > 0 ? ", some failed" : "", m->line->operand_count, cli_plural(m->line->operand_count), output);
  if (m->log.other[0] != '\0')
    cli_complain("warning: trials of this store were run by different versions of walras (%s; %s)", m->log.program, m->log.other);
  if (failed > 0)
    cli_complain("%lld trial%s failed; walras status %s lists them, walras resume --retry-failed runs them again",
                 (long long)failed, cli_plural(failed), output);
  return failed > 0 ? CLI_FAILED : CLI_OK;
}

/* The layout of the whole experiment's store, from any of its shards. */
static walras_status build_layout(merging *m, walras_error *error) {
  walras_store_reader *reader = NULL;
  walras_shard_give_back(m->experiment);
  walras_layout_input whole = cli_layout_input(m->experiment);
  walras_status status = walras_store_reader_open(m->inputs[0].path, &reader, error);
  if (status != WALRAS_OK)
    return status;
  m->config = walras_store_text(reader, "config");
  walras_store_reader_close(reader);
  whole.config_text = m->config;
  return walras_layout_build(&whole, &m->layout, error);
}

/* Checkpoints of the store that was replaced. */
static void clear_remains(const char *output) {
  char *folder = walras_checkpoint_folder(output);
  if (folder != NULL)
    walras_checkpoint_remove(folder);
  free(folder);
}

static int join(merging *m, const walras_model_list *models, const char *output) {
  walras_error error = {0};
  if (!cli_load_stored(m->line, m->inputs[0].path, models, &m->experiment))
    return CLI_USAGE;
  walras_status status = build_layout(m, &error);
  if (status == WALRAS_OK)
    status = walras_store_create_filled(output, walras_layout_store(m->layout), cli_has(m->line, "--overwrite"), add_shards, m,
                                        &error);
  if (status == WALRAS_OK) {
    clear_remains(output);
    return report(m, output);
  }
  cli_complain_error(&error);
  return status == WALRAS_ERROR_IO || status == WALRAS_ERROR_MEMORY ? CLI_FAILED : CLI_USAGE;
}

/* --overwrite is for older results, not for what is to be read. */
static bool is_output_apart(const cli_line *line, const char *output) {
  struct stat there, input;
  if (stat(output, &there) != 0)
    return true;
  for (int i = 0; i < line->operand_count; i++)
    if (stat(line->operands[i], &input) == 0 && input.st_dev == there.st_dev && input.st_ino == there.st_ino) {
      cli_complain("merge: --output %s is one of the shards", output);
      return false;
    }
  return true;
}

int cli_merge(const cli_line *line) {
  const char *output = cli_value(line, "--output");
  cli_registry registry;
  if (output == NULL) {
    cli_complain("merge: name the store to create: --output STORE");
    return CLI_USAGE;
  }
  if (!is_output_apart(line, output) || !cli_registry_load(line, &registry))
    return CLI_USAGE;
  cli_merge_input *inputs = calloc((size_t)line->operand_count, sizeof *inputs);
  merging m = {.line = line, .inputs = inputs, .started = cli_now()};
  int code = CLI_FAILED;
  if (inputs == NULL)
    cli_complain("out of memory");
  else if ((code = cli_merge_inputs_check(line, inputs)) == CLI_OK)
    code = join(&m, &registry.list, output);
  walras_layout_destroy(m.layout);
  walras_experiment_destroy(m.experiment);
  free(m.log.entries);
  free(m.config);
  free(inputs);
  cli_registry_free(&registry);
  return code;
}
