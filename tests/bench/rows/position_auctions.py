"""Position auctions against the same in Python with scipy."""

from __future__ import annotations

import time

import numpy

from bench import BUILD, WORK, Row, bench, text_of, values_of


def scipy_auction(assign, odds, values) -> tuple[float, float]:
    """Welfare and payments of one auction of the mnl user, as one writes it with scipy: Dinkelbach on assignments, and VCG."""

    def optimum(worth):
        welfare, pairs = 0.0, ([], [])
        bound = (worth[:, None] * odds / (1 + odds)).max()
        while True:
            gain = numpy.maximum(odds * (worth[:, None] - bound), 0.0)
            rows, columns = assign(gain, maximize=True)
            kept = gain[rows, columns] > 0
            rows, columns = rows[kept], columns[kept]
            chosen = odds[rows, columns]
            reached = (chosen * worth[rows]).sum() / (1 + chosen.sum())
            if reached <= bound * (1 + 1e-13):
                return max(welfare, bound), pairs
            welfare = bound = reached
            pairs = (rows, columns)

    welfare, (rows, columns) = optimum(values)
    if len(rows) == 0:  # the best single ad is the optimum
        best = numpy.unravel_index((values[:, None] * odds / (1 + odds)).argmax(), odds.shape)
        rows, columns = [best[0]], [best[1]]
    everyone, revenue = 1 + sum(odds[i, j] for i, j in zip(rows, columns)), 0.0
    for i, j in zip(rows, columns):
        others = values.copy()
        others[i] = 0.0
        revenue += optimum(others)[0] - (welfare - values[i] * odds[i, j] / everyone)
    return welfare, revenue


def timed(work) -> tuple[float, float]:
    """Seconds of the best of a few passes, and what the last one returned."""
    seconds = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        result = work()
        seconds = min(seconds, time.perf_counter() - start)
    return seconds, result


@bench
def auction() -> list[Row]:
    """Position auctions of 20 creatives and 10 places on one core, and the same ones by scipy's assignment in Python."""
    auctions, some = 20_000, 1_000
    command = [str(BUILD / "tests" / "bench.auction"), str(WORK / "auctions.bin"), str(auctions)]
    own, text = values_of(command), text_of(command)
    rows = [
        Row("auction", "best matchings of 20 x 10", 1e-3 / own["assignment_seconds"], "1000/s", text),
        Row("auction", "whole auctions with payments, one core", 1e-3 / own["auction_seconds"], "1000/s", text),
    ]
    try:
        from scipy.optimize import linear_sum_assignment as assign
    except ImportError:
        return [*rows, Row("auction", "against scipy: it is missing (apt-get install python3-scipy)", float("nan"), "times", "")]
    instances = numpy.fromfile(WORK / "auctions.bin").reshape(auctions, 20 + 200)
    values, odds = instances[:, :20], instances[:, 20:].reshape(-1, 20, 10)
    gains = values[:, :, None] * odds / (1 + odds)
    matching, total = timed(lambda: sum(gain[assign(gain, maximize=True)].sum() for gain in gains))
    whole, sums = timed(lambda: numpy.sum([scipy_auction(assign, odds[k], values[k]) for k in range(some)], axis=0))
    few = values_of([*command[:2], str(some)])
    assert abs(total / own["assignment_value"] - 1) < 1e-12, "scipy's matchings have other values"
    assert abs(sums / [few["auction_welfare"], few["auction_revenue"]] - 1).max() < 1e-9, "scipy's auctions have other results"
    return [
        *rows,
        Row("auction", "matchings over scipy's linear_sum_assignment", matching / auctions / own["assignment_seconds"], "times", text),
        Row("auction", "auctions over the same in Python with scipy", whole / some / own["auction_seconds"], "times", text, least=10.0),
    ]
