/* Sixteen blocks at a time: the 64-bit products of the even and of the odd lanes, put together by blends. */
#include <immintrin.h>
#include <stddef.h>

#include "numerics/random/fills.h"

enum { LANES = 16 };

typedef struct lane_words {
  __m512i x[4];
} lane_words;

static inline void multiply(__m512i x, __m512i factor, __m512i *low, __m512i *high) {
  const __m512i even = _mm512_mul_epu32(x, factor), odd = _mm512_mul_epu32(_mm512_srli_epi64(x, 32), factor);
  *low = _mm512_mask_blend_epi32(0xAAAA, even, _mm512_slli_epi64(odd, 32));
  *high = _mm512_mask_blend_epi32(0xAAAA, _mm512_srli_epi64(even, 32), odd);
}

static inline lane_words sixteen_blocks(const walras_stream *stream, uint64_t first, uint32_t block) {
  const __m512i factor0 = _mm512_set1_epi32((int)0xD2511F53u), factor1 = _mm512_set1_epi32((int)0xCD9E8D57u);
  uint32_t low[LANES], high[LANES];
  for (uint64_t lane = 0; lane < LANES; lane++) {
    low[lane] = (uint32_t)(first + lane);
    high[lane] = (uint32_t)((first + lane) >> 32);
  }
  lane_words w = {{_mm512_loadu_si512((const __m512i *)low), _mm512_loadu_si512((const __m512i *)high),
                   _mm512_set1_epi32((int)stream->round), _mm512_set1_epi32((int)(stream->stream | block))}};
  uint32_t k0 = stream->key[0], k1 = stream->key[1];
  for (int round = 0; round < 10; round++) {
    __m512i low0, high0, low1, high1;
    multiply(w.x[0], factor0, &low0, &high0);
    multiply(w.x[2], factor1, &low1, &high1);
    w.x[0] = _mm512_xor_si512(_mm512_xor_si512(high1, w.x[1]), _mm512_set1_epi32((int)k0));
    w.x[1] = low1;
    w.x[2] = _mm512_xor_si512(_mm512_xor_si512(high0, w.x[3]), _mm512_set1_epi32((int)k1));
    w.x[3] = low0;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  return w;
}

void walras_fill_words_avx512(const walras_stream *stream, uint64_t first, int64_t count, uint32_t block,
                              uint32_t *const words[4]) {
  int64_t i = 0;
  for (; i + LANES <= count; i += LANES) {
    const lane_words w = sixteen_blocks(stream, first + (uint64_t)i, block);
    for (int k = 0; k < 4; k++)
      if (words[k] != NULL)
        _mm512_storeu_si512((__m512i *)(words[k] + i), w.x[k]);
  }
  uint32_t *rest[4];
  for (int k = 0; k < 4; k++)
    rest[k] = words[k] != NULL ? words[k] + i : NULL;
  walras_fill_words_baseline(stream, first + (uint64_t)i, count - i, block, rest);
}
