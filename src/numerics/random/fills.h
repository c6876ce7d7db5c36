/** The compiled paths of the word fill. */
#ifndef WALRAS_NUMERICS_RANDOM_FILLS_H
#define WALRAS_NUMERICS_RANDOM_FILLS_H

#include "walras/random.h"

typedef void walras_words_function(const walras_stream *stream, uint64_t first, int64_t count, uint32_t block,
                                   uint32_t *const words[4]);
walras_words_function walras_fill_words_baseline, walras_fill_words_avx2, walras_fill_words_avx512;

#endif
