#include "store/transfer.h"

#include <errno.h>
#include <fcntl.h>

#include "unit/folder.h"

static void bytes_go_out_and_come_back_at_their_offset(void) {
  const int file = open(unit_path("bytes"), O_RDWR | O_CREAT, 0644);
  char out[] = "checkpoint", in[sizeof out] = "";
  CU_ASSERT_FATAL(file >= 0);
  CU_ASSERT_EQUAL(walras_transfer(file, true, 1000, out, sizeof out), 0);
  CU_ASSERT_EQUAL(walras_transfer(file, false, 1000, in, sizeof in), 0);
  CU_ASSERT_STRING_EQUAL(in, out);
  CU_ASSERT_EQUAL(walras_transfer(file, false, 0, in, 0), 0);
  CU_ASSERT_EQUAL(walras_transfer(file, false, 1005, in, sizeof in), WALRAS_END_OF_FILE);
  CU_ASSERT_STRING_EQUAL(walras_transfer_reason(WALRAS_END_OF_FILE), "end of file");
  close(file);
}

static void the_systems_refusal_is_the_reason(void) {
  char byte = 0;
  const int full = open("/dev/full", O_WRONLY), reading = open("/dev/zero", O_RDONLY);
  CU_ASSERT_FATAL(full >= 0 && reading >= 0);
  CU_ASSERT_EQUAL(walras_transfer(full, true, 0, &byte, 1), ENOSPC);
  CU_ASSERT_EQUAL(walras_transfer(reading, true, 0, &byte, 1), EBADF);
  CU_ASSERT_STRING_EQUAL(walras_transfer_reason(ENOSPC), "No space left on device");
  close(full);
  close(reading);
}

WALRAS_UNIT_TESTS(UNIT(bytes_go_out_and_come_back_at_their_offset), UNIT(the_systems_refusal_is_the_reason))
