#include <hdf5.h>
#include <hdf5_hl.h>

#include "store/hdf5_types.h"
#include "store/seal.h"
#include "toy_store.h"

static void a_new_store_holds_contents_nan_and_zeros(void) {
  const char *path = toy_create("new.h5");
  const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
  int64_t sizes[TOY_POINTS];
  double welfare[TOY_TRIALS], price[TOY_TRIALS * TOY_ROUNDS];
  uint8_t status[TOY_TRIALS];
  CU_ASSERT_FATAL(file >= 0);
  CU_ASSERT(H5LTread_dataset(file, "/design/size", H5T_NATIVE_INT64, sizes) >= 0);
  CU_ASSERT(memcmp(sizes, toy_sizes, sizeof sizes) == 0);
  CU_ASSERT(H5LTread_dataset(file, "/metrics/welfare", H5T_NATIVE_DOUBLE, welfare) >= 0);
  CU_ASSERT(H5LTread_dataset(file, "/series/price", H5T_NATIVE_DOUBLE, price) >= 0);
  CU_ASSERT(H5LTread_dataset(file, "/trials/status", H5T_NATIVE_UINT8, status) >= 0);
  for (int t = 0; t < TOY_TRIALS; t++)
    CU_ASSERT(isnan(welfare[t]) && status[t] == WALRAS_TRIAL_PENDING && price[t] == 0.0);
  H5Fclose(file);
}

static void scales_attributes_and_links_are_there_for_readers(void) {
  const char *path = toy_create("scales.h5");
  const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT), price = H5Dopen2(file, "/series/price", H5P_DEFAULT),
              round = H5Dopen2(file, "/round", H5P_DEFAULT);
  double bounds[3];
  CU_ASSERT_FATAL(file >= 0 && price >= 0 && round >= 0);
  CU_ASSERT(H5DSis_attached(price, round, 2) > 0);
  CU_ASSERT(H5Lexists(file, "/series/round", H5P_DEFAULT) > 0 && H5Lexists(file, "/metrics/point", H5P_DEFAULT) > 0);
  CU_ASSERT(H5Lexists(file, "/metrics/round", H5P_DEFAULT) <= 0);
  CU_ASSERT(H5LTget_attribute_double(file, "/metrics/welfare", "bounds", bounds) >= 0);
  CU_ASSERT(memcmp(bounds, toy_bounds, sizeof bounds) == 0);
  H5Dclose(round);
  H5Dclose(price);
  H5Fclose(file);
}

/* One object under two names: a reader that walks the store meets it once. */
static void companions_are_linked_into_the_group(void) {
  static const char *const companions[] = {"/design/size", NULL};
  walras_store_dataset datasets[sizeof toy_datasets / sizeof *toy_datasets];
  walras_store_layout layout = toy_layout;
  H5O_info_t here, there;
  memcpy(datasets, toy_datasets, sizeof datasets);
  datasets[TOY_WELFARE].companions = companions;
  layout.datasets = datasets;
  const char *path = unit_path("companions.h5");
  CU_ASSERT_EQUAL_FATAL(walras_store_create(path, &layout, true, NULL), WALRAS_OK);
  const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
  CU_ASSERT(H5Oget_info_by_name(file, "/metrics/size", &here, H5P_DEFAULT) >= 0 &&
            H5Oget_info_by_name(file, "/design/size", &there, H5P_DEFAULT) >= 0);
  CU_ASSERT(here.addr == there.addr && here.rc == 2);
  CU_ASSERT(H5Lexists(file, "/series/size", H5P_DEFAULT) <= 0);
  H5Fclose(file);
}

static void the_file_is_whole_and_no_smaller_than_it_will_ever_be(void) {
  const char *path = toy_create("whole.h5");
  struct stat before, after;
  CU_ASSERT_EQUAL(stat(path, &before), 0);
  CU_ASSERT(before.st_size <= walras_store_size(&toy_layout));
  CU_ASSERT(512 * before.st_blocks >= before.st_size); /* no holes: a full disk cannot strike later */
  toy_finished("whole.h5");
  CU_ASSERT_EQUAL(stat(path, &after), 0);
  CU_ASSERT_EQUAL(before.st_size, after.st_size);
}

/* The toy as it is, and one whose trials' data, and a table that is generated, are too much to rehearse. */
static void a_rehearsal_tells_the_files_size_to_the_byte(void) {
  struct stat state;
  int64_t bytes = -1;
  CU_ASSERT_EQUAL(walras_store_rehearse(&toy_layout, &bytes, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(stat(toy_create("exact.h5"), &state), 0);
  CU_ASSERT_EQUAL(bytes, state.st_size);
  walras_store_dataset datasets[sizeof toy_datasets / sizeof *toy_datasets];
  walras_store_layout layout = toy_layout;
  memcpy(datasets, toy_datasets, sizeof datasets);
  layout.datasets = datasets;
  layout.replications = 100000;
  for (size_t i = 0; i < sizeof datasets / sizeof *datasets; i++)
    if (datasets[i].per_trial)
      datasets[i].extent[1] = layout.replications;
  CU_ASSERT_EQUAL_FATAL(walras_store_create(unit_path("bulk.h5"), &layout, true, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(stat(unit_path("bulk.h5"), &state), 0);
  const int files = unit_file_count();
  CU_ASSERT_EQUAL(walras_store_rehearse(&layout, &bytes, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(bytes, state.st_size);
  CU_ASSERT_EQUAL(unit_file_count(), files);
  CU_ASSERT(state.st_size > 4000000);
}

static void two_stores_of_one_layout_are_equal_to_the_byte(void) {
  char command[400];
  const char *a = toy_create("a.h5"), *b = toy_create("b.h5");
  snprintf(command, sizeof command, "cmp '%s' '%s'", a, b);
  CU_ASSERT_EQUAL(system(command), 0);
}

static void refuses(const char *path, bool overwrite, walras_status status, const char *message) {
  walras_error error = {0};
  CU_ASSERT_EQUAL(walras_store_create(path, &toy_layout, overwrite, &error), status);
  unit_expect_message(error.message, message, path);
}

static void what_must_not_be_replaced_is_refused_and_stays(void) {
  const char *path = toy_finished("kept.h5");
  struct stat before, after;
  CU_ASSERT_EQUAL(stat(path, &before), 0);
  const int files = unit_file_count();
  refuses(path, false, WALRAS_ERROR_INPUT, "%s exists; --overwrite replaces it, walras resume goes on with it");
  CU_ASSERT_EQUAL(stat(path, &after), 0);
  CU_ASSERT(before.st_ino == after.st_ino && before.st_mtim.tv_nsec == after.st_mtim.tv_nsec);
  walras_store_writer *writer = toy_open(path);
  walras_error error = {0};
  CU_ASSERT_EQUAL(walras_store_create(path, &toy_layout, true, &error), WALRAS_ERROR_STATE);
  CU_ASSERT_PTR_NOT_NULL(strstr(error.message, "is in use by process"));
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(unit_file_count(), files);
}

static void places_that_cannot_hold_a_store_are_named(void) {
  refuses(unit_path(""), true, WALRAS_ERROR_INPUT, "%s is a folder; a store is a file");
  refuses("/dev/null", true, WALRAS_ERROR_INPUT, "%s is not a regular file");
  char expected[512];
  const char *missing = unit_path("nowhere/s.h5"), *file = unit_path("plain");
  snprintf(expected, sizeof expected, "%%s: the folder %s cannot be written: No such file or directory", unit_path("nowhere"));
  refuses(missing, false, WALRAS_ERROR_INPUT, expected);
  unit_write_file(file, "x", 1);
  snprintf(expected, sizeof expected, "%%s: the folder %s cannot be written: Not a directory", file);
  refuses(unit_path("plain/s.h5"), false, WALRAS_ERROR_INPUT, expected);
}

static void a_store_larger_than_any_disk_is_refused_with_sizes_and_without_a_trace(void) {
  const walras_store_dataset huge = {
      .path = "/huge", .type = WALRAS_STORE_REAL, .rank = 2, .extent = {INT64_C(1) << 30, INT64_C(1) << 27}};
  walras_store_layout layout = {.points = 1, .replications = 1, .datasets = &huge, .dataset_count = 1};
  walras_error error = {0};
  const char *path = unit_path("huge.h5");
  CU_ASSERT_EQUAL(walras_store_size(&layout), (INT64_C(1) << 60) + 16384 + walras_store_seal_size(1));
  CU_ASSERT_EQUAL(walras_store_create(path, &layout, false, &error), WALRAS_ERROR_IO);
  CU_ASSERT_PTR_NOT_NULL(strstr(error.message, "the store needs 1099511627776.0 MiB, but only"));
  CU_ASSERT(access(path, F_OK) != 0);
}

/* A walras_store_fill: one row, under whatever name the store has meanwhile; fails afterwards if it is told to. */
static walras_status fill_welfare(void *fails, walras_store_writer *writer, walras_error *error) {
  const double welfare = 4.25;
  CU_ASSERT(access(unit_path("filled.h5.lock"), F_OK) == 0); /* nobody else makes the same store */
  CU_ASSERT_EQUAL(walras_store_write_rows(writer, TOY_WELFARE, 3, 1, &welfare, error), WALRAS_OK);
  return *(const bool *)fails ? WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "nothing to fill it with") : WALRAS_OK;
}

static double welfare_of(const char *path) {
  walras_store_writer *writer = NULL;
  double welfare = 0.0;
  CU_ASSERT_EQUAL_FATAL(walras_store_writer_open_to_read(path, &toy_layout, &writer, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_read_rows(writer, TOY_WELFARE, 3, 1, &welfare, NULL), WALRAS_OK);
  walras_store_writer_close(writer, NULL);
  return welfare;
}

static void a_store_is_filled_before_it_has_its_name(void) {
  const char *path = unit_path("filled.h5");
  bool fails = true;
  walras_error error = {0};
  const int before = unit_file_count();
  CU_ASSERT_EQUAL(walras_store_create_filled(path, &toy_layout, false, fill_welfare, &fails, &error), WALRAS_ERROR_INPUT);
  CU_ASSERT_STRING_EQUAL(error.message, "nothing to fill it with");
  CU_ASSERT(unit_file_count() == before && access(path, F_OK) != 0);
  fails = false;
  CU_ASSERT_EQUAL(walras_store_create_filled(path, &toy_layout, false, fill_welfare, &fails, NULL), WALRAS_OK);
  CU_ASSERT(unit_file_count() == before + 1 && welfare_of(path) == 4.25);
}

static void a_store_that_could_not_be_filled_replaces_nothing(void) {
  const char *path = unit_path("filled.h5");
  bool fails = true;
  CU_ASSERT_EQUAL(walras_store_create(path, &toy_layout, true, NULL), WALRAS_OK);
  const int before = unit_file_count();
  CU_ASSERT_EQUAL(walras_store_create_filled(path, &toy_layout, true, fill_welfare, &fails, NULL), WALRAS_ERROR_INPUT);
  CU_ASSERT(unit_file_count() == before && isnan(welfare_of(path)));
}

static void sizes_beyond_64_bits_are_minus_one(void) {
  const walras_store_dataset elements = {.path = "/e",
                                         .type = WALRAS_STORE_BYTE,
                                         .rank = 2,
                                         .extent = {INT64_C(1) << 32, INT64_C(1) << 32}},
                             bytes = {.path = "/b", .type = WALRAS_STORE_REAL, .rank = 1, .extent = {INT64_C(1) << 60}},
                             sum[2] = {{.path = "/1", .type = WALRAS_STORE_BYTE, .rank = 1, .extent = {INT64_C(1) << 62}},
                                       {.path = "/2", .type = WALRAS_STORE_BYTE, .rank = 1, .extent = {INT64_C(1) << 62}}};
  CU_ASSERT_EQUAL(walras_store_size(&(walras_store_layout){.datasets = &elements, .dataset_count = 1}), -1);
  CU_ASSERT_EQUAL(walras_store_size(&(walras_store_layout){.datasets = &bytes, .dataset_count = 1}), -1);
  CU_ASSERT_EQUAL(walras_store_size(&(walras_store_layout){.datasets = sum, .dataset_count = 2}), -1);
}

WALRAS_UNIT_TESTS(UNIT(a_new_store_holds_contents_nan_and_zeros), UNIT(scales_attributes_and_links_are_there_for_readers),
                  UNIT(companions_are_linked_into_the_group), UNIT(the_file_is_whole_and_no_smaller_than_it_will_ever_be),
                  UNIT(a_rehearsal_tells_the_files_size_to_the_byte), UNIT(two_stores_of_one_layout_are_equal_to_the_byte),
                  UNIT(what_must_not_be_replaced_is_refused_and_stays), UNIT(places_that_cannot_hold_a_store_are_named),
                  UNIT(a_store_larger_than_any_disk_is_refused_with_sizes_and_without_a_trace),
                  UNIT(a_store_is_filled_before_it_has_its_name), UNIT(a_store_that_could_not_be_filled_replaces_nothing),
                  UNIT(sizes_beyond_64_bits_are_minus_one))
