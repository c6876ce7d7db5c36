"""Figures of the AI Economist's economies (after arXiv 2108.02755): schedules, welfare, bounds, learning, uneven incomes."""

from __future__ import annotations

from typing import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from models import ai_economist_maps
from plotting import COLOURS, Drawing, mean_interval, spoken

PARAMETERS = ["label", "tax_model", "planner", "planner_objective", "n_agents", "n_brackets"]
METRICS = ["swf", "swf_inv_income", "swf_eq_prod", "equality", "productivity", "mirrlees_swf"]
TAXES = {"none": "no tax", "us_federal_2018": "US federal", "saez": "Saez", "planner": "best brackets", "mirrlees": "Mirrlees"}


def _tax_name(row: pd.Series) -> str:
    name = TAXES.get(row.tax_model, row.tax_model)
    return f"{name}, eq × prod" if row.planner_objective == "eq_times_prod" else name


def _per_point(frame: pd.DataFrame) -> pd.DataFrame:
    """The first trial of each point: skills at quantiles do not vary."""
    return frame.groupby("point", sort=False).first().reset_index()


def schedules(brackets: pd.DataFrame, design: pd.DataFrame) -> Drawing:
    """Figure 1: marginal rates over incomes, a line for each tax."""
    figure, axes = plt.subplots(figsize=(6.4, 3.4), constrained_layout=True)
    words = []
    brackets = brackets[brackets.replication == 0]
    end = 1.2 * brackets.cutoff.max()
    for k, (point, table) in enumerate(brackets.groupby("point", sort=False)):
        name = _tax_name(design.loc[point])
        axes.step([*table.cutoff, end], [*table.rate, table.rate.iloc[-1]], where="post", color=COLOURS[k], lw=1.4, label=name)
        words.append(f"{name}: {', '.join(f'{rate:.3f}' for rate in table.rate)}")
    axes.set_xlabel("income, coin")
    axes.set_ylabel("marginal rate")
    axes.set_ylim(-0.02, 1.02)
    figure.legend(fontsize=8, loc="upper center", bbox_to_anchor=(0.42, 0.0), ncols=3)
    return Drawing(
        "schedules",
        figure,
        "Marginal rate against income by tax model. Formula and search tax the bottom most, where a rate takes much from those above and keeps few from work.",
        "Step chart from the first to the last bracket. " + "; ".join(words) + ".",
    )


def welfare(frame: pd.DataFrame, drawn: pd.DataFrame | None) -> Drawing:
    """Figure 2: welfare by tax, for both objectives and with intervals over drawn workers."""
    panels = [("swf_inv_income", "utility weighted by 1/income", frame), ("swf_eq_prod", "equality times productivity", frame)]
    if drawn is not None:
        panels.append(("swf_inv_income", "the same, drawn workers", drawn))
    figure, axes = plt.subplots(1, len(panels), figsize=(2.9 * len(panels), 3.6), constrained_layout=True, squeeze=False)
    words = []
    for panel, (metric, title, part) in zip(axes[0], panels):
        if panel is axes[0][-1] and drawn is not None:
            title = "utility weighted by 1/income,\ndrawn workers"
        names = list(dict.fromkeys(_tax_name(row) for _, row in part.iterrows()))
        cells = [mean_interval(part[[_tax_name(row) == name for _, row in part.iterrows()]][metric]) for name in names]
        panel.bar(range(len(names)), [mean for mean, _ in cells], yerr=[half for _, half in cells], color=COLOURS[: len(names)], error_kw={"lw": 1})
        panel.set_xticks(range(len(names)), names, rotation=40, ha="right", rotation_mode="anchor", fontsize=8)
        panel.set_title(title)
        words.append(f"{title}: {spoken((name, mean) for name, (mean, _) in zip(names, cells))}".replace("\n", " "))
    axes[0][0].set_ylabel("welfare, coin")
    return Drawing(
        "welfare",
        figure,
        "Welfare by tax model for two objectives; with drawn workers the bars are means with 95 % intervals.",
        "Bar charts. " + "; ".join(words) + ".",
    )


def plane(frame: pd.DataFrame) -> Drawing:
    """Figure 3: equality against productivity, with lines of equal product."""
    figure, axes = plt.subplots(figsize=(4.8, 3.8), constrained_layout=True)
    words = []
    for k, (_, row) in enumerate(frame.iterrows()):
        name = _tax_name(row)
        axes.plot(row.equality, row.productivity, "o", color=COLOURS[k], label=name)
        words.append(f"{name} equality {row.equality:.3f}, productivity {row.productivity:.4g}")
    low, high = axes.get_xlim()
    xs = np.linspace(low, high, 100)
    limits = axes.get_ylim()
    for product in np.linspace((frame.equality * frame.productivity).min(), (frame.equality * frame.productivity).max(), 4):
        axes.plot(xs, product / xs, color="0.8", lw=0.8, zorder=0)
        axes.annotate(f"{product:.0f}", (high, product / high), fontsize=6, color="0.5", va="center", annotation_clip=True)
    axes.set_xlim(low, high)
    axes.set_ylim(limits)
    axes.set_xlabel("equality")
    axes.set_ylabel("productivity, coin")
    axes.legend(fontsize=8)
    return Drawing(
        "equality-productivity",
        figure,
        "Equality against productivity by tax model. Grey: points of equal product, with its value.",
        "Scatter chart: " + "; ".join(words) + ".",
    )


def _marginal(workers: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Incomes and marginal rates between neighbours whose incomes differ."""
    income, tax = workers.income.to_numpy(), workers.tax.to_numpy()
    apart = np.diff(income) > 1e-9 * income[-1]
    return income[1:][apart], (np.diff(tax)[apart] / np.diff(income)[apart])


def approach(brackets: pd.DataFrame, workers: pd.DataFrame, design: pd.DataFrame) -> Drawing:
    """Figure 4: Mirrlees's schedule and the best brackets, which come near it."""
    figure, axes = plt.subplots(figsize=(6.4, 3.6), constrained_layout=True)
    brackets = brackets[brackets.replication == 0]
    income, rate = _marginal(workers[workers.replication == 0])
    end = np.quantile(workers.income, 0.998)
    axes.plot(income, rate, color="0.2", lw=1.6, label="Mirrlees")
    words = [f"Mirrlees from {rate[0]:.3f} to {rate[income <= end][-1]:.3f} at an income of {end:.4g}"]
    counts = [count for count in (1, 3, 7, 15) if count in set(design.loc[brackets.point.unique()].n_brackets)]
    for k, count in enumerate(counts):
        table = brackets[brackets.point.map(design.n_brackets) == count]
        axes.step([*table.cutoff, 1e9], [*table.rate, table.rate.iloc[-1]], where="post", color=COLOURS[k], lw=1.1, label=f"{count} brackets" if count > 1 else "one rate")
        words.append(f"{count}: {', '.join(f'{r:.3f}' for r in table.rate)}")
    axes.set_xlim(workers.income.min() * 0.95, end)
    axes.set_xscale("log")
    axes.set_xlabel("income, coin")
    axes.set_ylabel("marginal rate")
    axes.legend(fontsize=8, loc="lower right")
    return Drawing(
        "mirrlees-and-brackets",
        figure,
        "Marginal rates of Mirrlees's schedule without brackets (dark) and of the best schedules with cutoffs at quantiles of its incomes, for a Pareto law "
        "of skills and fixed weights 1/skill.",
        "Line chart with steps. " + "; ".join(words) + ".",
    )


def gaps(brackets: pd.DataFrame, ends: pd.DataFrame | None, workers: pd.DataFrame | None) -> Drawing:
    """Figure 5: welfare lost to brackets, and to the formula by the number of workers."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.2, 3.3), constrained_layout=True)
    gap = 1.0 - brackets.swf / brackets.mirrlees_swf
    order = np.argsort(brackets.n_brackets.to_numpy())
    left.loglog(brackets.n_brackets.iloc[order], gap.iloc[order], "o-", ms=3, color=COLOURS[0], label="best brackets")
    words = [f"best brackets {spoken((str(n), g) for n, g in zip(brackets.n_brackets.iloc[order], gap.iloc[order]))}"]
    for k, (_, row) in enumerate(ends.iterrows() if ends is not None else []):
        if row.tax_model in ("none", "saez"):
            name = "Saez, federal brackets" if row.tax_model == "saez" else "no tax"
            lost = 1.0 - row.swf / row.mirrlees_swf
            left.axhline(lost, color=COLOURS[k + 1], ls="--", lw=1, label=name)
            words.append(f"{name} {lost:.3g}")
    left.set_xlabel("brackets, J")
    left.set_ylabel("share of Mirrlees's welfare lost")
    left.legend(fontsize=8)
    if workers is not None:
        paired = workers.pivot_table(index=["n_agents", "replication"], columns="tax_model", values="swf")
        lost = 1.0 - paired.saez / paired.planner
        cells = {n: mean_interval(part) for n, part in lost.groupby("n_agents")}
        right.errorbar(list(cells), [m for m, _ in cells.values()], [h for _, h in cells.values()], marker="o", ms=3, lw=1.2, color=COLOURS[2])
        right.set_xscale("log")
        right.set_yscale("log")
        words.append(f"Saez below the best federal brackets by workers: {spoken((f'{n:g}', m) for n, (m, _) in cells.items())}")
    right.set_xlabel("workers, N")
    right.set_ylabel("Saez's welfare below the best brackets'")
    return Drawing(
        "gaps",
        figure,
        "Left: share of the Mirrlees welfare that the best brackets lose, by their number; dashes: Saez's formula on the law's brackets, and no tax. Right: share "
        "of the best brackets' welfare that Saez's formula loses, by the number of drawn workers, with 95 % intervals.",
        "Two charts with logarithmic axes. " + "; ".join(words) + ".",
    )


def learning(series: pd.DataFrame, design: pd.DataFrame) -> Drawing:
    """Figure 6: welfare as each planner goes on."""
    figure, axes = plt.subplots(figsize=(6.0, 3.3), constrained_layout=True)
    words = []
    for k, (point, rows) in enumerate(series.groupby("point", sort=False)):
        planner = design.loc[point].planner
        rows = rows.dropna(axis=1, how="all")
        mean = rows.mean(axis=0).to_numpy()
        rounds = np.arange(1, mean.size + 1)
        axes.fill_between(rounds, rows.min(axis=0), rows.max(axis=0), color=COLOURS[k], alpha=0.2, lw=0)
        name = {"search": "search, best so far", "cem": "cross-entropy, best so far", "rl": "policy gradient, mean of the batch"}[planner]
        axes.plot(rounds, mean, color=COLOURS[k], lw=1.2, label=name)
        words.append(f"{name}: from {mean[0]:.4g} to {mean[-1]:.4g} in {mean.size} rounds")
    axes.set_xscale("log")
    axes.set_xlabel("round: a rate tried, samples drawn, or an update")
    axes.set_ylabel("welfare, coin")
    axes.legend(fontsize=8, loc="lower right")
    return Drawing(
        "learning",
        figure,
        "The objective as planners go on, the mean over seeds with the range of seeds shaded.",
        "Line chart with a logarithmic axis. " + "; ".join(words) + ".",
    )


def gaming(gains: pd.DataFrame, design: pd.DataFrame) -> Drawing:
    """Figure 7: incomes over periods, and what their unevenness saves under each tax."""
    gains = gains[gains.replication == 0]
    points = list(dict.fromkeys(gains.point))
    paths = [[float(value) for value in row.split(",")] for row in design.loc[points[0]].income_paths.strip("[]() ").split(";")]
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.2, 3.2), constrained_layout=True)
    for agent, path in enumerate(paths):
        left.plot(range(1, len(path) + 1), path, "o-", ms=3, lw=1.2, color=COLOURS[agent], label=f"agent {agent + 1}")
    left.set_xlabel("period")
    left.set_ylabel("income, coin")
    left.set_xticks(range(1, len(paths[0]) + 1))
    left.legend(fontsize=8)
    words, width = [], 0.8 / len(points)
    for k, point in enumerate(points):
        row, table = design.loc[point], gains[gains.point == point]
        rates = row.fixed_bracket_rates
        name = "US federal" if row.tax_model == "us_federal_2018" else "rates " + ", ".join(f"{float(rate):g}" for rate in rates.strip("[]").split(","))
        right.bar(table.agent + (k - (len(points) - 1) / 2) * width, table.gain, width, color=COLOURS[(k + 4) % len(COLOURS)], label=name)
        words.append(f"{name}: {spoken((f'agent {a}', g) for a, g in zip(table.agent, table.gain))}")
    right.axhline(0.0, color="0.4", lw=0.8)
    right.set_xlabel("agent")
    right.set_xticks(range(1, len(paths) + 1))
    right.set_ylabel("tax saved against even incomes, coin")
    figure.legend(*right.get_legend_handles_labels(), fontsize=8, loc="upper center", bbox_to_anchor=(0.42, 0.0), ncols=len(points))
    return Drawing(
        "tax-gaming",
        figure,
        "Left: incomes over tax periods. Right: the tax that each agent saves against the same income spread evenly; below 0, uneven incomes cost.",
        "A line chart and a bar chart. Tax saved: " + "; ".join(words) + ".",
    )


def draw(store) -> Iterator[Drawing]:
    """Every figure for which the store holds the experiment."""
    design, recorded = store.design(), set(store.metrics())
    if "label" not in design:
        return
    tables, series = set(store.names("tables")), set(store.names("series"))
    frame = store.frame([metric for metric in METRICS if metric in recorded], parameters=PARAMETERS)
    part = {label: group for label, group in frame.groupby("label", sort=False)}
    if "E1" in part:
        one = _per_point(part["E1"])
        if "bracket" in tables:
            yield schedules(store.tables("bracket", where={"label": "E1"}), design)
        yield welfare(one, part.get("C3"))
        yield plane(one)
    if {"C6", "C6-ends"} <= part.keys() and {"bracket", "worker"} <= tables:
        workers = store.tables("worker", where={"label": "C6-ends", "tax_model": "mirrlees"})
        if not workers.empty:
            yield approach(store.tables("bracket", where={"label": "C6"}), workers, design)
    if "C6" in part:
        ends = part.get("C6-ends")
        yield gaps(_per_point(part["C6"]), None if ends is None else _per_point(ends), part.get("N"))
    if "C1" in part and "planner_swf" in series:
        yield learning(store.series("planner_swf", where={"label": "C1"}), design)
    if "C13" in part and "tax_gaming_gain" in tables:
        yield gaming(store.tables("tax_gaming_gain", where={"label": "C13"}), design)
    yield from ai_economist_maps.draw(store)
