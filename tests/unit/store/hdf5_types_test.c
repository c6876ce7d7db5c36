#include "store/hdf5_types.h"

#include "unit.h"

static void stored_types_have_the_size_that_rows_are_written_with(void) {
  for (walras_store_type type = WALRAS_STORE_REAL; type < WALRAS_STORE_TEXT; type++)
    CU_ASSERT_EQUAL(H5Tget_size(walras_hdf5_type(type)), walras_store_type_size(type));
  CU_ASSERT_EQUAL(walras_store_type_size(WALRAS_STORE_TEXT), 0);
  CU_ASSERT(walras_hdf5_type(WALRAS_STORE_TEXT) < 0);
}

/* Rows go from memory to the file without conversion. */
static void stored_types_are_those_of_this_machines_memory(void) {
  const hid_t native[] = {H5T_NATIVE_DOUBLE, H5T_NATIVE_INT64, H5T_NATIVE_INT32, H5T_NATIVE_UINT8, H5T_NATIVE_UINT32};
  for (walras_store_type type = WALRAS_STORE_REAL; type < WALRAS_STORE_TEXT; type++)
    CU_ASSERT(H5Tequal(walras_hdf5_type(type), native[type]) > 0);
  CU_ASSERT(H5Tequal(walras_hdf5_attribute_type(WALRAS_ATTRIBUTE_INTEGER), H5T_NATIVE_INT64) > 0);
  CU_ASSERT(H5Tequal(walras_hdf5_attribute_type(WALRAS_ATTRIBUTE_REAL), H5T_NATIVE_DOUBLE) > 0);
  CU_ASSERT(H5Tequal(walras_hdf5_attribute_type(WALRAS_ATTRIBUTE_BYTES), H5T_NATIVE_UINT8) > 0);
}

static void text_is_utf8_of_any_length(void) {
  const hid_t type = walras_hdf5_text_type();
  CU_ASSERT(H5Tis_variable_str(type) > 0);
  CU_ASSERT_EQUAL(H5Tget_cset(type), H5T_CSET_UTF8);
  H5Tclose(type);
}

WALRAS_UNIT_TESTS(UNIT(stored_types_have_the_size_that_rows_are_written_with),
                  UNIT(stored_types_are_those_of_this_machines_memory), UNIT(text_is_utf8_of_any_length))
