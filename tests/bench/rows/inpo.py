"""INPO: rounds of a hundred thousand games on one core and on two ranks, and drawn tournaments."""

from __future__ import annotations

from bench import PASSES, Row, bench, walras

PROMPTS, ROUNDS = 100_000, 199


@bench
def inpo() -> list[Row]:
    """Exact rounds of games of nine responses, made anew for each of four evaluations; and four lists of eight responses for each prompt and round."""
    settings = ("configs/inpo/scale.cfg", "--set", f"prompts={PROMPTS}", "--threads", "1")
    one, two, drawn = [], [], []
    for _ in range(PASSES):  # in turn: all see the same neighbours
        one.append(walras(*settings, "--only", "0", ranks=1))
        two.append(walras(*settings, "--only", "0", "--ranks-per-trial", "2", ranks=2))
        drawn.append(walras(*settings, "--only", "5", ranks=1))
    alone, pair, lists = (min(runs, key=lambda run: run.log["seconds"]) for runs in (one, two, drawn))
    return [
        Row("inpo", "rounds of a prompt, exact, nine responses, one core", 1e-6 * PROMPTS * ROUNDS / alone.log["seconds"], "million/s", alone.command),
        Row("inpo", "comparisons of tournaments, one core", 1e-6 * PROMPTS * 3 * 4 * 11 / lists.log["seconds"], "million/s", lists.command),
        Row("inpo", "two ranks over one", alone.log["seconds"] / pair.log["seconds"], "times", pair.command, least=1.8),
    ]
