#include "cli/crate_folder.h"

#include <sys/stat.h>

#include "unit/folder.h"

static crate_folder begin(const char *name) {
  crate_folder folder;
  walras_error error = {0};
  CU_ASSERT_EQUAL_FATAL(crate_folder_begin(unit_path(name), &folder, &error), WALRAS_OK);
  return folder;
}

static void expect_name(const crate_folder *folder, const char *wanted, const char *expected) {
  char *name = crate_folder_free_name(folder, wanted);
  CU_ASSERT_PTR_NOT_NULL_FATAL(name);
  CU_ASSERT_STRING_EQUAL(name, expected);
  free(name);
}

static bool is_there(const char *path) {
  struct stat status;
  return stat(path, &status) == 0;
}

/* FIPS 180-4's example of one block. */
static void a_text_is_written_with_its_size_and_hash(void) {
  crate_folder folder = begin("text");
  walras_error error = {0};
  CU_ASSERT_EQUAL(crate_folder_add_text(&folder, "a/b.txt", "abc", &error), WALRAS_OK);
  CU_ASSERT_EQUAL_FATAL(folder.file_count, 1);
  CU_ASSERT(folder.files[0].bytes == 3 && !is_there(folder.target));
  CU_ASSERT_STRING_EQUAL(folder.files[0].sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CU_ASSERT_EQUAL(crate_folder_finish(&folder, &error), WALRAS_OK);
  crate_folder_free(&folder);
  CU_ASSERT(is_there(unit_path("text/a/b.txt")));
}

static void a_copy_has_the_bytes_of_its_source(void) {
  enum { BYTES = 3 << 20 }; /* several pieces of the copy */
  char *bytes = malloc(BYTES + 1);
  CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
  for (int i = 0; i < BYTES; i++)
    bytes[i] = (char)('a' + i % 23);
  bytes[BYTES] = '\0';
  unit_write_file(unit_path("source"), bytes, BYTES);
  crate_folder folder = begin("copy");
  walras_error error = {0};
  CU_ASSERT_EQUAL(crate_folder_add_file(&folder, "copy", unit_path("source"), false, &error), WALRAS_OK);
  CU_ASSERT_EQUAL(crate_folder_add_text(&folder, "text", bytes, &error), WALRAS_OK);
  CU_ASSERT(folder.files[0].bytes == BYTES && folder.files[1].bytes == BYTES);
  CU_ASSERT_STRING_EQUAL(folder.files[0].sha256, folder.files[1].sha256);
  CU_ASSERT_EQUAL(crate_folder_add_file(&folder, "link", unit_path("source"), true, &error), WALRAS_OK);
  CU_ASSERT_STRING_EQUAL(folder.files[2].sha256, folder.files[1].sha256);
  CU_ASSERT_EQUAL(crate_folder_finish(&folder, &error), WALRAS_OK);
  crate_folder_free(&folder);
  struct stat source, copy, link;
  CU_ASSERT(stat(unit_path("source"), &source) == 0 && stat(unit_path("copy/copy"), &copy) == 0 &&
            stat(unit_path("copy/link"), &link) == 0);
  CU_ASSERT(copy.st_size == BYTES && copy.st_ino != source.st_ino && link.st_ino == source.st_ino);
  free(bytes);
}

static void what_is_not_finished_leaves_nothing(void) {
  crate_folder folder = begin("left");
  walras_error error = {0};
  char path[300];
  snprintf(path, sizeof path, "%s", folder.path);
  CU_ASSERT_EQUAL(crate_folder_add_text(&folder, "a/b/c", "x", &error), WALRAS_OK);
  CU_ASSERT(is_there(path));
  crate_folder_free(&folder);
  CU_ASSERT(!is_there(path) && !is_there(unit_path("left")));
}

static void names_stay_inside_and_are_free(void) {
  crate_folder folder = begin("names");
  walras_error error = {0};
  expect_name(&folder, "markets/a.json", "markets/a.json");
  CU_ASSERT_EQUAL(crate_folder_add_text(&folder, "a.json", "x", &error), WALRAS_OK);
  expect_name(&folder, "a.json", "files/1-a.json");
  expect_name(&folder, "/data/a.json", "files/1-a.json");
  CU_ASSERT_EQUAL(crate_folder_add_text(&folder, "files/1-a.json", "x", &error), WALRAS_OK);
  expect_name(&folder, "/data/a.json", "files/2-a.json");
  expect_name(&folder, "../a.json", "files/2-a.json");
  expect_name(&folder, "b/../../c", "files/1-c");
  expect_name(&folder, "b//c", "files/1-c");
  expect_name(&folder, "...", "...");
  crate_folder_free(&folder);
}

static void names_become_uri_references(void) {
  crate_folder folder = begin("uris");
  walras_error error = {0};
  static const char *const names[][2] = {{"a b%c#d?.h5", "a%20b%25c%23d%3F.h5"},
                                         {"gr\xc3\xb6\xc3\x9f"
                                          "e/x~_-.1",
                                          "gr\xc3\xb6\xc3\x9f"
                                          "e/x~_-.1"},
                                         {"\xff"
                                          "a:b",
                                          "%FFa%3Ab"}};
  for (int i = 0; i < 3; i++) {
    CU_ASSERT_EQUAL(crate_folder_add_text(&folder, names[i][0], "x", &error), WALRAS_OK);
    CU_ASSERT_STRING_EQUAL(folder.files[i].id, names[i][1]);
  }
  crate_folder_free(&folder);
}

static void a_name_is_given_once(void) {
  crate_folder folder = begin("twice");
  walras_error error = {0};
  CU_ASSERT_EQUAL(crate_folder_add_text(&folder, "a", "x", &error), WALRAS_OK);
  CU_ASSERT_EQUAL(crate_folder_add_text(&folder, "a", "y", &error), WALRAS_ERROR_IO);
  CU_ASSERT_PTR_NOT_NULL(strstr(error.message, "File exists"));
  crate_folder_free(&folder);
}

WALRAS_UNIT_TESTS(UNIT(a_text_is_written_with_its_size_and_hash), UNIT(a_copy_has_the_bytes_of_its_source),
                  UNIT(what_is_not_finished_leaves_nothing), UNIT(names_stay_inside_and_are_free),
                  UNIT(names_become_uri_references), UNIT(a_name_is_given_once))
