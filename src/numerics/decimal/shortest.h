/** The shortest decimal number that reads back as a given double. */
#ifndef WALRAS_NUMERICS_DECIMAL_SHORTEST_H
#define WALRAS_NUMERICS_DECIMAL_SHORTEST_H

#include <stdint.h>

/** digits * 10^exponent. */
typedef struct walras_decimal {
  uint64_t digits; /**< without trailing zeros, at most 17 of them; 0 for 0 */
  int exponent;
} walras_decimal;

/** For a finite value >= 0: of all decimals that round to it (half to even) the one with the fewest digits, and of those the closest.
 *  Method: R. Giulietti, "The Schubfach way to render doubles", 2020. */
walras_decimal walras_shortest_decimal(double value);

#endif
