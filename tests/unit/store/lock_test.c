#include "store/lock.h"

#include <sys/wait.h>

#include "unit/folder.h"

enum { RIVALS = 8, RACES = 400 };

static void write_lock(const char *store, const char *host, long pid, const char *boot, unsigned long long start) {
  char path[256], text[512];
  snprintf(path, sizeof path, "%s.lock", store);
  const int length = snprintf(text, sizeof text, "host %s\npid %ld\nboot %s\nstart %llu\n", host, pid, boot, start);
  unit_write_file(path, text, (size_t)length);
}

static void this_host(char host[256], char boot[64]) {
  memset(host, 0, 256);
  CU_ASSERT_EQUAL(gethostname(host, 255), 0);
  FILE *file = fopen("/proc/sys/kernel/random/boot_id", "r");
  CU_ASSERT_PTR_NOT_NULL_FATAL(file);
  CU_ASSERT_EQUAL(fscanf(file, "%63s", boot), 1);
  fclose(file);
}

/* A process that is certainly gone. */
static long dead_process(void) {
  const pid_t child = fork();
  if (child == 0)
    _exit(0);
  CU_ASSERT_EQUAL(waitpid(child, NULL, 0), child);
  return (long)child;
}

static void a_lock_is_held_once_and_can_be_taken_again_after_its_release(void) {
  const char *store = unit_path("s.h5");
  walras_error error = {0};
  char host[256], boot[64], expected[1024];
  this_host(host, boot);
  CU_ASSERT_EQUAL(walras_lock_take(store, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_lock_take(store, &error), WALRAS_ERROR_STATE);
  snprintf(expected, sizeof expected, "%s is in use by process %ld on %s; if that is no longer true, remove %s.lock", store,
           (long)getpid(), host, store);
  CU_ASSERT_STRING_EQUAL(error.message, expected);
  walras_lock_release(store);
  CU_ASSERT_EQUAL(walras_lock_take(store, NULL), WALRAS_OK);
  walras_lock_release(store);
  walras_lock_release(store);
  CU_ASSERT_EQUAL(unit_file_count(), 0);
}

static void locks_of_the_dead_are_taken_over(void) {
  const char *store = unit_path("s.h5");
  char host[256], boot[64];
  this_host(host, boot);
  write_lock(store, host, dead_process(), boot, 1);
  CU_ASSERT_EQUAL(walras_lock_take(store, NULL), WALRAS_OK);
  walras_lock_release(store);
  /* Another boot, and a process number that was given out again. */
  write_lock(store, host, (long)getpid(), "00000000-0000-0000-0000-000000000000", 1);
  CU_ASSERT_EQUAL(walras_lock_take(store, NULL), WALRAS_OK);
  walras_lock_release(store);
  write_lock(store, host, (long)getpid(), boot, 1);
  CU_ASSERT_EQUAL(walras_lock_take(store, NULL), WALRAS_OK);
  walras_lock_release(store);
}

static void locks_of_other_hosts_and_foreign_files_are_respected(void) {
  const char *store = unit_path("s.h5");
  walras_error error = {0};
  write_lock(store, "another-host", 1, "11111111-1111-1111-1111-111111111111", 1);
  CU_ASSERT_EQUAL(walras_lock_take(store, &error), WALRAS_ERROR_STATE);
  CU_ASSERT_PTR_NOT_NULL(strstr(error.message, "is in use by process 1 on another-host"));
  walras_error_clear(&error);
  unit_write_file(unit_path("s.h5.lock"), "mine", 4);
  CU_ASSERT_EQUAL(walras_lock_take(store, &error), WALRAS_ERROR_STATE);
  unit_expect_message(error.message, "%s.lock: this is not a lock of walras; remove it if no run uses the store", store);
  walras_lock_release(store);
}

static void a_lock_that_cannot_be_written_says_why(void) {
  walras_error error = {0};
  const char *store = unit_path("nowhere/s.h5");
  CU_ASSERT_EQUAL(walras_lock_take(store, &error), WALRAS_ERROR_IO);
  unit_expect_message(error.message, "%s.lock: the lock file cannot be written: No such file or directory", store);
  char path[5000];
  memset(path, 'a', sizeof path - 1);
  path[sizeof path - 1] = '\0';
  CU_ASSERT_EQUAL(walras_lock_take(path, NULL), WALRAS_ERROR_IO);
}

/* Rivals meet at one stale lock (a takeover that is not atomic lets two in about once in 70 races here), and hold what they get until all have tried. Returns how many got it. */
static int race(const char *store, const char *host, const char *boot, long dead) {
  int start[2], tried[2], finish[2], winners = 0;
  char byte = 0;
  CU_ASSERT_FATAL(pipe(start) == 0 && pipe(tried) == 0 && pipe(finish) == 0);
  write_lock(store, host, dead, boot, 1);
  for (int rival = 0; rival < RIVALS; rival++) {
    if (fork() != 0)
      continue;
    close(start[1]);
    close(finish[1]);
    const bool began = read(start[0], &byte, 1) == 0;
    const bool won = began && walras_lock_take(store, NULL) == WALRAS_OK;
    byte = won;
    const bool told = write(tried[1], &byte, 1) == 1 && read(finish[0], &byte, 1) == 0;
    _exit(told ? 0 : 1);
  }
  close(start[1]);
  for (int rival = 0; rival < RIVALS; rival++) {
    CU_ASSERT_EQUAL(read(tried[0], &byte, 1), 1);
    winners += byte;
  }
  close(finish[1]);
  for (int rival = 0; rival < RIVALS; rival++)
    wait(NULL);
  close(start[0]);
  close(finish[0]);
  close(tried[0]);
  close(tried[1]);
  walras_lock_release(store);
  return winners;
}

static void of_many_that_find_a_stale_lock_exactly_one_gets_it(void) {
  const char *store = unit_path("raced.h5");
  char host[256], boot[64];
  this_host(host, boot);
  const long dead = dead_process();
  for (int i = 0; i < RACES; i++)
    CU_ASSERT_EQUAL(race(store, host, boot, dead), 1);
}

WALRAS_UNIT_TESTS(UNIT(a_lock_is_held_once_and_can_be_taken_again_after_its_release), UNIT(locks_of_the_dead_are_taken_over),
                  UNIT(locks_of_other_hosts_and_foreign_files_are_respected), UNIT(a_lock_that_cannot_be_written_says_why),
                  UNIT(of_many_that_find_a_stale_lock_exactly_one_gets_it))
