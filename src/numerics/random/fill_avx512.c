/* Eight draw blocks at a time in 512-bit registers. */
#include <immintrin.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "numerics/random/fills.h"
#include "numerics/random/philox.h"

enum { LANES = 8, GROUP = 2, BLOCKS = GROUP * LANES };
typedef __m512i word_vector;
typedef __m512d real_vector;

static inline word_vector broadcast(uint32_t word) {
  return _mm512_set1_epi64((long long)word);
}

static inline word_vector count_from(uint64_t first) {
  return _mm512_add_epi64(_mm512_set1_epi64((long long)first), _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7));
}

static inline word_vector load_longs(const uint64_t *from) {
  return _mm512_loadu_si512(from);
}

static inline word_vector load_words(const uint32_t *from) {
  return _mm512_cvtepu32_epi64(_mm256_loadu_si256((const __m256i *)from));
}

static inline word_vector multiply_low32(word_vector a, word_vector b) {
  return _mm512_mul_epu32(a, b);
}

static inline word_vector shift_right_32(word_vector a) {
  return _mm512_srli_epi64(a, 32);
}

static inline word_vector exclusive_or(word_vector a, word_vector b, word_vector c) {
  return _mm512_ternarylogic_epi64(a, b, c, 0x96);
}

/* 1 + v 2^-52 by its bits, less 1 - 2^-53: exact, and equal to (v + 1/2) 2^-52. */
static inline real_vector to_uniform(word_vector low, word_vector high) {
  const word_vector bits = _mm512_mask_blend_epi32(0xAAAA, low, _mm512_slli_epi64(high, 32));
  const word_vector shifted = _mm512_or_si512(_mm512_srli_epi64(bits, 12), _mm512_set1_epi64(0x3FF0000000000000));
  return _mm512_sub_pd(_mm512_castsi512_pd(shifted), _mm512_set1_pd(0x1.fffffffffffffp-1));
}

static inline void store_reals(double *to, real_vector x) {
  _mm512_storeu_pd(to, x);
}

static inline void store_pairs(double *to, real_vector even, real_vector odd) {
  const word_vector first = _mm512_setr_epi64(0, 8, 1, 9, 2, 10, 3, 11), second = _mm512_setr_epi64(4, 12, 5, 13, 6, 14, 7, 15);
  _mm512_storeu_pd(to, _mm512_permutex2var_pd(even, first, odd));
  _mm512_storeu_pd(to + LANES, _mm512_permutex2var_pd(even, second, odd));
}

static inline void store_words(uint32_t *to, word_vector x) {
  _mm256_storeu_si256((__m256i *)to, _mm512_cvtepi64_epi32(x));
}

#define KERNELS walras_fill_avx512
#include "numerics/random/fill_kernels.inc"
