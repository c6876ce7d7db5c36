"""Figures of variance-reduced Halpern iteration (after arXiv 2310.02987): residuals along calls, calls against n with slopes, oscillation, time by ranks."""

from __future__ import annotations

from typing import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from plotting import COLOURS, Drawing, spoken

METHODS = {
    "vr_halpern_cocoercive": "Algorithm 1",
    "vr_halpern_inexact": "Algorithm 2",
    "extragradient": "extragradient",
    "eag": "anchored extragradient",
    "vr_extragradient": "variance-reduced extragradient",
    "halpern": "deterministic Halpern",
}
TITLES = {"game": "policeman and burglar", "small_game": "the same, smaller", "quadratic": "quadratic saddle"}


def _quartiles(path: pd.DataFrame, components: float) -> pd.DataFrame:
    """Quartiles of the residual over replications, on the epochs of the first one: each path is read off by steps."""
    runs = [part.sort_values("oracle_calls") for _, part in path.groupby("replication")]
    longest = max(runs, key=len)
    epochs = longest["oracle_calls"].to_numpy() / components
    columns = [run["residual"].to_numpy()[np.searchsorted(run["oracle_calls"].to_numpy() / components, epochs, side="right") - 1] for run in runs]
    low, middle, high = np.quantile(np.array(columns), (0.25, 0.5, 0.75), axis=0)
    return pd.DataFrame({"epochs": epochs, "low": low, "middle": middle, "high": high})


def paths(panels: list[tuple[str, pd.DataFrame]], design: pd.DataFrame) -> Drawing:
    """Figure 1 of the paper: residual against epochs."""
    figure, axes_row = plt.subplots(1, len(panels), figsize=(3.6 * len(panels) + 2.2, 3.6), squeeze=False, constrained_layout=True)
    words = []
    for axes, (label, path) in zip(axes_row[0], panels):
        size = 0
        for point in dict.fromkeys(path["point"]):
            row = design.loc[point]
            size = int(row.components)
            curve = _quartiles(path[path["point"] == point], size)
            curve = curve[curve.epochs > 0]
            colour = COLOURS[list(METHODS).index(row.algorithm) % len(COLOURS)]
            axes.plot(curve.epochs, curve.middle, color=colour, lw=1.3, label=METHODS[row.algorithm])
            axes.fill_between(curve.epochs, curve.low, curve.high, color=colour, alpha=0.2, lw=0)
            words.append(f"{TITLES[label]}, n = {size}, {METHODS[row.algorithm]}: {curve.middle.iloc[-1]:.3g} after {curve.epochs.iloc[-1]:.0f} epochs")
        axes.set(xscale="log", yscale="log", xlabel="epochs (component calls / n)", title=f"{TITLES[label]}, n = {size}")
    axes_row[0][0].set_ylabel("natural residual")
    handles = {name: handle for axes in axes_row[0] for handle, name in zip(*axes.get_legend_handles_labels())}
    axes_row[0][-1].legend(handles.values(), handles.keys(), loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=8)
    return Drawing(
        "residual-by-epochs",
        figure,
        "Residual against component calls over n, median and quartiles over draws. Calls of certificates are not counted.",
        "Falling lines on logarithmic axes. " + "; ".join(words) + ".",
    )


def calls(frame: pd.DataFrame) -> Drawing:
    """Calls to a fixed residual against n, with fitted slopes."""
    figure, axes = plt.subplots(figsize=(5.6, 3.8), constrained_layout=True)
    words = []
    for k, (algorithm, part) in enumerate(frame.groupby("algorithm")):
        means = part.groupby("components")["oracle_calls"].mean()
        slope, level = np.polyfit(np.log(means.index.to_numpy(dtype=float)), np.log(means.to_numpy()), 1)
        axes.plot(means.index, means, marker="o", ls="none", color=COLOURS[k])
        axes.plot(means.index, np.exp(level) * means.index.to_numpy(dtype=float) ** slope, color=COLOURS[k], lw=1, label=f"{METHODS[algorithm]}: slope {slope:.2f}")
        words.append(f"{METHODS[algorithm]}, slope {slope:.2f}: " + spoken((f"n = {n}", value) for n, value in means.items()))
    axes.set(xscale="log", yscale="log", xlabel="components n", ylabel=f"component calls to residual {frame.target_residual.iloc[0]:g}")
    axes.legend(fontsize=8)
    return Drawing(
        "calls-by-components",
        figure,
        "Component calls to a fixed residual of least squares with rows of length 1, so that L = 1 for every n: step 1/(4L) for Algorithm 1, 1/L for the deterministic method.",
        "Two rising straight lines on logarithmic axes. " + "; ".join(words) + ".",
    )


def oscillation(frame: pd.DataFrame) -> Drawing:
    """Share of evaluations at which the residual rises."""
    figure, axes = plt.subplots(figsize=(6.4, 3.6), constrained_layout=True)
    labels = [label for label in TITLES if label in set(frame.label)]
    methods = [m for m in METHODS if m in set(frame.algorithm)]
    words = []
    for k, label in enumerate(labels):
        part = frame[frame.label == label]
        shares = [part[part.algorithm == m]["increase_share"].mean() for m in methods]
        axes.bar(np.arange(len(methods)) + 0.8 * k / len(labels) - 0.4 + 0.4 / len(labels), np.nan_to_num(shares), 0.76 / len(labels), color=COLOURS[k], label=TITLES[label])
        words.append(f"{TITLES[label]}: " + spoken((METHODS[m], s) for m, s in zip(methods, shares) if not np.isnan(s)))
    axes.set_xticks(range(len(methods)), [METHODS[m] for m in methods], rotation=20, ha="right", fontsize=8)
    axes.set_ylabel("share of evaluations that rise")
    axes.legend(fontsize=8)
    return Drawing("oscillation", figure, "How often the residual is above that of the evaluation before. Methods that a problem's panel does not run have no bar.", "Bar chart. " + "; ".join(words) + ".")


def draw(store) -> Iterator[Drawing]:
    """Every figure for which the store holds the experiment."""
    design = store.design()
    if "label" not in design:
        return
    done = [label for label in dict.fromkeys(design["label"]) if store.done[store.points({"label": label})].any()]
    panels = [(label, store.tables("path", where={"label": label})) for label in TITLES if label in done]
    panels = [(label, path) for label, path in panels if not path.empty]
    if panels:
        yield paths(panels, design)
    if "calls" in done:
        frame = store.frame(["oracle_calls"], parameters=["label", "algorithm", "components", "target_residual"])
        yield calls(frame[frame.label == "calls"])
    if panels:
        frame = store.frame(["increase_share"], parameters=["label", "algorithm"])
        yield oscillation(frame[frame.label.isin(TITLES)])
