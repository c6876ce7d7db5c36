/* walras selftest: what an administrator wants to know after an installation, a line for each check. */
#include "cli/selftest.h"

#include <mpi.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/colour.h"
#include "cli/machine.h"
#include "cli/placement.h"
#include "numerics/elementary/dispatch.h"
#include "numerics/probe/probe.h"
#include "numerics/random/philox.h"
#include "walras_version.h"

bool selftest_conclude(selftest *t, const char *what, const char *detail, const char *problem) {
  char words[SELFTEST_TEXT];
  int first = problem[0] != '\0' ? t->rank : t->ranks;
  snprintf(words, sizeof words, "%s", problem);
  MPI_Allreduce(MPI_IN_PLACE, &first, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
  const bool good = first == t->ranks;
  if (!good)
    MPI_Bcast(words, sizeof words, MPI_CHAR, first, MPI_COMM_WORLD);
  *(good ? &t->passed : &t->failed) += 1;
  if (t->rank == 0) {
    printf("%s%-6s%s  %-23s  %s\n", cli_colour_code(stdout, good ? CLI_GREEN : CLI_RED), good ? "ok" : "FAILED",
           cli_colour_code(stdout, CLI_PLAIN), what, good ? detail : words);
    fflush(stdout);
  }
  return good;
}

/* ---- numbers ---- */

/* The published answers of Random123's Philox4x32 with 10 rounds (Salmon, Moraes, Dror and Shaw, 2011). */
static void check_generator(selftest *t) {
  static const struct {
    uint32_t counter[4], key[2], out[4];
  } known[] = {{{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
               {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
                {0xffffffff, 0xffffffff},
                {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
               {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                {0xa4093822, 0x299f31d0},
                {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}};
  char problem[SELFTEST_TEXT] = "";
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    uint32_t out[4];
    walras_philox4x32(known[i].counter, known[i].key, out);
    if (memcmp(out, known[i].out, sizeof out) != 0)
      snprintf(problem, sizeof problem,
               "the generator on rank %d misses published answer %zu: build walras again, with a sound compiler", t->rank, i + 1);
  }
  selftest_conclude(t, "generator", "Philox4x32-10, published answers", problem);
}

/* Every elementary function and fill against the bits that this version fixes, with one kind of vectors. */
static void check_functions(selftest *t, walras_simd_path path) {
  char problem[SELFTEST_TEXT] = "", names[256], what[32];
  uint64_t hashes[WALRAS_PROBE_PARTS], reference[WALRAS_PROBE_PARTS];
  walras_probe(hashes);
  walras_probe_reference(reference);
  if (walras_probe_compare(hashes, reference, names, sizeof names) > 0)
    snprintf(problem, sizeof problem,
             "rank %d computes %s otherwise than this version does: build it with cmake's presets and no further options",
             t->rank, names);
  snprintf(what, sizeof what, "functions, %s", walras_simd_path_name(path));
  snprintf(names, sizeof names, "%d functions and fills to the bit", (int)WALRAS_PROBE_PARTS);
  selftest_conclude(t, what, names, problem);
}

/* The vectors that every rank has. */
static void check_numbers(selftest *t) {
  const walras_simd_path widest = walras_simd_path_get();
  check_generator(t);
  for (walras_simd_path path = WALRAS_SIMD_BASELINE; path <= WALRAS_SIMD_AVX512; path++) {
    int has = walras_simd_select(path);
    MPI_Allreduce(MPI_IN_PLACE, &has, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
    if (has)
      check_functions(t, path);
  }
  walras_simd_select(widest);
}

/* ---- messages ---- */

/* Each rank hands a megabyte to the next one, another to each; then all add up what is exact. */
static void check_messages(selftest *t) {
  enum { WORDS = 1 << 17 };
  char problem[SELFTEST_TEXT] = "", detail[64];
  int64_t *sent = malloc(WORDS * sizeof *sent), *heard = malloc(WORDS * sizeof *heard);
  int ready = sent != NULL && heard != NULL;
  MPI_Allreduce(MPI_IN_PLACE, &ready, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
  const int next = (t->rank + 1) % t->ranks, before = (t->rank + t->ranks - 1) % t->ranks;
  if (ready) {
    for (int64_t i = 0; i < WORDS; i++)
      sent[i] = i * t->ranks + t->rank;
    MPI_Sendrecv(sent, WORDS, MPI_INT64_T, next, 0, heard, WORDS, MPI_INT64_T, before, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    for (int64_t i = 0; i < WORDS; i++)
      if (heard[i] != i * t->ranks + before)
        snprintf(problem, sizeof problem,
                 "rank %d hears something else than rank %d has said: look at MPI's transports and the network", t->rank, before);
    MPI_Allreduce(sent, heard, WORDS, MPI_INT64_T, MPI_SUM, MPI_COMM_WORLD);
    for (int64_t i = 0; i < WORDS && problem[0] == '\0'; i++)
      if (heard[i] != t->ranks * (i * t->ranks) + (int64_t)t->ranks * (t->ranks - 1) / 2)
        snprintf(problem, sizeof problem, "the ranks' sum is wrong on rank %d: look at MPI's transports and the network",
                 t->rank);
  } else {
    snprintf(problem, sizeof problem, "no memory for two messages of a megabyte");
  }
  free(sent);
  free(heard);
  snprintf(detail, sizeof detail, "%d ranks in a ring, and their sums", t->ranks);
  if (t->ranks > 1)
    selftest_conclude(t, "messages", detail, problem);
}

/* ---- the command ---- */

static void print_title(const selftest *t) {
  cli_machine machine;
  cli_machine_describe(&machine);
  printf("walras %s (commit %s), %d rank%s on %d machine%s, %s, HDF5 %s\n", WALRAS_VERSION, WALRAS_COMMIT, t->ranks,
         cli_plural(t->ranks), t->machines, cli_plural(t->machines), machine.mpi, machine.hdf5);
  fflush(stdout);
}

/* No failure: a layout of threads that is slow is right all the same. */
static void note_placement(const cli_placement *placement) {
  if (placement->warning[0] != '\0')
    printf("%snote%s    %-23s  %s\n", cli_colour_code(stdout, CLI_YELLOW), cli_colour_code(stdout, CLI_PLAIN), "threads",
           placement->warning);
}

static const char *parent_of(const cli_line *line) {
  const char *folder = cli_value(line, "--folder"), *temporary = getenv("TMPDIR");
  return folder != NULL ? folder : temporary != NULL && temporary[0] != '\0' ? temporary : "/tmp";
}

static int print_outcome(const selftest *t, bool whole, double seconds) {
  if (t->rank == 0 && t->failed > 0)
    printf("%d of %d checks FAILED\n", t->failed, t->failed + t->passed);
  else if (t->rank == 0 && !whole)
    printf("stopped after %d checks, which passed\n", t->passed);
  else if (t->rank == 0)
    printf("all %d checks passed in %.1f s\n", t->passed, seconds);
  return t->failed > 0 ? CLI_FAILED : whole ? CLI_OK : CLI_STOPPED;
}

int cli_selftest(const cli_line *line) {
  selftest t = {0};
  cli_placement placement = {0};
  MPI_Comm_rank(MPI_COMM_WORLD, &t.rank);
  MPI_Comm_size(MPI_COMM_WORLD, &t.ranks);
  const double start = MPI_Wtime();
  cli_place_threads(0, &placement);
  t.machines = placement.nodes; /* known to rank 0, which alone tells of it */
  if (t.rank == 0) {
    print_title(&t);
    note_placement(&placement);
  }
  cli_placement_free(&placement);
  check_numbers(&t);
  check_messages(&t);
  const bool whole = !selftest_folder(&t, parent_of(line)) || selftest_models(&t);
  selftest_folder_remove(&t);
  return print_outcome(&t, whole, MPI_Wtime() - start);
}
