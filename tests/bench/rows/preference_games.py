"""Preference games: products of a dense matrix that is spread by rows, against the bandwidth of memory."""

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


@bench
def preference_games() -> list[Row]:
    """The product of one core and of two against the triad of the same run; rounds on two ranks against one."""
    rows = []
    for threads in (1, 2):
        command = [str(BUILD / "tests" / "bench.preference"), "10000", str(threads)]
        ratio, rate = 0.0, 0.0
        for _ in range(PASSES):
            values = values_of(command)
            ratio = max(ratio, values["product_bytes"] / values["triad_bytes"])
            rate = max(rate, values["product_bytes"])
        what = f"product of a dense matrix, {threads} thread{'s' if threads > 1 else ''}"
        rows.append(Row("preference_games", what, rate / 1e9, "GB/s", text_of(command)))
        rows.append(Row("preference_games", f"{what}: of the triad", ratio, "", text_of(command), least=0.6))
    one, pair = [], []
    for _ in range(PASSES):
        one.append(round_seconds("--threads", "1"))
        pair.append(round_seconds("--threads", "1", "--ranks-per-trial", "2", ranks=2))
    (single, _), (double, text) = min(one), min(pair)
    rows.append(Row("preference_games", "two ranks over one, rounds of self-play", single / double, "times", text, least=1.8))
    return rows
