"""Gather-Trade-Build: environment steps of one core, and of two ranks and two threads against one."""

from __future__ import annotations

from bench import BUILD, Row, bench, best, text_of, values_of, walras

# The simulator in Python that the paper's authors published: random actions out of what is possible and observations, one core of a like machine.
PUBLISHED_STEPS = 473.0


@bench
def gather_trade_build() -> list[Row]:
    """Four agents on 25 x 25 tiles with random actions: what one core steps, and how 5000 worlds of one trial share two."""
    command = [str(BUILD / "tests" / "bench.gtb")]
    own, text = values_of(command), text_of(command)
    settings = ("--set", "environments=5000", "--only", "0")
    shared = []
    for ranks, threads in ((1, 1), (1, 2), (2, 1)):
        options = (*settings, "--threads", str(threads), "--ranks-per-trial", str(ranks))
        runs = [walras("configs/ai-economist/gtb-scale.cfg", *options, ranks=ranks) for _ in range(3)]
        shared.append(best(runs))
    one, threads, ranks = (run.log["seconds"] for run in shared)
    return [
        Row("gather_trade_build", "steps of an environment, random actions", 1e-3 * own["random_steps"], "1000/s", text, least=200.0),
        Row("gather_trade_build", "the same with masks and observations written", 1e-3 * own["learner_steps"], "1000/s", text),
        Row("gather_trade_build", "that over the published simulator's 473 a second", own["learner_steps"] / PUBLISHED_STEPS, "times", text),
        Row("gather_trade_build", "steps with greedy agents", 1e-3 * own["greedy_steps"], "1000/s", text),
        Row("gather_trade_build", "two threads over one", one / threads, "times", shared[1].command, least=1.9),
        Row("gather_trade_build", "two ranks over one", one / ranks, "times", shared[2].command, least=1.9),
    ]
