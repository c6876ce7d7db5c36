"""One look for all figures, the words that go with them, and the small statistics they show."""

from __future__ import annotations

import dataclasses
import io
import pathlib
from typing import Iterable

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


@dataclasses.dataclass(frozen=True)
class Drawing:
    """A figure with its words. Models yield these from draw(store); files and pages are made of them here."""

    name: str  # of its file and of its place in a page: letters, digits and hyphens
    figure: plt.Figure
    caption: str  # what is drawn, and how to read its marks
    alternative: str  # what it shows, with the numbers, for whoever does not see it

    def _stamp(self, digest: str) -> None:
        self.figure.text(0.995, -0.02, f"store {digest[:16]}", ha="right", va="top", fontsize=6, color="0.4")

    def save(self, path: pathlib.Path, digest: str) -> pathlib.Path:
        """Writes the figure with the digest of its store in the corner, and closes it."""
        self._stamp(digest)
        self.figure.savefig(path, bbox_inches="tight")
        plt.close(self.figure)
        return path

    def svg(self, digest: str) -> bytes:
        """The same as SVG: the same bytes for the same figure. Closes it."""
        self._stamp(digest)
        buffer = io.BytesIO()
        with plt.rc_context({"svg.hashsalt": self.name}):
            self.figure.savefig(buffer, format="svg", bbox_inches="tight", metadata={"Date": None})
        plt.close(self.figure)
        return buffer.getvalue()


def spoken(values: Iterable[tuple[str, float]]) -> str:
    """Names with their numbers, for an alternative text: "rational 0.95, gpt 4o 0.91"."""
    return ", ".join(f"{name} {value:.4g}" if np.isfinite(value) else f"{name} undefined" for name, value in values)


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
