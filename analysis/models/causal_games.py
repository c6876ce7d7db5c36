"""Figures of causal games (after arXiv 2511.06934): gains with and without confounding, satisficing followers, layers, time of trees."""

from __future__ import annotations

from typing import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from plotting import COLOURS, Drawing, mean_interval

SHARES = [f"{who}_share_l{layer}" for who in ("leader", "follower") for layer in (1, 2, 3)]
METRICS = ["mean_welfare_gain", "mean_leader_gain", "share_positive", "share_negative", *SHARES]
PARAMETERS = ["label", "confounding", "instinct_accuracy", "satisficing_epsilon", "instinct_alignment", "depth", "branching"]
LAYERS = {1: "plays the instinct", 2: "plays a constant", 3: "plays another map"}


def gains(counts: pd.DataFrame, design: pd.DataFrame) -> Drawing:
    """Figure 1: how large gains of welfare are, of either sign, for each confounding."""
    by_point = counts.groupby("point").sum()
    points = sorted(by_point.index, key=lambda point: design.loc[point].confounding)
    side = (by_point.shape[1] - 1) // 2
    size = -9.0 + 12.0 * (np.arange(side) + 0.5) / side
    figure, panels = plt.subplots(1, 2, figsize=(8.2, 3.4), constrained_layout=True, gridspec_kw={"width_ratios": [3, 1]})
    words, zero = [], []
    for k, point in enumerate(points):
        share = by_point.loc[point].to_numpy(dtype=float) / by_point.loc[point].sum()
        kappa = design.loc[point].confounding
        colour = COLOURS[k % len(COLOURS)]
        if kappa > 0:
            panels[0].step(size, share[side + 1 :], where="mid", lw=1.2, color=colour, label=rf"$\kappa$ = {kappa:g}")
            panels[0].step(size, -share[:side][::-1], where="mid", lw=1.2, color=colour)
        zero.append((kappa, share[side], colour))
        words.append(f"confounding {kappa:g}: {share[side]:.4f} of games without a gain, {share[side + 1:].sum():.4f} gain, {share[:side].sum():.4f} lose")
    panels[0].axhline(0, color="0.4", lw=0.8)
    panels[0].set_xlim(-5, 1)
    panels[0].set_xlabel("size of the gain of welfare, log10")
    panels[0].set_ylabel("share of games: gains up, losses down")
    panels[0].legend(fontsize=8)
    panels[1].bar([f"{kappa:g}" for kappa, _, _ in zero], [share for _, share, _ in zero], color=[colour for _, _, colour in zero])
    panels[1].set_xlabel(r"confounding $\kappa$")
    panels[1].set_ylabel("share of games without any gain")
    return Drawing(
        "gains",
        figure,
        "Games by the size of their gain of welfare over Stackelberg play (left; losses downwards, four bins a decade) and the share without any (right), "
        "two actions each, instincts right with probability .9. Without confounding all games are in the spike at zero.",
        "Two charts. " + "; ".join(words) + ".",
    )


def phase(frame: pd.DataFrame) -> Drawing:
    """Figure 2: P(gain > 0) over confounding and accuracy."""
    table = frame.pivot_table(index="instinct_accuracy", columns="confounding", values="share_positive", aggfunc="mean")
    figure, axes = plt.subplots(figsize=(5.6, 3.2), constrained_layout=True)
    image = axes.imshow(table.to_numpy(), origin="lower", aspect="auto", cmap="viridis", vmin=0.0)
    for (row, column), share in np.ndenumerate(table.to_numpy()):
        axes.text(column, row, f"{share:.2f}", ha="center", va="center", fontsize=8, color="white" if share < 0.6 * table.to_numpy().max() else "black")
    axes.set_xticks(range(table.shape[1]), [f"{value:g}" for value in table.columns])
    axes.set_yticks(range(table.shape[0]), [f"{value:g}" for value in table.index])
    axes.set_xlabel(r"confounding $\kappa$")
    axes.set_ylabel("accuracy of instincts $c$")
    figure.colorbar(image, label="share of games whose welfare gains")
    return Drawing(
        "phase",
        figure,
        "Share of games with a positive gain of welfare over confounding and accuracy of instincts (two actions each, two states).",
        f"Heat map. The share is 0 without confounding and grows to {table.to_numpy().max():.3f}; with confounding 1 it is "
        + ", ".join(f"{table.iloc[k, -1]:.3f} at accuracy {table.index[k]:g}" for k in range(table.shape[0]))
        + ".",
    )


def satisficing(frame: pd.DataFrame) -> Drawing:
    """Figure 3: mean gain against epsilon for each alignment."""
    figure, axes = plt.subplots(figsize=(5.2, 3.4), constrained_layout=True)
    words = []
    for k, (alpha, part) in enumerate(frame.groupby("instinct_alignment")):
        epsilons = sorted(part.satisficing_epsilon.unique())
        cells = [mean_interval(part[part.satisficing_epsilon == epsilon].mean_welfare_gain) for epsilon in epsilons]
        axes.errorbar(epsilons, [m for m, _ in cells], [h for _, h in cells], marker="o", ms=3, lw=1.2, color=COLOURS[k], label=rf"$\alpha$ = {alpha:g}")
        words.append(f"alignment {alpha:g}: {cells[-1][0]:.4f} at epsilon {epsilons[-1]:g}")
    axes.axhline(0, color="0.4", lw=0.8)
    axes.set_xlabel(r"slack of the satisficing follower $\epsilon$")
    axes.set_ylabel("mean gain of welfare")
    axes.legend(fontsize=8)
    return Drawing(
        "satisficing",
        figure,
        "Mean gain of welfare against the slack of a satisficing follower, by the alignment of her instinct with the best reply (colours), three actions each, with "
        "95 % intervals. Aligned instincts change nothing, misaligned ones cost.",
        "Line chart from no slack (no gain) to the largest. " + "; ".join(words) + ".",
    )


def layers(frame: pd.DataFrame) -> Drawing:
    """Figure 4: shares of layers over confounding, leader and follower."""
    figure, panels = plt.subplots(1, 2, figsize=(8.2, 3.2), sharey=True, constrained_layout=True)
    words = []
    kappas = sorted(frame.confounding.unique())
    for axes, who in zip(panels, ("leader", "follower")):
        for k, (layer, name) in enumerate(LAYERS.items()):
            shares = [frame[frame.confounding == kappa][f"{who}_share_l{layer}"].mean() for kappa in kappas]
            axes.plot(kappas, shares, marker="o", ms=3, lw=1.2, color=COLOURS[k], ls="--" if layer == 3 else "-", label=f"layer {layer}: {name}")
            words.append(f"{who}, layer {layer}: from {shares[0]:.3f} to {shares[-1]:.3f}")
        axes.set_title(who)
        axes.set_xlabel(r"confounding $\kappa$")
    panels[0].set_ylabel("share of play")
    panels[0].legend(fontsize=8)
    return Drawing(
        "layers",
        figure,
        "Layers that leaders and followers play in equilibrium against confounding, two actions each, instincts right with probability .9. Of two actions the only "
        "other map swaps them, and is played as often as the instinct: their lines coincide (dashes).",
        f"Two line charts from confounding {kappas[0]:g} to {kappas[-1]:g}. " + "; ".join(words) + ".",
    )


def trees(design: pd.DataFrame, rates: np.ndarray) -> Drawing:
    """Figure 5: time of a tree against its leaves; rates [point, replication] of the points of `design`."""
    figure, axes = plt.subplots(figsize=(5.0, 3.4), constrained_layout=True)
    leaves = design.branching.to_numpy() ** design.depth.to_numpy()
    seconds = pd.Series(1.0 / np.nanmedian(rates, axis=1), index=leaves).sort_index()
    axes.loglog(seconds.index, seconds.to_numpy(), "o-", ms=4, lw=1.2, color=COLOURS[0], label="measured")
    axes.loglog(seconds.index, seconds.iloc[-1] * seconds.index / seconds.index[-1], "--", lw=0.8, color="0.4", label="in proportion to leaves")
    axes.set_xlabel("leaves, branching to the power of depth")
    axes.set_ylabel("seconds a tree (median of trials)")
    axes.legend(fontsize=8)
    return Drawing(
        "tree-time",
        figure,
        "Time to draw a tree, solve it by backward induction and search it for deviations, against its number of leaves. Dashes: in proportion to leaves.",
        f"Line chart on logarithmic axes: {seconds.iloc[0]:.2g} seconds at {seconds.index[0]} leaves, {seconds.iloc[-1]:.2g} at {seconds.index[-1]}.",
    )


def draw(store) -> Iterator[Drawing]:
    """Every figure for which the store holds the experiment."""
    design, recorded = store.design(), set(store.metrics())
    if "label" not in design:
        return
    frame = store.frame([metric for metric in METRICS if metric in recorded], parameters=PARAMETERS)
    part = {label: group for label, group in frame.groupby("label", sort=False)}
    if "phase" in part:
        yield gains(store.histogram("welfare_gains", where={"label": "phase", "instinct_accuracy": 0.9}), design)
        yield phase(part["phase"])
        yield layers(part["phase"][part["phase"].instinct_accuracy == 0.9])
    if "satisficing" in part and len(part["satisficing"].satisficing_epsilon.unique()) > 1:
        yield satisficing(part["satisficing"])
    if "trees" in part:
        chosen = store.points({"label": "trees"}) & store.done.any(axis=1)
        yield trees(design[chosen], store.array("run/game_rate")[chosen])
