"""Direct Nash Optimization: prompts whose games are made and played, on one core and on two ranks."""

from __future__ import annotations

from bench import PASSES, Row, bench, walras

SIZES = (5_000, 30_000)
ROUNDS = 2


def prompt_seconds(*options: str, ranks: int = 0) -> tuple[float, str]:
    """Seconds a prompt and round: the slope over two sizes, so that the trial's set-up does not count."""
    seconds = []
    for size in SIZES:
        run = walras("tests/bench/dno.cfg", *options, "--set", f"prompts={size}L", ranks=ranks)
        seconds.append(run.log["seconds"])
    return (seconds[1] - seconds[0]) / (SIZES[1] - SIZES[0]) / ROUNDS, run.command


@bench
def dno() -> list[Row]:
    """Exact steps on contextual games of 32 responses."""
    one, pair = [], []
    for _ in range(PASSES):
        one.append(prompt_seconds("--threads", "1"))
        pair.append(prompt_seconds("--threads", "1", "--ranks-per-trial", "2", ranks=2))
    (single, text), (double, ranks_text) = min(one), min(pair)
    return [
        Row("dno", "prompts and rounds of one core", 1e-3 / single, "thousand/s", text),
        Row("dno", "two ranks over one", single / double, "times", ranks_text, least=1.8),
    ]
