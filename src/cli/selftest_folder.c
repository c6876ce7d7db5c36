/* What stores, locks and checkpoints ask of a file system, tried on one. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <mpi.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/selftest.h"
#include "store/lock.h"

enum { FILE_BYTES = 1 << 20, PATH_BYTES = SELFTEST_TEXT + 32 };

static void path_in(const selftest *t, const char *name, char path[PATH_BYTES]) {
  snprintf(path, PATH_BYTES, "%s/%s", t->folder, name);
}

#define SAY(...) snprintf(problem, SELFTEST_TEXT, __VA_ARGS__)

/* ---- the folder itself ---- */

/* Rank 0 makes it; a name that is too long is cut to nothing. */
static void make(selftest *t, const char *parent, char problem[SELFTEST_TEXT]) {
  char *absolute = realpath(parent, NULL);
  const char *place = absolute != NULL ? absolute : parent;
  if (snprintf(t->folder, sizeof t->folder, "%s/walras-selftest-XXXXXX", place) >= (int)sizeof t->folder - 64) {
    t->folder[0] = '\0';
    SAY("%.200s...: the path is too long", place);
  } else if (mkdtemp(t->folder) == NULL) {
    t->folder[0] = '\0';
    SAY("%.700s: no folder can be made in it: %s; name one that may be written with --folder", parent, strerror(errno));
  }
  free(absolute);
}

static bool is_there(selftest *t, const char *parent) {
  char problem[SELFTEST_TEXT] = "", detail[SELFTEST_TEXT];
  if (t->rank == 0)
    make(t, parent, problem);
  snprintf(detail, sizeof detail, "%s", parent);
  const bool good = selftest_conclude(t, "folder", detail, problem);
  MPI_Bcast(t->folder, sizeof t->folder, MPI_CHAR, 0, MPI_COMM_WORLD);
  return good;
}

/* Rank 0's word in a file is what the others read. */
static bool is_shared(selftest *t) {
  static const char word[] = "written by rank 0";
  char problem[SELFTEST_TEXT] = "", path[PATH_BYTES], detail[64], read_back[sizeof word] = "", host[64] = "";
  path_in(t, "shared", path);
  if (t->rank == 0) {
    const int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0 || write(file, word, sizeof word) != (ssize_t)sizeof word || fsync(file) != 0)
      SAY("a file cannot be written: %s", strerror(errno));
    if (file >= 0)
      close(file);
  }
  MPI_Barrier(MPI_COMM_WORLD);
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  const bool seen = file >= 0 && read(file, read_back, sizeof word) == (ssize_t)sizeof word && strcmp(read_back, word) == 0;
  if (file >= 0)
    close(file);
  gethostname(host, sizeof host - 1);
  if (!seen && problem[0] == '\0')
    SAY("rank %d on %s does not see what rank 0 writes there: give a folder on a file system of all nodes with --folder", t->rank,
        host);
  snprintf(detail, sizeof detail, "seen by all %d ranks on %d machine%s", t->ranks, t->machines, cli_plural(t->machines));
  return t->ranks == 1 || selftest_conclude(t, "shared folder", detail, problem);
}

/* ---- what rank 0 does with a store ---- */

static bool write_at(int file, const char *bytes, size_t count, off_t at) {
  while (count > 0) {
    const ssize_t done = pwrite(file, bytes, count, at);
    if (done <= 0 && errno != EINTR)
      return false;
    bytes += done > 0 ? done : 0;
    count -= done > 0 ? (size_t)done : 0;
    at += done > 0 ? done : 0;
  }
  return true;
}

/* A few bytes in the middle of a file change, nothing around them does, and another descriptor sees it. */
static void write_in_place(const char *path, char problem[SELFTEST_TEXT]) {
  enum { AT = FILE_BYTES / 2 + 3 };
  static const char expected[] = {0, '1', '2', '3', '4', '5', 0};
  char *whole = calloc(1, FILE_BYTES), around[sizeof expected] = "";
  const int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600), reader = open(path, O_RDONLY | O_CLOEXEC);
  if (whole == NULL || file < 0 || reader < 0 || !write_at(file, whole, FILE_BYTES, 0) ||
      !write_at(file, expected + 1, sizeof expected - 2, AT))
    SAY("pwrite fails: %s; stores cannot be written there", strerror(errno));
  else if (pread(reader, around, sizeof around, AT - 1) != (ssize_t)sizeof around || memcmp(around, expected, sizeof around) != 0)
    SAY("what pwrite has written reads differently; stores would be damaged there");
  if (file >= 0)
    close(file);
  if (reader >= 0)
    close(reader);
  free(whole);
}

static void sync_data(const char *path, char problem[SELFTEST_TEXT]) {
  const int file = open(path, O_RDWR | O_CLOEXEC);
  if (file < 0 || fdatasync(file) != 0)
    SAY("fdatasync fails: %s; after a power cut finished trials could be lost there", strerror(errno));
  if (file >= 0)
    close(file);
}

/* Only a convenience: without it a full disk shows later. */
static void reserve(const char *path, char detail[SELFTEST_TEXT], char problem[SELFTEST_TEXT]) {
  const int file = open(path, O_RDWR | O_CLOEXEC);
  const int failure = file < 0 || fallocate(file, 0, 0, 2 * FILE_BYTES) != 0 ? errno : 0;
  if (failure == EOPNOTSUPP)
    snprintf(detail, SELFTEST_TEXT, "not offered: a disk that is too small shows during a run, not at its start");
  else if (failure != 0)
    SAY("fallocate fails: %s", strerror(failure));
  if (file >= 0)
    close(file);
}

static bool put(const char *path, const char *text) {
  FILE *file = fopen(path, "w");
  const bool written = file != NULL && fputs(text, file) >= 0;
  return file != NULL && fclose(file) == 0 && written;
}

static void replace_by_rename(const selftest *t, char problem[SELFTEST_TEXT]) {
  char old[PATH_BYTES], new[PATH_BYTES], text[4] = "";
  path_in(t, "old", old);
  path_in(t, "new", new);
  if (!put(old, "old") || !put(new, "new") || rename(new, old) != 0) {
    SAY("rename over a file fails: %s; stores and checkpoints cannot be replaced there", strerror(errno));
    return;
  }
  FILE *file = fopen(old, "r");
  if (file == NULL || fgets(text, sizeof text, file) == NULL || strcmp(text, "new") != 0 || access(new, F_OK) == 0)
    SAY("rename leaves both files, or the old one; stores and checkpoints cannot be replaced there");
  if (file != NULL)
    fclose(file);
}

static bool storing(selftest *t) {
  char path[PATH_BYTES], problem[4][SELFTEST_TEXT] = {"", "", "", ""}, reserved[SELFTEST_TEXT] = "fallocate";
  path_in(t, "store", path);
  if (t->rank == 0) {
    write_in_place(path, problem[0]);
    sync_data(path, problem[1]);
    reserve(path, reserved, problem[2]);
    replace_by_rename(t, problem[3]);
  }
  const bool in_place = selftest_conclude(t, "writing in place", "pwrite", problem[0]);
  const bool synced = selftest_conclude(t, "bringing to the disk", "fdatasync", problem[1]);
  selftest_conclude(t, "reserving", reserved, problem[2]);
  return selftest_conclude(t, "replacing", "rename", problem[3]) && in_place && synced;
}

/* ---- one writer at a time ---- */

/* While rank 0 holds the lock of a store every other rank, or rank 0 alone once more, is refused. */
static bool locks(selftest *t) {
  char problem[SELFTEST_TEXT] = "", path[PATH_BYTES];
  walras_error error = {0};
  path_in(t, "locked.h5", path);
  if (t->rank == 0 && walras_lock_take(path, &error) != WALRAS_OK)
    SAY("%s", error.message);
  int held = problem[0] == '\0';
  MPI_Bcast(&held, 1, MPI_INT, 0, MPI_COMM_WORLD);
  if (held && (t->rank > 0 || t->ranks == 1) && walras_lock_take(path, &error) != WALRAS_ERROR_STATE)
    SAY("rank %d takes a lock that rank 0 holds: two runs could write one store there", t->rank);
  MPI_Barrier(MPI_COMM_WORLD);
  if (t->rank == 0 && held)
    walras_lock_release(path);
  path_in(t, "shared", path);
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (problem[0] == '\0' && (file < 0 || flock(file, LOCK_SH) != 0))
    SAY("flock fails: %s; locks that a dead run left must be removed by hand, or the file system mounted with locks (Lustre: -o "
        "flock)",
        strerror(errno));
  if (file >= 0)
    close(file);
  return selftest_conclude(t, "locks", "one writer at a time", problem);
}

bool selftest_folder(selftest *t, const char *parent) {
  if (!is_there(t, parent) || !is_shared(t))
    return false;
  const bool stores = storing(t);
  return locks(t) && stores;
}

static int remove_entry(const char *path, const struct stat *state, int kind, struct FTW *walk) {
  (void)state;
  (void)kind;
  (void)walk;
  return remove(path);
}

void selftest_folder_remove(selftest *t) {
  MPI_Barrier(MPI_COMM_WORLD);
  if (t->rank == 0 && t->folder[0] != '\0')
    nftw(t->folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
  t->folder[0] = '\0';
}
