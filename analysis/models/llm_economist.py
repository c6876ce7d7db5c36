"""Figures of the LLM Economist (arXiv 2507.15815) from a walras store: schedules, who sets them, and what they do.

The experiments are those of configs/llm-economist/figures.cfg and learning.cfg, found by their labels; a figure is drawn where its experiment is in the
store. The paper's own figures are of language models and are not reproduced.
"""

from __future__ import annotations

import json
from typing import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator

from plotting import COLOURS, Drawing, mean_interval, spoken

PLANNERS = {
    "us_fed_2024": "federal 2024",
    "saez": "Saez's formula",
    "saez_iterated": "Saez, iterated",
    "enumerate": "best on the 10 % grid",
    "icrl_search": "searching planner",
    "mirrlees": "optimum without brackets",
    "fixed": "fixed",
}
BRACKETS = {"flat": "one bracket", "three": "three brackets", "us_fed_2024": "seven brackets"}
METRICS = [
    "swf_reference", "swf_inverse_income", "swf_optimum", "swf_federal", "stackelberg_gap", "follower_regret", "rebate", "gini_coin",
]  # fmt: skip
PARAMETERS = ["label", "planner", "worker_policy", "bracket_setting", "fixed_rates", "labor_cost_mode", "n_workers", "tax_year", "horizon"]
LORENZ = ([0.0, 0.0, 0.0], [0.3, 0.3, 0.3], [0.8, 0.6, 0.6], [0.8, 0.8, 0.8])
COSTS = {"given": "the authors' cost", "median40": "median week of 40 hours"}


def _reals(text: str) -> list[float]:
    """The numbers of an array parameter, which a store keeps as text."""
    return [float(x) for x in json.loads(text)]


def _name(row: pd.Series) -> str:
    """What a schedule is called."""
    if row.planner == "fixed":
        rates = _reals(row.fixed_rates)
        return "no tax" if max(rates) == 0 else "/".join(f"{100 * rate:.0f}" for rate in rates) + " %"
    name = PLANNERS.get(row.planner, row.planner)
    return name if row.planner in ("us_fed_2024", "mirrlees") else f"{name}, {BRACKETS.get(row.bracket_setting, row.bracket_setting)}"


def _grid(axes: plt.Axes, *, y_only: bool = True) -> None:
    axes.grid(axis="y" if y_only else "both", color="0.9", lw=0.6)
    axes.set_axisbelow(True)


def course(series: pd.DataFrame, frame: pd.DataFrame, lines: list[tuple[str, float, str]]) -> Drawing:
    """Welfare step by step with the tax years, beside levels that do not move."""
    figure, axes = plt.subplots(figsize=(8.2, 3.4), constrained_layout=True)
    year, horizon = int(frame.tax_year.iloc[0]), int(frame.horizon.iloc[0])
    learning = frame.worker_policy.iloc[0] == "bandit"
    for start in range(0, horizon + 1, year):
        axes.axvline(start, color="0.9", lw=0.6, zorder=0)
    told = []
    for k, (_, row) in enumerate(series.iterrows()):
        values, colour = row.to_numpy(dtype=float)[:horizon], COLOURS[k % len(COLOURS)]
        ends = values[year - 1 :: year]
        if year > 1:
            axes.plot(np.arange(1, len(values) + 1), values, color=colour, lw=0.4, alpha=0.35)
        axes.step(np.arange(len(ends) + 1) * year, np.append(ends, ends[-1]), where="post", color=colour, lw=1.6, label=f"planner, trial {k + 1}")
        told.append(f"trial {k + 1} from {ends[0]:.4g} at the end of the first tax year to {ends[-1]:.4g} at the end of the last")
    for name, level, style in lines:
        axes.axhline(level, color="0.25", lw=1.0, ls=style, label=name)
    axes.set_xlim(0, horizon)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel(f"step; a tax year is {year} of them" if year > 1 else "tax year; rational workers answer at once")
    axes.set_ylabel("welfare, reference weights")
    axes.legend(fontsize=7, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    marks = "thin every step, thick the last step of each tax year, in which nobody explores" if year > 1 else "one step a tax year"
    return Drawing(
        "welfare-by-step",
        figure,
        f"Welfare while a planner searches schedules for three brackets, one change a tax year (grey lines), and {int(frame.n_workers.iloc[0])} workers "
        f"{'learn their hours' if learning else 'answer at their best'}. Each colour is a trial: {marks}. Horizontal lines: schedules that do not move, with "
        "workers at their best.",
        "Line chart of welfare. " + "; ".join(told) + ". Levels: " + spoken((name, level) for name, level, _ in lines) + ".",
    )


def _marginal(workers: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Incomes and marginal rates between neighbouring workers."""
    workers = workers.sort_values("income")
    income, tax = workers.income.to_numpy(), workers.tax.to_numpy()
    apart = np.diff(income) > 1e-9 * income[1:]
    return 0.5 * (income[1:] + income[:-1])[apart], (np.diff(tax) / np.where(apart, np.diff(income), 1))[apart]


def schedules(rates: pd.DataFrame, workers: pd.DataFrame, design: pd.DataFrame) -> Drawing:
    """Marginal rates over incomes as steps, and the curve of the optimum without brackets."""
    figure, axes = plt.subplots(figsize=(7.2, 3.8), constrained_layout=True)
    low, high, told, k = 1e3, 3e6, [], 0
    for point in dict.fromkeys(rates["point"]):
        row = design.loc[point]
        if row.planner == "mirrlees":
            income, rate = _marginal(workers[workers["point"] == point])
            axes.plot(income, rate, color="0.1", lw=1.4, label=_name(row))
            told.append(f"{_name(row)} from {rate[0]:.3f} at {income[0]:,.0f} USD to {rate[-1]:.3f} at {income[-1]:,.0f} USD")
            continue
        part = rates[(rates["point"] == point) & (rates["tax_year"] == rates["tax_year"].max())].sort_values("bracket")
        cutoffs = np.append(np.maximum(part.cutoff.to_numpy(), low), high)
        axes.step(cutoffs, np.append(part.rate, part.rate.iloc[-1]), where="post", color=COLOURS[k % len(COLOURS)], lw=1.4, label=_name(row))
        told.append(f"{_name(row)} " + " ".join(f"{100 * rate:.1f}" for rate in part.rate) + " %")
        k += 1
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    axes.set_ylim(0, 1)
    axes.set_xlabel("income, USD a year")
    axes.set_ylabel("marginal tax rate")
    _grid(axes)
    axes.legend(fontsize=7)
    return Drawing(
        "schedules",
        figure,
        "Marginal tax rates over income (logarithmic): schedules in brackets as steps, and the optimal tax without brackets as a curve, for reference weights. "
        "The authors' Saez routine is shown with the published elasticities.",
        "Step lines and one curve. " + "; ".join(told) + ".",
    )


def landscape(frame: pd.DataFrame) -> Drawing:
    """Welfare over the first and the third rate."""
    rates = np.array([_reals(text) for text in frame.fixed_rates])
    table = pd.DataFrame({"first": rates[:, 0], "third": rates[:, 2], "welfare": frame.swf_reference.to_numpy()})
    table = table.pivot_table(index="third", columns="first", values="welfare")
    figure, axes = plt.subplots(figsize=(5.2, 4.2), constrained_layout=True)
    first, third, levels = table.columns.to_numpy(), table.index.to_numpy(), table.to_numpy()
    image = axes.pcolormesh(100 * first, 100 * third, levels, cmap="viridis", shading="nearest")
    axes.contour(100 * first, 100 * third, levels, levels=10, colors="w", linewidths=0.5)
    row, column = np.unravel_index(np.nanargmax(levels), levels.shape)
    axes.plot(100 * first[column], 100 * third[row], marker="*", ms=11, mfc="w", mec="k", ls="none")
    axes.set_xlabel("first rate, %")
    axes.set_ylabel("third rate, %")
    axes.set_title(f"second rate {100 * rates[0, 1]:.0f} %")
    figure.colorbar(image, label="welfare, reference weights")
    corners = [(f"{100 * first[c]:.0f} and {100 * third[r]:.0f} %", levels[r, c]) for r in (0, -1) for c in (0, -1)]
    return Drawing(
        "welfare-landscape",
        figure,
        "Welfare over the rates of the first and the third of three brackets, the second fixed, with its contours. The star is the best point of the grid.",
        f"Heat map with its highest point, {levels[row, column]:.0f}, at a first rate of {100 * first[column]:.0f} % and a third of {100 * third[row]:.0f} %. "
        "Corners, first and third rate: " + spoken(corners) + ".",
    )


def _gap_lines(axes: plt.Axes, frame: pd.DataFrame, along: str, by: str, names: dict) -> list[str]:
    told = []
    for k, (value, part) in enumerate(frame.groupby(by, sort=False)):
        xs = sorted(part[along].unique())
        cells = [mean_interval(part[part[along] == x].stackelberg_gap) for x in xs]
        name = names.get(value, f"{value:,} workers" if by == "n_workers" else value)
        axes.errorbar(xs, [m for m, _ in cells], [h for _, h in cells], marker="o", ms=3, lw=1.2, elinewidth=0.8, color=COLOURS[k], label=name)
        told.append(f"{name}: " + spoken((f"{x:g}", m) for x, (m, _) in zip(xs, cells)))
    axes.axhline(0.0, color="0.4", lw=0.8)
    axes.legend(fontsize=7)
    _grid(axes)
    return told


def gaps(frame: pd.DataFrame) -> Drawing:
    """Distance from the best schedule of the grid, by workers and by brackets."""
    frame = frame.assign(brackets=frame.bracket_setting.map({"flat": 1, "three": 3, "us_fed_2024": 7}))
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.2, 3.4), sharey=True, constrained_layout=True)
    by_workers = _gap_lines(left, frame, "n_workers", "bracket_setting", BRACKETS)
    by_brackets = _gap_lines(right, frame, "brackets", "n_workers", {})
    left.set_xscale("log")
    left.set_xlabel("workers, random skills")
    left.set_ylabel("gap to the optimum (1: federal)")
    right.set_xlabel("brackets")
    right.set_xticks(sorted(frame.brackets.unique()))
    return Drawing(
        "gap-to-optimum",
        figure,
        "Welfare that the searching planner loses against the best schedule on the 10 % grid after twenty tax years, relative to what the federal schedule "
        "loses: by the number of workers (left) and of brackets (right), with 95 % intervals over trials.",
        "Two line charts of the gap. By workers: " + "; ".join(by_workers) + ". By brackets: " + "; ".join(by_brackets) + ".",
    )


def _year_lines(frame: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Experiments with tax years of several lengths, and what they are called."""
    for (planner, cost, moving), part in frame.groupby(["planner", "labor_cost_mode", frame.horizon > frame.tax_year], sort=False):
        if part.tax_year.nunique() > 1:
            yield f"{PLANNERS.get(planner, planner)}, {'twenty years' if moving else 'first year'}, {COSTS[cost]}", part


def tax_years(frame: pd.DataFrame) -> Drawing:
    """Regret of learning workers, and welfare, by the length of a tax year."""
    figure, panels = plt.subplots(1, 2, figsize=(8.2, 3.4), constrained_layout=True)
    labels = ("workers' regret in the last step", "welfare in the last step,\nrelative to the longest tax year")
    told = []
    for axes, metric, label in zip(panels, ("follower_regret", "swf_reference"), labels):
        for k, (name, part) in enumerate(_year_lines(frame)):
            lengths = sorted(part.tax_year.unique())
            unit = part[part.tax_year == lengths[-1]].swf_reference.mean() if metric == "swf_reference" else 1.0
            cells = [mean_interval(part[part.tax_year == length][metric] / unit) for length in lengths]
            axes.errorbar(lengths, [m for m, _ in cells], [h for _, h in cells], marker="o", ms=3, lw=1.2, elinewidth=0.8, color=COLOURS[k], label=name)
            told.append(f"{label.replace(chr(10), ' ')}, {name}: " + spoken((f"{length:g}", m) for length, (m, _) in zip(lengths, cells)))
        lengths = sorted(frame.tax_year.unique())
        axes.set_xscale("log")
        axes.set_xticks(lengths, [f"{length:g}" for length in lengths])
        axes.minorticks_off()
        axes.set_xlabel("steps of a tax year")
        axes.set_ylabel(label)
        axes.set_ylim(bottom=0)
        _grid(axes)
    panels[1].legend(fontsize=7, loc="lower right")
    return Drawing(
        "tax-year-length",
        figure,
        "Workers who learn, by the length of a tax year: the share of utility that they lose against best responses in the last step (left), and welfare in "
        "that step relative to that with the longest tax year (right), with 95 % intervals over trials. First year: rates that stay; twenty years: rates that "
        "the planner moves.",
        "Two line charts by the steps of a tax year. " + ". ".join(told) + ".",
    )


def votes(elections: pd.DataFrame, design: pd.DataFrame) -> Drawing:
    """Votes of every election as stacked bars, the winner outlined."""
    points = list(dict.fromkeys(elections["point"]))
    figure, panels = plt.subplots(len(points), 1, figsize=(7.4, 2.5 * len(points)), sharex=True, squeeze=False, constrained_layout=True)
    words, most = [], int(elections.candidate.max())
    colour = plt.get_cmap("viridis")
    for axes, point in zip(panels[:, 0], points):
        part = elections[elections["point"] == point]
        bottom = pd.Series(0.0, index=sorted(part.tax_year.unique()))
        for candidate, own in part.groupby("candidate"):
            own = own.set_index("tax_year")
            share = own.votes / part.groupby("tax_year").votes.sum()
            axes.bar(share.index, share, 0.85, bottom=bottom[share.index], color=colour((candidate - 1) / max(most - 1, 1)), label=f"{candidate:g}")
            won = own.index[own.elected == 1]
            axes.bar(won, share[won], 0.85, bottom=bottom[won], fill=False, edgecolor="#D55E00", lw=1.8)
            bottom[share.index] += share
        winners = part[part.elected == 1].sort_values("tax_year")
        axes.set_title(BRACKETS.get(design.loc[point].bracket_setting, design.loc[point].bracket_setting))
        axes.set_ylabel("share of votes")
        axes.set_xticks(sorted(part.tax_year.unique()))
        words.append(f"{BRACKETS.get(design.loc[point].bracket_setting, '')}: the winners of the tax years are candidates " + " ".join(f"{c:g}" for c in winners.candidate))
    panels[-1, 0].set_xlabel("tax year")
    handles, labels = panels[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, title="candidate,\nfrom low skill", fontsize=7, title_fontsize=7, loc="center left", bbox_to_anchor=(1.0, 0.5))
    return Drawing(
        "votes",
        figure,
        "Votes for each candidate in the election before each tax year, from the least skilled (dark) to the most skilled (light) of ten quantile "
        "candidates; the winner is outlined. Power alternates between candidates of low and of middling skill.",
        "Stacked bars, one for each tax year. " + ". ".join(words) + ".",
    )


def hacking(frame: pd.DataFrame) -> Drawing:
    """Welfare against the bottom rate under weights that follow incomes and under fixed ones."""
    frame = frame.assign(bottom=[_reals(text)[0] for text in frame.fixed_rates]).drop_duplicates("bottom").sort_values("bottom")
    bottom = frame.bottom.to_numpy()
    figure, axes = plt.subplots(figsize=(5.2, 3.4), constrained_layout=True)
    told = []
    for k, (metric, name) in enumerate((("swf_inverse_income", "weights that follow incomes (the authors')"), ("swf_reference", "reference weights"))):
        values = frame[metric].to_numpy()
        axes.plot(100 * bottom, values, marker="o", ms=3, lw=1.2, color=COLOURS[k], label=name)
        told.append(f"{name}: {values[-2]:.3g} at {100 * bottom[-2]:.0f} %, {values[-1]:.3g} at {100 * bottom[-1]:.0f} %")
    axes.set_yscale("log")
    axes.set_xlabel("rate of the first bracket, %; the others 90 %")
    axes.set_ylabel("welfare")
    _grid(axes)
    axes.legend(fontsize=7)
    return Drawing(
        "objective-hacking",
        figure,
        "Welfare (logarithmic) against the rate of the lowest bracket, at the authors' cost of labour. At 100 % low-wage workers stop, and each dollar "
        "they are given counts fully: the authors' objective explodes, fixed weights do not.",
        "Line chart. " + "; ".join(told) + ".",
    )


def lorenz(workers: pd.DataFrame, frame: pd.DataFrame, design: pd.DataFrame) -> Drawing:
    """Shares of coin held by the poorest."""
    figure, axes = plt.subplots(figsize=(4.8, 4.4), constrained_layout=True)
    told = []
    for k, point in enumerate(dict.fromkeys(workers["point"])):
        own, row = workers[workers["point"] == point], design.loc[point]
        recorded = frame[frame["point"] == point].iloc[0]
        coin = np.sort((own.income - own.tax).to_numpy() + recorded.rebate)
        share = np.concatenate([[0.0], np.cumsum(coin)]) / coin.sum()
        axes.plot(np.linspace(0, 1, len(share)), share, color=COLOURS[k % len(COLOURS)], lw=1.2, label=f"{_name(row)} ({recorded.gini_coin:.2f})")
        told.append((_name(row), float(share[len(share) // 2])))
    axes.plot([0, 1], [0, 1], color="0.5", lw=0.8, ls="--")
    axes.set_xlabel("share of workers, poorest first")
    axes.set_ylabel("share of income after tax and rebate")
    axes.set_aspect("equal")
    axes.legend(fontsize=7, title="schedule (Gini)", title_fontsize=7)
    return Drawing(
        "lorenz",
        figure,
        "Lorenz curves of income after tax and rebate by schedule, with Gini's coefficients; dashes: equality.",
        "Line chart below the diagonal. Share of the poorer half: " + spoken(told) + ".",
    )


def _first_trials(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of the first replication of every point."""
    return rows[rows["replication"] == rows.groupby("point")["replication"].transform("min")]


def _lines(frame: pd.DataFrame, published: pd.DataFrame | None) -> list[tuple[str, float, str]]:
    """Levels beside a course."""
    lines = [("best on the grid", float(frame.swf_optimum.mean()), "-"), ("federal 2024", float(frame.swf_federal.mean()), ":")]
    if published is not None:
        lines.insert(1, ("Saez, published elasticities", float(published.swf_reference.mean()), "--"))
    return [line for line in lines if np.isfinite(line[1])]


def _tables(store, name: str, labels: list[str], **where) -> pd.DataFrame:
    """A table of several experiments, one trial of each point."""
    return _first_trials(pd.concat([store.tables(name, where={"label": label, **where}) for label in labels]))


def _of_schedules(store, part: dict[str, pd.DataFrame], design: pd.DataFrame, frame: pd.DataFrame) -> Iterator[Drawing]:
    """Figures of schedules side by side: those of the planners, and some that are given."""
    planned = [label for label in ("federal", "published", "oracles", "mirrlees") if label in part]
    if "mirrlees" in planned and len(planned) > 1:
        rates = _tables(store, "rates", planned)
        shown = rates["point"].map(lambda point: design.loc[point].label != "oracles" or design.loc[point].planner == "enumerate")
        yield schedules(rates[shown], _tables(store, "worker", ["mirrlees"]), design)
    given = [label for label in ("federal", "mirrlees", "table") if label in part]
    if "table" in given:
        workers = _tables(store, "worker", given)
        shown = workers["point"].map(lambda point: design.loc[point].label != "table" or _reals(design.loc[point].fixed_rates) in LORENZ)
        yield lorenz(workers[shown], frame, design)


def draw(store) -> Iterator[Drawing]:
    """Every figure for which the store holds the experiment."""
    design, recorded = store.design(), set(store.metrics())
    if "label" not in design:
        return
    frame = store.frame([metric for metric in METRICS if metric in recorded], parameters=PARAMETERS)
    part = {label: group for label, group in frame.groupby("label", sort=False)}
    for label in ("course", "search"):
        if label in part and "swf" in store.names("series"):
            own = part[label][part[label].bracket_setting == "three"]
            series = store.series("swf", where={"label": label, "bracket_setting": "three"}).head(5)
            yield course(series, own, _lines(own, part.get("published")))
            break
    if {"rates", "worker"} <= set(store.names("tables")):
        yield from _of_schedules(store, part, design, frame)
    if "landscape" in part:
        yield landscape(part["landscape"])
    if "brackets" in part:
        yield gaps(part["brackets"])
    if "tax_year" in part:
        yield tax_years(pd.concat([part[label] for label in ("tax_year", "first_year") if label in part]))
    if "vote" in part and "election" in store.names("tables"):
        yield votes(_tables(store, "election", ["vote"]), design)
    if "hacking" in part:
        yield hacking(part["hacking"][part["hacking"].labor_cost_mode == "given"])
