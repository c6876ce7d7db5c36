/** Initial direction numbers of Sobol' sequences (Joe and Kuo 2008), with their licence in the source file. */
#ifndef WALRAS_NUMERICS_DESIGNS_SOBOL_DIRECTIONS_H
#define WALRAS_NUMERICS_DESIGNS_SOBOL_DIRECTIONS_H

#include <stdint.h>

enum { WALRAS_SOBOL_DIMENSIONS = 256, WALRAS_SOBOL_DEGREE = 11 };

/** What one dimension's sequence is made of. */
typedef struct walras_sobol_direction {
  uint16_t polynomial;                   /**< primitive over GF(2), its coefficients as bits, of degree s */
  uint16_t initial[WALRAS_SOBOL_DEGREE]; /**< m_1 .. m_s: odd, m_j < 2^j */
} walras_sobol_direction;

/** Of dimensions 2 and up; the first one is van der Corput's. */
extern const walras_sobol_direction walras_sobol_directions[WALRAS_SOBOL_DIMENSIONS - 1];

#endif
