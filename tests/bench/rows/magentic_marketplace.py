"""The marketplace: searching by words, journeys, a thousand million consumers."""

from __future__ import annotations

from bench import BUILD, PASSES, Row, bench, best, values_of, walras


@bench
def lexical() -> list[Row]:
    run = best([walras("tests/bench/lexical.cfg", "--threads", "1") for _ in range(2)])
    return [Row("lexical", "10^4 requests, 3 x 10^4 businesses, one core", run.log["seconds"], "s", run.command, most=20.0)]


SIZES = (1_000_000, 9_000_000)
# What a journey of three contacts draws at least: words for its choices, its contacts, and two pairs of reply times.
JOURNEY_BLOCKS, JOURNEY_LOGS, JOURNEY_TURNS = 4, 2, 2


def journey_seconds(*options: str, ranks: int = 0) -> tuple[float, str]:
    """Seconds a journey: the slope over two sizes, so that the market's construction does not count."""
    seconds = []
    for size in SIZES:
        run = walras("tests/bench/journey.cfg", *options, "--set", f"consumers={size}L", ranks=ranks)
        seconds.append(run.log["seconds"])
    return (seconds[1] - seconds[0]) / (SIZES[1] - SIZES[0]), run.command


@bench
def market() -> list[Row]:
    limits, one, threads, ranks = [], [], [], []
    for _ in range(PASSES):
        limits.append(values_of([str(BUILD / "tests" / "bench.machine"), "65536"]))
        one.append(journey_seconds("--threads", "1"))
        threads.append(journey_seconds("--threads", "2"))
        ranks.append(journey_seconds("--threads", "1", "--ranks-per-trial", "2", ranks=2))
    least = {name: min(limit[name] for limit in limits) for name in limits[0]}
    (single, text), (double, threads_text), (pair, ranks_text) = min(one), min(threads), min(ranks)
    bound = JOURNEY_BLOCKS * least["vector_block"] + JOURNEY_LOGS * least["vector_log"] + JOURNEY_TURNS * least["vector_turn"]
    return [
        Row("market", "journeys of one core", 1e-6 / single, "million/s", text),
        Row("market", "journeys in a scalar Philox block's time", least["scalar_block"] * 1e-9 / single, "", text, least=0.067),
        Row("market", "of the limit set by its draws and logarithms", 1e-7 * bound / single, "%", text),
        Row("market", "two threads over one", single / double, "times", threads_text, least=1.9),
        Row("market", "two ranks over one", single / pair, "times", ranks_text, least=1.9),
    ]


@bench(name="scale", on_request=True)
def marketplace_scale() -> list[Row]:
    """10^9 consumers over two ranks; twice the larger rank bounds the memory of both, what they share counted twice."""
    run = walras("configs/magentic-marketplace/scale.cfg", "--threads", "1", ranks=2)
    return [
        Row("scale", "10^9 consumers, 3 x 10^5 businesses, two ranks", run.seconds, "s", run.command, most=120.0),
        Row("scale", "memory of both, at most", 2 * run.largest_bytes / 2**30, "GiB", run.command, most=2.0),
    ]
