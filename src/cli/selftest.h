/** The parts of `walras selftest`: each check is one line. Everything here is collective over MPI_COMM_WORLD. */
#ifndef WALRAS_CLI_SELFTEST_H
#define WALRAS_CLI_SELFTEST_H

#include <stdbool.h>

enum { SELFTEST_TEXT = 1024 };

typedef struct selftest {
  int rank, ranks, machines;
  char folder[SELFTEST_TEXT]; /**< the new folder that all files go into; "" while there is none */
  int passed, failed;
} selftest;

/** Ends a check: `problem` is what this rank found amiss and what to do about it, "" for nothing. The first rank that has one speaks for
 *  all; rank 0 prints the line, with `detail` (its own) when all is well. True on every rank when all is well. */
bool selftest_conclude(selftest *t, const char *what, const char *detail, const char *problem);

/** Makes t->folder inside `parent`, and tries in it what stores and checkpoints ask of a file system. False: no store should go there. */
bool selftest_folder(selftest *t, const char *parent);
/** Removes t->folder with all that is in it; harmless when there is none. */
void selftest_folder_remove(selftest *t);

/** Runs a small experiment of every built-in model in t->folder: cut short and resumed, on other numbers of ranks and threads, and with
 *  every kind of vectors that all processors have, always to the same bits. False: a signal or the end of the allotted time came before
 *  the end. */
bool selftest_models(selftest *t);

#endif
