/* walras status STORE: what is done, what failed and why. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/cli.h"
#include "cli/load.h"
#include "cli/run_log.h"
#include "cli/stored.h"
#include "engine/crash.h"
#include "engine/layout.h"
#include "engine/recheck.h"
#include "engine/waves.h"
#include "experiment/printable.h"
#include "store/checkpoint_folder.h"
#include "store/lock.h"
#include "store/read.h"

enum { SHOWN_FAILURES = 10 }; /* and checkpoints */

typedef struct trial_counts {
  int64_t pending, done, failed, unused;
} trial_counts;

static trial_counts count(const uint8_t *status, int64_t trials) {
  trial_counts counts = {0};
  for (int64_t trial = 0; trial < trials; trial++) {
    counts.pending += status[trial] == WALRAS_TRIAL_PENDING || status[trial] > WALRAS_TRIAL_UNUSED; /* the latter is damage */
    counts.done += status[trial] == WALRAS_TRIAL_DONE;
    counts.failed += status[trial] == WALRAS_TRIAL_FAILED;
    counts.unused += status[trial] == WALRAS_TRIAL_UNUSED;
  }
  return counts;
}

static bool is_sequential(const walras_store_reader *reader) {
  char *experiment = walras_store_text(reader, "experiment");
  const bool sequential = experiment != NULL && strstr(experiment, "\nreplications: {") != NULL;
  free(experiment);
  return sequential;
}

/* A store and what is said of its trials: those of a shard have their numbers in the whole experiment. */
typedef struct trials_view {
  const walras_store_reader *reader;
  const uint8_t *status;   /* [trials] */
  const walras_part *part; /* NULL = the whole experiment */
  int64_t trials;
} trials_view;

static void print_trial(const trials_view *view, int64_t place) {
  const int64_t replications = view->part != NULL ? view->part->replications : walras_store_replications(view->reader);
  const int64_t trial = walras_part_trial(view->part, place);
  printf("  trial %lld (point %lld, replication %lld)", (long long)trial, (long long)(trial / replications),
         (long long)(trial % replications));
}

static void print_failures(const trials_view *view, int64_t failed) {
  const walras_store_reader *reader = view->reader;
  int64_t *trials = malloc(WALRAS_ERROR_TABLE_ENTRIES * sizeof *trials), shown = 0;
  uint8_t *messages = malloc((size_t)WALRAS_ERROR_TABLE_ENTRIES * WALRAS_ERROR_TABLE_MESSAGE);
  if (trials != NULL && messages != NULL &&
      walras_store_has_table(reader, "/trials/errors/message", WALRAS_ERROR_TABLE_ENTRIES, WALRAS_ERROR_TABLE_MESSAGE) &&
      walras_store_has_table(reader, "/trials/errors/trial", WALRAS_ERROR_TABLE_ENTRIES, 1) &&
      walras_store_read_integers(reader, "/trials/errors/trial", 0, WALRAS_ERROR_TABLE_ENTRIES, trials, NULL) == WALRAS_OK &&
      walras_store_read_bytes(reader, "/trials/errors/message", 0, WALRAS_ERROR_TABLE_ENTRIES, messages, NULL) == WALRAS_OK)
    for (int64_t i = 0; i < WALRAS_ERROR_TABLE_ENTRIES && shown < SHOWN_FAILURES; i++) {
      if (trials[i] < 0 || trials[i] >= view->trials || view->status[trials[i]] != WALRAS_TRIAL_FAILED)
        continue;
      char message[WALRAS_ERROR_TABLE_MESSAGE + 1] = {0};
      memcpy(message, messages + i * WALRAS_ERROR_TABLE_MESSAGE, WALRAS_ERROR_TABLE_MESSAGE);
      print_trial(view, trials[i]);
      printf(": %s\n", config_make_printable(message));
      shown++;
    }
  if (failed > shown)
    printf("  and %lld more\n", (long long)(failed - shown));
  free(trials);
  free(messages);
}

/* That it is not the whole experiment. */
static void print_part(const walras_part *part) {
  char text[WALRAS_PART_TEXT];
  walras_part_print(part, text);
  printf("shard %s; walras merge joins the shards\n", text);
}

/* Trials that took a process of the last run with them, and are pending still. */
static void print_crashes(const trials_view *view) {
  static uint8_t entries[WALRAS_CRASH_ENTRIES][WALRAS_CRASH_BYTES];
  if (!walras_store_has_table(view->reader, "/run/crashes", WALRAS_CRASH_ENTRIES, WALRAS_CRASH_BYTES) ||
      walras_store_read_bytes(view->reader, "/run/crashes", 0, WALRAS_CRASH_ENTRIES, entries[0], NULL) != WALRAS_OK)
    return;
  for (int i = 0; i < WALRAS_CRASH_ENTRIES; i++) {
    walras_crash crash;
    char what[256];
    if (!walras_crash_parse((const char *)entries[i], &crash))
      continue;
    const int64_t place = walras_part_place(view->part, crash.trial);
    walras_crash_describe(&crash, what, sizeof what);
    config_make_printable(what);
    if (crash.trial < 0)
      printf("  the last run crashed outside any trial: %s\n", what);
    else if (place >= 0 && place < view->trials && view->status[place] == WALRAS_TRIAL_PENDING) {
      print_trial(view, place);
      printf(" crashed the last run: %s; resume runs it again, resume --skip-crashed records it as failed\n", what);
    }
  }
}

/* Trials that a resume goes on with in the middle. */
static void print_checkpoints(const trials_view *view, const char *path) {
  char *folder = walras_checkpoint_folder(path), *text = walras_store_text(view->reader, "experiment");
  walras_checkpoint_found *found = NULL;
  int64_t count = 0;
  if (folder != NULL && text != NULL)
    walras_checkpoint_scan(folder, walras_checkpoint_experiment(text), view->status, view->trials, &found, &count, NULL);
  for (int64_t i = 0; i < count && i < SHOWN_FAILURES; i++) {
    print_trial(view, found[i].trial);
    printf(" can go on with round %lld\n", (long long)found[i].round);
  }
  if (count > SHOWN_FAILURES)
    printf("  and %lld more\n", (long long)(count - SHOWN_FAILURES));
  free(found);
  free(text);
  free(folder);
}

/* When the store was written last: that is how long a killed run lived. */
static double last_write(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 ? (double)status.st_mtim.tv_sec + 1e-9 * (double)status.st_mtim.tv_nsec : 0.0;
}

/* What the last session was expected to take, and what it took. */
static void print_prediction(const cli_history *history) {
  const cli_prediction *p = &history->predicted;
  char seconds[32], most[32], memory[32], store[32], after[32];
  if (!history->ended || !(p->bytes_per_rank > 0.0))
    return;
  printf("predicted: %s", cli_duration(p->seconds, seconds));
  if (p->seconds_most > p->seconds)
    printf(" to %s", cli_duration(p->seconds_most, most));
  printf(", %s a rank, a store of %s", cli_bytes(p->bytes_per_rank, memory), cli_bytes(p->store_bytes, store));
  if (p->after_seconds > 0.0)
    printf(" (by the trials of its first %s)\n", cli_duration(p->after_seconds, after));
  else
    printf(" (by the model's rough costs)\n");
  printf("it took:   %s, %s on the most demanding rank, a store of %s\n", cli_duration(history->last_seconds, seconds),
         cli_bytes(history->peak_bytes, memory), cli_bytes(history->store_bytes, store));
}

static void print_machines(const cli_history *history) {
  if (history->host[0] != '\0')
    printf(" of %s", history->host);
  if (history->host[0] != '\0' && history->machines > 1)
    printf(" and %d more machine%s", history->machines - 1, cli_plural(history->machines - 1));
}

/* Elapsed and expected time; the rate is that of the last session. */
static void print_time(const walras_store_reader *reader, const char *path, const trial_counts *counts) {
  cli_history history;
  char holder[320], text[32], left[32];
  const bool known = cli_run_log_read(reader, &history), running = walras_lock_holder(path, holder, sizeof holder);
  if (running)
    printf("running: %s\n", holder);
  if (!known)
    return;
  const double lived = history.ended ? history.last_seconds : (running ? cli_now() : last_write(path)) - history.started_at;
  const double seconds = history.seconds + (history.ended || lived < 0.0 ? 0.0 : lived);
  const int64_t now = counts->done + counts->failed - history.finished_before;
  printf("time: %s in %lld run%s, the last on %d rank%s x %d thread%s", cli_duration(seconds, text), (long long)history.sessions,
         cli_plural(history.sessions), history.ranks, cli_plural(history.ranks), history.threads, cli_plural(history.threads));
  print_machines(&history);
  printf(" since %s", history.started);
  if (counts->pending > 0 && now > 0 && lived > 0.0)
    printf("; about %s left%s", cli_duration((double)counts->pending * lived / (double)now, left), running ? "" : " at its rate");
  putchar('\n');
  cli_usage_print(&history.usage, history.ranks * history.threads);
  print_prediction(&history);
  if (counts->pending > 0 && !running)
    printf("go on with: walras resume %s\n", path);
}

/* Reads every finished trial; needs the model, which the store names. */
static int check_rows(const cli_line *line, walras_recheck_result *found, int64_t *wrong) {
  cli_registry registry;
  walras_experiment *experiment = NULL;
  walras_layout *layout = NULL;
  walras_store_writer *writer = NULL;
  walras_error error = {0};
  if (!cli_registry_load(line, &registry))
    return CLI_USAGE;
  int code = CLI_USAGE;
  if (cli_load_stored(line, line->operands[0], &registry.list, &experiment)) {
    const walras_layout_input input = cli_layout_input(experiment);
    const int64_t trials = experiment->points * experiment->replications;
    uint8_t *status = malloc((size_t)trials + 1);
    walras_status result = status != NULL ? walras_layout_build(&input, &layout, &error) : WALRAS_ERROR_MEMORY;
    if (result == WALRAS_OK)
      result = walras_store_writer_open_to_read(line->operands[0], walras_layout_store(layout), &writer, &error);
    if (result == WALRAS_OK)
      result = walras_store_read_rows(writer, walras_layout_status_dataset(layout), 0, trials, status, &error);
    if (result == WALRAS_OK)
      result = walras_recheck(writer, layout, status, found, &error);
    if (result == WALRAS_OK && walras_layout_is_sequential(layout))
      result = walras_waves_check_numbers(writer, layout, status, wrong, &error);
    if (result == WALRAS_OK && *wrong > 0)
      printf("the numbers of replications of %lld points are not those in use; walras resume corrects them\n", (long long)*wrong);
    if (result == WALRAS_OK)
      printf(found->damaged == 0
                 ? "every finished trial matches its CRC\n"
                 : "%lld finished trials do not match their CRC (first: trial %lld); walras resume runs them again\n",
             (long long)found->damaged, (long long)walras_part_trial(cli_part(experiment), found->first_damaged));
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
  walras_part part;
  const trials_view view = {.reader = reader, .status = status, .part = cli_stored_part(reader, &part), .trials = trials};
  if (view.part != NULL)
    print_part(view.part);
  printf("%lld trials: %lld done, %lld failed, %lld pending%s\n", (long long)(trials - counts.unused), (long long)counts.done,
         (long long)counts.failed, (long long)counts.pending,
         counts.pending > 0 && is_sequential(reader) ? "; more may follow, by sequential stopping" : "");
  print_time(reader, line->operands[0], &counts);
  if (counts.failed > 0)
    print_failures(&view, counts.failed);
  print_crashes(&view);
  print_checkpoints(&view, line->operands[0]);
  free(status);
  walras_store_reader_close(reader);
  walras_recheck_result found = {0};
  int64_t wrong = 0;
  if (cli_has(line, "--check")) {
    const int code = check_rows(line, &found, &wrong);
    if (code != CLI_OK)
      return code;
  }
  return counts.pending > 0 || found.damaged > 0 || wrong > 0 ? CLI_STOPPED : counts.failed > 0 ? CLI_FAILED : CLI_OK;
}
