"""Figures of Direct Nash Optimization (after arXiv 2404.03715): improvement and its bound, a spiral, the regression's error, students and their pairs, depth against width."""

from __future__ import annotations

from typing import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from plotting import COLOURS, Drawing, mean_interval

ALGORITHMS = {
    "dno_prct": "DNO-Prct",
    "dno_restrictive": "DNO-Restrictive",
    "dno_lookahead": "DNO-Lookahead",
    "spin": "SPIN",
    "offline_dpo": "offline DPO",
    "sft_positives": "SFT on positives",
}


def _first(store, label: str) -> int | None:
    points = np.flatnonzero(store.points({"label": label}) & store.done.any(axis=1))
    return int(points[0]) if len(points) else None


def improvement(store, point: int) -> Drawing:
    """P(pi_{t+1} beats pi_t), its lower bound, and the win rate against the first policy."""
    figure, axes = plt.subplots(figsize=(5.8, 3.4), constrained_layout=True)
    names = {"win_rate_vs_previous": "against the predecessor", "improvement_lower_bound": "its lower bound, 1/2 + η KL", "win_rate_vs_start": "against the first policy"}
    words = []
    for k, (name, label) in enumerate(names.items()):
        line = store.series(name, where={"label": "circle"}).loc[point].iloc[0].dropna().to_numpy()
        axes.plot(np.arange(1, len(line) + 1), line, color=COLOURS[k], ls="--" if k == 1 else "-", lw=1.3, label=label)
        words.append(f"{label}: from {line[0]:.4f} to {line[-1]:.4f}, least {line.min():.4f}")
    axes.axhline(0.5, color="0.7", lw=0.8)
    axes.set_xlabel("round t")
    axes.set_ylabel("win rate of the next policy")
    axes.legend(fontsize=8)
    return Drawing("improvement", figure, "Exact steps in a cyclic game: each beats its predecessor by more than the bound, and yet some lose to the first policy.", "Line chart over rounds. " + "; ".join(words) + ".")


def spiral(tables: pd.DataFrame, averages: pd.DataFrame, design: pd.DataFrame, winner: np.ndarray) -> Drawing:
    """Last and average policies of three responses on the simplex."""
    corners = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(0.75)]])
    figure, axes = plt.subplots(figsize=(4.4, 4.0), constrained_layout=True)
    axes.fill(*corners.T, facecolor="none", edgecolor="0.6", lw=0.8)
    words = []
    for k, (frame, name) in enumerate(((tables, "last policy"), (averages, "average policy"))):
        path = frame[frame["replication"] == frame["replication"].min()].pivot(index="point", columns="response", values="probability")
        path = path.loc[design.loc[path.index].iterations.astype(int).sort_values().index]
        place = path.to_numpy() @ corners
        axes.plot(place[:, 0], place[:, 1], color=COLOURS[k], lw=1.1, marker=".", ms=3, label=name)
        words.append(f"{name}: from ({', '.join(f'{p:.3f}' for p in path.iloc[0])}) to ({', '.join(f'{p:.3f}' for p in path.iloc[-1])})")
    axes.plot(*(winner @ corners), "x", color=COLOURS[5], ms=8, label="minimax winner")
    for corner, name, align in zip(corners, ("response 0", "response 1", "response 2"), ("left", "right", "center")):
        axes.annotate(name, corner, textcoords="offset points", xytext=(0, 6 if align == "center" else -12), ha=align, fontsize=8)
    axes.set_aspect("equal")
    axes.set_axis_off()
    axes.legend(fontsize=8, loc="upper right")
    return Drawing("spiral", figure, "Rock, paper, scissors with margins 0.1, 0.2, 0.3: the last policy spirals out, the average comes in.", "Triangle of policies over three responses, every third round up to the 300th. " + "; ".join(words) + ".")


def rate(frame: pd.DataFrame) -> Drawing:
    """TV^2 to the exact step against N."""
    figure, axes = plt.subplots(figsize=(5.0, 3.4), constrained_layout=True)
    counts = sorted(frame.pairs_sampled.unique())
    cells = [mean_interval(frame[frame.pairs_sampled == n].tv_squared) for n in counts]
    axes.errorbar(counts, [m for m, _ in cells], yerr=[h for _, h in cells], color=COLOURS[0], marker="o", capsize=3, label="mean of the repetitions")
    axes.plot(counts, cells[0][0] * counts[0] / np.array(counts, dtype=float), color="0.5", ls="--", label="1/N")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("pairs N with one noisy label each")
    axes.set_ylabel("squared total variation to the exact step")
    axes.legend(fontsize=8)
    words = "; ".join(f"{n:g} pairs {m:.3g} ± {h:.2g}" for n, (m, h) in zip(counts, cells))
    return Drawing("error-by-pairs", figure, "How far the regression on noisy labels ends from the exact step, with 95 % intervals.", f"Line chart, both axes logarithmic, falling with slope -1: {words}.")


def table_one(frame: pd.DataFrame) -> Drawing:
    """Table 1's counterpart: final win rate against the teacher."""
    names = [name for name in ALGORITHMS if name in set(frame.algorithm)]
    figure, axes = plt.subplots(figsize=(6.2, 3.2), constrained_layout=True)
    cells = [mean_interval(frame[frame.algorithm == name].final_win_rate_vs_teacher) for name in names]
    axes.bar(range(len(names)), [m for m, _ in cells], yerr=[h for _, h in cells], color=COLOURS[0], capsize=3)
    start = frame.start_win_rate_vs_teacher.mean()
    axes.axhline(start, color="0.5", ls="--", lw=0.9, label="before training")
    axes.axhline(0.5, color=COLOURS[5], ls=":", lw=0.9, label="the teacher")
    axes.set_xticks(range(len(names)), [ALGORITHMS[name] for name in names], rotation=20, ha="right")
    axes.set_ylabel("win rate against the teacher")
    axes.set_ylim(0, 0.95)
    axes.legend(fontsize=8, ncols=2, loc="upper right")
    words = "; ".join(f"{ALGORITHMS[name]} {m:.3f} ± {h:.3f}" for name, (m, h) in zip(names, cells))
    return Drawing("table-1", figure, "After the last round on held-out synthetic prompts, with 95 % intervals. Students, teacher and annotator are formulas, not language models.", f"Bar chart. Before training {start:.3f}; {words}.")


def rounds(series: pd.DataFrame, design: pd.DataFrame, start: float) -> Drawing:
    """Win rate by round of each algorithm."""
    figure, axes = plt.subplots(figsize=(6.6, 3.4), constrained_layout=True)
    words = []
    for k, (name, label) in enumerate(ALGORITHMS.items()):
        points = [p for p in series.index.get_level_values(0).unique() if design.loc[p].algorithm == name]
        if not points:
            continue
        line = series.loc[points[0]].mean().dropna().to_numpy()
        axes.plot(np.arange(len(line) + 1), np.concatenate([[start], line]), color=COLOURS[k], marker="o", ms=3, lw=1.2, ls="--" if name == "offline_dpo" else "-", label=label)
        words.append(f"{label} " + ", ".join(f"{value:.3f}" for value in line))
    axes.axhline(0.5, color="0.7", lw=0.8)
    axes.set_xlabel("rounds of training (a fourth is DNO-Lookahead's restart)")
    axes.set_ylabel("win rate against the teacher")
    axes.set_xticks(range(5))
    axes.legend(fontsize=8, loc="center left", bbox_to_anchor=(1.0, 0.5))
    return Drawing("rounds", figure, "Mean win rate on held-out prompts after each round. Offline DPO runs along DNO-Prct.", f"Line chart from {start:.3f} before training. " + "; ".join(words) + ".")


def table_two(kinds: dict[str, pd.DataFrame]) -> Drawing:
    """Table 2's counterpart: new pairs by who wins them."""
    names = {"pairs_teacher_over_student": "teacher > student", "pairs_student_over_teacher": "student > teacher", "pairs_student_over_student": "student > student"}
    figure, axes = plt.subplots(figsize=(5.6, 3.4), constrained_layout=True)
    words = []
    for k, (name, label) in enumerate(names.items()):
        cells = [mean_interval(kinds[name].iloc[:, t]) for t in range(3)]
        axes.bar(np.arange(3) + 0.27 * (k - 1), [m for m, _ in cells], 0.25, yerr=[h for _, h in cells], color=COLOURS[k], capsize=2, label=label)
        words.append(f"{label} " + ", ".join(f"{m:.0f}" for m, _ in cells))
    axes.set_xticks(range(3), ["round 1", "round 2", "round 3"])
    axes.set_ylabel("new pairs")
    axes.legend(fontsize=8)
    return Drawing("table-2", figure, "Pairs that DNO-Prct trains on, by who wins them, with 95 % intervals over trials.", "Grouped bar chart of three rounds. " + "; ".join(words) + ".")


def depth(frame: pd.DataFrame) -> Drawing:
    """A fixed budget of pairs in one round or in many."""
    figure, axes = plt.subplots(figsize=(5.0, 3.4), constrained_layout=True)
    counts = sorted(frame.iterations.unique())
    words = []
    for k, (metric, label) in enumerate((("duality_gap_average", "average policy"), ("duality_gap_last", "last policy"))):
        cells = [mean_interval(frame[frame.iterations == t][metric]) for t in counts]
        axes.errorbar(counts, [m for m, _ in cells], yerr=[h for _, h in cells], color=COLOURS[k], marker="o", capsize=3, label=label)
        words.append(f"{label}: " + ", ".join(f"{t:g} rounds {m:.3f}" for t, (m, _) in zip(counts, cells)))
    axes.set_xscale("log")
    axes.set_xlabel("rounds that share the pairs")
    axes.set_ylabel("duality gap")
    axes.legend(fontsize=8)
    budget = (frame.iterations * frame.pairs_sampled).max()
    return Drawing("depth-and-width", figure, f"{budget:,.0f} noisy pairs in all: a few rounds of many pairs, or many of a few. With 95 % intervals.", "Line chart, logarithmic in rounds. " + "; ".join(words) + ".")


def _students(store, design: pd.DataFrame) -> Iterator[Drawing]:
    frame = store.frame(["final_win_rate_vs_teacher", "start_win_rate_vs_teacher"], parameters=["label", "algorithm"])
    frame = frame[frame.label == "students"]
    yield table_one(frame)
    yield rounds(store.series("win_rate_vs_teacher", where={"label": "students"}), design, frame.start_win_rate_vs_teacher.mean())
    done = store.points({"label": "students"}) & store.done.any(axis=1)
    points = [p for p in np.flatnonzero(done) if design.loc[p].algorithm == "dno_prct"]
    if points:
        yield table_two({name: store.series(name, where={"label": "students"}).loc[points[0]] for name in ("pairs_teacher_over_student", "pairs_student_over_teacher", "pairs_student_over_student")})


def draw(store) -> Iterator[Drawing]:
    """Every figure for which the store holds the experiment."""
    design = store.design()
    if "label" not in design:
        return
    labels = {label for label in set(design["label"]) if _first(store, label) is not None}
    if "circle" in labels:
        yield improvement(store, _first(store, "circle"))
    if "spiral" in labels:
        where = {"label": "spiral"}
        winner = store.tables("minimax_winner", where=where)
        winner = winner[winner["point"] == winner["point"].iloc[0]].drop_duplicates("response").sort_values("response")["probability"].to_numpy()
        yield spiral(store.tables("last_policy", where=where), store.tables("average_policy", where=where), design, winner)
    for label in ("rate", "regression"):
        if label in labels:
            frame = store.frame(["tv_squared"], parameters=["label", "pairs_sampled"])
            yield rate(frame[frame.label == label].astype({"pairs_sampled": float}))
    if "students" in labels:
        yield from _students(store, design)
    if "depth" in labels:
        frame = store.frame(["duality_gap_average", "duality_gap_last"], parameters=["label", "iterations", "pairs_sampled"])
        yield depth(frame[frame.label == "depth"].astype({"iterations": float, "pairs_sampled": float}))
