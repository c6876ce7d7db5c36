#include "cli/shared_store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <mpi.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/machine.h"

/* What a file is known by on every node; no device, which is numbered anew by each. A store keeps its size. */
typedef struct file_identity {
  uint64_t inode;
  int64_t bytes;
  int failure; /* an errno; 0 = seen */
} file_identity;

/* Who does not see the store, as text. */
typedef struct blind_rank {
  char host[64], reason[128];
} blind_rank;

/* Opening asks a network file system's server, which a mere stat does not. */
static file_identity look(const char *path) {
  file_identity identity = {0};
  struct stat state;
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0 || fstat(file, &state) != 0)
    identity.failure = errno;
  else
    identity = (file_identity){.inode = state.st_ino, .bytes = (int64_t)state.st_size};
  if (file >= 0)
    close(file);
  return identity;
}

static bool same(const file_identity *a, const file_identity *b) {
  return a->failure == 0 && b->failure == 0 && a->inode == b->inode && a->bytes == b->bytes;
}

/* A node may remember that there was no such file, or another one, until its folder is opened. */
static file_identity look_again(const char *path) {
  char copy[4096];
  DIR *folder = strlen(path) < sizeof copy ? opendir(dirname(strcpy(copy, path))) : NULL;
  if (folder != NULL)
    closedir(folder);
  return look(path);
}

static void warn(const char *path, const blind_rank *who, int first, int others) {
  char more[64] = "";
  if (others > 0)
    snprintf(more, sizeof more, " and %d other rank%s", others, cli_plural(others));
  cli_complain("warning: rank %d on %s%s cannot see %s (%s): trials there leave no checkpoints, and begin anew after a stop; put "
               "the store on a file system that all nodes share",
               first, who->host, more, path, who->reason);
}

bool cli_sees_store(const char *path) {
  int rank = 0, ranks = 1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  file_identity mine = look(path), first = mine;
  MPI_Bcast(&first, (int)sizeof first, MPI_BYTE, 0, MPI_COMM_WORLD);
  if (!same(&first, &mine))
    mine = look_again(path);
  const bool seen = same(&first, &mine);
  int blind = seen ? ranks : rank, count = !seen;
  MPI_Allreduce(MPI_IN_PLACE, &blind, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
  MPI_Allreduce(MPI_IN_PLACE, &count, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
  if (count == 0)
    return true;
  cli_machine machine;
  blind_rank who = {.host = ""};
  cli_machine_describe(&machine);
  snprintf(who.host, sizeof who.host, "%s", machine.host);
  snprintf(who.reason, sizeof who.reason, "%s", mine.failure != 0 ? strerror(mine.failure) : "another file stands there");
  MPI_Bcast(&who, (int)sizeof who, MPI_BYTE, blind, MPI_COMM_WORLD);
  if (rank == 0)
    warn(path, &who, blind, count - 1);
  return seen;
}
