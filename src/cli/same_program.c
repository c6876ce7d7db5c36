#include "cli/same_program.h"

#include <mpi.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/machine.h"
#include "numerics/probe/probe.h"
#include "store/store.h"
#include "walras_version.h"

_Static_assert(sizeof(cli_program) == 672, "programs of different versions compare this");
_Static_assert((int)WALRAS_PROBE_PARTS <= (int)CLI_PROGRAM_HASHES, "every part of the probe has its place");

void cli_program_describe(cli_program *program) {
  cli_machine machine;
  memset(program, 0, sizeof *program); /* it is compared and sent as bytes */
  cli_machine_describe(&machine);
  snprintf(program->version, sizeof program->version, "walras %s (commit %s, store format %d)", WALRAS_VERSION, WALRAS_COMMIT,
           WALRAS_STORE_FORMAT);
  snprintf(program->host, sizeof program->host, "%s", machine.host);
  snprintf(program->processor, sizeof program->processor, "%s", machine.processor);
  walras_probe(program->hashes);
}

void cli_program_judge(const cli_program *first, const cli_program *other, int rank, char text[CLI_PROGRAM_TEXT]) {
  char names[128];
  text[0] = '\0';
  if (strcmp(first->version, other->version) != 0)
    snprintf(text, CLI_PROGRAM_TEXT, "rank %d on %s is %.100s, but rank 0 on %s is %.100s: start the same program on every node",
             rank, other->host, other->version, first->host, first->version);
  else if (walras_probe_compare(first->hashes, other->hashes, names, sizeof names) > 0)
    snprintf(
        text, CLI_PROGRAM_TEXT,
        "rank %d on %s (%s) computes %s otherwise than rank 0 on %s (%s): results would depend on where a trial runs; use nodes "
        "of one type, and please report these two processors",
        rank, other->host, other->processor, names, first->host, first->processor);
}

void cli_program_judge_results(const cli_program *program, char text[CLI_PROGRAM_TEXT]) {
  char names[128];
  uint64_t reference[WALRAS_PROBE_PARTS];
  walras_probe_reference(reference);
  text[0] = '\0';
  if (walras_probe_compare(program->hashes, reference, names, sizeof names) > 0)
    snprintf(
        text, CLI_PROGRAM_TEXT,
        "on %s (%s) this build computes %s otherwise than walras %s does: its results are not those of other machines; build it "
        "with cmake's presets, without options that change arithmetic (-ffast-math)",
        program->host, program->processor, names, WALRAS_VERSION);
}

/* The same bits everywhere are promised there. */
static bool results_are_promised(void) {
#ifdef __x86_64__
  return true;
#else
  return false;
#endif
}

bool cli_program_agree(const cli_program *mine) {
  cli_program first = *mine, other;
  char text[CLI_PROGRAM_TEXT];
  int rank = 0, ranks = 1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  MPI_Bcast(&first, (int)sizeof first, MPI_BYTE, 0, MPI_COMM_WORLD);
  cli_program_judge(&first, mine, rank, text);
  int strange = text[0] != '\0' ? rank : ranks;
  MPI_Allreduce(MPI_IN_PLACE, &strange, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
  if (strange < ranks) {
    other = *mine;
    MPI_Bcast(&other, (int)sizeof other, MPI_BYTE, strange, MPI_COMM_WORLD);
    cli_program_judge(&first, &other, strange, text);
    if (rank == 0)
      cli_complain("%s", text);
    return false;
  }
  cli_program_judge_results(&first, text);
  if (text[0] != '\0' && rank == 0)
    cli_complain("%s%s", results_are_promised() ? "" : "warning: ", text);
  return text[0] == '\0' || !results_are_promised();
}
