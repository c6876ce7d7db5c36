#include "cli/merge_inputs.h"

#include <stdlib.h>
#include <string.h>

#include "cli/stored.h"
#include "store/lock.h"
#include "store/read.h"
#include "store/store.h"

enum { SHOWN_MISSING = 10, TRIALS_AT_ONCE = 1 << 20 };

/* What the first shard says of the experiment, and what was wrong so far. */
typedef struct checking {
  const char *first; /* path; NULL = none yet */
  char *experiment;
  walras_part part;
  bool wrong, unfinished, no_memory;
} checking;

static void complain_of(checking *c, const char *path, const char *what) {
  cli_complain("%s %s", path, what);
  c->wrong = true;
}

/* ---- one store ---- */

static bool same_experiment(checking *c, const char *path, const char *experiment, const walras_part *part) {
  if (c->first == NULL) {
    c->first = path;
    c->experiment = strdup(experiment);
    c->part = *part;
    c->no_memory = c->experiment == NULL;
    return true;
  }
  if (c->experiment != NULL && strcmp(c->experiment, experiment) != 0)
    cli_complain("%s and %s are shards of different experiments; walras diff tells what differs", c->first, path);
  else if (c->part.count != part->count)
    cli_complain("%s is one of %lld shards, and %s one of %lld", c->first, (long long)c->part.count, path,
                 (long long)part->count);
  else if (c->part.points != part->points || c->part.replications != part->replications)
    cli_complain("%s is of %lld x %lld trials, and %s of %lld x %lld", c->first, (long long)c->part.points,
                 (long long)c->part.replications, path, (long long)part->points, (long long)part->replications);
  else
    return true;
  return false;
}

/* Trials that are still to be run. */
static walras_status count_pending(const walras_store_reader *reader, int64_t *pending, walras_error *error) {
  const int64_t points = walras_store_points(reader), replications = walras_store_replications(reader);
  const int64_t step = replications < TRIALS_AT_ONCE ? TRIALS_AT_ONCE / replications : 1;
  uint8_t *states = malloc((size_t)((step < points ? step : points) * replications) + 1);
  walras_status status = states != NULL ? WALRAS_OK : WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory");
  *pending = 0;
  for (int64_t first = 0; status == WALRAS_OK && first < points; first += step) {
    const int64_t count = points - first < step ? points - first : step;
    status = walras_store_read_bytes(reader, "/trials/status", first, count, states, error);
    for (int64_t trial = 0; status == WALRAS_OK && trial < count * replications; trial++)
      *pending += states[trial] == WALRAS_TRIAL_PENDING;
  }
  free(states);
  return status;
}

static void check_finished(checking *c, const walras_store_reader *reader, const cli_merge_input *input) {
  char holder[320];
  walras_error error = {0};
  int64_t pending = 0;
  if (walras_lock_holder(input->path, holder, sizeof holder)) {
    cli_complain("%s is in use by %s", input->path, holder);
    c->wrong = true;
  } else if (count_pending(reader, &pending, &error) != WALRAS_OK) {
    cli_complain_error(&error);
    c->wrong = true;
  } else if (pending > 0) {
    cli_complain("%s (shard %lld of %lld) is not finished: %lld trial%s pending; go on with: walras resume %s", input->path,
                 (long long)input->part.number, (long long)input->part.count, (long long)pending, pending == 1 ? " is" : "s are",
                 input->path);
    c->unfinished = true;
  }
}

static void check_store(checking *c, const walras_store_reader *reader, cli_merge_input *input) {
  char *shard = walras_store_text(reader, "shard"), *experiment = walras_store_text(reader, "experiment");
  if (shard == NULL)
    complain_of(c, input->path, "is the store of a whole experiment, not of a shard");
  else if (experiment == NULL || cli_stored_part(reader, &input->part) == NULL)
    complain_of(c, input->path, "does not say which shard of its experiment it is");
  else if (!same_experiment(c, input->path, experiment, &input->part))
    c->wrong = true;
  else
    check_finished(c, reader, input);
  free(shard);
  free(experiment);
}

/* ---- all of them ---- */

static int by_number(const void *left, const void *right) {
  const cli_merge_input *a = left, *b = right;
  return (a->part.number > b->part.number) - (a->part.number < b->part.number);
}

static void complain_of_missing(checking *c, int64_t from, int64_t to) {
  char which[256];
  size_t used = 0;
  for (int64_t number = from; number < to && number < from + SHOWN_MISSING; number++)
    used += (size_t)snprintf(which + used, sizeof which - used, "%s%lld", number > from ? ", " : "", (long long)number);
  cli_complain("shard%s %s%s of %lld %s missing", cli_plural(to - from), which, to - from > SHOWN_MISSING ? ", ..." : "",
               (long long)c->part.count, to - from == 1 ? "is" : "are");
  c->wrong = true;
}

/* Each shard once, and each trial in one of them. */
static void check_together(checking *c, const cli_merge_input *inputs, int count) {
  int64_t next = 1, trial = 0;
  const char *before = NULL;
  for (int i = 0; i < count; i++) {
    const walras_part *part = &inputs[i].part;
    if (i > 0 && inputs[i - 1].part.number == part->number) {
      cli_complain("%s and %s are the same shard, %lld of %lld", inputs[i - 1].path, inputs[i].path, (long long)part->number,
                   (long long)part->count);
      c->wrong = true;
      continue;
    }
    if (part->number > next)
      complain_of_missing(c, next, part->number);
    if (part->number == next && part->first < part->end && part->first != trial) {
      cli_complain("%s begins with trial %lld, but the shards before it end before trial %lld: they were not cut alike%s%s",
                   inputs[i].path, (long long)part->first, (long long)trial, before != NULL ? ", as was " : "",
                   before != NULL ? before : "");
      c->wrong = true;
    }
    next = part->number + 1;
    if (part->first < part->end) {
      trial = part->end;
      before = inputs[i].path;
    }
  }
  if (next <= c->part.count)
    complain_of_missing(c, next, c->part.count + 1);
  else if (!c->wrong && trial != c->part.points * c->part.replications) {
    cli_complain("the shards end before trial %lld of %lld: they were not cut alike", (long long)trial,
                 (long long)(c->part.points * c->part.replications));
    c->wrong = true;
  }
}

int cli_merge_inputs_check(const cli_line *line, cli_merge_input *inputs) {
  checking c = {0};
  for (int i = 0; i < line->operand_count; i++) {
    walras_error error = {0};
    walras_store_reader *reader = NULL;
    inputs[i] = (cli_merge_input){.path = line->operands[i]};
    if (walras_store_reader_open(inputs[i].path, &reader, &error) == WALRAS_OK)
      check_store(&c, reader, &inputs[i]);
    else {
      cli_complain_error(&error);
      c.wrong = true;
    }
    walras_store_reader_close(reader);
  }
  if (!c.wrong) {
    qsort(inputs, (size_t)line->operand_count, sizeof *inputs, by_number);
    check_together(&c, inputs, line->operand_count);
  }
  if (c.no_memory)
    cli_complain("out of memory");
  free(c.experiment);
  return c.no_memory ? CLI_FAILED : c.wrong ? CLI_USAGE : c.unfinished ? CLI_STOPPED : CLI_OK;
}
