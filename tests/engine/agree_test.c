/* What one rank's error is to the others. */
#include "engine/agree.h"

#include "engine/command.h"

static void no_error_is_none_anywhere(void) {
  walras_error error = {0};
  CU_ASSERT_EQUAL(walras_agree(MPI_COMM_WORLD, WALRAS_OK, &error), WALRAS_OK);
  CU_ASSERT_STRING_EQUAL(error.message, "");
}

static void the_first_rank_with_an_error_speaks_for_all(void) {
  int ranks = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  for (int first = 0; first < ranks; first++) {
    walras_error error = {0};
    char expected[64];
    walras_status status = WALRAS_OK;
    if (command_rank() >= first) /* the later ones have errors of another kind */
      status = WALRAS_FAIL(&error, command_rank() == first ? WALRAS_ERROR_MEMORY : WALRAS_ERROR_IO, "rank %d has no memory",
                           command_rank());
    CU_ASSERT_EQUAL(walras_agree(MPI_COMM_WORLD, status, &error), WALRAS_ERROR_MEMORY);
    snprintf(expected, sizeof expected, "rank %d has no memory", first);
    CU_ASSERT_STRING_EQUAL(error.message, expected);
    CU_ASSERT((error.file != NULL) == (command_rank() == first));
  }
}

COMMAND_TESTS(UNIT(no_error_is_none_anywhere), UNIT(the_first_rank_with_an_error_speaks_for_all))
