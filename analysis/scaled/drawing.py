"""Figures of scaling: efficiency against workers, and where the time of each layout went."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
from plotting import COLOURS, Drawing, spoken
from scaled.results import ACTIVITIES, Measured

GREY = "0.6"


def _lines(results: list[Measured]) -> dict[int, list[Measured]]:
    """By threads a rank: points that are joined by a line."""
    lines: dict[int, list[Measured]] = {}
    for result in results:
        lines.setdefault(result.layout.threads, []).append(result)
    return lines


def _efficiency(axes: plt.Axes, kind: str, results: list[Measured]) -> None:
    for colour, (threads, line) in zip(COLOURS * len(results), _lines(results).items()):
        workers = [result.layout.workers for result in line]
        label = f"{threads} thread{'s' if threads > 1 else ''} a rank"
        axes.plot(workers, [result.efficiency for result in line], "o-", color=colour, label=label)
        expected = [(result.layout.workers, result.predicted) for result in line if result.predicted is not None]
        if expected:
            axes.plot(*zip(*expected), "x--", color=colour, label=f"{label}, predicted", alpha=0.7)
    ticks = sorted({result.layout.workers for result in results})
    axes.axhline(1.0, color=GREY, linewidth=0.8)
    axes.set_xscale("log", base=2)
    axes.set_xticks(ticks, [str(tick) for tick in ticks])
    axes.minorticks_off()
    top = max([1.0, *(result.efficiency for result in results), *(result.predicted or 0.0 for result in results)])
    axes.set_ylim(0, 1.08 * top)
    axes.set_xlabel("workers: ranks x threads")
    axes.set_title(f"{kind} scaling")
    axes.legend(loc="lower left")


def efficiency(results: list[Measured]) -> Drawing:
    kinds = list(dict.fromkeys(result.case.kind for result in results))
    figure, panels = plt.subplots(1, len(kinds), figsize=(4.2 * len(kinds), 3.2), squeeze=False, layout="constrained")
    for axes, kind in zip(panels[0], kinds):
        _efficiency(axes, kind, [result for result in results if result.case.kind == kind])
    panels[0][0].set_ylabel("efficiency")
    told = spoken((f"{result.case.kind} {result.layout}", result.efficiency) for result in results)
    caption = (
        "Efficiency: speedup over the layout of the fewest workers, by the workers it took. Strong: the same experiment; weak: its size grows with the "
        "workers. Best of the repeats; dashed: what the simulation of the coordinator predicts."
    )
    return Drawing("scaling-efficiency", figure, caption, f"Efficiencies: {told}")


def time_split(results: list[Measured]) -> Drawing:
    figure, axes = plt.subplots(figsize=(7.2, 0.9 + 0.34 * len(results)), layout="constrained")
    names = [f"{result.case.kind}  {result.layout}" for result in results]
    left = np.zeros(len(results))
    for colour, activity in zip([*COLOURS[: len(ACTIVITIES) - 1], GREY], ACTIVITIES):
        shares = np.array([100 * result.shares()[activity] for result in results])
        if shares.max() >= 0.05:
            axes.barh(names, shares, left=left, color=colour, label=activity, height=0.7)
        left += shares
    axes.plot([100 * result.busy for result in results], names, "D", color="black", markersize=4, label="threads in trials", linestyle="none")
    axes.invert_yaxis()
    axes.set_xlim(0, 100)
    axes.set_xlabel("% of the ranks' time (diamonds: of the threads' time)")
    axes.set_ylabel("ranks x threads")
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    told = spoken((f"{result.case.kind} {result.layout}", 100 * result.shares()["compute"]) for result in results)
    return Drawing("scaling-time", figure, "Where the time of all ranks went, in the best run of each layout.", f"Computing, in percent: {told}")


def draw(results: list[Measured]) -> Iterator[Drawing]:
    yield efficiency(results)
    yield time_split(results)
