"""Causal games: speed of the solver against the arithmetic of one core, and two ranks against one."""

from __future__ import annotations

from bench import BUILD, PASSES, Row, bench, text_of, values_of, walras


@bench
def causal() -> list[Row]:
    """Games of two states with all layers: solved on one core, and whole trials (drawing and sums included) on one and two ranks."""
    command = [str(BUILD / "tests" / "bench.causal")]
    text = text_of(command)
    passes = [values_of(command) for _ in range(PASSES)]
    rows = []
    for name, size in (("two", "2 x 2"), ("three", "3 x 3"), ("four", "4 x 4")):
        rows.append(Row("causal", f"games of {size} solved on one core", 1e-6 / min(p[f"{name}_seconds"] for p in passes), "million/s", text))
        rows.append(Row("causal", f"of the arithmetic limit, {size}", max(p[f"{name}_limit"] for p in passes), "", text))
    settings = ("configs/causal-games/scale.cfg", "--set", "n_games=400000", "--threads", "1")
    one = min((walras(*settings, ranks=1) for _ in range(2)), key=lambda run: run.seconds)
    two = min((walras(*settings, ranks=2) for _ in range(2)), key=lambda run: run.seconds)
    rows.append(Row("causal", "two ranks over one, 130 trials of 4 x 10^5 games", one.seconds / two.seconds, "times", two.command, least=1.9))
    return rows
