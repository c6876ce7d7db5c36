"""GTAlign: interactions of users and an assistant against what their arithmetic costs at least, and updates of learning."""

from __future__ import annotations

import statistics

from bench import BUILD, PASSES, Row, bench, values_of, walras

SIZES = (2_000_000, 34_000_000)


def interaction_seconds(*options: str, ranks: int = 0) -> tuple[float, str]:
    """Seconds an interaction: the slope over two sizes, so that the trial's set-up does not count."""
    seconds = []
    for size in SIZES:
        run = walras("tests/bench/gtalign.cfg", *options, "--set", f"n_instances={size}L", ranks=ranks)
        seconds.append(run.log["seconds"])
    return (seconds[1] - seconds[0]) / (SIZES[1] - SIZES[0]), run.command


@bench
def gtalign() -> list[Row]:
    """Interactions on one core, as a part of the limit of words and functions alone, and on two ranks; updates of 256 prompts and groups of 8."""
    limits, one, pair, learning = [], [], [], []
    for _ in range(PASSES):
        limits.append(1e-9 * values_of([str(BUILD / "tests" / "bench.gtalign")])["limit_ns"])
        one.append(interaction_seconds("--threads", "1"))
        pair.append(interaction_seconds("--threads", "1", "--ranks-per-trial", "2", ranks=2))
        learning.append(walras("tests/bench/gtalign.cfg", "--threads", "1", "--set", "n_instances=1", "--set", "updates=2000", "--set", "stop_change=0"))
    (single, text), (double, ranks_text) = min(one), min(pair)
    fraction = statistics.median(limit / seconds for limit, (seconds, _) in zip(limits, one))
    course = min(learning, key=lambda run: run.log["seconds"])
    return [
        Row("gtalign", "interactions of one core", 1e-6 / single, "million/s", text),
        Row("gtalign", "of the limit set by words and functions", fraction, "", text, least=0.5),
        Row("gtalign", "two ranks over one", single / double, "times", ranks_text, least=1.9),
        Row("gtalign", "responses learned from on one core", 2000 * 256 * 8 * 1e-6 / course.log["seconds"], "million/s", course.command),
    ]
