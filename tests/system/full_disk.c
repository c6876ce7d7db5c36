/* Preloaded into the program: after WALRAS_FULL_AFTER writes in place every further one finds the disk full; with
 * WALRAS_WRITES, the file that is told at the end how many there were. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static atomic_long writes;

static int is_full(void) {
  const char *after = getenv("WALRAS_FULL_AFTER");
  return atomic_fetch_add(&writes, 1) >= (after != NULL ? atol(after) : 1000000000L);
}

typedef ssize_t (*write_function)(int, const void *, size_t, off_t);

static ssize_t forward(const char *name, int file, const void *data, size_t bytes, off_t offset) {
  if (is_full()) {
    errno = ENOSPC;
    return -1;
  }
  write_function next;
  *(void **)&next = dlsym(RTLD_NEXT, name);
  return next(file, data, bytes, offset);
}

ssize_t pwrite(int file, const void *data, size_t bytes, off_t offset) {
  return forward("pwrite", file, data, bytes, offset);
}

ssize_t pwrite64(int file, const void *data, size_t bytes, off_t offset) {
  return forward("pwrite64", file, data, bytes, offset);
}

__attribute__((destructor)) static void tell(void) {
  const char *path = getenv("WALRAS_WRITES");
  FILE *file = path != NULL ? fopen(path, "a") : NULL;
  if (file != NULL && atomic_load(&writes) > 0)
    fprintf(file, "%ld\n", atomic_load(&writes));
  if (file != NULL)
    fclose(file);
}
