"""Nash Mirror Prox: queries of many prompts a second, against what a product and its exponentials cost at least, and two ranks against one."""

from __future__ import annotations

import statistics

from bench import BUILD, PASSES, Row, bench, mpi, text_of, values_of


@bench
def nash_mirror_prox() -> list[Row]:
    """4,000 prompts of ten responses on one core and on two ranks; prompts of 100 responses."""
    program = str(BUILD / "tests" / "bench.nash_mirror_prox")
    command, wide = [program, "4000", "10"], [program, "400", "100"]
    one, two, hundred = [], [], []
    for _ in range(PASSES):  # in turn: all see the same neighbours
        one.append(values_of(command))
        two.append(values_of([*mpi(2), *command]))
        hundred.append(values_of(wide))
    best = min(one, key=lambda values: values["trial_seconds"])
    fractions = [statistics.median(1e-9 * values["limit_ns"] * values["queries"] / values["trial_seconds"] for values in runs) for runs in (one, hundred)]
    return [
        Row("nash_mirror_prox", "queries of 10 responses on one core", 1e-6 * best["queries"] / best["trial_seconds"], "million/s", text_of(command)),
        Row("nash_mirror_prox", "of the limit set by products and exponentials, 10 responses", fractions[0], "", text_of(command), least=0.3),
        Row("nash_mirror_prox", "of that limit, 100 responses", fractions[1], "", text_of(wide), least=0.5),
        Row("nash_mirror_prox", "two ranks over one", best["trial_seconds"] / min(values["trial_seconds"] for values in two), "times", text_of([*mpi(2), *command]), least=1.8),
    ]
