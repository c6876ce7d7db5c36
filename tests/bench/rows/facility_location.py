"""Facility location: order statistics of large populations."""

from __future__ import annotations

import pathlib
import time

import numpy

from bench import BUILD, PASSES, WORK, Row, bench, mpi, text_of, values_of, walras


def sort_seconds(population: pathlib.Path) -> float:
    """numpy's sort of a stored population, the best of three: what one would do without partitioned selection."""
    seconds = []
    for _ in range(3):
        locations = numpy.fromfile(population)
        start = time.monotonic()
        locations.sort()
        seconds.append(time.monotonic() - start)
    return min(seconds)


@bench
def facility() -> list[Row]:
    """The Uniform Phantom and the median: two passes over a population, against drawing it as often, and against numpy's sort of the same."""
    rows = []
    bench = str(BUILD / "tests" / "bench.facility")
    for law in ("uniform", "beta"):
        command = [bench, "10000000", law]
        values = min((values_of(command) for _ in range(PASSES)), key=lambda v: v["drawn_seconds"] / v["draw_ns"])
        limit = 2 * 1e7 * 1e-9 * values["draw_ns"]
        rows.append(Row("facility", f"selection of one core, {law}, drawn anew", 10 / values["drawn_seconds"], "million/s", text_of(command)))
        rows.append(Row("facility", f"of the limit set by drawing twice, {law}", limit / values["drawn_seconds"], "", text_of(command), least=0.5))
    for agents in (10_000_000, 100_000_000):
        population = WORK / "population"
        command = [*mpi(2), bench, str(agents), "uniform", str(population)]
        stored = min(values_of(command)["stored_seconds"] for _ in range(3))
        rows.append(Row("facility", f"two ranks over numpy's sort, {agents:.0e} stored", sort_seconds(population) / stored, "times", text_of(command), least=20.0))
        population.unlink()
    return rows


@bench(name="scale", on_request=True)
def facility_scale() -> list[Row]:
    """Three outcomes of 10^9 agents over two ranks, and the memory of both as above."""
    run = walras("configs/facility-location/scale.cfg", "--threads", "1", ranks=2)
    return [
        Row("scale", "facility, three trials of 10^9 agents, two ranks", run.seconds, "s", run.command),
        Row("scale", "memory of both, at most", 2 * run.largest_bytes / 2**30, "GiB", run.command, most=1.0),
    ]
