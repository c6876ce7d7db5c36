"""Writes the tables of the accuracy tests: exponential_table.h, trigonometric_table.h and special_table.h in this folder.

Each row holds arguments, the value rounded to nearest, and what rounding left over in units of the value's last place. Arguments: the
borders of every range, neighbours of zeros and of one, the range of exponents evenly, and of many random ones those whose values lie
nearest to the middle between two doubles. Needs mpmath (Debian: python3-mpmath); then clang-format.
"""

from __future__ import annotations

import math
import pathlib
import random

from mpmath import mp, mpf

mp.prec = 2400  # sine of 1e308 needs 1100 bits before the point
draw = random.Random(20260101)


def log_uniform(low: float, high: float) -> float:
    return math.exp(draw.uniform(math.log(low), math.log(high)))


def signed(value: float) -> float:
    return value if draw.random() < 0.5 else -value


def around(*points: float) -> list[float]:
    return [x for p in points for x in (math.nextafter(p, -math.inf), p, math.nextafter(p, math.inf))]


def row(function, *arguments: float):
    """None where the value is zero or overflows."""
    exact = function(*map(mpf, arguments))
    if not mp.isfinite(exact) or exact == 0:
        return None
    value = float(exact)
    if not math.isfinite(value) or value == 0.0:
        return None
    rest = float((exact - mpf(value)) / mpf(math.ulp(value)))
    return (*arguments, value, rest)


def hardest(rows: list, count: int) -> list:
    return sorted(rows, key=lambda r: -abs(r[-1]))[:count]


def table(name: str, function, edges: list, regions: list, columns: int = 1) -> str:
    """`regions` are functions that draw arguments: of each 10 plain rows and the 6 hardest of 300."""
    rows = [row(function, *(e if columns > 1 else (e,))) for e in edges]
    for region in regions:
        drawn = [row(function, *(region() if columns > 1 else (region(),))) for _ in range(300)]
        drawn = [r for r in drawn if r is not None]
        rows += drawn[:10] + hardest(drawn[10:], 6)
    kind = "table_row" if columns == 1 else "table_pair"
    text = ", ".join("{%s, %.4f}" % (", ".join(x.hex() for x in r[:-1]), r[-1]) for r in rows if r is not None)
    return f"static const {kind} table_{name}[] = {{{text}}};\n"


def write(stem: str, tables: list[str]) -> None:
    guard = f"WALRAS_TESTS_{stem.upper()}_TABLE_H"
    path = pathlib.Path(__file__).with_name(f"{stem}_table.h")
    path.write_text(
        "/* Written by make_tables.py: arguments, value rounded to nearest, exact value less that in units of its last place. */\n"
        f'#ifndef {guard}\n#define {guard}\n\n#include "ulp.h"\n\n' + "".join(tables) + "\n#endif\n"
    )


TINY = [5e-324, -5e-324, 2.2250738585072014e-308, -2.225073858507201e-308, 1e-300, -1e-200, 1e-17, -1e-17]


def small() -> float:
    return signed(log_uniform(1e-300, 1e-3))


def middling() -> float:
    return signed(log_uniform(1e-3, 1.0))


def power_pair(size: float):
    x = log_uniform(1e-300, 1e300)
    return x, draw.uniform(-size, size) / math.log(x)


def near_one_pair():
    x = 1.0 + signed(log_uniform(1e-15, 0.3))
    return x, draw.uniform(-700.0, 700.0) / math.log(x)


def exponential() -> None:
    tables = [
        table("exp", mp.exp, TINY + around(0.5, 1.0, 709.782712893384, -708.0, 708.0, -708.3964185322641, -745.133), [small, middling, lambda: draw.uniform(-30, 30), lambda: draw.uniform(-708, 709.78), lambda: draw.uniform(-745, -708), lambda: draw.uniform(708, 709.78)]),
        table("log", mp.log, [5e-324, 1e-310, 1.7976931348623157e308] + around(2.2250738585072014e-308, 0.5, 0.7071067811865476, 1.4142135623730951, 2.0) + [0.9999999999999999, 1.0000000000000002, 1 + 1e-10], [lambda: log_uniform(1e-300, 1e300), lambda: draw.uniform(0.6, 1.6), lambda: 1.0 + signed(log_uniform(1e-15, 0.2)), lambda: log_uniform(5e-324, 2e-308)]),
        table("log1p", mp.log1p, TINY + [-0.9999999999999999, 1.7976931348623157e308] + around(-0.5, -0.2928932188134524, 0.4142135623730951, 1.0, 1e-3, -1e-3, 1.1e-16, 2.2e-16), [small, middling, lambda: draw.uniform(-1, 0), lambda: draw.uniform(0, 5), lambda: log_uniform(1, 1e308), lambda: -1.0 + log_uniform(1e-16, 0.5), lambda: log_uniform(5e-17, 1e-15)]),
        table("expm1", mp.expm1, TINY + around(0.34657359027997264, -0.34657359027997264, -40.0, 708.0, 709.782712893384, 1.0, -1.0, -37.5), [small, middling, lambda: draw.uniform(-2, 2), lambda: draw.uniform(-40, 0), lambda: draw.uniform(0, 709.7), lambda: draw.uniform(-60, -36)]),
        table("tanh", mp.tanh, TINY + around(0.17328679513998632, 0.55, 19.06, 22.0, -22.0, 1.0), [small, middling, lambda: draw.uniform(-1, 1), lambda: draw.uniform(-22, 22)]),
        table("pow", lambda x, y: mp.power(x, y), [(2.0, 0.5), (10.0, 308.0), (10.0, -308.0), (10.0, -323.0), (3.0, 33.0), (1.0000000000000002, 3e18), (0.9999999999999999, 6e18), (5e-324, 0.5), (1e-310, -0.9), (1.7976931348623157e308, 0.99), (2.0, -1074.0), (2.0, 1023.9999999999999), (1.5, 1e-300)], [lambda: power_pair(1.0), lambda: power_pair(100.0), lambda: power_pair(709.0), lambda: power_pair(744.0), near_one_pair, lambda: (draw.uniform(0, 20), draw.uniform(-5, 5)), lambda: (log_uniform(1e-320, 2e-308), draw.uniform(-1, 1))], 2),
    ]
    write("exponential", tables)


def trigonometric() -> None:
    quarters = [float(k * mp.pi / 2) for k in (1, 2, 3, 4, 7, 100, 63661, 63663, 10**6, 2**40)]
    eighths = [float(k * mp.pi / 4) for k in (1, 3, 5, 7, 127323)]
    # 6381956970095103 2^797: the double closest to a multiple of pi/2 (Muller 2006)
    edges = TINY + quarters + eighths + around(1e5, -1e5) + [1e22, 1e300, -1e300, 1.7976931348623157e308, 6381956970095103.0 * 2.0**797]
    regions = [small, middling, lambda: draw.uniform(-10, 10), lambda: draw.uniform(-1e5, 1e5), lambda: signed(log_uniform(1e5, 1e16)), lambda: signed(log_uniform(1e16, 1e300)), lambda: float(draw.randrange(1, 63000) * mp.pi / 2)]
    turns = [0.125, 0.375, 1e-300, 1e-10, 0.24999999999999997, 0.25000000000000006, 0.5000000000000001, 0.9999999999999999] + around(0.125, 0.875)
    turn_regions = [lambda: draw.random(), lambda: log_uniform(1e-12, 1e-2), lambda: 0.25 * draw.randrange(1, 4) + signed(log_uniform(1e-14, 1e-3))]
    write("trigonometric", [table("sin", mp.sin, edges, regions), table("cos", mp.cos, edges, regions), table("turn_sine", lambda u: mp.sin(2 * mp.pi * u), turns, turn_regions), table("turn_cosine", lambda u: mp.cos(2 * mp.pi * u), turns, turn_regions)])


def normal_quantile(p):
    """The root of the cdf by Newton's method for its logarithm, from the tail's asymptotics."""
    if p == mpf(1) / 2:
        return mpf(0)
    if p > mpf(1) / 2:
        return -normal_quantile(1 - p)
    x = -mp.sqrt(-2 * mp.log(2 * p)) if p < mpf("0.1") else (p - mpf(1) / 2) * mp.sqrt(2 * mp.pi)
    for _ in range(100):
        cdf = mp.erfc(-x / mp.sqrt(2)) / 2
        step = (mp.log(cdf) - mp.log(p)) * cdf / (mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi))
        x -= step
        if abs(step) < mpf(10) ** -40 * abs(x):
            return x
    raise ArithmeticError(f"no root at {p}")


def log_gamma(x):
    return mp.log(abs(mp.gamma(x))) if x < 1e4 else mp.loggamma(x)


def special() -> None:
    mp.prec = 400
    erf_points = around(0.5, -0.5, 1.0, 2.0, 3.0, 5.9, 6.0)
    tables = [
        table("erf", mp.erf, TINY + erf_points, [small, middling, lambda: draw.uniform(-1, 1), lambda: draw.uniform(-6, 6)]),
        table("erfc", mp.erfc, TINY + erf_points + around(-6.0, 25.0, 26.0, 26.5, 26.54, 27.2), [small, middling, lambda: draw.uniform(-6, 3), lambda: draw.uniform(0, 10), lambda: draw.uniform(10, 26.5), lambda: draw.uniform(26.5, 27.2)]),
        table("normal_cdf", mp.ncdf, TINY + around(0.7071067811865476, 1.0, -1.0, -9.0, 8.2, -37.5, -38.4), [small, middling, lambda: draw.uniform(-3, 3), lambda: draw.uniform(-37, 8), lambda: draw.uniform(-38.4, -37)]),
        table("normal_quantile", normal_quantile, [5e-324, 1e-310, 2.2250738585072014e-308, 1e-300, 1e-290] + around(0.02425, 0.25, 0.75, 0.97575, 0.23, 0.77) + [0.49999999999999994, 0.5000000000000001, 0.9999999999999999], [lambda: log_uniform(1e-300, 0.02), lambda: log_uniform(1e-322, 1e-290), draw.random, lambda: 0.5 + signed(log_uniform(1e-15, 0.2)), lambda: 1 - log_uniform(1e-15, 0.1)]),
        table("lgamma", log_gamma, [5e-324, 1e-310, 1e-300, 1e-20, -1e-20, -1e-300, 1e17, 1e18, 1e300, 2.5e305, -0.5, -1.5, -2.5, -10.25, -100.5, -1000.75] + around(1.0, 2.0, 3.0, 0.984375, 1.015625, 24.0, 1e16), [lambda: log_uniform(1e-300, 1e-3), lambda: draw.uniform(0, 3), lambda: 1.0 + signed(log_uniform(1e-15, 0.3)), lambda: 2.0 + signed(log_uniform(1e-15, 0.3)), lambda: draw.uniform(3, 100), lambda: log_uniform(100, 2e305), lambda: draw.uniform(-30, 0), lambda: -log_uniform(1e-12, 0.5), lambda: -log_uniform(30, 1e6)]),
    ]
    write("special", tables)


if __name__ == "__main__":
    exponential()
    trigonometric()
    special()
