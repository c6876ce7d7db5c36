/** Commands that use MPI, on every rank of a test: what rank 0 says, what they return, and that all others are silent. */
#ifndef WALRAS_TESTS_COMMAND_H
#define WALRAS_TESTS_COMMAND_H

#include <mpi.h>

#include "store/digest.h"
#include "store/read.h"
#include "unit/cli/cli_store.h"

static inline int command_rank(void) {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank;
}

/** Collective: "<rank 0's folder>/<name>" on every rank, valid until the 16th call after this one. */
static inline const char *command_path(const char *name) {
  static char paths[16][160];
  static int next;
  char *path = paths[next++ % 16];
  if (command_rank() == 0)
    snprintf(path, sizeof paths[0], "%s", unit_path(name));
  MPI_Bcast(path, (int)sizeof paths[0], MPI_CHAR, 0, MPI_COMM_WORLD);
  return path;
}

/** Collective, like all that follow: a config as a file of rank 0. */
static inline const char *command_config(const char *name, const char *text) {
  const char *path = command_path(name);
  if (command_rank() == 0)
    unit_write_file(path, text, strlen(text));
  MPI_Barrier(MPI_COMM_WORLD);
  return path;
}

/** A store of rank 0 with its first `trials` trials run by one process without MPI. */
static inline const char *command_store(const char *name, const char *config, int64_t trials) {
  const char *path = command_path(name);
  if (command_rank() == 0) {
    small_experiment small = small_new(config);
    (void)small_store(&small, name, trials);
    small_free(&small);
  }
  MPI_Barrier(MPI_COMM_WORLD);
  return path;
}

/** The code on every rank; on standard error of rank 0 each of these parts, NULL ends them; nothing else anywhere. */
static inline void command_says(const terminal *t, int code, ...) {
  CU_ASSERT_EQUAL(t->code, code);
  CU_ASSERT_STRING_EQUAL(t->out, "");
  if (t->code != code)
    printf("\n  code %d, not %d: %s", t->code, code, t->err);
  if (command_rank() != 0) {
    CU_ASSERT_STRING_EQUAL(t->err, "");
    return;
  }
  const char *rest = t->err;
  va_list parts;
  va_start(parts, code);
  for (const char *part = va_arg(parts, const char *); part != NULL; part = va_arg(parts, const char *)) {
    const char *found = strstr(rest, part);
    CU_ASSERT_PTR_NOT_NULL(found);
    if (found == NULL)
      printf("\n  '%s' is not in what is left: %s", part, rest);
    else
      rest = found + strlen(part);
  }
  va_end(parts);
  CU_ASSERT_STRING_EQUAL(rest, ""); /* the last part ends what is said */
}

/** Exactly this message, formatted with a path, and this code. */
static inline void command_refuses(const terminal *t, int code, const char *format, const char *path) {
  char message[1024];
  const char *hole = strstr(format, "%s");
  if (hole != NULL)
    snprintf(message, sizeof message, "%.*s%s%s", (int)(hole - format), format, path, hole + 2);
  else
    snprintf(message, sizeof message, "%s", format);
  if (command_rank() == 0) {
    terminal_refuses(t, code, message);
    return;
  }
  CU_ASSERT(t->code == code && t->out[0] == '\0');
  CU_ASSERT_STRING_EQUAL(t->err, "");
}

/** Two stores hold the same. */
static inline void command_same(const char *a, const char *b) {
  if (command_rank() == 0) {
    char digests[2][WALRAS_DIGEST_SIZE];
    CU_ASSERT_EQUAL(walras_store_digest(a, digests[0], NULL), WALRAS_OK);
    CU_ASSERT_EQUAL(walras_store_digest(b, digests[1], NULL), WALRAS_OK);
    CU_ASSERT_STRING_EQUAL(digests[0], digests[1]);
  }
  MPI_Barrier(MPI_COMM_WORLD);
}

/** True on every rank when rank 0 sees a file there. */
static inline bool command_exists(const char *path) {
  int there = command_rank() == 0 && access(path, F_OK) == 0;
  MPI_Bcast(&there, 1, MPI_INT, 0, MPI_COMM_WORLD);
  return there;
}

/** The test program: every rank runs the same tests. */
static inline int command_main(int argc, char **argv, const char *name, const unit_test *tests, size_t count) {
  int provided;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
  int failed = unit_run(name, tests, count);
  MPI_Allreduce(MPI_IN_PLACE, &failed, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
  MPI_Finalize();
  return failed;
}

#define COMMAND_TESTS(...)                                                                                                       \
  int main(int argc, char **argv) {                                                                                              \
    static const unit_test tests[] = {__VA_ARGS__};                                                                              \
    return command_main(argc, argv, __FILE__, tests, sizeof tests / sizeof *tests);                                              \
  }

#endif
