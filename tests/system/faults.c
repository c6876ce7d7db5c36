/* Preloaded into the program (tests/system/faults.py compiles it and sets the environment): makes the C library's calls fail, cuts writes
 * short, counts the calls, and logs what reaches the files in which order.
 *
 *   FAULTS_UNDER=FOLDER   only files under it count, whoever calls (the program itself, HDF5)
 *   FAULTS_RANK=R         only this rank of an MPI run; otherwise all
 *   FAULTS_FAIL=disk|memory|short|kill   calls that change files; allocations by the program's own code; writes that do half their work;
 *                         the process is killed before a call that changes files
 *   FAULTS_AT=N           from this call on, counted from 0
 *   FAULTS_ONCE=1         this call only
 *   FAULTS_ERRNO=NUMBER   what the disk says
 *   FAULTS_COUNTS=FILE    one line is added at the end: calls that change files, allocations, changes of names, opens
 *   FAULTS_LOG=FOLDER     one file a process: see `record` */
#define _GNU_SOURCE
#include <aio.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { NOTHING, DISK, MEMORY, SHORT, KILL };

static atomic_long disk_calls, memory_calls, write_calls, name_calls, open_calls;
static atomic_long syncs;
static int failing = NOTHING, failure = ENOSPC;
static long fail_at;
static bool once, active;
static const char *under;
static size_t under_length;
static int log_file = -1;
static uintptr_t code_begin, code_end; /* the program's own code */

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t),
    *__libc_memalign(size_t, size_t);

/* ---- setting up ---- */

/* The first object is the program. */
static int find_code(struct dl_phdr_info *object, size_t size, void *context) {
  (void)size;
  (void)context;
  for (int i = 0; i < object->dlpi_phnum; i++)
    if (object->dlpi_phdr[i].p_type == PT_LOAD && (object->dlpi_phdr[i].p_flags & PF_X) != 0) {
      code_begin = object->dlpi_addr + object->dlpi_phdr[i].p_vaddr;
      code_end = code_begin + object->dlpi_phdr[i].p_memsz;
    }
  return 1;
}

static long number(const char *name, long otherwise) {
  const char *text = getenv(name);
  return text != NULL ? atol(text) : otherwise;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void begin(void) {
  const char *fail = getenv("FAULTS_FAIL"), *log = getenv("FAULTS_LOG");
  const long rank = number("OMPI_COMM_WORLD_RANK", 0);
  if ((under = getenv("FAULTS_UNDER")) == NULL || strcmp(program_invocation_short_name, "walras") != 0)
    return;
  under_length = strlen(under);
  if (fail != NULL && number("FAULTS_RANK", rank) == rank)
    failing = strcmp(fail, "disk") == 0 ? DISK : strcmp(fail, "memory") == 0 ? MEMORY : strcmp(fail, "kill") == 0 ? KILL : SHORT;
  fail_at = number("FAULTS_AT", 0);
  once = number("FAULTS_ONCE", 0) != 0;
  failure = (int)number("FAULTS_ERRNO", ENOSPC);
  if (log != NULL) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%ld", log, (long)getpid());
    log_file = NEXT(open)(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);
  }
  dl_iterate_phdr(find_code, NULL);
  active = true;
}

__attribute__((destructor)) static void end(void) {
  const char *path = getenv("FAULTS_COUNTS");
  char line[96];
  const int length = snprintf(line, sizeof line, "%ld %ld %ld %ld\n", disk_calls, memory_calls, name_calls, open_calls);
  const int file = active && path != NULL ? NEXT(open)(path, O_WRONLY | O_CREAT | O_APPEND, 0644) : -1;
  active = false;
  if (file < 0)
    return;
  if (NEXT(write)(file, line, (size_t)length) != length)
    abort();
  NEXT(close)(file);
}

/* ---- what counts, and what fails ---- */

static bool hits(int kind, long call) {
  return failing == kind && (once ? call == fail_at : call >= fail_at);
}

static bool path_counts(const char *path) {
  char folder[PATH_MAX], whole[PATH_MAX];
  if (!active)
    return false;
  if (path[0] == '/')
    return strncmp(path, under, under_length) == 0;
  if (getcwd(folder, sizeof folder) == NULL || (size_t)snprintf(whole, sizeof whole, "%s/%s", folder, path) >= sizeof whole)
    return false;
  return strncmp(whole, under, under_length) == 0;
}

/* The name of an open file, if it counts. */
static bool file_counts(int file, char path[PATH_MAX]) {
  char link[64];
  const int saved = errno;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t length = active ? readlink(link, path, PATH_MAX - 1) : -1;
  path[length > 0 ? length : 0] = '\0';
  errno = saved;
  return length > 0 && strncmp(path, under, under_length) == 0;
}

/* A call that changes a file: true when it has to fail. */
static bool disk_fails(void) {
  const long call = atomic_fetch_add(&disk_calls, 1);
  const bool fails = hits(DISK, call);
  if (hits(KILL, call))
    raise(SIGKILL);
  if (fails)
    errno = failure;
  return fails;
}

static bool memory_fails(const void *caller) {
  const uintptr_t address = (uintptr_t)caller;
  if (!active || address < code_begin || address >= code_end || !hits(MEMORY, atomic_fetch_add(&memory_calls, 1)))
    return false;
  errno = ENOMEM;
  return true;
}

/* ---- the log ---- */

/* A line "NANOSECONDS OPERATION OFFSET BYTES PATH", then the bytes of a write or the second name of a rename or link. Written when the operation
 * is through, except the begin of a sync. */
static void record(const char *operation, long long offset, const void *data, size_t bytes, const char *path) {
  char line[PATH_MAX + 128], *text;
  struct timespec now;
  const int saved = errno;
  if (log_file < 0)
    return;
  clock_gettime(CLOCK_MONOTONIC, &now);
  const int length = snprintf(line, sizeof line, "%lld %s %lld %zu %s\n", 1000000000LL * (long long)now.tv_sec + now.tv_nsec,
                              operation, offset, bytes, path);
  /* In one write: threads log too. */
  if ((text = __libc_malloc((size_t)length + bytes)) == NULL)
    abort();
  memcpy(text, line, (size_t)length);
  if (bytes > 0)
    memcpy(text + length, data, bytes);
  if (NEXT(write)(log_file, text, (size_t)length + bytes) != (ssize_t)((size_t)length + bytes))
    abort();
  free(text);
  errno = saved;
}

/* ---- writes ---- */

static size_t shortened(size_t bytes) {
  return bytes > 1 && hits(SHORT, atomic_fetch_add(&write_calls, 1)) ? bytes / 2 : bytes;
}

ssize_t write(int file, const void *data, size_t bytes) {
  char path[PATH_MAX];
  if (!file_counts(file, path))
    return NEXT(write)(file, data, bytes);
  if (disk_fails())
    return -1;
  const off_t offset = lseek(file, 0, SEEK_CUR);
  const ssize_t done = NEXT(write)(file, data, shortened(bytes));
  if (done > 0)
    record("write", offset, data, (size_t)done, path);
  return done;
}

static ssize_t write_at(const char *name, int file, const void *data, size_t bytes, off_t offset) {
  char path[PATH_MAX];
  ssize_t (*const next)(int, const void *, size_t, off_t) = (ssize_t(*)(int, const void *, size_t, off_t))dlsym(RTLD_NEXT, name);
  if (!file_counts(file, path))
    return next(file, data, bytes, offset);
  if (disk_fails())
    return -1;
  const ssize_t done = next(file, data, shortened(bytes), offset);
  if (done > 0)
    record("write", offset, data, (size_t)done, path);
  return done;
}

ssize_t pwrite(int file, const void *data, size_t bytes, off_t offset) {
  return write_at("pwrite", file, data, bytes, offset);
}

ssize_t pwrite64(int file, const void *data, size_t bytes, off_t offset) {
  return write_at("pwrite64", file, data, bytes, offset);
}

static int resize(const char *name, int file, off_t bytes) {
  char path[PATH_MAX];
  int (*const next)(int, off_t) = (int (*)(int, off_t))dlsym(RTLD_NEXT, name);
  if (!file_counts(file, path))
    return next(file, bytes);
  if (disk_fails())
    return -1;
  const int result = next(file, bytes);
  record("resize", bytes, NULL, 0, path);
  return result;
}

int ftruncate(int file, off_t bytes) {
  return resize("ftruncate", file, bytes);
}

int ftruncate64(int file, off_t bytes) {
  return resize("ftruncate64", file, bytes);
}

int posix_fallocate(int file, off_t offset, off_t bytes) {
  char path[PATH_MAX];
  return file_counts(file, path) && disk_fails() ? failure : NEXT(posix_fallocate)(file, offset, bytes);
}

/* ---- syncs ---- */

static int sync_now(int (*next)(int), int file) {
  char path[PATH_MAX];
  if (!file_counts(file, path))
    return next(file);
  if (disk_fails())
    return -1;
  const long long sync = atomic_fetch_add(&syncs, 1);
  record("sync", sync, NULL, 0, path);
  const int result = next(file);
  record("synced", sync, NULL, 0, path);
  return result;
}

int fsync(int file) {
  return sync_now(NEXT(fsync), file);
}

int fdatasync(int file) {
  return sync_now(NEXT(fdatasync), file);
}

/* The one sync that may be under way beside the program. */
static struct {
  const struct aiocb *block;
  bool fails, told;
  long long sync;
  char path[PATH_MAX];
} beside;

int aio_fsync(int operation, struct aiocb *block) {
  char path[PATH_MAX];
  if (!file_counts(block->aio_fildes, path))
    return NEXT(aio_fsync)(operation, block);
  beside.block = block;
  beside.told = false;
  beside.fails = disk_fails();
  if (beside.fails)
    return 0;
  beside.sync = atomic_fetch_add(&syncs, 1);
  strcpy(beside.path, path);
  record("sync", beside.sync, NULL, 0, path);
  return NEXT(aio_fsync)(operation, block);
}

int aio_error(const struct aiocb *block) {
  if (beside.block != block)
    return NEXT(aio_error)(block);
  if (beside.fails)
    return failure;
  const int state = NEXT(aio_error)(block);
  if (state != EINPROGRESS && !beside.told) {
    beside.told = true;
    record("synced", beside.sync, NULL, 0, beside.path);
  }
  return state;
}

ssize_t aio_return(struct aiocb *block) {
  return beside.block == block && beside.fails ? -1 : NEXT(aio_return)(block);
}

/* ---- names ---- */

static int open_counted(const char *name, const char *path, int flags, mode_t mode) {
  int (*const next)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, name);
  const bool counts = path_counts(path);
  if (counts)
    atomic_fetch_add(&open_calls, 1);
  if (!counts || (flags & (O_CREAT | O_TRUNC)) == 0)
    return next(path, flags, mode);
  if (disk_fails())
    return -1;
  const bool there = access(path, F_OK) == 0;
  atomic_fetch_add(&name_calls, !there);
  const int file = next(path, flags, mode);
  if (file >= 0 && !there)
    record("create", 0, NULL, 0, path);
  else if (file >= 0 && (flags & O_TRUNC) != 0)
    record("resize", 0, NULL, 0, path);
  return file;
}

int open(const char *path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  return open_counted("open", path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  return open_counted("open64", path, flags, mode);
}

static int two_names(const char *operation, int (*next)(const char *, const char *), const char *from, const char *to) {
  if (!path_counts(from))
    return next(from, to);
  atomic_fetch_add(&name_calls, 1);
  if (disk_fails())
    return -1;
  const int result = next(from, to);
  if (result == 0)
    record(operation, 0, to, strlen(to), from);
  return result;
}

int rename(const char *from, const char *to) {
  return two_names("rename", NEXT(rename), from, to);
}

int link(const char *from, const char *to) {
  return two_names("link", NEXT(link), from, to);
}

int unlink(const char *path) {
  const int result = NEXT(unlink)(path);
  if (path_counts(path)) {
    atomic_fetch_add(&name_calls, 1);
    if (result == 0)
      record("unlink", 0, NULL, 0, path);
  }
  return result;
}

int mkdir(const char *path, mode_t mode) {
  if (!path_counts(path))
    return NEXT(mkdir)(path, mode);
  if (disk_fails())
    return -1;
  const int result = NEXT(mkdir)(path, mode);
  atomic_fetch_add(&name_calls, result == 0);
  if (result == 0)
    record("folder", 0, NULL, 0, path);
  return result;
}

int rmdir(const char *path) {
  const int result = NEXT(rmdir)(path);
  if (path_counts(path)) {
    atomic_fetch_add(&name_calls, 1);
    if (result == 0)
      record("unlink", 0, NULL, 0, path);
  }
  return result;
}

/* ---- memory ---- */

#define CALLER __builtin_return_address(0)

void *malloc(size_t bytes) {
  return memory_fails(CALLER) ? NULL : __libc_malloc(bytes);
}

void *calloc(size_t count, size_t bytes) {
  return memory_fails(CALLER) ? NULL : __libc_calloc(count, bytes);
}

void *realloc(void *memory, size_t bytes) {
  return memory_fails(CALLER) ? NULL : __libc_realloc(memory, bytes);
}

void *aligned_alloc(size_t alignment, size_t bytes) {
  return memory_fails(CALLER) ? NULL : __libc_memalign(alignment, bytes);
}

int posix_memalign(void **memory, size_t alignment, size_t bytes) {
  void *const result = memory_fails(CALLER) ? NULL : __libc_memalign(alignment, bytes);
  if (result != NULL)
    *memory = result;
  return result != NULL ? 0 : ENOMEM;
}

char *strdup(const char *text) {
  const size_t bytes = strlen(text) + 1;
  char *copy = memory_fails(CALLER) ? NULL : __libc_malloc(bytes);
  return copy != NULL ? memcpy(copy, text, bytes) : NULL;
}

char *strndup(const char *text, size_t most) {
  const size_t length = strnlen(text, most);
  char *copy = memory_fails(CALLER) ? NULL : __libc_malloc(length + 1);
  if (copy != NULL) {
    memcpy(copy, text, length);
    copy[length] = '\0';
  }
  return copy;
}

int vasprintf(char **text, const char *format, va_list values) {
  if (!memory_fails(CALLER))
    return NEXT(vasprintf)(text, format, values);
  *text = NULL;
  return -1;
}

FILE *open_memstream(char **text, size_t *bytes) {
  return memory_fails(CALLER) ? NULL : NEXT(open_memstream)(text, bytes);
}
