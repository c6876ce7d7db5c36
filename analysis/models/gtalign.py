"""Figures of GTAlign (after arXiv 2510.08872): learning by reward, welfare of both sides, what is done by x, prices, and the paper's percentages."""

from __future__ import annotations

from typing import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from plotting import COLOURS, Drawing, mean_interval, spoken

METRICS = ["mutual_welfare", "user", "llm", "mean_answer", "efficiency", "choice_product", "pareto_consistency", "type_regret_mean"]
PARAMETERS = ["label", "training_reward", "policy", "welfare_alpha", "decision_rule", "matrix_noise", "steering", "steering_shift", "user_type_visible"]
REWARDS = {"cobb_douglas": "Cobb-Douglas", "linear": "linear", "user": "user", "llm": "provider"}
CELLS = ["DQ_DA", "DQ_CQ", "DQ_AQ", "VQ_DA", "VQ_CQ", "VQ_AQ"]
ANSWERS = {"DA": "direct answer", "CQ": "question back", "AQ": "answer and question"}
COURSES = {"training_welfare": "welfare", "training_reasoning_chars": "characters", "training_share_aq": "share of answers with a question"}
WINDOW = 25  # updates that a point of a course is the mean of


def _learned(design: pd.DataFrame) -> dict[str, np.ndarray]:
    """Points whose policy was learned for each reward, in the environment of the defaults."""
    rows = design[design.label.isin(["ours", "baselines", "learning"]) & (design.policy == "learned")]
    return {reward: rows.index[rows.training_reward == reward].to_numpy() for reward in REWARDS if (rows.training_reward == reward).any()}


def _course(store, name: str, points: np.ndarray) -> pd.Series:
    """Mean over seeds and windows of updates, as long as half of the seeds go on."""
    rows = store.series(name, where={"label": list(store.design().loc[points, "label"].unique())})
    rows = rows[rows.index.get_level_values("point").isin(points)]
    mean = rows.mean()[rows.notna().sum() >= 0.5 * len(rows)]
    return mean.groupby(np.arange(len(mean)) // WINDOW).mean().set_axis(mean.index[::WINDOW])


def training(store, points: dict[str, np.ndarray]) -> Drawing:
    """Figure 1: welfare, length of reasoning and modes by update, a line for each reward."""
    figure, panels = plt.subplots(1, 3, figsize=(10.2, 3.2), constrained_layout=True)
    told = []
    for k, (reward, chosen) in enumerate(points.items()):
        for axes, (name, words) in zip(panels, COURSES.items()):
            line = _course(store, name, chosen)
            axes.plot(line.index, line, color=COLOURS[k], lw=1.2, ls=["-", "--", "-.", ":"][k], label=REWARDS[reward])
            told.append(f"{words}, {REWARDS[reward]}: {line.iloc[0]:.4g} first, {line.iloc[-1]:.4g} last")
    for axes, label in zip(panels, (r"mutual welfare $\sqrt{UL}$", "characters of reasoning", "share of answers with a question")):
        axes.set_xlabel("update")
        axes.set_ylabel(label)
    panels[1].set_yscale("log")
    panels[0].legend(fontsize=8)
    return Drawing(
        "training-curves",
        figure,
        f"Learning for each reward: expected mutual welfare of the batch, length of reasoning, and share of answers with a question; means over {WINDOW} updates and over seeds, as long as half of them go on.",
        "Three line charts. " + "; ".join(told) + ".",
    )


def both_sides(frame: pd.DataFrame) -> Drawing:
    """Figure 2: U against L of exact and learned policies, the frontier by exponents, lines of equal welfare."""
    figure, axes = plt.subplots(figsize=(6.6, 3.7), constrained_layout=True)
    told = []
    frontier = frame[frame.label == "exponents"].groupby("welfare_alpha")[["user", "llm"]].mean()
    if len(frontier):
        axes.plot(frontier.user, frontier.llm, color="0.5", lw=1.0, marker=".", ms=4, label="exact, any exponent of the user")
        told.append(f"exponents {frontier.index[0]:g} to {frontier.index[-1]:g}: from U {frontier.user.iloc[0]:.4g}, L {frontier.llm.iloc[0]:.4g} to U {frontier.user.iloc[-1]:.4g}, L {frontier.llm.iloc[-1]:.4g}")
    for k, reward in enumerate(REWARDS):
        for labels, marker, name in ((["exact", "optimal"], "o", "exact"), (["ours", "baselines", "learning"], "x", "learned")):
            part = frame[frame.label.isin(labels) & (frame.training_reward == reward) & (frame.policy == "learned")]
            if len(part):
                axes.scatter(part.user.mean(), part.llm.mean(), marker=marker, s=36, color=COLOURS[k], label=f"{REWARDS[reward]}, {name}", zorder=3)
                told.append(f"{REWARDS[reward]}, {name}: U {part.user.mean():.4g}, L {part.llm.mean():.4g}")
    for k, (policy, name) in enumerate((("base", "chance"), ("sft", "imitation of the rule"), ("oracle", "knows the question"))):
        part = frame[frame.policy == policy]
        if len(part):
            axes.scatter(part.user.mean(), part.llm.mean(), marker="^v*"[k], s=42, color="black", label=name, zorder=3)
            told.append(f"{name}: U {part.user.mean():.4g}, L {part.llm.mean():.4g}")
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    u, v = np.meshgrid(np.linspace(left, right, 80), np.linspace(low, high, 80))
    axes.contour(u, v, np.sqrt(u * v), levels=np.arange(0.5, 0.9, 0.025), colors="0.85", linewidths=0.7, zorder=0)
    axes.set_xlabel("user welfare U")
    axes.set_ylabel("assistant's welfare L")
    axes.legend(fontsize=7, loc="center left", bbox_to_anchor=(1.0, 0.5))
    return Drawing(
        "both-sides",
        figure,
        "Mean welfare of both sides under exact (dots) and learned (crosses) policies of each reward and under baselines, all by the formulas of Cobb-Douglas; light lines have equal sqrt(UL). Cobb-Douglas and user lie on each other.",
        "Scatter chart. " + "; ".join(told) + ".",
    )


def _regions(axes: plt.Axes, table: pd.DataFrame, height: float) -> str:
    """Coloured runs of the likeliest mode along x, darker with more reasoning; where they lie."""
    runs = (table.answer.ne(table.answer.shift()) | table.level.ne(table.level.shift())).cumsum()
    told = []
    for _, run in table.groupby(runs):
        answer, level = run.answer.iloc[0], int(run.level.iloc[0])
        colour = COLOURS[list(ANSWERS).index(answer)]
        axes.barh(height, run.x.iloc[-1] - run.x.iloc[0] + 0.05, left=run.x.iloc[0] - 0.025, height=0.7, color=colour, alpha=0.35 + 0.2 * min(level, 3))
        left, right = max(run.x.iloc[0], -4.0), min(run.x.iloc[-1], 4.0)
        if right - left > 0.3:
            axes.text(0.5 * (left + right), height, f"{answer}{level}", ha="center", va="center", fontsize=7)
        told.append(f"{answer} level {level} from {run.x.iloc[0]:.3g} to {run.x.iloc[-1]:.3g}")
    return ", ".join(told)


def regions(store, design: pd.DataFrame, points: dict[str, np.ndarray]) -> Drawing | None:
    """Figure 3: the likeliest action of exact and learned policies over x."""
    exact = design[design.label.isin(["exact", "optimal"]) & (design.policy == "learned")]
    rows = [(f"{REWARDS[reward]}, exact", exact.index[exact.training_reward == reward][:1]) for reward in REWARDS]
    rows += [(f"{REWARDS[reward]}, learned", chosen[:1]) for reward, chosen in points.items()]
    rows = [(name, int(chosen[0])) for name, chosen in rows if len(chosen)]
    if not rows:
        return None
    labels = sorted(set(design.loc[[point for _, point in rows], "label"]))
    tables = store.tables("policy", where={"label": labels})
    figure, axes = plt.subplots(figsize=(6.0, 0.42 * len(rows) + 1.2), constrained_layout=True)
    told = []
    for k, (name, point) in enumerate(rows):
        table = tables[(tables.point == point) & (tables.replication == tables.replication.min())]
        if len(table):
            told.append(f"{name}: " + _regions(axes, table.sort_values("x"), float(len(rows) - k)))
    axes.set_yticks(range(len(rows), 0, -1), [name for name, _ in rows])
    axes.set_xlim(-4.0, 4.0)
    axes.set_xlabel("what the assistant sees of the question, x (right: vague)")
    return Drawing(
        "mode-regions",
        figure,
        "Likeliest action over x: direct answer (DA), question back (CQ), answer and question (AQ), with the level of reasoning from 0, darker with more. Learned policies are those of the first seed.",
        "Bars along x. " + "; ".join(told) + ".",
    )


def prices(frame: pd.DataFrame) -> Drawing:
    """Figure 4: the cell that the product rule picks against the shift of the price."""
    figure, axes = plt.subplots(figsize=(5.0, 3.0), constrained_layout=True)
    told = []
    for k, (steering, part) in enumerate(sorted(frame.groupby("steering"))):
        line = part.groupby("steering_shift")["choice_product"].first()
        axes.plot(line.index, line + (0.06 if k else -0.06), color=COLOURS[k], marker="os"[k % 2], ms=4, lw=1.0, drawstyle="steps-mid", label={"llm": "price for the provider", "user": "price for users"}.get(steering, steering))
        changes = line[line.ne(line.shift())]
        told.append(f"{steering}: " + ", ".join(f"{CELLS[int(cell)]} from {shift:g}" for shift, cell in changes.items()))
    axes.set_yticks(range(len(CELLS)), CELLS)
    axes.set_xlabel("shift of the price, payoff")
    axes.set_ylabel("choice by largest product")
    axes.legend(fontsize=8)
    return Drawing(
        "steering",
        figure,
        "What the product rule picks from one matrix at shifted prices, without learning anew: the mode changes with who pays. Markers are set apart a little.",
        "Step chart. " + "; ".join(told) + ".",
    )


def percentages(frame: pd.DataFrame) -> Drawing:
    """Figure 5: gains over the mean of the baselines beside those that the paper reports."""
    names = {"efficiency": "reasoning efficiency", "mean_answer": "answer quality", "mutual_welfare": "mutual welfare"}
    paper = {"efficiency": 21.5, "mean_answer": 4.9, "mutual_welfare": 7.2}
    ours, others = frame[frame.label == "ours"], frame[frame.label == "baselines"]
    gains, halves = [], []
    for metric in names:
        ratio = ours.groupby("replication")[metric].mean() / others.groupby("replication")[metric].mean()
        mean, half = mean_interval(100.0 * (ratio - 1.0))
        gains.append(mean)
        halves.append(half)
    figure, axes = plt.subplots(figsize=(5.4, 3.3), constrained_layout=True)
    places = np.arange(len(names))
    axes.bar(places - 0.2, [paper[metric] for metric in names], width=0.38, color=COLOURS[4], label="paper, a language model")
    axes.bar(places + 0.2, gains, width=0.38, yerr=halves, color=COLOURS[0], label="here, a surrogate")
    for place, reported, gain in zip(places, paper.values(), gains):
        axes.annotate(f"{reported:+.1f}", (place - 0.2, reported), ha="center", va="bottom", fontsize=8)
        axes.annotate(f"{gain:+.1f}", (place + 0.2, gain), ha="center", va="bottom" if gain >= 0 else "top", fontsize=8)
    axes.axhline(0.0, color="0.3", lw=0.8)
    axes.set_yscale("symlog", linthresh=20.0)
    axes.set_yticks([-10, 0, 10, 20, 50, 100, 200], ["-10", "0", "10", "20", "50", "100", "200"], minor=False)
    axes.minorticks_off()
    axes.set_xticks(places, names.values())
    axes.set_ylabel("gain over baselines, % (log above 20)")
    axes.legend(fontsize=8)
    return Drawing(
        "percentages",
        figure,
        "Gains of the Cobb-Douglas reward over the mean of linear, user and provider rewards and chance, with 95 % intervals, beside the paper's in-distribution gains. The systems differ: only directions compare.",
        "Bar chart. Paper: " + spoken((names[metric], paper[metric]) for metric in names) + " per cent; here: " + spoken(zip(names.values(), gains)) + " per cent.",
    )


def decisions(frame: pd.DataFrame) -> Drawing:
    """Assistants who decide by matrices: welfare against the error of their entries."""
    figure, axes = plt.subplots(figsize=(4.8, 3.2), constrained_layout=True)
    told = []
    for k, (rule, part) in enumerate(sorted(frame.groupby("decision_rule"))):
        cells = [(noise, *mean_interval(group.mutual_welfare)) for noise, group in sorted(part.groupby("matrix_noise"))]
        noise, mean, half = zip(*cells)
        axes.errorbar(noise, mean, half, color=COLOURS[k], marker="os^D"[k % 4], ms=4, lw=1.2, label=rule.replace("_", " "))
        told.append(f"{rule}: " + spoken((f"at {where:g}", value) for where, value in zip(noise, mean)))
    axes.set_xlabel("error of the matrix's entries, payoff")
    axes.set_ylabel(r"mutual welfare $\sqrt{UL}$")
    axes.legend(fontsize=8)
    return Drawing(
        "decisions",
        figure,
        "Mutual welfare of assistants who pick a cell of their payoff matrix, against the standard deviation of its errors, with 95 % intervals.",
        "Line chart. " + "; ".join(told) + ".",
    )


def kinds(store, design: pd.DataFrame) -> Drawing:
    """Losses of kinds of users under one policy for all."""
    figure, axes = plt.subplots(figsize=(5.0, 3.2), constrained_layout=True)
    counts = store.histogram("type_regret", where={"label": "kinds"})
    told = []
    for k, point in enumerate(design.index[(design.label == "kinds") & ~design.user_type_visible.astype(bool)]):
        total = counts[counts.index.get_level_values("point") == point].sum()
        if total.sum() == 0:
            continue
        edges = [interval.left for interval in total.index] + [total.index[-1].right]
        name = REWARDS[design.training_reward[point]]
        share = total.to_numpy() / total.sum()
        axes.stairs(share, edges, color=COLOURS[k], lw=1.3, ls=["-", "--", "-.", ":"][k % 4], label=name)
        middles = np.array([interval.mid for interval in total.index])
        told.append(f"{name}: mean loss {(share * middles).sum():.3g}, above 0.05 for {share[middles > 0.05].sum():.1%} of types")
    axes.set_xlabel("loss of a type against its own best policy, welfare")
    axes.set_ylabel("share of types")
    axes.legend(fontsize=8, title="reward of the one policy")
    return Drawing(
        "kinds",
        figure,
        "Kinds of users, who differ in patience and in dislike of questions, by what one policy for all costs them; the last bin holds all beyond.",
        "Histograms. " + "; ".join(told) + ".",
    )


def draw(store) -> Iterator[Drawing]:
    """Every figure for which the store holds the experiment."""
    design, recorded = store.design(), set(store.metrics())
    if "label" not in design:
        return
    frame = store.frame([metric for metric in METRICS if metric in recorded], parameters=PARAMETERS)
    labels = set(frame.label)
    points = {reward: chosen for reward, chosen in _learned(design).items() if frame.point.isin(chosen).any()}
    if points and "training_welfare" in store.names("series"):
        yield training(store, points)
    if labels & {"exact", "optimal"}:
        yield both_sides(frame)
        drawn = regions(store, design, points) if "policy" in store.names("tables") else None
        if drawn:
            yield drawn
    if "prices" in labels:
        yield prices(frame[frame.label == "prices"])
    if {"ours", "baselines"} <= labels:
        yield percentages(frame)
    if "decisions" in labels:
        yield decisions(frame[frame.label == "decisions"])
    if "kinds" in labels and "type_regret" in store.names("histograms"):
        yield kinds(store, design)
