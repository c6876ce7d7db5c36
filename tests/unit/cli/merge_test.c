/* walras merge, and every way to be refused. */
#include "cli_store.h"
#include "store/checkpoint_folder.h"
#include "store/diff.h"
#include "store/lock.h"

#define GOOD                                                                                                                     \
  "experiment: { name = \"good\"; model = \"noise\"; seed = 5; replications = 4; };\n"                                           \
  "parameters: { entities = 200; };\n"                                                                                           \
  "sweep: { design = \"grid\"; axes = ( { parameter = \"mean\"; values = [ 0.0, 1.0 ]; } ); };\n"

/* Paths of unit_path are soon others. */
static const char *keep(const char *path) {
  static char kept[32][160];
  static int next;
  char *copy = kept[next++ % 32];
  snprintf(copy, sizeof kept[0], "%s", path);
  return copy;
}

/* A shard of a config, with its first `trials` trials run (-1: all). */
static const char *shard(const char *name, const char *config, int64_t number, int64_t count, int64_t trials) {
  small_experiment small = small_shard(config, number, count);
  const char *path = trials < 0 ? small_shard_store(&small, name) : small_store(&small, name, trials);
  small_free(&small);
  return keep(path);
}

/* Refused like this, with nothing made. Format and paths: see unit_expect_message. */
static void refused(const terminal *t, int code, const char *format, const char *a, const char *b) {
  char expected[1024];
  snprintf(expected, sizeof expected, format, a, b);
  terminal_refuses(t, code, expected);
  CU_ASSERT(access(unit_path("new.h5"), F_OK) != 0 && access(unit_path("new.h5.new"), F_OK) != 0);
}

static void shards_are_joined_in_any_order(void) {
  const char *one = shard("1.h5", GOOD, 1, 3, -1), *two = shard("2.h5", GOOD, 2, 3, -1), *three = shard("3.h5", GOOD, 3, 3, -1);
  const char *merged = keep(unit_path("joined.h5"));
  char expected[256];
  int64_t differences = -1;
  const terminal *t = WALRAS("merge", three, one, two, "--output", merged);
  snprintf(expected, sizeof expected, "walras: 8 of 8 trials done, joined from 3 shards: %s\n", merged);
  CU_ASSERT(t->code == CLI_OK && t->out[0] == '\0');
  CU_ASSERT_STRING_EQUAL(t->err, expected);
  small_experiment whole = small_new(GOOD);
  CU_ASSERT_EQUAL(walras_store_diff(small_store(&whole, "whole.h5", SMALL_TRIALS), merged, stdout, 3, &differences, NULL),
                  WALRAS_OK);
  CU_ASSERT_EQUAL(differences, 0);
  small_free(&whole);
}

static void failed_trials_are_told_as_a_run_tells_them(void) {
  const char *one = shard("1.h5", SMALL_CONFIG, 1, 2, -1), *two = shard("2.h5", SMALL_CONFIG, 2, 2, -1);
  const char *merged = keep(unit_path("failed.h5"));
  char expected[512];
  const terminal *t = WALRAS("merge", one, two, "--output", merged);
  snprintf(expected, sizeof expected,
           "walras: 6 of 8 trials done, some failed, joined from 2 shards: %s\n"
           "walras: 2 trials failed; walras status %s lists them, walras resume --retry-failed runs them again\n",
           merged, merged);
  CU_ASSERT_EQUAL(t->code, CLI_FAILED);
  CU_ASSERT_STRING_EQUAL(t->err, expected);
}

static void an_existing_store_is_replaced_only_when_told(void) {
  const char *one = shard("1.h5", GOOD, 1, 1, -1), *store = keep(cli_store("there.h5", 3));
  char message[256];
  snprintf(message, sizeof message, "%s exists; --overwrite replaces it, walras resume goes on with it", store);
  terminal_refuses(WALRAS("merge", one, "--output", store), CLI_USAGE, message);
  snprintf(message, sizeof message, "merge: --output %s is one of the shards", one);
  terminal_refuses(WALRAS("merge", one, "--output", one, "--overwrite"), CLI_USAGE, message);
  CU_ASSERT_EQUAL(WALRAS("status", one)->code, CLI_OK);
  char *checkpoints = walras_checkpoint_folder(store);
  CU_ASSERT_EQUAL(walras_checkpoint_make_folder(checkpoints, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(WALRAS("merge", one, "--output", store, "--overwrite")->code, CLI_OK);
  CU_ASSERT(access(checkpoints, F_OK) != 0); /* of the older store's trials */
  free(checkpoints);
  CU_ASSERT_EQUAL(WALRAS("status", store)->code, CLI_OK);
}

static void an_output_must_be_named(void) {
  terminal_refuses(WALRAS("merge", "a.h5"), CLI_USAGE, "merge: name the store to create: --output STORE");
}

static void shards_must_be_there_each_once(void) {
  const char *one = shard("1.h5", GOOD, 1, 4, -1), *three = shard("3.h5", GOOD, 3, 4, -1), *new = keep(unit_path("new.h5"));
  const char *again = shard("again.h5", GOOD, 3, 4, -1), *four = shard("4.h5", GOOD, 4, 4, -1);
  refused(WALRAS("merge", one, three, four, "--output", new), CLI_USAGE, "shard 2 of 4 is missing", "", "");
  refused(WALRAS("merge", three, "--output", new), CLI_USAGE, "shards 1, 2 of 4 are missing\nwalras: shard 4 of 4 is missing", "",
          "");
  const char *two = shard("2.h5", GOOD, 2, 4, -1);
  refused(WALRAS("merge", one, two, three, again, four, "--output", new), CLI_USAGE, "%s and %s are the same shard, 3 of 4",
          three, again);
}

static void what_is_no_shard_is_named(void) {
  const char *whole = keep(cli_store("whole.h5", SMALL_TRIALS)), *new = keep(unit_path("new.h5")),
             *none = keep(unit_path("none.h5"));
  const char *text = keep(cli_config("text.h5", "no store"));
  refused(WALRAS("merge", whole, "--output", new), CLI_USAGE, "%s is the store of a whole experiment, not of a shard", whole, "");
  refused(WALRAS("merge", none, "--output", new), CLI_USAGE, "%s cannot be read: No such file or directory", none, "");
  refused(WALRAS("merge", text, "--output", new), CLI_USAGE, "%s is not an HDF5 file", text, "");
}

static void shards_must_be_of_one_experiment_cut_alike(void) {
  const char *one = shard("1.h5", GOOD, 1, 2, -1), *new = keep(unit_path("new.h5"));
  const char *seed = shard("seed.h5",
                           "experiment: { name = \"good\"; model = \"noise\"; seed = 6; replications = 4; };\n"
                           "parameters: { entities = 200; };\n"
                           "sweep: { design = \"grid\"; axes = ( { parameter = \"mean\"; values = [ 0.0, 1.0 ]; } ); };\n",
                           2, 2, -1);
  refused(WALRAS("merge", one, seed, "--output", new), CLI_USAGE,
          "%s and %s are shards of different experiments; walras diff tells what differs", one, seed);
  const char *third = shard("third.h5", GOOD, 2, 3, -1);
  refused(WALRAS("merge", one, third, "--output", new), CLI_USAGE, "%s is one of 2 shards, and %s one of 3", one, third);
}

/* As another version of the model's costs might have cut them. */
static void a_gap_or_an_overlap_between_shards_is_found(void) {
  const char *new = keep(unit_path("new.h5")), *one = shard("1.h5", GOOD, 1, 2, -1);
  small_experiment small = small_new(GOOD);
  const walras_part late = {.number = 2, .count = 2, .points = 2, .replications = 4, .first = 5, .end = 8},
                    early = {.number = 2, .count = 2, .points = 2, .replications = 4, .first = 4, .end = 7};
  walras_layout_destroy(small.layout);
  CU_ASSERT_EQUAL_FATAL(walras_shard_take(small.experiment, &late, NULL), WALRAS_OK);
  small_layout(&small);
  const char *two = keep(small_shard_store(&small, "2.h5"));
  refused(WALRAS("merge", one, two, "--output", new), CLI_USAGE,
          "%s begins with trial 5, but the shards before it end before trial 4: they were not cut alike, as was %s", two, one);
  walras_layout_destroy(small.layout);
  CU_ASSERT_EQUAL_FATAL(walras_shard_take(small.experiment, &early, NULL), WALRAS_OK);
  small_layout(&small);
  two = keep(small_shard_store(&small, "2.h5"));
  refused(WALRAS("merge", one, two, "--output", new), CLI_USAGE, "the shards end before trial 7 of 8: they were not cut alike",
          "", "");
  small_free(&small);
}

static void a_shard_with_pending_trials_is_named_with_what_finishes_it(void) {
  const char *one = shard("1.h5", GOOD, 1, 2, -1), *two = shard("2.h5", GOOD, 2, 2, 3), *new = keep(unit_path("new.h5"));
  refused(WALRAS("merge", one, two, "--output", new), CLI_STOPPED,
          "%s (shard 2 of 2) is not finished: 1 trial is pending; go on with: walras resume %s", two, two);
}

static void a_shard_in_use_is_left_alone(void) {
  const char *one = shard("1.h5", GOOD, 1, 1, -1), *new = keep(unit_path("new.h5"));
  char holder[320];
  CU_ASSERT_EQUAL_FATAL(walras_lock_take(one, NULL), WALRAS_OK);
  CU_ASSERT_TRUE(walras_lock_holder(one, holder, sizeof holder));
  refused(WALRAS("merge", one, "--output", new), CLI_USAGE, "%s is in use by %s", one, holder);
  walras_lock_release(one);
}

static void a_damaged_trial_is_named(void) {
  small_experiment small = small_shard(GOOD, 2, 2);
  const char *one = shard("1.h5", GOOD, 1, 2, -1), *two = keep(small_shard_store(&small, "2.h5")),
             *new = keep(unit_path("new.h5"));
  walras_store_writer *writer = small_open(&small, two);
  const double value = 3.0;
  CU_ASSERT_EQUAL(walras_store_write_rows(writer, walras_layout_records(small.layout)->fields[0].dataset, 2, 1, &value, NULL),
                  WALRAS_OK);
  walras_store_writer_close(writer, NULL);
  refused(WALRAS("merge", one, two, "--output", new), CLI_USAGE,
          "%s (shard 2 of 2): 1 of its trials do not match their CRC (first: trial 6); go on with: walras resume %s", two, two);
  small_free(&small);
}

/* Claims and archives are of whole experiments. */
static void what_needs_the_whole_experiment_refuses_a_shard(void) {
  const char *one = shard("1.h5", SMALL_CONFIG CLI_CLAIMS, 1, 2, -1);
  char message[400];
  snprintf(message, sizeof message,
           "verify: %s is shard 1 of 2 of its experiment, and its claims are about all of it; walras merge joins the shards",
           one);
  terminal_refuses(WALRAS("verify", one), CLI_USAGE, message);
  snprintf(message, sizeof message,
           "export: %s is shard 1 of 2 of its experiment, and an archive holds all of it; walras merge joins the shards", one);
  terminal_refuses(WALRAS("export", one, "--ro-crate", unit_path("crate")), CLI_USAGE, message);
  snprintf(message, sizeof message,
           "show: %s is shard 1 of 2 of its experiment, and the baseline may be in another one; walras merge joins the shards",
           one);
  terminal_refuses(WALRAS("show", one, "--paired"), CLI_USAGE, message);
}

static void status_and_show_give_trials_their_numbers_in_the_experiment(void) {
  const char *two = shard("2.h5", SMALL_CONFIG, 2, 2, -1);
  const terminal *t = WALRAS("status", two);
  CU_ASSERT_EQUAL(t->code, CLI_FAILED);
  CU_ASSERT(terminal_says(t, "shard 2 of 2: trials 4 to 7 of 2 points x 4 replications; walras merge joins the shards\n"
                             "4 trials: 3 done, 1 failed, 0 pending\n"));
  CU_ASSERT(terminal_says(t, "  trial 6 (point 1, replication 2): replication 2 fails"));
  t = WALRAS("show", two, "sample_mean", "--csv");
  CU_ASSERT(t->code == CLI_OK && strstr(t->err, " is shard 2 of 2: trials 4 to 7 of 2 points x 4 replications\n") != NULL);
  CU_ASSERT(strstr(t->out, "\n1,0,") != NULL && strstr(t->out, "\n1,3,") != NULL && strstr(t->out, "\n0,") == NULL);
  CU_ASSERT(terminal_says(WALRAS("show", two, "sample_mean", "--json"), "\n  {\"point\": 1, "));
}

/* Also two that hold nothing at all. */
static void shards_differ_from_each_other(void) {
  char one[200], two[200], first[200];
  strcpy(one, shard("10.h5", GOOD, 10, 12, -1));
  strcpy(two, shard("11.h5", GOOD, 11, 12, -1));
  strcpy(first, WALRAS("digest", one)->out);
  CU_ASSERT(strncmp(first, WALRAS("digest", two)->out, 64) != 0);
  CU_ASSERT_EQUAL(WALRAS("diff", one, two)->code, CLI_DIFFERENCE);
}

WALRAS_UNIT_TESTS(UNIT(shards_are_joined_in_any_order), UNIT(failed_trials_are_told_as_a_run_tells_them),
                  UNIT(an_existing_store_is_replaced_only_when_told), UNIT(an_output_must_be_named),
                  UNIT(shards_must_be_there_each_once), UNIT(what_is_no_shard_is_named),
                  UNIT(shards_must_be_of_one_experiment_cut_alike), UNIT(a_gap_or_an_overlap_between_shards_is_found),
                  UNIT(a_shard_with_pending_trials_is_named_with_what_finishes_it), UNIT(a_shard_in_use_is_left_alone),
                  UNIT(a_damaged_trial_is_named), UNIT(what_needs_the_whole_experiment_refuses_a_shard),
                  UNIT(status_and_show_give_trials_their_numbers_in_the_experiment), UNIT(shards_differ_from_each_other))
