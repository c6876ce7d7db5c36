#include "store/seal.h"

#include <fcntl.h>
#include <hdf5.h>

#include "store/read.h"
#include "toy_store.h"

typedef struct file_bytes {
  unsigned char *bytes;
  size_t count;
} file_bytes;

static file_bytes read_file(const char *path) {
  struct stat state;
  CU_ASSERT_EQUAL_FATAL(stat(path, &state), 0);
  file_bytes file = {.bytes = malloc((size_t)state.st_size), .count = (size_t)state.st_size};
  FILE *stream = fopen(path, "rb");
  CU_ASSERT_FATAL(file.bytes != NULL && stream != NULL);
  CU_ASSERT_EQUAL(fread(file.bytes, 1, file.count, stream), file.count);
  fclose(stream);
  return file;
}

static int open_for_flips(const char *path) {
  const int file = open(path, O_RDWR | O_CLOEXEC);
  CU_ASSERT_FATAL(file >= 0);
  return file;
}

/* [bytes of the file] of what a run writes: by HDF5's own account. */
static bool *open_bytes(const char *path, size_t count) {
  bool *open = calloc(count, sizeof *open);
  const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
  CU_ASSERT_FATAL(open != NULL && file >= 0);
  for (int64_t i = 0; i < toy_layout.dataset_count; i++) {
    if (!toy_datasets[i].per_trial && !toy_datasets[i].rewritten)
      continue;
    const hid_t id = H5Dopen2(file, toy_datasets[i].path, H5P_DEFAULT);
    memset(open + H5Dget_offset(id), true, H5Dget_storage_size(id));
    H5Dclose(id);
  }
  H5Fclose(file);
  return open;
}

/* Writes one byte of the file, with some of its bits turned. */
static void put_byte(int file, const file_bytes *whole, size_t byte, unsigned bits) {
  const unsigned char changed = (unsigned char)(whole->bytes[byte] ^ bits);
  CU_ASSERT_EQUAL(pwrite(file, &changed, 1, (off_t)byte), 1);
}

/* The superblock, headers, heaps, attributes, design columns, gaps and the seal itself: one bit of every byte, before HDF5 sees it. */
static void a_flipped_bit_in_any_byte_outside_of_trial_data_is_found(void) {
  const char *path = toy_finished("flips.h5");
  const file_bytes whole = read_file(path);
  bool *open = open_bytes(path, whole.count);
  const int file = open_for_flips(path);
  size_t sealed = 0, wrong = 0;
  for (size_t byte = 0; byte < whole.count; byte++) {
    walras_error error = {0};
    put_byte(file, &whole, byte, 1u << (5 * byte % 8));
    const walras_status status = walras_store_seal_check(path, &error);
    const bool refused = status == WALRAS_ERROR_INPUT && strncmp(error.message, path, strlen(path)) == 0;
    sealed += !open[byte];
    wrong += open[byte] ? status != WALRAS_OK : !refused;
    put_byte(file, &whole, byte, 0);
  }
  CU_ASSERT(sealed > 4096 && sealed < whole.count && wrong == 0);
  CU_ASSERT_EQUAL(walras_store_seal_check(path, NULL), WALRAS_OK);
  close(file);
  free(open);
  free(whole.bytes);
}

static void refuses(const char *path, const char *message) {
  walras_error error = {0};
  CU_ASSERT_EQUAL(walras_store_seal_check(path, &error), WALRAS_ERROR_INPUT);
  unit_expect_message(error.message, message, path);
}

/* What is wrong with a seal is told apart. */
static void damage_and_other_versions_are_told_apart(void) {
  const char *path = toy_finished("told.h5");
  const file_bytes whole = read_file(path);
  const int file = open_for_flips(path);
  char expected[200];
  put_byte(file, &whole, 3000, 1);
  refuses(path, "%s is damaged: its metadata do not match their CRC; use a copy, or run its experiment again");
  put_byte(file, &whole, 3000, 0);
  put_byte(file, &whole, whole.count - 29, 0x80); /* the number of ranges */
  refuses(path, "%s is damaged: its seal is not valid; use a copy, or run its experiment again");
  put_byte(file, &whole, whole.count - 29, 0);
  put_byte(file, &whole, whole.count - 24, 1 << 3); /* the format */
  snprintf(expected, sizeof expected, "%%s has store format %d; this program reads format %d", WALRAS_STORE_FORMAT + 8,
           WALRAS_STORE_FORMAT);
  refuses(path, expected);
  put_byte(file, &whole, whole.count - 24, 0);
  put_byte(file, &whole, whole.count - 1, 1); /* the mark of a seal */
  refuses(path, toy_no_seal);
  put_byte(file, &whole, whole.count - 1, 0);
  CU_ASSERT_EQUAL(walras_store_seal_check(path, NULL), WALRAS_OK);
  close(file);
  free(whole.bytes);
}

/* A piece lost from the middle of a copy, or two copies in one file. */
static void a_file_of_another_length_is_refused_although_it_ends_with_a_seal(void) {
  const file_bytes whole = read_file(toy_finished("whole.h5"));
  const char *path = unit_path("length.h5");
  char expected[200];
  unit_write_file(path, whole.bytes + 512, whole.count - 512);
  snprintf(expected, sizeof expected, "%%s is damaged: it has %lld bytes, its seal says %lld", (long long)whole.count - 512,
           (long long)whole.count);
  refuses(path, expected);
  free(whole.bytes);
}

static void ranges_may_come_in_any_order_but_not_overlap_or_leave_the_file(void) {
  const char *path = unit_path("plain.h5");
  unsigned char bytes[1000] = {0};
  walras_store_range open[] = {{700, 200}, {0, 0}, {100, 300}}, overlapping[] = {{100, 300}, {399, 2}}, outside[] = {{900, 101}};
  unit_write_file(path, bytes, sizeof bytes);
  CU_ASSERT_EQUAL(walras_store_seal(path, path, overlapping, 2, NULL), WALRAS_ERROR_STATE);
  CU_ASSERT_EQUAL(walras_store_seal(path, path, outside, 1, NULL), WALRAS_ERROR_STATE);
  CU_ASSERT_EQUAL(walras_store_seal(path, path, open, 3, NULL), WALRAS_OK);
  const file_bytes sealed = read_file(path);
  CU_ASSERT_EQUAL(sealed.count, sizeof bytes + (size_t)walras_store_seal_size(3));
  const int file = open_for_flips(path);
  const size_t free_bytes[] = {100, 399, 700, 899}, fast_bytes[] = {0, 99, 400, 699, 900, 999};
  for (size_t i = 0; i < 4; i++)
    put_byte(file, &sealed, free_bytes[i], 1);
  CU_ASSERT_EQUAL(walras_store_seal_check(path, NULL), WALRAS_OK);
  for (size_t i = 0; i < 6; i++) {
    put_byte(file, &sealed, fast_bytes[i], 1);
    CU_ASSERT_EQUAL(walras_store_seal_check(path, NULL), WALRAS_ERROR_INPUT);
    put_byte(file, &sealed, fast_bytes[i], 0);
  }
  close(file);
  free(sealed.bytes);
}

WALRAS_UNIT_TESTS(UNIT(a_flipped_bit_in_any_byte_outside_of_trial_data_is_found), UNIT(damage_and_other_versions_are_told_apart),
                  UNIT(a_file_of_another_length_is_refused_although_it_ends_with_a_seal),
                  UNIT(ranges_may_come_in_any_order_but_not_overlap_or_leave_the_file))
