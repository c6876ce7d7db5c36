/* What the ranks of a run know alike of its checkpoints. */
#include "engine/checkpoint_plan.h"

#include <unistd.h>

#include "command.h"

enum { POINTS = 3, REPLICATIONS = 4, TRIALS = POINTS * REPLICATIONS, EXPERIMENT = 77 };

static walras_engine_plan engine_of(const char *store) {
  return (walras_engine_plan){.points = POINTS,
                              .replications = REPLICATIONS,
                              .store_path = store,
                              .experiment = EXPERIMENT,
                              .checkpoint_seconds = 12.5,
                              .checkpoint_rounds = 9};
}

/* Collective: rank 0 leaves a checkpoint of a trial in a slot's file. */
static void leave(const char *store, int64_t slot, int which, walras_checkpoint_mark mark) {
  char path[WALRAS_CHECKPOINT_PATH], word[8] = "content";
  if (command_rank() == 0) {
    char *folder = walras_checkpoint_folder(store);
    const walras_checkpoint_piece piece = {
        .name = "word", .bytes = sizeof word, .block_bytes = 1 << 20, .end_block = 1, .data = word};
    walras_checkpoint_file file = {.path = path, .mark = &mark, .pieces = &piece, .count = 1, .threads = 1};
    CU_ASSERT_FATAL(walras_checkpoint_path(folder, slot, which, path));
    CU_ASSERT_EQUAL(walras_checkpoint_make_folder(folder, NULL), WALRAS_OK);
    CU_ASSERT_EQUAL_FATAL(walras_checkpoint_open(&file, true, NULL), WALRAS_OK);
    CU_ASSERT_EQUAL(walras_checkpoint_write(&file, NULL), WALRAS_OK);
    CU_ASSERT_EQUAL(walras_checkpoint_finish(&file, NULL), WALRAS_OK);
    walras_checkpoint_close(&file);
    free(folder);
  }
  MPI_Barrier(MPI_COMM_WORLD);
}

static walras_checkpoint_mark mark_of(int64_t trial, int64_t round, int64_t generation) {
  return (walras_checkpoint_mark){.experiment = EXPERIMENT, .trial = trial, .round = round, .generation = generation};
}

static void a_run_without_checkpoints_has_a_folder_and_nothing_found(void) {
  const char *store = command_path("new.h5");
  char folder[200];
  const walras_engine_plan engine = engine_of(store);
  uint8_t status[TRIALS] = {0};
  walras_checkpoint_plan plan;
  snprintf(folder, sizeof folder, "%s.ckpt", store);
  CU_ASSERT_EQUAL(walras_checkpoint_plan_open(&engine, MPI_COMM_WORLD, command_rank() == 0 ? status : NULL, &plan, NULL),
                  WALRAS_OK);
  CU_ASSERT_STRING_EQUAL(plan.folder, folder);
  CU_ASSERT(plan.found_count == 0 && plan.experiment == EXPERIMENT && plan.replications == REPLICATIONS);
  CU_ASSERT(plan.seconds == 12.5 && plan.rounds == 9);
  CU_ASSERT_FALSE(command_exists(folder)); /* it is not made before something is written */
  walras_checkpoint_plan_close(&plan);
}

/* Trials that are pending, of this experiment, in this store's range; by ascending trial, each at its farthest round. */
static void every_rank_knows_which_pending_trials_can_go_on(void) {
  const char *store = command_path("found.h5");
  const walras_engine_plan engine = engine_of(store);
  uint8_t status[TRIALS] = {[3] = WALRAS_TRIAL_DONE, [4] = WALRAS_TRIAL_FAILED};
  walras_checkpoint_mark foreign = mark_of(6, 5, 1);
  walras_checkpoint_plan plan;
  foreign.experiment = EXPERIMENT + 1;
  leave(store, 5, 0, mark_of(7, 10, 1));
  leave(store, 5, 1, mark_of(7, 20, 2));
  leave(store, 2, 0, mark_of(11, 3, 1));
  leave(store, 9, 1, mark_of(0, 1, 1));
  leave(store, 1, 0, mark_of(3, 2, 1));      /* done */
  leave(store, 3, 0, mark_of(4, 2, 1));      /* failed */
  leave(store, 4, 0, mark_of(TRIALS, 2, 1)); /* no trial of this store */
  leave(store, 6, 0, foreign);
  CU_ASSERT_EQUAL(walras_checkpoint_plan_open(&engine, MPI_COMM_WORLD, command_rank() == 0 ? status : NULL, &plan, NULL),
                  WALRAS_OK);
  CU_ASSERT_EQUAL_FATAL(plan.found_count, 3);
  CU_ASSERT(plan.found[0].trial == 0 && plan.found[0].slot == 9 && plan.found[0].round == 1);
  CU_ASSERT(plan.found[1].trial == 7 && plan.found[1].slot == 5 && plan.found[1].round == 20);
  CU_ASSERT(plan.found[2].trial == 11 && plan.found[2].slot == 2 && plan.found[2].round == 3);
  walras_checkpoint_plan_close(&plan);
}

/* A folder that is a loop of links cannot be read, whoever asks. */
static void what_the_first_rank_cannot_read_is_an_error_on_all(void) {
  const char *store = command_path("loop.h5");
  char folder[200], expected[512];
  uint8_t status[TRIALS] = {0};
  const walras_engine_plan engine = engine_of(store);
  walras_checkpoint_plan plan;
  walras_error error = {0};
  snprintf(folder, sizeof folder, "%s.ckpt", store);
  if (command_rank() == 0)
    CU_ASSERT_EQUAL(symlink(folder, folder), 0);
  MPI_Barrier(MPI_COMM_WORLD);
  const walras_status opened =
      walras_checkpoint_plan_open(&engine, MPI_COMM_WORLD, command_rank() == 0 ? status : NULL, &plan, &error);
  CU_ASSERT_EQUAL(opened, WALRAS_ERROR_IO);
  snprintf(expected, sizeof expected, "the folder of checkpoints %s cannot be read: Too many levels of symbolic links", folder);
  CU_ASSERT_STRING_EQUAL(error.message, expected);
  walras_checkpoint_plan_close(&plan);
}

COMMAND_TESTS(UNIT(a_run_without_checkpoints_has_a_folder_and_nothing_found),
              UNIT(every_rank_knows_which_pending_trials_can_go_on), UNIT(what_the_first_rank_cannot_read_is_an_error_on_all))
