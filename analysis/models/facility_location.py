"""Figures of facility location (Aziz, Lam, Lee, Walsh, arXiv 2111.01566) from a walras store: what rules do, what they guarantee, and what it costs."""

from __future__ import annotations

import math
from typing import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from plotting import COLOURS, Drawing, mean_interval, spoken

PARAMETERS = ["label", "mechanism", "distribution", "agents", "domain_length", "beta_a", "beta_b", "share_right", "worst_case_method", "task"]
AXIOMS = ["unanimity", "ifs", "ufs", "proportionality", "pf"]
AXIOM_NAMES = ["unanimity", "individual\nfair share", "unanimous\nfair share", "propor-\ntionality", "proportional\nfairness"]
LIMIT = (1 + math.sqrt(2)) / 2


def _pretty(name: str) -> str:
    return name.replace("_", " ")


def _part(frame: pd.DataFrame, *labels: str) -> pd.DataFrame:
    return frame[frame["label"].isin(labels)]


def _law_name(row: pd.Series) -> str:
    if row.distribution == "beta":
        return f"Beta({row.beta_a:g}, {row.beta_b:g})"
    return f"two points, {row.share_right:g} at L" if row.distribution == "two_point" else _pretty(row.distribution)


def _beta_density(x: np.ndarray, a: float, b: float) -> np.ndarray:
    log_beta = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
    return np.exp((a - 1) * np.log(x) + (b - 1) * np.log1p(-x) - log_beta)


def _density(row: pd.Series, x: np.ndarray) -> np.ndarray | None:
    """Of the laws that paper.cfg draws from; None for laws with atoms."""
    if row.distribution == "uniform":
        return np.ones_like(x)
    if row.distribution == "beta":
        return _beta_density(x, row.beta_a, row.beta_b)
    if row.distribution == "mixture":  # the default one
        return 0.5 * _beta_density(x, 2, 8) + 0.5 * _beta_density(x, 8, 2)
    return None


def outcomes(frame: pd.DataFrame) -> Drawing:
    """Figure a: the density of each law, and below it where each rule puts the facility."""
    frame = frame[frame.agents == frame.agents.max()].copy()
    frame["law"] = frame.apply(_law_name, axis=1)
    laws, rules = list(dict.fromkeys(frame.law)), list(dict.fromkeys(frame.mechanism))
    figure, panels = plt.subplots(
        2, len(laws), figsize=(2.6 * len(laws) + 0.8, 4.6), sharex=True, squeeze=False, height_ratios=[1, 1.9], constrained_layout=True
    )
    told = []
    x = np.linspace(0.002, 0.998, 400)
    for column, law in enumerate(laws):
        part = frame[frame.law == law]
        top, axes = panels[0][column], panels[1][column]
        density = _density(part.iloc[0], x)
        if density is None:
            top.vlines([0, 1], 0, [1 - part.share_right.iloc[0], part.share_right.iloc[0]], color=COLOURS[4], lw=4)
        else:
            top.fill_between(x, density, color=COLOURS[4], alpha=0.5, lw=0)
        top.set_title(law)
        top.set_yticks([])
        top.set_ylim(bottom=0)
        cells = []
        for row, rule in enumerate(rules):
            values = part[part.mechanism == rule].facility_location / part.domain_length.iloc[0]
            axes.plot(values, np.full(len(values), row), "|", color=COLOURS[0], ms=9, alpha=0.6)
            axes.plot(values.mean(), row, "o", color=COLOURS[5], ms=3.5)
            cells.append((_pretty(rule), values.mean()))
        axes.set_yticks(range(len(rules)), [_pretty(rule) for rule in rules] if column == 0 else [])
        axes.set_ylim(len(rules) - 0.5, -0.5)
        axes.grid(axis="y", color="0.92", lw=0.8)
        axes.set_axisbelow(True)
        axes.set_xlim(-0.03, 1.03)
        told.append(f"{law}: " + spoken(cells))
    panels[0][0].set_ylabel("density")
    figure.supxlabel("location, in units of L", fontsize=9)
    agents = int(frame.agents.iloc[0])
    return Drawing(
        "outcomes",
        figure,
        f"Where the rules put the facility for {agents:,} agents. Top: the law of their locations. Below, for each rule: bars, one for each profile; "
        "dots, the mean over profiles. Lotteries show the place that was drawn.",
        "Density plots over dot plots. Mean location by law and rule. " + "; ".join(told) + ".",
    )


def axiom_matrix(axioms: pd.DataFrame, gains: pd.DataFrame) -> Drawing:
    """The largest violation of each axiom over all grid profiles, and the largest gain from a misreport."""
    rules = list(dict.fromkeys(axioms.mechanism))
    cells = np.array([[axioms[axioms.mechanism == rule][f"violation_{axiom}"].max() for axiom in AXIOMS] for rule in rules])
    gain = np.array([gains[gains.mechanism == rule]["max_misreport_gain"].max() if len(gains) else np.nan for rule in rules])
    table = np.where(np.abs(np.column_stack([cells, gain])) < 1e-9, 0.0, np.column_stack([cells, gain]))
    figure, axes = plt.subplots(figsize=(6.2, 0.36 * len(rules) + 1.3), constrained_layout=True)
    image = axes.imshow(np.ma.masked_invalid(table), cmap="OrRd", vmin=0, vmax=1, aspect="auto")
    for (row, column), value in np.ndenumerate(table):
        if np.isfinite(value):
            axes.text(column, row, "0" if value <= 0 else f"{value:.3g}", ha="center", va="center", fontsize=8, color="w" if value > 0.6 else "k")
    axes.set_xticks(range(table.shape[1]), [*AXIOM_NAMES, "gain from a\nmisreport"], fontsize=7)
    axes.set_yticks(range(len(rules)), [_pretty(rule) for rule in rules])
    axes.tick_params(length=0)
    figure.colorbar(image, ax=axes, label="largest violation, in L", shrink=0.9)
    names = [*AXIOMS, "misreport gain"]
    told = "; ".join(f"{_pretty(rule)}: " + spoken(zip(names, row)) for rule, row in zip(rules, table))
    return Drawing(
        "axiom-matrix",
        figure,
        "Largest violation of each axiom, and largest gain from a misreport, over all profiles of small grids (violations: 2 to 5 agents; gains: "
        "2 and 3). 0: the axiom holds on all of them.",
        f"Table as a heat map. {told}.",
    )


def worst_ratios(frame: pd.DataFrame, others: pd.DataFrame) -> Drawing:
    """Figure b: worst welfare and cost ratios against n, the formulas, and the limit."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.5), constrained_layout=True)
    told = []
    for k, (rule, part) in enumerate(frame.groupby("mechanism", sort=False)):
        means = part.groupby("agents")[["worst_welfare_ratio", "theory_welfare_ratio", "worst_cost_ratio", "theory_cost_ratio"]].max()
        left.plot(means.index, means.worst_welfare_ratio, "o", ms=4, color=COLOURS[k], label=_pretty(rule))
        left.plot(means.index, means.theory_welfare_ratio, color=COLOURS[k], lw=0.9)
        right.plot(means.index, means.worst_cost_ratio, "os"[k % 2], ms=5 - 2 * k, color=COLOURS[k], label=_pretty(rule))
        told.append(f"{_pretty(rule)} welfare: " + spoken((f"n {n}", r) for n, r in means.worst_welfare_ratio.items()))
    for k, (rule, part) in enumerate(others.groupby("mechanism", sort=False), start=2):
        means = part.groupby("agents")[["worst_welfare_ratio", "worst_cost_ratio"]].max()
        mark = {"ls": "none", "marker": "x+1"[k % 3], "ms": 5, "color": COLOURS[k], "label": f"{_pretty(rule)}, found"}
        left.plot(means.index, means.worst_welfare_ratio, **mark)
        right.plot(means.index, means.worst_cost_ratio, **mark)
        told.append(f"{_pretty(rule)} by random search: " + spoken((f"n {n}", r) for n, r in means.worst_welfare_ratio.items()))
    left.axhline(LIMIT, color="0.4", lw=0.8, ls="--")
    left.annotate("(1 + √2)/2", (1.0, LIMIT), xycoords=("axes fraction", "data"), xytext=(0, 3), textcoords="offset points", fontsize=7, ha="right", color="0.3")
    agents = np.array(sorted(frame.agents.unique()), dtype=float)
    right.plot(agents, np.maximum(agents - 1, 1), color="0.4", lw=0.9, label="n − 1")
    for axes in (left, right):
        axes.set_xscale("log")
        axes.set_xlabel("agents")
    right.set_yscale("log")
    left.set_ylabel("worst welfare ratio")
    right.set_ylabel("worst ratio of total cost")
    left.set_ylim(0.99, min(1.35, left.get_ylim()[1]))
    left.legend(fontsize=7)
    right.legend(fontsize=7)
    return Drawing(
        "worst-ratios",
        figure,
        "Left: the largest ratio of the best welfare to the rule's, against the number of agents. Dots: found by exact search over profiles; lines: "
        "the formulas; dashes: the limit of the Uniform Phantom; other marks: lower bounds by random search for rules without phantoms (the midpoint "
        "leaves the chart). Right: the same for total cost, with the line n − 1.",
        "Two charts against the number of agents. " + "; ".join(told) + ".",
    )


def price_of_fairness(average: pd.DataFrame, worst: pd.DataFrame) -> Drawing:
    """Figure c: the loss on drawn profiles beside the worst one."""
    figure, axes = plt.subplots(figsize=(4.8, 3.5), constrained_layout=True)
    groups = average[average.agents > 2].groupby("agents")["welfare_ratio"]
    agents = np.array(list(groups.groups), dtype=float)
    cells = [mean_interval(values) for _, values in groups]
    axes.errorbar(agents, [m - 1 for m, _ in cells], [h for _, h in cells], marker="o", ms=4, lw=1, color=COLOURS[0], label="mean over drawn profiles, 95 %")
    told = "mean loss: " + spoken((f"n {n:g}", m - 1) for n, (m, _) in zip(agents, cells))
    if len(worst):
        bound = worst[worst.mechanism == "uniform_phantom"].groupby("agents")["worst_welfare_ratio"].max()
        bound = bound[bound > 1]
        axes.plot(bound.index, bound - 1, "s-", ms=3, lw=1, color=COLOURS[5], label="worst profile")
        told += "; worst loss: " + spoken((f"n {n}", r - 1) for n, r in bound.items())
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("agents")
    axes.set_ylabel("welfare ratio of the Uniform Phantom − 1")
    axes.legend(fontsize=7)
    return Drawing(
        "price-of-fairness",
        figure,
        "What proportional fairness costs: best welfare over that of the Uniform Phantom, less 1, for uniformly drawn profiles and for the worst "
        "profile, against the number of agents. Two agents lose nothing.",
        f"Two lines against the number of agents, both axes logarithmic: {told}.",
    )


def distributions(store, label: str) -> Drawing | None:
    """Histograms of the facility's place and of the welfare ratio over the profiles of the label's points."""
    design = store.design()
    points = [point for point in np.flatnonzero((design.label == label).to_numpy()) if store.done[point].any()]
    if not points:
        return None
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.2), constrained_layout=True)
    told = []
    for k, point in enumerate(points):
        row = design.iloc[point]
        name = f"n = {row.agents}, {_law_name(row)}"
        for axes, histogram in ((left, "facility_location_counts"), (right, "welfare_ratio_counts")):
            counts = store.histogram(histogram, where=lambda d, point=point: d.index == point).sum()
            edges = np.array([interval.left for interval in counts.index] + [counts.index[-1].right])
            width, share = np.diff(edges), counts.to_numpy() / counts.sum()
            axes.stairs(share / width, edges, color=COLOURS[k % len(COLOURS)], lw=0.9, label=name)
            middle = float((share * (edges[:-1] + edges[1:]) / 2).sum())
            told.append(f"{name}, mean {'location' if axes is left else 'welfare ratio'} by bins {middle:.4g}")
    left.set_xlabel("facility location, in L")
    left.set_ylabel("density over profiles")
    right.set_xlabel("welfare ratio (worst possible: 1.2071)")
    right.set_xlim(0.998, 1.1)
    right.set_yscale("log")
    right.axvline(LIMIT, color="0.4", lw=0.8, ls="--")
    left.legend(fontsize=7)
    return Drawing(
        "outcome-distributions",
        figure,
        "Distribution over drawn profiles of the Uniform Phantom's place (left; spikes stand at its phantoms k L/n) and of its welfare ratio (right, "
        "density on a logarithmic axis), in 256 bins.",
        "Two histograms. " + "; ".join(told) + ".",
    )


def manipulation(frame: pd.DataFrame) -> Drawing:
    """Figure d: gains from misreports against n, with a line of slope -1."""
    figure, axes = plt.subplots(figsize=(4.8, 3.5), constrained_layout=True)
    told = []
    for k, (rule, part) in enumerate(frame.groupby("mechanism", sort=False)):
        groups = part.groupby("agents")["mean_misreport_gain"]
        agents = np.array(list(groups.groups), dtype=float)
        cells = [mean_interval(values) for _, values in groups]
        axes.errorbar(agents, [m for m, _ in cells], [h for _, h in cells], marker="o", ms=4, lw=1, color=COLOURS[k], label=_pretty(rule))
        told.append(f"{_pretty(rule)}: " + spoken((f"n {n:g}", m) for n, (m, _) in zip(agents, cells)))
        if rule == "mean" and len(agents) > 1:
            axes.plot(agents, cells[-1][0] * agents[-1] / agents, color="0.5", lw=0.8, ls="--", label="one over n")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("agents")
    axes.set_ylabel("mean gain of a best misreport, in L")
    axes.legend(fontsize=7)
    return Drawing(
        "manipulation",
        figure,
        "Mean gain of an agent from its best misreport, against the number of agents, for rules that can be manipulated, with 95 % intervals; "
        "phantom rules gain nothing. Dashes: one over n through the mean's last point.",
        "Lines on logarithmic axes. " + "; ".join(told) + ".",
    )


def convergence(frame: pd.DataFrame) -> Drawing:
    """Figure e: the Uniform Phantom of single trials against its limit, with the band of the central limit theorem."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.4), constrained_layout=True)
    frame = frame.sort_values("agents")
    limit = frame.theory_location.iloc[0]
    band = frame.groupby("agents")["theory_sd"].mean()
    fine = np.geomspace(band.index.min(), band.index.max(), 200)
    spread = float(band.iloc[0] * math.sqrt(band.index[0]))
    left.fill_between(fine, limit - 1.96 * spread / np.sqrt(fine), limit + 1.96 * spread / np.sqrt(fine), color=COLOURS[4], alpha=0.35, lw=0, label="95 % band of the normal limit")
    left.axhline(limit, color="0.4", lw=0.8)
    left.plot(frame.agents, frame.facility_location, ".", ms=4, color=COLOURS[0], label="single trials")
    right.plot(frame.agents, np.maximum(np.abs(frame.facility_location - limit), 1e-9), ".", ms=4, color=COLOURS[0])
    right.plot(fine, 1.96 * spread / np.sqrt(fine), color=COLOURS[5], lw=1, label="1.96 standard deviations")
    right.set_yscale("log")
    for axes in (left, right):
        axes.set_xscale("log")
        axes.set_xlabel("agents")
        axes.legend(fontsize=7)
    left.set_ylabel("facility location, in L")
    right.set_ylabel("distance from the limit, in L")
    inside = float((np.abs(frame.facility_location - frame.theory_location) <= 1.96 * frame.theory_sd).mean())
    return Drawing(
        "convergence",
        figure,
        f"The Uniform Phantom of profiles drawn from {_law_name(frame.iloc[0])} against the number of agents: it tends to the place y* with P(X ≥ y*) = y*/L. Band "
        "and line: the normal limit by the delta method.",
        f"Points that narrow around {limit:.6g}. {100 * inside:.3g} % of {len(frame)} trials lie within 1.96 standard deviations. Standard deviation by agents: "
        + spoken((f"n {n}", sd) for n, sd in band.items())
        + ".",
    )


def crossing(store, point: int) -> Drawing:
    """Figure f: how the Uniform Phantom works: the survival curve of the reports meets the diagonal."""
    row = store.design().iloc[point]
    counts = store.histogram("location_counts", where=lambda design: design.index == point).iloc[0]
    edges = np.array([interval.left for interval in counts.index] + [counts.index[-1].right]) / row.domain_length
    survival = np.concatenate([[1.0], 1.0 - np.cumsum(counts.to_numpy()) / counts.sum()])
    frame = store.frame(["facility_location", "optimal_location", "mean_report"], where=lambda design: design.index == point).iloc[0]
    y = frame.facility_location / row.domain_length
    figure, axes = plt.subplots(figsize=(4.6, 3.8), constrained_layout=True)
    axes.plot(edges, survival, color=COLOURS[0], lw=1.4, label="share of agents at or right of t")
    axes.plot([0, 1], [0, 1], color="0.3", lw=1, label="t/L")
    axes.plot([y, y], [0, y], color=COLOURS[5], lw=1, ls="--")
    axes.plot(y, y, "o", color=COLOURS[5], ms=5, label=f"Uniform Phantom {y:.4f}")
    for value, name, colour in ((frame.optimal_location, "median", COLOURS[2]), (frame.mean_report, "mean", COLOURS[3])):
        axes.axvline(value / row.domain_length, color=colour, lw=0.9, ls=":", label=f"{name} {value / row.domain_length:.4f}")
    axes.set_xlabel("t, in units of L")
    axes.set_ylabel("share")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.02)
    axes.legend(fontsize=7, loc="lower right", bbox_to_anchor=(1.0, 0.1))
    return Drawing(
        "crossing",
        figure,
        f"How the Uniform Phantom works: the facility stands where the share of agents at or beyond t falls to t/L. {row.agents:,} agents, {_law_name(row)}.",
        f"A falling curve crosses the diagonal at {y:.4f}; the median is {frame.optimal_location / row.domain_length:.4f}, the mean {frame.mean_report / row.domain_length:.4f}.",
    )


def _limits(frame: pd.DataFrame) -> pd.DataFrame:
    """Single profiles of the Uniform Phantom on the law that goes to the most agents."""
    part = _part(frame, "E1", "FAC-12-large", "FAC-12-largest")
    part = part[(part.mechanism == "uniform_phantom") & part.theory_sd.notna()] if "theory_sd" in part else part.iloc[:0]
    if len(part):
        last = part.loc[part.agents.idxmax()]
        part = part[(part.distribution == last.distribution) & (part.beta_a == last.beta_a) & (part.beta_b == last.beta_b)]
    return part


def draw(store) -> Iterator[Drawing]:
    """Every figure for which the store holds the experiment."""
    design, recorded = store.design(), set(store.metrics())
    if "label" not in design:
        return
    wanted = ["facility_location", "theory_location", "theory_sd", "welfare_ratio", "worst_welfare_ratio", "worst_cost_ratio", "theory_welfare_ratio"]
    wanted += ["theory_cost_ratio", "mean_misreport_gain", "max_misreport_gain", *(f"violation_{axiom}" for axiom in AXIOMS)]
    frame = store.frame([metric for metric in wanted if metric in recorded], parameters=PARAMETERS)
    if len(part := _part(frame, "E1")):
        yield outcomes(part)
    if len(part := _part(frame, "E2")):
        yield axiom_matrix(part, _part(frame, "E2-gains"))
    if len(part := _part(frame, "FAC-6", "FAC-6-region", "FAC-7")):
        yield worst_ratios(part, _part(frame, "E5-random"))
    if len(part := _part(frame, "E6")):
        yield price_of_fairness(part, _part(frame, "FAC-6", "FAC-6-region"))
    if "welfare_ratio_counts" in store.names("histograms") and (drawing := distributions(store, "FAC-13")) is not None:
        yield drawing
    if len(part := _part(frame, "E3")):
        yield manipulation(part)
    if len(part := _limits(frame)):
        yield convergence(part)
    scale = design.index[(design.task == "scale") & (design.label == "FAC-12-large") & (design.mechanism == "uniform_phantom")]
    scale = [point for point in scale if store.done[point].any()]
    if scale and "location_counts" in store.names("histograms"):
        yield crossing(store, scale[-1])
