/** A folder of a test's own under /tmp, gone when the program ends. */
#ifndef WALRAS_TESTS_FOLDER_H
#define WALRAS_TESTS_FOLDER_H

#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"

static char unit_folder_path[64];

static inline void unit_folder_remove(void) {
  char command[128];
  snprintf(command, sizeof command, "rm -rf '%s'", unit_folder_path);
  if (system(command) != 0)
    fprintf(stderr, "%s could not be removed\n", unit_folder_path);
}

/** "<folder>/<name>", valid until the 16th call after this one. */
static inline const char *unit_path(const char *name) {
  static char paths[16][160];
  static int next;
  if (unit_folder_path[0] == '\0') {
    strcpy(unit_folder_path, "/tmp/walras-unit-XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(unit_folder_path));
    CU_ASSERT_FATAL(atexit(unit_folder_remove) == 0);
  }
  char *path = paths[next++ % 16];
  snprintf(path, sizeof paths[0], "%s/%s", unit_folder_path, name);
  return path;
}

/** How many files lie in the folder. */
static inline int unit_file_count(void) {
  char command[128];
  int count = -1;
  snprintf(command, sizeof command, "ls -A '%s' | wc -l", unit_folder_path);
  FILE *pipe = popen(command, "r");
  CU_ASSERT_PTR_NOT_NULL_FATAL(pipe);
  CU_ASSERT_EQUAL(fscanf(pipe, "%d", &count), 1);
  pclose(pipe);
  return count;
}

static inline void unit_write_file(const char *path, const void *bytes, size_t count) {
  FILE *file = fopen(path, "wb");
  CU_ASSERT_PTR_NOT_NULL_FATAL(file);
  CU_ASSERT_EQUAL(fwrite(bytes, 1, count, file), count);
  CU_ASSERT_EQUAL(fclose(file), 0);
}

/** The message must be exactly this; `%s` in it stands for `path`. */
static inline void unit_expect_message(const char *message, const char *format, const char *path) {
  char expected[1024];
  const char *hole = strstr(format, "%s");
  if (hole != NULL)
    snprintf(expected, sizeof expected, "%.*s%s%s", (int)(hole - format), format, path, hole + 2);
  else
    snprintf(expected, sizeof expected, "%s", format);
  CU_ASSERT_STRING_EQUAL(message, expected);
  if (strcmp(message, expected) != 0)
    printf("\n  expected: %s\n  got:      %s", expected, message);
}

#endif
