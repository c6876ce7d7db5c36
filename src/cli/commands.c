/* The table that dispatch, usage and help are made from. */
#include <string.h>

#include "cli/cli.h"
#include "experiment/nearest.h"

#define OPTION_PLUGIN                                                                                                            \
  { .name = "--plugin", .argument = "FILE.so", .repeats = true, .help = "load a model built outside the tree" }
#define OPTION_SET                                                                                                               \
  { .name = "--set", .argument = "NAME=VALUE", .repeats = true, .help = "override a parameter, value in config syntax" }
#define OPTION_REPLICATIONS                                                                                                      \
  { .name = "--replications", .argument = "N", .help = "override the number of replications" }
#define OPTION_SEED                                                                                                              \
  { .name = "--seed", .argument = "S", .help = "override the seed" }
#define OPTION_RANKS                                                                                                             \
  { .name = "--ranks-per-trial", .argument = "N|auto", .help = "ranks that run one trial together" }
#define OPTION_THREADS                                                                                                           \
  { .name = "--threads", .argument = "N", .help = "threads per rank (0: as many as this rank may use)" }
#define OPTION_PROGRESS                                                                                                          \
  { .name = "--progress", .argument = "auto|always|never", .help = "progress on standard error", .words = progress_words }
#define OPTION_WALL_TIME                                                                                                         \
  {                                                                                                                              \
    .name = "--wall-time", .argument = "TIME",                                                                                   \
    .help = "stop in time, with a margin (seconds, HH:MM:SS, D-HH:MM:SS; none: a job script watches)"                            \
  }
#define OPTION_JSON                                                                                                              \
  { .name = "--json", .help = "print JSON" }

#define OPTION_SHARD                                                                                                             \
  { .name = "--shard", .argument = "k/K", .help = "only this one of K independent parts, which walras merge joins" }

static const char *const progress_words[] = {"auto", "always", "never", NULL};

static const cli_option run_options[] = {
    {.name = "--output", .argument = "STORE", .help = "the store to create (else the config's output.store)"},
    OPTION_SET,
    OPTION_REPLICATIONS,
    OPTION_SEED,
    OPTION_RANKS,
    OPTION_THREADS,
    {.name = "--overwrite", .help = "replace an existing store"},
    OPTION_PROGRESS,
    OPTION_PLUGIN,
    {.name = "--only",
     .argument = "TRIAL",
     .help = "run this one trial (point * replications + replication); the others stay pending"},
    OPTION_WALL_TIME,
    OPTION_SHARD,
    {.name = "--from", .help = "the operand is a store: run its resolved experiment again"},
    {0}};

static const cli_option resume_options[] = {
    OPTION_RANKS,
    OPTION_THREADS,
    {.name = "--retry-failed", .help = "run failed trials again"},
    {.name = "--skip-crashed", .help = "record trials that crashed the last run as failed, without running them"},
    OPTION_WALL_TIME,
    OPTION_PROGRESS,
    OPTION_PLUGIN,
    {0}};

static const cli_option merge_options[] = {{.name = "--output", .argument = "STORE", .help = "the store to create"},
                                           {.name = "--overwrite", .help = "replace an existing store"},
                                           OPTION_PLUGIN,
                                           {0}};

static const cli_option plan_options[] = {
    {.name = "--output", .argument = "STORE", .help = "the store that the run would create (else the config's output.store)"},
    OPTION_SET,
    OPTION_REPLICATIONS,
    OPTION_SEED,
    OPTION_RANKS,
    OPTION_THREADS,
    {.name = "--ranks", .argument = "N", .help = "plan for this many ranks on this machine (default 1)"},
    {.name = "--nodes", .argument = "N", .help = "plan for a job of this many nodes; choose tasks and threads"},
    {.name = "--tasks-per-node", .argument = "N", .help = "ranks on each node, instead of choosing them"},
    {.name = "--node-processors", .argument = "N", .help = "processors of a node (default: this machine's)"},
    {.name = "--node-domains", .argument = "N", .help = "NUMA domains of a node (default: this machine's)"},
    {.name = "--node-memory", .argument = "SIZE", .help = "memory of a node, such as 256G (default: this machine's)"},
    {.name = "--calibrate",
     .argument = "SECONDS",
     .help = "run trials for so long to measure their cost (default 1; 0: rough costs)"},
    {.name = "--scaling", .help = "simulate the run on many numbers of ranks, by the coordinator's own protocol"},
    {.name = "--ranks-list", .argument = "N,N,...", .help = "with --scaling: these (default 1,10,100,1000,10000,100000)"},
    {.name = "--trial-variation",
     .argument = "CV",
     .help = "with --scaling: coefficient of variation of a trial's time (default 0)"},
    {.name = "--trial-times",
     .argument = "STORE",
     .help = "with --scaling: the times of this store's done trials, in their order, instead of a calibration's"},
    {.name = "--time", .argument = "TIME", .help = "say whether that is enough (seconds, HH:MM:SS, D-HH:MM:SS)"},
    OPTION_SHARD,
    OPTION_JSON,
    OPTION_PLUGIN,
    {0}};
static const cli_option check_options[] = {
    OPTION_SET,
    {.name = "--sources", .help = "print where each number comes from; one that does not say is a mistake"},
    {.name = "--resolved", .help = "print each experiment as it would be run, with every default"},
    OPTION_PLUGIN,
    {0}};
static const cli_option models_options[] = {OPTION_JSON, OPTION_PLUGIN, {0}};
static const cli_option describe_options[] = {
    {.name = "--template", .help = "print a commented config instead"}, OPTION_PLUGIN, {0}};
static const cli_option status_options[] = {
    {.name = "--check", .help = "read every finished trial's data and compare its CRC"}, OPTION_PLUGIN, {0}};
static const cli_option show_options[] = {
    {.name = "--points", .help = "the points also of the designs saltelli and morris, whose indices are shown otherwise"},
    {.name = "--where",
     .argument = "NAME=VALUE",
     .repeats = true,
     .help = "only points with this value of a parameter, or label"},
    {.name = "--quantile", .argument = "P", .repeats = true, .help = "also the quantile at P, with its order-statistic interval"},
    {.name = "--paired", .help = "differences to a baseline point, and what pairing by replication gains"},
    {.name = "--baseline",
     .argument = "NAME=VALUE",
     .repeats = true,
     .help = "the baseline of --paired (default: the first point)"},
    {.name = "--csv", .help = "print one row per point and replication as CSV, units in a comment line"},
    {.name = "--summary", .help = "with --csv: one row per point and metric (as with --paired and --quantile)"},
    OPTION_JSON,
    OPTION_PLUGIN,
    {0}};
static const cli_option verify_options[] = {
    {.name = "--claim", .argument = "ID", .repeats = true, .help = "show this claim (adjusted among all)"},
    OPTION_JSON,
    OPTION_PLUGIN,
    {0}};
static const cli_option export_options[] = {
    {.name = "--ro-crate",
     .argument = "DIR",
     .help = "into a new folder: an RO-Crate (Process Run Crate) of store, configs and inputs"},
    {.name = "--link", .help = "hard-link the store instead of copying it"},
    {.name = "--license",
     .argument = "URI",
     .help = "the licence that the crate is given under: a URI, an SPDX identifier such as CC-BY-4.0, or words"},
    {.name = "--agent", .argument = "NAME", .help = "who ran it: NAME or \"NAME <URI>\", such as an ORCID"},
    OPTION_PLUGIN,
    {0}};
static const cli_option selftest_options[] = {
    {.name = "--folder", .argument = "DIR", .help = "try out this file system (default: that of TMPDIR, else /tmp)"}, {0}};
static const cli_option manual_options[] = {
    {.name = "--completion", .help = "print what bash needs to complete walras's commands instead"},
    {.name = "--folder", .argument = "DIR", .help = "write all pages and the completion into this folder"},
    {0}};
static const cli_option diff_options[] = {
    {.name = "--most", .argument = "N", .help = "print at most N values of each dataset (default 3)"}, {0}};

const cli_command cli_commands[] = {
    {"run", "CONFIG", 1, 1, "run an experiment into a new store", run_options, true, cli_run},
    {"resume", "STORE", 1, 1, "finish what is pending in a store, with any number of ranks", resume_options, true, cli_resume},
    {"merge", "SHARD...", 1, -1, "join the stores of all shards into the one that a single run would have made", merge_options,
     false, cli_merge},
    {"plan", "CONFIG", 1, 1, "layout, memory, store size and expected time of a run; writes nothing", plan_options, false,
     cli_plan},
    {"check", "CONFIG...", 1, -1, "every mistake in the files, then exit", check_options, false, cli_check},
    {"models", "", 0, 0, "the models by family, with their papers and what the last verification of their claims said",
     models_options, false, cli_models},
    {"describe", "MODEL", 1, 1, "a model's parameters, metrics and reference", describe_options, false, cli_describe},
    {"status", "STORE", 1, 1, "done, failed and pending trials; failed ones with their messages", status_options, false,
     cli_status},
    {"stop", "STORE", 1, 1, "ask the run that holds a store to stop, as SIGTERM would", NULL, false, cli_stop},
    {"show", "STORE [METRIC...]", 1, -1, "mean, confidence interval, minimum, maximum and count per design point", show_options,
     false, cli_show},
    {"verify", "STORE", 1, 1, "the experiment's claims: the paper's value, ours with its interval, the verdict", verify_options,
     false, cli_verify},
    {"export", "STORE", 1, 1, "the store with its config, inputs and provenance, for an archive", export_options, false,
     cli_export},
    {"digest", "STORE", 1, 1, "one hash over all that must be equal between runs", NULL, false, cli_digest},
    {"diff", "A B", 2, 2, "which values differ between two stores, and where", diff_options, false, cli_diff},
    {"selftest", "", 0, 0, "is this installation sound? numbers, messages, a file system, every model; under a minute",
     selftest_options, true, cli_selftest},
    {"manual", "[COMMAND]", 0, 1, "the manual's page of walras or of a command, for man -l -", manual_options, false, cli_manual},
    {"version", "", 0, 0, "version, commit, compiler, libraries", NULL, false, cli_version},
    {0}};

const char cli_summary[] = "experiments on markets, mechanisms and aligned decision-making";

const cli_exit cli_exits[] = {{CLI_OK, "success"},
                              {CLI_FAILED, "a trial or the run failed"},
                              {CLI_USAGE, "bad usage or config"},
                              {CLI_DIFFERENCE, "verify or diff found a difference"},
                              {CLI_STOPPED, "stopped early (or incomplete) with a store that can be resumed"},
                              {0}};

const cli_command *cli_find_command(const char *name) {
  const char *names[sizeof cli_commands / sizeof *cli_commands];
  int64_t count = 0;
  for (const cli_command *command = cli_commands; command->name != NULL; command++) {
    if (strcmp(command->name, name) == 0)
      return command;
    names[count++] = command->name;
  }
  const char *nearest = walras_nearest(name, names, count);
  if (nearest != NULL)
    cli_complain_once("unknown command '%s'; did you mean '%s'?", name, nearest);
  else
    cli_complain_once("unknown command '%s'; walras --help lists the commands", name);
  return NULL;
}

void cli_print_help(FILE *stream) {
  fprintf(stream, "walras runs %s.\n\nusage: walras COMMAND ...\n\n", cli_summary);
  for (const cli_command *command = cli_commands; command->name != NULL; command++)
    fprintf(stream, "  %-9s %-18s %s\n", command->name, command->operands, command->summary);
  fputs("\nFirst steps: walras models; walras describe MODEL --template > my.cfg; walras run my.cfg; walras show STORE\n"
        "walras COMMAND --help lists a command's options. run and resume also work under mpirun and srun.\n"
        "\nExit codes:\n",
        stream);
  for (const cli_exit *exit = cli_exits; exit->meaning != NULL; exit++)
    fprintf(stream, "  %2d %s\n", exit->code, exit->meaning);
}

void cli_print_command_help(FILE *stream, const cli_command *command) {
  fprintf(stream, "usage: walras %s%s%s%s\n\n%s\n", command->name, command->operands[0] != '\0' ? " " : "", command->operands,
          command->options != NULL ? " [options]" : "", command->summary);
  if (command->options == NULL)
    return;
  fputs("\noptions:\n", stream);
  for (const cli_option *option = command->options; option->name != NULL; option++) {
    char left[64];
    snprintf(left, sizeof left, "%s%s%s", option->name, option->argument != NULL ? " " : "",
             option->argument != NULL ? option->argument : "");
    fprintf(stream, "  %-29s %s%s\n", left, option->help, option->repeats ? " (may be repeated)" : "");
  }
}
