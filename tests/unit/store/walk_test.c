#include "store/walk.h"

#include "toy_store.h"

static walras_store_reader *open_toy(void) {
  walras_store_reader *reader = NULL;
  CU_ASSERT_EQUAL_FATAL(walras_store_reader_open(toy_create("walk.h5"), &reader, NULL), WALRAS_OK);
  return reader;
}

/* Nothing under /run, no CRCs, and each scale once although three groups link to it. */
static void the_compared_datasets_come_once_each_and_sorted(void) {
  static const char *const expected[] = {"/design/size",  "/design/word",       "/metrics/welfare",
                                         "/series/price", "/trials/error_code", "/trials/status"};
  walras_store_reader *reader = open_toy();
  walras_path_list list = {0};
  CU_ASSERT_EQUAL(walras_store_walk(reader, &list, NULL), WALRAS_OK);
  int64_t found = 0, scales = 0;
  for (int64_t i = 0; i < list.count; i++) {
    CU_ASSERT(i == 0 || strcmp(list.paths[i - 1], list.paths[i]) < 0);
    const char *name = strrchr(list.paths[i], '/');
    const bool scale = strcmp(name, "/point") == 0 || strcmp(name, "/replication") == 0 || strcmp(name, "/round") == 0;
    scales += scale;
    if (scale)
      continue;
    CU_ASSERT_FATAL(found < 6);
    CU_ASSERT_STRING_EQUAL(list.paths[i], expected[found++]);
  }
  CU_ASSERT(found == 6 && scales == 3);
  walras_path_list_free(&list);
  CU_ASSERT(list.count == 0 && list.paths == NULL);
  walras_store_reader_close(reader);
}

static void per_trial_data_is_told_by_its_axes(void) {
  walras_store_reader *reader = open_toy();
  const walras_store_shape trial = {.rank = 3, .extent = {2, 3, 9, 1}}, other = {.rank = 2, .extent = {3, 2, 1, 1}},
                           line = {.rank = 1, .extent = {2, 1, 1, 1}};
  CU_ASSERT(walras_is_per_trial(reader, &trial, "/series/price"));
  CU_ASSERT_FALSE(walras_is_per_trial(reader, &other, "/x"));
  CU_ASSERT_FALSE(walras_is_per_trial(reader, &line, "/x"));
  CU_ASSERT_FALSE(walras_is_per_trial(reader, &trial, "/design/matrix"));
  walras_store_reader_close(reader);
}

static void texts_come_back_as_utf8_and_empty_ones_as_empty(void) {
  walras_store_reader *reader = open_toy();
  CU_ASSERT(walras_store_is_text(reader, "/design/word") && !walras_store_is_text(reader, "/design/size") &&
            !walras_store_is_text(reader, "/nothing"));
  char **texts = walras_store_texts(reader, "/design/word", 2);
  CU_ASSERT_PTR_NOT_NULL_FATAL(texts);
  CU_ASSERT_STRING_EQUAL(texts[0], "médian");
  CU_ASSERT_STRING_EQUAL(texts[1], "");
  free(texts[0]);
  free(texts[1]);
  free(texts);
  CU_ASSERT_PTR_NULL(walras_store_texts(reader, "/nothing", 2));
  CU_ASSERT_PTR_NULL(walras_store_texts(reader, "/design/word", 1)); /* there are two */
  walras_store_reader_close(reader);
}

WALRAS_UNIT_TESTS(UNIT(the_compared_datasets_come_once_each_and_sorted), UNIT(per_trial_data_is_told_by_its_axes),
                  UNIT(texts_come_back_as_utf8_and_empty_ones_as_empty))
