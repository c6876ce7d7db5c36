#include "cli/execute.h"

#include <mpi.h>
#include <stdlib.h>
#include <string.h>

#include "cli/load.h"
#include "cli/placement.h"
#include "cli/progress.h"
#include "cli/run_log.h"
#include "engine/layout.h"
#include "engine/planner.h"
#include "engine/recheck.h"

int cli_agree_code(int code) {
  MPI_Bcast(&code, 1, MPI_INT, 0, MPI_COMM_WORLD);
  return code;
}

bool cli_share_registry(const cli_line *line, cli_registry *registry) {
  walras_error error = {0};
  int rank = 0, size = 1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  const bool mine = cli_registry_open(line, registry, &error) == WALRAS_OK;
  int first = mine ? size : rank;
  MPI_Allreduce(MPI_IN_PLACE, &first, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
  if (first == rank)
    cli_complain_error(&error);
  if (first < size && mine)
    cli_registry_free(registry);
  return first == size;
}

/* A text of rank 0 on every rank; NULL only when memory is exhausted. */
static char *share_text(const char *text) {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  long long length = text != NULL ? (long long)strlen(text) : 0;
  MPI_Bcast(&length, 1, MPI_LONG_LONG, 0, MPI_COMM_WORLD);
  char *copy = malloc((size_t)length + 1);
  int ok = copy != NULL;
  MPI_Allreduce(MPI_IN_PLACE, &ok, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
  if (!ok) {
    free(copy);
    return NULL;
  }
  if (rank == 0 && length > 0)
    memcpy(copy, text, (size_t)length);
  MPI_Bcast(copy, (int)length, MPI_CHAR, 0, MPI_COMM_WORLD);
  copy[length] = '\0';
  return copy;
}

/* Parses rank 0's resolved experiment, with its run settings behind it. */
static walras_experiment *parse_shared(const char *text, const char *folder, const walras_model_list *models) {
  walras_experiment *experiment = NULL;
  walras_diagnostics diagnostics = {0};
  const walras_overrides none = {.replications = -1, .threads = -1};
  if (walras_experiment_parse(text, "resolved experiment", folder, models, &none, &experiment, &diagnostics) != WALRAS_OK)
    cli_print_diagnostics(&diagnostics);
  return experiment;
}

bool cli_share_experiment(walras_experiment **experiment, const walras_model_list *models) {
  int rank = 0, size = 1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  int ok = *experiment != NULL;
  MPI_Bcast(&ok, 1, MPI_INT, 0, MPI_COMM_WORLD);
  if (!ok || size == 1)
    return ok;
  char *resolved = share_text(rank == 0 ? (*experiment)->resolved_text : NULL);
  char *run = share_text(rank == 0 ? (*experiment)->run_text : NULL);
  char *folder = share_text(rank == 0 ? (*experiment)->config_folder : NULL);
  ok = resolved != NULL && run != NULL && folder != NULL;
  if (ok && rank != 0) {
    const size_t bytes = strlen(resolved) + strlen(run) + 2;
    char *text = malloc(bytes);
    if (text != NULL) {
      snprintf(text, bytes, "%s\n%s", resolved, run);
      *experiment = parse_shared(text, folder, models);
    }
    free(text);
    ok = *experiment != NULL;
  }
  free(resolved);
  free(run);
  free(folder);
  MPI_Allreduce(MPI_IN_PLACE, &ok, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
  return ok;
}

/* Everything that this run of the program holds on this rank. */
typedef struct session {
  const cli_execution *execution;
  const walras_experiment *experiment;
  int rank, ranks, threads;
  int ranks_per_trial; /* asked for; 0 = the plan chooses */
  char warning[256];   /* rank 0: threads that do not fit the processors */
  walras_layout *layout;
  walras_store_writer *writer; /* rank 0 */
  uint8_t *status;             /* rank 0: [points * replications] */
  int64_t set_aside;           /* rank 0: pending trials that --only leaves for later */
  walras_plan_result plan;
} session;

/* Which trials this run takes on: failed ones again if asked for, one alone if asked for, damaged ones always. */
static walras_status select_trials(session *s, walras_error *error) {
  const int64_t trials = s->experiment->points * s->experiment->replications;
  walras_status result = walras_store_read_rows(s->writer, walras_layout_status_dataset(s->layout), 0, trials, s->status, error);
  int64_t damaged = 0, first = -1;
  if (result == WALRAS_OK && !s->execution->create)
    result = walras_recheck(s->writer, s->layout, s->status, &damaged, &first, error);
  if (result != WALRAS_OK)
    return result;
  if (damaged > 0)
    cli_complain("%lld finished trial%s (first: trial %lld) did not match the CRC and will run again", (long long)damaged,
                 damaged == 1 ? "" : "s", (long long)first);
  for (int64_t trial = 0; trial < trials; trial++) {
    if (s->execution->retry_failed && s->status[trial] == WALRAS_TRIAL_FAILED)
      s->status[trial] = WALRAS_TRIAL_PENDING;
    if (s->execution->only >= 0 && trial != s->execution->only && s->status[trial] == WALRAS_TRIAL_PENDING) {
      s->status[trial] = WALRAS_TRIAL_UNUSED; /* in memory only: not this time */
      s->set_aside++;
    }
  }
  return WALRAS_OK;
}

/* Rank 0: the store and the trials to run. */
static walras_status open_store(session *s, walras_error *error) {
  const walras_store_layout *store = walras_layout_store(s->layout);
  walras_status result = WALRAS_OK;
  if (s->execution->create)
    result = walras_store_create(s->execution->store_path, store, s->execution->overwrite, error);
  if (result == WALRAS_OK)
    result = walras_store_writer_open(s->execution->store_path, store, &s->writer, error);
  if (result != WALRAS_OK)
    return result;
  s->status = malloc((size_t)(s->experiment->points * s->experiment->replications));
  if (s->status == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the status of the trials");
  return select_trials(s, error);
}

static int64_t count_status(const session *s, uint8_t wanted) {
  int64_t count = 0;
  for (int64_t trial = 0; trial < s->experiment->points * s->experiment->replications; trial++)
    count += s->status[trial] == wanted;
  return count;
}

static walras_status make_plan(session *s, walras_error *error) {
  const walras_plan_input input = {.model = s->experiment->model,
                                   .points = s->experiment->points,
                                   .replications = s->experiment->replications,
                                   .parameters = s->experiment->parameters,
                                   .point_replications = s->experiment->point_replications,
                                   .ranks = s->ranks,
                                   .threads = s->threads,
                                   .ranks_per_trial = s->ranks_per_trial,
                                   .store = walras_layout_store(s->layout),
                                   .store_path = s->execution->create ? s->execution->store_path : NULL};
  return walras_plan_make(&input, &s->plan, error);
}

static bool is_quiet(const cli_line *line) {
  const char *progress = cli_value(line, "--progress");
  return progress != NULL && strcmp(progress, "never") == 0;
}

static void announce(const session *s, int64_t pending) {
  if (s->warning[0] != '\0')
    cli_complain("warning: %s", s->warning);
  cli_complain("%lld trial%s of %s on %d rank%s x %d thread%s, %d rank%s a trial", (long long)pending, pending == 1 ? "" : "s",
               s->experiment->model->name, s->ranks, s->ranks == 1 ? "" : "s", s->threads, s->threads == 1 ? "" : "s",
               s->plan.ranks_per_trial, s->plan.ranks_per_trial == 1 ? "" : "s");
}

/* Ends in the code that fits what happened, with one line on standard error. */
static int report(const session *s, const walras_engine_result *result) {
  char time[32];
  const int64_t left = result->pending + s->set_aside;
  if (s->rank == 0) {
    cli_complain("%lld of %lld trials done%s in %s: %s", (long long)result->done,
                 (long long)(result->done + result->failed + left), result->failed > 0 ? ", some failed" : "",
                 cli_duration(result->seconds, time), s->execution->store_path);
    if (result->failed > 0)
      cli_complain("%lld trial%s failed; walras status %s lists them, walras resume --retry-failed runs them again",
                   (long long)result->failed, result->failed == 1 ? "" : "s", s->execution->store_path);
    if (left > 0)
      cli_complain("%lld trial%s pending; go on with: walras resume %s", (long long)left, left == 1 ? " is" : "s are",
                   s->execution->store_path);
  }
  return result->stopped ? CLI_STOPPED : result->failed > 0 ? CLI_FAILED : CLI_OK;
}

static int run_engine(session *s) {
  const walras_experiment *e = s->experiment;
  const walras_engine_plan plan = {.model = e->model,
                                   .points = e->points,
                                   .replications = e->replications,
                                   .parameters = e->parameters,
                                   .seed = (uint64_t)e->seed,
                                   .independent = e->independent,
                                   .ranks_per_trial = s->plan.ranks_per_trial,
                                   .trials_at_once = s->plan.trials_at_once,
                                   .threads = s->threads,
                                   .sync_seconds = e->sync_seconds};
  cli_progress progress;
  cli_progress_start(&progress, cli_value(s->execution->line, "--progress"));
  const walras_engine_output output = {
      .writer = s->writer, .layout = s->layout, .progress = cli_progress_show, .progress_context = &progress};
  walras_engine_result result = {0};
  walras_error error = {0};
  const walras_status status = walras_engine_run(&plan, s->rank == 0 ? &output : NULL, s->layout, s->status, &result, &error);
  cli_progress_end(&progress);
  if (status != WALRAS_OK) {
    if (s->rank == 0)
      cli_complain("%s; what was finished is kept, go on with: walras resume %s", error.message, s->execution->store_path);
    return CLI_FAILED;
  }
  if (s->rank == 0)
    cli_run_log_end(s->writer, s->layout, &result);
  return report(s, &result);
}

static walras_status log_start(const session *s, walras_error *error) {
  const cli_session_start start = {.line = s->execution->line,
                                   .ranks = s->ranks,
                                   .threads = s->threads,
                                   .ranks_per_trial = s->plan.ranks_per_trial,
                                   .finished = count_status(s, WALRAS_TRIAL_DONE) + count_status(s, WALRAS_TRIAL_FAILED)};
  return cli_run_log_start(s->writer, s->layout, &start, error);
}

/* Errors before the first trial: the store's are failures of the run, everything else is a matter of the command line. */
static int prepare(session *s) {
  walras_error error = {0};
  const walras_layout_input input = cli_layout_input(s->experiment);
  walras_status status = walras_layout_build(&input, &s->layout, &error);
  if (status == WALRAS_OK && s->rank == 0) {
    status = make_plan(s, &error);
    if (status == WALRAS_OK)
      status = open_store(s, &error);
    if (status == WALRAS_OK && count_status(s, WALRAS_TRIAL_PENDING) > 0)
      status = log_start(s, &error);
  }
  if (status != WALRAS_OK && s->rank == 0)
    cli_complain_error(&error);
  const int code = status == WALRAS_OK                                          ? CLI_OK
                   : status == WALRAS_ERROR_IO || status == WALRAS_ERROR_MEMORY ? CLI_FAILED
                                                                                : CLI_USAGE;
  MPI_Bcast(&s->plan, (int)sizeof s->plan, MPI_BYTE, 0, MPI_COMM_WORLD);
  return cli_agree_code(code);
}

/* What could not be brought to the disk at the end fails a run that was good until then. */
static int session_end(session *s, int code) {
  walras_error error = {0};
  if (walras_store_writer_close(s->writer, &error) != WALRAS_OK && code != CLI_FAILED) {
    cli_complain_error(&error);
    code = CLI_FAILED;
  }
  walras_layout_destroy(s->layout);
  free(s->status);
  return cli_agree_code(code);
}

/* A run follows its config and command line. A resume may be on another machine: it follows its own command line only. */
static void choose_layout(session *s) {
  const bool create = s->execution->create;
  const cli_line *line = s->execution->line;
  const int threads = create || cli_has(line, "--threads") ? s->experiment->threads : 0;
  s->threads = cli_place_threads(threads, s->warning, sizeof s->warning);
  s->ranks_per_trial = create || cli_has(line, "--ranks-per-trial") ? s->experiment->ranks_per_trial : 0;
}

int cli_execute(const cli_execution *execution, const walras_experiment *experiment) {
  session s = {.execution = execution, .experiment = experiment};
  MPI_Comm_rank(MPI_COMM_WORLD, &s.rank);
  MPI_Comm_size(MPI_COMM_WORLD, &s.ranks);
  choose_layout(&s);
  int code = prepare(&s);
  if (code == CLI_OK) {
    int64_t pending = s.rank == 0 ? count_status(&s, WALRAS_TRIAL_PENDING) : 0;
    MPI_Bcast(&pending, 1, MPI_INT64_T, 0, MPI_COMM_WORLD);
    if (pending > 0) {
      if (s.rank == 0 && !is_quiet(execution->line))
        announce(&s, pending);
      code = run_engine(&s);
    } else if (s.rank == 0) {
      const int64_t failed = count_status(&s, WALRAS_TRIAL_FAILED);
      cli_complain("nothing is pending in %s (%lld trials done, %lld failed)", execution->store_path,
                   (long long)count_status(&s, WALRAS_TRIAL_DONE), (long long)failed);
      code = failed > 0 ? CLI_FAILED : CLI_OK;
    }
  }
  return session_end(&s, code);
}
