#include "store/checkpoint_folder.h"

#include "store/store.h"
#include "unit/folder.h"

enum { EXPERIMENT = 99, TRIALS = 10 };

static const char *folder(void) {
  static char path[160];
  snprintf(path, sizeof path, "%s", unit_path("s.h5.ckpt"));
  return path;
}

static void put(int64_t slot, int which, int64_t trial, int64_t generation, int64_t round, uint64_t experiment) {
  char path[WALRAS_CHECKPOINT_PATH], data[8] = "payload";
  const walras_checkpoint_mark mark = {.experiment = experiment, .trial = trial, .round = round, .generation = generation};
  const walras_checkpoint_piece piece = {.name = "x", .bytes = sizeof data, .block_bytes = 8, .end_block = 1, .data = data};
  CU_ASSERT_TRUE(walras_checkpoint_path(folder(), slot, which, path));
  walras_checkpoint_file file = {.path = path, .mark = &mark, .pieces = &piece, .count = 1, .threads = 1};
  CU_ASSERT_EQUAL_FATAL(walras_checkpoint_open(&file, true, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_checkpoint_write(&file, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_checkpoint_finish(&file, NULL), WALRAS_OK);
  walras_checkpoint_close(&file);
}

static void the_folder_stands_beside_the_store(void) {
  char path[WALRAS_CHECKPOINT_PATH], *name = walras_checkpoint_folder("/a b/s.h5");
  CU_ASSERT_STRING_EQUAL(name, "/a b/s.h5.ckpt");
  CU_ASSERT_TRUE(walras_checkpoint_path(name, 12, 1, path));
  CU_ASSERT_STRING_EQUAL(path, "/a b/s.h5.ckpt/slot-12.b");
  free(name);
  char *endless = malloc(WALRAS_CHECKPOINT_PATH + 1);
  CU_ASSERT_PTR_NOT_NULL_FATAL(endless);
  memset(endless, 'x', WALRAS_CHECKPOINT_PATH);
  endless[WALRAS_CHECKPOINT_PATH] = '\0';
  CU_ASSERT_FALSE(walras_checkpoint_path(endless, 0, 0, path));
  free(endless);
}

static void a_scan_finds_pending_trials_of_this_experiment_where_they_are_farthest(void) {
  uint8_t status[TRIALS] = {[3] = WALRAS_TRIAL_DONE, [4] = WALRAS_TRIAL_FAILED};
  walras_checkpoint_found *found = NULL;
  int64_t count = -1;
  CU_ASSERT_EQUAL(walras_checkpoint_scan(folder(), EXPERIMENT, status, TRIALS, &found, &count, NULL), WALRAS_OK);
  CU_ASSERT(found == NULL && count == 0); /* no folder at all */
  CU_ASSERT_EQUAL_FATAL(walras_checkpoint_make_folder(folder(), NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_checkpoint_make_folder(folder(), NULL), WALRAS_OK);
  put(0, 0, 7, 1, 10, EXPERIMENT);
  put(0, 1, 7, 2, 20, EXPERIMENT);
  put(2, 0, 7, 3, 30, EXPERIMENT); /* went on here */
  put(2, 1, 3, 1, 5, EXPERIMENT);  /* is done */
  put(3, 0, 4, 1, 5, EXPERIMENT);  /* has failed */
  put(3, 1, 1, 4, 44, EXPERIMENT);
  put(5, 0, 2, 1, 5, EXPERIMENT + 1);
  put(5, 1, TRIALS, 1, 5, EXPERIMENT); /* no such trial */
  unit_write_file(unit_path("s.h5.ckpt/slot-8.a"), "no checkpoint", 13);
  unit_write_file(unit_path("s.h5.ckpt/slot-08.a"), "no slot", 7);
  unit_write_file(unit_path("s.h5.ckpt/notes.txt"), "a user's", 8);
  CU_ASSERT_EQUAL(walras_checkpoint_scan(folder(), EXPERIMENT, status, TRIALS, &found, &count, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL_FATAL(count, 2);
  CU_ASSERT(found[0].trial == 1 && found[0].slot == 3 && found[0].round == 44);
  CU_ASSERT(found[1].trial == 7 && found[1].slot == 2 && found[1].round == 30);
  CU_ASSERT_PTR_EQUAL(walras_checkpoint_find(found, count, 1), &found[0]);
  CU_ASSERT_PTR_EQUAL(walras_checkpoint_find(found, count, 7), &found[1]);
  for (int64_t trial = 0; trial < TRIALS; trial++)
    CU_ASSERT_EQUAL(walras_checkpoint_find(found, count, trial) != NULL, trial == 1 || trial == 7);
  /* Slots 2 and 3 are read from and not written to. */
  CU_ASSERT_EQUAL(walras_checkpoint_free_slot(found, count, 0), 0);
  CU_ASSERT_EQUAL(walras_checkpoint_free_slot(found, count, 1), 1);
  CU_ASSERT_EQUAL(walras_checkpoint_free_slot(found, count, 2), 4);
  CU_ASSERT_EQUAL(walras_checkpoint_free_slot(NULL, 0, 6), 6);
  free(found);
}

static void removal_takes_the_slots_and_leaves_what_others_put_there(void) {
  walras_checkpoint_remove(folder());
  CU_ASSERT_EQUAL(access(unit_path("s.h5.ckpt/slot-0.a"), F_OK), -1);
  CU_ASSERT_EQUAL(access(unit_path("s.h5.ckpt/slot-8.a"), F_OK), -1);
  CU_ASSERT_EQUAL(access(unit_path("s.h5.ckpt/notes.txt"), F_OK), 0);
  CU_ASSERT_EQUAL(unlink(unit_path("s.h5.ckpt/notes.txt")), 0);
  CU_ASSERT_EQUAL(unlink(unit_path("s.h5.ckpt/slot-08.a")), 0);
  walras_checkpoint_remove(folder());
  CU_ASSERT_EQUAL(access(folder(), F_OK), -1);
  walras_checkpoint_remove(folder());
}

static void what_is_no_folder_holds_no_checkpoints_and_takes_none(void) {
  const char *path = unit_path("a.ckpt");
  uint8_t status[1] = {0};
  walras_checkpoint_found *found = NULL;
  int64_t count = -1;
  walras_error error = {0};
  unit_write_file(path, "x", 1);
  CU_ASSERT_EQUAL(walras_checkpoint_scan(path, EXPERIMENT, status, 1, &found, &count, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(count, 0);
  CU_ASSERT_EQUAL(walras_checkpoint_make_folder(unit_path("no/where.ckpt"), &error), WALRAS_ERROR_IO);
  unit_expect_message(error.message, "the folder of checkpoints %s cannot be created: No such file or directory",
                      unit_path("no/where.ckpt"));
}

WALRAS_UNIT_TESTS(UNIT(the_folder_stands_beside_the_store),
                  UNIT(a_scan_finds_pending_trials_of_this_experiment_where_they_are_farthest),
                  UNIT(removal_takes_the_slots_and_leaves_what_others_put_there),
                  UNIT(what_is_no_folder_holds_no_checkpoints_and_takes_none))
