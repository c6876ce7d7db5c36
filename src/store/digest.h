/** One hash over everything that must be equal between two runs of an experiment. */
#ifndef WALRAS_STORE_DIGEST_H
#define WALRAS_STORE_DIGEST_H

#include "walras/status.h"

enum { WALRAS_DIGEST_SIZE = 65 };

/** SHA-256 in hexadecimal over the resolved experiment and all data outside /run and the table of messages, in the order of the paths: types and shapes
 *  included, NaNs canonical. Rows of trials that are not done count as unset, whatever stands in them. */
walras_status walras_store_digest(const char *path, char digest[WALRAS_DIGEST_SIZE], walras_error *error);

#endif
