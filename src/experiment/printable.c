#include "experiment/printable.h"

#include <string.h>

#include "experiment/scan.h"

/* Of Unicode's two blocks of them: C0 with delete, and C1, which terminals obey too. */
static int is_control(const unsigned char *bytes) {
  return bytes[0] < 0x20 || bytes[0] == 0x7f || (bytes[0] == 0xc2 && bytes[1] < 0xa0);
}

char *config_make_printable(char *text) {
  unsigned char *bytes = (unsigned char *)text;
  for (size_t left = strlen(text), length; left > 0; bytes += length, left -= length) {
    length = config_utf8_length(bytes, left);
    const int bad = length == 0 || is_control(bytes);
    length = length == 0 ? 1 : length;
    if (bad)
      memset(bytes, '?', length);
  }
  return text;
}
