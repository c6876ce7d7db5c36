/** When a model crashes its process (a segmentation fault, an abort), the store says in which trial. */
#ifndef WALRAS_ENGINE_CRASH_H
#define WALRAS_ENGINE_CRASH_H

#include <stdbool.h>
#include <stdint.h>

enum {
  WALRAS_CRASH_ENTRIES = 64, /**< in the store; rank r has entry r modulo this */
  WALRAS_CRASH_BYTES = 256   /**< of each: text, zero-padded; empty = no crash */
};

/** From now on a crash of this process is told on standard error and written at `offset` of the file `store` (entry number
 *  rank % WALRAS_CRASH_ENTRIES of a table that begins there); then it takes its course. Where the file cannot be opened, or is NULL, it is only told.
 *  `threads` are those that run trials and blocks. */
void walras_crash_watch(const char *store, int64_t offset, int rank, int threads);
void walras_crash_unwatch(void);

/** The calling thread, and those that it starts, are in this trial now. Cheap. */
void walras_crash_in_trial(int64_t trial);

/** An entry of the store. */
typedef struct walras_crash {
  int64_t trial; /**< -1 = outside any */
  int signal, rank;
  char host[128];
} walras_crash;

/** False for an empty entry, or one that was cut. */
bool walras_crash_parse(const char entry[WALRAS_CRASH_BYTES], walras_crash *crash);

/** "Segmentation fault on rank 3 (node7)" */
void walras_crash_describe(const walras_crash *crash, char *text, int64_t size);

#endif
