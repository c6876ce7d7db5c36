#include "store/read.h"

#include <hdf5.h>

#include "store/seal.h"
#include "toy_store.h"

static void refuses(const char *path, const char *message) {
  walras_store_reader *reader = NULL;
  walras_error error = {0};
  CU_ASSERT_EQUAL(walras_store_reader_open(path, &reader, &error), WALRAS_ERROR_INPUT);
  CU_ASSERT_PTR_NULL(reader);
  unit_expect_message(error.message, message, path);
}

static void what_is_no_store_is_refused_in_one_line_each(void) {
  refuses(unit_path("missing.h5"), "%s cannot be read: No such file or directory");
  refuses(unit_path(""), "%s is not a file");
  const char *text = unit_path("text.h5"), *foreign = unit_path("foreign.h5"), *empty = unit_path("empty.h5");
  unit_write_file(text, "hello", 5);
  unit_write_file(empty, "", 0);
  refuses(text, "%s is not an HDF5 file");
  refuses(empty, "%s is not an HDF5 file");
  CU_ASSERT(H5Fclose(H5Fcreate(foreign, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT)) >= 0);
  refuses(foreign, toy_no_seal);
}

static void a_store_without_trials_is_refused(void) {
  const char *path = toy_create("bare.h5");
  const hid_t file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT);
  CU_ASSERT(H5Ldelete(file, "/trials/status", H5P_DEFAULT) >= 0);
  H5Fclose(file);
  CU_ASSERT_EQUAL(walras_store_seal(path, path, NULL, 0, NULL), WALRAS_OK);
  refuses(path, "%s has no trial status");
}

/* Nothing that walras writes: readers have room for four. */
static void data_of_too_many_dimensions_is_refused(void) {
  const char *path = toy_create("deep.h5");
  const hsize_t extent[5] = {2, 3, 1, 1, 2};
  const hid_t file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT), space = H5Screate_simple(5, extent, NULL),
              id = H5Dcreate2(file, "/metrics/deep", H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  CU_ASSERT(id >= 0);
  H5Dclose(id);
  H5Sclose(space);
  H5Fclose(file);
  CU_ASSERT_EQUAL(walras_store_seal(path, path, NULL, 0, NULL), WALRAS_OK);
  walras_store_reader *reader = NULL;
  walras_store_shape shape;
  walras_error error = {0};
  CU_ASSERT_EQUAL_FATAL(walras_store_reader_open(path, &reader, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_shape_of(reader, "/metrics/deep", &shape, &error), WALRAS_ERROR_INPUT);
  unit_expect_message(error.message, "%s: the dataset /metrics/deep has 5 dimensions, not 1 to 4", path);
  walras_store_reader_close(reader);
}

static void truncation_by_any_amount_is_noticed(void) {
  const char *path = toy_finished("cut.h5");
  struct stat state;
  CU_ASSERT_EQUAL_FATAL(stat(path, &state), 0);
  for (off_t length = state.st_size - 1; length >= 512; length -= 1 + length / 5) {
    walras_store_reader *reader = NULL;
    walras_error error = {0};
    CU_ASSERT_EQUAL_FATAL(truncate(path, length), 0);
    CU_ASSERT_EQUAL(walras_store_reader_open(path, &reader, &error), WALRAS_ERROR_INPUT);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.message, "truncated"));
    walras_store_reader_close(reader);
  }
}

static walras_store_reader *open_toy(const char *name) {
  walras_store_reader *reader = NULL;
  CU_ASSERT_EQUAL_FATAL(walras_store_reader_open(toy_finished(name), &reader, NULL), WALRAS_OK);
  return reader;
}

static void shapes_texts_and_names_are_those_of_the_layout(void) {
  walras_store_reader *reader = open_toy("shapes.h5");
  walras_store_shape shape;
  CU_ASSERT(walras_store_points(reader) == TOY_POINTS && walras_store_replications(reader) == TOY_REPLICATIONS);
  CU_ASSERT_EQUAL(walras_store_shape_of(reader, "/series/price", &shape, NULL), WALRAS_OK);
  CU_ASSERT(shape.rank == 3 && shape.real && shape.extent[0] == 2 && shape.extent[1] == 3 && shape.extent[2] == 4 &&
            shape.extent[3] == 1);
  char *text = walras_store_text(reader, "experiment");
  CU_ASSERT_STRING_EQUAL(text, "experiment: { name = \"toy\"; };");
  free(text);
  CU_ASSERT_PTR_NULL(walras_store_text(reader, "nothing"));
  char **names = NULL;
  int64_t count = 0;
  CU_ASSERT_EQUAL(walras_store_names(reader, "/design", &names, &count, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL_FATAL(count, 3); /* the scale is linked into the group */
  CU_ASSERT(strcmp(names[0], "point") == 0 && strcmp(names[1], "size") == 0 && strcmp(names[2], "word") == 0);
  for (int64_t i = 0; i < count; i++)
    free(names[i]);
  free(names);
  CU_ASSERT_EQUAL(walras_store_names(reader, "/tables", &names, &count, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(count, 0);
  CU_ASSERT(walras_store_has(reader, "/series/price") && !walras_store_has(reader, "/series/cost") &&
            !walras_store_has(reader, "/no/such/path"));
  walras_store_reader_close(reader);
  walras_store_reader_close(NULL);
}

static void ranges_are_read_as_the_type_that_is_asked_for(void) {
  walras_store_reader *reader = open_toy("ranges.h5");
  walras_error error = {0};
  double price[TOY_REPLICATIONS * TOY_ROUNDS], sizes[2];
  int64_t status[TOY_REPLICATIONS];
  CU_ASSERT_EQUAL(walras_store_read_reals(reader, "/series/price", 1, 1, price, NULL), WALRAS_OK);
  for (int i = 0; i < TOY_REPLICATIONS * TOY_ROUNDS; i++)
    CU_ASSERT_EQUAL(price[i], 10.0 * (TOY_REPLICATIONS + i / TOY_ROUNDS) + i % TOY_ROUNDS);
  CU_ASSERT_EQUAL(walras_store_read_reals(reader, "/design/size", 0, 2, sizes, NULL), WALRAS_OK);
  CU_ASSERT(sizes[0] == 10.0 && sizes[1] == -3.0);
  CU_ASSERT_EQUAL(walras_store_read_integers(reader, "/trials/status", 0, 1, status, NULL), WALRAS_OK);
  CU_ASSERT(status[0] == 1 && status[2] == 1);
  CU_ASSERT_EQUAL(walras_store_read_reals(reader, "/series/price", 2, 0, price, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_read_reals(reader, "/series/price", 1, 2, price, &error), WALRAS_ERROR_RANGE);
  unit_expect_message(error.message, "%s: rows 1 to 3 of /series/price, which has 2", unit_path("ranges.h5"));
  walras_store_reader_close(reader);
}

static void blocks_hold_the_trials_of_their_points_and_replications(void) {
  walras_store_reader *reader = open_toy("blocks.h5");
  walras_error error = {0};
  double price[4 * TOY_ROUNDS];
  int64_t status[4];
  const walras_store_block block = {.point = 0, .points = 2, .replication = 1, .replications = 2};
  CU_ASSERT_EQUAL(walras_store_read_block_reals(reader, "/series/price", &block, price, NULL), WALRAS_OK);
  for (int i = 0; i < 4 * TOY_ROUNDS; i++) {
    const int trial = i / TOY_ROUNDS / 2 * TOY_REPLICATIONS + 1 + i / TOY_ROUNDS % 2;
    CU_ASSERT_EQUAL(price[i], 10.0 * trial + i % TOY_ROUNDS);
  }
  CU_ASSERT_EQUAL(walras_store_read_block_integers(reader, "/trials/status", &block, status, NULL), WALRAS_OK);
  CU_ASSERT(status[0] == 1 && status[3] == 1);
  const walras_store_block beyond = {.point = 0, .points = 1, .replication = 2, .replications = 2};
  CU_ASSERT_EQUAL(walras_store_read_block_reals(reader, "/series/price", &beyond, price, &error), WALRAS_ERROR_RANGE);
  unit_expect_message(error.message, "%s: rows 2 to 4 of /series/price, which has 3", unit_path("blocks.h5"));
  walras_error_clear(&error);
  CU_ASSERT_EQUAL(walras_store_read_block_reals(reader, "/design/size", &block, price, &error), WALRAS_ERROR_INPUT);
  walras_store_reader_close(reader);
}

WALRAS_UNIT_TESTS(UNIT(what_is_no_store_is_refused_in_one_line_each), UNIT(a_store_without_trials_is_refused),
                  UNIT(data_of_too_many_dimensions_is_refused), UNIT(truncation_by_any_amount_is_noticed),
                  UNIT(shapes_texts_and_names_are_those_of_the_layout), UNIT(ranges_are_read_as_the_type_that_is_asked_for),
                  UNIT(blocks_hold_the_trials_of_their_points_and_replications))
