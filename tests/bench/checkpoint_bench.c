/**
 * What a checkpoint costs: the state of a trial of 10^7 entities of 100 bytes, written by the threads of one rank, against plain writes and
 * a sync of the same bytes to a file of the same folder, in turn. Arguments: [folder] [entities] [threads].
 * Both files exist at their size before: a checkpoint after the first is written over an older one. One "name value" a line: seconds, the
 * ratio of the bandwidths, and bytes of memory that the checkpoint needed beside the state.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "bench.h"
#include "store/checkpoint_file.h"
#include "store/transfer.h"

enum { ENTITY_BYTES = 100, BLOCK = 65536, PASSES = 3, PLAIN_BYTES = 1 << 20 };

static void fail(const char *what) {
  perror(what);
  exit(1);
}

/* The least that has to be done: large writes in order, one sync. */
static double plain(const char *path, char *state, int64_t bytes) {
  const int file = open(path, O_RDWR | O_CREAT, 0644);
  if (file < 0)
    fail(path);
  const double start = bench_now();
  for (int64_t at = 0; at < bytes; at += PLAIN_BYTES)
    if (walras_transfer(file, true, at, state + at, (size_t)(bytes - at < PLAIN_BYTES ? bytes - at : PLAIN_BYTES)) != 0)
      fail(path);
  if (fdatasync(file) != 0)
    fail(path);
  const double seconds = bench_now() - start;
  close(file);
  return seconds;
}

static double checkpoint(const char *path, char *state, int64_t entities, int threads, int64_t generation) {
  const walras_checkpoint_mark mark = {.experiment = 1, .trial = 0, .round = 1, .generation = generation};
  const walras_checkpoint_piece piece = {.name = "state",
                                         .bytes = entities * ENTITY_BYTES,
                                         .block_bytes = BLOCK * ENTITY_BYTES,
                                         .end_block = (entities + BLOCK - 1) / BLOCK,
                                         .data = state};
  walras_checkpoint_file file = {.path = path, .mark = &mark, .pieces = &piece, .count = 1, .threads = threads};
  const double start = bench_now();
  walras_error error = {0};
  if (walras_checkpoint_open(&file, true, &error) != WALRAS_OK || walras_checkpoint_write(&file, &error) != WALRAS_OK ||
      walras_checkpoint_finish(&file, &error) != WALRAS_OK) {
    fprintf(stderr, "%s\n", error.message);
    exit(1);
  }
  walras_checkpoint_close(&file);
  return bench_now() - start;
}

static double largest_memory(void) {
  struct rusage usage;
  return getrusage(RUSAGE_SELF, &usage) == 0 ? 1024.0 * (double)usage.ru_maxrss : 0.0;
}

int main(int argc, char **argv) {
  const char *folder = argc > 1 ? argv[1] : "/tmp";
  const int64_t entities = bench_count(argc, argv, 2, 10000000, 1, 1000000000), threads = bench_count(argc, argv, 3, 2, 1, 256);
  const int64_t bytes = entities * ENTITY_BYTES;
  char *state = malloc((size_t)(bytes > 0 ? bytes : 1)), paths[2][4096];
  if (state == NULL || entities < 0 || threads < 0)
    return 1;
  for (int64_t i = 0; i < bytes; i++)
    state[i] = (char)(i * 2654435761 >> 13);
  for (int i = 0; i < 2; i++)
    snprintf(paths[i], sizeof paths[i], "%s/walras-bench-%s", folder, i == 0 ? "plain" : "checkpoint");
  plain(paths[0], state, bytes);
  const double before = largest_memory();
  double best[2] = {checkpoint(paths[1], state, entities, (int)threads, 1), 1e300}, least = 1e300;
  best[0] = 1e300;
  for (int pass = 0; pass < PASSES; pass++) {
    const double a = plain(paths[0], state, bytes), b = checkpoint(paths[1], state, entities, (int)threads, pass + 2);
    best[0] = a < best[0] ? a : best[0];
    best[1] = b < best[1] ? b : best[1];
    least = b / a < least ? b / a : least;
  }
  printf("plain_seconds %.4f\ncheckpoint_seconds %.4f\nratio %.3f\nbest_pair_ratio %.3f\nextra_bytes %.0f\n", best[0], best[1],
         best[0] / best[1], 1.0 / least, largest_memory() - before);
  for (int i = 0; i < 2; i++)
    unlink(paths[i]);
  free(state);
  return 0;
}
