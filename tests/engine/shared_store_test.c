/* A store that some ranks do not see is told once, before the first trial. */
#include "cli/shared_store.h"

#include "command.h"

static const char *path_of_mine;
static bool seen;

static int look(void *unused) {
  (void)unused;
  seen = cli_sees_store(path_of_mine);
  return 0;
}

static const terminal *looked(const char *path) {
  path_of_mine = path;
  return terminal_catch(look, NULL);
}

static void a_store_that_all_ranks_see_needs_no_word(void) {
  command_says(looked(command_config("shared.h5", "store")), 0, NULL);
  CU_ASSERT(seen);
}

/* From rank `first` on, ranks look elsewhere: at nothing, or at another file of the same size. */
static void ranks_that_look_elsewhere_are_named_by_the_first(void) {
  const char *path = command_config("seen.h5", "store"), *other = command_config("other.h5", "store");
  const char *nothing = command_path("nothing.h5");
  int ranks = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  for (int first = 1; first < ranks; first++)
    for (int which = 0; which < 2; which++) {
      char said[64], more[64] = " cannot see ";
      snprintf(said, sizeof said, "walras: warning: rank %d on ", first);
      if (ranks - first > 1)
        snprintf(more, sizeof more, " and %d other rank%s cannot see ", ranks - first - 1, ranks - first > 2 ? "s" : "");
      const bool sees = command_rank() < first;
      command_says(looked(sees         ? path
                          : which == 0 ? nothing
                                       : other),
                   0, said, more, path,
                   which == 0 ? " (No such file or directory): trials there leave no checkpoints"
                              : " (another file stands there): ",
                   "put the store on a file system that all nodes share\n", NULL);
      CU_ASSERT_EQUAL(seen, sees);
    }
}

COMMAND_TESTS(UNIT(a_store_that_all_ranks_see_needs_no_word), UNIT(ranks_that_look_elsewhere_are_named_by_the_first))
