#include "cli/crate_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <gcrypt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "experiment/scan.h"

enum { CHUNK_BYTES = 1 << 20, OPEN_FOLDERS = 16 };

static char *text_of(const char *format, const char *a, const char *b) {
  char *text = NULL;
  return asprintf(&text, format, a, b) < 0 ? NULL : text;
}

char *crate_folder_path(const crate_folder *folder, const char *name) {
  return text_of("%s/%s", folder->path, name);
}

/* ---- names ---- */

static bool is_taken(const crate_folder *folder, const char *name) {
  for (int64_t i = 0; i < folder->file_count; i++)
    if (strcmp(folder->files[i].name, name) == 0)
      return true;
  return false;
}

/* No step out of the folder, no empty step. */
static bool is_inside(const char *name) {
  for (const char *step = name;; step += strcspn(step, "/") + 1) {
    const size_t length = strcspn(step, "/");
    if (length == 0 || (length == 1 && step[0] == '.') || (length == 2 && strncmp(step, "..", 2) == 0))
      return false;
    if (step[length] == '\0')
      return true;
  }
}

char *crate_folder_free_name(const crate_folder *folder, const char *wanted) {
  if (is_inside(wanted) && !is_taken(folder, wanted))
    return strdup(wanted);
  const char *slash = strrchr(wanted, '/'), *base = slash != NULL ? slash + 1 : wanted;
  for (int64_t number = 1;; number++) {
    char *name = NULL;
    if (asprintf(&name, "files/%lld-%s", (long long)number, base) < 0)
      return NULL;
    if (!is_taken(folder, name))
      return name;
    free(name);
  }
}

/* RFC 3986's unreserved characters, '/' between folders, and other letters as they are. */
static char *encode(const char *name) {
  static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  char *id = malloc(3 * strlen(name) + 1);
  size_t used = 0;
  for (size_t left = strlen(name); id != NULL && left > 0;) {
    const unsigned char *byte = (const unsigned char *)name + strlen(name) - left;
    const size_t length = config_utf8_length(byte, left);
    if (length > 1 || (length == 1 && strchr(plain, *byte) != NULL)) {
      memcpy(id + used, byte, length);
      used += length;
      left -= length;
    } else {
      used += (size_t)snprintf(id + used, 4, "%%%02X", *byte);
      left--;
    }
  }
  if (id != NULL)
    id[used] = '\0';
  return id;
}

/* ---- hashes ---- */

static walras_status begin_hash(gcry_md_hd_t *hash, walras_error *error) {
  gcry_check_version(NULL);
  gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
  gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
  if (gcry_md_open(hash, GCRY_MD_SHA256, 0) != 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "SHA-256 is not available");
  return WALRAS_OK;
}

static void end_hash(gcry_md_hd_t hash, char text[65]) {
  const unsigned char *bytes = gcry_md_read(hash, GCRY_MD_SHA256);
  for (int i = 0; i < 32; i++)
    snprintf(text + 2 * i, 3, "%02x", bytes[i]);
  gcry_md_close(hash);
}

/* ---- files ---- */

/* The folders on the way to a file. */
static int make_parents(char *path, size_t root) {
  for (char *slash = strchr(path + root + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    const int failure = mkdir(path, 0777) == 0 || errno == EEXIST ? 0 : errno;
    *slash = '/';
    if (failure != 0)
      return failure;
  }
  return 0;
}

/* The next entry of the list, not yet counted, and its path; what was allocated is given back by the caller through the list. */
static crate_file *next_file(crate_folder *folder, const char *name, char **path, walras_error *error) {
  crate_file *files = realloc(folder->files, ((size_t)folder->file_count + 1) * sizeof *files);
  if (files != NULL)
    folder->files = files;
  char *copy = strdup(name), *id = encode(name);
  *path = crate_folder_path(folder, name);
  if (files == NULL || copy == NULL || id == NULL || *path == NULL) {
    free(copy);
    free(id);
    free(*path);
    *path = NULL;
    WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the crate's list of files");
    return NULL;
  }
  files[folder->file_count] = (crate_file){.name = copy, .id = id};
  return &files[folder->file_count++];
}

static int write_all(int file, const char *bytes, size_t count) {
  while (count > 0) {
    const ssize_t done = write(file, bytes, count);
    if (done < 0 && errno == EINTR)
      continue;
    if (done <= 0)
      return done == 0 ? ENOSPC : errno;
    bytes += done;
    count -= (size_t)done;
  }
  return 0;
}

/* A new file, synced; 0 or errno. */
static int write_text(const char *path, const char *text, size_t length) {
  const int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file < 0)
    return errno;
  int failure = write_all(file, text, length);
  if (failure == 0 && fsync(file) != 0 && errno != EINVAL)
    failure = errno;
  if (close(file) != 0 && failure == 0)
    failure = errno;
  return failure;
}

walras_status crate_folder_add_text(crate_folder *folder, const char *name, const char *text, walras_error *error) {
  char *path = NULL;
  gcry_md_hd_t hash;
  crate_file *file = next_file(folder, name, &path, error);
  if (file == NULL)
    return WALRAS_ERROR_MEMORY;
  walras_status status = begin_hash(&hash, error);
  if (status == WALRAS_OK) {
    gcry_md_write(hash, text, strlen(text));
    end_hash(hash, file->sha256);
    file->bytes = (int64_t)strlen(text);
    int failure = make_parents(path, strlen(folder->path));
    if (failure == 0)
      failure = write_text(path, text, strlen(text));
    if (failure != 0)
      status = WALRAS_FAIL(error, WALRAS_ERROR_IO, "%s cannot be written: %s", path, strerror(failure));
  }
  free(path);
  return status;
}

/* Reads `source` to its end into the hash, and into `copy` unless that is -1. */
static walras_status read_through(int source, const char *from, int copy, const char *to, gcry_md_hd_t hash,
                                  walras_error *error) {
  char *buffer = malloc(CHUNK_BYTES);
  walras_status status =
      buffer != NULL ? WALRAS_OK : WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for copying %s", from);
  while (status == WALRAS_OK) {
    const ssize_t count = read(source, buffer, CHUNK_BYTES);
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      status = WALRAS_FAIL(error, WALRAS_ERROR_IO, "%s cannot be read: %s", from, strerror(errno));
    if (count <= 0)
      break;
    gcry_md_write(hash, buffer, (size_t)count);
    const int failure = copy >= 0 ? write_all(copy, buffer, (size_t)count) : 0;
    if (failure != 0)
      status = WALRAS_FAIL(error, WALRAS_ERROR_IO, "%s cannot be written: %s", to, strerror(failure));
  }
  free(buffer);
  if (status == WALRAS_OK && copy >= 0 && fsync(copy) != 0 && errno != EINVAL)
    status = WALRAS_FAIL(error, WALRAS_ERROR_IO, "%s cannot be written: %s", to, strerror(errno));
  return status;
}

/* Another name of the file, or -1; else a new empty file to copy into. */
static walras_status open_target(const char *from, const char *to, bool link, int *copy, walras_error *error) {
  *copy = -1;
  if (!link) {
    *copy = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (*copy < 0)
      return WALRAS_FAIL(error, WALRAS_ERROR_IO, "%s cannot be written: %s", to, strerror(errno));
  } else if (linkat(AT_FDCWD, from, AT_FDCWD, to, AT_SYMLINK_FOLLOW) != 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_IO, "%s cannot be linked to %s (%s): leave out --link to copy it", from, to,
                       strerror(errno));
  return WALRAS_OK;
}

static bool is_same_state(const struct stat *a, const struct stat *b) {
  return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static walras_status transfer(crate_file *file, const char *from, int source, const char *to, bool link, walras_error *error) {
  struct stat before, after;
  gcry_md_hd_t hash;
  int copy = -1;
  if (fstat(source, &before) != 0 || !S_ISREG(before.st_mode))
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s is not a file", from);
  walras_status status = open_target(from, to, link, &copy, error);
  if (status == WALRAS_OK)
    status = begin_hash(&hash, error);
  if (status == WALRAS_OK) {
    status = read_through(source, from, copy, to, hash, error);
    end_hash(hash, file->sha256);
  }
  if (copy >= 0 && close(copy) != 0 && status == WALRAS_OK)
    status = WALRAS_FAIL(error, WALRAS_ERROR_IO, "%s cannot be written: %s", to, strerror(errno));
  if (status == WALRAS_OK && (fstat(source, &after) != 0 || !is_same_state(&before, &after)))
    status = WALRAS_FAIL(error, WALRAS_ERROR_IO, "%s changed while it was read: try again when nobody writes it", from);
  file->bytes = (int64_t)before.st_size;
  return status;
}

walras_status crate_folder_add_file(crate_folder *folder, const char *name, const char *from, bool link, walras_error *error) {
  char *path = NULL;
  const int source = open(from, O_RDONLY | O_CLOEXEC);
  if (source < 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s cannot be read: %s", from, strerror(errno));
  crate_file *file = next_file(folder, name, &path, error);
  walras_status status = file != NULL ? WALRAS_OK : WALRAS_ERROR_MEMORY;
  const int failure = file != NULL ? make_parents(path, strlen(folder->path)) : 0;
  if (failure != 0)
    status = WALRAS_FAIL(error, WALRAS_ERROR_IO, "the folder of %s cannot be made: %s", path, strerror(failure));
  if (status == WALRAS_OK)
    status = transfer(file, from, source, path, link, error);
  close(source);
  free(path);
  return status;
}

/* ---- beginning and end ---- */

/* 0, or why `target` cannot become the folder. */
static int refusal(const char *target) {
  DIR *stream = opendir(target);
  if (stream == NULL)
    return errno == ENOENT ? 0 : errno;
  int failure = 0;
  for (struct dirent *entry = readdir(stream); entry != NULL && failure == 0; entry = readdir(stream))
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
      failure = ENOTEMPTY;
  closedir(stream);
  return failure;
}

walras_status crate_folder_begin(const char *target, crate_folder *folder, walras_error *error) {
  *folder = (crate_folder){.target = strdup(target)};
  if (folder->target == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory");
  for (size_t length = strlen(folder->target); length > 1 && folder->target[length - 1] == '/'; length--)
    folder->target[length - 1] = '\0';
  const int failure = folder->target[0] != '\0' ? refusal(folder->target) : EINVAL;
  if (failure == ENOTEMPTY)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s is not empty: name a new folder", target);
  if (failure != 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "'%s' cannot be a new folder: %s", target, strerror(failure));
  folder->path = text_of("%s%s", folder->target, ".part-XXXXXX");
  if (folder->path == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory");
  if (mkdtemp(folder->path) == NULL) {
    walras_status status = WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s cannot be made: %s", target, strerror(errno));
    free(folder->path);
    folder->path = NULL;
    return status;
  }
  return WALRAS_OK;
}

static int sync_folder(const char *path) {
  const int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0)
    return errno;
  const int failure = fsync(folder) == 0 || errno == EINVAL ? 0 : errno;
  close(folder);
  return failure;
}

static int sync_entry(const char *path, const struct stat *status, int type, struct FTW *place) {
  (void)status;
  (void)place;
  return type == FTW_DP || type == FTW_D ? sync_folder(path) : 0;
}

/* The folder above, where the new name stands; a file system that cannot sync it has done what it can. */
static void sync_parent(const char *path) {
  char *copy = strdup(path), *slash = copy != NULL ? strrchr(copy, '/') : NULL;
  if (slash != NULL)
    slash[slash == copy] = '\0';
  (void)sync_folder(slash != NULL ? copy : ".");
  free(copy);
}

walras_status crate_folder_finish(crate_folder *folder, walras_error *error) {
  const mode_t mask = umask(0);
  umask(mask);
  int failure = nftw(folder->path, sync_entry, OPEN_FOLDERS, FTW_PHYS | FTW_DEPTH);
  if (failure == 0 && (chmod(folder->path, 0777 & ~mask) != 0 || rename(folder->path, folder->target) != 0))
    failure = errno;
  if (failure != 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_IO, "%s cannot be moved to %s: %s", folder->path, folder->target,
                       failure < 0 ? strerror(errno) : strerror(failure));
  sync_parent(folder->target);
  free(folder->path);
  folder->path = NULL;
  return WALRAS_OK;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *place) {
  (void)status;
  (void)type;
  (void)place;
  return remove(path);
}

void crate_folder_free(crate_folder *folder) {
  if (folder->path != NULL)
    nftw(folder->path, remove_entry, OPEN_FOLDERS, FTW_PHYS | FTW_DEPTH);
  for (int64_t i = 0; i < folder->file_count; i++) {
    free(folder->files[i].name);
    free(folder->files[i].id);
  }
  free(folder->files);
  free(folder->path);
  free(folder->target);
  *folder = (crate_folder){0};
}
