"""Any store at a glance: each scalar metric against what the sweep varies. For models without figures of their own."""

from __future__ import annotations

import re
from typing import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from plotting import COLOURS, Drawing, mean_interval

COLUMNS, MOST_PANELS, MOST_LINES = 3, 12, 8


def swept(store, part: pd.DataFrame) -> list[str]:
    """Parameters that the sweep names and that differ within this part; what merely follows from them is left out."""
    experiment = store.text("experiment")
    sweep = experiment[max(experiment.find("\nsweep: {"), 0) :]
    names = [name for name in store.design().columns if name != "label" and part[name].nunique() > 1]
    return [name for name in names if re.search(rf"\b{re.escape(name)}\b", sweep)]


def _contrast(part: pd.DataFrame, names: list[str], metric: str) -> float:
    """Spread of a metric between the points over its spread within them: what the sweep moves comes first."""
    points = part.groupby(names, sort=False, dropna=False)[metric] if names else part.groupby("point")[metric]
    between, within = points.mean().std(), points.std().mean()
    return float(between / within) if within > 0 else float("inf") if between > 0 else 0.0


def _lines(part: pd.DataFrame, names: list[str]) -> list[tuple[str, pd.DataFrame]]:
    """The part cut by every name, with a label for each piece."""
    if not names:
        return [("", part)]
    if len(names) == 1:
        return [(str(key), piece) for key, piece in part.groupby(names[0], sort=False, dropna=False)]
    return [(", ".join(map(str, key)), piece) for key, piece in part.groupby(names, sort=False, dropna=False)]


def _draw_panel(axes: plt.Axes, part: pd.DataFrame, metric: str, along: str, others: list[str]) -> None:
    levels = sorted(part[along].unique())
    numeric = pd.api.types.is_numeric_dtype(part[along])
    places = np.array(levels, dtype=float) if numeric else np.arange(len(levels))
    for k, (label, piece) in enumerate(_lines(part, others)[:MOST_LINES]):
        cells = [mean_interval(piece[piece[along] == level][metric]) for level in levels]
        axes.errorbar(places, [m for m, _ in cells], [h for _, h in cells], marker="o", ms=3, lw=1, ls="-" if numeric else "none", color=COLOURS[k], label=label)
    if not numeric:
        axes.set_xticks(places, [str(level) for level in levels], rotation=30, ha="right")
    elif places.min() > 0 and places.max() > 20 * places.min():
        axes.set_xscale("log")
    axes.set_xlabel(along)


def _axes_of(part: pd.DataFrame, names: list[str]) -> tuple[str | None, list[str]]:
    """What the panels are drawn along, and what tells their lines apart."""
    numeric = [name for name in names if pd.api.types.is_numeric_dtype(part[name])]
    along = (numeric or names or [None])[0]
    return along, [name for name in names if name != along]


def _draw_part(store, part: pd.DataFrame, metrics: list[str], names: list[str], title: str) -> plt.Figure:
    along, others = _axes_of(part, names)
    rows = -(-len(metrics) // COLUMNS)
    figure, grid = plt.subplots(rows, COLUMNS, figsize=(3.6 * COLUMNS, 2.6 * rows), squeeze=False, constrained_layout=True)
    for axes, metric in zip(grid.flat, metrics):
        if along is None:
            axes.hist(part[metric].dropna(), bins=20, color=COLOURS[0])
        else:
            _draw_panel(axes, part, metric, along, others)
        units = store.units(metric)
        axes.set_title(metric + (f" ({units})" if units not in ("", "1") else ""))
    for axes in grid.flat[len(metrics) :]:
        axes.set_visible(False)
    if others:
        handles, labels = grid.flat[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=4, title=", ".join(others))
    figure.suptitle(title)
    return figure


def _spoken_ranges(ranges) -> str:
    return ", ".join(f"{metric} {low:.4g} to {high:.4g}" for metric, low, high in ranges)


def _words(part: pd.DataFrame, metrics: list[str], names: list[str]) -> tuple[str, str]:
    """Caption and text alternative of a part."""
    along, others = _axes_of(part, names)
    if along is None:
        caption = f"Distribution over {len(part)} trials of the metrics that vary."
        ranges = ((metric, part[metric].min(), part[metric].max()) for metric in metrics)
        return caption, "Histograms; from the least to the largest value: " + _spoken_ranges(ranges) + "."
    caption = f"Means and 95 % intervals against {along}" + (f", a line for each {' and '.join(others)}" if others else "")
    lines = part.groupby(others, dropna=False).ngroups if others else 1
    caption += f" (the first {MOST_LINES} of {lines} are drawn)" if lines > MOST_LINES else ""
    means = part.groupby([along, *others], dropna=False)[metrics].mean()
    ranges = ((metric, means[metric].min(), means[metric].max()) for metric in metrics)
    return caption + ".", f"{len(metrics)} panels against {along}; from the lowest to the highest mean: " + _spoken_ranges(ranges) + "."


def draw(store) -> Iterator[Drawing]:
    """One figure for each labelled part of the experiment: the scalar metrics that the sweep moves most."""
    scalars = [name for name in store.metrics() if store.file["metrics"][name].ndim == 2]
    frame = store.frame(scalars)
    for name in store.design().columns:
        if frame[name].dtype == np.uint8:  # a flag is no number to draw along
            frame[name] = np.where(frame[name] != 0, "true", "false")
    for label, part in frame.groupby("label", sort=False) if "label" in frame else [("", frame)]:
        names, moved = swept(store, part), [name for name in scalars if part[name].nunique() > 1]
        metrics = sorted(moved, key=lambda name: -_contrast(part, names, name))[:MOST_PANELS]
        if not metrics:
            continue
        figure = _draw_part(store, part, metrics, names, " ".join(filter(None, [store.title, str(label)])) + ": means and 95 % intervals")
        name = "overview" + ("-" + re.sub(r"[^A-Za-z0-9]+", "-", str(label)) if label else "")
        yield Drawing(name, figure, *_words(part, metrics, names))
