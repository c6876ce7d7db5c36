#include "numerics/designs/sobol_sequence.h"

#include <assert.h>
#include <stddef.h>

#include "numerics/designs/design_key.h"

enum { COLUMNS = 32, DIGITS = 52 };

/* Column j of the generator matrix: bit 31 - i is its digit i (Joe and Kuo 2008, section 2). */
static void make_columns(int64_t dimension, uint32_t columns[COLUMNS]) {
  static const walras_sobol_direction first = {.polynomial = 1};
  const walras_sobol_direction *direction = dimension == 0 ? &first : &walras_sobol_directions[dimension - 1];
  int degree = 0;
  while (direction->polynomial >> (degree + 1) != 0)
    degree++;
  for (int j = 0; j < COLUMNS; j++) {
    if (degree == 0) /* van der Corput: the identity */
      columns[j] = UINT32_C(1) << (31 - j);
    else if (j < degree)
      columns[j] = (uint32_t)direction->initial[j] << (31 - j);
    else {
      columns[j] = columns[j - degree] ^ columns[j - degree] >> degree;
      for (int k = 1; k < degree; k++)
        if ((direction->polynomial >> (degree - k) & 1) != 0)
          columns[j] ^= columns[j - k];
    }
  }
}

/* The columns times a random lower-triangular matrix: digit c of the input reaches digit c of the output, and random later ones. */
static void scramble(int64_t dimension, const walras_stream *stream, const uint32_t columns[COLUMNS],
                     uint64_t scrambled[COLUMNS]) {
  uint64_t matrix[COLUMNS];
  for (uint32_t c = 0; c < COLUMNS; c++) {
    const uint64_t diagonal = UINT64_C(1) << (DIGITS - 1 - c);
    matrix[c] = diagonal | (walras_bits(stream, (uint64_t)dimension, c) & (diagonal - 1));
  }
  for (int j = 0; j < COLUMNS; j++) {
    scrambled[j] = 0;
    for (int c = 0; c < COLUMNS; c++)
      if ((columns[j] >> (31 - c) & 1) != 0)
        scrambled[j] ^= matrix[c];
  }
}

void walras_sobol_coordinates(int64_t dimension, const uint32_t *key, int64_t count, int64_t stride, double *points) {
  uint32_t columns[COLUMNS];
  uint64_t words[COLUMNS], point = 0;
  assert(dimension >= 0 && dimension < WALRAS_SOBOL_DIMENSIONS && count <= INT64_C(1) << COLUMNS);
  make_columns(dimension, columns);
  if (key != NULL) {
    const walras_stream stream = walras_stream_make(key, WALRAS_DESIGN_SCRAMBLE, 0);
    scramble(dimension, &stream, columns, words);
    point = walras_bits(&stream, (uint64_t)dimension, COLUMNS) >> (64 - DIGITS); /* the digital shift */
  } else
    for (int j = 0; j < COLUMNS; j++)
      words[j] = (uint64_t)columns[j] << (DIGITS - COLUMNS);
  const double middle = key != NULL ? 0.5 : 0.0;
  for (int64_t i = 0; i < count; i++) {
    points[i * stride] = ((double)point + middle) * 0x1p-52;
    /* Gray code: from point i to i + 1 the digit of the lowest zero bit of i changes. */
    const int changed = __builtin_ctzll(~(uint64_t)i);
    if (i + 1 < count)
      point ^= words[changed];
  }
}
