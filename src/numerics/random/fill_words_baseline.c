#include <stddef.h>

#include "numerics/random/fills.h"
#include "numerics/random/philox.h"

void walras_fill_words_baseline(const walras_stream *stream, uint64_t first, int64_t count, uint32_t block,
                                uint32_t *const words[4]) {
  for (int64_t i = 0; i < count; i++) {
    const uint64_t entity = first + (uint64_t)i;
    const uint32_t counter[4] = {(uint32_t)entity, (uint32_t)(entity >> 32), stream->round, stream->stream | block};
    uint32_t out[4];
    walras_philox4x32(counter, stream->key, out);
    for (int k = 0; k < 4; k++)
      if (words[k] != NULL)
        words[k][i] = out[k];
  }
}
