#include "store/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/store.h"
#include "store/transfer.h"

/* HDF5's superblock of version 0, which stores have: where its data ends stands at byte 40. */
enum { CHUNK_BYTES = 1 << 18, SUPERBLOCK_BYTES = 48, VERSION = 8, END_OF_DATA = 40 };

/* The last bytes of a store; in front of them stand the open ranges. Little endian, as all of the store. */
typedef struct seal_footer {
  int64_t file_bytes; /* with the seal */
  int64_t ranges;     /* so many walras_store_range */
  uint32_t format;    /* WALRAS_STORE_FORMAT */
  uint32_t crc;       /* of the sealed bytes, then of the ranges */
  char magic[16];
} seal_footer;

static const char seal_magic[16] = "walras's seal\r\n";

int64_t walras_store_seal_size(int64_t count) {
  return count * (int64_t)sizeof(walras_store_range) + (int64_t)sizeof(seal_footer);
}

static bool is_hdf5(const char start[SUPERBLOCK_BYTES]) {
  static const char signature[8] = {(char)0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  return memcmp(start, signature, sizeof signature) == 0;
}

static bool has_superblock(const char start[SUPERBLOCK_BYTES]) {
  return is_hdf5(start) && start[VERSION] == 0;
}

/* A file being sealed or checked. */
typedef struct sealed_file {
  int file;
  const char *name;
  char *chunk; /* [CHUNK_BYTES] */
  walras_error *error;
} sealed_file;

static walras_status unreadable(const sealed_file *s, int failure) {
  return WALRAS_FAIL(s->error, WALRAS_ERROR_IO, "%s cannot be read: %s", s->name, walras_transfer_reason(failure));
}

static walras_status read_all(const sealed_file *s, int64_t offset, void *data, size_t bytes) {
  const int failure = walras_transfer(s->file, false, offset, data, bytes);
  return failure == 0 ? WALRAS_OK : unreadable(s, failure);
}

static walras_status write_all(const sealed_file *s, int64_t offset, void *data, size_t bytes) {
  const int failure = walras_transfer(s->file, true, offset, data, bytes);
  if (failure == 0)
    return WALRAS_OK;
  return WALRAS_FAIL(s->error, WALRAS_ERROR_IO, "%s: the seal could not be written: %s", s->name,
                     walras_transfer_reason(failure));
}

static walras_status add_bytes(const sealed_file *s, int64_t from, int64_t to, uint32_t *crc) {
  walras_status status = WALRAS_OK;
  while (status == WALRAS_OK && from < to) {
    const size_t bytes = to - from < CHUNK_BYTES ? (size_t)(to - from) : CHUNK_BYTES;
    status = read_all(s, from, s->chunk, bytes);
    if (status == WALRAS_OK)
      *crc = walras_store_crc(*crc, s->chunk, bytes);
    from += (int64_t)bytes;
  }
  return status;
}

/* Over the bytes before `end` that lie in no range, then over the ranges themselves. */
static walras_status crc_of(const sealed_file *s, int64_t end, const walras_store_range *open, int64_t count, uint32_t *crc) {
  int64_t from = 0;
  walras_status status = WALRAS_OK;
  *crc = 0;
  for (int64_t i = 0; status == WALRAS_OK && i < count; i++) {
    status = add_bytes(s, from, open[i].offset, crc);
    from = open[i].offset + open[i].length;
  }
  if (status == WALRAS_OK)
    status = add_bytes(s, from, end, crc);
  *crc = walras_store_crc(*crc, open, (size_t)count * sizeof *open);
  return status;
}

static walras_status sealed_file_open(const char *path, const char *name, int flags, sealed_file *s, int64_t *bytes,
                                      walras_error *error) {
  struct stat state;
  *s = (sealed_file){.name = name, .error = error, .file = open(path, flags | O_CLOEXEC), .chunk = malloc(CHUNK_BYTES)};
  if (s->chunk == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for opening %s", name);
  if (s->file < 0 || fstat(s->file, &state) != 0)
    return unreadable(s, errno);
  *bytes = state.st_size;
  return WALRAS_OK;
}

static void sealed_file_close(sealed_file *s) {
  if (s->file >= 0)
    close(s->file);
  free(s->chunk);
}

/* ---- sealing ---- */

static int by_offset(const void *left, const void *right) {
  const walras_store_range *a = left, *b = right;
  return (a->offset > b->offset) - (a->offset < b->offset);
}

/* In their order, without overlap, inside the file. */
static bool ranges_are_valid(const walras_store_range *open, int64_t count, int64_t end) {
  int64_t from = 0;
  for (int64_t i = 0; i < count; i++) {
    if (open[i].offset < from || open[i].length < 0 || open[i].length > end || open[i].offset > end - open[i].length)
      return false;
    from = open[i].offset + open[i].length;
  }
  return true;
}

/* HDF5 is told that the seal's bytes belong to its data: else a program that opens the file for writing, and changes nothing, would cut the
 * file where it believes that its data ends. */
static walras_status move_end(const sealed_file *s, int64_t from, int64_t to) {
  char start[SUPERBLOCK_BYTES];
  int64_t end;
  if (from < SUPERBLOCK_BYTES)
    return WALRAS_OK;
  const walras_status status = read_all(s, 0, start, sizeof start);
  memcpy(&end, start + END_OF_DATA, sizeof end);
  if (status != WALRAS_OK || !has_superblock(start) || end != from)
    return status;
  return write_all(s, END_OF_DATA, &to, sizeof to);
}

walras_status walras_store_seal(const char *path, const char *name, walras_store_range *open, int64_t count,
                                walras_error *error) {
  sealed_file s;
  int64_t end = 0;
  seal_footer footer = {.ranges = count, .format = WALRAS_STORE_FORMAT};
  memcpy(footer.magic, seal_magic, sizeof footer.magic);
  walras_status status = sealed_file_open(path, name, O_RDWR, &s, &end, error);
  if (count > 0)
    qsort(open, (size_t)count, sizeof *open, by_offset);
  footer.file_bytes = end + walras_store_seal_size(count);
  if (status == WALRAS_OK && !ranges_are_valid(open, count, end))
    status = WALRAS_FAIL(error, WALRAS_ERROR_STATE, "%s: data lies outside of the file", name);
  if (status == WALRAS_OK)
    status = move_end(&s, end, footer.file_bytes);
  if (status == WALRAS_OK)
    status = crc_of(&s, end, open, count, &footer.crc);
  if (status == WALRAS_OK)
    status = write_all(&s, end, open, (size_t)count * sizeof *open);
  if (status == WALRAS_OK)
    status = write_all(&s, footer.file_bytes - (int64_t)sizeof footer, &footer, sizeof footer);
  sealed_file_close(&s);
  return status;
}

/* ---- checking ---- */

static walras_status check_start(const sealed_file *s, int64_t bytes) {
  char start[SUPERBLOCK_BYTES] = {0};
  uint64_t end;
  const walras_status status = read_all(s, 0, start, bytes < SUPERBLOCK_BYTES ? (size_t)bytes : SUPERBLOCK_BYTES);
  if (status != WALRAS_OK)
    return status;
  if (!is_hdf5(start))
    return WALRAS_FAIL(s->error, WALRAS_ERROR_INPUT, "%s is not an HDF5 file", s->name);
  memcpy(&end, start + END_OF_DATA, sizeof end);
  if (bytes < SUPERBLOCK_BYTES || (has_superblock(start) && end > (uint64_t)bytes))
    return WALRAS_FAIL(s->error, WALRAS_ERROR_INPUT, "%s is truncated: %lld of %llu bytes are there", s->name, (long long)bytes,
                       (unsigned long long)end);
  return WALRAS_FAIL(s->error, WALRAS_ERROR_INPUT,
                     "%s is an HDF5 file, but not a store of walras in format %d: it does not end with the store's seal (is it "
                     "truncated, of an older version, or was it changed by another program?)",
                     s->name, WALRAS_STORE_FORMAT);
}

static walras_status damaged(const sealed_file *s, const char *what) {
  return WALRAS_FAIL(s->error, WALRAS_ERROR_INPUT, "%s is damaged: %s; use a copy, or run its experiment again", s->name, what);
}

static walras_status check_sealed(const sealed_file *s, const seal_footer *footer) {
  const int64_t most = (footer->file_bytes - (int64_t)sizeof *footer) / (int64_t)sizeof(walras_store_range);
  if (footer->ranges < 0 || footer->ranges > most)
    return damaged(s, "its seal is not valid");
  const int64_t end = footer->file_bytes - walras_store_seal_size(footer->ranges);
  const size_t range_bytes = (size_t)footer->ranges * sizeof(walras_store_range);
  walras_store_range *open = malloc(range_bytes + 1);
  uint32_t crc = 0;
  walras_status status = open != NULL
                             ? read_all(s, end, open, range_bytes)
                             : WALRAS_FAIL(s->error, WALRAS_ERROR_MEMORY, "out of memory for checking the seal of %s", s->name);
  if (status == WALRAS_OK && !ranges_are_valid(open, footer->ranges, end))
    status = damaged(s, "its seal is not valid");
  if (status == WALRAS_OK)
    status = crc_of(s, end, open, footer->ranges, &crc);
  free(open);
  if (status == WALRAS_OK && crc != footer->crc)
    status = damaged(s, "its metadata do not match their CRC");
  return status;
}

static walras_status check_file(const sealed_file *s, int64_t bytes) {
  seal_footer footer = {0};
  walras_status status = WALRAS_OK;
  if (bytes >= (int64_t)sizeof footer)
    status = read_all(s, bytes - (int64_t)sizeof footer, &footer, sizeof footer);
  if (status != WALRAS_OK)
    return status;
  if (memcmp(footer.magic, seal_magic, sizeof footer.magic) != 0)
    return check_start(s, bytes);
  if (footer.format != WALRAS_STORE_FORMAT)
    return WALRAS_FAIL(s->error, WALRAS_ERROR_INPUT, "%s has store format %lu; this program reads format %d", s->name,
                       (unsigned long)footer.format, WALRAS_STORE_FORMAT);
  if (footer.file_bytes != bytes)
    return WALRAS_FAIL(s->error, WALRAS_ERROR_INPUT, "%s is damaged: it has %lld bytes, its seal says %lld", s->name,
                       (long long)bytes, (long long)footer.file_bytes);
  return check_sealed(s, &footer);
}

walras_status walras_store_seal_check(const char *path, walras_error *error) {
  sealed_file s;
  int64_t bytes = 0;
  walras_status status = sealed_file_open(path, path, O_RDONLY, &s, &bytes, error);
  if (status == WALRAS_OK)
    status = check_file(&s, bytes);
  sealed_file_close(&s);
  return status;
}
