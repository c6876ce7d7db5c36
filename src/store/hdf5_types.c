#include "store/hdf5_types.h"

#include <stdlib.h>

size_t walras_store_type_size(walras_store_type type) {
  static const size_t sizes[] = {8, 8, 4, 1, 4, 0};
  return sizes[type];
}

hid_t walras_hdf5_type(walras_store_type type) {
  switch (type) {
  case WALRAS_STORE_REAL:
    return H5T_IEEE_F64LE;
  case WALRAS_STORE_INTEGER:
    return H5T_STD_I64LE;
  case WALRAS_STORE_CODE:
    return H5T_STD_I32LE;
  case WALRAS_STORE_BYTE:
    return H5T_STD_U8LE;
  case WALRAS_STORE_WORD32:
    return H5T_STD_U32LE;
  default:
    return -1;
  }
}

hid_t walras_hdf5_attribute_type(walras_attribute_type type) {
  return type == WALRAS_ATTRIBUTE_INTEGER ? H5T_STD_I64LE : type == WALRAS_ATTRIBUTE_REAL ? H5T_IEEE_F64LE : H5T_STD_U8LE;
}

hid_t walras_hdf5_text_type(void) {
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, H5T_VARIABLE);
  H5Tset_cset(type, H5T_CSET_UTF8);
  return type;
}

void walras_hdf5_quiet(void) {
  /* A file that a full disk kept from closing stays open inside HDF5, which crashes when it tries again at exit (1.10.8). */
  H5dont_atexit();
  /* The variable outranks H5Pset_file_locking, and a site may have set it: one reader with the file open would keep a run from starting. */
  setenv("HDF5_USE_FILE_LOCKING", "FALSE", 1);
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}
