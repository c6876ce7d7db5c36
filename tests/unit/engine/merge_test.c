#include "engine/merge.h"

#include "store/diff.h"
#include "unit/small_experiment.h"

enum { MOST_SHARDS = 12 };

/* Shards that are to be joined. */
typedef struct joining {
  small_experiment whole, shards[MOST_SHARDS];
  char paths[MOST_SHARDS][160];
  int64_t count;
} joining;

static joining begin(const char *config, int64_t count) {
  joining j = {.whole = small_new(config), .count = count};
  for (int64_t i = 0; i < count; i++) {
    char name[64];
    snprintf(name, sizeof name, "shard%lld-of-%lld.h5", (long long)i + 1, (long long)count);
    j.shards[i] = small_shard(config, i + 1, count);
    snprintf(j.paths[i], sizeof j.paths[i], "%s", small_shard_store(&j.shards[i], name));
  }
  return j;
}

static void end(joining *j) {
  for (int64_t i = 0; i < j->count; i++)
    small_free(&j->shards[i]);
  small_free(&j->whole);
}

/* A walras_store_fill. */
static walras_status add_shards(void *context, walras_store_writer *writer, walras_error *error) {
  const joining *j = context;
  walras_status status = WALRAS_OK;
  for (int64_t i = 0; status == WALRAS_OK && i < j->count; i++) {
    walras_merge_source source = {.layout = j->shards[i].layout, .part = &j->shards[i].experiment->part};
    CU_ASSERT_EQUAL_FATAL(
        walras_store_writer_open_to_read(j->paths[i], walras_layout_store(source.layout), &source.reader, error), WALRAS_OK);
    status = walras_merge_shard(writer, j->whole.layout, &source, error);
    walras_store_writer_close(source.reader, NULL);
  }
  return status;
}

static walras_status join(joining *j, const char *path, walras_error *error) {
  return walras_store_create_filled(path, walras_layout_store(j->whole.layout), true, add_shards, j, error);
}

static void any_number_of_shards_makes_the_store_of_a_single_run(void) {
  static const int64_t counts[] = {1, 3, 5, MOST_SHARDS};
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
    joining j = begin(SMALL_CONFIG, counts[i]);
    const char *single = small_store(&j.whole, "single.h5", SMALL_TRIALS), *merged = unit_path("merged.h5");
    int64_t differences = -1;
    CU_ASSERT_EQUAL(join(&j, merged, NULL), WALRAS_OK);
    CU_ASSERT_EQUAL(walras_store_diff(single, merged, stdout, 3, &differences, NULL), WALRAS_OK);
    CU_ASSERT_EQUAL(differences, 0);
    end(&j);
  }
}

/* Trials 2 and 6 fail. */
static void messages_of_failed_trials_come_along(void) {
  joining j = begin(SMALL_CONFIG, 3);
  const char *merged = unit_path("messages.h5");
  int64_t trials[WALRAS_ERROR_TABLE_ENTRIES];
  char message[WALRAS_ERROR_TABLE_MESSAGE];
  CU_ASSERT_EQUAL(join(&j, merged, NULL), WALRAS_OK);
  walras_store_writer *writer = small_open(&j.whole, merged);
  CU_ASSERT_EQUAL(walras_store_read_elements(writer, walras_layout_error_trials_dataset(j.whole.layout), 0,
                                             WALRAS_ERROR_TABLE_ENTRIES, trials, NULL),
                  WALRAS_OK);
  CU_ASSERT(trials[0] == 2 && trials[1] == 6 && trials[2] == -1);
  CU_ASSERT_EQUAL(walras_store_read_elements(writer, walras_layout_error_messages_dataset(j.whole.layout),
                                             WALRAS_ERROR_TABLE_MESSAGE, WALRAS_ERROR_TABLE_MESSAGE, message, NULL),
                  WALRAS_OK);
  CU_ASSERT_STRING_EQUAL(message, "replication 2 fails because fail_replication says so");
  walras_store_writer_close(writer, NULL);
  end(&j);
}

/* More than the table of the whole has room for: the first ones are kept. */
static void messages_without_room_are_left_out(void) {
  joining j = begin(SMALL_CONFIG, 1);
  const small_experiment *shard = &j.shards[0];
  int64_t trials[WALRAS_ERROR_TABLE_ENTRIES];
  for (int64_t i = 0; i < WALRAS_ERROR_TABLE_ENTRIES; i++)
    trials[i] = i == 3 ? 1 << 20 : i % SMALL_TRIALS; /* one is no trial of this shard */
  walras_store_writer *writer = small_open(shard, j.paths[0]);
  CU_ASSERT_EQUAL(walras_store_write_elements(writer, walras_layout_error_trials_dataset(shard->layout), 0,
                                              WALRAS_ERROR_TABLE_ENTRIES, trials, NULL),
                  WALRAS_OK);
  walras_store_writer_close(writer, NULL);
  CU_ASSERT_EQUAL(walras_store_create(unit_path("full.h5"), walras_layout_store(j.whole.layout), true, NULL), WALRAS_OK);
  writer = small_open(&j.whole, unit_path("full.h5"));
  CU_ASSERT_EQUAL(add_shards(&j, writer, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_read_elements(writer, walras_layout_error_trials_dataset(j.whole.layout), 0,
                                             WALRAS_ERROR_TABLE_ENTRIES, trials, NULL),
                  WALRAS_OK);
  CU_ASSERT(trials[2] == 2 && trials[3] == 4 && trials[WALRAS_ERROR_TABLE_ENTRIES - 1] == -1);
  CU_ASSERT_EQUAL(add_shards(&j, writer, NULL), WALRAS_OK); /* into a table with room for one */
  CU_ASSERT_EQUAL(walras_store_read_elements(writer, walras_layout_error_trials_dataset(j.whole.layout),
                                             WALRAS_ERROR_TABLE_ENTRIES - 1, 1, trials, NULL),
                  WALRAS_OK);
  CU_ASSERT_EQUAL(trials[0], 0);
  walras_store_writer_close(writer, NULL);
  end(&j);
}

/* Changes one byte of the first trial of the second shard, and expects that it is found and nothing is left. */
static void a_damaged_trial_is_not_taken(void) {
  joining j = begin(SMALL_CONFIG, 2);
  const char *merged = unit_path("damaged.h5");
  walras_error error = {0};
  const uint32_t crc = 12345;
  walras_store_writer *writer = small_open(&j.shards[1], j.paths[1]);
  CU_ASSERT_EQUAL(walras_store_write_rows(writer, walras_layout_crc_dataset(j.shards[1].layout), 1, 1, &crc, NULL), WALRAS_OK);
  walras_store_writer_close(writer, NULL);
  const int before = unit_file_count();
  CU_ASSERT_EQUAL(join(&j, merged, &error), WALRAS_ERROR_INPUT);
  CU_ASSERT_STRING_EQUAL(error.message, "1 of its trials do not match their CRC (first: trial 5)");
  CU_ASSERT_EQUAL(unit_file_count(), before);
  end(&j);
}

static void a_pending_trial_is_not_taken(void) {
  joining j = begin(SMALL_CONFIG, 2);
  walras_error error = {0};
  small_store(&j.shards[1], "shard2-of-2.h5", 3);
  CU_ASSERT_EQUAL(join(&j, unit_path("pending.h5"), &error), WALRAS_ERROR_INPUT);
  CU_ASSERT_STRING_EQUAL(error.message, "1 of its trials are pending");
  end(&j);
}

WALRAS_UNIT_TESTS(UNIT(any_number_of_shards_makes_the_store_of_a_single_run), UNIT(messages_of_failed_trials_come_along),
                  UNIT(messages_without_room_are_left_out), UNIT(a_damaged_trial_is_not_taken),
                  UNIT(a_pending_trial_is_not_taken))
