#include "store/transfer.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

int walras_transfer(int file, bool writing, int64_t offset, void *data, size_t bytes) {
  char *next = data;
  while (bytes > 0) {
    const ssize_t done = writing ? pwrite(file, next, bytes, (off_t)offset) : pread(file, next, bytes, (off_t)offset);
    if (done < 0 && errno == EINTR)
      continue;
    if (done <= 0)
      return done == 0 ? WALRAS_END_OF_FILE : errno;
    next += done;
    offset += done;
    bytes -= (size_t)done;
  }
  return 0;
}

const char *walras_transfer_reason(int failure) {
  return failure == WALRAS_END_OF_FILE ? "end of file" : strerror(failure);
}
