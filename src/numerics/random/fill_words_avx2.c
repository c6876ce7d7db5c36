/* Eight blocks at a time: the 64-bit products of the even and of the odd lanes, put together by blends. */
#include <immintrin.h>
#include <stddef.h>

#include "numerics/random/fills.h"

enum { LANES = 8 };

typedef struct lane_words {
  __m256i x[4];
} lane_words;

static inline void multiply(__m256i x, __m256i factor, __m256i *low, __m256i *high) {
  const __m256i even = _mm256_mul_epu32(x, factor), odd = _mm256_mul_epu32(_mm256_srli_epi64(x, 32), factor);
  *low = _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xAA);
  *high = _mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xAA);
}

static inline lane_words eight_blocks(const walras_stream *stream, uint64_t first, uint32_t block) {
  const __m256i factor0 = _mm256_set1_epi32((int)0xD2511F53u), factor1 = _mm256_set1_epi32((int)0xCD9E8D57u);
  uint32_t low[LANES], high[LANES];
  for (uint64_t lane = 0; lane < LANES; lane++) {
    low[lane] = (uint32_t)(first + lane);
    high[lane] = (uint32_t)((first + lane) >> 32);
  }
  lane_words w = {{_mm256_loadu_si256((const __m256i *)low), _mm256_loadu_si256((const __m256i *)high),
                   _mm256_set1_epi32((int)stream->round), _mm256_set1_epi32((int)(stream->stream | block))}};
  uint32_t k0 = stream->key[0], k1 = stream->key[1];
  for (int round = 0; round < 10; round++) {
    __m256i low0, high0, low1, high1;
    multiply(w.x[0], factor0, &low0, &high0);
    multiply(w.x[2], factor1, &low1, &high1);
    w.x[0] = _mm256_xor_si256(_mm256_xor_si256(high1, w.x[1]), _mm256_set1_epi32((int)k0));
    w.x[1] = low1;
    w.x[2] = _mm256_xor_si256(_mm256_xor_si256(high0, w.x[3]), _mm256_set1_epi32((int)k1));
    w.x[3] = low0;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  return w;
}

void walras_fill_words_avx2(const walras_stream *stream, uint64_t first, int64_t count, uint32_t block,
                            uint32_t *const words[4]) {
  int64_t i = 0;
  for (; i + LANES <= count; i += LANES) {
    const lane_words w = eight_blocks(stream, first + (uint64_t)i, block);
    for (int k = 0; k < 4; k++)
      if (words[k] != NULL)
        _mm256_storeu_si256((__m256i *)(words[k] + i), w.x[k]);
  }
  uint32_t *rest[4];
  for (int k = 0; k < 4; k++)
    rest[k] = words[k] != NULL ? words[k] + i : NULL;
  walras_fill_words_baseline(stream, first + (uint64_t)i, count - i, block, rest);
}
