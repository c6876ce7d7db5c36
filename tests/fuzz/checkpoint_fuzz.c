/*
 * The reader of checkpoint files: a whole checkpoint of three pieces with edits, then all that a resume does with it. The input is text: each
 * line is an edit.
 *
 *   put BYTE HEXADECIMAL     bytes anywhere
 *   sign BYTE HEXADECIMAL    the same in the header, whose CRC is then made right: not damage, but another program's file
 *   cut BYTES / grow BYTES   the file's end
 */
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"
#include "store/checkpoint_file.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PIECES = 3, ENTITIES = 700, IMAGE_MOST = 65536, HEADER_BYTES = 4096, CRC_AT = 12 };

static const walras_checkpoint_mark mark = {.experiment = 77, .trial = 5, .round = 3, .generation = 2, .seconds = 1.5};
static double wealth[ENTITIES];
static char order[ENTITIES];
static walras_checkpoint_piece pieces[PIECES] = {
    {.name = "wealth", .bytes = sizeof wealth, .block_bytes = 512, .end_block = 11, .data = wealth},
    {.name = "order", .bytes = sizeof order, .block_bytes = 700, .end_block = 1, .data = order},
    {.name = "empty", .bytes = 0, .block_bytes = 8, .data = order},
};
static char path[64], image[IMAGE_MOST];
static size_t image_bytes;
static int file;

static walras_checkpoint_file checkpoint(void) {
  return (walras_checkpoint_file){.path = path, .mark = &mark, .pieces = pieces, .count = PIECES, .threads = 1};
}

static void fill(void) {
  for (int i = 0; i < ENTITIES; i++) {
    wealth[i] = 0.25 * i;
    order[i] = (char)(i % 100);
  }
}

/* A file in memory, which has a path all the same. */
int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc, (void)argv;
  file = memfd_create("checkpoint", MFD_CLOEXEC);
  snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  fill();
  walras_checkpoint_file c = checkpoint();
  walras_error error = {0};
  fuzz_promise(file >= 0 && walras_checkpoint_open(&c, false, &error) == WALRAS_OK, "a checkpoint can be opened");
  fuzz_promise(ftruncate(file, (off_t)walras_checkpoint_bytes(pieces, PIECES)) == 0, "there is room");
  fuzz_promise(walras_checkpoint_write(&c, &error) == WALRAS_OK && walras_checkpoint_finish(&c, &error) == WALRAS_OK,
               "a checkpoint can be written");
  walras_checkpoint_close(&c);
  const ssize_t bytes = pread(file, image, sizeof image, 0);
  fuzz_promise(bytes > HEADER_BYTES && bytes < IMAGE_MOST, "the checkpoint is small");
  image_bytes = (size_t)bytes;
  return 0;
}

/* ---- edits ---- */

static size_t hexadecimal(const char *text, unsigned char *bytes, size_t most) {
  size_t count = 0;
  unsigned value;
  for (int used; count < most && sscanf(text, "%2x%n", &value, &used) == 1; text += used)
    bytes[count++] = (unsigned char)value;
  return count;
}

static void sign(void) {
  char header[HEADER_BYTES];
  uint32_t crc = 0;
  if (pread(file, header, sizeof header, 0) != (ssize_t)sizeof header)
    return;
  memcpy(header + CRC_AT, &crc, sizeof crc);
  crc = walras_store_crc(0, header, sizeof header);
  fuzz_promise(pwrite(file, &crc, sizeof crc, CRC_AT) == (ssize_t)sizeof crc, "files can be written");
}

static void edit(const char *line) {
  unsigned long at = 0;
  unsigned char bytes[64];
  int used = 0;
  struct stat state;
  fuzz_promise(fstat(file, &state) == 0, "files have a state");
  if (sscanf(line, "put %lu %n", &at, &used) == 1 && used > 0) {
    const size_t count = hexadecimal(line + used, bytes, sizeof bytes);
    fuzz_promise(pwrite(file, bytes, count, (off_t)(at % IMAGE_MOST)) == (ssize_t)count, "files can be written");
  } else if (sscanf(line, "sign %lu %n", &at, &used) == 1 && used > 0) {
    const size_t count = hexadecimal(line + used, bytes, sizeof bytes);
    fuzz_promise(pwrite(file, bytes, count, (off_t)(at % (HEADER_BYTES - sizeof bytes))) == (ssize_t)count,
                 "files can be written");
    sign();
  } else if (sscanf(line, "cut %lu", &at) == 1)
    fuzz_promise(ftruncate(file, state.st_size - (off_t)(at % (unsigned long)(state.st_size + 1))) == 0, "files can be cut");
  else if (sscanf(line, "grow %lu", &at) == 1)
    fuzz_promise(ftruncate(file, state.st_size + (off_t)(at % IMAGE_MOST)) == 0, "files can grow");
}

/* ---- reading ---- */

static bool as_written(void) {
  for (int i = 0; i < ENTITIES; i++)
    if (wealth[i] != 0.25 * i || order[i] != (char)(i % 100))
      return false;
  return true;
}

/* What is loaded is what was written, or there is a message. */
static void read_checkpoint(void) {
  walras_checkpoint_mark found;
  walras_checkpoint_file c = checkpoint();
  walras_error error = {0};
  const bool looked = walras_checkpoint_look(path, &found);
  if (walras_checkpoint_open_to_read(&c, &error) != WALRAS_OK) {
    fuzz_promise(error.message[0] != '\0', "a refusal has a message");
    return;
  }
  fuzz_promise(looked && memcmp(&found, &mark, sizeof mark) == 0, "a checkpoint that opens can be looked at");
  const walras_status verified = walras_checkpoint_read(&c, false, &error);
  memset(wealth, 0, sizeof wealth);
  memset(order, 0, sizeof order);
  const walras_status loaded = walras_checkpoint_read(&c, true, &error);
  fuzz_promise(verified == loaded, "what is verified can be loaded");
  fuzz_promise(loaded == WALRAS_OK ? as_written() : error.message[0] != '\0', "the state is that of the checkpoint");
  walras_checkpoint_close(&c);
  fill();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *text = malloc(size + 1), *line;
  fuzz_promise(text != NULL, "there is memory");
  memcpy(text, data, size);
  text[size] = '\0';
  fuzz_promise(ftruncate(file, 0) == 0 && pwrite(file, image, image_bytes, 0) == (ssize_t)image_bytes, "files can be written");
  for (char *next = text; (line = strsep(&next, "\n")) != NULL;)
    edit(line);
  read_checkpoint();
  free(text);
  return 0;
}
