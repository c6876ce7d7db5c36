"""Figures of the off-switch game (after arXiv 1611.08219): incentives to defer, designers, and robots that misjudge their overseers."""

from __future__ import annotations

from typing import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from plotting import COLOURS, Drawing, mean_interval, spoken

METRICS = ["delta", "value_mean", "value_no_switch", "value_always_wait", "value_omniscient", "frac_wait", "frac_defer", "harm_mean", "ignored_harm_mean", "deference_gain"]
PARAMETERS = ["label", "mu", "sigma", "beta", "assumed_measurement_sd", "measurement_sd", "beta_bias", "beta_noise"]
LIMIT = 0.25  # of the colours, as in the paper


def curves(frame: pd.DataFrame) -> Drawing:
    """Figure 1: Delta towards rational overseers against sigma, a line for each mean."""
    figure, axes = plt.subplots(figsize=(4.8, 3.4), constrained_layout=True)
    told = []
    for k, (mu, part) in enumerate(sorted(frame.groupby("mu"))):
        line = part.groupby("sigma")["delta"].mean()
        axes.plot(line.index, line, color=COLOURS[k], lw=1.4, ls=["-", "--", "-."][k % 3], label=rf"$E[U]$ = {mu:g}")
        told.append(f"mean {mu:g}: {line.iloc[0]:.4g} at sigma {line.index[0]:g} to {line.iloc[-1]:.4g} at {line.index[-1]:g}")
    axes.set_xlabel(r"R's uncertainty $\sigma$")
    axes.set_ylabel(r"incentive to defer $\Delta$, utility")
    axes.legend(fontsize=8)
    return Drawing(
        "incentive-curves",
        figure,
        "Incentive to defer to rational overseers against the standard deviation of R's belief, for three means: never negative, rising, largest at mean 0.",
        "Line chart. " + "; ".join(told) + ".",
    )


def _steps(places: pd.Index) -> tuple[float, float]:
    """Ends of the outer cells of an even axis."""
    half = 0.5 * (places[-1] - places[0]) / (len(places) - 1) if len(places) > 1 else 0.5
    return places[0] - half, places[-1] + half


def _heat(axes: plt.Axes, part: pd.DataFrame, across: str, up: str):
    """Delta as colours over two parameters; the image, and its table."""
    table = part.pivot_table(index=up, columns=across, values="delta")
    image = axes.imshow(table.to_numpy(), origin="lower", aspect="auto", cmap="RdBu", vmin=-LIMIT, vmax=LIMIT, interpolation="nearest", extent=(*_steps(table.columns), *_steps(table.index)))
    return image, table


def rational_map(frame: pd.DataFrame) -> Drawing:
    """Figure 2: Delta towards rational overseers over sigma and mu."""
    figure, axes = plt.subplots(figsize=(4.8, 3.8), constrained_layout=True)
    image, table = _heat(axes, frame, "sigma", "mu")
    axes.set_xlabel(r"R's uncertainty $\sigma$")
    axes.set_ylabel(r"$E[U]$")
    figure.colorbar(image, ax=axes, label=r"$\Delta$, utility", extend="both")
    peak = table.stack().idxmax()
    return Drawing(
        "rational-map",
        figure,
        "Incentive to defer to rational overseers over the standard deviation and the mean of R's belief. Colours end at 0.25 as in the paper; nowhere is it negative.",
        f"Heat map of {table.size} cells: smallest {table.to_numpy().min():.3g}, largest {table.to_numpy().max():.4g} at sigma {peak[1]:g} and mean {peak[0]:g}.",
    )


def noisy_maps(frame: pd.DataFrame) -> Drawing:
    """Figure 3: Delta towards logistic overseers over sigma and beta, a panel for each mean."""
    means = sorted(frame.mu.unique())
    figure, panels = plt.subplots(1, len(means), figsize=(2.6 * len(means) + 1.2, 3.2), sharey=True, squeeze=False, constrained_layout=True)
    told = []
    for axes, mu in zip(panels[0], means):
        image, table = _heat(axes, frame[frame.mu == mu], "beta", "sigma")
        axes.set_title(rf"$E[U]$ = {mu:g}")
        axes.set_xlabel(r"temperature $\beta$")
        if mu != 0.0:
            beta = np.linspace(*axes.get_xlim(), 200)
            critical = np.sqrt(2.0 * abs(mu) * np.clip(beta, 0.0, None))
            low, high = axes.get_ylim()
            axes.plot(beta, critical, color="black", lw=1.3, label=r"$\beta = \sigma^2 / (2|\mu|)$")
            axes.set_ylim(low, high)
            axes.legend(fontsize=7, loc="upper right")
        told.append(f"mean {mu:g}: from {table.to_numpy().min():.4g} to {table.to_numpy().max():.4g}, negative in {(table.to_numpy() < -1e-10).mean():.1%} of cells")
    panels[0][0].set_ylabel(r"R's uncertainty $\sigma$")
    figure.colorbar(image, ax=list(panels[0]), label=r"$\Delta$, utility", extend="both")
    return Drawing(
        "noisy-maps",
        figure,
        "Incentive to defer to noisily rational overseers over their temperature and the standard deviation of R's belief, for three means. On the black curve it is 0: R defers above it.",
        "Heat maps. " + "; ".join(told) + ".",
    )


def _line(axes: plt.Axes, part: pd.DataFrame, along: str, metric: str, label: str, **look) -> str:
    """Means with intervals along a parameter; what they are at the ends and at the peak."""
    places = sorted(part[along].unique())
    cells = [mean_interval(part[part[along] == place][metric]) for place in places]
    means = [mean for mean, _ in cells]
    axes.errorbar(places, means, [half for _, half in cells], ms=3, lw=1.2, elinewidth=0.8, label=label, **look)
    return f"{label}: " + spoken((f"at {places[k]:.4g}", means[k]) for k in sorted({0, int(np.argmax(means)), len(means) - 1}))


def designer(frame: pd.DataFrame) -> Drawing:
    """Figure 4: value against the noise that R takes its measurements to have."""
    figure, axes = plt.subplots(figsize=(5.0, 3.5), constrained_layout=True)
    told = [_line(axes, frame, "assumed_measurement_sd", "value_mean", "R decides", marker="o", color=COLOURS[0])]
    for k, (metric, label) in enumerate((("value_always_wait", "always waits"), ("value_no_switch", "has no switch"), ("value_omniscient", "knows U"))):
        level = float(frame[metric].mean())
        axes.axhline(level, color=COLOURS[k + 1], lw=1.0, ls=["--", ":", "-."][k], label=label)
        told.append(f"{label}: {level:.4g}")
    axes.axvline(float(frame.measurement_sd.iloc[0]), color="0.6", lw=0.8)
    axes.set_xscale("log")
    axes.set_xlabel("assumed measurement noise, utility (grey: the true one)")
    axes.set_ylabel("value for H, utility")
    axes.legend(fontsize=8)
    return Drawing(
        "designer",
        figure,
        "What H gets from a robot that infers the utility from a noisy measurement, against the noise it assumes, with 95 % intervals. Too confident, it acts alone; "
        "too unsure, it leaves everything to a noisy human.",
        "Line chart with three levels. " + "; ".join(told) + ".",
    )


def misjudgement(frame: pd.DataFrame) -> Drawing:
    """Figure 5: deference and harm against beta_bias."""
    figure, panels = plt.subplots(1, 3, figsize=(9.6, 3.2), constrained_layout=True)
    told = []
    for k, (noise, part) in enumerate(sorted(frame.groupby("beta_noise"))):
        look = {"marker": "o", "color": COLOURS[k]}
        for axes, metric, name in zip(panels, ("frac_wait", "harm_mean", "deference_gain"), ("waits", "harm", "gain")):
            told.append(f"{name}, " + _line(axes, part, "beta_bias", metric, f"noise {noise:g}", **look))
        panels[1].plot(*zip(*part.groupby("beta_bias")["ignored_harm_mean"].mean().items()), color=COLOURS[k], lw=1.0, ls="--")
    panels[0].axhline(float(frame.frac_defer.mean()), color="0.4", lw=0.8, ls=":", label="should wait")
    panels[2].axhline(0.0, color="0.4", lw=0.8)
    for axes, title, label in zip(panels, ("R waits", "Harm", "Gain of asking over no switch"), ("share of plays", "utility per play", "utility per play")):
        axes.set_title(title)
        axes.set_xlabel("bias of log temperature")
        axes.set_ylabel(label)
    panels[0].legend(fontsize=7)
    return Drawing(
        "misjudgement",
        figure,
        "Populations whose robots take their humans for cooler (left of 0) or hotter than they are, with 95 % intervals and further errors (colours): share that waits, "
        "with the share that should (dots); harm of all actions, and of those without asking (dashes); value less that of robots without a switch.",
        "Three line charts. " + "; ".join(told) + f"; should wait {frame.frac_defer.mean():.4g}.",
    )


def incentives(counts: pd.DataFrame, low: float, high: float) -> Drawing:
    """Histogram of the incentive over a population."""
    figure, axes = plt.subplots(figsize=(4.8, 3.2), constrained_layout=True)
    total = counts.sum()
    middles, width = [interval.mid for interval in total.index], (high - low) / len(total)
    axes.bar(middles, total.to_numpy() / total.sum() / width, width=width, color=COLOURS[0])
    axes.axvline(0.0, color="0.3", lw=0.8)
    axes.set_xlabel(r"true incentive to defer $\Delta$, utility")
    axes.set_ylabel("density")
    positive = total[[interval.left >= 0.0 for interval in total.index]].sum() / total.sum()
    return Drawing(
        "incentives",
        figure,
        "Distribution over pairs of the true incentive to defer; the outer bins hold all beyond.",
        f"Histogram of {len(total)} bins from {low:g} to {high:g}, {total.sum()} pairs: above 0 in {positive:.1%}, fullest bin at {middles[int(np.argmax(total))]:.3g}.",
    )


def draw(store) -> Iterator[Drawing]:
    """Every figure for which the store holds the experiment."""
    design, recorded = store.design(), set(store.metrics())
    if "label" not in design:
        return
    frame = store.frame([metric for metric in METRICS if metric in recorded], parameters=PARAMETERS)
    part = {label: group for label, group in frame.groupby("label", sort=False)}
    for label, drawn in (("curves", curves), ("rational", rational_map), ("noisy", noisy_maps), ("designer", designer), ("misjudgement", misjudgement)):
        if label in part:
            yield drawn(part[label])
    if "misjudgement" in part and "deltas" in store.names("histograms") and design.delta_distribution[design.label == "misjudgement"].all():
        first = design[design.label == "misjudgement"].iloc[0]
        yield incentives(store.histogram("deltas", where={"label": "misjudgement"}), first.delta_low, first.delta_high)
