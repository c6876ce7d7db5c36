/* A small experiment of every model, by the commands that a user gives. */
#include <errno.h>
#include <fcntl.h>
#include <mpi.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/selftest.h"
#include "engine/engine.h"
#include "experiment/template.h"
#include "numerics/elementary/dispatch.h"
#include "store/digest.h"

enum { WORDS = 24, WORD_BYTES = SELFTEST_TEXT + 64, SETTINGS = 2 };

/* The digests of these experiments: another one here is a change of results, or of what the model is told. */
static const struct {
  const char *model, *digest;
} references[] = {{"noise", "9060599d087c8e765cb7b816cd2dcf77c7fa6be23c7d38e53bc53621848cd78d"},
                  {"magentic-marketplace", "63ed469c42f596cca6ddc5693ca6aa5cece98e93ac645f034d93c8f381b1e187"},
                  {"facility-location", "1cc4f84d97295a80b3ab0ba9e3ffad5483633e67d56721047b92eb66827f2c7d"},
                  {"position-auctions", "9374a527c6e3bd9993bae1a9adcf2c9eac0f8bcb7c8ba232cad0cfb725f77fde"},
                  {"information-acquisition", "e57eafcc79f53aa338c4d6c45119241ac4cb5cc23065aaed508c3d002bb8fd58"},
                  {"beyond-preferences", "53c793c996c8329722f626c85896818fb231f87864ea68d45c78edec04836940"},
                  {"off-switch", "f7eee6a7ce38f834da0b194e85240291622c17ef4dec2e84ad30a71c3a2484bc"},
                  {"ai-economist", "4c858e80262df3dbc6624e90cf8c4d56155189c506ecc0cacf2039e8f7f4dc31"},
                  {"llm-economist", "c19d8cf57dd658d0326079e5688e8077c91d11f89fb7af47ba66ad873bd24189"},
                  {"causal-games", "ff742315809bb80674d41958ef8f7baeba6c7e602dbd66f18903b3ea2c625c01"},
                  {"steering-the-herd", "7c91241c9deeca3320249bf0bffe423b74d76d01ef81f780486e30e1a816e503"},
                  {"gtalign", "0d8bf494c7fc95864b864fb9465341844b0da9b23694053c8d3f3773d302378c"},
                  {"spo", "1ac73ad25173fcb03ee57bd5737293a77a99eb3f86ed617ab0544023bb68bfcc"},
                  {"risk-averse-equilibrium", "12256bf4a3d140d901313dac332498b99b79eb76609258dabca97b84ca0c3c69"},
                  {"inpo", "5384b1b1570ab7dc05233125300de6c4ba6dc0596894bfaf860c4c699d096d7f"},
                  {"dno", "bebd5b0a107f4b0f411d57fea40d3cb93c86b19b866eda8c182e9cc61759d0d7"},
                  {"nash-mirror-prox", "d4abc17ea3582411ca14c9f302b96a5246553edacfefed7e11d4628aab46e9c0"},
                  {"vr-halpern", "8e199f9fe783edd3b126daa6143503b9cff9e1b2061a6bb464e094eabbf77df6"}};

/* One model's experiment. */
typedef struct specimen {
  selftest *t;
  const walras_model *model;
  char config[WORD_BYTES], store[WORD_BYTES], other[WORD_BYTES];
  char settings[SETTINGS][64]; /* NAME=VALUE; [setting_count] are used */
  int setting_count;
  char problem[SELFTEST_TEXT]; /* this rank's; "" so far */
} specimen;

/* The first problem stays. */
#define SAY(...) (s->problem[0] == '\0' ? (void)snprintf(s->problem, sizeof s->problem, __VA_ARGS__) : (void)0)

/* ---- commands, without their messages ---- */

typedef struct hush {
  int file, saved;
} hush;

static hush hush_begin(void) {
  fflush(stderr);
  const hush h = {.file = memfd_create("messages", MFD_CLOEXEC), .saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)};
  if (h.file >= 0 && h.saved >= 0)
    dup2(h.file, STDERR_FILENO);
  return h;
}

/* The last line of the messages into `last`. */
static void hush_end(const hush *h, char *last, size_t size) {
  char text[2 * SELFTEST_TEXT] = "";
  fflush(stderr);
  if (h->file >= 0) {
    const off_t end = lseek(h->file, 0, SEEK_END), start = end >= (off_t)sizeof text ? end - (off_t)sizeof text + 1 : 0;
    const ssize_t length = pread(h->file, text, sizeof text - 1, start);
    text[length > 0 ? length : 0] = '\0';
    close(h->file);
  }
  if (h->saved >= 0) {
    dup2(h->saved, STDERR_FILENO);
    close(h->saved);
  }
  char *end = text + strlen(text);
  while (end > text && end[-1] == '\n')
    *--end = '\0';
  const char *line = strrchr(text, '\n');
  snprintf(last, size, "%s", line != NULL ? line + 1 : text);
}

/* Runs a command on every rank; its exit code, and its last message. */
static int command(const char *const *words, int count, char *message, size_t size) {
  char *argv[WORDS + 2] = {(char *)(uintptr_t) "walras"};
  for (int i = 0; i < count; i++)
    argv[i + 1] = (char *)(uintptr_t)words[i];
  const cli_command *found = cli_find_command(words[0]);
  cli_line line;
  if (found == NULL || !cli_parse(found, count + 1, argv, &line))
    return CLI_USAGE;
  const hush h = hush_begin();
  const int code = found->run(&line);
  hush_end(&h, message, size);
  cli_line_free(&line);
  return code;
}

/* How a command spreads its work. */
typedef struct spread {
  int ranks_per_trial, threads;
} spread;

static int run(specimen *s, const char *store, spread how, bool only_one, char *message, size_t size) {
  char ranks[16], threads[16];
  snprintf(ranks, sizeof ranks, "%d", how.ranks_per_trial);
  snprintf(threads, sizeof threads, "%d", how.threads);
  const char *words[WORDS] = {"run",    s->config, "--output",       store, "--overwrite",       "--progress", "never",
                              "--seed", "1",       "--replications", "3",   "--ranks-per-trial", ranks,        "--threads",
                              threads};
  int count = 15;
  for (int i = 0; i < s->setting_count; i++) {
    words[count++] = "--set";
    words[count++] = s->settings[i];
  }
  if (only_one) {
    words[count++] = "--only";
    words[count++] = "0";
  }
  return command(words, count, message, size);
}

static int resume(const char *store, spread how, char *message, size_t size) {
  char ranks[16], threads[16];
  snprintf(ranks, sizeof ranks, "%d", how.ranks_per_trial);
  snprintf(threads, sizeof threads, "%d", how.threads);
  const char *words[] = {"resume", store, "--progress", "never", "--ranks-per-trial", ranks, "--threads", threads};
  return command(words, sizeof words / sizeof *words, message, size);
}

/* ---- a small experiment ---- */

/* Two blocks and a bit, so that ranks and threads have something to share out, unless that would take long. */
static int64_t population_of(const walras_model *model) {
  walras_parameters *owned = NULL;
  const void *parameters = NULL;
  walras_error error;
  walras_footprint footprint = {0};
  if (walras_parameters_default(model, NULL, 0, &owned, &parameters, &error) == WALRAS_OK)
    model->footprint(parameters, &footprint);
  walras_parameters_destroy(owned);
  const int64_t population = footprint.block > 0 && footprint.block < INT64_MAX / 4 ? 2 * footprint.block + 3 : 0;
  return (double)population * footprint.seconds_per_entity <= 0.2 && (double)population * footprint.bytes_per_entity <= 1e8
             ? population
             : 0;
}

static bool has_parameter(const walras_model *model, const char *name) {
  for (int64_t i = 0; i < model->parameter_count; i++)
    if (strcmp(model->parameters[i].name, name) == 0)
      return true;
  return false;
}

/* What is set beside the defaults: three rounds where a model has rounds, so that it can be cut short; a population. */
static void choose_settings(specimen *s) {
  const int64_t population = s->model->population != NULL ? population_of(s->model) : 0;
  if (has_parameter(s->model, "rounds"))
    snprintf(s->settings[s->setting_count++], sizeof s->settings[0], "rounds=3");
  if (population > 0)
    snprintf(s->settings[s->setting_count++], sizeof s->settings[0], "%s=%lld", s->model->population, (long long)population);
}

static void write_config(specimen *s) {
  char *text = walras_experiment_template(s->model);
  FILE *file = text != NULL ? fopen(s->config, "w") : NULL;
  const bool written = file != NULL && fputs(text, file) >= 0;
  if (file == NULL || fclose(file) != 0 || !written)
    SAY("%.400s cannot be written: %s", s->config, strerror(errno));
  free(text);
}

/* ---- what must hold ---- */

/* A run of one trial that is asked to stop after its first round, with one rank, then all ranks on each trial. */
static void cut_short_and_resume(specimen *s) {
  char message[SELFTEST_TEXT] = "";
  setenv("WALRAS_STOP_AT_ROUND", "1", 1);
  int code = run(s, s->store, (spread){1, 2}, true, message, sizeof message);
  while (code == CLI_USAGE && s->setting_count > 0) { /* the model does not go with these settings */
    s->setting_count--;
    code = run(s, s->store, (spread){1, 2}, true, message, sizeof message);
  }
  unsetenv("WALRAS_STOP_AT_ROUND");
  walras_engine_forget_stop();
  if (code == CLI_OK || code == CLI_STOPPED)
    code = resume(s->store, (spread){s->t->ranks, 1}, message, sizeof message);
  if (code != CLI_OK)
    SAY("cut short and resumed it exits with %d: %.900s", code, message);
}

/* Rank 0: this store's digest, and that it is the expected one where there is one. */
static void digest_of(specimen *s, const char *store, char digest[WALRAS_DIGEST_SIZE], const char *expected, const char *why) {
  walras_error error = {0};
  if (s->t->rank > 0 || s->problem[0] != '\0')
    return;
  if (walras_store_digest(store, digest, &error) != WALRAS_OK)
    SAY("%s", error.message);
  else if (expected != NULL && strcmp(digest, expected) != 0)
    SAY("%s its digest is %.64s, and should be %.64s: please report this machine, and do not trust its results", why, digest,
        expected);
}

/* Undisturbed, on another number of ranks and threads for each kind of vectors. */
static void run_with(specimen *s, walras_simd_path path, const char *expected) {
  char message[SELFTEST_TEXT] = "", digest[WALRAS_DIGEST_SIZE], why[64];
  const spread how = {path % 2 == 0 ? s->t->ranks : 1, path % 2 == 0 ? 2 : 1};
  const int code = run(s, s->other, how, false, message, sizeof message);
  snprintf(why, sizeof why, "with %s vectors", walras_simd_path_name(path));
  if (code != CLI_OK)
    SAY("%s it exits with %d: %.900s", why, code, message);
  digest_of(s, s->other, digest, expected, why);
}

static const char *reference_of(const walras_model *model) {
  for (size_t i = 0; i < sizeof references / sizeof *references; i++)
    if (strcmp(references[i].model, model->name) == 0)
      return references[i].digest;
  return NULL;
}

/* A signal, or the end of the allotted time, on any rank. */
static bool is_stopped(void) {
  int stopped = walras_engine_stop_requested();
  MPI_Allreduce(MPI_IN_PLACE, &stopped, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
  return stopped;
}

/* Every rank takes part in every command, also when another one has a problem already. False when it was stopped, and says nothing. */
static bool check_model(selftest *t, const walras_model *model) {
  specimen this = {.t = t, .model = model}, *s = &this;
  char digest[WALRAS_DIGEST_SIZE] = "", detail[SELFTEST_TEXT];
  const walras_simd_path widest = walras_simd_path_get();
  const char *reference = reference_of(model);
  snprintf(s->config, sizeof s->config, "%s/%.40s.cfg", t->folder, model->name);
  snprintf(s->store, sizeof s->store, "%s/%.40s.h5", t->folder, model->name);
  snprintf(s->other, sizeof s->other, "%s/%.40s-other.h5", t->folder, model->name);
  choose_settings(s);
  if (t->rank == 0)
    write_config(s);
  cut_short_and_resume(s);
  digest_of(s, s->store, digest, reference, "cut short and resumed");
  for (walras_simd_path path = WALRAS_SIMD_BASELINE; path <= WALRAS_SIMD_AVX512; path++) {
    int has = walras_simd_select(path);
    MPI_Allreduce(MPI_IN_PLACE, &has, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
    if (has)
      run_with(s, path, digest);
  }
  walras_simd_select(widest);
  if (is_stopped())
    return false;
  snprintf(detail, sizeof detail, "cut short and resumed, other ranks, threads and vectors: %.12s%s", digest,
           reference != NULL ? ", the reference" : "");
  selftest_conclude(t, model->name, detail, s->problem);
  return true;
}

bool selftest_models(selftest *t) {
  cli_registry registry;
  const cli_line none = {0};
  walras_error error = {0};
  char problem[SELFTEST_TEXT] = "";
  const bool have = cli_registry_open(&none, &registry, &error) == WALRAS_OK;
  if (!have)
    snprintf(problem, sizeof problem, "%s", error.message);
  int all = have;
  MPI_Allreduce(MPI_IN_PLACE, &all, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
  if (!all)
    selftest_conclude(t, "models", "", problem);
  bool stopped = is_stopped();
  for (int64_t i = 0; all && !stopped && i < registry.list.count; i++)
    stopped = !check_model(t, registry.models[i]);
  if (have)
    cli_registry_free(&registry);
  return !stopped;
}
