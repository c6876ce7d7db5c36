"""Figures of steering the herd (after arXiv 2504.02648): optimal precision, values, welfare and expenditure, a stand-in's deviations, learning over time."""

from __future__ import annotations

from typing import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from plotting import COLOURS, Drawing, mean_interval

PLANNERS = {
    "none": "none",
    "altruistic": "altruistic",
    "myopic_altruistic": "altruistic, myopic",
    "biased": "biased",
    "myopic_biased": "biased, myopic",
    "fixed_max": "always full",
}


def _curves(tables: pd.DataFrame, design: pd.DataFrame, column: str, title: str, ylabel: str, name: str) -> Drawing:
    """A column of a table by belief, a panel for each planner and a line for each cost."""
    figure, panels = plt.subplots(1, 2, figsize=(8.2, 3.4), constrained_layout=True)
    words = []
    for axes, planner in zip(panels, ("altruistic", "biased")):
        points = [p for p in dict.fromkeys(tables["point"]) if design.loc[p].planner == planner]
        for k, point in enumerate(points):
            table, cost = tables[tables["point"] == point], design.loc[point].cost_slope
            axes.plot(table["belief"], table[column], color=COLOURS[k], lw=1.2, label=f"k = {cost:g}")
            middle = table.iloc[(table["belief"] - 0.5).abs().argmin()]
            words.append(f"{planner}, k = {cost:g}: {middle[column]:.3f} at belief 1/2, {table[column].min():.3f} to {table[column].max():.3f} over all")
        axes.set_title(f"{planner} planner")
        axes.set_xlabel("public belief in G")
        axes.legend(fontsize=8)
    panels[0].set_ylabel(ylabel)
    return Drawing(name, figure, title, "Two line charts over beliefs from 0 to 1, one for each planner. " + "; ".join(words) + ".")


def policies(tables: pd.DataFrame, design: pd.DataFrame) -> Drawing:
    """Figure 1: q*(b)."""
    return _curves(
        tables, design, "precision", "Optimal precision against the public belief, for several costs; p is the precision where nothing is invested.", "precision q", "precision-by-belief"
    )


def values(tables: pd.DataFrame, design: pd.DataFrame) -> Drawing:
    """Figure 2: V(b)."""
    return _curves(tables, design, "value", "Discounted value against the public belief. The biased planner's value jumps at 1/2, from which she can lock in a herd on G.", "value", "value-by-belief")


def welfare(frame: pd.DataFrame) -> Drawing:
    """Figure 3: share of right choices and expenditure by planner, for each state and cost."""
    costs, planners = sorted(frame.cost_slope.unique()), [p for p in PLANNERS if p in set(frame.planner)]
    figure, panels = plt.subplots(2, len(costs), figsize=(8.2, 5.6), sharex=True, sharey="row", squeeze=False, constrained_layout=True)
    words = []
    for column, cost in enumerate(costs):
        for row, (metric, label) in enumerate((("frac_correct", "share of right choices"), ("expenditure_mean", "cost per agent"))):
            axes = panels[row][column]
            for k, state in enumerate(("G", "B")):
                part = frame[(frame.cost_slope == cost) & (frame.true_state == state)]
                if part.empty:
                    continue
                cells = [mean_interval(part[part.planner == p][metric]) for p in planners]
                axes.bar(np.arange(len(planners)) + 0.4 * k - 0.2, [m for m, _ in cells], 0.38, yerr=[h for _, h in cells], color=COLOURS[k], label=f"state {state}")
                words += [f"k = {cost:g}, {state}, {PLANNERS[p]}: {label} {m:.3f}" for p, (m, _) in zip(planners, cells)]
            axes.set_xticks(range(len(planners)), [PLANNERS[p] for p in planners], rotation=30, ha="right", fontsize=8)
            panels[row][0].set_ylabel(label)
        panels[0][column].set_title(f"k = {cost:g}")
    panels[1][0].legend(fontsize=8)
    return Drawing(
        "welfare-and-expenditure",
        figure,
        "Share of right choices (top) and cost per agent (bottom) by planner for either state, with 95 % intervals.",
        "Bar charts. " + "; ".join(words) + ".",
    )


def deviations(tables: pd.DataFrame, design: pd.DataFrame) -> Drawing:
    """Figure 4: how far the stand-in is from the optimum, over beliefs."""
    figure, axes = plt.subplots(figsize=(5.0, 3.4), constrained_layout=True)
    words = []
    edges = np.linspace(0, 0.5, 26)
    for k, point in enumerate(dict.fromkeys(tables["point"])):
        table, name = tables[tables["point"] == point], design.loc[point].surrogate_objective
        table = table[np.abs(table["belief"] * 2000 - np.rint(table["belief"] * 2000)) < 1e-6]
        away = (table["precision"] - table["optimum"]).abs()
        axes.hist(away, edges, weights=np.full(len(away), 1 / len(away)), histtype="step", color=COLOURS[k], lw=1.3, label=f"{name} optimum")
        words.append(f"{name}: below 0.1 for {(away < 0.1).mean():.0%} of beliefs, at most {away.max():.3f}")
    axes.set_xlabel("|precision - optimum|")
    axes.set_ylabel("share of beliefs")
    axes.set_title("Stand-in for a language model as planner")
    axes.legend(fontsize=8)
    return Drawing(
        "deviations",
        figure,
        "How far the smoothed and cut precision of the stand-in is from the optimum, over even beliefs. A formula, not a language model.",
        "Histogram. " + "; ".join(words) + ".",
    )


def learning(series: pd.DataFrame, frame: pd.DataFrame) -> Drawing:
    """Figure 5: share of right choices along the sequence, state B."""
    figure, axes = plt.subplots(figsize=(6.8, 3.6), constrained_layout=True)
    words = []
    chosen = frame[(frame.true_state == "B") & (frame.cost_slope == frame.cost_slope.min())].drop_duplicates("planner")
    for k, (planner, name) in enumerate(PLANNERS.items()):
        points = chosen[chosen.planner == planner]["point"]
        if points.empty:
            continue
        line = series.loc[points.iloc[0]].mean()
        axes.plot(np.arange(1, len(line) + 1), line.to_numpy(), color=COLOURS[k % len(COLOURS)], lw=1.2, ls="--" if "myopic" in planner else "-", label=name)
        words.append(f"{name}: {line.iloc[0]:.3f} at the first agent, {line.iloc[-1]:.3f} at the last")
    axes.set_xscale("log")
    axes.set_xlabel("agent's position")
    axes.set_ylabel("share of right choices, state B")
    axes.legend(fontsize=8, loc="center left", bbox_to_anchor=(1.0, 0.5))
    return Drawing("learning", figure, "Share of right choices by position in the sequence when the state is B, by planner. Full precision, for everybody or for the first agent only, is right throughout: three lines coincide.", "Line chart, logarithmic in position. " + "; ".join(words) + ".")


def draw(store) -> Iterator[Drawing]:
    """Every figure for which the store holds the experiment."""
    design = store.design()
    if "label" not in design:
        return
    labels = set(design["label"])
    if "policy" in labels and store.done[store.points({"label": "policy"})].any():
        yield policies(store.tables("policy", where={"label": "policy"}), design)
        yield values(store.tables("value_function", where={"label": "policy"}), design)
    if "welfare" in labels:
        frame = store.frame(["frac_correct", "expenditure_mean"], parameters=["label", "planner", "true_state", "cost_slope"])
        frame = frame[frame.label == "welfare"]
        if not frame.empty:
            yield welfare(frame)
            yield learning(store.series("frac_correct_by_agent", where={"label": "welfare"}), frame.reset_index())
    if "stand-in" in labels and store.done[store.points({"label": "stand-in"})].any():
        yield deviations(store.tables("policy", where={"label": "stand-in"}), design)
