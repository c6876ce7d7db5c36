#include "store/lock.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HOLDER_SIZE = 512 };

/* Who holds a lock. */
typedef struct lock_holder {
  char host[256], boot[64];
  long pid;
  unsigned long long start; /* of the process, in clock ticks since boot: a reused pid has another one */
} lock_holder;

static void read_line(const char *path, char *text, size_t size) {
  text[0] = '\0';
  FILE *file = fopen(path, "r");
  if (file == NULL)
    return;
  if (fgets(text, (int)size, file) == NULL)
    text[0] = '\0';
  fclose(file);
  text[strcspn(text, "\n")] = '\0';
}

/* Field 22 of /proc/PID/stat; the name in field 2 may hold blanks and parentheses. A zombie holds nothing any more: 0. */
static unsigned long long process_start(long pid) {
  char path[64], text[1024];
  unsigned long long start = 0;
  snprintf(path, sizeof path, "/proc/%ld/stat", pid);
  read_line(path, text, sizeof text);
  const char *field = strrchr(text, ')');
  if (field != NULL && (field[2] == 'Z' || field[2] == 'X'))
    return 0;
  for (int i = 2; field != NULL && i < 22; i++)
    field = strchr(field + 1, ' ');
  if (field != NULL)
    start = strtoull(field + 1, NULL, 10);
  return start;
}

static lock_holder myself(void) {
  lock_holder holder = {.pid = (long)getpid()};
  if (gethostname(holder.host, sizeof holder.host - 1) != 0)
    strcpy(holder.host, "unknown");
  read_line("/proc/sys/kernel/random/boot_id", holder.boot, sizeof holder.boot);
  holder.start = process_start(holder.pid);
  return holder;
}

static bool parse_holder(const char *text, lock_holder *holder) {
  return sscanf(text, "host %255s\npid %ld\nboot %63s\nstart %llu", holder->host, &holder->pid, holder->boot, &holder->start) ==
         4;
}

static bool is_alive(const lock_holder *holder) {
  if (kill((pid_t)holder->pid, 0) != 0 && errno == ESRCH)
    return false;
  return process_start(holder->pid) == holder->start;
}

/* On the disk, too: after a power cut a lock without its text would stand in everybody's way. 0 or what failed. */
static int write_whole(int file, const char *text, size_t length) {
  while (length > 0) {
    const ssize_t done = write(file, text, length);
    if (done < 0 && errno == EINTR)
      continue;
    if (done <= 0)
      return done < 0 ? errno : EIO;
    text += done;
    length -= (size_t)done;
  }
  return fsync(file) == 0 || errno == EINVAL ? 0 : errno;
}

/* Creates the lock whole: written under another name, then linked, which fails when it exists. */
static int create_lock(const char *path, const lock_holder *me) {
  char temporary[4096 + 32], text[HOLDER_SIZE];
  snprintf(temporary, sizeof temporary, "%s.%ld", path, me->pid);
  const int length = snprintf(text, sizeof text, "host %s\npid %ld\nboot %s\nstart %llu\n", me->host, me->pid,
                              me->boot[0] != '\0' ? me->boot : "-", me->start);
  const int file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0)
    return errno;
  int result = write_whole(file, text, (size_t)length);
  close(file);
  if (result == 0 && link(temporary, path) != 0)
    result = errno == ENOENT ? EAGAIN : errno; /* a rival who has the lock has removed it */
  unlink(temporary);
  return result;
}

/* The text of the lock that stands at `path`, and its open file; -1 when it is gone. */
static int open_lock(const char *path, char text[HOLDER_SIZE]) {
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  const ssize_t length = file >= 0 ? read(file, text, HOLDER_SIZE - 1) : -1;
  text[length > 0 ? length : 0] = '\0';
  if (file >= 0 && length < 0) {
    close(file);
    return -1;
  }
  return file;
}

/* Of several that find the same stale lock, one removes it: whoever comes later sees that another file stands there now. */
static void remove_stale(const char *path, int file) {
  struct stat mine, there;
  if (flock(file, LOCK_EX) == 0 && fstat(file, &mine) == 0 && stat(path, &there) == 0 && mine.st_dev == there.st_dev &&
      mine.st_ino == there.st_ino)
    unlink(path);
}

/* Locks that a kill or a power cut left before they got their name. One that a rival is about to name may be among them: it tries again,
 * and finds that the lock is taken. */
static void remove_unborn(const char *path) {
  char folder[4096], unborn[4096];
  const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
  const size_t length = strlen(name);
  snprintf(folder, sizeof folder, "%.*s", slash != NULL ? (int)(slash - path) + 1 : 2, slash != NULL ? path : "./");
  DIR *entries = opendir(folder);
  for (const struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;) {
    const char *pid = entry->d_name + length;
    if (strncmp(entry->d_name, name, length) == 0 && *pid++ == '.' && *pid != '\0' && strspn(pid, "0123456789") == strlen(pid) &&
        (size_t)snprintf(unborn, sizeof unborn, "%s%s", folder, entry->d_name) < sizeof unborn)
      unlink(unborn);
  }
  if (entries != NULL)
    closedir(entries);
}

/* Known to be gone; a holder on another host never is. */
static bool is_dead(const lock_holder *holder, const lock_holder *me) {
  return strcmp(holder->host, me->host) == 0 && (strcmp(holder->boot, me->boot) != 0 || !is_alive(holder));
}

bool walras_lock_holder(const char *store, char *text, size_t size) {
  char path[4096], lock[HOLDER_SIZE];
  lock_holder holder = {0};
  const lock_holder me = myself();
  const int file = (size_t)snprintf(path, sizeof path, "%s.lock", store) < sizeof path ? open_lock(path, lock) : -1;
  if (file < 0)
    return false;
  close(file);
  if (!parse_holder(lock, &holder) || is_dead(&holder, &me))
    return false;
  snprintf(text, size, "process %ld on %s", holder.pid, holder.host);
  return true;
}

walras_status walras_lock_take(const char *store, walras_error *error) {
  char path[4096], text[HOLDER_SIZE];
  if ((size_t)snprintf(path, sizeof path, "%s.lock", store) >= sizeof path - 16)
    return WALRAS_FAIL(error, WALRAS_ERROR_IO, "%s: the path is too long", store);
  const lock_holder me = myself();
  for (int attempt = 0; attempt < 64; attempt++) {
    const int failure = create_lock(path, &me);
    if (failure == 0) {
      remove_unborn(path);
      return WALRAS_OK;
    }
    if (failure == EAGAIN)
      continue;
    if (failure != EEXIST)
      return WALRAS_FAIL(error, WALRAS_ERROR_IO, "%s: the lock file cannot be written: %s", path, strerror(failure));
    lock_holder holder = {0};
    const int file = open_lock(path, text);
    if (file < 0)
      continue; /* gone meanwhile */
    const bool known = parse_holder(text, &holder), stale = known && is_dead(&holder, &me);
    if (stale)
      remove_stale(path, file);
    close(file);
    if (!known)
      return WALRAS_FAIL(error, WALRAS_ERROR_STATE, "%s: this is not a lock of walras; remove it if no run uses the store", path);
    if (!stale)
      return WALRAS_FAIL(error, WALRAS_ERROR_STATE, "%s is in use by process %ld on %s; if that is no longer true, remove %s",
                         store, holder.pid, holder.host, path);
  }
  return WALRAS_FAIL(error, WALRAS_ERROR_STATE, "%s: its lock keeps changing hands", store);
}

void walras_lock_release(const char *store) {
  char path[4096];
  if ((size_t)snprintf(path, sizeof path, "%s.lock", store) < sizeof path)
    unlink(path);
}
