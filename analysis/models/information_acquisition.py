"""Figures of information acquisition (arXiv 2307.06210) from a walras store: what correlated efforts are worth, and what learning costs.

The paper reports no numbers of its own: closed forms and rates stand beside ours.
"""

from __future__ import annotations

from typing import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from plotting import COLOURS, Drawing, mean_interval, spoken

CLASSES = [
    ("value_no_hire", "nobody hired"),
    ("value_single_agent", "one agent"),
    ("value_uncorrelated", "uncorrelated"),
    ("value_deterministic_joint", "fixed efforts,\njoint payments"),
    ("value_correlated", "correlated"),
    ("value_first_best", "effort observed"),
]
ALGORITHMS = {"robust_etc": "robust", "plugin_etc": "plug-in", "uncorrelated_etc": "uncorrelated"}
METRICS = [metric for metric, _ in CLASSES] + ["correlation_gain", "closed_form_correlated", "regret", "alpha", "deviation_rate", "lp_variables"]
PARAMETERS = ["label", "preset", "agents", "common_noise", "payment_cap", "preset_accuracy", "preset_cost", "online_algorithm", "horizon", "confidence_scale"]


def _part(frame: pd.DataFrame, label: str) -> pd.DataFrame:
    return frame[frame["label"] == label]


def value_bars(frame: pd.DataFrame, name: str, title: str) -> Drawing:
    """Bars of the six classes for each common noise."""
    noises = sorted(frame.common_noise.unique())
    noises = noises if len(noises) <= 3 else [noises[0], noises[len(noises) // 2], noises[-1]]
    figure, axes = plt.subplots(figsize=(7.4, 3.4), constrained_layout=True)
    told, width = [], 0.8 / len(noises)
    for k, noise in enumerate(noises):
        part = frame[frame.common_noise == noise]
        cells = [mean_interval(part[metric]) for metric, _ in CLASSES]
        places = np.arange(len(CLASSES)) + (k - (len(noises) - 1) / 2) * width
        axes.bar(places, [m for m, _ in cells], width * 0.95, yerr=[h for _, h in cells], color=COLOURS[k], label=f"common noise {noise:g}", error_kw={"lw": 0.8})
        told.append(f"common noise {noise:g}: " + spoken((words.replace("\n", " "), m) for (_, words), (m, _) in zip(CLASSES, cells)))
    low = min(frame[CLASSES[0][0]].min(), 0.5)
    axes.set_ylim(bottom=0.8 * low)
    axes.set_xticks(range(len(CLASSES)), [words for _, words in CLASSES])
    axes.set_ylabel("principal's payoff a round, money")
    axes.set_title(title)
    axes.legend(fontsize=7, loc="upper left")
    return Drawing(
        name,
        figure,
        f"{title}: the principal's best payoff within each class of mechanisms, from hiring nobody to observing effort, by common noise, with 95 % "
        "intervals over instances. The axis begins above 0.",
        "Bar chart of mean payoffs. " + "; ".join(told) + ".",
    )


def gain_distribution(frame: pd.DataFrame) -> Drawing:
    """Distribution of the gain of correlation over random instances."""
    figure, axes = plt.subplots(figsize=(4.8, 3.4), constrained_layout=True)
    told = []
    for k, (noise, part) in enumerate(frame.groupby("common_noise")):
        gains = np.sort(part.correlation_gain.to_numpy())
        axes.step(gains, 1 - np.arange(len(gains)) / len(gains), where="post", color=COLOURS[k], lw=1.2, label=f"{noise:g}")
        told.append((f"{noise:g}", float((gains > 1e-6).mean())))
    axes.set_xlabel("gain of correlation, money")
    axes.set_ylabel("share of instances with more")
    axes.set_ylim(0, 1)
    axes.set_title("Random instances of two agents")
    axes.legend(fontsize=7, title="common noise", title_fontsize=7)
    return Drawing(
        "gain-distribution",
        figure,
        "Share of random instances (two agents, two states) whose gain of correlated over uncorrelated mechanisms exceeds the value on the axis, by "
        "common noise, at a cap of 1.",
        "Falling step lines. Share of instances with any gain, by common noise: " + spoken(told) + ".",
    )


def value_lines(frame: pd.DataFrame) -> Drawing:
    """Correlated value against common noise and against the cap, the closed form where there is one."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.4), constrained_layout=True)
    caps = sorted(frame.payment_cap.unique())
    shown = caps if len(caps) <= 5 else [caps[i] for i in np.linspace(0, len(caps) - 1, 5).round().astype(int)]
    told = []
    for k, cap in enumerate(shown):
        part = frame[frame.payment_cap == cap].sort_values("common_noise")
        left.plot(part.common_noise, part.value_correlated, "o-", ms=3, lw=1.2, color=COLOURS[k], label=f"cap {cap:g}")
        closed = part.dropna(subset=["closed_form_correlated"])
        left.plot(closed.common_noise, closed.closed_form_correlated, "D", mfc="none", ms=8, color=COLOURS[k])
        first, last = part.iloc[0], part.iloc[-1]
        told.append(f"cap {cap:g} from {first.value_correlated:.4f} at common noise {first.common_noise:g} to {last.value_correlated:.4f} at {last.common_noise:g}")
    base = frame.value_uncorrelated.max()
    left.axhline(base, color="0.4", lw=0.8, ls="--", zorder=0)
    left.set_xlabel("common noise")
    left.set_ylabel("correlated value, money")
    left.legend(fontsize=7)
    common = frame.dropna(subset=["closed_form_correlated"]).sort_values("payment_cap")
    right.plot(common.payment_cap, common.value_correlated, "o", ms=4, color=COLOURS[0], label="linear program")
    right.plot(common.payment_cap, common.closed_form_correlated, "-", lw=1, color="0.3", label="closed form")
    right.axhline(common.value_first_best.iloc[0], color="0.4", lw=0.8, ls=":", label="effort observed")
    right.plot(common.payment_cap, common.value_uncorrelated, "--", lw=0.8, color="0.4", label="uncorrelated")
    right.set_xscale("log")
    right.set_xticks(caps, [f"{cap:g}" for cap in caps])
    right.minorticks_off()
    right.set_xlabel("cap of payments, money")
    right.set_title("common noise 1")
    right.legend(fontsize=7)
    figure.suptitle("Monitoring instance", fontsize=10)
    gap = float((common.value_correlated - common.closed_form_correlated).abs().max())
    return Drawing(
        "correlated-value",
        figure,
        "Value of the optimal correlated mechanism in the monitoring instance. Left: against common noise, a line for each cap, diamonds: the closed form "
        "at common noise 1; right: against the cap at common noise 1, points by linear program on the line of the closed form. Dashes: the best "
        "uncorrelated mechanism (left: at the largest cap); dots: effort observed.",
        "Two line charts. Left: " + "; ".join(told) + f". Right: the linear program is within {gap:.1g} of the closed form.",
    )


def gain_map(frame: pd.DataFrame) -> Drawing:
    """Heat map of the gain over common noise and cap."""
    table = frame.pivot_table(index="payment_cap", columns="common_noise", values="correlation_gain")
    figure, axes = plt.subplots(figsize=(5.6, 3.6), constrained_layout=True)
    image = axes.imshow(table.to_numpy(), origin="lower", aspect="auto", cmap="viridis")
    axes.set_xticks(range(table.shape[1]), [f"{noise:g}" for noise in table.columns])
    axes.set_yticks(range(table.shape[0]), [f"{cap:g}" for cap in table.index])
    for row in range(table.shape[0]):
        for column in range(table.shape[1]):
            gain = table.iloc[row, column]
            axes.text(column, row, f"{gain:.3f}".replace("0.", "."), ha="center", va="center", fontsize=6, color="w" if gain < 0.6 * np.nanmax(table) else "k")
    axes.set_xlabel("common noise")
    axes.set_ylabel("cap of payments, money")
    axes.set_title("Gain of correlation, monitoring instance")
    figure.colorbar(image, label="correlated - uncorrelated, money")
    corners = [(f"common noise {c:g}, cap {r:g}", table.loc[r, c]) for r in (table.index[0], table.index[-1]) for c in (table.columns[0], table.columns[-1])]
    return Drawing(
        "correlation-gain",
        figure,
        "Gain of the best correlated over the best uncorrelated mechanism in the monitoring instance, over common noise and the cap of payments.",
        f"Heat map; gains from {np.nanmin(table):.4g} to {np.nanmax(table):.4g}. Corners: " + spoken(corners) + ".",
    )


def _slope(horizons: np.ndarray, regret: np.ndarray) -> float:
    return float(np.polyfit(np.log(horizons), np.log(regret), 1)[0])


def regret(parts: list[pd.DataFrame]) -> Drawing:
    """Log-log regret, with guides of slope 2/3 and 1."""
    figure, axes = plt.subplots(figsize=(6.2, 4.2), constrained_layout=True)
    frame = pd.concat(parts)
    frame = frame[frame.online_algorithm.isin(ALGORITHMS)]
    told, guides = [], None
    for k, ((algorithm, scale), group) in enumerate(frame.groupby(["online_algorithm", "confidence_scale"], sort=False)):
        for j, (_, part) in enumerate(group.groupby("label", sort=False)):
            means = part.groupby("horizon")["regret"].mean()
            horizons = means.index.to_numpy(dtype=float)
            words = ALGORITHMS[algorithm] + ("" if algorithm == "plugin_etc" else f", confidence scale {scale:g}")
            axes.plot(horizons, means, "o-", ms=3.5, lw=1.2, color=COLOURS[k], label=words if j == 0 else None)
            told.append((f"{words}, horizons {horizons[0]:.0e} to {horizons[-1]:.0e}", _slope(horizons, means.to_numpy())))
            if algorithm == "robust_etc" and (guides is None or horizons[-1] > guides[0][-1]):
                guides = (horizons, means.to_numpy())
    horizons, level = guides or (horizons, means.to_numpy())
    ends = np.array([horizons[0], horizons[-1]])
    for slope, style, words in ((2 / 3, "--", "slope 2/3"), (1.0, ":", "slope 1")):
        axes.plot(ends, level[-1] * 0.35 * (ends / ends[-1]) ** slope, ls=style, color="0.3", lw=1, label=words)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("horizon T, rounds")
    axes.set_ylabel("mean regret, money")
    axes.set_title("Learning the information structure, monitoring instance")
    axes.legend(fontsize=7)
    return Drawing(
        "regret",
        figure,
        "Mean regret against the horizon, both on logarithmic axes, by algorithm and confidence scale. Grey guides have the slopes 2/3 and 1. Below a "
        "horizon of ten million the robust algorithm still mixes in much of what it knew beforehand, and its line is steeper.",
        "Line chart on logarithmic axes. Fitted slopes: " + spoken(told) + ".",
    )


def confidence(frame: pd.DataFrame) -> Drawing:
    """E4: regret and deviations against the confidence scale."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(7.6, 3.2), constrained_layout=True)
    scales = sorted(frame.confidence_scale.unique())
    cells = [mean_interval(frame[frame.confidence_scale == scale].regret) for scale in scales]
    rates = [frame[frame.confidence_scale == scale].deviation_rate.mean() for scale in scales]
    left.errorbar(scales, [m for m, _ in cells], [h for _, h in cells], marker="o", ms=4, lw=1.2, color=COLOURS[0])
    left.set_yscale("log")
    left.set_ylabel("mean regret, money")
    right.plot(scales, rates, "o-", ms=4, lw=1.2, color=COLOURS[5])
    right.set_ylabel("share of trials with a deviation")
    right.set_ylim(-0.03, 1.03)
    for axes in (left, right):
        axes.set_xscale("log")
        axes.set_xlabel("confidence scale")
    figure.suptitle(f"Robust algorithm, horizon {frame.horizon.iloc[0]:.0e}", fontsize=10)
    return Drawing(
        "confidence-scale",
        figure,
        "What the width of the confidence radius does, relative to that of theory (1). Left: mean regret with 95 % intervals; right: share of trials "
        "in which some agent deviates.",
        "Two line charts. Regret by scale: " + spoken((f"{s:g}", m) for s, (m, _) in zip(scales, cells)) + ". Share with deviations: "
        + spoken((f"{s:g}", r) for s, r in zip(scales, rates)) + ".",
    )


def solver_time(store, frame: pd.DataFrame) -> Drawing:
    """Seconds of all linear programs of an instance against the number of agents."""
    agents = sorted(int(n) for n in frame.agents.unique())
    variables = [float(frame[frame.agents == n].lp_variables.iloc[0]) for n in agents]
    seconds = [store.array("run/lp_seconds")[store.points({"label": "E5", "agents": n})] for n in agents]
    medians, largest = [float(np.nanmedian(s)) for s in seconds], [float(np.nanmax(s)) for s in seconds]
    figure, axes = plt.subplots(figsize=(4.6, 3.4), constrained_layout=True)
    axes.plot(agents, [1e3 * t for t in medians], "o-", color=COLOURS[0], lw=1.2, label="median of instances")
    axes.plot(agents, [1e3 * t for t in largest], "^:", color=COLOURS[5], lw=1, label="slowest")
    axes.set_yscale("log")
    axes.set_xticks(agents)
    axes.set_xlabel("agents (two states, effort or none)")
    axes.set_ylabel("time of an instance's programs, ms")
    axes.set_title("All linear programs of the six classes")
    axes.legend(fontsize=7)
    return Drawing(
        "solver-time",
        figure,
        "Time that all linear programs of an instance take (prices of each effort, every profile with joint payments, the optimal correlated "
        "mechanism) against the number of agents, as measured when the store was made: median and slowest instance.",
        "Line chart, in ms: " + spoken((f"{n} agents ({v:g} variables as published)", 1e3 * t) for n, v, t in zip(agents, variables, medians)) + ".",
    )


def draw(store) -> Iterator[Drawing]:
    """Every figure for which the store holds the experiment."""
    design, recorded = store.design(), set(store.metrics())
    if "label" not in design:
        return
    frame = store.frame([metric for metric in METRICS if metric in recorded], parameters=PARAMETERS)
    if len(part := _part(frame, "E1-map")):
        at = part.payment_cap.unique()
        yield value_bars(part[part.payment_cap == (1.0 if 1.0 in at else at[0])], "values-monitoring", "Monitoring instance")
        if part.closed_form_correlated.notna().any():
            yield value_lines(part)
        yield gain_map(part)
    if len(part := _part(frame, "E2")):
        part = part[part.payment_cap == part.payment_cap.max()]
        yield value_bars(part, "values-random", "Random instances of two agents")
        yield gain_distribution(part)
    if parts := [part for label in ("E3", "E3-short") if (part := _part(frame, label)).horizon.nunique() > 1]:
        yield regret(parts)
    if len(part := _part(frame, "E4")):
        yield confidence(part)
    if len(part := _part(frame, "E5")):
        yield solver_time(store, part)
