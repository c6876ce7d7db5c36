"""One look for all figures, and the small statistics they show."""

from __future__ import annotations

import pathlib

import matplotlib.pyplot as plt
import numpy as np

# Okabe and Ito's palette: told apart with any colour vision.
COLOURS = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#000000"]

plt.rcParams.update(
    {
        "figure.dpi": 120,
        "font.size": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.prop_cycle": plt.cycler(color=COLOURS),
        "axes.titlesize": 10,
        "legend.frameon": False,
    }
)


def save(figure: plt.Figure, path: pathlib.Path, digest: str) -> pathlib.Path:
    """Writes the figure with the digest of its store in the corner."""
    figure.text(0.995, -0.02, f"store {digest[:16]}", ha="right", va="top", fontsize=6, color="0.5")
    figure.savefig(path, bbox_inches="tight")
    plt.close(figure)
    return path


def mean_interval(values: np.ndarray) -> tuple[float, float]:
    """Mean and half-width of its 95 % normal interval over the finite values; the half-width of one value is 0."""
    values = np.asarray(values, dtype=float)
    values = values[np.isfinite(values)]
    if values.size == 0:
        return float("nan"), 0.0
    half = 1.96 * values.std(ddof=1) / np.sqrt(values.size) if values.size > 1 else 0.0
    return float(values.mean()), float(half)


def wilson(successes: float, trials: float, z: float = 1.96) -> tuple[float, float, float]:
    """Share and its Wilson interval: (share, low, high)."""
    if trials <= 0:
        return float("nan"), float("nan"), float("nan")
    share = successes / trials
    centre = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z * np.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)) / (1 + z * z / trials)
    return share, max(0.0, centre - half), min(1.0, centre + half)
