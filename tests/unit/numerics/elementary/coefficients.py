"""Prints the polynomials of the cores by Chebyshev interpolation at 60 digits, and writes src/numerics/elementary/erfcx_table.h.

Needs mpmath (Debian: python3-mpmath); then clang-format.
"""

from __future__ import annotations

import pathlib

from mpmath import cos, erf, erfc, exp, expm1, linspace, log, lu_solve, matrix, mp, mpf, nstr, pi, polyval, sqrt

mp.dps = 60


def interpolate(function, low, high, degree: int):
    """Coefficients from the lowest on, and the base-2 logarithm of the worst relative error."""
    low, high = mpf(low), mpf(high)
    nodes = [(low + high) / 2 + (high - low) / 2 * cos(pi * (2 * i + 1) / (2 * degree + 2)) for i in range(degree + 1)]
    powers = matrix(degree + 1, degree + 1)
    for i, x in enumerate(nodes):
        for j in range(degree + 1):
            powers[i, j] = x**j
    solution = lu_solve(powers, matrix([function(x) for x in nodes]))
    coefficients = [solution[i] for i in range(degree + 1)]
    worst = max(abs(polyval(coefficients[::-1], x) / function(x) - 1) for x in linspace(low, high, 60) if abs(x) > 1e-20)
    return coefficients, log(worst, 2)


def show(name: str, function, low, high, degree: int) -> None:
    coefficients, worst = interpolate(function, low, high, degree)
    print(f"{name}: relative error 2^{nstr(worst, 4)}\n  " + " ".join(float(c).hex() for c in coefficients))


def erfcx(x):
    return exp(x * x) * erfc(x)


def write_erfcx() -> None:
    """Rows of sixteen intervals for each power of two of 1 + x, 0 <= x < 31: two doubles of the middle's value, then the other coefficients."""
    rows = []
    for octave in range(5):
        for part in range(16):
            middle, half = mpf(2) ** octave * (1 + (2 * part + 1) / mpf(32)) - 1, mpf(2) ** octave / 32
            coefficients, worst = interpolate(lambda d: erfcx(middle + d), -half * mpf("1.001"), half * mpf("1.001"), 9)
            assert worst < -57, (octave, part, worst)
            first = float(coefficients[0])
            rows.append([first, float(coefficients[0] - mpf(first))] + [float(c) for c in coefficients[1:]])
    path = pathlib.Path(__file__).resolve().parents[4] / "src" / "numerics" / "elementary" / "erfcx_table.h"
    text = ", ".join(x.hex() for row in rows for x in row)
    path.write_text(
        "/** exp(x^2) erfc(x) in pieces; written by tests/unit/numerics/elementary/coefficients.py. */\n"
        "#ifndef WALRAS_NUMERICS_ELEMENTARY_ERFCX_TABLE_H\n#define WALRAS_NUMERICS_ELEMENTARY_ERFCX_TABLE_H\n\n"
        "enum { WALRAS_ERFCX_PIECES = 80, WALRAS_ERFCX_WIDTH = 11 };\n\n"
        "/** Piece 16 k + j covers 1 + x in 2^k [1 + j/16, 1 + (j+1)/16): the value at its middle as two doubles, then the coefficients of the\n"
        " *  powers 1 to 9 of the distance from the middle. Flat, so that compilers gather from it. */\n"
        "static const double walras_erfcx_table[WALRAS_ERFCX_PIECES * WALRAS_ERFCX_WIDTH] = {" + text + "};\n\n#endif\n"
    )


if __name__ == "__main__":
    reach = log(2) / 2 * mpf("1.0001")
    show("(e^r - 1 - r - r^2/2)/r^3", lambda r: (expm1(r) - r - r * r / 2) / r**3 if abs(r) > 1e-15 else mpf(1) / 6, -reach, reach, 9)
    widest = ((sqrt(2) - 1) / (sqrt(2) + 1)) ** 2 * mpf("1.0001")
    show(
        "(log((1+s)/(1-s)) - 2 s - 2 s^3/3)/s^5 in s^2",
        lambda z: (log((1 + sqrt(z)) / (1 - sqrt(z))) - 2 * sqrt(z) - 2 * sqrt(z) ** 3 / 3) / sqrt(z) ** 5,
        mpf(0),
        widest,
        8,
    )
    c0 = 2 / sqrt(pi)
    show("(erf(x)/x - 2/sqrt(pi))/x^2 in x^2", lambda z: (erf(sqrt(z)) / sqrt(z) - c0) / z, mpf(0), mpf("0.2501"), 8)
    write_erfcx()
