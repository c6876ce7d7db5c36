"""The off-switch game: pairs of robots and humans a second, against what their arithmetic costs at least, and two ranks against one."""

from __future__ import annotations

import statistics

from bench import BUILD, PASSES, Row, bench, mpi, text_of, values_of


@bench
def off_switch() -> list[Row]:
    """A population of 10^7 pairs on one core and on two ranks, and the random words and functions that it cannot do without."""
    pairs = 10_000_000
    program = str(BUILD / "tests" / "bench.off_switch")
    command, with_deltas = [program, str(pairs)], [program, str(pairs), "yes"]
    one, two = [], []
    for _ in range(PASSES):  # in turn: both see the same neighbours
        one.append(values_of(command))
        two.append(values_of([*mpi(2), *command]))
    best = min(one, key=lambda values: values["trial_seconds"])
    fraction = statistics.median(1e-9 * values["limit_ns"] * pairs / values["trial_seconds"] for values in one)
    deltas = min(values_of(with_deltas)["trial_seconds"] for _ in range(PASSES))
    ranks = best["trial_seconds"] / min(values["trial_seconds"] for values in two)
    return [
        Row("off_switch", "pairs of one core", 1e-6 * pairs / best["trial_seconds"], "million/s", text_of(command)),
        Row("off_switch", "of the limit set by words and functions", fraction, "", text_of(command), least=0.5),
        Row("off_switch", "pairs of one core, with each Delta", 1e-6 * pairs / deltas, "million/s", text_of(with_deltas)),
        Row("off_switch", "two ranks over one", ranks, "times", text_of([*mpi(2), *command]), least=1.9),
    ]
