"""Preference games: products of a dense matrix that is spread by rows, against the bandwidth of memory; prompts on two ranks against one."""

from __future__ import annotations

from bench import BUILD, PASSES, Row, bench, text_of, values_of, walras

ITERATIONS = (4, 24)


def round_seconds(*options: str, ranks: int = 0) -> tuple[float, str]:
    """Seconds of a round of self-play: the slope over two numbers of rounds, so that making the matrix does not count."""
    seconds = []
    for iterations in ITERATIONS:
        run = walras("tests/bench/preference.cfg", *options, "--set", f"iterations={iterations}L", ranks=ranks)
        seconds.append(run.log["seconds"])
    return (seconds[1] - seconds[0]) / (ITERATIONS[1] - ITERATIONS[0]), run.command


def prompt_seconds(*options: str, ranks: int = 0) -> tuple[float, str]:
    """Seconds of self-play on many small games, whose products stay in the cache."""
    run = walras("configs/spo/prompts.cfg", *options, "--set", "prompts=40000", ranks=ranks)
    return run.log["seconds"], run.command


def gain(seconds, what: str, least: float | None = None) -> Row:
    """How much faster two ranks of one trial are than one."""
    one, pair = [], []
    for _ in range(PASSES):
        one.append(seconds("--threads", "1"))
        pair.append(seconds("--threads", "1", "--ranks-per-trial", "2", ranks=2))
    (single, _), (double, text) = min(one), min(pair)
    return Row("preference_games", f"two ranks over one, {what}", single / double, "times", text, least=least)


@bench
def preference_games() -> list[Row]:
    """The product of one core and of two against the triad of the same run; two ranks against one. Where one core takes most of the memory's
    bandwidth, a second one cannot double the rounds on a dense matrix: that row has no target."""
    rows = []
    for threads in (1, 2):
        command = [str(BUILD / "tests" / "bench.preference"), "10000", str(threads)]
        passes = [values_of(command) for _ in range(PASSES)]
        best = max(passes, key=lambda values: values["product_bytes"])
        what = f"product of a dense matrix, {threads} thread{'s' if threads > 1 else ''}"
        triad = max(values["triad_bytes"] for values in passes)
        rows.append(Row("preference_games", what, best["product_bytes"] / 1e9, "GB/s", text_of(command)))
        rows.append(Row("preference_games", f"{what}: of the triad", best["product_bytes"] / triad, "", text_of(command), least=0.6))
    rows.append(gain(round_seconds, "rounds on a dense matrix"))
    rows.append(gain(prompt_seconds, "prompts", least=1.8))
    return rows
