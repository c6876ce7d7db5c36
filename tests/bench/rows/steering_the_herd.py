"""Steering the herd: sequences of agents against the draws and moves that they need at least."""

from __future__ import annotations

from bench import BUILD, PASSES, Row, bench, values_of, walras

SIZES = (2_000_000, 34_000_000)


def sequence_seconds(*options: str, ranks: int = 0) -> tuple[float, str]:
    """Seconds a sequence: the slope over two sizes, so that the trial's set-up does not count."""
    seconds = []
    for size in SIZES:
        run = walras("tests/bench/herd.cfg", *options, "--set", f"n_sequences={size}L", ranks=ranks)
        seconds.append(run.log["seconds"])
    return (seconds[1] - seconds[0]) / (SIZES[1] - SIZES[0]), run.command


@bench
def herd() -> list[Row]:
    """Sequences without control on one core, as a part of the limit of draws and moves alone, and on two ranks."""
    limits, one, pair = [], [], []
    for _ in range(PASSES):
        values = values_of([str(BUILD / "tests" / "bench.herd")])
        limits.append(values["bare_seconds"] / values["sequences"])
        one.append(sequence_seconds("--threads", "1"))
        pair.append(sequence_seconds("--threads", "1", "--ranks-per-trial", "2", ranks=2))
    (single, text), (double, ranks_text) = min(one), min(pair)
    return [
        Row("herd", "sequences of one core", 1e-6 / single, "million/s", text),
        Row("herd", "of the limit set by drawing signals and moving", min(limits) / single, "", text),
        Row("herd", "two ranks over one", single / double, "times", ranks_text, least=1.9),
    ]
