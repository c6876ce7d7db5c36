/*
 * The readers of stores: a finished store (WALRAS_FUZZ_STORE) with edits, through a command. The input is text: the first byte chooses the
 * command, each further line is an edit.
 *
 *   flip BYTE BIT            one bit anywhere in the file
 *   data PATH BYTE TEXT      bytes of a dataset that a run writes, outside of the seal
 *   cut BYTES / grow BYTES   the file's end
 *
 * Through HDF5, and sealed again: not damage, but what another program may have written.
 *   text NAME TEXT           a text of the root group
 *   texts NAME TEXT          two texts in its place
 *   remove PATH              a dataset or root attribute
 *   shape PATH TYPE EXTENT.. another dataset in its place
 */
#include <fcntl.h>
#include <hdf5.h>
#include <hdf5_hl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"
#include "store/hdf5_types.h"
#include "store/seal.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The whole store in memory, the file that is edited, a copy to compare with, and what is made of it. */
static char *image, edited[64], whole[64], joined[64];
static size_t image_bytes;

static void write_file(const char *path, const char *bytes, size_t count) {
  const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  fuzz_promise(file >= 0 && write(file, bytes, count) == (ssize_t)count && close(file) == 0, "files can be written");
}

static void remove_files(void) {
  unlink(edited);
  unlink(whole);
  unlink(joined);
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc, (void)argv;
  const char *path = getenv("WALRAS_FUZZ_STORE");
  struct stat state;
  const int file = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  fuzz_promise(file >= 0 && fstat(file, &state) == 0, "WALRAS_FUZZ_STORE names a store");
  image_bytes = (size_t)state.st_size;
  image = malloc(image_bytes);
  fuzz_promise(image != NULL && read(file, image, image_bytes) == (ssize_t)image_bytes, "the store can be read");
  close(file);
  snprintf(edited, sizeof edited, "/dev/shm/walras-fuzz-%ld.h5", (long)getpid());
  snprintf(whole, sizeof whole, "/dev/shm/walras-fuzz-%ld-whole.h5", (long)getpid());
  snprintf(joined, sizeof joined, "/dev/shm/walras-fuzz-%ld-joined.h5", (long)getpid());
  write_file(edited, image, image_bytes);
  write_file(whole, image, image_bytes);
  walras_hdf5_quiet();
  atexit(remove_files);
  return 0;
}

/* ---- edits ---- */

static void put_bytes(uint64_t offset, const char *bytes, size_t count) {
  const int file = open(edited, O_WRONLY | O_CLOEXEC);
  fuzz_promise(file >= 0 && pwrite(file, bytes, count, (off_t)offset) == (ssize_t)count && close(file) == 0,
               "files can be written");
}

static void flip(uint64_t byte, unsigned bit) {
  byte %= image_bytes;
  const char changed = (char)(image[byte] ^ (1 << bit % 8));
  put_bytes(byte, &changed, 1);
}

/* Only where nothing seals it. */
static void overwrite(const char *path, uint64_t byte, const char *text) {
  const hid_t file = H5Fopen(whole, H5F_ACC_RDONLY, H5P_DEFAULT), id = H5Dopen2(file, path, H5P_DEFAULT);
  if (id >= 0) {
    const uint64_t size = H5Dget_storage_size(id), offset = H5Dget_offset(id), length = strlen(text);
    const bool sealed = strncmp(path, "/design", 7) == 0 || strstr(path, "_edges") != NULL || strrchr(path, '/') == path;
    if (!sealed && length <= size)
      put_bytes(offset + byte % (size - length + 1), text, length);
    H5Dclose(id);
  }
  H5Fclose(file);
}

static void replace_text(hid_t file, const char *name, const char *text, hsize_t count) {
  const char *const texts[2] = {text, text};
  const hid_t type = walras_hdf5_text_type(), space = count == 1 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &count, NULL);
  H5Adelete(file, name);
  const hid_t id = H5Acreate2(file, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
  if (id >= 0) {
    H5Awrite(id, type, texts);
    H5Aclose(id);
  }
  H5Sclose(space);
  H5Tclose(type);
}

static void replace_dataset(hid_t file, const char *path, const char *words) {
  const hid_t texts = walras_hdf5_text_type();
  const hid_t types[] = {H5T_IEEE_F64LE, H5T_STD_I64LE, H5T_STD_U8LE, H5T_STD_U32LE, H5T_STD_I32LE, texts, H5T_IEEE_F32BE};
  hsize_t extent[6] = {0};
  int rank = 0, used = 0;
  unsigned type = 0, length;
  if (sscanf(words, "%u%n", &type, &used) == 1)
    for (words += used; rank < 6 && sscanf(words, "%u%n", &length, &used) == 1; words += used)
      extent[rank++] = length % 9;
  const hid_t links = H5Pcreate(H5P_LINK_CREATE), space = rank > 0 ? H5Screate_simple(rank, extent, NULL) : H5Screate(H5S_SCALAR);
  H5Pset_create_intermediate_group(links, 1);
  H5Ldelete(file, path, H5P_DEFAULT);
  const hid_t id = H5Dcreate2(file, path, types[type % 7], space, links, H5P_DEFAULT, H5P_DEFAULT);
  if (id >= 0)
    H5Dclose(id);
  H5Sclose(space);
  H5Pclose(links);
  H5Tclose(texts);
}

static void seal_again(void) {
  walras_error error = {0};
  fuzz_promise(walras_store_seal(edited, edited, NULL, 0, &error) == WALRAS_OK, "an edited store can be sealed");
}

/* By HDF5; the seal, which it cuts off, comes back. */
static void edit_by_hdf5(const char *verb, const char *name, const char *rest) {
  const hid_t file = H5Fopen(edited, H5F_ACC_RDWR, H5P_DEFAULT);
  if (file < 0)
    return;
  if (strcmp(verb, "text") == 0)
    replace_text(file, name, rest, 1);
  else if (strcmp(verb, "texts") == 0)
    replace_text(file, name, rest, 2);
  else if (strcmp(verb, "shape") == 0)
    replace_dataset(file, name, rest);
  else if (name[0] == '/')
    H5Ldelete(file, name, H5P_DEFAULT);
  else
    H5Adelete(file, name);
  fuzz_promise(H5Fclose(file) >= 0, "an edited store can be closed");
  seal_again();
}

static void edit(const char *line) {
  char name[64] = "";
  unsigned long a = 0, b = 0;
  int used = 0;
  struct stat state;
  if (sscanf(line, "flip %lu %lu", &a, &b) >= 1)
    flip(a, (unsigned)b);
  else if (sscanf(line, "data %63s %lu %n", name, &a, &used) == 2 && used > 0)
    overwrite(name, a, line + used);
  else if (sscanf(line, "cut %lu", &a) == 1 && stat(edited, &state) == 0)
    fuzz_promise(truncate(edited, state.st_size - (off_t)(a % (unsigned long)(state.st_size + 1))) == 0, "files can be cut");
  else if (sscanf(line, "grow %lu", &a) == 1 && stat(edited, &state) == 0)
    fuzz_promise(truncate(edited, state.st_size + (off_t)(a % 100000)) == 0, "files can grow");
  else if (sscanf(line, "text %63s %n", name, &used) == 1 && used > 0)
    edit_by_hdf5("text", name, line + used);
  else if (sscanf(line, "texts %63s %n", name, &used) == 1 && used > 0)
    edit_by_hdf5("texts", name, line + used);
  else if (sscanf(line, "remove %63s", name) == 1)
    edit_by_hdf5("remove", name, "");
  else if (sscanf(line, "shape %63s %n", name, &used) == 1 && used > 0)
    edit_by_hdf5("shape", name, line + used);
}

/* ---- commands ---- */

static int run_command(char **words, int count) {
  const cli_command *command = cli_find_command(words[1]);
  cli_line line;
  fuzz_promise(command != NULL && cli_parse(command, count, words, &line), "the command line is right");
  const int code = command->run(&line);
  cli_line_free(&line);
  return code;
}

static void read_store(unsigned choice) {
  static const struct {
    const char *words[6];
    int count;
  } commands[] = {{{"walras", "status", edited}, 3},
                  {{"walras", "status", edited, "--check"}, 4}, /* opens as resume does */
                  {{"walras", "show", edited}, 3},
                  {{"walras", "show", edited, "--json"}, 4},
                  {{"walras", "verify", edited}, 3},
                  {{"walras", "digest", edited}, 3},
                  {{"walras", "diff", edited, whole}, 4},
                  {{"walras", "diff", whole, edited}, 4},
                  {{"walras", "merge", edited, "--output", joined, "--overwrite"}, 6}};
  const size_t last = sizeof commands / sizeof *commands - 1, number = choice == 'm' ? last : choice % last;
  char *words[7] = {NULL};
  for (int i = 0; i < commands[number].count; i++)
    words[i] = strdup(commands[number].words[i]);
  const int code = run_command(words, commands[number].count);
  fuzz_promise(code == CLI_OK || code == CLI_FAILED || code == CLI_USAGE || code == CLI_DIFFERENCE || code == CLI_STOPPED,
               "an exit code has a meaning");
  for (int i = 0; i < commands[number].count; i++)
    free(words[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0)
    return 0;
  char *text = malloc(size), *line;
  fuzz_promise(text != NULL, "there is memory");
  memcpy(text, data + 1, size - 1);
  text[size - 1] = '\0';
  write_file(edited, image, image_bytes);
  for (char *next = text; (line = strsep(&next, "\n")) != NULL;)
    edit(line);
  read_store(data[0]);
  free(text);
  return 0;
}
