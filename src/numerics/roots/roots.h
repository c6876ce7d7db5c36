/**
 * Roots and maxima of functions of one real: plain arithmetic in a fixed order, the same bits everywhere the function gives them.
 * The caller's function may not give NaN; infinities of the right sign are fine.
 */
#ifndef WALRAS_NUMERICS_ROOTS_ROOTS_H
#define WALRAS_NUMERICS_ROOTS_ROOTS_H

#include <stdbool.h>

/** A function of one real. */
typedef double (*walras_real_function)(double x, void *context);

/** An interval [low, high], low <= high. */
typedef struct walras_bracket {
  double low, high;
} walras_bracket;

/**
 * Bisection of a change of sign: `bracket` is halved, keeping f(low) and f(high) of unlike sign (0 counts with the positive ones), until it is
 * no wider than `tolerance` >= 0 or its ends are neighbouring numbers. Needs no continuity: what comes out brackets a jump, too.
 * False, and the bracket untouched, when f has one sign at both ends. At most 2100 calls (from -DBL_MAX to DBL_MAX, to the last bit).
 */
bool walras_bisect(walras_real_function f, void *context, double tolerance, walras_bracket *bracket);

/**
 * Brent's method (Algorithms for Minimization without Derivatives, 1973, chapter 4): the root of a continuous f in the bracket, to
 * 2 epsilon |root| + tolerance / 2; about ten calls for a smooth function, never more than about the square of bisection's.
 * False, and `root` untouched, when f has one strict sign at both ends.
 */
bool walras_brent_root(walras_real_function f, void *context, walras_bracket bracket, double tolerance, double *root);

/**
 * Golden-section search (Kiefer 1953): the place of the maximum of a unimodal f in the bracket, to `tolerance` > 0 or to what neighbouring
 * numbers allow (about 1e-8 of the width for a smooth maximum). The ends count: a maximum at an end is found as that end. Ties go to the lower x.
 */
double walras_golden_maximum(walras_real_function f, void *context, walras_bracket bracket, double tolerance);

#endif
