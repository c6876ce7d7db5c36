/* Four draw blocks at a time in 256-bit registers. */
#include <immintrin.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "numerics/random/fills.h"
#include "numerics/random/philox.h"

enum { LANES = 4, GROUP = 2, BLOCKS = GROUP * LANES };
typedef __m256i word_vector;
typedef __m256d real_vector;

static inline word_vector broadcast(uint32_t word) {
  return _mm256_set1_epi64x((long long)word);
}

static inline word_vector count_from(uint64_t first) {
  return _mm256_add_epi64(_mm256_set1_epi64x((long long)first), _mm256_setr_epi64x(0, 1, 2, 3));
}

static inline word_vector load_longs(const uint64_t *from) {
  return _mm256_loadu_si256((const __m256i *)from);
}

static inline word_vector load_words(const uint32_t *from) {
  return _mm256_cvtepu32_epi64(_mm_loadu_si128((const __m128i *)from));
}

static inline word_vector multiply_low32(word_vector a, word_vector b) {
  return _mm256_mul_epu32(a, b);
}

static inline word_vector shift_right_32(word_vector a) {
  return _mm256_srli_epi64(a, 32);
}

static inline word_vector exclusive_or(word_vector a, word_vector b, word_vector c) {
  return _mm256_xor_si256(_mm256_xor_si256(a, b), c);
}

/* 1 + v 2^-52 by its bits, less 1 - 2^-53: exact, and equal to (v + 1/2) 2^-52. */
static inline real_vector to_uniform(word_vector low, word_vector high) {
  const word_vector bits = _mm256_blend_epi32(low, _mm256_slli_epi64(high, 32), 0xAA);
  const word_vector shifted = _mm256_or_si256(_mm256_srli_epi64(bits, 12), _mm256_set1_epi64x(0x3FF0000000000000));
  return _mm256_sub_pd(_mm256_castsi256_pd(shifted), _mm256_set1_pd(0x1.fffffffffffffp-1));
}

static inline void store_reals(double *to, real_vector x) {
  _mm256_storeu_pd(to, x);
}

static inline void store_pairs(double *to, real_vector even, real_vector odd) {
  const real_vector low = _mm256_unpacklo_pd(even, odd), high = _mm256_unpackhi_pd(even, odd);
  _mm256_storeu_pd(to, _mm256_permute2f128_pd(low, high, 0x20));
  _mm256_storeu_pd(to + LANES, _mm256_permute2f128_pd(low, high, 0x31));
}

static inline void store_words(uint32_t *to, word_vector x) {
  const word_vector packed = _mm256_permutevar8x32_epi32(x, _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6));
  _mm_storeu_si128((__m128i *)to, _mm256_castsi256_si128(packed));
}

#define KERNELS walras_fill_avx2
#include "numerics/random/fill_kernels.inc"
