/** The 128-bit integer of exact totals. */
#ifndef WALRAS_INTEGER_H
#define WALRAS_INTEGER_H

__extension__ typedef __int128 walras_int128;

/** An exact total as a double, rounded once, half to even. */
static inline double walras_int128_to_real(walras_int128 value) {
  return (double)value;
}

#endif
