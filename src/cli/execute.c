#include "cli/execute.h"

#include <math.h>
#include <mpi.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/forecast.h"
#include "cli/load.h"
#include "cli/placement.h"
#include "cli/progress.h"
#include "cli/run_log.h"
#include "cli/share.h"
#include "cli/shared_store.h"
#include "cli/trials.h"
#include "cli/wall_time.h"
#include "engine/high_water.h"
#include "engine/layout.h"
#include "engine/planner.h"
#include "store/checkpoint_folder.h"
#include "store/lock.h"

/* Everything that this run of the program holds on this rank. */
typedef struct session {
  const cli_execution *execution;
  const walras_experiment *experiment;
  int rank, ranks, threads;
  int ranks_per_trial;     /* asked for; 0 = the plan chooses */
  cli_placement placement; /* rank 0 */
  walras_layout *layout;
  walras_store_writer *writer; /* rank 0 */
  cli_trials trials;           /* rank 0 */
  char *store_path;            /* absolute, on every rank */
  bool blind;                  /* this rank does not see it */
  double wall_seconds;         /* from the start to the end of the allotted time; INFINITY = none is known */
  walras_plan_result plan;
  cli_forecast forecast; /* rank 0 */
  char resume[1024];     /* the command that goes on from here; cut where it is endless */
} session;

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
  s->trials = (cli_trials){.writer = s->writer,
                           .layout = s->layout,
                           .part = cli_part(s->experiment),
                           .stopping = s->experiment->stopping,
                           .trials = s->experiment->points * s->experiment->replications};
  s->trials.status = malloc((size_t)s->trials.trials + 1);
  if (s->trials.status == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the status of the trials");
  return cli_trials_select(&s->trials, s->execution, error);
}

static walras_plan_input plan_input(const session *s) {
  return (walras_plan_input){.model = s->experiment->model,
                             .points = s->experiment->points,
                             .replications = s->experiment->replications,
                             .parameters = s->experiment->parameters,
                             .point_replications = s->experiment->point_replications,
                             .wave = cli_wave(s->experiment),
                             .ranks = s->ranks,
                             .threads = s->placement.most_threads,
                             .ranks_per_trial = s->ranks_per_trial,
                             .memory.process = walras_resident(),
                             .store = walras_layout_store(s->layout),
                             .store_path = s->execution->create ? s->execution->store_path : NULL};
}

static walras_status make_plan(session *s, walras_error *error) {
  const walras_plan_input input = plan_input(s);
  return walras_plan_make(&input, &s->plan, error);
}

static bool is_quiet(const cli_line *line) {
  const char *progress = cli_value(line, "--progress");
  return progress != NULL && strcmp(progress, "never") == 0;
}

/* Sequential stopping is not at its end. */
static bool may_follow(const session *s) {
  return s->trials.waves != NULL && walras_sequential_running(walras_waves_rule(s->trials.waves)) > 0;
}

static void announce(const session *s, int64_t pending) {
  char placement[1024];
  if (s->placement.warning[0] != '\0')
    cli_complain("warning: %s", s->placement.warning);
  cli_warn_of_small_waves(s->experiment, (int64_t)s->plan.groups * s->plan.trials_at_once);
  char shard[64] = "";
  const walras_part *part = cli_part(s->experiment);
  if (part != NULL)
    snprintf(shard, sizeof shard, ", shard %lld of %lld,", (long long)part->number, (long long)part->count);
  cli_complain("%lld trial%s of %s%s on %d rank%s x %d thread%s, %d rank%s a trial%s", (long long)pending, cli_plural(pending),
               s->experiment->model->name, shard, s->ranks, cli_plural(s->ranks), s->threads, cli_plural(s->threads),
               s->plan.ranks_per_trial, cli_plural(s->plan.ranks_per_trial),
               may_follow(s) ? "; more may follow, by sequential stopping" : "");
  cli_placement_print(&s->placement, placement, sizeof placement);
  if (placement[0] != '\0')
    cli_complain("placed on %s", placement);
}

/* Points that the maximum has stopped. */
static void report_too_wide(const session *s) {
  const walras_stopping *stopping = s->experiment->stopping;
  const int64_t count = s->trials.waves != NULL ? walras_sequential_short(walras_waves_rule(s->trials.waves)) : 0;
  if (count > 0)
    cli_complain("%lld of %lld design points used all %lld replications, and the %shalf-width of %s is more than %g still",
                 (long long)count, (long long)s->experiment->points, (long long)stopping->rule.maximum,
                 stopping->rule.relative ? "relative " : "", stopping->metric_text, stopping->rule.half_width);
}

/* Ends in the code that fits what happened, with one line on standard error. */
static int report(const session *s, const walras_engine_result *result) {
  char time[32];
  const int64_t left = result->pending + s->trials.set_aside;
  if (s->rank == 0) {
    cli_complain("%lld of %lld trials done%s in %s: %s", (long long)result->done,
                 (long long)(result->done + result->failed + left), result->failed > 0 ? ", some failed" : "",
                 cli_duration(result->seconds, time), s->execution->store_path);
    if (result->failed > 0)
      cli_complain("%lld trial%s failed; walras status %s lists them, walras resume --retry-failed runs them again",
                   (long long)result->failed, cli_plural(result->failed), s->execution->store_path);
    if (left > 0)
      cli_complain("%lld trial%s pending%s; go on with: %s", (long long)left, left == 1 ? " is" : "s are",
                   may_follow(s) ? ", and more may follow" : "", s->resume);
    report_too_wide(s);
  }
  return result->stopped ? CLI_STOPPED : result->failed > 0 ? CLI_FAILED : CLI_OK;
}

/* Every rank watches the clock by itself: none may be in the middle of a long block when the time is over. */
static void watch_wall_time(const session *s) {
  const double left = s->wall_seconds - s->experiment->wall_time_margin_seconds;
  if (!isfinite(left))
    return;
  walras_engine_stop_after(left > 0.0 ? left : 0.0);
  char text[32], margin[32];
  if (s->rank == 0 && !is_quiet(s->execution->line))
    cli_complain("the allotted time ends in %s; this run stops %s before", cli_duration(s->wall_seconds, text),
                 cli_duration(s->experiment->wall_time_margin_seconds, margin));
}

static int run_engine(session *s) {
  const walras_experiment *e = s->experiment;
  const walras_engine_plan plan = {.model = e->model,
                                   .points = e->points,
                                   .replications = e->replications,
                                   .parameters = e->parameters,
                                   .part = cli_part(e),
                                   .seed = (uint64_t)e->seed,
                                   .independent = e->independent,
                                   .ranks_per_trial = s->plan.ranks_per_trial,
                                   .trials_at_once = s->plan.trials_at_once > 1 ? s->threads : 1, /* nodes may differ */
                                   .threads = s->threads,
                                   .sync_seconds = e->sync_seconds,
                                   .store_path = s->store_path,
                                   .blind = s->blind,
                                   .experiment = walras_checkpoint_experiment(e->resolved_text),
                                   .checkpoint_seconds = e->checkpoint_seconds,
                                   .checkpoint_rounds = e->checkpoint_rounds};
  cli_progress progress;
  cli_progress_start(&progress, cli_value(s->execution->line, "--progress"));
  const walras_engine_output output = {.writer = s->writer,
                                       .layout = s->layout,
                                       .waves = s->trials.waves,
                                       .progress = cli_progress_show,
                                       .progress_context = &progress,
                                       .measured = cli_forecast_measured,
                                       .measured_context = &s->forecast};
  walras_engine_result result = {0};
  walras_error error = {0};
  const walras_status status =
      walras_engine_run(&plan, s->rank == 0 ? &output : NULL, s->layout, s->trials.status, &result, &error);
  cli_progress_end(&progress);
  if (status != WALRAS_OK) {
    if (s->rank == 0)
      cli_complain("%s; what was finished is kept, go on with: %s", error.message, s->resume);
    return CLI_FAILED;
  }
  /* Nothing is called done before the disk has it. */
  int durable = 1;
  if (s->rank == 0) {
    cli_run_log_end(s->writer, s->layout, &result);
    durable = walras_store_sync(s->writer, &error) == WALRAS_OK;
    if (!durable)
      cli_complain("%s; go on with: %s", error.message, s->resume);
  }
  MPI_Bcast(&durable, 1, MPI_INT, 0, MPI_COMM_WORLD);
  return durable ? report(s, &result) : CLI_FAILED;
}

static walras_status log_start(const session *s, walras_error *error) {
  const cli_session_start start = {.line = s->execution->line,
                                   .placement = &s->placement,
                                   .ranks = s->ranks,
                                   .threads = s->threads,
                                   .ranks_per_trial = s->plan.ranks_per_trial,
                                   .finished = cli_trials_count(&s->trials, WALRAS_TRIAL_DONE) +
                                               cli_trials_count(&s->trials, WALRAS_TRIAL_FAILED)};
  return cli_run_log_start(s->writer, s->layout, &start, error);
}

/* Whether `walras stop` has named this run, which holds the store already, while it was getting ready. */
static bool is_for_this_run(const char *stop, const char *store) {
  char holder[320], named[320] = "";
  FILE *file = fopen(stop, "r");
  if (file == NULL)
    return false;
  const bool read = fgets(named, sizeof named, file) != NULL;
  fclose(file);
  named[strcspn(named, "\n")] = '\0';
  return read && walras_lock_holder(store, holder, sizeof holder) && strcmp(named, holder) == 0;
}

/* What an earlier run left beside the store and this one must not take for its own. */
static void clear_remains(const session *s) {
  char *stop = walras_stop_file(s->execution->store_path), *folder = walras_checkpoint_folder(s->execution->store_path);
  if (stop != NULL && !is_for_this_run(stop, s->execution->store_path) && unlink(stop) == 0)
    cli_complain("%s was left from before this run and is removed", stop);
  if (folder != NULL && (s->execution->create || cli_trials_count(&s->trials, WALRAS_TRIAL_PENDING) == 0))
    walras_checkpoint_remove(folder);
  free(stop);
  free(folder);
}

/* The store's absolute path, for those who share its file system. */
static walras_status share_store_path(session *s, walras_error *error) {
  char *path = s->rank == 0 ? realpath(s->execution->store_path, NULL) : NULL;
  s->store_path = cli_share_text(path);
  free(path);
  if (s->store_path == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the path of the store");
  if (s->store_path[0] == '\0') /* checkpoints must not go to wherever the program was started */
    return WALRAS_FAIL(error, WALRAS_ERROR_IO, "%s has no absolute path", s->execution->store_path);
  return WALRAS_OK;
}

static walras_status foretell(session *s, walras_error *error) {
  const walras_plan_input input = plan_input(s);
  s->forecast = (cli_forecast){.writer = s->writer, .layout = s->layout};
  return cli_forecast_begin(&s->forecast, &input, &s->plan, s->trials.status,
                            may_follow(s) ? s->experiment->point_replications : NULL, error);
}

/* Rank 0, before the first trial; nothing is created when the command line or the plan is wrong. */
static walras_status prepare_first(session *s, walras_error *error) {
  walras_status status = make_plan(s, error);
  if (status == WALRAS_OK)
    status = open_store(s, error);
  if (status != WALRAS_OK)
    return status;
  clear_remains(s);
  if (cli_trials_count(&s->trials, WALRAS_TRIAL_PENDING) == 0)
    return WALRAS_OK;
  status = log_start(s, error);
  if (status == WALRAS_OK)
    status = foretell(s, error);
  return status == WALRAS_OK ? cli_trials_forget_crashes(&s->trials, error) : status;
}

/* Errors before the first trial: the store's and memory's are failures of the run, everything else is a matter of the command line. The first
 * rank that has one speaks for all. */
static int agree(const session *s, walras_status status, const walras_error *error) {
  int code = status == WALRAS_OK ? CLI_OK : status == WALRAS_ERROR_IO || status == WALRAS_ERROR_MEMORY ? CLI_FAILED : CLI_USAGE;
  int first = code == CLI_OK ? s->ranks : s->rank;
  MPI_Allreduce(MPI_IN_PLACE, &first, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
  if (first == s->ranks)
    return CLI_OK;
  if (first == s->rank)
    cli_complain_of_rank(first, error);
  MPI_Bcast(&code, 1, MPI_INT, first, MPI_COMM_WORLD);
  return code;
}

static int prepare(session *s) {
  walras_error error = {0};
  const walras_layout_input input = cli_layout_input(s->experiment);
  if (cli_agree_code(s->rank == 0 && !cli_wall_time(s->execution->line, &s->wall_seconds)) != 0)
    return CLI_USAGE;
  int code = agree(s, walras_layout_build(&input, &s->layout, &error), &error);
  if (code == CLI_OK)
    code = agree(s, s->rank == 0 ? prepare_first(s, &error) : WALRAS_OK, &error);
  if (code == CLI_OK)
    code = agree(s, share_store_path(s, &error), &error);
  MPI_Bcast(&s->plan, (int)sizeof s->plan, MPI_BYTE, 0, MPI_COMM_WORLD);
  MPI_Bcast(&s->wall_seconds, 1, MPI_DOUBLE, 0, MPI_COMM_WORLD);
  return code;
}

/* A stop that came by a file has been heard. */
static void remove_stop_file(const session *s) {
  char *stop = s->rank == 0 && s->writer != NULL ? walras_stop_file(s->execution->store_path) : NULL;
  if (stop != NULL)
    unlink(stop);
  free(stop);
}

/* What could not be brought to the disk at the end fails a run that was good until then. */
static int session_end(session *s, int code) {
  walras_error error = {0};
  remove_stop_file(s);
  if (walras_store_writer_close(s->writer, &error) != WALRAS_OK && code != CLI_FAILED) {
    cli_complain_error(&error);
    code = CLI_FAILED;
  }
  cli_forecast_free(&s->forecast);
  walras_layout_destroy(s->layout);
  cli_trials_free(&s->trials);
  cli_placement_free(&s->placement);
  free(s->store_path);
  return cli_agree_code(code);
}

/* With the plugins that this run has. */
static void compose_resume(session *s) {
  const cli_line *line = s->execution->line;
  int64_t count = 0;
  const char **plugins = cli_values(line, "--plugin", &count);
  size_t used = (size_t)snprintf(s->resume, sizeof s->resume, "walras resume %s", s->execution->store_path);
  for (int64_t i = 0; i < count && used < sizeof s->resume; i++)
    used += (size_t)snprintf(s->resume + used, sizeof s->resume - used, " --plugin %s", plugins[i]);
  free(plugins);
}

/* A run follows its config and command line. A resume may be on another machine: it follows its own command line only. */
static void choose_layout(session *s) {
  const bool create = s->execution->create;
  const cli_line *line = s->execution->line;
  const int threads = create || cli_has(line, "--threads") ? s->experiment->threads : 0;
  s->threads = cli_place_threads(threads, &s->placement);
  s->ranks_per_trial = create || cli_has(line, "--ranks-per-trial") ? s->experiment->ranks_per_trial : 0;
}

int cli_execute(const cli_execution *execution, const walras_experiment *experiment) {
  session s = {.execution = execution, .experiment = experiment};
  MPI_Comm_rank(MPI_COMM_WORLD, &s.rank);
  MPI_Comm_size(MPI_COMM_WORLD, &s.ranks);
  choose_layout(&s);
  compose_resume(&s);
  int code = prepare(&s);
  if (code == CLI_OK) {
    int64_t pending = s.rank == 0 ? cli_trials_count(&s.trials, WALRAS_TRIAL_PENDING) : 0;
    MPI_Bcast(&pending, 1, MPI_INT64_T, 0, MPI_COMM_WORLD);
    if (pending > 0) {
      if (s.rank == 0 && !is_quiet(execution->line))
        announce(&s, pending);
      s.blind = !cli_sees_store(s.store_path);
      watch_wall_time(&s);
      code = run_engine(&s);
    } else if (s.rank == 0) {
      const int64_t failed = cli_trials_count(&s.trials, WALRAS_TRIAL_FAILED);
      cli_complain("nothing is pending in %s (%lld trials done, %lld failed)", execution->store_path,
                   (long long)cli_trials_count(&s.trials, WALRAS_TRIAL_DONE), (long long)failed);
      code = failed > 0 ? CLI_FAILED : CLI_OK;
    }
  }
  return session_end(&s, code);
}
