/* Ranks that are, or compute, something else than rank 0 are found before anything runs. */
#include "cli/same_program.h"

#include "command.h"

static int agrees(void *mine) {
  return cli_program_agree(mine);
}

static const terminal *agreed(cli_program *mine) {
  return terminal_catch(agrees, mine);
}

static void equal_programs_agree_in_silence(void) {
  cli_program mine;
  cli_program_describe(&mine);
  command_says(agreed(&mine), true, NULL);
}

/* Later ranks differ too, in another way. */
static void the_first_strange_rank_is_named_and_all_ranks_know(void) {
  int rank = 0, ranks = 1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  for (int first = 1; first < ranks; first++) {
    char said[64];
    cli_program mine;
    cli_program_describe(&mine);
    snprintf(mine.host, sizeof mine.host, "n%d", rank);
    if (rank >= first)
      mine.hashes[rank == first ? 4 : 0] ^= 1;
    snprintf(said, sizeof said, "walras: rank %d on n%d (", first, first);
    command_says(agreed(&mine), false, said, ") computes pow otherwise than rank 0 on n0 (",
                 "please report these two processors\n", NULL);
  }
}

static void another_version_on_the_last_rank_is_named(void) {
  int rank = 0, ranks = 1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  cli_program mine;
  cli_program_describe(&mine);
  if (ranks > 1 && rank == ranks - 1)
    mine.version[strlen(mine.version) - 2] ^= 1;
  if (ranks > 1)
    command_says(agreed(&mine), false, "walras: rank ", " is walras ", "but rank 0 on ", "start the same program on every node\n",
                 NULL);
  else
    command_says(agreed(&mine), true, NULL);
}

static void ranks_that_agree_on_wrong_results_are_refused_where_results_are_promised(void) {
  cli_program mine;
  cli_program_describe(&mine);
  mine.hashes[0] ^= 1;
#ifdef __x86_64__
  command_says(agreed(&mine), false, "walras: on ", "this build computes exp otherwise", "(-ffast-math)\n", NULL);
#else
  command_says(agreed(&mine), true, "walras: warning: on ", "this build computes exp otherwise", "(-ffast-math)\n", NULL);
#endif
}

COMMAND_TESTS(UNIT(equal_programs_agree_in_silence), UNIT(the_first_strange_rank_is_named_and_all_ranks_know),
              UNIT(another_version_on_the_last_rank_is_named),
              UNIT(ranks_that_agree_on_wrong_results_are_refused_where_results_are_promised))
