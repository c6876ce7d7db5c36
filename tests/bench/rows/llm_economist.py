"""The LLM Economist: rational and learning workers against what binds them."""

from __future__ import annotations

from bench import BUILD, PASSES, Row, bench, mpi, text_of, values_of


@bench
def economist() -> list[Row]:
    """A step of 10^7 stored workers against their responses in cache and against reading them; learning workers against random words and exponentials."""
    rational, learning = 10_000_000, 1_000_000
    command = [str(BUILD / "tests" / "bench.economist"), str(rational), str(learning)]
    two = [*mpi(2), *command]
    alone, both = [values_of(command) for _ in range(PASSES)], [values_of(two) for _ in range(PASSES)]
    best = {name: min(values[name] for values in alone) for name in alone[0]}
    step, learned = 1e9 * best["rational_seconds"] / rational, 1e9 * best["learning_seconds"] / learning
    halves = {name: min(values[name] for values in both) for name in ("rational_seconds", "learning_seconds")}
    text = text_of(command)
    return [
        Row("economist", "rational workers of one core, seven brackets", 1e3 / step, "million/s", text),
        Row("economist", "of the limit set by responses in cache, or by reading", max(best["respond_ns"], best["read_ns"]) / step, "", text, least=0.5),
        Row("economist", "learning workers of one core", 1e3 / learned, "million/s", text, least=30.0),
        Row("economist", "of the limit set by a choice's words and exponentials", (best["words_ns"] + best["exponentials_ns"]) / learned, "", text, least=0.5),
        Row("economist", "two ranks over one, rational", best["rational_seconds"] / halves["rational_seconds"], "times", text_of(two), least=1.9),
        Row("economist", "two ranks over one, learning", best["learning_seconds"] / halves["learning_seconds"], "times", text_of(two), least=1.9),
    ]
