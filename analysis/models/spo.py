"""Figures of self-play preference optimization (after arXiv 2401.04056): gaps against their bounds, learning curves, noise, zones, constraints."""

from __future__ import annotations

from typing import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from plotting import COLOURS, Drawing, mean_interval

METRICS = ["duality_gap_average", "theory_gap_bound", "return", "violating_share", "exploitability"]
PARAMETERS = ["label", "mode", "algorithm", "simulator", "rater", "actions", "iterations", "evaluate_every", "flip_probability", "preference_generator", "queries_cap", "sector_margins"]
NAMES = {"spo": "SPO", "reward_model": "reward model", "ground_truth": "hidden return", "bt_static": "reward model, fitted once", "one query": "SPO, one comparison each"}
ORDER = list(NAMES)


def gaps(frame: pd.DataFrame) -> Drawing:
    """Figure 1: gap of the average policy against rounds, with both rates."""
    sizes = sorted(frame.actions.unique())
    figure, axes = plt.subplots(figsize=(5.2, 3.6), constrained_layout=True)
    words = []
    for k, n in enumerate(sizes):
        line = frame[frame.actions == n].groupby("iterations")["duality_gap_average"].mean()
        axes.loglog(line.index, line, "o-", ms=3, lw=1.2, color=COLOURS[k], label=f"{n} responses")
        words.append(f"{n} responses: {line.iloc[0]:.3g} after {line.index[0]} rounds, {line.iloc[-1]:.3g} after {line.index[-1]}")
    rounds = np.array([line.index[0], line.index[-1]], dtype=float)
    rate = float(frame.learning_rate.iloc[0])
    bound = np.log(sizes[-1]) / (rate * np.geomspace(*rounds, 60)) + rate / 2
    axes.loglog(np.geomspace(*rounds, 60), bound, "--", color="0.3", lw=1.0, label="bound of hedge, any game")
    axes.loglog(rounds, line.iloc[-1] * rounds[-1] / rounds, ":", color="0.3", lw=1.2, label="in proportion to 1/T")
    axes.set_xlabel("rounds T")
    axes.set_ylabel("duality gap of the average policy, probability")
    axes.legend(fontsize=8)
    return Drawing(
        "gap",
        figure,
        "Duality gap of the average policy of hedge with a constant step where one response beats all others, on logarithmic axes. Dashes: the bound for any game, of the largest "
        "size; dots: the rate 1/T.",
        "Line chart. " + "; ".join(words) + f". The bound ends at {bound[-1]:.3g}.",
    )


def _curve(store, points: np.ndarray, series: str) -> tuple[np.ndarray, np.ndarray]:
    """Mean over finished trials and half-width of a series, by evaluation."""
    rows = store.array(f"series/{series}")[points]
    rows = rows[store.done[points]]
    rows = rows[:, np.isfinite(rows).any(axis=0)]
    pairs = [mean_interval(column) for column in rows.T]
    return np.array([mean for mean, _ in pairs]), np.array([half for _, half in pairs])


def _learner(design: pd.DataFrame, point: int) -> str:
    row = design.loc[point]
    return "one query" if row.algorithm == "spo" and row.queries_cap == 1 else row.algorithm


def _panels(store, design: pd.DataFrame) -> dict[str, list[int]]:
    """Points with a curve of returns by simulator, in the order of ORDER."""
    chosen = design[(design["mode"] == "trajectory") & (design.rater == "max_return") & (design.evaluate_every < design.iterations)]
    chosen = chosen[store.done[chosen.index].any(axis=1)]
    return {name: sorted(part.index, key=lambda point: ORDER.index(_learner(design, point))) for name, part in chosen.groupby("simulator", sort=False)}


def learning_curves(store, design: pd.DataFrame, panels: dict[str, list[int]]) -> Drawing:
    """Figure 2: mean hidden return of the batch against rounds, a panel for each simulator."""
    figure, all_axes = plt.subplots(1, len(panels), figsize=(3.0 * len(panels) + 1.0, 3.3), squeeze=False, constrained_layout=True)
    words = []
    for axes, (simulator, points) in zip(all_axes[0], panels.items()):
        for point in points:
            learner = _learner(design, point)
            mean, half = _curve(store, np.array([point]), "train_return")
            rounds = np.minimum((np.arange(len(mean)) + 1) * design.loc[point].evaluate_every, design.loc[point].iterations)
            colour = COLOURS[ORDER.index(learner)]
            axes.plot(rounds, mean, lw=1.3, color=colour, ls="--" if learner == "ground_truth" else "-", label=NAMES[learner])
            axes.fill_between(rounds, mean - half, mean + half, color=colour, alpha=0.2, lw=0)
            words.append(f"{simulator.replace('_', ' ')}, {NAMES[learner]}: {mean[0]:.4g} to {mean[-1]:.4g}")
        axes.set_title(simulator.replace("_", " "))
        axes.set_xlabel("rounds")
    all_axes[0][0].set_ylabel("mean hidden return of the batch")
    all_axes[0][0].legend(fontsize=7)
    return Drawing(
        "learning-curves",
        figure,
        "Mean hidden return of the batch against rounds, with 95 % intervals over seeds. Dashes: the learner that sees the return itself. SPO asks for 64 comparisons a trajectory, the "
        "reward model and SPO with one comparison each for 64 a round.",
        "Line charts. " + "; ".join(words) + ".",
    )


def query_curves(store, design: pd.DataFrame, points: list[int]) -> Drawing:
    """Figure 3: the point mass against comparisons asked for."""
    figure, axes = plt.subplots(figsize=(4.8, 3.4), constrained_layout=True)
    words = []
    for point in points:
        learner = _learner(design, point)
        if learner in ("ground_truth", "bt_static"):
            continue
        mean, half = _curve(store, np.array([point]), "train_return")
        asked = _curve(store, np.array([point]), "queries_course")[0][: len(mean)]  # integers behind the last evaluation are unset
        colour = COLOURS[ORDER.index(learner)]
        axes.semilogx(asked, mean, lw=1.3, color=colour, label=NAMES[learner])
        axes.fill_between(asked, mean - half, mean + half, color=colour, alpha=0.2, lw=0)
        words.append(f"{NAMES[learner]}: {mean[-1]:.4g} after {asked[-1]:.0f} comparisons")
    axes.set_xlabel("comparisons asked for")
    axes.set_ylabel("mean hidden return of the batch")
    axes.legend(fontsize=8)
    return Drawing(
        "query-curves",
        figure,
        "The point mass again, against the number of comparisons that the rater was asked for, with 95 % intervals over seeds.",
        "Line chart on a logarithmic axis. " + "; ".join(words) + ".",
    )


def noise(frame: pd.DataFrame) -> Drawing:
    """Figure 4: final return against flipped labels."""
    figure, axes = plt.subplots(figsize=(4.8, 3.4), constrained_layout=True)
    words = []
    for learner, part in frame.groupby("algorithm", sort=False):
        cells = [(flip, *mean_interval(group["return"])) for flip, group in part.groupby("flip_probability")]
        flips, means, halves = map(np.array, zip(*cells))
        axes.errorbar(flips, means, halves, marker="o", ms=3, lw=1.2, capsize=2, color=COLOURS[ORDER.index(learner)], label=NAMES[learner])
        words.append(f"{NAMES[learner]}: {means[0]:.3g} without flips, {means[-1]:.3g} with {flips[-1]:g}")
    axes.set_xlabel(r"share of labels flipped $\epsilon$")
    axes.set_ylabel("hidden return at the end, mean actions")
    axes.legend(fontsize=8)
    return Drawing(
        "noise",
        figure,
        "Hidden return of the last policy's mean actions against the share of labels that are flipped, point mass, with 95 % intervals over seeds.",
        "Line chart. " + "; ".join(words) + ".",
    )


def _corner(shares: np.ndarray) -> np.ndarray:
    """Places in an equilateral triangle of shares [..., 3]."""
    return shares @ np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(3) / 2]])


def simplex(store, design: pd.DataFrame) -> Drawing:
    """Figure 5: occupancies of zones over rounds in the triangle of mixtures, a panel for each game, a line for each seed."""
    chosen = design[(design.rater == "intransitive_sectors") & (design["mode"] == "trajectory") & (design.sectors == 3)]
    chosen = chosen[chosen.groupby(["algorithm", "sector_margins"])["iterations"].transform("max") == chosen.iterations]
    figure, panels = plt.subplots(1, len(chosen), figsize=(2.9 * len(chosen), 3.0), squeeze=False, constrained_layout=True)
    words = []
    for axes, point in zip(panels[0], chosen.index):
        row = design.loc[point]
        margins = np.array([float(x) for x in str(row.sector_margins).strip("[]").split(",")])
        winner = margins[[1, 2, 0]] / margins.sum()
        axes.plot(*_corner(np.eye(3)[[0, 1, 2, 0]]).T, color="0.4", lw=0.8)
        paths = np.stack([store.array(f"series/zone{k}_course")[point] for k in range(3)], axis=-1)[store.done[point]]
        for k, path in enumerate(paths[:6]):
            axes.plot(*_corner(path[np.isfinite(path).all(axis=1)]).T, lw=0.9, color=COLOURS[k])
        axes.plot(*_corner(winner), "k*", ms=9)
        for corner, name, side in zip(_corner(np.eye(3)), ("0", "1", "2"), ("top", "top", "bottom")):
            axes.text(*corner, f" zone {name} ", ha="center", va=side, fontsize=8)
        axes.set_title(f"{NAMES[row.algorithm]}\nmargins {', '.join(f'{m:g}' for m in margins)}")
        axes.set_aspect("equal")
        axes.axis("off")
        last = paths[:, np.isfinite(paths).all(axis=(0, 2))][:, -1].mean(axis=0)
        words.append(f"{NAMES[row.algorithm]}, margins {', '.join(f'{m:g}' for m in margins)}: {last[0]:.3f}, {last[1]:.3f}, {last[2]:.3f} against the winner's {winner[0]:.3f}, {winner[1]:.3f}, {winner[2]:.3f}")
    return Drawing(
        "simplex",
        figure,
        "Shares of the zones among all trajectories so far, as paths over rounds in the triangle of mixtures, a line for each of at most six seeds. Star: the minimax winner of the zones' game.",
        "Triangles. Mean shares of zones 0, 1, 2 at the end: " + "; ".join(words) + ".",
    )


def violations(frame: pd.DataFrame) -> Drawing:
    """Figure 6: violating shares of final trajectories, and a dot for each seed."""
    figure, axes = plt.subplots(figsize=(3.8, 3.2), constrained_layout=True)
    words = []
    for k, (learner, part) in enumerate(frame.groupby("algorithm", sort=False)):
        mean, half = mean_interval(part.violating_share)
        axes.bar(k, mean, 0.6, yerr=half, capsize=3, color=COLOURS[ORDER.index(learner)], alpha=0.7)
        axes.plot(k + np.linspace(-0.2, 0.2, len(part)), np.sort(part.violating_share), "k.", ms=3)
        words.append(f"{NAMES[learner]}: {mean:.3f} +- {half:.3f}")
    names = [NAMES[learner] for learner in frame.algorithm.unique()]
    axes.set_xticks(range(len(names)), names)
    axes.set_ylabel("share of last trajectories that violate")
    return Drawing(
        "violations",
        figure,
        "Share of trajectories, with drawn actions of the last policy, that spend more than the allowed share of their steps on the left. Bars: means with 95 % intervals; dots: seeds in order.",
        "Bar chart. " + "; ".join(words) + ".",
    )


def draw(store) -> Iterator[Drawing]:
    """Every figure for which the store holds the experiment."""
    design, recorded = store.design(), set(store.metrics())
    if "label" not in design:
        return
    extra = ["learning_rate"] if "learning_rate" in design else []
    frame = store.frame([metric for metric in METRICS if metric in recorded], parameters=PARAMETERS + extra)
    part = {label: group for label, group in frame.groupby("label", sort=False)}
    if "fast" in part and len(part["fast"].iterations.unique()) > 1:
        yield gaps(part["fast"])
    panels = _panels(store, design)
    if panels:
        yield learning_curves(store, design, panels)
    if len(panels.get("point_mass", [])) > 1:
        yield query_curves(store, design, panels["point_mass"])
    if "noise" in part:
        yield noise(part["noise"])
    if ((design.rater == "intransitive_sectors") & (design["mode"] == "trajectory") & store.done.any(axis=1)).any():
        yield simplex(store, design)
    if "constraint" in part:
        yield violations(part["constraint"])
