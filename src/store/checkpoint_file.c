#include "store/checkpoint_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/store.h"
#include "store/transfer.h"

enum { FORMAT = 1, NAME_BYTES = 48, PAGE = 4096, RUN_BYTES = 1 << 20, RUN_BLOCKS = 1024, PATH_BYTES = 4096 };
static const char MAGIC[8] = {'w', 'a', 'l', 'r', 'a', 's', 'C', 'P'};

/* The header as it stands in the file, followed by its pieces. No padding. */
typedef struct file_header {
  char magic[8];
  uint32_t format;
  uint32_t crc; /* of the whole header with this field 0 */
  walras_checkpoint_mark mark;
  int64_t count;
} file_header;

typedef struct file_piece {
  char name[NAME_BYTES];
  uint32_t name_crc, padding;
  int64_t bytes, block_bytes;
} file_piece;

static int64_t pages(int64_t bytes) {
  return (bytes + PAGE - 1) / PAGE * PAGE;
}

static int64_t header_bytes(int64_t count) {
  return pages((int64_t)sizeof(file_header) + count * (int64_t)sizeof(file_piece));
}

static int64_t blocks_of(const walras_checkpoint_piece *piece) {
  return piece->bytes / piece->block_bytes + (piece->bytes % piece->block_bytes != 0);
}

/* Where a piece's data and its CRCs begin; both follow from the sizes of the pieces alone. */
typedef struct piece_place {
  int64_t data, crcs;
} piece_place;

static piece_place place_of(const walras_checkpoint_piece *pieces, int64_t count, int64_t index) {
  piece_place place = {.crcs = header_bytes(count)};
  for (int64_t i = 0; i < index; i++)
    place.crcs += 4 * blocks_of(&pieces[i]);
  place.data = place.crcs;
  for (int64_t i = index; i < count; i++)
    place.data += 4 * blocks_of(&pieces[i]);
  place.data = pages(place.data);
  for (int64_t i = 0; i < index; i++)
    place.data += pages(pieces[i].bytes);
  return place;
}

int64_t walras_checkpoint_bytes(const walras_checkpoint_piece *pieces, int64_t count) {
  int64_t bytes = header_bytes(count) + PAGE;
  for (int64_t i = 0; i < count; i++)
    if (pieces[i].bytes > INT64_MAX / 8 ||
        __builtin_add_overflow(bytes, pages(pieces[i].bytes) + 4 * blocks_of(&pieces[i]), &bytes))
      return -1;
  return bytes;
}

static walras_status failed(const char *path, const char *what, int failure, walras_error *error) {
  return WALRAS_FAIL(error, WALRAS_ERROR_IO, "the checkpoint %s could not be %s: %s", path, what,
                     walras_transfer_reason(failure));
}

/* ---- opening ---- */

static int sync_folder(const char *path) {
  char copy[PATH_BYTES];
  if (strlen(path) >= sizeof copy)
    return ENAMETOOLONG;
  const int folder = open(dirname(strcpy(copy, path)), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0)
    return errno;
  const int failure = fsync(folder) == 0 || errno == EINVAL ? 0 : errno;
  close(folder);
  return failure;
}

/* A disk that is too small shows here, before anything of the file is written over. */
static int reserve(int file, int64_t bytes) {
  struct stat state;
  if (fstat(file, &state) != 0)
    return errno;
  if (state.st_size >= bytes)
    return 0;
  const int failure = posix_fallocate(file, 0, (off_t)bytes);
  if (failure != EOPNOTSUPP && failure != EINVAL)
    return failure;
  return ftruncate(file, (off_t)bytes) == 0 ? 0 : errno;
}

walras_status walras_checkpoint_open(walras_checkpoint_file *c, bool create, walras_error *error) {
  const int64_t bytes = walras_checkpoint_bytes(c->pieces, c->count);
  int failure = bytes < 0 ? EFBIG : 0;
  c->file = -1;
  if (failure == 0 && (c->file = open(c->path, O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0), 0644)) < 0)
    failure = errno;
  if (failure == 0 && create && (failure = reserve(c->file, bytes)) == 0)
    failure = sync_folder(c->path);
  if (failure == 0)
    return WALRAS_OK;
  walras_checkpoint_close(c);
  return failed(c->path, "created", failure, error);
}

void walras_checkpoint_close(walras_checkpoint_file *c) {
  if (c->file >= 0)
    close(c->file);
  c->file = -1;
}

/* ---- blocks ---- */

/* Some blocks of one piece that are moved together. */
typedef struct block_run {
  const walras_checkpoint_piece *piece;
  piece_place place;
  int64_t first, end;
} block_run;

static int64_t bytes_before(const walras_checkpoint_piece *piece, int64_t block) {
  const int64_t bytes = block * piece->block_bytes;
  return bytes < piece->bytes ? bytes : piece->bytes;
}

static int64_t run_length(const walras_checkpoint_piece *piece) {
  const int64_t blocks = RUN_BYTES / piece->block_bytes;
  return blocks < 1 ? 1 : blocks > RUN_BLOCKS ? RUN_BLOCKS : blocks;
}

static uint32_t seed_of(const walras_checkpoint_mark *mark) {
  const uint64_t seed[3] = {mark->experiment, (uint64_t)mark->trial, (uint64_t)mark->generation};
  return walras_store_crc(0, seed, sizeof seed);
}

static void crcs_of(const block_run *run, uint32_t seed, const char *data, uint32_t *crcs) {
  const int64_t start = bytes_before(run->piece, run->first);
  for (int64_t block = run->first; block < run->end; block++) {
    const int64_t from = bytes_before(run->piece, block), to = bytes_before(run->piece, block + 1);
    crcs[block - run->first] = walras_store_crc(seed, data + (from - start), (size_t)(to - from));
  }
}

static char *memory_of(const block_run *run) {
  return (char *)run->piece->data + (bytes_before(run->piece, run->first) - bytes_before(run->piece, run->piece->first_block));
}

static int move_crcs(int file, bool writing, const block_run *run, uint32_t *crcs) {
  return walras_transfer(file, writing, run->place.crcs + 4 * run->first, crcs, 4 * (size_t)(run->end - run->first));
}

static int write_run(const walras_checkpoint_file *c, const block_run *run) {
  uint32_t crcs[RUN_BLOCKS];
  const int64_t from = bytes_before(run->piece, run->first), bytes = bytes_before(run->piece, run->end) - from;
  char *data = memory_of(run);
  crcs_of(run, seed_of(c->mark), data, crcs);
  const int failure = walras_transfer(c->file, true, run->place.data + from, data, (size_t)bytes);
  if (failure != 0)
    return failure;
  /* The disk may begin at once; only a hint. */
  (void)!sync_file_range(c->file, run->place.data + from, bytes, SYNC_FILE_RANGE_WRITE);
  return move_crcs(c->file, true, run, crcs);
}

/* Into the piece's memory, or into `buffer` of a run's bytes. EILSEQ: a block is not what was written. */
static int read_run(const walras_checkpoint_file *c, const block_run *run, char *buffer) {
  uint32_t stored[RUN_BLOCKS], present[RUN_BLOCKS];
  const int64_t from = bytes_before(run->piece, run->first), bytes = bytes_before(run->piece, run->end) - from;
  char *data = buffer != NULL ? buffer : memory_of(run);
  int failure = walras_transfer(c->file, false, run->place.data + from, data, (size_t)bytes);
  if (failure == 0)
    failure = move_crcs(c->file, false, run, stored);
  if (failure != 0)
    return failure;
  crcs_of(run, seed_of(c->mark), data, present);
  return memcmp(stored, present, 4 * (size_t)(run->end - run->first)) == 0 ? 0 : EILSEQ;
}

typedef enum direction { WRITE, VERIFY, LOAD } direction;

/* All runs of one piece, by this file's threads; the first failure. */
static int move_piece(const walras_checkpoint_file *c, int64_t index, direction way) {
  const walras_checkpoint_piece *piece = &c->pieces[index];
  const piece_place place = place_of(c->pieces, c->count, index);
  const int64_t step = run_length(piece), blocks = piece->end_block - piece->first_block, runs = (blocks + step - 1) / step;
  int failure = 0;
#pragma omp parallel num_threads(c->threads) if (c->threads > 1 && runs > 1)
  {
    char *buffer = way == VERIFY && runs > 0 ? malloc((size_t)(step * piece->block_bytes)) : NULL;
    int mine = way == VERIFY && runs > 0 && buffer == NULL ? ENOMEM : 0;
#pragma omp for schedule(dynamic, 1)
    for (int64_t i = 0; i < runs; i++) {
      const int64_t first = piece->first_block + i * step,
                    end = first + step < piece->end_block ? first + step : piece->end_block;
      const block_run run = {.piece = piece, .place = place, .first = first, .end = end};
      if (mine == 0)
        mine = way == WRITE ? write_run(c, &run) : read_run(c, &run, buffer);
    }
    if (mine != 0) {
#pragma omp atomic write
      failure = mine;
    }
    free(buffer);
  }
  return failure;
}

walras_status walras_checkpoint_write(const walras_checkpoint_file *c, walras_error *error) {
  int failure = 0;
  for (int64_t i = 0; failure == 0 && i < c->count; i++)
    failure = move_piece(c, i, WRITE);
  if (failure == 0 && fdatasync(c->file) != 0)
    failure = errno;
  return failure == 0 ? WALRAS_OK : failed(c->path, "written", failure, error);
}

walras_status walras_checkpoint_read(const walras_checkpoint_file *c, bool load, walras_error *error) {
  for (int64_t i = 0; i < c->count; i++) {
    const int failure = move_piece(c, i, load ? LOAD : VERIFY);
    if (failure == EILSEQ)
      return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "the checkpoint %s is damaged in '%s'", c->path, c->pieces[i].name);
    if (failure != 0)
      return failed(c->path, "read", failure, error);
  }
  return WALRAS_OK;
}

/* ---- the header ---- */

/* A whole header in new memory, with its CRC. */
static char *make_header(const walras_checkpoint_file *c, size_t *bytes) {
  *bytes = (size_t)header_bytes(c->count);
  char *memory = calloc(1, *bytes);
  if (memory == NULL)
    return NULL;
  file_header header = {.format = FORMAT, .mark = *c->mark, .count = c->count};
  memcpy(header.magic, MAGIC, sizeof MAGIC);
  for (int64_t i = 0; i < c->count; i++) {
    const walras_checkpoint_piece *piece = &c->pieces[i];
    file_piece entry = {.name_crc = walras_store_crc(0, piece->name, strlen(piece->name)),
                        .bytes = piece->bytes,
                        .block_bytes = piece->block_bytes};
    memcpy(entry.name, piece->name, strnlen(piece->name, NAME_BYTES - 1));
    memcpy(memory + sizeof header + (size_t)i * sizeof entry, &entry, sizeof entry);
  }
  memcpy(memory, &header, sizeof header);
  header.crc = walras_store_crc(0, memory, *bytes);
  memcpy(memory, &header, sizeof header);
  return memory;
}

walras_status walras_checkpoint_finish(const walras_checkpoint_file *c, walras_error *error) {
  size_t bytes = 0;
  char *memory = make_header(c, &bytes);
  int failure = memory != NULL ? walras_transfer(c->file, true, 0, memory, bytes) : ENOMEM;
  if (failure == 0 && fdatasync(c->file) != 0)
    failure = errno;
  free(memory);
  return failure == 0 ? WALRAS_OK : failed(c->path, "written", failure, error);
}

/* The header of an open file in new memory; NULL when it is not whole. */
static char *read_header(int file) {
  file_header header;
  struct stat state;
  if (fstat(file, &state) != 0 || walras_transfer(file, false, 0, &header, sizeof header) != 0)
    return NULL;
  if (memcmp(header.magic, MAGIC, sizeof MAGIC) != 0 || header.format != FORMAT || header.count < 0 ||
      header.count > state.st_size / (int64_t)sizeof(file_piece) || header_bytes(header.count) > state.st_size)
    return NULL;
  const size_t bytes = (size_t)header_bytes(header.count);
  char *memory = malloc(bytes);
  if (memory == NULL || walras_transfer(file, false, 0, memory, bytes) != 0) {
    free(memory);
    return NULL;
  }
  memcpy(&header, memory, sizeof header);
  const uint32_t stored = header.crc;
  header.crc = 0;
  memcpy(memory, &header, sizeof header);
  const bool whole = walras_store_crc(0, memory, bytes) == stored;
  header.crc = stored;
  memcpy(memory, &header, sizeof header);
  if (whole)
    return memory;
  free(memory);
  return NULL;
}

bool walras_checkpoint_look(const char *path, walras_checkpoint_mark *mark) {
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  char *memory = file >= 0 ? read_header(file) : NULL;
  if (file >= 0)
    close(file);
  if (memory == NULL)
    return false;
  file_header header;
  memcpy(&header, memory, sizeof header);
  *mark = header.mark;
  free(memory);
  return true;
}

static walras_status compare_header(const walras_checkpoint_file *c, const char *memory, walras_error *error) {
  file_header header;
  memcpy(&header, memory, sizeof header);
  if (memcmp(&header.mark, c->mark, sizeof header.mark) != 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_STATE, "the checkpoint %s is not that of trial %lld any more", c->path,
                       (long long)c->mark->trial);
  if (header.count != c->count)
    return WALRAS_FAIL(error, WALRAS_ERROR_STATE, "the checkpoint %s holds %lld pieces of state, the model keeps %lld", c->path,
                       (long long)header.count, (long long)c->count);
  for (int64_t i = 0; i < c->count; i++) {
    const walras_checkpoint_piece *piece = &c->pieces[i];
    file_piece entry;
    memcpy(&entry, memory + sizeof header + (size_t)i * sizeof entry, sizeof entry);
    entry.name[NAME_BYTES - 1] = '\0';
    if (entry.name_crc != walras_store_crc(0, piece->name, strlen(piece->name)))
      return WALRAS_FAIL(error, WALRAS_ERROR_STATE, "the checkpoint %s holds '%s' where the model keeps '%s'", c->path,
                         entry.name, piece->name);
    if (entry.bytes != piece->bytes || entry.block_bytes != piece->block_bytes)
      return WALRAS_FAIL(error, WALRAS_ERROR_STATE,
                         "the checkpoint %s holds '%s' with %lld bytes in blocks of %lld, the model keeps %lld in blocks of %lld",
                         c->path, entry.name, (long long)entry.bytes, (long long)entry.block_bytes, (long long)piece->bytes,
                         (long long)piece->block_bytes);
  }
  return WALRAS_OK;
}

walras_status walras_checkpoint_open_to_read(walras_checkpoint_file *c, walras_error *error) {
  if ((c->file = open(c->path, O_RDONLY | O_CLOEXEC)) < 0)
    return failed(c->path, "read", errno, error);
  char *memory = read_header(c->file);
  const walras_status status = memory != NULL
                                   ? compare_header(c, memory, error)
                                   : WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "the checkpoint %s has no whole header", c->path);
  free(memory);
  if (status != WALRAS_OK)
    walras_checkpoint_close(c);
  return status;
}
