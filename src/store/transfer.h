/** All bytes of a piece of a file, or the reason why not. */
#ifndef WALRAS_STORE_TRANSFER_H
#define WALRAS_STORE_TRANSFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Writes or reads `bytes` bytes at `offset`, going on after interruptions and short counts. Returns 0, an errno, or WALRAS_END_OF_FILE. */
enum { WALRAS_END_OF_FILE = -1 };
int walras_transfer(int file, bool writing, int64_t offset, void *data, size_t bytes);

/** The reason as words, for messages. */
const char *walras_transfer_reason(int failure);

#endif
