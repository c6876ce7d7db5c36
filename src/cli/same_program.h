/** What all ranks of a run must have alike: the program, and what it computes on each one's processor. */
#ifndef WALRAS_CLI_SAME_PROGRAM_H
#define WALRAS_CLI_SAME_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CLI_PROGRAM_HASHES = 40, CLI_PROGRAM_TEXT = 768 };

/** One rank's program. Its size is the same in every version: two of them must understand each other. */
typedef struct cli_program {
  char version[192];                   /**< "walras 0.1.0 (commit 1a2b3c4d5e6f, store format 2)" */
  uint64_t hashes[CLI_PROGRAM_HASHES]; /**< of numerics/probe, then zeros */
  char host[64], processor[96];        /**< for messages only */
} cli_program;

/** Describes this process's own; probes its processor. */
void cli_program_describe(cli_program *program);

/** Why `other`, of rank `rank`, cannot run together with rank 0's `first`; "" when it can. */
void cli_program_judge(const cli_program *first, const cli_program *other, int rank, char text[CLI_PROGRAM_TEXT]);

/** What it computes otherwise than a sound build of this version; "" when nothing. */
void cli_program_judge_results(const cli_program *program, char text[CLI_PROGRAM_TEXT]);

/** Collective over MPI_COMM_WORLD, with each rank's own. False on every rank when they differ, or when they compute something else than the reference
 *  where that is promised (x86-64; elsewhere it is a warning), after one line by rank 0. */
bool cli_program_agree(const cli_program *mine);

#endif
