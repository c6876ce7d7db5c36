/** HDF5 types of the store's datasets and attributes. */
#ifndef WALRAS_STORE_HDF5_TYPES_H
#define WALRAS_STORE_HDF5_TYPES_H

#include <hdf5.h>

#include "store/store.h"

/** Native memory type, which is also the stored type on the little-endian machines that walras runs on. Not to be closed. */
hid_t walras_hdf5_type(walras_store_type type);
hid_t walras_hdf5_attribute_type(walras_attribute_type type);
/** Variable-length UTF-8; the caller closes it. */
hid_t walras_hdf5_text_type(void);
/** Before any other HDF5 call: its error printing off, its file locking off (our lock is for writers, readers need none), and no work of
 *  its own at exit. */
void walras_hdf5_quiet(void);

#endif
